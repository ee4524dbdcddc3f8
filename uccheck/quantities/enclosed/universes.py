"""Enclosures of the quantities of the exponential network and of stochastic convex optimization."""

from __future__ import annotations

from fractions import Fraction

from flint import arb

from uccheck.balls import ball, beta
from uccheck.balls.chi2 import LogChi2, expectation
from uccheck.core.exact import decimal_above, decimal_below
from uccheck.linear.events import LEAST
from uccheck.linear.factors import Normal, Score

_SMALL_D, _BITS = 200, 54
_EXACT_BITS = 2200  # a certificate's numbers have at most 700 digits
_FIXED = 1 << 11  # bits of the fixed point in which powers are taken
_FAR = 1 << 13  # a power of 1/2 beyond is not told from this one
_DIGITS = 12


def cap(D: Fraction, t: Fraction) -> tuple[arb, arb]:
    """P(w_1 >= t) = P(Z >= s |Z'|), Z and Z' normal in R and R^(D - 1), s^2 = t^2/(1 - t^2): E[Q(s sqrt(T))] over T ~ chi2_(D - 1)."""
    if D * t**2 > 2 * 760:  # at most exp(-D t^2/2), which is below 1e-320
        few = arb(0).union(ball(LEAST))
        return few, 1 - few
    if D < _SMALL_D or t == 1:
        found = beta.cap(int(D), t)
        return found, 1 - found
    size = int(D) - 1
    found = expectation(LogChi2(size), Normal(Score(size * t**2 / (1 - t**2), Fraction(0)), complement=True), _BITS)
    return found, 1 - found


def scarce(m: Fraction, k: Fraction) -> tuple[arb, arb]:
    """P(min(N, m - N) < k)."""
    return beta.scarce(int(m), k)


def fewer(m: Fraction, p: Fraction, k: Fraction) -> tuple[arb, arb]:
    """P(Bin(m, p) < k)."""
    return beta.fewer(int(m), p, k)


def spoiled(m: Fraction, d: Fraction, k: Fraction) -> tuple[arb, arb]:
    """1 - (1 - P(min(N, m - N) < k))^d."""
    return beta.spoiled(int(m), int(d), k)


def unseen(m: Fraction, d: Fraction) -> tuple[Fraction, Fraction]:
    """1 - (1 - 2^-m)^d: the number itself where it is short, else rational ends by powers of whole numbers."""
    if m == 0:
        return Fraction(1), Fraction(1)
    if m * d <= _EXACT_BITS:
        value = 1 - (1 - Fraction(1, 2 ** int(m))) ** int(d)
        return value, value
    if m > _FIXED - 200:
        return _outward(Fraction(0), min(d / 2 ** min(int(m), _FAR), Fraction(1)))  # at most d 2^-m
    one = 1 << _FIXED
    low, high = _powers(one - (one >> int(m)), int(d))
    return _outward(Fraction(one - high, one), Fraction(one - low, one))


def _powers(base: int, exponent: int) -> tuple[int, int]:
    """base^exponent in fixed point, rounded down and rounded up, by repeated squaring."""
    low = high = 1 << _FIXED
    down = up = base
    while exponent:
        if exponent & 1:
            low, high = low * down >> _FIXED, -(-high * up >> _FIXED)
        down, up, exponent = down * down >> _FIXED, -(-up * up >> _FIXED), exponent >> 1
    return low, high


def _outward(low: Fraction, high: Fraction) -> tuple[Fraction, Fraction]:
    """Twelve digits of the value, or of its complement where that is smaller; below 1e-320 nothing is told from zero."""
    if low >= Fraction(1, 2):
        least, most = _outward(1 - high, 1 - low)
        return 1 - most, 1 - least
    if high < LEAST:
        return Fraction(0), LEAST
    below = Fraction(decimal_below(low, _DIGITS)) if low > LEAST else Fraction(0)
    return below, Fraction(decimal_above(high, _DIGITS))
