"""What an installed wheel holds: built once, installed into a bare folder, and used outside of any checkout."""

from __future__ import annotations

import os
import pkgutil
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest

import uccheck
from tests.tools import needed

ROOT = Path(__file__).resolve().parents[1]


def test_the_version_is_written_once() -> None:
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["version"]["path"] == "uccheck/__init__.py"
    assert f"\nversion: {uccheck.__version__}\n" in (ROOT / "CITATION.cff").read_text()
    assert f"\n## {uccheck.__version__}\n" in (ROOT / "CHANGELOG.md").read_text()


def test_the_citation_is_that_of_the_paper_as_the_kit_knows_it() -> None:
    """CITATION.cff is YAML, and its reference has the title, authors, year and number by which claims about the paper are decided."""
    yaml = needed("yaml")
    (paper,) = yaml.safe_load((ROOT / "CITATION.cff").read_text())["references"]
    known = next(p for p in tomllib.loads((ROOT / "uccheck/data/literature.toml").read_text())["paper"] if p["arxiv"] == "1902.04742")
    assert (paper["title"], paper["year"]) == (known["title"], known["year"])
    people = [(author["given-names"], author["family-names"]) for author in paper["authors"]]
    assert people == list(zip(known["given"], known["authors"], strict=True))
    assert paper["identifiers"] == [{"type": "other", "value": f"arXiv:{known['arxiv']}"}]
    assert known["venue"] == f"NeurIPS {paper['year']}" and "Neural Information Processing" in paper["collection-title"]
    assert f"NeurIPS {paper['year']}" in yaml.safe_load((ROOT / "CITATION.cff").read_text())["title"]


def test_no_public_name_is_that_of_a_room() -> None:
    # importing a room binds its name in the package, so that a function of that name would be a module from then on
    rooms = {found.name for found in pkgutil.iter_modules(uccheck.__path__)}
    assert {"answers", "audit", "linear"} <= rooms
    assert not rooms & set(uccheck.__all__)


def test_the_public_functions_are_called_after_a_star_import(tmp_path: Path) -> None:
    from uccheck.core.errors import InvalidParameter

    space: dict[str, Any] = {}
    exec("from uccheck import *", space)  # the statement itself is what is tested
    assert set(uccheck.__all__) <= set(space)
    for wrong in ("review.md", 3, None, [], [3]):
        with pytest.raises(InvalidParameter, match="the claim files are a list of paths"):
            space["audit_files"](wrong)
    claim = '[[claim]]\nid = "{}"\nsays = "x"\nkind = "identity"\nlhs = "2*x"\nrhs = "x + x"\nwhere = {{ x = "real" }}\n'
    (tmp_path / "two.toml").write_text(claim.format("a") + claim.format("b"))
    assert [f.verdict for f in space["audit_files"]([str(tmp_path / "two.toml")])] == ["PROVED", "PROVED"]


def test_users_choose_their_torch_and_the_tests_do_not() -> None:
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]["torch"]
    assert not any("==" in requirement for requirement in asked)
    assert re.search(r"^torch==\S+$", (ROOT / "constraints.txt").read_text(), flags=re.MULTILINE)
    assert re.search(r'-e "\.\[test\]" -c constraints\.txt', (ROOT / "README.md").read_text())


#: What is asked for and imported by no line, with what runs it.
RUN = {
    "jupyterlab": "a person, to open the notebooks",
    "mkdocs-material": "mkdocs",
    "mkdocstrings": "mkdocs",
    "pytest-xdist": "pytest -n",
    "import-linter": "lint-imports",
    "mypy": ".ci/run",
    "ruff": ".ci/run",
}
#: The names under which others are imported.
CALLED = {"python-flint": "flint", "uccheck": "uccheck"}


