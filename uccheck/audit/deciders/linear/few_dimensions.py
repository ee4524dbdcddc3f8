"""e_gen <= epsilon in few dimensions, where the training error is as large as the test error: why no D is necessary for e_gen alone.

Given T, a training point is misclassified where zeta_i <= zbar - c, c = (rD + T)/sqrt(mT), and L_D = Phi(-rD/sqrt(mT)). On {T <= t, zbar
>= -h} the number of training errors is at least that of the zeta_i <= -h - c, a binomial variable whose mean rate is below L_D by at most
(sqrt(T) + h sqrt(m))/sqrt(2 pi m), and by Hoeffding it falls u below its mean with probability at most exp(-2 m u^2). So with H = h
sqrt(m)
    P(L_D - Lhat_S > epsilon) <= P(T > t) + Q(H) + exp(-2 v^2),     v = epsilon sqrt(m) - (sqrt(t) + H)/sqrt(2 pi) > 0.
That is at most delta for every D as soon as m is of the order (D + ln(1/delta))/epsilon^2.
"""

from __future__ import annotations

import math
from fractions import Fraction

from flint import arb, ctx

from uccheck.audit.deciders.tails import ball, chi2, normal_upper
from uccheck.core.exact import as_written
from uccheck.expressions.intervals import bounded

BITS = 128
SHARES = ("1/4", "1/3", "1/2")
TRUSTS = (
    "human: the exact law of the linear setting: T and the zeta_i are independent",
    "human: Hoeffding's inequality for a binomial variable",
    "flint",
)


def generalizes(m: int, D: int, delta: Fraction, epsilon: Fraction) -> str | None:
    """How e_gen(m, delta) <= epsilon at D, from numbers t and H that are proposed in floats; None where this does not show it."""
    for one in SHARES:
        t, H = _proposed(D, float(delta), float(Fraction(one)))
        reached = bad_chance(m, D, t, H, epsilon)
        if reached <= delta:
            return (
                f"the training error is nearly as large as the test error: P(L_D - Lhat_S > {as_written(epsilon)}) <= "
                f"P(T > {as_written(t)}) + Q({as_written(H)}) + exp(-2 v^2) <= {as_written(delta)}"
            )
    return None


def _proposed(D: int, delta: float, share: float) -> tuple[Fraction, Fraction]:
    """t and H that leave half of delta to the binomial variable and `share` of the rest to T."""
    from scipy import stats

    t = float(stats.chi2.isf(share * delta / 2, D))
    H = float(stats.norm.isf((1 - share) * delta / 2))
    return Fraction(math.ceil(t * 10**4), 10**4), Fraction(math.ceil(H * 10**4), 10**4)


def bad_chance(m: int, D: int, t: Fraction, H: Fraction, epsilon: Fraction) -> Fraction:
    """An upper bound of P(L_D - Lhat_S > epsilon); 1 where v is not positive."""
    with ctx.workprec(BITS):
        v = ball(epsilon) * ball(m).sqrt() - (ball(t).sqrt() + ball(H)) / (2 * arb.pi()).sqrt()
        if not v > 0:
            return Fraction(1)
        rest = bounded((-2 * v * v).exp(), Fraction(0), Fraction(1))[1]
    return min(Fraction(1), chi2(D, "upper", t, BITS)[1] + normal_upper(H, BITS)[1] + rest)


def enough(D: int, delta: Fraction, epsilon: Fraction) -> int:
    """About the least m for which `generalizes` succeeds, in floats and with a little to spare."""
    t, H = _proposed(D, float(delta), 1 / 3)
    needed = (math.sqrt(float(t)) + float(H)) / math.sqrt(2 * math.pi) + math.sqrt(math.log(2 / float(delta)) / 2)
    return math.ceil((needed / float(epsilon)) ** 2 * 1.01)
