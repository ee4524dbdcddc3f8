"""Rational bounds of quantities against whole numbers, incomplete functions in many digits, and closed forms at m = 1 and 2."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import pairwise, product

import mpmath
import pytest
from flint import arb, ctx

from tests.linear.losses import mean_ramp
from tests.quantities.test_instance_errors import all_flipped, missed
from tests.quantities.test_instances import F, at, kept
from uccheck.linear.events import LEAST
from uccheck.quantities.enclosed import bounds as enclosures
from uccheck.quantities.enclosed import universes
from uccheck.quantities.enclosed.bounds import ENCLOSURES, bounds, price


def exactly(number: Fraction) -> mpmath.mpf:
    return mpmath.mpf(number.numerator) / number.denominator


def sharp(found: tuple[Fraction, Fraction], true: mpmath.mpf, relative: float = 3e-8) -> None:
    """low <= true <= high, to nine digits of it or of its complement; nothing below 1e-320 is told from zero."""
    low, high = map(exactly, found)
    assert 0 <= low <= true <= high <= 1, (low, true, high)
    assert high - low <= relative * min(true, 1 - true) + mpmath.mpf(10) ** -29, (low, true, high)


def tail(df: float | mpmath.mpf, t: mpmath.mpf) -> mpmath.mpf:
    return mpmath.gammainc(mpmath.mpf(df) / 2, t / 2, mpmath.inf, regularized=True)


@pytest.mark.parametrize("df", [1, 2, 9, 400])
@pytest.mark.parametrize("share", ["-1", "0", "1/1000", "2/3", "1", "3/2", "12", "4000"])
def test_tails(df: int, share: str) -> None:
    with mpmath.workdps(30):
        t = exactly(F(share) * df)
        true = tail(df, t) if t > 0 else mpmath.mpf(1)
        sharp(bounds("tail", (F(df), F(share) * df)), true)


@pytest.mark.parametrize("where", [(1, 6, 4, 32), (2, 40, 5, 7), (10, 300, 4, 32), (3, 90, 40, 4)])
def test_losses(where: tuple[float, float, float, float]) -> None:
    m, D, s, b = where
    for gamma, share in product((0, 0.375, 7, 80), (F(1, 7), F(1), F(5))):
        tau = b / D * math.sqrt(m * float(share) * D)
        true = mean_ramp(s, tau, gamma)
        about(bounds("loss", (*at(*where), F(gamma), share * int(D))), true)
    with pytest.raises(ArithmeticError):
        enclosures._loss(*at(*where), F(0), F(0))


def about(found: tuple[Fraction, Fraction], true: float) -> None:
    """The same beside a number that floats have to ten digits."""
    low, high = map(float, found)
    assert low * (1 - 1e-9) - 1e-13 <= true <= high * (1 + 1e-9) + 1e-13 and high - low <= 3e-8 * min(high, 1 - low) + 1e-15, (
        low,
        true,
        high,
    )


FLIPS = [
    at(1, 6, 4, 32, "1/2"),
    at(2, 3, 4, 32, 1),
    at(2, 30, 4, 32, "1/3"),
    at(3, 50, 20, 32, 1),
    at(10, 120, 4, 32, 1),
    at(1, 30, 31, 32, 1),
]


@pytest.mark.parametrize("where", FLIPS)
def test_flipped_points(where: tuple[Fraction, ...]) -> None:
    """Q((rho T - r D)/sqrt((m - rho^2) T)) in the mean; for m = rho = 1 the chance of s > sigma^2 T."""
    about(bounds("unflipped", where), kept(*map(float, where)))


POINTS = [(2, 3, 4, 32, 0), (2, 30, 4, 32, 9), (5, 60, 20, 32, 3), (3, 50, 4, 32, 30), (1, 6, 4, 32, 5), (1, 6, 4, 32, 40)]


@pytest.mark.parametrize("where", POINTS)
def test_missed_training_points(where: tuple[float, ...]) -> None:
    """Q((T + (s - gamma) D/b)/sqrt((m - 1) T)) in the mean; for m = 1 the chance of sigma^2 T < gamma - s."""
    about(bounds("misfit", at(*where)), missed(*where))


def test_the_only_training_point_is_right_up_to_the_signal() -> None:
    assert all(bounds("misfit", at(1, 6, 4, 32, gamma))[1] <= LEAST for gamma in (0, 4))


def test_rare_points_are_bounded_without_an_integral() -> None:
    """Chances near 1e-300 and below 1e-320."""
    for name, more in (("unflipped", 1), ("misfit", 0)):
        low, high = bounds(name, at(10, 10**5, 4, 32, more))
        assert 0 <= low <= high <= F(1, 10**300)
        assert bounds(name, at(10, 10**7, 4, 32, more)) == (0, LEAST)


COMPLETE = [((1, 6, 4, 32), "1/20 1/2 3"), ((1, 30, 30, 32), "1 2"), ((2, 40, 4, 32), "1/9 1"), ((2, 40, 20, 32), "1")]


@pytest.mark.parametrize(("where", "shares"), COMPLETE)
def test_complete_flips_from_below(where: tuple[int, float, float, float], shares: str) -> None:
    for share in map(F, shares.split()):
        low, high = bounds("all_flipped", (*at(*where), share * int(where[1])))
        true = all_flipped(*where, float(share) * where[1])
        assert high == 1 and 0.93 * true - 0.003 <= low <= true, (low, true)


def test_no_training_noise_flips_nothing() -> None:
    """T <= t has no chance for t <= 0, for few points and many."""
    assert [bounds("all_flipped", at(m, 9, 4, 32, t)) for m in (1, 2, 20_000) for t in (0, -3)] == [(0, 1)] * 6


def test_slices_cut_what_lies_below_t_where_the_flip_can_work() -> None:
    for D, ratio, share in product((2, 40, 10**6), (F(1, 8), F(9, 10)), (F(1, 2), F(1), F(2))):
        cuts = enclosures.slices(D, ratio, share * D)
        start = max(-5 * math.sqrt(2 / D), math.log(ratio))
        if math.log(share) <= start:
            assert not cuts
            continue
        assert len(cuts) == enclosures.SLICES and 0 <= float(cuts[0]) - start < 1e-8
        end = min(math.log(share), start + 10 * math.sqrt(2 / D))
        steps = [float(after - before) for before, after in pairwise(cuts)]
        assert all(step == pytest.approx((end - start) / enclosures.SLICES, rel=1e-6, abs=1e-9) for step in steps)


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


@pytest.mark.parametrize("m", [0, 1, 3, 9, 64, 200, 700, 1500, 1847, 1848, 1900, 5000, 10**4])
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


@pytest.mark.parametrize("m", [1847, 1848, 1849, 2100, 5000])
def test_an_unseen_coordinate_of_more_than_astronomically_many(m: int) -> None:
    """2^m/d from 10^40 down to 1/10: beyond the fixed point the mean number of unseen coordinates is the bound."""
    for d in (2**m // 10**40, 2**m // 100, 2**m * 10):
        low, high = bounds("unseen", (F(m), F(d)))
        with mpmath.workdps(40):
            mean = mpmath.mpf(d) / mpmath.mpf(2) ** m
            true = -mpmath.expm1(-mean)  # and a part of 2^-m
            assert exactly(low) <= true * (1 + mpmath.mpf(10) ** -30) and true <= exactly(high) <= min(
                1, mean * (1 + mpmath.mpf(10) ** -11)
            )


def test_powers_of_fixed_point_numbers_enclose() -> None:
    one = 1 << universes._FIXED
    for base in (one - 1, one // 2 + 1, one // 3, 1):
        for exponent in (1, 2, 3, 10, 37):
            low, high = universes._powers(base, exponent)
            assert low * one ** (exponent - 1) <= base**exponent <= high * one ** (exponent - 1)
            assert high - low <= 2 * exponent


def test_the_price_is_that_of_the_integrals() -> None:
    """Slices are tried up to ten thousand points; otherwise a union bound asks for two integrals."""
    assert price("all_flipped", at(10**4, 10, 4, 32, 5)) == enclosures.SLICES and price("all_flipped", at(10**4 + 1, 10, 4, 32, 5)) == 2
    for name in set(ENCLOSURES) - {"all_flipped"}:
        assert ENCLOSURES[name].price() == 1
    assert [name for name in ENCLOSURES if not ENCLOSURES[name].trusts] == ["unseen"]
    assert ENCLOSURES["tail"].trusts == ("flint",)


AROUND = [("0.3", "1e-30"), ("0.3", "1e-5"), ("1e-300", "1e-310"), ("1e-321", "1e-330"), ("0.9", "0.3")]


@pytest.mark.parametrize(("middle", "radius"), AROUND)
def test_decimals_around_a_ball(middle: str, radius: str) -> None:
    with ctx.workprec(128):
        low, high = enclosures._outward(arb(middle, radius))
    least, most = F(middle) - F(radius), min(F(middle) + F(radius), F(1))
    assert 0 <= low <= least and most <= high <= 1
    if most > LEAST:
        assert high <= most * (1 + F(1, 10**7)) and (low >= least * (1 - F(1, 10**7)) or least < 2 * LEAST)
    else:
        assert (low, high) == (0, LEAST)


def test_what_is_recorded_is_no_sharper_than_a_part_in_a_thousand_million() -> None:
    """Both ends leave that much of the value, which another arithmetic may need; but for the ends of the range."""
    for value in (F(3, 8), F(1, 3), F(1, 2**900), F(7, 8)):
        low, high = enclosures._outward(arb(value.numerator) / value.denominator)
        assert low * (1 + F(9, 10**10)) <= value and value * (1 + F(9, 10**10)) <= high
    assert enclosures._outward(arb(1))[1] == 1 and enclosures._outward(arb(0)) == (0, LEAST)


def test_a_ball_of_which_nothing_is_known() -> None:
    assert enclosures._outward(arb("nan")) == (0, 1) == enclosures._outward(arb(0, "inf"))
    assert enclosures._rational(arb(0)) == 0 and enclosures._rational(arb(2) ** -1101) == 0
    assert enclosures._rational(arb(2) ** -1099) == F(1, 2**1099) and enclosures._rational(arb("-0.375")) == F(-3, 8)
