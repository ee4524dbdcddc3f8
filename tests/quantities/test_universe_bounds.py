"""Rational bounds of caps, counts of coins and unseen coordinates against whole numbers, incomplete functions and integrals."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import product

import mpmath
import pytest
from flint import arb, ctx

from tests.quantities.test_bounds import exactly, sharp
from tests.quantities.test_instances import F, at
from uccheck.linear.events import LEAST
from uccheck.quantities.enclosed import universes
from uccheck.quantities.enclosed.bounds import bounds


def binomial(m: int, p: Fraction, k: Fraction) -> Fraction:
    return sum((math.comb(m, n) * p**n * (1 - p) ** (m - n) for n in range(m + 1) if n < k), F(0))


@pytest.mark.parametrize(("m", "k"), list(product((1, 2, 5, 8), ("0", "1/2", "1", "2", "5/2", "3", "4", "5", "9", "12"))))
def test_counts_of_coins_are_those_of_whole_numbers(m: int, k: str) -> None:
    fewer = {p: binomial(m, F(p), F(k)) for p in ("1/2", "3/4", "1/7")}
    scarce = sum((F(math.comb(m, n), 2**m) for n in range(m + 1) if min(n, m - n) < F(k)), F(0))
    with mpmath.workdps(40):
        for p, true in fewer.items():
            sharp(bounds("fewer", (F(m), F(p), F(k))), exactly(true))
        sharp(bounds("scarce", (F(m), F(k))), exactly(scarce))
        for d in (1, 2, 30):
            sharp(bounds("spoiled", (F(m), F(d), F(k))), exactly(1 - (1 - scarce) ** d))


@pytest.mark.parametrize("D", [2, 3, 199, 200, 900])
@pytest.mark.parametrize("t", ["1/1000", "1/5", "2/3"])
def test_caps_are_incomplete_beta_functions(D: int, t: str) -> None:
    """By hypergeometric functions below D = 200 and by an integral over T from there on."""
    with mpmath.workdps(40):
        half = mpmath.betainc(exactly(F(D - 1, 2)), mpmath.mpf(1) / 2, 0, exactly(1 - F(t) ** 2), regularized=True) / 2
        sharp(bounds("cap", (F(D), F(t))), half)


def test_caps_at_the_ends() -> None:
    """Half of a line, nothing of a plane at its pole, and what is rarer than 1e-320."""
    assert bounds("cap", at(1, "1/2")) == (F(1, 2), F(1, 2)) or bounds("cap", at(1, "1/2"))[0] <= F(1, 2) <= bounds("cap", at(1, "1/2"))[1]
    for D in (2, 500):
        assert bounds("cap", at(D, 1))[0] == 0 and bounds("cap", at(D, 1))[1] <= LEAST
    for D in (1520, 1521):  # D t^2 = 1520 is 2 * 760
        with mpmath.workdps(30):
            t = F(999, 1000)
            half = mpmath.betainc(exactly(F(D - 1, 2)), mpmath.mpf(1) / 2, 0, exactly(1 - t**2), regularized=True) / 2
            low, high = bounds("cap", (F(D), t))
            assert exactly(low) <= half <= exactly(high)
    assert bounds("cap", at(16 * 1520 + 1, "1/4"))[0] == 0 and bounds("cap", at(16 * 1520 + 1, "1/4"))[1] <= LEAST * F(1001, 1000)


@pytest.mark.parametrize(("D", "t"), [(1600, "1/5"), (8000, "1/5"), (40 * 40 * 1400, "1/40"), (200 * 200, "1/200")])
def test_rare_caps_keep_their_digits(D: int, t: str) -> None:
    """Up to D t^2 = 1520 the cap is the integral of (1 - x^2)^((D - 3)/2) over its heights."""
    with mpmath.workdps(30):
        height, half = exactly(F(t)), mpmath.mpf(D) / 2
        scale = mpmath.gamma(half) / mpmath.gamma(half - mpmath.mpf(1) / 2) / mpmath.sqrt(mpmath.pi)
        cuts = [height + k * min(1 / mpmath.sqrt(D), 1 / (D * height)) for k in (0, 2, 6, 15, 40, 100)]
        sharp(bounds("cap", (F(D), F(t))), scale * mpmath.quad(lambda x: (1 - x * x) ** (half - mpmath.mpf(3) / 2), cuts))


def test_caps_rarer_than_any_that_is_told_from_zero() -> None:
    """Beyond D t^2 = 1520, be it by 1/16, anything from 0 to 1e-320."""
    with ctx.workprec(2400):
        few, rest = universes.cap(*at(16 * 1520 + 1, "1/4"))
        least = arb(1) / 10**320
        assert few.contains(arb(0)) and few.contains(least) and few < 2 * least
        assert rest.contains(arb(1)) and rest.contains(1 - least) and rest > 1 - 2 * least


@pytest.mark.parametrize("m", [0, 1, 3, 9, 22, 64, 200, 1500, 1848, 1900, 10**4])
@pytest.mark.parametrize("d", [1, 2, 7, 100, 10**6])
def test_an_unseen_coordinate_by_whole_numbers(m: int, d: int) -> None:
    """The number itself where it is short; else twelve digits of it or of its complement, wherever 1e-320 is told from zero."""
    low, high = bounds("unseen", (F(m), F(d)))
    assert low <= high and max(low.denominator, high.denominator) < 10**700
    with mpmath.workprec(13000):
        true = 1 - (1 - mpmath.mpf(2) ** -m) ** d
        assert exactly(low) <= true <= exactly(high)
        if m * d <= 2200:
            assert low == high and exactly(low) == true
        else:
            assert high - low <= F(1, 10**10) * min(high, 1 - low) or min(high, 1 - low) <= LEAST or m > 1848
            assert high > LEAST or true < mpmath.mpf(10) ** -300


@pytest.mark.parametrize("m", [1848, 1849, 2040, 5000])
def test_an_unseen_coordinate_of_more_than_astronomically_many(m: int) -> None:
    """2^m/d from 10^40 down to 1/10: beyond the fixed point the mean number of unseen coordinates is the bound."""
    for d in (2**m // 10**40, 2**m // 100, 2**m * 10):
        low, high = bounds("unseen", (F(m), F(d)))
        with mpmath.workdps(40):
            mean = mpmath.mpf(d) / mpmath.mpf(2) ** m
            true = -mpmath.expm1(-mean)  # and a part of 2^-m
            assert exactly(low) <= true * (1 + mpmath.mpf(10) ** -30) and true <= exactly(high)
            assert exactly(high) <= min(1, mean * (1 + mpmath.mpf(10) ** -11))
            assert m > 1848 or exactly(high - low) <= true / 10**10


def test_powers_of_fixed_point_numbers_enclose() -> None:
    one = 1 << universes._FIXED
    for base in (one - 1, one // 2 + 1, one // 3, 1):
        for exponent in (1, 2, 3, 10, 37):
            low, high = universes._powers(base, exponent)
            assert low * one ** (exponent - 1) <= base**exponent <= high * one ** (exponent - 1)
            assert high - low <= 2 * exponent
