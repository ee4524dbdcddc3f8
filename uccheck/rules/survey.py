"""The search for a definite witness against a claim, at exact points, by balls."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import sympy as sp

from uccheck.quantities.enclosed.evaluator import Point, ball_text
from uccheck.rules.claim import Claim, Relation


@dataclass(frozen=True)
class Survey:
    """What balls found at the admissible points of a claim: how many uphold it, how many leave it open, a witness."""

    upheld: int
    undecided: int
    witness: str | None
    open_at: str = ""
    instances: tuple[int, ...] = ()  # of each conclusion: certified points, for an equality those that do not contradict it


def survey(claim: Claim, points: Iterable[Point] | None = None) -> Survey:
    """Decide every relation of the claim at every admissible point; stop at the first that certainly fails."""
    upheld = undecided = 0
    open_at, instances = "", [0] * len(claim.then)
    for point in claim.grid() if points is None else points:
        if not claim.admissible(point):
            continue
        for number, relation in enumerate(claim.then):
            found = relation.holds(point)
            if found is False:
                return Survey(upheld, undecided, witness_text(relation, point))
            instances[number] += found is True or relation.relation == "=="
            upheld += found is True
            undecided += found is None
            open_at = open_at or ("" if found is not None else place_text(point))
    return Survey(upheld, undecided, None, open_at, tuple(instances))


def place_text(point: Point) -> str:
    """The numbers of a point."""
    return ", ".join(f"{key} = {value}" for key, value in point.items() if isinstance(value, (int, Fraction, sp.Basic)))


def witness_text(relation: Relation, point: Point) -> str:
    """Where the relation fails, and by how much."""
    failing = "left side minus right side" if relation.relation in ("==", ">=", ">") else "right side minus left side"
    return f"at {place_text(point)}: {failing} is {ball_text(relation.slack, point)}".replace("at :", "always:")
