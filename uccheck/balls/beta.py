"""Tails of the incomplete beta function: a coordinate of a point of the sphere, and the binomial law; a ball and its complement.

P(w_1 >= t) = I_{1 - t^2}((D - 1)/2, 1/2)/2 for w uniform on the unit sphere of R^D, and P(Bin(m, p) <= n) = I_{1 - p}(m - n, n + 1),
by flint's hypergeometric functions at a precision that is raised until the ball is narrow.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil

from flint import arb, ctx

from uccheck.balls.basic import ball

_NARROW, _MOST_BITS = 60, 1 << 13
_FAR = 760  # exp(-760) < 1e-320: smaller probabilities are not told from zero
_LEAST = Fraction(1, 10**320)


def cap(D: int, t: Fraction) -> arb:
    """P(w_1 >= t), for 0 < t <= 1; where D is large this takes long."""
    if D == 1:
        return arb(1) / 2
    return arb(0) if t == 1 else _regularised(Fraction(D - 1, 2), Fraction(1, 2), 1 - t**2) / 2


def fewer(m: int, p: Fraction, k: Fraction) -> tuple[arb, arb]:
    """P(Bin(m, p) < k) and its complement, for 0 < p < 1."""
    n = ceil(k) - 1
    if n < 0:
        return arb(0), arb(1)
    if n >= m:
        return arb(1), arb(0)
    if _exponent(m, p, n) > _FAR:
        return _tiny() if n < m * p else _tiny()[::-1]
    return _regularised(Fraction(m - n), Fraction(n + 1), 1 - p), _regularised(Fraction(n + 1), Fraction(m - n), p)


def scarce(m: int, k: Fraction) -> tuple[arb, arb]:
    """P(min(N, m - N) < k) for N ~ Bin(m, 1/2): twice a tail, or 1 where k exceeds the most that the minimum can be."""
    if k > m // 2:
        return arb(1), arb(0)
    few = 2 * fewer(m, Fraction(1, 2), k)[0]
    return few, 1 - few


def spoiled(m: int, d: int, k: Fraction) -> tuple[arb, arb]:
    """1 - (1 - P(min(N, m - N) < k))^d."""
    one, rest = scarce(m, k)
    if rest <= 0:
        return arb(1), arb(0)
    logarithm = d * ((-one).log1p() if one < 0.5 else rest.log())
    return -logarithm.expm1(), logarithm.exp()


def _exponent(m: int, p: Fraction, n: int) -> float:
    """m KL(n/m || p), the exponent of Chernoff's bound of the tail beyond n, rounded down."""
    share = ball(Fraction(n if n < m * p else n + 1, m))
    parts = [x * (x / y).log() for x, y in ((share, ball(p)), (1 - share, ball(1 - p))) if x != 0]
    return float((m * sum(parts, arb(0))).lower())


def _tiny() -> tuple[arb, arb]:
    few = arb(0).union(ball(_LEAST))
    return few, 1 - few


def _regularised(a: Fraction, b: Fraction, x: Fraction) -> arb:
    """I_x(a, b)."""
    bits = ctx.prec
    while True:
        with ctx.workprec(bits):
            found = ball(x).beta_lower(ball(a), ball(b), 1)
        if found.rel_accuracy_bits() > _NARROW or bits > _MOST_BITS:
            return found.intersection(arb(0).union(arb(1)))
        bits *= 2
