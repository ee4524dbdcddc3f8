"""A step by others: through a function, by a chain, or in the two cases of a variable."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import sympy as sp

from uccheck.rules.algebra.binders import captures
from uccheck.rules.algebra.residues import is_zero, sign_of
from uccheck.rules.algebra.smooth import smooth
from uccheck.rules.claim import Claim, Domain, Relation, sort_of
from uccheck.rules.derivation import NO_EQUALITY, Context, Derivation, Rule, StepResult, gives


@dataclass(frozen=True)
class Through:
    """slack = factor * |f(p) - f(q)|, f monotone, factor > 0: the step follows from p R q (reversed if f decreases).

    Slacks are compared, so that one summand of a step may be estimated while the rest stays. The variable is the function's own: any
    real number, or a positive one (for logarithms and roots), which asks for inner sides that are certainly nonnegative.
    """

    variable: Any
    function: Any
    inner: Relation
    by: Rule
    increasing: bool = True
    factor: Any = sp.S.One

    def prove(self, step: Relation, context: Context) -> StepResult:
        """A zero residue of the slacks, certain signs of f' and of the factor, and a proof of the inner relation."""
        if (step.relation == "==") != (self.inner.relation == "=="):
            return NO_EQUALITY
        if sort_of(self.variable) not in _FREE or any(domain.symbol == self.variable for domain in context.where):
            return StepResult(False, detail=f"{self.variable} is not any real number, and not any positive one")
        oriented = self.inner.relation if self.increasing else _reverse(self.inner.relation)
        images = [self.function.subs(self.variable, side) for side in (self.inner.lhs, self.inner.rhs)]
        if not is_zero(step.slack - self.factor * Relation(images[0], oriented, images[1]).slack):
            return StepResult(False, detail="the slack is not that of the images of the inner sides")
        slope = sp.diff(self.function, self.variable) * (1 if self.increasing else -1)
        domains = context.where
        sides = [sign_of(side, domains) for side in (self.inner.lhs, self.inner.rhs)] if self.variable.is_positive else []
        if not smooth(self.function, self.variable, (*domains, *self._values(sides))):
            return StepResult(False, detail="the function may have a pole or a jump")
        rates = [sign_of(slope, domains), sign_of(self.factor, domains)]
        if None in (*rates, *sides) or (step.strict and not (self.inner.strict and all(rates))):  # a strict step needs both positive
            return StepResult(False, detail="the function is not certainly monotone in the direction needed")
        return self.by.prove(self.inner, context)

    def _values(self, sides: list[int | None]) -> tuple[Domain, ...]:
        """The domain of a function of positive numbers, with 0 where a side may be 0."""
        return (Domain(self.variable, 0, open_low=0 not in sides),) if sides else ()


_FREE = (("any", False), ("real", False), ("positive", False))


def _reverse(relation: str) -> str:
    return {"<=": ">=", ">=": "<=", "<": ">", ">": "<", "==": "=="}[relation]


@dataclass(frozen=True)
class By:
    """A chain of steps in the place of one."""

    derivation: Derivation

    def prove(self, step: Relation, context: Context) -> StepResult:
        """The chain must give the step."""
        made = self.derivation.composed()
        if made is None or not gives(made, step):
            return StepResult(False, detail="the chain does not lead to the step")
        return self.derivation.prove(context)


@dataclass(frozen=True)
class AtZero:
    """A nonnegative variable is 0, where `zero` proves the step, or positive, where `positive` does."""

    variable: Any
    zero: Rule
    positive: Rule

    def prove(self, step: Relation, context: Context) -> StepResult:
        """Both cases, each with its own hypothesis."""
        if not any(domain.symbol == self.variable and domain.low == 0 for domain in context.claim.where):
            return StepResult(False, detail=f"{self.variable} is not known to be nonnegative")
        if any(captures(side, [self.variable], []) for one in (step, *context.claim.given) for side in (one.lhs, one.rhs)):
            return StepResult(False, detail=f"{self.variable} is also what a sum, an integral, a limit or a derivative runs over")
        at = {self.variable: sp.S.Zero}
        where = tuple(domain for domain in context.claim.where if domain.symbol != self.variable)
        none = Claim((), where, tuple(relation.at(at) for relation in context.claim.given))
        some = replace(context.claim, given=(*context.claim.given, Relation(self.variable, ">", sp.S.Zero)))
        found = [self.zero.prove(step.at(at), replace(context, claim=none)), self.positive.prove(step, replace(context, claim=some))]
        bad = [one for one in found if not one.proved]
        return bad[0] if bad else StepResult(True, tuple(dict.fromkeys(trust for one in found for trust in one.trusts)))
