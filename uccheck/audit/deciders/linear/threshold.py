"""`threshold`: the least D at which e_gen(m, delta) <= epsilon and e_unif-alg(m, delta) >= 1 - epsilon, against a value.

At most v    if both halves are certified at some D <= v.
At least v   if one half fails at every D < v. L_D exceeds some epsilon' > epsilon as soon as T >= c D^2, with Q(r/sqrt(m c)) =
             epsilon'. For all D of a block [a, b], T_D is at least T_a in law and c D^2 <= c b^2, so
               spread   P(T_a <= c b^2) <= delta                      gives e_unif-alg <= max(1/2, 1 - epsilon') < 1 - epsilon;
               e_gen    P(T_a > c b^2) > delta + m Q(2 sqrt(r a/m))   gives e_gen > epsilon, since a training margin is <= 0 only
                        if zbar - zeta_i >= (T + rD)/sqrt(m T) >= 2 sqrt(r D/m), a normal deviate of variance below 1.
             Blocks are chosen from the top down; where one fails, nothing is claimed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import arb, ctx

from uccheck.audit.deciders.decision import Decision, decided, undecided
from uccheck.audit.deciders.linear.approx import of_rounding
from uccheck.audit.kinds.linear import Generalizes, ThresholdClaim, Vacuous
from uccheck.balls import Enclosure, ball
from uccheck.core.bisection import first_of
from uccheck.core.effort import Steps
from uccheck.core.exact import as_written
from uccheck.core.verdict import Kind, Verdict
from uccheck.expressions.intervals import bounded
from uccheck.linear.setting import LinearSetting
from uccheck.quantities.enclosed.bounds import bounds

LAW = "human: the exact law of the linear setting"
BITS, MAX_BLOCKS = 128, 3000


def decide(claim: ThresholdClaim, deadline: float) -> Decision:
    """CERTIFIED or REFUTED by an instance and by blocks that fail; else INCONCLUSIVE with what is known."""
    if claim.about is not None:
        return of_rounding(claim.about, None, claim.factor, lambda low, high: _between(claim, low, high, deadline))
    value = claim.value or Fraction(0)
    if claim.relation == "==":
        return _between(claim, value, value, deadline)
    return _side(claim, claim.relation or "", value, deadline)


def _between(claim: ThresholdClaim, low: Fraction, high: Fraction, deadline: float) -> Decision:
    parts = [_at_least(claim, low, deadline), _at_most(claim, high, deadline)]
    refuted = next((p for p in parts if p.verdict is Verdict.REFUTED), None)
    open_ = next((p for p in parts if p.verdict is Verdict.UNDECIDED), None)
    if refuted is not None or open_ is not None:
        return refuted or open_ or parts[0]
    trusts = tuple(dict.fromkeys(t for p in parts for t in p.trusts))
    return decided(Verdict.UPHELD, Kind.BALL, "; ".join(p.detail for p in parts), trusts=trusts)


def _side(claim: ThresholdClaim, relation: str, value: Fraction, deadline: float) -> Decision:
    """The least D is an integer: < v is <= ceil(v) - 1, and > v is >= floor(v) + 1."""
    if relation in ("<=", "<"):
        return _at_most(claim, value if relation == "<=" else Fraction(math.ceil(value) - 1), deadline)
    return _at_least(claim, value if relation == ">=" else Fraction(math.floor(value) + 1), deadline)


def _at_most(claim: ThresholdClaim, value: Fraction, deadline: float) -> Decision:
    D = math.floor(value)
    shown = _holds(claim, D, deadline) if D >= 1 else None
    if shown is not None:
        return shown
    failing = fails_below(claim.m, claim.delta, claim.epsilon, D + 1, deadline)
    if failing.complete:
        detail = f"no D <= {D} has both halves ({failing.told}), so the least D exceeds {as_written(value)}"
        return decided(Verdict.REFUTED, Kind.BALL, detail, trusts=("flint", LAW))
    told = f"the two halves are not certified at D = {D}, and not excluded below: {failing.told}"
    return undecided(f"{told}; a value further off would be decided")


def _at_least(claim: ThresholdClaim, value: Fraction, deadline: float) -> Decision:
    first = math.ceil(value)
    failing = fails_below(claim.m, claim.delta, claim.epsilon, first, deadline)
    if failing.complete:
        detail = f"no D < {first} has both halves: {failing.told}"
        return decided(Verdict.UPHELD, Kind.BALL, detail, trusts=("flint", LAW))
    shown = _holds(claim, first - 1, deadline)
    if shown is not None:
        return decided(Verdict.REFUTED, Kind.BALL, f"the least D is below {as_written(value)}: {shown.detail}", trusts=shown.trusts)
    return undecided(f"not excluded below {as_written(value)}: {failing.told}; a value further off would be decided")


def _holds(claim: ThresholdClaim, D: int, deadline: float) -> Decision | None:
    """Both halves certified at D, or None."""
    from uccheck.audit.deciders.linear.instance import decide as linear

    fields: dict[str, Any] = {"id": claim.id, "says": claim.says, "m": claim.m, "D": D, "delta": claim.delta, "gamma": Fraction(0)}
    small = linear(Generalizes.model_construct(kind="generalizes", at_most=claim.epsilon, **fields), deadline)
    if small.verdict is not Verdict.UPHELD:
        return None
    large = linear(Vacuous.model_construct(kind="vacuous", at_least=1 - claim.epsilon, **fields), deadline)
    if large.verdict is not Verdict.UPHELD:
        return None
    trusts = tuple(dict.fromkeys((*small.trusts, *large.trusts)))
    return decided(Verdict.UPHELD, Kind.BALL, f"at D = {D}: {small.detail}; {large.detail}", trusts=trusts)


@dataclass(frozen=True)
class Failing:
    """Whether every D below the bound was shown to fail, and how."""

    complete: bool
    told: str


def fails_below(m: int, delta: Fraction, epsilon: Fraction, bound: int, deadline: float) -> Failing:
    """Blocks that cover 1 .. bound - 1, from the top."""
    if bound <= 1:
        return Failing(True, "there is no smaller D")
    setting = LinearSetting(m, 1)
    c = _slope(setting.r, m, epsilon)
    if c is None:
        return Failing(False, "for epsilon >= 1/2 the spread of the losses excludes nothing")
    last, blocks, effort = bound - 1, 0, Steps(MAX_BLOCKS, deadline)
    while last >= 1:
        first = _block(m, delta, setting.r, c, last)
        if first is None or not effort.step():
            above = f"D = {last + 1} .. {bound - 1} fail, " if blocks else ""
            return Failing(False, f"{above}D = {last} was not shown to fail")
        last, blocks = first - 1, blocks + 1
    return Failing(True, f"one half fails at every D from 1 to {bound - 1}, in {blocks} blocks")


def _slope(r: Fraction, m: int, epsilon: Fraction) -> Fraction | None:
    """A rational c, close to the least, with Q(r/sqrt(m c)) > epsilon: T >= c D^2 makes L_D exceed epsilon. None unless epsilon < 1/2."""
    with ctx.workprec(BITS + epsilon.denominator.bit_length()):  # 1 - 2 epsilon is below 1, and above 0, by its reciprocal at least
        z = (1 - 2 * ball(epsilon)).erfinv() * arb(2).sqrt()
        return Enclosure.around(ball(r) ** 2 / (m * z**2)).upper if z > 0 else None


def _block(m: int, delta: Fraction, r: Fraction, c: Fraction, last: int) -> int | None:
    """A small a for which [a, last] is shown to fail, proposed in floats and then verified; None if not even [last, last]."""
    limit = c * last * last
    seems = first_of(0, last, lambda a: _seems(m, delta, r, a, limit))
    return next((first for first in dict.fromkeys((seems, last)) if _fails(m, delta, r, first, limit)), None)


def _seems(m: int, delta: Fraction, r: Fraction, a: int, limit: Fraction) -> bool:
    """`_fails` in floats; what holds for a holds for all that are larger."""
    from scipy import stats

    margin = m * float(stats.norm.sf(2 * math.sqrt(float(r * a / m))))
    return bool(stats.chi2.cdf(float(limit), a) < delta or stats.chi2.sf(float(limit), a) > float(delta) + margin)


def _fails(m: int, delta: Fraction, r: Fraction, a: int, limit: Fraction) -> bool:
    """spread, or e_gen, for the block that starts at a."""
    above = bounds("tail", (Fraction(a), limit))[0]  # P(T_a > limit), from below
    with ctx.workprec(BITS):
        margin = m * bounded((2 * ball(r * a / m)).sqrt().erfc() / 2, Fraction(0), Fraction(1))[1]  # m Q(2 sqrt(r a/m))
    return 1 - above <= delta or above > delta + margin
