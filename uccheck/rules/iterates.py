"""What repeated steps can reach: from 0, each step keeps a number from falling below 0 and raises it by at most a rate times its length."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp

from uccheck.quantities.applied import quantity
from uccheck.rules.claim import Claim, Relation
from uccheck.rules.derivation import Context, StepResult, is_zero

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
        if not is_zero(bound - rate.xreplace({ETA: eta}) * total):
            return StepResult(False, detail="another bound than the rate times the sum of the steps is claimed")
        return StepResult(True, (DESCENT,))


ETA = sp.Symbol("eta", nonnegative=True)


def raised(claim: Claim, now: Any, length: Any) -> Any | None:
    """The rate of a claim `0 <= after <= now + rate * length` that holds for every length up to 1/(2(1 + eta)); None where it says less."""
    if [one.relation for one in claim.then] != [">=", "<="] or len(claim.given) != 1:
        return None
    least, most = claim.then
    if least.rhs != 0 or least.lhs != most.lhs or not is_zero(claim.given[0].slack - (1 - 2 * length * (1 + ETA))):
        return None
    wide = {domain.symbol: domain for domain in claim.where}
    free = now in wide and wide[now].low == 0 and wide[now].high is None and not wide[now].open_low
    rate = sp.cancel((most.rhs - now) / length)
    others = rate.free_symbols - {ETA}
    allowed = length in wide and wide[length].low == 0 and wide[length].high is None and not any(one.whole for one in claim.where)
    shares = [one for name, one in wide.items() if name not in (now, length, ETA)]  # fractions c of the sample, each of which occurs
    every = all((one.low, one.high, one.open_low, one.open_high) == (0, 1, False, False) for one in shares)
    return rate if free and allowed and every and not others else None
