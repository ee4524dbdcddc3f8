"""Neighbours with a limit in them: sympy takes it, and balls compare it with the other side at the points."""

from __future__ import annotations

from functools import cache
from typing import Any

import sympy as sp

from uccheck.rules.algebra.residues import is_zero, limit_of
from uccheck.rules.algebra.steady import uniform
from uccheck.rules.claim import Claim, Relation


@cache
def taken(limit: Any) -> Any | None:
    """The limit; None where sympy finds none that is a number or a formula."""
    try:
        value = limit_of(limit)
    except (NotImplementedError, ValueError, TypeError, AttributeError):
        return None
    return None if value.has(sp.Limit, sp.nan, sp.AccumBounds) else value


def resolved(claim: Claim, other: Claim) -> tuple[Relation, ...] | None:
    """The changed conclusions with their limits taken; None where none is changed or sympy cannot take one."""
    changed = [goal for goal in other.then if goal not in claim.then]
    values = [taken(goal.lhs) if isinstance(goal.lhs, sp.Limit) else None for goal in changed]
    if not changed or any(value is None for value in values):
        return None
    return tuple(Relation(value, goal.relation, goal.rhs) for value, goal in zip(values, changed, strict=True))


def infinite(goals: tuple[Relation, ...]) -> Relation | None:
    """A conclusion of which one side is infinite, so that it is no equality of numbers."""
    return next((goal for goal in goals if goal.relation == "==" and goal.lhs.has(sp.oo, sp.zoo)), None)


def same(goals: tuple[Relation, ...], other: Claim) -> bool:
    """Whether each limit of the claim is the other side, for all values of its parameters."""
    steady = all(uniform(goal.lhs, other.where) for goal in other.then if isinstance(goal.lhs, sp.Limit))
    return steady and all(goal.relation != "<" and goal.relation != ">" and is_zero(goal.lhs - goal.rhs) for goal in goals)
