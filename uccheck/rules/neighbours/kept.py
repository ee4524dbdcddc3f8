"""The kept record of what became of the neighbours of each statement: data/neighbours.json.

A row speaks of the record whose digest it holds and of no other: a statement that changed since has no row. Work is not counted here,
so that a row is the same on every machine.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from uccheck.rules.claim import Claim
from uccheck.rules.neighbours.decide import OPEN, REFUTED, SHOWN, Tried
from uccheck.rules.neighbours.generate import neighbours

KEPT = Path(__file__).parents[2] / "data" / "neighbours.json"
DERIVATION = "derivation"


@dataclass(frozen=True)
class NeighbourRow:
    """One statement: how many neighbours met which fate, at which relation; those that its derivation gives though it does not say so,
    and those of which nothing is shown.
    """

    digest: str
    fates: dict[str, int]
    places: dict[str, dict[str, int]]
    stronger: tuple[str, ...]
    open: tuple[str, ...]

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
    by_place = {place: dict(sorted(count.items())) for place, count in places.items()}
    return NeighbourRow(digest(claim), dict(sorted(fates.items())), by_place, stronger, unknown)


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


def table(rows: dict[str, NeighbourRow]) -> str:
    """The rows as Markdown: generated, refuted by means, shown by means, open."""
    head = ("statement", "neighbours", "at a point", "in a space", "opposite", "implied", "derived", "open")
    means = (f"{REFUTED} point", f"{REFUTED} space", f"{REFUTED} contrary", f"{SHOWN} implied", f"{SHOWN} {DERIVATION}", OPEN)
    lines = [f"| {' | '.join(head)} |", f"| --- |{' ---: |' * (len(head) - 1)}"]
    lines += [_line(f"`{name}`", one.generated, [one.fates.get(key, 0) for key in means]) for name, one in sorted(rows.items())]
    total = [sum(one.fates.get(key, 0) for one in rows.values()) for key in means]
    return "\n".join((*lines, _line(f"all {len(rows)}", sum(one.generated for one in rows.values()), total)))


def _line(name: str, generated: int, counts: list[int]) -> str:
    return f"| {name} | {generated} | {' | '.join(map(str, counts))} |"
