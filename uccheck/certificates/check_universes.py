"""The checker's own values of the quantities of the other counterexamples: sums, integrals and whole numbers of its own.

A cap of the sphere is an integral over the height; a binomial tail is summed term by term, the rest by a geometric series;
1 - (1 - 2^-m)^d by doubling u -> u (2 - u) in whole numbers. None of it is shared with what found the bounds.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from math import ceil

from flint import acb, arb, fmpq

from uccheck.certificates.check_rules import Refused

_EVALUATIONS = 4000
_LEAST = Fraction(1, 10**320)
_MOST_TERMS = 10**6
_LARGEST = 10**13
_SHORT = 2400  # bits of a denominator up to which a power is taken as it is
_POINT = 2200  # bits of the fixed point


def _ball(x: Fraction | int) -> arb:
    x = Fraction(x)
    return arb(fmpq(x.numerator, x.denominator))


def own_cap(D: Fraction, t: Fraction, scale: Fraction) -> tuple[arb, arb]:
    """P(w_1 >= t) = c Int_t^1 (1 - x^2)^((D-3)/2) dx, c = Gamma(D/2)/(sqrt(pi) Gamma((D-1)/2))."""
    if D.denominator != 1 or not 1 <= D <= _LARGEST or not 0 < t <= 1:
        raise Refused("a cap needs a whole D of at most 10^13 and a height in (0, 1]")
    if D == 1:
        return _ball(Fraction(1, 2)), _ball(Fraction(1, 2))
    if t == 1:
        return arb(0), arb(1)
    half = _ball(D) / 2
    constant = (half.lgamma() - (half - arb(1) / 2).lgamma()).exp() / arb.pi().sqrt()
    found = constant * _powers(int(D), _ball(t), _ball(max(scale, _LEAST)) * arb(2) ** -44 / constant)
    return found, 1 - found


def _powers(D: int, start: arb, tolerance: arb) -> arb:
    """Int_start^1 (1 - x^2)^((D-3)/2) dx; for few dimensions as Int cos^(D-2), beyond a point where little is left not at all."""
    if D <= 64:
        return _integral(lambda x, analytic: x.cos() ** (D - 2), [start.asin(), arb.pi() / 2], tolerance)
    half = arb(D - 3) / 2

    def beyond(point: arb) -> arb:
        return (half * (-(point**2)).log1p()).exp()

    if beyond(start) < _ball(_LEAST) * arb(2) ** -30:
        return arb(0).union(beyond(start).upper())
    step = 1 / arb(D).sqrt()
    end = start.mid()
    while not beyond(end) < tolerance:
        end = (end + step.min((1 - end) / 2)).mid()
    cuts = [start, *_between(start, end, 3 * step), end]
    return _integral(lambda x, analytic: (half * (-(x**2)).log1p()).exp(), cuts, tolerance) + arb(0).union(beyond(end).upper())


def _integral(integrand: Callable[[acb, bool], acb], cuts: list[arb], tolerance: arb) -> arb:
    total = arb(0)
    for low, high in pairwise(cuts):
        found = acb.integral(integrand, acb(low), acb(high), abs_tol=tolerance, rel_tol=arb(2) ** -50, eval_limit=_EVALUATIONS)
        total += found.real
    return total


def _between(start: arb, end: arb, step: arb) -> list[arb]:
    cuts: list[arb] = []
    point = (start + step).mid()
    while point < end and len(cuts) < 400:
        cuts.append(point)
        point = (point + step).mid()
    return cuts


def own_fewer(m: Fraction, p: Fraction, k: Fraction, scale: Fraction) -> tuple[arb, arb]:
    """P(Bin(m, p) < k), summed from the tail on whose side k lies."""
    if m.denominator != 1 or not 1 <= m <= _LARGEST or not 0 < p < 1:
        raise Refused("a binomial tail needs a whole m of at most 10^13 and a chance in (0, 1)")
    size, n = int(m), ceil(k) - 1
    if n < 0 or n >= m:
        return (arb(0), arb(1)) if n < 0 else (arb(1), arb(0))
    if n < m * p:
        low = _tail(size, p, n, scale)
        return low, 1 - low
    high = _tail(size, 1 - p, size - n - 1, scale)
    return 1 - high, high


def _tail(m: int, p: Fraction, n: int, scale: Fraction) -> arb:
    """P(Bin(m, p) <= n) for n below the mean or next to it: the terms from n down shrink faster and faster."""
    top, down = arb(m + 1).lgamma(), arb(n + 1).lgamma() + arb(m - n + 1).lgamma()
    term = (top - down + n * _ball(p).log() + (m - n) * _ball(1 - p).log()).exp()
    total, odds = arb(0), _ball((1 - p) / p)
    tolerance = max(scale, _LEAST) / 2**44
    for done in range(_MOST_TERMS):
        total += term
        if n == 0:
            return total
        ratio = odds * n / (m - n + 1)
        term, n = term * ratio, n - 1
        if done % 16 == 0 and ratio < 1 and (rest := term / (1 - ratio)) < _ball(tolerance):
            return total + arb(0).union(rest.upper())
    raise Refused("a binomial tail needs more terms than the checker sums")


def own_scarce(m: Fraction, k: Fraction, scale: Fraction) -> tuple[arb, arb]:
    """P(min(N, m - N) < k) for N ~ Bin(m, 1/2): N < k or N > m - k, which exclude each other while 2 k <= m."""
    least = ceil(k)
    if 2 * least > m:
        return arb(1), arb(0)
    found, _ = own_fewer(m, Fraction(1, 2), k, scale / 2)
    return 2 * found, 1 - 2 * found


def own_spoiled(m: Fraction, d: Fraction, k: Fraction, scale: Fraction) -> tuple[arb, arb]:
    """1 - (1 - P(min(N, m - N) < k))^d."""
    one, rest = own_scarce(m, k, scale / d)
    if not rest > 0:
        return arb(0).union(arb(1)) if rest.overlaps(arb(0)) and not rest.is_zero() else arb(1), arb(0).union(rest.upper().max(arb(0)))
    logarithm = d.numerator * (-one).log1p()
    return -logarithm.expm1(), logarithm.exp()


def own_unseen(m: Fraction, d: Fraction) -> tuple[Fraction, Fraction]:
    """1 - (1 - 2^-m)^d between two rationals, equal where its denominator 2^(m d) is short."""
    if m.denominator != 1 or d.denominator != 1 or m < 0 or not 1 <= d <= _LARGEST:
        raise Refused("the chance of an unseen coordinate needs whole numbers m >= 0 and d >= 1")
    if m == 0:
        return Fraction(1), Fraction(1)
    if m * d <= _SHORT:
        whole = 2 ** int(m * d)
        value = Fraction(whole - (2 ** int(m) - 1) ** int(d), whole)
        return value, value
    if m > _POINT - 100:
        return Fraction(0), d / 2 ** min(int(m), 4000)
    one = 1 << _POINT
    low = high = step = one >> int(m)
    for bit in bin(int(d))[3:]:  # u_2n = u_n (2 - u_n) and u_(n+1) = u_n + (1 - u_n) u_1, both increasing in u_n
        low, high = low * (2 * one - low) >> _POINT, -(-high * (2 * one - high) >> _POINT)
        if bit == "1":
            low, high = low + ((one - low) * step >> _POINT), high - (-(one - high) * step >> _POINT)
    return Fraction(max(low, 0), one), Fraction(min(high, one), one)
