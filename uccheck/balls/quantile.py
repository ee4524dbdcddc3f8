"""Rational quantiles of chi2_D that are certified on the side that matters."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import log, sqrt

from flint import arb, ctx

from uccheck.balls import ball, upper_decimal
from uccheck.balls.chi2 import LogChi2, One, expectation


def upper_tail(D: int, t: Fraction, bits: int = 64) -> arb:
    """P(T > t), T ~ chi2_D."""
    with ctx.workprec(bits + 2 * D.bit_length() + 64):
        low = (ball(t) / D).log()
    return expectation(LogChi2(D), One(), bits, low=low)


@lru_cache(maxsize=512)
def chi2_upper_quantile(D: int, p: Fraction) -> Fraction:
    """A rational t with P(T > t) <= p, in excess of the quantile by about 1e-9 standard deviations.

    Guarantee: the inequality was verified by balls; nearness was only sought.
    Raises: ArithmeticError if no such t is found, which would take p below about 1e-300.
    """
    width, goal = sqrt(2 / D), log(p.numerator) - log(p.denominator)
    points = _bracket(D, goal, width)
    step = Fraction(1, 10**9)
    for _ in range(60):
        t = _rational(D, points + float(step) * width)
        if upper_tail(D, t) <= ball(p):
            return t
        step *= 4
    raise ArithmeticError(f"no quantile of chi2_{D} at {float(p)} was certified")


def _rational(D: int, x: float) -> Fraction:
    with ctx.workprec(160 + 2 * D.bit_length()):
        return Fraction(upper_decimal(D * arb(x).exp(), 14 + len(str(D))))


def _bracket(D: int, goal: float, width: float) -> float:
    """x with log P(T > D e^x) = goal, by the secant (Illinois) rule in floats on verified tails."""

    def gap(x: float) -> float:
        tail = upper_tail(D, _rational(D, x), 40).mid()
        return (float(tail.log().mid()) if tail > 0 else -1e4) - goal

    low, high = -width, width
    while gap(low) < 0:
        low *= 2
    while gap(high) > 0:
        high *= 2
    g_low, g_high = gap(low), gap(high)
    for _ in range(60):
        x = high - g_high * (high - low) / (g_high - g_low)
        g = gap(x)
        if abs(g) < 1e-10 or high - low < 1e-12 * width:
            return x
        if g > 0:
            low, g_low, g_high = x, g, g_high / 2
        else:
            high, g_high, g_low = x, g, g_low / 2
    return high
