"""What `uccheck sweep` prints and writes of another counterexample: a row a point, JSON, CSV, JSON lines, a picture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from uccheck.answers.universes.universe import UniverseOutcome
    from uccheck.core.files import Aside
    from uccheck.diagram.columns import Column
    from uccheck.diagram.universes import UniverseGrid

Record = dict[str, Any]
_FIRST, _LAST = ("m", "D", "delta", "epsilon"), ("verdict", "halves_e_gen")
_ENDS = tuple(f"{name}_{side}" for name in ("e_gen", "e_unif_alg") for side in ("lower", "upper"))
#: The columns of a CSV file; what a row rests on is in the JSON and in the printed lines.
FIELDS = {
    "linear": (*_FIRST, "s", "b", "learner", *_LAST, "halves_e_unif_alg", *_ENDS),
    "exponential": (*_FIRST, "s", "b", *_LAST, "halves_e_unif_alg", "theorem", *_ENDS),
    "sco": (*_FIRST, "learner", "eta", "lam", "tau", *_LAST, "halves_e_unif", *_ENDS, "e_unif_lower", "e_unif_upper"),
}


def run(made: UniverseGrid, workers: int, store: Path | None, output: list[Path], as_json: bool) -> None:
    """Every point decided, printed, written and drawn; what was written aside gets its name at the end.

    Raises: InvalidParameter, InvalidFile, Interrupted.
    """
    from uccheck.commands.sweep import kept_in, warn
    from uccheck.core.errors import Interrupted
    from uccheck.diagram.universes import rows

    outputs, seen = _PointOutputs(made, output), Seen()
    try:
        found = rows(made, record, workers=workers, store=store, warn=warn)
        _print(_told(found, outputs, seen, len(made)), made, seen, as_json)
    except KeyboardInterrupt:
        outputs.close(seen)
        raise Interrupted(f"interrupted after {seen.points} of {len(made)} points; {kept_in(store, output)}") from None
    except BaseException:
        outputs.drop()
        raise
    outputs.close(seen)
    for path in () if as_json else output:
        print(f"written: {path}")


def _told(found: Iterator[Record], outputs: _PointOutputs, seen: Seen, total: int) -> Iterator[Record]:
    from uccheck.commands.terminal.progress import paced, status

    with status(f"{total} points") as notice:
        say = paced(notice, total)
        for each in found:
            seen.add(each)
            outputs.write(each)
            say(seen.points)
            yield each


def _print(found: Iterator[Record], made: UniverseGrid, seen: Seen, as_json: bool) -> None:
    import json

    if as_json:
        print('{"cells": [', end="")
        first = True
        try:
            for each in found:
                print("" if first else ",", json.dumps(each), sep="\n", end="", flush=True)
                first = False
        finally:
            print(f'\n], "summary": {json.dumps(seen.as_dict())}}}')
        return
    print(heading(made))
    head = ""
    for each in found:
        columns = "".join(f" {name:>18}" for name in (*made.varying, *(key.replace("_alg", "-alg") for key in each["halves"])))
        if head != (head := f"{'m':>9} {'D':>12}{columns} verdict"):
            print(head)
        print(row(each, made.varying), flush=True)
    for line in seen.lines():
        print(line)


def heading(made: UniverseGrid) -> str:
    """The counterexample and the numbers that all points share."""
    shared = [f"{name} = {_plain(values[0])}" for name, values in made.axes.items() if len(values) == 1]
    return ", ".join([made.counterexample, *shared])


def row(each: Record, names: tuple[str, ...]) -> str:
    """One point; for each half the end that decides it, rounded outward, or ? where it is open."""
    cells = [_told_as(name, each.get(name)) for name in names]
    cells += [_end(each, key, word) for key, word in each["halves"].items()]
    return f"{each['m']:>9} {each['D']:>12}" + "".join(f" {cell:>18}" for cell in cells) + f" {each['verdict']}"


def _told_as(name: str, value: str | None) -> str:
    """A name, or a number that fits its column; a learner has not every number."""
    from uccheck.core.exact import exact
    from uccheck.diagram.rows import fitted

    return value if value and name in ("learner", "theorem") else fitted(exact(value, name), 18) if value else "-"


def _end(each: Record, key: str, word: str) -> str:
    from uccheck.core.exact import exact, shown_above, shown_below

    if word == "INCONCLUSIVE":
        return "?"
    above = (word == "CERTIFIED") == (key == "e_gen")  # e_gen <= epsilon, the others are >=
    value = exact(each[key]["upper" if above else "lower"], key)
    return f"<= {shown_above(value, 4)}" if above else f">= {shown_below(value, 4)}"


def record(outcome: UniverseOutcome) -> Record:
    """The keys of `certify --json` without the certificate."""
    from uccheck.commands.universes.answers import as_dict

    return {key: value for key, value in as_dict(outcome).items() if key != "certificate"}


class Seen:
    """Counts by verdict, and on what how many points rest."""

    def __init__(self) -> None:
        self.verdicts: Counter[str] = Counter()
        self.trusts: Counter[str] = Counter()
        self.given: set[str] = set()

    def add(self, each: Record) -> None:
        """Count a point."""
        from uccheck.core.verdict import vouched

        self.verdicts[each["verdict"]] += 1
        self.trusts.update(each["trusts"])
        self.given.update(vouched(each["given"]))

    @property
    def points(self) -> int:
        """How many points were counted."""
        return sum(self.verdicts.values())

    def lines(self) -> Iterator[str]:
        """The counts as text; a program that only some points rest on is named with their number."""
        yield f"{self.points} points: {', '.join(f'{n} {word}' for word, n in sorted(self.verdicts.items())) or 'none'}"
        yield "every decided half has a tree of its own that the independent checker confirmed"
        some = {name: "" if n == self.points else f" ({n} of {self.points} points)" for name, n in sorted(self.trusts.items())}
        yield f"trusts: {'; '.join(name + count for name, count in some.items()) or 'nothing'}"
        yield from (f"given: {sentence}" for sentence in sorted(self.given))

    def as_dict(self) -> dict[str, Any]:
        """The same as JSON values."""
        rests = {"trusts": sorted(self.trusts), "points_that_trust": dict(sorted(self.trusts.items())), "given": sorted(self.given)}
        return {"points": self.points, "verdicts": dict(sorted(self.verdicts.items())), **rests}


def _plain(value: Any) -> str:
    from uccheck.core.exact import as_written

    return value if isinstance(value, str) else as_written(value)


class _PointOutputs:
    """The files that a sweep writes: rows as they come, aside until the end; pictures from the columns."""

    def __init__(self, made: UniverseGrid, paths: list[Path]) -> None:
        from uccheck.diagram.columns import Gathering
        from uccheck.diagram.picture import require_picture
        from uccheck.diagram.universes import chart_of

        self.names, self.chart = tuple(made.axes), chart_of(made)
        self.pictures = [path for path in paths if path.suffix not in (".csv", ".jsonl")]
        for path in self.pictures:
            require_picture(self.chart, path)
        self.files = [_Rows(path, FIELDS[made.counterexample]) for path in paths if path not in self.pictures]
        self.gathering = Gathering()
        self.kept: list[Column] = []
        self.axes: Iterator[dict[str, Any]] = iter(made) if self.pictures else iter(())

    def write(self, each: Record) -> None:
        """A point to every file of rows, and to the picture."""
        for file in self.files:
            file.write(each)
        if self.pictures:
            point = next(self.axes)  # the points come in the grid's order
            words = (*each["halves"].values(), each["verdict"])
            self.kept += self.gathering.add(tuple(point[name] for name in self.names), each["m"], each["D"], words)

    def drop(self) -> None:
        """After an error: what stood under the names of the rows stays."""
        for file in self.files:
            file.drop()

    def close(self, seen: Seen) -> None:
        """Files of rows get their names, pictures are drawn, of what there is."""
        from uccheck.diagram.picture import draw

        for file in self.files:
            file.close()
        self.kept += self.gathering.rest()
        for path in self.pictures if seen.points else ():
            draw(self.chart, self.kept, path)


class _Rows:
    """A file of rows, by its suffix CSV or JSON lines."""

    def __init__(self, path: Path, fields: tuple[str, ...]) -> None:
        from uccheck.core.files import Aside

        self._file: Aside = Aside(path)
        self._fields = fields if path.suffix == ".csv" else ()
        if self._fields:
            self._file.write((",".join(self._fields) + "\n").encode())

    def write(self, each: Record) -> None:
        """Add a row."""
        import csv
        import io
        import json

        if not self._fields:
            self._file.write((json.dumps(each) + "\n").encode())
            return
        stream = io.StringIO()
        rows = csv.DictWriter(stream, self._fields, extrasaction="ignore", lineterminator="\n")
        rows.writerow({name: "" if value is None else value for name, value in _flat(each)})
        self._file.write(stream.getvalue().encode())

    def close(self) -> None:
        """Give the file its name, with the rows that it has."""
        self._file.close()

    def drop(self) -> None:
        """Leave what stood under the name."""
        self._file.drop()


def _flat(values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """One level of values."""
    for name, value in values.items():
        yield from ((f"{name}_{key}", part) for key, part in value.items()) if isinstance(value, Mapping) else ((name, value),)
