"""A sweep: the cells of a grid in order, over any number of processes, kept in a store and taken up again.

A cell depends on its own numbers alone, so the rows are the same for every number of workers, for a run that was cut, and for a grid that
shares points with an earlier one in the same store.
"""

from __future__ import annotations

import hashlib
import json
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, Future
from contextlib import ExitStack
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Any

from uccheck.answers.proposals import Setting
from uccheck.certificates.check_rules import DIGEST, TABLE
from uccheck.core.errors import InvalidParameter
from uccheck.core.exact import Exact, as_written, exact
from uccheck.core.processes import process_pool, uninterrupted
from uccheck.core.store import Store
from uccheck.diagram.grid import Axis, Grid, Spot, grid
from uccheck.diagram.place import Cell, Decider

MOST_WORKERS, _BATCH = 256, 8
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
    if not 1 <= workers <= MOST_WORKERS:
        raise InvalidParameter(f"workers must lie between 1 and {MOST_WORKERS}, got {workers}")
    about = {"sweep": _REVISION, "rules": DIGEST, "theorem": made.theorem, "brackets": brackets}
    kept = None if store is None else Store(store, json.dumps(about, sort_keys=True))
    return _run(made, brackets, workers, kept, warn)


def _run(made: Grid, brackets: bool, workers: int, kept: Store | None, warn: Callable[[str], None]) -> Iterator[Cell]:
    with ExitStack() as open_things:
        if kept is not None:
            open_things.enter_context(kept)
        executor = open_things.enter_context(process_pool(workers)) if workers > 1 else None
        size = _BATCH if executor is not None else 1
        under_way: deque[_Batch] = deque()
        places = iter(made)
        try:
            while True:
                while len(under_way) < (3 * workers if executor is not None else 1) and (chosen := list(islice(places, size))):
                    under_way.append(_Batch(chosen, made.theorem, brackets, kept, executor))
                if not under_way:
                    return
                yield from under_way[0].cells()
                under_way.popleft()
        finally:
            for batch in under_way:
                batch.settle()
            if kept is not None and kept.broken is not None:
                warn(kept.broken)


class _Batch:
    """Some places: what is kept of them is read, the rest is decided, here or in a worker."""

    def __init__(self, places: list[Spot], theorem: str, brackets: bool, kept: Store | None, executor: Executor | None) -> None:
        self.points: list[Point] = [(place.setting, epsilon) for place in places for epsilon in place.epsilons]
        self.kept, self.known = kept, {} if kept is None else _read(kept, self.points)
        self.missing = [point for point in self.points if key(point) not in self.known]
        self.work = (self.missing, theorem, brackets)
        self.future: Future[list[str]] | None = executor.submit(decided, *self.work) if executor is not None and self.missing else None

    def cells(self) -> Iterator[Cell]:
        """Its cells in order; what was missing is kept before the first is yielded."""
        if self.future is not None:
            self._take(self.future.result())
        else:
            with uninterrupted():
                self._take(decided(*self.work))
        for point in self.points:
            yield as_cell(json.loads(self.known[key(point)]))

    def settle(self) -> None:
        """After an interrupt: keep what has begun, drop what has not."""
        if self.future is not None and not self.future.cancel() and self.future.exception() is None:
            self._take(self.future.result())

    def _take(self, texts: list[str]) -> None:
        found = {key(point): text for point, text in zip(self.missing, texts, strict=True)}
        self.known |= found
        self.missing = []
        if self.kept is not None and found:
            self.kept.keep(found)


def decided(points: list[Point], theorem: str, brackets: bool) -> list[str]:
    """The records of these points; those of one place share its decider."""
    found, decider = [], None
    for setting, epsilon in points:
        if decider is None or decider.a != setting:
            decider = Decider(setting, theorem, brackets=brackets)
        found.append(json.dumps(as_record(decider.cell(epsilon)), separators=(",", ":")))
    return found


def key(point: Point) -> int:
    """The number by which a store knows a point."""
    return int.from_bytes(hashlib.sha256(_name(point).encode()).digest()[:8], "big") >> 1


def _name(point: Point) -> str:
    setting, epsilon = point
    return " ".join(as_written(value) for value in (*setting.at.values(), epsilon))


def _read(kept: Store, points: list[Point]) -> dict[int, str]:
    """The kept records of these points; a record of other numbers under the same key is none."""
    names = {key(point): _name(point) for point in points}
    texts = kept.records(list(names))
    return {position: text for position, text in texts.items() if json.loads(text)["point"] == names[position]}


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
