"""e_gen in few dimensions: each part against raw samples, the whole against other routes, and the numbers that are proposed."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest
from mpmath import mp, mpf
from scipy import stats

from tests.audit.asking import word
from uccheck.audit.deciders.linear import few_dimensions as few

#: The chance that each statistical test below fails though what it tests is right.
ALPHA = 1e-6


def few_drawn(m: int, D: int, draws: int) -> tuple[Any, ...]:
    """T, zbar, the training errors, the zeta_i and L_D of samples in R^D: (zeta_i - zbar) is what a point has along w beyond its mean."""
    generator = np.random.default_rng(13)
    noise, zbar = generator.standard_normal((draws, m, D)), generator.standard_normal(draws) / m**0.5
    weights = noise.sum(axis=1)
    length = np.linalg.norm(weights, axis=1)
    T, products = length**2 / m, np.einsum("nij,nj->ni", noise, weights)
    zeta = products / length[:, None] - (length / m)[:, None] + zbar[:, None]
    return T, zbar, (D / 8 + products <= 0).mean(axis=1), zeta, stats.norm.sf(D / 8 / length)


def test_in_few_dimensions_each_part_of_the_bound_bounds_its_part_of_raw_samples() -> None:
    """Where T <= t and zbar >= -h every sample obeys the comparison; where not, and where the rate falls, counts at ALPHA.

    The whole bound is a thousand times the chance of a gap, so that gaps alone would let most errors pass.
    """
    m, D, t, H, draws = 60, 1, 4.0, 1.0, 20_000
    T, zbar, training, zeta, risk = few_drawn(m, D, draws)
    shift = (D / 8 + T) / np.sqrt(m * T) + H / m**0.5
    rate, count = stats.norm.cdf(-shift), (zeta <= -shift[:, None]).mean(axis=1)
    inside = (t >= T) & (zbar >= -H / m**0.5)
    assert (training >= count)[inside].all()
    assert ((risk - rate) * m**0.5 <= (np.sqrt(T) + H) / (2 * np.pi) ** 0.5).all()
    for v in (-1.0, -0.5, 0.0):
        wide = inside & (risk - training > v / m**0.5 + (t**0.5 + H) / (2 * np.pi * m) ** 0.5)
        assert wide.sum() > 20 and (count <= rate - v / m**0.5)[wide].all()
    outside, beyond = int((~inside).sum()), 1 - stats.chi2.cdf(t, D) * stats.norm.cdf(H)
    assert stats.binomtest(outside, draws, beyond).pvalue > ALPHA
    assert stats.binomtest(outside, draws, stats.norm.sf(H)).pvalue < ALPHA  # a term dropped is seen
    v = 1.25
    fallen = int((count <= rate - v / m**0.5).sum())
    assert stats.binom.sf(fallen - 1, draws, np.exp(-2 * v * v)) > ALPHA
    assert stats.binom.sf(fallen - 1, draws, np.exp(-4 * v * v)) < ALPHA  # and so is twice the exponent


def test_in_few_dimensions_the_bound_is_the_sum_of_its_parts() -> None:
    m, D, t, H, wide = 300, 2, Fraction(4), Fraction(1), Fraction("0.12")
    v = float(wide) * m**0.5 - 3 / (2 * np.pi) ** 0.5
    assert float(few.bad_chance(m, D, t, H, wide)) == pytest.approx(stats.chi2.sf(4, D) + stats.norm.sf(1) + np.exp(-2 * v * v), rel=1e-9)
    assert few.bad_chance(m, D, t, H, Fraction("0.06")) == 1  # v is negative: nothing is shown
    assert word("generalizes", m=2000, D=3, delta="0.05", at_most="0.1") == "CERTIFIED"
    assert word("generalizes", m=2000, D=3, delta="0.05", at_most="0.01") == "INCONCLUSIVE"


@pytest.mark.parametrize("bits", [16, 20, 24, 30])
def test_at_few_bits_the_bound_in_few_dimensions_is_one(bits: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every end of an enclosure is the upper one: at few bits the sum is still at least its value by mpmath, where each term leads."""
    mp.dps = 40
    monkeypatch.setattr(few, "BITS", bits)
    for m, D, t, H in ((10**5, 2, 4, 9), (10**5, 3, 90, 1), (10**5, 7, 5, 2), (10**6, 30, 41, 7), (3600, 5, 60, 8)):
        v = mpf(3) / 25 * mp.sqrt(m) - (mp.sqrt(t) + H) / mp.sqrt(2 * mp.pi)
        value = mp.gammainc(mpf(D) / 2, mpf(t) / 2, mp.inf, regularized=True) + mp.erfc(H / mp.sqrt(2)) / 2 + mp.exp(-2 * v * v)
        found = few.bad_chance(m, D, Fraction(t), Fraction(H), Fraction(3, 25))
        assert value <= mpf(found.numerator) / found.denominator <= value * (1 + mpf(2) ** (12 - bits)) + mpf(2) ** (-4 * bits)
    assert few.bad_chance(100, D, Fraction(0), Fraction(0), Fraction(9, 10)) == 1  # of parts above 1 together


