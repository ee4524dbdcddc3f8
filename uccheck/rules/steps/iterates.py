"""What repeated steps can reach: from 0, each step keeps a number from falling below 0 and raises it by at most a rate times its length."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp

from uccheck.quantities.applied import quantity
from uccheck.rules.algebra.residues import is_zero, sign_of
from uccheck.rules.claim import Claim, Domain, Relation
from uccheck.rules.derivation import Context, StepResult

DESCENT = (
    "definition: gradient descent begins at 0, with steps of at most `1/(2(1 + eta))` that add up to `tau`, each followed by the "
    "projection onto the ball, which divides what lies outside by its norm"
)


@dataclass(frozen=True)
class Iterates:
    """top <= rate * tau for the greatest coordinate of gradient descent, by induction over the steps.

    `step` is the statement on one step: `after` is at least 0 and at most `now` + rate * `length`, for every `now` >= 0 and every length
    that the definition allows.
    """

    now: Any
    length: Any
    step: str = "sco-step"
    made: str = "sco_gd_top"

    @property
    def uses(self) -> tuple[str, ...]:
        """The statement that the rule applies."""
        return (self.step,)

    def prove(self, step: Relation, context: Context) -> StepResult:
        """The statement on one step must say how much it raises; then no more than that times tau may be left out."""
        made, bound = (step.lhs, step.rhs) if step.relation == "<=" else (step.rhs, step.lhs)
        if step.relation not in ("<=", ">=") or self.made != "sco_gd_top" or not isinstance(made, quantity(self.made)):
            return StepResult(False, detail="the step is no upper bound of the coordinates of gradient descent")
        known = context.known.get(self.step)
        rate = None if known is None else raised(known, self.now, self.length)
        if rate is None:
            return StepResult(False, detail=f"{self.step} does not bound what a step raises")
        *_, eta, total = made.args
        if None in (sign_of(eta, context.where), sign_of(total, context.where)):
            return StepResult(False, detail=f"gradient descent has no pull {eta} or no steps that add up to {total}: one may be negative")
        if not is_zero(bound - rate.xreplace({ETA: eta}) * total):
            return StepResult(False, detail="another bound than the rate times the sum of the steps is claimed")
        return StepResult(True, (DESCENT,))


ETA = sp.Symbol("eta", nonnegative=True)


def raised(claim: Claim, now: Any, length: Any) -> Any | None:
    """The rate of a claim `0 <= after <= now + rate * length` that holds for every length up to 1/(2(1 + eta)); None where it says less."""
    if [one.relation for one in claim.then] != [">=", "<="] or [one.relation for one in claim.given] not in (["<="], [">="]):
        return None
    least, most = claim.then
    if least.rhs != 0 or least.lhs != most.lhs or not is_zero(claim.given[0].slack - (1 - 2 * length * (1 + ETA))):
        return None
    shares = [domain for domain in claim.where if domain.symbol not in (now, length, ETA)]
    if len(shares) != 1 or not _descends(least.lhs, now, length, shares[0].symbol) or any(domain.whole for domain in claim.where):
        return None
    wide = {domain.symbol: domain for domain in claim.where}
    every = _ends(shares[0]) == (0, 1, False, False)  # each fraction c of the sample occurs
    free = all(name in wide and _ends(wide[name])[:3] == (0, None, False) for name in (now, ETA))
    allowed = length in wide and _ends(wide[length])[:2] == (0, None)
    rate = sp.cancel((most.rhs - now) / length)
    others = rate.free_symbols - {ETA}
    return rate if free and allowed and every and not others else None


def _descends(after: Any, now: Any, length: Any, share: Any) -> bool:
    """Whether `after` is a step of that length down the coordinate's own term c w^2 + eta (w - 1)^2 of the objective."""
    return is_zero(after - (now - length * sp.diff(share * now**2 + ETA * (now - 1) ** 2, now)))


def _ends(domain: Domain) -> tuple[Any, Any, bool, bool]:
    return domain.low, domain.high, domain.open_low, domain.open_high
