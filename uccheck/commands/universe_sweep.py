"""What `uccheck sweep` prints and writes of another counterexample: a row a point, JSON, CSV and JSON lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from uccheck.answers.universe import UniverseOutcome
    from uccheck.core.files import Aside
    from uccheck.diagram.universes import UniverseGrid

_FIRST, _LAST = ("m", "D", "delta", "epsilon"), ("verdict", "halves_e_gen")
_ENDS = tuple(f"{name}_{side}" for name in ("e_gen", "e_unif_alg") for side in ("lower", "upper"))
#: The columns of a CSV file; what a row rests on is in the JSON and in the printed lines.
FIELDS = {
    "linear": (*_FIRST, "s", "b", "learner", *_LAST, "halves_e_unif_alg", *_ENDS),
    "exponential": (*_FIRST, "s", "b", *_LAST, "halves_e_unif_alg", "theorem", *_ENDS),
    "sco": (*_FIRST, "learner", "eta", "lam", "tau", *_LAST, "halves_e_unif", *_ENDS, "e_unif_lower", "e_unif_upper"),
}


def run(made: UniverseGrid, workers: int, output: list[Path], as_json: bool) -> None:
    """Every point decided, printed and written; what was written aside gets its name at the end.  Raises: InvalidParameter, Interrupted."""
    from uccheck.core.errors import Interrupted
    from uccheck.diagram.universes import outcomes

    files = [_Rows(path, made) for path in output]
    seen: list[UniverseOutcome] = []
    try:
        _print(_told(outcomes(made, workers=workers), files, seen), made, seen, as_json)
    except KeyboardInterrupt:
        for file in files:
            file.close()
        raise Interrupted(f"interrupted after {len(seen)} of {len(made)} points; what was printed and written is kept") from None
    except BaseException:
        for file in files:
            file.drop()
        raise
    for file in files:
        file.close()
    for path in () if as_json else output:
        print(f"written: {path}")


def _told(found: Iterator[UniverseOutcome], files: list[_Rows], seen: list[UniverseOutcome]) -> Iterator[UniverseOutcome]:
    for outcome in found:
        seen.append(outcome)
        for file in files:
            file.write(outcome)
        yield outcome


def _print(found: Iterator[UniverseOutcome], made: UniverseGrid, seen: list[UniverseOutcome], as_json: bool) -> None:
    import json

    if as_json:
        print('{"cells": [', end="")
        first = True
        for outcome in found:
            print("" if first else ",", json.dumps(record(outcome)), sep="\n", end="", flush=True)
            first = False
        print(f'\n], "summary": {json.dumps(summary(seen))}}}')
        return
    print(heading(made))
    head = ""
    for outcome in found:
        columns = "".join(f" {name:>18}" for name in (*made.varying, *(key.replace("_alg", "-alg") for key in outcome.asked)))
        if head != (head := f"{'m':>9} {'D':>12}{columns} verdict"):
            print(head)
        print(row(outcome, made.varying), flush=True)
    told = summary(seen)
    print(f"{told['points']} points: {', '.join(f'{n} {word}' for word, n in told['verdicts'].items()) or 'none'}")
    print("every decided half has a tree of its own that the independent checker confirmed")
    print(f"trusts: {'; '.join(told['trusts']) or 'nothing'}")
    for sentence in told["given"]:
        print(f"given: {sentence}")


def heading(made: UniverseGrid) -> str:
    """The counterexample and the numbers that all points share."""
    shared = [f"{name} = {_plain(values[0])}" for name, values in made.axes.items() if len(values) == 1]
    return ", ".join([made.counterexample, *shared])


def row(outcome: UniverseOutcome, names: tuple[str, ...]) -> str:
    """One point; for each half the end that decides it, rounded outward, or the claim that is open."""
    from uccheck.core.exact import shown_above, shown_below
    from uccheck.core.verdict import Verdict

    numbers = {**outcome.parameters, "epsilon": outcome.epsilon}
    cells = [_plain(numbers.get(name, outcome.theorem_used or "-"))[:18] for name in names]
    for one in outcome.sought:
        bracket, verdict = outcome.brackets[one.key], outcome.halves[one.key].verdict
        above = (verdict is Verdict.UPHELD) == (one.relation == "<=")
        end = f"<= {shown_above(bracket.upper.value, 4)}" if above else f">= {shown_below(bracket.lower.value, 4)}"
        cells.append("?" if verdict is Verdict.UNDECIDED else end)
    return f"{_plain(numbers['m']):>9} {_plain(numbers['D']):>12}" + "".join(f" {cell:>18}" for cell in cells) + f" {outcome.word}"


def record(outcome: UniverseOutcome) -> dict[str, Any]:
    """The keys of `certify --json` without the certificate."""
    from uccheck.commands.universe import as_dict

    return {key: value for key, value in as_dict(outcome).items() if key != "certificate"}


def summary(seen: list[UniverseOutcome]) -> dict[str, Any]:
    """Counts by verdict, and what everything rests on."""
    from uccheck.core.verdict import vouched

    words = Counter(outcome.word for outcome in seen)
    trusts = sorted({program for outcome in seen for program in outcome.trusts})
    given = sorted({sentence for outcome in seen for sentence in vouched(outcome.given)})
    return {"points": len(seen), "verdicts": dict(sorted(words.items())), "trusts": trusts, "given": given}


def _plain(value: Any) -> str:
    from uccheck.core.exact import as_written

    return value if isinstance(value, str) else as_written(value)


class _Rows:
    """A file of rows, by its suffix CSV or JSON lines.  Raises: InvalidParameter for another suffix."""

    def __init__(self, path: Path, made: UniverseGrid) -> None:
        from uccheck.core.errors import InvalidParameter
        from uccheck.core.files import Aside

        if path.suffix not in (".csv", ".jsonl"):
            raise InvalidParameter(f"the sweep of {made.counterexample} writes rows: name a .csv or .jsonl file, not {path.name!r}")
        self._file: Aside = Aside(path)
        self._fields = FIELDS[made.counterexample] if path.suffix == ".csv" else ()
        if self._fields:
            self._file.write((",".join(self._fields) + "\n").encode())

    def write(self, outcome: UniverseOutcome) -> None:
        """Add a row."""
        import csv
        import io
        import json

        made = record(outcome)
        if not self._fields:
            self._file.write((json.dumps(made) + "\n").encode())
            return
        stream = io.StringIO()
        rows = csv.DictWriter(stream, self._fields, extrasaction="ignore", lineterminator="\n")
        rows.writerow({name: "" if value is None else value for name, value in _flat(made)})
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