def _asked_for() -> set[str]:
    """Every distribution of the dependencies and extras."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lists = [project["dependencies"], *project["optional-dependencies"].values()]
    return {re.match(r"[A-Za-z0-9-]+", one)[0] for some in lists for one in some}  # type: ignore[index]


def _imported(text: str) -> set[str]:
    """The packages that a text imports, or asks `needed` for, or runs with -m."""
    found = re.findall(r"^\s*\"?(?:import|from) ([a-z_A-Z0-9]+)|needed\(\"([a-z_]+)|\"-m\", \"([a-z_]+)", text, flags=re.MULTILINE)
    return {name for names in found for name in names if name}


def test_every_dependency_is_imported_by_some_line_or_run_by_something_named() -> None:
    files = [*ROOT.glob("uccheck/**/*.py"), *ROOT.glob("torch_bridge/**/*.py"), *ROOT.glob("tests/**/*.py"), *ROOT.glob("examples/*.ipynb")]
    imported = set.union(*(_imported(path.read_text()) for path in files))
    idle = {name for name in _asked_for() if CALLED.get(name, name.replace("-", "_")) not in imported}
    assert idle == set(RUN)
    assert _imported('import numpy as np\n    from mlxtend.data import x\nneeded("torch")') == {"numpy", "mlxtend", "torch"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel of this checkout, built by hatchling without a network."""
    needed("hatchling")
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=ROOT, check=True, capture_output=True
    )
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's files in a folder of their own, which stands before any checkout on the path."""
    folder = tmp_path_factory.mktemp("site")
    zipfile.ZipFile(wheel).extractall(folder)
    return folder


def test_the_wheel_holds_the_coq_sources_and_the_data(installed: Path) -> None:
    ours = {path.name for path in (ROOT / "proofs" / "coq").glob("*.v")}
    assert ours and ours <= {path.name for path in (installed / "uccheck" / "data" / "coq").iterdir()}
    assert (installed / "uccheck" / "data" / "rules.json").read_bytes() == (ROOT / "uccheck" / "data" / "rules.json").read_bytes()


def test_the_source_distribution_holds_what_the_wheel_is_built_from(wheel: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(wheel.parent)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    with tarfile.open(next(wheel.parent.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    ours = {path.relative_to(ROOT).as_posix() for path in (*(ROOT / "proofs" / "coq").glob("*.v"), *(ROOT / "uccheck").rglob("*.py"))}
    assert ours <= names and {"pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "CITATION.cff", "constraints.txt"} <= names


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "status", "says"),
    [
        ("--version", 0, uccheck.__version__),
        ("certify --m 1000 --D 400000 --delta 0.05 --epsilon 0.01 -o c.json", 0, "CERTIFIED"),
        ("check c.json", 0, "CERTIFIED"),
        ("threshold --m 20 --delta 0.05 --epsilon 0.2", 0, "D ="),
        ("probability all-flipped --m 100 --D 8m", 0, "lies in"),
        ("simulate one-flipped --m 20 --D 200 --trials 100", 0, "of 100 trials"),
        ("table 1000,400000,0.05,0.01", 0, "CERTIFIED"),
        ("verify log-bound", 0, "mutants 3/3"),
        ("derive log-bound -o d.tex", 0, "d.tex"),
        ("statements --search population", 0, "entries"),
        ("audit --schema", 0, "properties"),
        ("sweep --m 10 --help", 0, "Usage"),
        ("kernel status", None, "coq"),
    ],
)
def test_commands_work_outside_a_checkout(installed: Path, command: str, status: int | None, says: str) -> None:
    settings = {**os.environ, "PYTHONPATH": str(installed), "XDG_CACHE_HOME": str(installed.parent / "cache")}
    code = f"import uccheck; assert uccheck.__file__.startswith({str(installed)!r}), uccheck.__file__; from uccheck.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, *command.split()], cwd=installed.parent, env=settings, capture_output=True, text=True, check=False
    )
    assert status is None or done.returncode == status, done.stderr
    assert says.lower() in (done.stdout + done.stderr).lower() and "Traceback" not in done.stderr
