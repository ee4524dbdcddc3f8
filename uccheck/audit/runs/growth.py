"""Recorded runs of `uccheck experiment bounds` and `memorize`, as claims use them: counts, the stopping rule, and what was measured.

A run holds a list of bounds; here each is a number under its name ("bft17, fixed 10"), beside "distance", the distance from initialisation.
The kit's own runs are those under docs/data, kept in data/growth.json.

Glossary
    is_run    whether a record is of this kind
    reduced   such a record, of the run's own fields only what claims use; numbers as their shortest decimal
    shipped   the runs that come with the kit, by name
"""

from __future__ import annotations

import json
import math
import sys
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from uccheck.core.errors import InvalidFile

Run = dict[str, Any]
FIELDS = ("m", "batch_size", "replicate", "seed", "stop", "test_errors", "train_errors", "random_labels")


def is_run(record: Run) -> bool:
    """Whether the record lists bounds."""
    return isinstance(record.get("bounds"), list)


def reduced(record: Run) -> Run:
    """The fields that claims use.  Raises InvalidFile for a record that is not what the experiment writes."""
    try:
        measured = {_name(b): repr(float(b["value"])) for b in record["bounds"] if math.isfinite(float(b["value"]))}
        measured["distance"] = repr(float(record["distance"]))
        run = {key: record[key] for key in FIELDS}
        return run | {"cell": str(record["m"]), "test_points": record["n_test"], "train_points": record["m"], "measured": measured}
    except (KeyError, TypeError, ValueError, OverflowError) as problem:
        found = f"{type(problem).__name__} {problem}"[:100]
        raise InvalidFile(f"the record is none of `uccheck experiment bounds`: {found}; name its records.jsonl") from None


def _name(bound: Run) -> str:
    rule = str(bound["gamma_rule"])
    return str(bound["bound"]) if rule == "none" else f"{bound['bound']}, {rule}"


@cache
def shipped() -> dict[str, Any]:
    """{"parameters": .., "records": [..]} by name."""
    text = files("uccheck").joinpath("data", "growth.json").read_text(encoding="utf-8")
    return {name: {"parameters": body["parameters"], "records": _rows(body)} for name, body in json.loads(text).items()}


def _rows(body: dict[str, Any]) -> list[Run]:
    columns, names = body["columns"], body["measured"]
    return [
        dict(zip(columns, row, strict=True)) | {"measured": {n: v for n, v in zip(names, values, strict=True) if v is not None}}
        for row, values in body["rows"]
    ]


def written(docs: Path) -> str:
    """The text of growth.json: every kept run of this kind under docs/data, a line each."""
    from uccheck.audit.runs.records import load

    root, lines = docs.parent.resolve(), []
    for path in sorted((docs / "data").rglob("records.jsonl")):
        first = json.loads(path.read_text(encoding="utf-8").partition("\n")[0])
        if is_run(first):
            name = path.parent.relative_to(docs / "data").as_posix()
            lines.append(f'"{name}": {json.dumps(_packed(load(path.resolve().relative_to(root).as_posix(), root)))}')
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _packed(run: dict[str, Any]) -> dict[str, Any]:
    columns = [key for key in run["records"][0] if key != "measured"]
    names = list(dict.fromkeys(name for r in run["records"] for name in r["measured"]))
    rows = [[[r[c] for c in columns], [r["measured"].get(n) for n in names]] for r in run["records"]]
    return {"parameters": run["parameters"], "columns": columns, "measured": names, "rows": rows}


if __name__ == "__main__":  # python -m uccheck.audit.runs.growth docs
    from uccheck.core.files import write_text

    write_text(Path(__file__).parents[2] / "data" / "growth.json", written(Path(sys.argv[1])))
