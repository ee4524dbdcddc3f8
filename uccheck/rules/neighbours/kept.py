"""The kept record of what became of the neighbours of each statement: data/neighbours.json.

A row speaks of the record whose digest it holds and of no other: a statement that changed since has no row. Work is not counted here,
so that a row is the same on every machine.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path

from uccheck.rules.claim import Claim
from uccheck.rules.neighbours.decide import OPEN, REASONED, REFUTED, SHOWN, Tried
from uccheck.rules.neighbours.generate import neighbours
from uccheck.rules.neighbours.reasons import KINDS

KEPT = Path(__file__).parents[2] / "data" / "neighbours.json"
DERIVATION = "derivation"


@dataclass(frozen=True)
class NeighbourRow:
    """One statement: how many neighbours met which fate, at which relation; those that its derivation gives though it does not say so,
    those that are neither refuted nor shown with the reason of each, and those of which nothing is known.
    """

    digest: str
    fates: dict[str, int]
    places: dict[str, dict[str, int]]
    stronger: tuple[str, ...]
    open: tuple[str, ...]
    reasons: dict[str, str] = field(default_factory=dict)

    def count(self, fate: str) -> int:
        """How many neighbours met the fate, by whatever means."""
        return sum(number for name, number in self.fates.items() if name.split()[0] == fate)

    @property
    def generated(self) -> int:
        """How many neighbours there are."""
        return sum(self.fates.values())


def digest(claim: Claim) -> str:
    """SHA-256 of what the claim says and of the names of its neighbours."""
    domains = [f"{d.symbol} {d.low} {d.high} {d.open_low} {d.open_high} {d.symbol.is_integer} {d.symbol.is_positive}" for d in claim.where]
    sides = (("given", claim.given), ("then", claim.then))
    relations = [f"{side}: {one.lhs} {one.relation} {one.rhs}" for side, part in sides for one in part]
    names = [one.id for one in neighbours(claim)]
    return sha256("\n".join((*domains, *relations, *names)).encode()).hexdigest()[:12]


def row(claim: Claim, found: Iterable[Tried]) -> NeighbourRow:
    """The row of a statement from the fates of its neighbours."""
    every = list(found)
    fates = Counter(f"{one.fate.fate} {one.fate.by}".strip() for one in every)
    places: dict[str, Counter[str]] = {}
    for one in every:
        places.setdefault(one.neighbour.id.split()[0], Counter())[one.fate.fate] += 1
    stronger = tuple(one.neighbour.id for one in every if one.fate.by == DERIVATION)
    unknown = tuple(one.neighbour.id for one in every if one.fate.fate == OPEN)
    reasons = {one.neighbour.id: f"{one.fate.by}: {one.fate.detail}" for one in every if one.fate.fate == REASONED}
    by_place = {place: dict(sorted(count.items())) for place, count in places.items()}
    return NeighbourRow(digest(claim), dict(sorted(fates.items())), by_place, stronger, unknown, reasons)


@cache
def kept() -> dict[str, NeighbourRow]:
    """Every kept row by statement."""
    if not KEPT.exists():
        return {}
    rows = json.loads(KEPT.read_text(encoding="utf-8"))
    return {name: NeighbourRow(**{**one, "stronger": tuple(one["stronger"]), "open": tuple(one["open"])}) for name, one in rows.items()}


def current(name: str, claim: Claim) -> NeighbourRow | None:
    """The kept row, if it speaks of this very claim."""
    found = kept().get(name)
    return found if found is not None and found.digest == digest(claim) else None


def write(rows: dict[str, NeighbourRow]) -> None:
    """Add rows to the record, one line a statement, in alphabetical order."""
    from uccheck.core.files import write_text

    kept.cache_clear()
    every = {**kept(), **rows}
    lines = [f"{json.dumps(name)}: {json.dumps(asdict(every[name]), sort_keys=True)}" for name in sorted(every)]
    write_text(KEPT, "{\n" + ",\n".join(lines) + "\n}\n")
    kept.cache_clear()


#: The columns of the table: what they count.
COLUMNS = {
    "at a point": (f"{REFUTED} point",),
    "in a space": (f"{REFUTED} space",),
    "opposite": (f"{REFUTED} contrary",),
    "by a limit": (f"{REFUTED} limit",),
    "implied": (f"{SHOWN} implied", f"{SHOWN} limit"),
    "derived": (f"{SHOWN} {DERIVATION}",),
    "with a reason": tuple(f"{REASONED} {kind}" for kind in KINDS),
    "open": (OPEN,),
}


def table(rows: dict[str, NeighbourRow]) -> str:
    """The rows as Markdown: generated, refuted by means, shown by means, with a reason, open."""
    head = ("statement", "neighbours", *COLUMNS)
    lines = [f"| {' | '.join(head)} |", f"| --- |{' ---: |' * (len(head) - 1)}"]
    every = {name: _counts(one) for name, one in sorted(rows.items())}
    lines += [_line(f"`{name}`", counts) for name, counts in every.items()]
    return "\n".join((*lines, _line(f"all {len(rows)}", totals(rows))))


def totals(rows: dict[str, NeighbourRow]) -> list[int]:
    """The sums of the columns over all statements, the neighbours first."""
    return [sum(column) for column in zip(*map(_counts, rows.values()), strict=True)]


def _counts(one: NeighbourRow) -> list[int]:
    return [one.generated, *(sum(one.fates.get(key, 0) for key in keys) for keys in COLUMNS.values())]


def _line(name: str, counts: list[int]) -> str:
    return f"| {name} | {' | '.join(map(str, counts))} |"