@pytest.mark.parametrize(("D", "delta", "share"), [*product((1, 2, 30), (0.9, 0.1, 1e-6), (0.25, 0.5))])
def test_half_of_delta_is_left_to_the_binomial_variable_and_a_share_of_the_rest_to_T(D: int, delta: float, share: float) -> None:
    """To four decimals, rounded so that neither tail is more than its part."""
    t, H = map(float, few._proposed(D, delta, share))
    assert stats.chi2.sf(t, D) <= share * delta / 2 < stats.chi2.sf(t - 1.01e-4, D)
    assert stats.norm.sf(H) <= (1 - share) * delta / 2 < stats.norm.sf(H - 1.01e-4)


SHOWN = re.compile(r".*: P\(L_D - Lhat_S > (.*?)\) <= P\(T > (.*?)\) \+ Q\((.*?)\) \+ exp\(-2 v\^2\) <= (.*)")


@pytest.mark.parametrize(("D", "delta", "epsilon"), [*product((1, 4), ("0.5", "0.01"), ("0.3", "0.02"))])
def test_what_is_shown_in_few_dimensions_holds_and_what_its_shares_could_show_is_shown(D: int, delta: str, epsilon: str) -> None:
    """The sum of the three parts in floats, at sizes around the least that succeeds."""
    least, words = few.enough(D, Fraction(delta), Fraction(epsilon)), set()
    level, wide = float(delta), float(epsilon)

    def total(m: int, t: float, H: float) -> float:
        v = wide * m**0.5 - (t**0.5 + H) / math.sqrt(2 * math.pi)
        return float(stats.chi2.sf(t, D) + stats.norm.sf(H) + math.exp(-2 * v * v)) if v > 0 else 1.0

    parted = [(stats.chi2.isf(share * level / 2, D), stats.norm.isf((1 - share) * level / 2)) for share in (1 / 4, 1 / 3, 1 / 2)]
    for percent in range(80, 112, 2):
        m = math.ceil(least * percent / 100)
        shown = few.generalizes(m, D, Fraction(delta), Fraction(epsilon))
        words.add(shown is None)
        assert shown is not None or all(total(m, *parts) > level * (1 - 1e-3) for parts in parted)
        if shown is not None:
            said = SHOWN.fullmatch(shown)
            assert said and (said[1], said[4]) == (epsilon, delta)
            t, H = float(said[2]), float(said[3])
            assert total(m, t, H) <= level and any(abs(t - a) < 2e-4 and abs(H - b) < 2e-4 for a, b in parted)
    assert words == {True, False}


def test_a_bound_that_is_delta_itself_shows_it_and_one_above_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    for above, expected in ((Fraction(0), True), (Fraction(1, 10**30), False)):
        monkeypatch.setattr(few, "bad_chance", lambda *rest, above=above: Fraction(1, 7) + above)
        assert (few.generalizes(10, 1, Fraction(1, 7), Fraction(1, 2)) is not None) is expected


@pytest.mark.parametrize(("D", "delta", "epsilon"), [*product((1, 9), ("0.9", "0.05", "1e-5"), ("0.5", "0.04", "0.001"))])
def test_enough_is_where_the_binomial_variable_needs_the_half_of_delta_that_is_left(D: int, delta: str, epsilon: str) -> None:
    """With a sixth of delta for T and a third for the mean; with a hundredth to spare, and no more."""
    level, m = float(delta), few.enough(D, Fraction(delta), Fraction(epsilon))
    lost = (stats.chi2.isf(level / 6, D) ** 0.5 + stats.norm.isf(level / 3)) / (2 * math.pi) ** 0.5
    parts = [math.exp(-2 * (float(epsilon) * size**0.5 - lost) ** 2) for size in (m / 1.0099, (m - 1) / 1.012)]
    assert parts[0] < level / 2 < parts[1]
