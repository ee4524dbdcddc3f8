"""The walls of the house: import-linter's contracts hold, and docs/architecture.md names every room that there is."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

from .sizes import shown, sizes

ROOT = Path(__file__).parents[1]
ROOMS = {path.name for path in (ROOT / "uccheck").iterdir() if (path / "__init__.py").exists()}


def layers() -> list[list[str]]:
    """The layers of uccheck from the top, from the contract."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    found = next(contract["layers"] for contract in contracts if contract.get("containers") == ["uccheck"])
    return [[name.strip() for name in layer.split("|")] for layer in found]


def test_every_room_has_its_layer() -> None:
    assert {name for layer in layers() for name in layer} - {"cli"} == ROOMS


def test_the_page_draws_the_layers_in_their_order() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text()
    drawing = page.split("```")[1]
    order = [name for name in re.findall(r"\b([a-z]+)/", drawing) if name in ROOMS]
    places = {name: depth for depth, layer in enumerate(layers()) for name in layer}
    depths = [places[name] for name in dict.fromkeys(order)]
    assert set(order) == ROOMS and depths == sorted(depths)


def test_every_file_that_the_page_names_exists() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text()
    named = re.findall(r"`([a-z_]+/[a-z_/]+\.(?:py|json|tex\.j2))`", page)
    assert len(named) > 10
    missing = [name for name in named if not (ROOT / "uccheck" / name).exists() and not (ROOT / name).exists()]
    assert not missing


def test_the_page_says_how_large_the_rooms_are() -> None:
    """Within a tenth, or a hundred lines, so that the table is written anew when it says something else than the truth."""
    stated, counted = shown(), sizes()
    assert list(stated) == list(counted)
    assert [name for name, lines in counted.items() if abs(stated[name] - lines) > max(100, lines / 10)] == []


def test_the_contracts_hold() -> None:
    found = subprocess.run([Path(sys.executable).parent / "lint-imports"], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert found.returncode == 0, found.stdout


def test_a_wall_can_be_seen_to_fall(tmp_path: Path) -> None:
    """The same contract over a copy in which core imports answers is broken."""
    package = tmp_path / "uccheck"
    for room in ROOMS:
        (package / room).mkdir(parents=True)
        (package / room / "__init__.py").write_text("")
    (package / "__init__.py").write_text("")
    (package / "cli.py").write_text("")
    (package / "core" / "__init__.py").write_text("import uccheck.answers\n")
    contract = (
        'type = "layers"\nname = "walls"\ncontainers = ["uccheck"]\nlayers = ['
        + ", ".join(f'"{" | ".join(layer)}"' for layer in layers())
        + "]"
    )
    (tmp_path / "pyproject.toml").write_text(
        f'[tool.importlinter]\nroot_packages = ["uccheck"]\n[[tool.importlinter.contracts]]\n{contract}\n'
    )
    found = subprocess.run(
        [Path(sys.executable).parent / "lint-imports"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        env={"PYTHONPATH": str(tmp_path)},
    )
    assert found.returncode == 1 and "BROKEN" in found.stdout, found.stdout + found.stderr


def classes(root: Path) -> dict[str, list[str]]:
    """Every class of the two packages with the modules that define it."""
    found: dict[str, list[str]] = {}
    for path in sorted(path for package in ("uccheck", "torch_bridge") for path in (root / package).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef):
                found.setdefault(node.name, []).append(str(path.relative_to(root)))
    return found


def test_the_name_of_a_class_means_one_thing_in_the_house(tmp_path: Path) -> None:
    twice = {name: places for name, places in classes(ROOT).items() if len(places) > 1}
    assert not twice
    for room in ("uccheck", "torch_bridge"):
        (tmp_path / room).mkdir()
        (tmp_path / room / "one.py").write_text("class Outcome: ...\n")
    assert len(classes(tmp_path)["Outcome"]) == 2
