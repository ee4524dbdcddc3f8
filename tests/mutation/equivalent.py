"""Mutants that are no errors: each listed in equivalent.toml with a reason that a reader can check.

An entry names a module and a function, and either one change (operator, before, after, within: part of the line) or all changes of
the function.
An entry that fits no mutant of today's text is an error, so that the list cannot outlive what it explains.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from .operators import Mutant

LIST = Path(__file__).with_name("equivalent.toml")


@dataclass(frozen=True)
class Entry:
    """One explained change; None stands for any."""

    module: str
    functions: tuple[str, ...]
    operator: str | None
    before: str | None
    after: str | None
    reason: str
    within: str | None = None  # part of the line: an operand that stands elsewhere in the function too

    def fits(self, mutant: Mutant) -> bool:
        """Whether the entry explains this mutant."""
        wanted = ((self.operator, mutant.operator), (self.before, mutant.before), (self.after, mutant.after))
        if mutant.module != self.module or not any(_inside(mutant.function, f) for f in self.functions):
            return False
        if self.within is not None and self.within not in mutant.where:
            return False
        return all(asked is None or asked == found for asked, found in wanted)


def _inside(function: str, named: str) -> bool:
    return function == named or function.startswith(named + ".")


@dataclass(frozen=True)
class Equivalents:
    """The whole list."""

    entries: tuple[Entry, ...]

    @classmethod
    def load(cls, path: Path = LIST) -> Equivalents:
        """Read the list; an entry without a reason is refused."""
        rows = tomllib.loads(path.read_text()).get("equivalent", [])
        return cls(tuple(_entry(row) for row in rows))

    def reason(self, mutant: Mutant) -> str | None:
        """Why this mutant is no error, or None."""
        return next((entry.reason for entry in self.entries if entry.fits(mutant)), None)

    def problems(self, chosen: dict[str, list[Mutant]]) -> list[str]:
        """One line for each entry about a chosen module that fits none of its mutants."""
        found = [m for wanted in chosen.values() for m in wanted]
        modules = {m.module for m in found}
        stale = [e for e in self.entries if e.module in modules and not _any_fits(e, found)]
        return [
            f"equivalent.toml explains a mutant that does not exist: {e.module} {e.functions} {e.before!r} -> {e.after!r}" for e in stale
        ]


def _any_fits(entry: Entry, found: Iterable[Mutant]) -> bool:
    return any(entry.fits(mutant) for mutant in found)


def _entry(row: dict[str, str | list[str]]) -> Entry:
    named = row["function"]
    functions = tuple(named) if isinstance(named, list) else (named,)
    parts = {key: str(row[key]) if key in row else None for key in ("operator", "before", "after", "within")}
    if len(str(row["reason"])) < 20:
        raise ValueError(f"an equivalent mutant needs a reason that can be checked, got {row['reason']!r}")
    return Entry(str(row["module"]), functions, **parts, reason=str(row["reason"]))
