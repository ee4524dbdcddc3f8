"""The table of a run: mutants, killed, hung, equivalent, survivors; the record and the page that keep the full run's.

The record (docs/data/mutation.json) holds one entry a module, with the hash of the text that was mutated; a run of some modules
replaces their entries alone.
"""

from __future__ import annotations

import json
import platform
from collections import Counter
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from typing import Any

from .operators import Mutant
from .rooms import ROOT, path_of

PAGE, RECORD = ROOT / "docs" / "mutation.md", ROOT / "docs" / "data" / "mutation.json"
_BEGIN, _END = "<!-- table: python -m tests.mutation --write -->", "<!-- end of table -->"
_KINDS = ("killed", "hung", "equivalent", "survived")
_HEAD = ("module", "mutants", "killed", "hung", "equivalent", "survivors", "text")


@dataclass(frozen=True)
class Result:
    """The fate of one mutant; `reason` where it is equivalent."""

    room: str
    mutant: Mutant
    fate: str
    reason: str


@dataclass(frozen=True)
class Report:
    """All results, the seconds that they took, and the hash of each module's text when its mutants were made."""

    results: tuple[Result, ...]
    seconds: float
    texts: dict[str, str]

    @property
    def survivors(self) -> list[Mutant]:
        """Mutants that no test caught and no entry explains."""
        return [r.mutant for r in self.results if r.fate == "survived"]

    def record(self) -> dict[str, Any]:
        """One entry a module: counts, survivors, the text's hash, versions."""
        found = {}
        for module in dict.fromkeys(r.mutant.module for r in self.results):
            own = [r for r in self.results if r.mutant.module == module]
            count = Counter(r.fate for r in own)
            found[module] = {
                **{kind: count[kind] for kind in _KINDS},
                "survivors": [str(r.mutant).partition(":")[2] for r in own if r.fate == "survived"],
                "text": self.texts[module],
                "versions": _versions(),
            }
        return found

    def text(self) -> str:
        """The table of this run as Markdown, survivors below it."""
        return f"{table(self.record())}\n\n{self.seconds:.0f} s on this machine."


def digest(module: str) -> str:
    """The first digits of the SHA-256 of a module's text."""
    return sha256(path_of(module).read_bytes()).hexdigest()[:12]


def table(record: dict[str, Any]) -> str:
    """The rows of a record, their sum, and its survivors by name."""
    rows = [_row(module, entry, f"`{entry['text']}`") for module, entry in record.items()]
    whole = {kind: sum(entry[kind] for entry in record.values()) for kind in _KINDS}
    lines = [f"| {' | '.join(_HEAD)} |", f"| {' | '.join(['---'] + ['---:'] * 5 + ['---'])} |"]
    lines += [f"| {' | '.join(row)} |" for row in [*rows, _row("all", whole, "")]]
    alive = [f"- `{module}:{each}`" for module, entry in record.items() for each in entry["survivors"]]
    return "\n".join([*lines, *(["", "Survivors:", "", *alive] if alive else [])])


def write(entries: dict[str, Any]) -> None:
    """Put the entries of modules into the kept record and the record's table into the page; the page's prose stays."""
    kept = json.loads(RECORD.read_text()) if RECORD.exists() else {}
    record = dict(sorted({**kept, **entries}.items()))
    RECORD.write_text(json.dumps(record, indent=1) + "\n")
    head, rest = PAGE.read_text().split(_BEGIN)
    PAGE.write_text(f"{head}{_BEGIN}\n{table(record)}\n{_END}{rest.split(_END)[1]}")


def closed() -> set[str]:
    """The modules whose kept run is of today's text and left no survivor: what a sample is drawn from.

    A changed module leaves the sample until it is run again: what its old run said is of another text.
    """
    kept = json.loads(RECORD.read_text()) if RECORD.exists() else {}
    return {module for module, entry in kept.items() if entry["survived"] == 0 and entry["text"] == digest(module)}


def stale(modules: list[str]) -> list[str]:
    """The modules that have no kept run of today's text."""
    kept = json.loads(RECORD.read_text()) if RECORD.exists() else {}
    return [module for module in modules if kept.get(module, {}).get("text") != digest(module)]


def kept_survivors() -> set[str]:
    """`module:line function: ...` of every survivor of the kept runs of today's text."""
    kept = json.loads(RECORD.read_text()) if RECORD.exists() else {}
    return {f"{module}:{each}" for module, entry in kept.items() if entry["text"] == digest(module) for each in entry["survivors"]}


def amended(report: Report) -> dict[str, Any]:
    """The kept entries of the modules of a run of their survivors alone, with the fates that these have now.

    A survivor is known by its text, which a mutant that was killed may share: the killed are what the other fates leave of the whole.
    """
    kept = json.loads(RECORD.read_text())
    return {module: _amended(kept[module], entry) for module, entry in report.record().items()}


def _amended(before: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    fates = {"hung": before["hung"] + now["hung"], "equivalent": before["equivalent"] + now["equivalent"], "survived": now["survived"]}
    killed = sum(before[kind] for kind in _KINDS) - sum(fates.values())
    return {**before, **fates, "killed": killed, "survivors": now["survivors"]}


def _row(name: str, count: dict[str, Any], text: str) -> list[str]:
    kinds = [count[kind] for kind in _KINDS]
    return [name, str(sum(kinds)), *map(str, kinds), text]


def _versions() -> str:
    names = ", ".join(f"{name} {version(name)}" for name in ("numpy", "scipy", "python-flint"))
    return f"Python {platform.python_version()}, {names}"
