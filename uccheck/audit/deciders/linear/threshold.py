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
from uccheck.audit.deciders.tails import ball, normal_upper
from uccheck.audit.kinds.linear import Generalizes, ThresholdClaim, Vacuous
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
    if epsilon >= Fraction(1, 2):
        return Failing(False, "for epsilon >= 1/2 the spread of the losses excludes nothing")
    setting = LinearSetting(m, 1)
    c = _slope(setting.r, m, epsilon)
    last, blocks, effort = bound - 1, 0, Steps(MAX_BLOCKS, deadline)
    while last >= 1:
        first = _block(m, delta, setting.r, c, last)
        if first is None or not effort.step():
            return Failing(False, f"D = {last + 1} .. {bound - 1} fail, D = {last} was not shown to")
        last, blocks = first - 1, blocks + 1
    return Failing(True, f"one half fails at every D from 1 to {bound - 1}, in {blocks} blocks" if blocks else "there is no smaller D")


def _slope(r: Fraction, m: int, epsilon: Fraction) -> Fraction:
    """A rational c, close to the least, with Q(r/sqrt(m c)) > epsilon: T >= c D^2 makes L_D exceed epsilon."""
    with ctx.workprec(BITS):
        z = (1 - 2 * ball(epsilon)).erfinv() * arb(2).sqrt()
        start = bounded(ball(r) ** 2 / (ball(Fraction(m)) * z**2), Fraction(0), Fraction(10**12))[1]
    for slack in (Fraction(1, 10**15), Fraction(1, 10**12), Fraction(1, 10**6)):
        c = (start * (1 + slack)).limit_denominator(10**60)
        with ctx.workprec(BITS):
            argument = bounded(ball(r) / (ball(m * c)).sqrt(), Fraction(0), Fraction(10**12))[1]
        if normal_upper(argument, BITS)[0] > epsilon:
            return c
    return start * 2


def _block(m: int, delta: Fraction, r: Fraction, c: Fraction, last: int) -> int | None:
    """A small a for which [a, last] is shown to fail, proposed in floats and then verified; None if not even [last, last]."""
    limit = c * last * last
    seems = first_of(0, last, lambda a: _seems(m, delta, r, a, limit))
    room = max(1, (last - seems) // 200)
    for first in dict.fromkeys((min(last, seems + room), min(last, seems + 8 * room), (seems + last) // 2, last)):
        if first >= 1 and _fails(m, delta, r, first, limit):
            return first
    return None


def _seems(m: int, delta: Fraction, r: Fraction, a: int, limit: Fraction) -> bool:
    """In floats, with a little to spare."""
    from scipy import stats

    lower = float(stats.chi2.cdf(float(limit), a))
    margin = m * float(stats.norm.sf(2 * math.sqrt(float(r * a / m))))
    return lower < float(delta) * (1 - 1e-6) or 1 - lower > (float(delta) + margin) * (1 + 1e-6)


def _fails(m: int, delta: Fraction, r: Fraction, a: int, limit: Fraction) -> bool:
    """spread, or e_gen, for the block that starts at a; Chernoff's bound first, since it costs nothing."""
    if limit < a:
        with ctx.workprec(BITS):
            x = ball(limit / a)
            if bool((x.log() + 1 - x) * a / 2 < ball(delta).log()):
                return True
    above = bounds("tail", (Fraction(a), limit))[0]  # P(T_a > limit), from below
    if 1 - above <= delta:
        return True
    with ctx.workprec(BITS):
        reach = bounded(2 * (ball(r * a / m)).sqrt(), Fraction(0), Fraction(10**12))[0]
    return above > delta + m * normal_upper(reach, BITS)[1]
