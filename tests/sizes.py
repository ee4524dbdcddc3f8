"""python -m tests.sizes [--write]: lines of Python by room, as docs/architecture.md shows them, in hundreds."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- table: python -m tests.sizes --write -->\n", "<!-- end of table -->\n"
_ROW = re.compile(r"^\| `([a-z_/.*]+)` \| ([\d,]+) \|$", re.MULTILINE)


def sizes() -> dict[str, int]:
    """The rooms of the kit, what lies beside them, torch_bridge, the tests, the proofs, and all of it."""
    rooms = sorted(path for path in (ROOT / "uccheck").iterdir() if (path / "__init__.py").exists())
    found = {f"uccheck/{room.name}/": _lines(room.rglob("*.py")) for room in rooms}
    found["uccheck/*.py"] = _lines((ROOT / "uccheck").glob("*.py"))
    found |= {f"{name}/": _lines((ROOT / name).rglob("*.py")) for name in ("torch_bridge", "tests", "proofs")}
    return {**found, "all": sum(found.values())}


def _lines(files: Iterable[Path]) -> int:
    return sum(len(path.read_text(encoding="utf-8").splitlines()) for path in files)


def table() -> str:
    """The table as it should stand now."""
    return "| room | lines |\n| --- | ---: |\n" + "".join(f"| `{name}` | {round(lines, -2):,} |\n" for name, lines in sizes().items())


def shown() -> dict[str, int]:
    """The lines that the page states, by room."""
    return {name: int(lines.replace(",", "")) for name, lines in _ROW.findall(PAGE.read_text(encoding="utf-8"))}


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
        PAGE.write_text(before + BEGIN + table() + END + rest.split(END)[1], encoding="utf-8")
    else:
        print(table(), end="")
