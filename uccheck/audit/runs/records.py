"""The recorded runs that a claim speaks of, read from beside the claim file or from those that ship with the kit.

The reader is the audit's own process, before anything is decided: a claim names a file, and nothing but a small JSON file inside the
current directory or the claim file's own directory is opened.
"""

from __future__ import annotations

import json
import sys
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from uccheck.audit.hygiene import clean
from uccheck.audit.runs import growth
from uccheck.core.errors import InvalidFile

MAX_BYTES = 32 * 1024 * 1024
KIT = "kit:"
#: What of a run is used: counts k of n, why it stopped, and which run it is.
COUNTS = (
    "cell", "m", "replicate", "seed", "stop", "partner_errors", "partner_points", "test_errors", "test_points", "train_errors",
    "train_points",
)  # fmt: skip


def load(name: str, folder: Path) -> dict[str, Any]:
    """{"parameters": .., "records": [..]} of a records.jsonl (with its run.json), a result.json, or a shipped record.

    Raises InvalidFile with the name and the mend.
    """
    if name.startswith(KIT):
        known = shipped() | growth.shipped()
        found = known.get(name.removeprefix(KIT))
        if found is None:
            raise InvalidFile(f"the kit ships no record {name!a}; it has {', '.join(KIT + n for n in known)}")
        return dict(found)
    path = _inside(name, folder)
    if path.suffix == ".jsonl":
        run = path.with_name("run.json")
        parameters = _json(run)["parameters"] if run.is_file() else {}
        return compact(parameters, [_object(line) for line in _text(path).splitlines() if line.strip()])
    body = _json(path)
    if not isinstance(body.get("records"), list):
        raise InvalidFile(f"{clean(name)} has no list `records`; name a result.json or records.jsonl of `uccheck experiment`")
    return compact(body.get("parameters", {}), body["records"])


@cache
def shipped() -> dict[str, Any]:
    """The records that ship with the kit, by name: counts only, taken from docs/data."""
    text = files("uccheck").joinpath("data", "runs.json").read_text(encoding="utf-8")
    return {name: _unpacked(body) for name, body in json.loads(text).items()}


def _unpacked(body: dict[str, Any]) -> dict[str, Any]:
    """Runs are kept as rows under common columns."""
    rows = [dict(zip(body["columns"], row, strict=True)) for row in body["rows"]]
    records = [{k: v for k, v in row.items() if v is not None} for row in rows]
    return {"parameters": body["parameters"], "asked": body["asked"], "records": records}


def packed(record: dict[str, Any]) -> dict[str, Any]:
    """The form in which runs.json keeps a record; `_unpacked` undoes it."""
    columns = [c for c in COUNTS if any(c in r for r in record["records"])]
    rows = [[r.get(c) for c in columns] for r in record["records"]]
    return {"parameters": record["parameters"], "asked": record["asked"], "columns": columns, "rows": rows}


def written(docs: Path) -> str:
    """The text of runs.json: every kept hypersphere run under docs/data, a line each."""
    root = docs.parent.resolve()
    found = {path.parent.name: path for path in sorted((docs / "data").glob("*/records.jsonl")) if '"partner_errors"' in path.read_text()}
    looks = [json.loads(line) for line in (docs / "data" / "looks.jsonl").read_text(encoding="utf-8").splitlines()]
    rows = []
    for name, path in found.items():
        run = load(path.resolve().relative_to(root).as_posix(), root)
        if run["parameters"].get("experiment", "hypersphere") != "hypersphere":  # a model of one's own has the same counts
            continue
        if (asked := _asked(name, run, looks)) is not None:
            rows.append(f'"{name}": {json.dumps(packed(run | {"asked": asked}))}')
    return "{\n" + ",\n".join(rows) + "\n}\n"


def _asked(name: str, run: dict[str, Any], looks: list[dict[str, Any]]) -> dict[str, Any] | None:
    """What the first look at a run asked; one of the older format has it among its parameters, one never looked at was asked nothing."""
    asked = next((look["asked"] for look in looks if look["run"] == name), run["parameters"] | {"halves": "lower"})
    if "delta" not in asked:
        return None
    return {key: asked[key] for key in ("delta", "level", "gap_alpha", "halves", "replicates", "values")}


def compact(parameters: dict[str, Any], records: list[dict[str, Any]]) -> dict[str, Any]:
    """The parameters, and the counts of every run."""
    if not all(isinstance(r, dict) for r in records) or not isinstance(parameters, dict):
        raise InvalidFile("the record does not hold runs; name a result.json or records.jsonl of `uccheck experiment`")
    runs = [growth.reduced(r) if growth.is_run(r) else {k: r[k] for k in COUNTS if k in r} for r in records]
    return {"parameters": parameters, "records": runs}


def _inside(name: str, folder: Path) -> Path:
    try:
        path = (folder / name).resolve()
        allowed = [Path.cwd().resolve(), folder.resolve()]
        fine = not Path(name).is_absolute() and any(path.is_relative_to(a) for a in allowed)
        if not fine or path.suffix not in (".json", ".jsonl") or not path.is_file():
            raise InvalidFile(f"no record {clean(name)!a}: name a .json or .jsonl file in the directory of the claims or the current one")
        if path.stat().st_size > MAX_BYTES:
            raise InvalidFile(f"the record {clean(name)!a} is larger than {MAX_BYTES} bytes")
    except (OSError, ValueError) as problem:
        raise problem if isinstance(problem, InvalidFile) else InvalidFile(f"cannot read {clean(name)!a}: {problem}") from None
    return path


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise InvalidFile(f"cannot read {clean(path.name)}: {clean(str(problem))}") from None


def _json(path: Path) -> dict[str, Any]:
    return _object(_text(path))


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise InvalidFile(f"the record is not JSON: {clean(str(problem))}") from None
    if not isinstance(found, dict):
        raise InvalidFile("the record is not a JSON object")
    return found


if __name__ == "__main__":  # python -m uccheck.audit.runs.records docs
    from uccheck.core.files import write_text

    write_text(Path(__file__).parents[2] / "data" / "runs.json", written(Path(sys.argv[1])))
