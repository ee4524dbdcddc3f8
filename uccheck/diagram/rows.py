"""A sweep as text: rows of cells and of columns that fit 80 characters, CSV, and JSON lines."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from uccheck.core.exact import as_written, shown_above, shown_below
from uccheck.core.files import Aside
from uccheck.core.verdict import vouched
from uccheck.diagram.columns import QUESTIONS, Column
from uccheck.diagram.grid import Grid
from uccheck.diagram.place import CLOSED, INTEGRALS, WHOLE, Cell

_AXES = ("s", "b", "gamma", "delta", "epsilon")
FIELDS = (
    "m", "D", *_AXES, "verdict", "e_gen", "e_unif_alg", "theorem", "e_gen_lower", "e_gen_upper", "e_unif_alg_lower", "e_unif_alg_upper",
    "e_gen_rule", "e_unif_alg_rule", "e_gen_way", "e_unif_alg_way",
)  # fmt: skip


def varying(made: Grid) -> tuple[str, ...]:
    """The axes besides m and D that have several values."""
    return tuple(name for name in _AXES if len(getattr(made, name)) > 1)


def fixed_line(made: Grid) -> str:
    """The numbers that all points share."""
    numbers = [f"{name} = {as_written(getattr(made, name)[0])}" for name in _AXES if len(getattr(made, name)) == 1]
    return ", ".join(numbers)


def header(names: Sequence[str]) -> str:
    """The head of the rows of cells."""
    more = "".join(f"{name:>8}" for name in names)
    return f"{'m':>9} {'D':>12}{more} {'e_gen':>13} {'e_unif-alg':>13} verdict"


def row(cell: Cell, names: Sequence[str]) -> str:
    """One cell; for each half the end that decides it, or the claim that is open."""
    more = "".join(f"{fitted(getattr(cell, name), 7):>8}" for name in names)
    ends = f"{_end(cell, 'e_gen', '<='):>13} {_end(cell, 'e_unif_alg', '>='):>13}"
    by = f" {cell.theorem}" if cell.verdict == "CERTIFIED" and cell.theorem else ""
    return f"{cell.m:>9} {cell.D:>12}{more} {ends} {cell.verdict}{by}"


def fitted(value: Fraction, width: int) -> str:
    """The value exactly where that fits, else ~ and the nearest number of as many digits as fit."""
    text, near = as_written(value), Decimal(value.numerator) / Decimal(value.denominator)
    about = (f"~{near:.{way}}".replace("e+", "e") for digits in range(width, 0, -1) for way in (f"{digits}g", f"{digits - 1}e"))
    return text if len(text) <= width else next((one for one in about if len(one) <= width), f"~{near:.0e}")


def _end(cell: Cell, name: str, upheld: str) -> str:
    """The deciding end, rounded outward to four digits."""
    low, high = getattr(cell, name)
    if cell.halves[name] == "INCONCLUSIVE":
        return "?"
    above = (cell.halves[name] == "CERTIFIED") == (upheld == "<=")
    return f"<= {shown_above(high, 4)}" if above else f">= {shown_below(low, 4)}"


def turns_header() -> str:
    """The head of the rows of columns: on this grid, refuted up to the first D and certified from the second."""
    heads = [f"{name:>22}" for name in ("e_gen <= eps", "e_unif-alg >= 1-eps", "both")]
    return f"{'m':>9} " + " ".join(heads)


def turns_row(column: Column) -> str:
    """One column: for each question the largest D refuted, and the least from which all is certified."""
    return f"{column.m:>9} " + " ".join(f"{_turn(*column.turn(name)):>22}" for name in QUESTIONS)


def _turn(refuted: int | None, certified: int | None) -> str:
    return f"{_short(refuted)} .. {_short(certified)}"


def _short(D: int | None) -> str:
    if D is None:
        return "-"
    return str(D) if D < 10**9 else f"~{D:.3e}".replace("e+", "e")


def _csv_line(values: Sequence[Any]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerow(["" if value is None else value for value in values])
    return stream.getvalue()


def as_flat(cell: Cell) -> dict[str, Any]:
    """A cell as one level of values."""
    made: dict[str, Any] = {"m": cell.m, "D": cell.D, "verdict": cell.verdict, "theorem": cell.theorem}
    made |= {name: as_written(getattr(cell, name)) for name in _AXES} | cell.halves
    for name in cell.halves:
        low, high = getattr(cell, name)
        made |= {f"{name}_lower": as_written(low), f"{name}_upper": as_written(high)}
        made |= {f"{name}_rule": cell.rules[name], f"{name}_way": cell.ways[name]}
    return made


def as_dict(cell: Cell) -> dict[str, Any]:
    """A cell with the keys of `certify --json`, as far as a cell has them, and `ways`."""
    numbers = {name: as_written(getattr(cell, name)) for name in _AXES}
    ends = {name: dict(zip(("lower", "upper"), map(as_written, getattr(cell, name)), strict=True)) for name in ("e_gen", "e_unif_alg")}
    head = {"m": cell.m, "D": cell.D, **numbers, "verdict": cell.verdict, "halves": cell.halves, "theorem": cell.theorem}
    return {**head, **ends, "rules": cell.rules, "ways": cell.ways, "trusts": list(cell.trusts), "given": list(cell.given)}


def json_line(cell: Cell) -> str:
    """A cell as one line of JSON."""
    return json.dumps(as_dict(cell)) + "\n"


class RowFile:
    """A file of rows, by its suffix CSV or JSON lines; it gets its name at the end.  Raises: InvalidFile as the writer does."""

    def __init__(self, path: Path) -> None:
        self._file, self._csv = Aside(path), path.suffix == ".csv"
        if self._csv:
            self._file.write(_csv_line(FIELDS).encode())

    def write(self, cell: Cell) -> None:
        """Add a row."""
        flat = as_flat(cell) if self._csv else {}
        self._file.write((_csv_line([flat[name] for name in FIELDS]) if self._csv else json_line(cell)).encode())

    def close(self) -> None:
        """Give the file its name, with the rows that it has."""
        self._file.close()

    def drop(self) -> None:
        """Leave what stood under the name."""
        self._file.drop()


class Summary:
    """What all cells together say: counts by verdict and by way, the programs and sentences that they rest on."""

    def __init__(self) -> None:
        self.verdicts: Counter[str] = Counter()
        self.ways: Counter[str] = Counter()
        self.trusts: set[str] = set()
        self.given: set[str] = set()

    def add(self, cell: Cell) -> None:
        """Count a cell."""
        self.verdicts[cell.verdict] += 1
        self.ways.update(way for way in cell.ways.values() if way is not None)
        self.trusts.update(cell.trusts)
        self.given.update(cell.given)

    @property
    def points(self) -> int:
        """How many cells were counted."""
        return sum(self.verdicts.values())

    def lines(self) -> Iterator[str]:
        """Counts, how the halves were decided, what everything rests on."""
        words = ", ".join(f"{self.verdicts[word]} {word}" for word in ("CERTIFIED", "REFUTED", "INCONCLUSIVE") if self.verdicts[word])
        yield f"{self.points} points: {words or 'none'}"
        ways = ", ".join(f"{self.ways[way]} by {_WAYS[way]}" for way in _WAYS if self.ways[way])
        yield f"halves decided: {ways or 'none'}"
        yield "every decided point has trees of its own that the independent checker confirmed; none follows from another by monotonicity"
        yield f"trusts: {'; '.join(sorted(self.trusts)) or 'nothing'}"
        yield from (f"given: {sentence}" for sentence in sorted(vouched(self.given)))

    def as_dict(self) -> dict[str, Any]:
        """The same as JSON values."""
        verdicts, ways = dict(sorted(self.verdicts.items())), dict(sorted(self.ways.items()))
        rests = {"trusts": sorted(self.trusts), "given": sorted(self.given)}
        return {"points": self.points, "verdicts": verdicts, "ways": ways, "by_monotonicity": 0, **rests}


_WAYS = {CLOSED: "bounds in closed form", INTEGRALS: "integrals", WHOLE: "the whole search of certify", "range": "the range"}


def panel_line(panel: tuple[Fraction, ...]) -> str:
    """The numbers of one panel."""
    return ", ".join(f"{name} = {as_written(value)}" for name, value in zip(_AXES, panel, strict=True))
