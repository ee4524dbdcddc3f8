"""Why a neighbour stays undecided: found at the points where its hypotheses hold, so that a reader can look there again.

Glossary
    sharper   it gives the statement, so that it is no weaker, and holds at every point that was looked at
    untouched it holds at every point that was looked at, and neither gives the statement nor follows from it by the engine
    unsigned  it holds at some of these points, and balls give it no certain sign at the rest: equality, or a wide enclosure
    unvalued  no space and no ball gives its conclusion a value where its hypotheses hold
    unmet     no known point meets its hypotheses
"""

from __future__ import annotations

import sympy as sp

from uccheck.rules.claim import Claim, Relation
from uccheck.rules.neighbours.field import Field, hypotheses

SHARPER, UNTOUCHED, UNSIGNED, UNVALUED, UNMET = "sharper", "untouched", "unsigned", "unvalued", "unmet"
KINDS = (SHARPER, UNTOUCHED, UNSIGNED, UNVALUED, UNMET)
LOOKS = 24


def reason(field: Field, other: Claim, gives_the_statement: bool, stopped: str) -> tuple[str, str]:
    """The class of the reason, and the reason with its numbers."""
    met = field.meeting(hypotheses(other), LOOKS)
    changed = [goal for goal in other.then if goal not in field.claim.then] or _at_points(other.then) or list(other.then)
    found = [[field.truth(goal, number) for goal in changed] for number in met]
    held, blank = sum(all(row) for row in found), sum(None in row for row in found)
    proof = f"the derivation stops: {stopped}" if stopped else "the derivation ends elsewhere"
    if not met:
        return UNMET, f"no known point meets its hypotheses; {proof}"
    if blank == len(met) and not any(field.valued(goal, number) for goal in changed for number in met):
        return UNVALUED, f"its conclusion has no value at {len(met)} points that meet its hypotheses; {proof}"
    if held == len(met):
        kind = SHARPER if gives_the_statement else UNTOUCHED
        return kind, f"it holds at {held} points that meet its hypotheses; {proof}"
    return UNSIGNED, f"it holds at {held} of {len(met)} points that meet its hypotheses, and has no certain sign at the rest; {proof}"


def _at_points(goals: tuple[Relation, ...]) -> list[Relation]:
    """Those that balls may decide at a point: a limit that did not change says nothing of the change."""
    return [goal for goal in goals if not goal.slack.has(sp.Limit)]
