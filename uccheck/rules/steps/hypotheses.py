"""What a claim gives: its hypotheses and earlier lines, as they stand or as its domains show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp

from uccheck.rules.algebra.residues import is_zero, sign_of
from uccheck.rules.claim import Relation
from uccheck.rules.derivation import PROVED, Context, StepResult


def slack_of(key: Any) -> Any:
    """Of a relation; what is to be nonnegative is its own slack."""
    return key.slack if isinstance(key, Relation) else sp.sympify(key)


def hypothesis(slack: Any, context: Context) -> bool | None:
    """Whether it is one, and strict if any that says the same is; None where it is none."""
    in_turn = sorted(context.claim.hypotheses, key=lambda one: (not one[1], one[0] != slack))  # the same words first: nothing to prove
    return next((strict for given, strict in in_turn if given == slack or is_zero(given - slack)), None)


def is_given(relation: Relation, context: Context) -> bool:
    """Whether a relation is a hypothesis or an earlier line: a strict one asks for a strict one, an equality for both inequalities."""
    found = hypothesis(relation.slack, context)
    if relation.relation == "==":
        return found is not None and hypothesis(-relation.slack, context) is not None
    return found is not None and (found or not relation.strict)


@dataclass(frozen=True)
class Given:
    """A hypothesis or an earlier line, as it stands."""

    def prove(self, step: Relation, context: Context) -> StepResult:
        """Looked up by its slack; an equality by either sign of it."""
        return PROVED if is_given(step, context) else StepResult(False, detail="this is neither a hypothesis nor an earlier line")


def supplied(need: Any, context: Context) -> bool:
    """Whether a relation, or a slack that is to be nonnegative, is a hypothesis."""
    return is_given(_relation(need), context)


def certain(need: Any, context: Context) -> bool:
    """Whether the domains alone show it."""
    relation = _relation(need)
    found = None if relation.relation == "==" else sign_of(relation.slack, context.where)
    return found is not None and (found > 0 or not relation.strict)


def _relation(need: Any) -> Relation:
    return need if isinstance(need, Relation) else Relation(need, ">=", sp.S.Zero)
