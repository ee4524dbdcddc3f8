"""A sweep: the cells of a grid in order, over any number of processes, kept in a store and taken up again.

A cell depends on its own numbers alone, so the rows are the same for every number of workers, for a run that was cut, and for a grid that
shares points with an earlier one in the same store.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from uccheck.answers.proposals import Setting
from uccheck.certificates.check_rules import DIGEST, TABLE
from uccheck.core.exact import Exact, as_written, exact
from uccheck.diagram.batches import Job, records
from uccheck.diagram.grid import Axis, Grid, grid
from uccheck.diagram.place import Cell, Decider

#: The revision of what a cell is; records of another are not taken up.
_REVISION = 1

Point = tuple[Setting, Fraction]


def sweep(
    m: Axis, per_sample: Axis | None = None, delta: Axis = "0.05", epsilon: Axis = "0.01", *, D: Axis | None = None, gamma: Axis = 0,
    s: Axis = 4, b: Axis = 32, theorem: str = "auto", brackets: bool = False, workers: int = 1, store: Path | str | None = None,
) -> Iterator[Cell]:  # fmt: skip
    """The cells of the grid, m by m, one at a time; a cell that was yielded is final.

    Every argument is a number, a sequence of numbers, or a text such as "10, 100..1e6:20". `brackets` asks for certify's sharp ends
    everywhere; without it an end is as sharp as its verdict needs.
    Guarantee: a verdict is that of `certify` or weaker, by trees about the point itself that the independent checker confirmed.
    Raises: InvalidParameter before the first cell for any value outside its domain; InvalidFile for a store that cannot be used.
    """
    made = grid(m, D, per_sample, delta, epsilon, gamma=gamma, s=s, b=b, theorem=theorem)
    return cells(made, brackets=brackets, workers=workers, store=None if store is None else Path(store))


def cells(
    made: Grid, *, brackets: bool = False, workers: int = 1, store: Path | None = None, warn: Callable[[str], None] = warnings.warn
) -> Iterator[Cell]:
    """The cells of a validated grid; `warn` is told where a store could not be written to the end."""
    about = {"sweep": _REVISION, "rules": DIGEST, "theorem": made.theorem, "brackets": brackets}
    groups = ([(place.setting, epsilon) for epsilon in place.epsilons] for place in made)
    job = Job(_name, decided, (made.theorem, brackets))
    return map(as_cell, records(groups, job, about, workers=workers, store=store, warn=warn))


def decided(points: list[Point], theorem: str, brackets: bool) -> list[str]:
    """The records of these points; those of one place share its decider."""
    found, decider = [], None
    for setting, epsilon in points:
        if decider is None or decider.a != setting:
            decider = Decider(setting, theorem, brackets=brackets)
        found.append(json.dumps(as_record(decider.cell(epsilon)), separators=(",", ":")))
    return found


def _name(point: Point) -> str:
    setting, epsilon = point
    return " ".join(as_written(value) for value in (*setting.at.values(), epsilon))


#: Every sentence and program that a certificate may rest on; records name them by their place here.
SENTENCES = sorted({sentence for part in ("rules", "quantities") for entry in TABLE[part].values() for sentence in entry["given"]})
_NUMBERS = ("m", "D", "s", "b", "gamma", "delta", "epsilon")


def as_record(cell: Cell) -> dict[str, Any]:
    """The cell as short JSON values."""
    return {
        "point": " ".join(as_written(getattr(cell, name)) for name in _NUMBERS),
        "halves": list(cell.halves.values()),
        "verdict": cell.verdict,
        "theorem": cell.theorem,
        "ends": [as_written(end) for end in (*cell.e_gen, *cell.e_unif_alg)],
        "rules": list(cell.rules.values()),
        "ways": list(cell.ways.values()),
        "trusts": list(cell.trusts),
        "given": [SENTENCES.index(sentence) for sentence in cell.given],
    }


def as_cell(record: Mapping[str, Any]) -> Cell:
    """The cell of a record."""
    numbers = dict(zip(_NUMBERS, map(Fraction, record["point"].split()), strict=True))
    ends = [exact(text, "end") for text in record["ends"]]

    def both(name: str) -> dict[str, Any]:
        return dict(zip(("e_gen", "e_unif_alg"), record[name], strict=True))

    return Cell(
        m=int(numbers.pop("m")),
        D=int(numbers.pop("D")),
        **numbers,
        verdict=record["verdict"],
        halves=both("halves"),
        theorem=record["theorem"],
        e_gen=(ends[0], ends[1]),
        e_unif_alg=(ends[2], ends[3]),
        rules=both("rules"),
        ways=both("ways"),
        trusts=tuple(record["trusts"]),
        given=tuple(SENTENCES[place] for place in record["given"]),
    )


def certificate_at(
    m: Exact, D: Exact, delta: Exact, epsilon: Exact, *, gamma: Exact = 0, s: Exact = 4, b: Exact = 32, theorem: str = "auto",
    brackets: bool = False,
) -> tuple[Cell, dict[str, Any] | None]:  # fmt: skip
    """The cell at this point, decided again, and the certificate of what decides it."""
    made = grid(m, D, None, delta, epsilon, gamma=gamma, s=s, b=b, theorem=theorem)
    (place,) = made
    decider = Decider(place.setting, theorem, brackets=brackets)
    (epsilon_,) = place.epsilons
    return decider.cell(epsilon_), decider.known(epsilon_).certificate()
