"""Upper bounds on e_unif-alg(m, delta), and two-sided control of L_D, in the linear setting: what refutes a claim of vacuity.

Notation: T = |r_1|^2 ~ chi2_D; sigma^2 = b/D; tau^2 = sigma^4 m T; pi(T) = Q(r D / sqrt(m T)); z_i = y_i x2_i / sigma. The set of
samples is called A; the largest of |L_D(h_S') - Lhat_S(h_S')| over S, S' in A bounds e_unif-alg as soon as P(A) >= 1 - delta.

spread      A = {T >= t}, P(T < t) <= delta. L_D^g is a monotone function of tau, with derivative (phi((g - s)/tau) - phi(s/tau))/g,
            between its limits 1 - min(s/g, 1) (tau -> 0) and 1/2 (tau -> infinity): for g <= 2s it increases, so that on A
            L_D^g(t) <= L_D <= 1/2; for g > 2s it decreases, so that 1/2 <= L_D <= 1 - s/g everywhere. And 0 <= Lhat <= 1.
large g     A = {T <= t, sum |z_i|^2 <= q}. With f(x) = min(max(x, 0), g): 1 - L^g(x) = f(x)/g <= max(x, 0)/g. On A the mean of
            max(margin, 0) of h_S' over S is at most s + mean |w2'.x2_i| <= s + |w2'| sqrt(sum |x2_i|^2 / m) <= s + sigma^2 sqrt(t q)
            (Cauchy-Schwarz), and E max(X, 0) <= s + tau/sqrt(2 pi), no larger. Both losses lie in [1 - c/g, 1], c = s + sigma^2 sqrt(t q).
aligned     A = {z_i.v >= a and |z_i - (z_i.v)v|^2 <= p for all i}, v a unit vector. Every margin of h_S' on S is at least
            s - sigma^2 m (p - a^2) > 0 if m (p - a^2) < r D: Lhat = 0 at g = 0, while L_D = pi(T) < 1/2.
            P(A) = (Q(a) P(chi2_{D-1} <= p))^m.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

from flint import arb, ctx
from scipy import stats

from uccheck.audit.deciders.tails import ONE, ZERO, Pair, ball, chi2, normal_upper
from uccheck.core.exact import as_written
from uccheck.expressions.intervals import bounded
from uccheck.linear.setting import LinearSetting

HALF = Fraction(1, 2)
BITS = 160


@dataclass(frozen=True)
class Bound:
    """e_unif-alg(m, delta) <= value, by the named argument, with the numbers that make it so."""

    value: Fraction
    argument: str


def e_unif_alg_upper(setting: LinearSetting, delta: Fraction, gamma: Fraction) -> list[Bound]:
    """The upper bounds that apply, smallest first; each is rigorous."""
    found = [spread(setting, delta, gamma), large_gamma(setting, delta, gamma), aligned(setting, delta, gamma)]
    return sorted((b for b in found if b is not None), key=lambda b: b.value)


def spread(setting: LinearSetting, delta: Fraction, gamma: Fraction) -> Bound | None:
    """The losses of a typical sample cannot differ by more than 1 - pi(t)."""
    t = lower_quantile(setting.D, delta)
    if t is None:
        return None
    if gamma > 2 * setting.s:
        value = max(HALF, 1 - setting.s / gamma)
        return Bound(value, f"for gamma > 2s, 1/2 <= L_D <= 1 - s/gamma = {_short(1 - setting.s / gamma)}, while 0 <= Lhat <= 1")
    floor, _ = ramp_error(setting, t, gamma)
    where = f"on {{T >= {_short(t)}}}, of probability at least 1 - delta"
    return Bound(max(1 - floor, HALF), f"{where}, {_short(floor)} <= L_D <= 1/2, while 0 <= Lhat <= 1")


def large_gamma(setting: LinearSetting, delta: Fraction, gamma: Fraction) -> Bound | None:
    """For gamma above every typical margin all losses are close to 1."""
    if gamma == 0:
        return None
    t, q = upper_quantile(setting.D, delta / 2), upper_quantile(setting.m * setting.D, delta / 2)
    if t is None or q is None:
        return None
    reach = setting.s + setting.b / setting.D * _root_above(t * q)
    value = min(ONE, reach / gamma)
    typical = f"T <= {_short(t)} and sum |z_i|^2 <= {_short(q)}"
    return Bound(value, f"on {{{typical}}} mean margins are at most {_short(reach)}, so losses lie within {_short(reach)}/gamma of 1")


def aligned(setting: LinearSetting, delta: Fraction, gamma: Fraction) -> Bound | None:
    """For delta so near 1 that samples may be restricted to point the same way."""
    if gamma != 0:
        return None
    room = setting.r * setting.D / setting.m
    for a in _candidates(setting.D):
        p = (a * a + room) * Fraction(999_999, 1_000_000)
        one = normal_upper(a)[0] * (chi2(setting.D - 1, "lower", p)[0] if setting.D > 1 else ONE)
        if _power_at_least(one, setting.m, 1 - delta):
            where = f"z_i.v >= {as_written(a)} and |z_i - (z_i.v)v|^2 <= {_short(p)} for all i"
            return Bound(
                HALF,
                f"on {{{where}}}, of probability at least 1 - delta, h_S' classifies every point of S correctly: Lhat = 0 and L_D < 1/2",
            )
    return None


def population_error(setting: LinearSetting, t: Fraction) -> Pair:
    """Bounds of pi(t) = Q(r D / sqrt(m t))."""
    with ctx.workprec(BITS):
        z = ball(setting.r * setting.D) / ball(setting.m * t).sqrt()
        return bounded((z / arb(2).sqrt()).erfc() / 2, ZERO, HALF)


def ramp_error(setting: LinearSetting, t: Fraction, gamma: Fraction) -> Pair:
    """Bounds of L_D^gamma at T = t: (E max(gamma - X, 0) - E max(-X, 0)) / gamma, X ~ N(s, tau^2)."""
    if gamma == 0:
        return population_error(setting, t)
    with ctx.workprec(BITS):
        s, g = ball(setting.s), ball(gamma)
        tau = ball(setting.b / setting.D) * ball(setting.m * t).sqrt()
        value = (_positive_part(g - s, tau) - _positive_part(-s, tau)) / g
        return bounded(value, ZERO, ONE)


def _positive_part(mean: arb, tau: arb) -> arb:
    """E max(mean + tau g, 0) = mean Phi(mean/tau) + tau phi(mean/tau)."""
    z = mean / tau
    return mean * (-z / arb(2).sqrt()).erfc() / 2 + tau * (-z * z / 2).exp() / (2 * arb.pi()).sqrt()


def upper_quantile(df: int, delta: Fraction) -> Fraction | None:
    """A rational t with P(chi2_df > t) <= delta, close to the least one; None if no proposal could be verified."""
    return _verified(df, "upper", float(stats.chi2.isf(float(delta), df)), delta, outward=1)


def lower_quantile(df: int, delta: Fraction) -> Fraction | None:
    """A rational t with P(chi2_df < t) <= delta, close to the greatest one."""
    return _verified(df, "lower", float(stats.chi2.ppf(float(delta), df)), delta, outward=-1)


def _verified(df: int, side: str, proposal: float, delta: Fraction, *, outward: int) -> Fraction | None:
    if not 0 < proposal < 1e300:
        return None
    for slack in (1e-9, 1e-6, 1e-3):
        t = Fraction(proposal * (1 + outward * slack)).limit_denominator(10**12)
        if t > 0 and chi2(df, side, t, BITS)[1] <= delta:
            return t
    return None


def _candidates(D: int) -> list[Fraction]:
    return [ZERO, *(Fraction(round(16 * k * sqrt(D) / 8), 16) for k in range(1, 17))] if D > 1 else [ZERO]


def _power_at_least(p: Fraction, m: int, value: Fraction) -> bool:
    with ctx.workprec(BITS):
        return p > 0 and bool(ball(p) ** m >= ball(value))


def _root_above(x: Fraction) -> Fraction:
    with ctx.workprec(BITS):
        return bounded(ball(x).sqrt(), ZERO, x + 1)[1]


def _short(x: Fraction) -> str:
    return format(float(x), ".6g")
