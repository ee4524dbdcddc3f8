"""Enclosures of e_gen and e_unif-alg at instances: values computed from the definitions at m = 1 and 2, theorems at their best numbers."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from flint import arb, ctx
from scipy import integrate, optimize, special, stats

from tests.linear.losses import loss
from tests.quantities.test_instances import F, at, density, ends, kept, loss_at
from uccheck.quantities.enclosed import instances
from uccheck.quantities.enclosed.bounds import ENCLOSURES

DELTAS = ("1/20", "1/4", "3/5", "9/10")


def e_gen_of_one_point(D: float, s: float, b: float, gamma: float, delta: float) -> float:
    """m = 1: margin s + (b/D) T, so L_D - Lhat is a function of T, whose quantile is counted on a fine grid of T."""
    T = special.chdtri(D, (np.arange(10_000) + 0.5) / 10_000)
    margins = s + b / D * T
    trained = np.clip(1 - margins / gamma, 0, 1) if gamma else np.zeros_like(T)
    return float(np.quantile(loss(1, D, T, s, gamma, b) - trained, 1 - delta))


def e_gen_of_two(D: float, s: float, b: float, delta: float) -> float:
    """m = 2, the 0-1 loss: given T one of the two errs with the chance 2 Q((T + r D)/sqrt T); P(L_D > e, none errs) = delta."""

    def right(t: float) -> float:
        return float(1 - 2 * special.ndtr(-(t + s / b * D) / math.sqrt(t))) * density(D, t)

    def over(t: float) -> float:
        return float(integrate.quad(right, t, D, epsabs=1e-12)[0] + integrate.quad(right, D, 60 * D + 80, epsabs=1e-12)[0])

    return float(loss(2, D, optimize.brentq(lambda t: over(t) - delta, 1e-9, 20 * D), s, 0, b))


def enclosed(name: str, m: float, D: float, s: float, b: float, gamma: float, delta: str) -> tuple[float, float]:
    with ctx.workprec(128):
        return ends(getattr(instances, name)(*at(m, D, s, b, gamma), F(delta)))


@pytest.mark.parametrize("gamma", [0, 4, 8, 40])
@pytest.mark.parametrize("delta", ["1/20", "3/5", "9/10", "99/100"])
def test_e_gen_of_one_point(gamma: float, delta: str) -> None:
    """Exactly the loss at the quantile of T where gamma <= s; nearly attained from above, and then from below too."""
    for D, s, b in ((1, 4, 32), (6, 4, 32), (40, 4, 9)):
        low, high = enclosed("e_gen", 1, D, s, b, gamma, delta)
        true = e_gen_of_one_point(D, s, b, gamma, float(F(delta)))
        assert low <= true + 2e-4 and true - 2e-4 <= high, (D, low, true, high)
        if gamma <= 2 * s:
            shifted = float(special.chdtri(D, float(F(delta)))) * 1.00001 + 0.0011
            assert high <= loss(1, D, shifted, s, gamma, b) + 1e-8
        if gamma <= s:
            often = float(min(F(104, 100) * F(delta), (1 + F(delta)) / 2))
            lower = float(loss(1, D, float(special.chdtri(D, often)), s, gamma, b))
            assert low >= lower - 2e-4


def test_levels_near_one_and_zero_have_values_on_a_line() -> None:
    """Where the quantile of T is below a millionth: T = 0 has no loss, and what is a little larger bounds it."""
    for delta in ("999/1000", "9999/10000"):
        low, high = enclosed("e_gen", 1, 1, 4, 32, 0, delta)
        assert low <= 0 <= high <= loss(1, 1, 0.0011, 4, 0, 32) + 1e-9
        assert enclosed("e_unif_alg", 1, 1, 4, 32, 0, str(1 - F(delta)))[1] == pytest.approx(1, rel=1e-8)


def test_a_ramp_of_twice_the_signal_is_not_wide() -> None:
    """At gamma = 2s every T has the loss 1/2, and two points in many dimensions are hardly missed."""
    for delta in DELTAS[:3]:
        low, high = enclosed("e_gen", 2, 900, 4, 32, 8, delta)
        assert 0.48 < low < 0.5 <= high < 0.5 + 1e-8


@pytest.mark.parametrize("delta", DELTAS[:3])
def test_e_gen_of_two_points(delta: str) -> None:
    for D in (3, 12, 150):
        low, high = enclosed("e_gen", 2, D, 4, 32, 0, delta)
        true = e_gen_of_two(D, 4, 32, float(F(delta)))
        assert low <= true <= high, (D, low, true, high)
        if D == 150:
            assert 0.9 * true < low and high < 1.02 * true


@pytest.mark.parametrize("delta", ["1/2", "3/5", "9/10"])
def test_e_unif_alg_of_one_point_on_a_line_whose_likely_samples_agree(delta: str) -> None:
    """m = D = 1, r = 2: z errs on z' only if z z' <= -2, so |z| <= c with c^2 < 2 is a set of chance 1 - delta and of the gap L_D(c)."""
    c = float(stats.norm.isf(float(F(delta)) / 2))
    assert c * c < 2
    low, high = enclosed("e_unif_alg", 1, 1, 4, 2, 0, delta)
    true = float(stats.norm.sf(2 / c))
    assert low <= true <= high and low > 0.4 * true - 1e-6


@pytest.mark.parametrize("delta", ["1/100", "1/20", "1/4", "2/5"])
def test_e_unif_alg_of_one_point_on_a_line_all_of_whose_likely_samples_disagree(delta: str) -> None:
    """m = D = 1, r = 1/8: no set of more than 0.52 is without a pair that errs; and beyond a sample of small z no gap is seen."""
    low, high = enclosed("e_unif_alg", 1, 1, 4, 32, 0, delta)
    largest = max(float(stats.norm.cdf(c) - stats.norm.cdf(-0.125 / c)) for c in np.linspace(0.05, 9, 400))
    assert largest < 1 - float(F(delta))
    smallest = float(stats.norm.ppf((1 + float(F(delta))) / 2))
    assert low <= 1 - float(stats.norm.sf(0.125 / smallest)) <= high * (1 + 1e-9) and high >= 0.5


def best_simplex(m: float, D: float, s: float, b: float, delta: float) -> float:
    """The largest 1 - e_1 - e_2 that the simplex lemma allows for k = 2 to 8, with scipy's integrals and a fine choice of shares."""
    best = 0.0
    for k in range(2, 9):
        room = (k * (1 - delta) - 1) / (k - 1)
        if room <= 0 or (k > 2 and 1 / (k - 1) <= s / b):
            continue
        missed = k * (k - 1) / 2 * kept(m, D, s, b, 1 / (k - 1))
        share = np.geomspace(1e-4, 0.9999, 400)
        e2 = loss(m, D, special.chdtri(D, room * share / (k - 1)), s, 0, b)
        best = max(best, float((1 - missed / (room * (1 - share)) - e2).max()))
    return best


@pytest.mark.parametrize("where", [(1, 40, 4, 32), (2, 60, 4, 32), (5, 400, 2, 32)])
@pytest.mark.parametrize("delta", ["1/20", "9/20", "11/20", "7/10", "17/20"])
def test_e_unif_alg_from_below_is_a_simplex_of_the_best_size(where: tuple[float, float, float, float], delta: str) -> None:
    with ctx.workprec(128):
        found = float(instances._e_unif_lower(*at(*where), F(0), F(delta)).lower())
    best = best_simplex(*where, float(F(delta)))
    assert found <= best + 1e-9
    assert found >= 1 - 1.25 * (1 - best) - 0.02 if best > 0.2 else True


@pytest.mark.parametrize("where", [(1, 6, 4, 32), (2, 60, 4, 32), (5, 400, 2, 9)])
@pytest.mark.parametrize("gamma", [0, 3, 8])
def test_e_unif_alg_from_above_leaves_small_T_out(where: tuple[float, float, float, float], gamma: float) -> None:
    """Where T exceeds its quantile of order delta the loss does so too, and no gap exceeds 1 less it, or the loss, at most 1/2."""
    if gamma > 2 * where[2]:
        return
    for delta in DELTAS:
        _, high = enclosed("e_unif_alg", *where, gamma, delta)
        least = loss_at(where, gamma, float(stats.chi2.ppf(float(F(delta)), where[1])))
        assert high == pytest.approx(max(1 - least, 0.5), rel=1e-4) and high >= max(1 - least, 0.5)


@pytest.mark.parametrize("where", [(1, 6, 4, 32), (2, 60, 4, 32), (5, 400, 2, 9)])
def test_wide_ramps_see_no_gap_beyond_the_margins(where: tuple[float, float, float, float]) -> None:
    """For gamma > 2s: every loss of likely samples is within (s + (b/D) sqrt(T W))/gamma of 1, and L_D is at most 1 - s/gamma."""
    m, D, s, b = where
    for gamma in (2.01 * s, 10 * s, 1000 * s):
        for delta in DELTAS:
            _, high = enclosed("e_unif_alg", *where, gamma, delta)
            t, q = (float(stats.chi2.isf(0.5 * float(F(delta)), df)) for df in (D, m * D))
            least = min(1 - s / gamma, (s + b / D * math.sqrt(t * q)) / gamma)
            assert least * (1 - 1e-12) <= high <= 1.02 * least
            assert enclosed("e_gen", *where, gamma, delta) == pytest.approx((-1, high), abs=1e-7)


@pytest.mark.parametrize("scale", [F(1, 10), F(9, 10), F(11, 10), F(10)])
def test_nothing_is_claimed_of_the_points_that_floats_propose(scale: Fraction, monkeypatch: pytest.MonkeyPatch) -> None:
    """Quantiles that are ten times too large or too small cost sharpness alone."""
    proposed = instances.quantile
    monkeypatch.setattr(instances, "quantile", lambda df, mass: proposed(df, mass) * scale)
    for table in (instances._cells, instances.value):
        table.cache_clear()
    for delta in ("1/20", "3/5"):
        level = float(F(delta))
        for gamma in (0, 3, 7, 11):
            low, high = enclosed("e_gen", 1, 6, 4, 32, gamma, delta)
            assert low - 2e-4 <= e_gen_of_one_point(6, 4, 32, gamma, level) <= high + 2e-4
        low, high = enclosed("e_gen", 2, 60, 4, 32, 0, delta)
        assert low <= e_gen_of_two(60, 4, 32, level) <= high
        low, high = enclosed("e_unif_alg", 5, 400, 4, 32, 0, delta)
        assert low <= 1 - loss(5, 400, float(stats.chi2.ppf(level, 400))) and high >= max(best_simplex(5, 400, 4, 32, level), 0.5)
        t, q = (float(stats.chi2.isf(0.5 * level, df)) for df in (6, 6))
        assert enclosed("e_unif_alg", 1, 6, 4, 32, 100, delta)[1] >= min(0.96, (4 + 32 / 6 * math.sqrt(t * q)) / 100)
    with ctx.workprec(128):
        low, high = ends(instances.unflipped(*at(2, 30, 4, 32, 1)))
    assert low <= kept(2, 30, 4, 32, 1) <= high
    for table in (instances._cells, instances.value):
        table.cache_clear()


def test_a_level_outside_of_its_range_has_no_value() -> None:
    for name in ("e_gen", "e_unif_alg"):
        for delta in (F(0), F(1), F(-1), F(2)):
            assert getattr(instances, name)(*at(2, 9, 4, 32, 0), delta).is_nan()
            assert instances.value(name, *at(2, 9, 4, 32, 0), delta).is_nan()


def missed(m: float, D: float, s: float, b: float, gamma: float) -> float:
    """P(M_1 < gamma), given T a normal of mean s + sigma^2 T and variance sigma^4 T (m - 1)."""
    law = stats.chi2(D)
    if m == 1:
        return float(law.cdf((gamma - s) / b * D))

    def given(t: float) -> float:
        return float(special.ndtr((gamma - s - b / D * t) / (b / D * math.sqrt(t * (m - 1))))) * density(D, t)

    cuts = [law.ppf(p) for p in (1e-14, 1e-4, 0.1, 0.5, 0.9)] + [law.isf(1e-13)]
    return sum(integrate.quad(given, low, high, epsabs=1e-14)[0] for low, high in pairwise(cuts))


POINTS = [(1, 6, 4, 32, 0), (1, 6, 4, 32, 7), (2, 3, 4, 32, 0), (2, 30, 4, 32, 9), (5, 60, 20, 32, 3), (20, 100, 4, 32, 4)]


@pytest.mark.parametrize("where", POINTS)
def test_a_missed_training_point_is_no_likelier_than_its_bound(where: tuple[float, float, float, float, float]) -> None:
    with ctx.workprec(128):
        bound, sharp = float(instances._misfit(*at(*where)).upper()), ends(instances.misfit(*at(*where)))
    true = missed(*where)
    assert bound >= true * (1 - 1e-9) and sharp[0] - 1e-13 <= true <= sharp[1] + 1e-13 and sharp[1] - sharp[0] <= 1e-9
    m, D, s, b, gamma = where
    r = (s - gamma) / b
    formula = []
    for share in (0.5, 0.25, 0.1):
        least = max(share, r)
        formula.append(math.exp(D / 2 * (1 - share + math.log(share))) + stats.norm.sf((least + r) * math.sqrt(D / (m * least))))
    assert bound == pytest.approx(0 if m == 1 and r >= 0 else min(formula), rel=1e-9)


@pytest.mark.parametrize("s", [4, 16, 29, 31])
@pytest.mark.parametrize("share", [F(1, 2), F(1, 4), F(1, 10)])
def test_the_chance_of_a_training_error_is_bounded_whatever_the_ratio(s: int, share: Fraction) -> None:
    """The least of (T + r D)/sqrt(m T) lies at T = r D, not at the end of the range, where r is the larger."""
    size, dimension = F(20), F(60)
    balls = ENCLOSURES["misfit"].balls
    assert balls is not None
    with ctx.workprec(128):
        chance = balls(size, dimension, F(s), F(32), F(0))[0]
        assert instances._misfit_beyond(size, dimension, F(s, 32), share) > chance


def all_flipped(m: int, D: float, s: float, b: float, t: float) -> float:
    """m = 1: r D <= T <= t; m = 2: the greater deviate from the mean is |w|, w ~ N(0, 1/2)."""
    start = s / b * D
    if m == 1:
        return float(stats.chi2.cdf(t, D) - stats.chi2.cdf(start, D)) if t > start else 0.0

    def given(x: float) -> float:
        return float(2 * special.ndtr((x - start) / math.sqrt(x)) - 1) * density(D, x)

    return float(integrate.quad(given, start, t, epsabs=1e-12, limit=200)[0]) if t > start else 0.0


def test_the_complete_flip_from_below_alone() -> None:
    with ctx.workprec(128):
        low, high = ends(instances.all_flipped(*at(1, 6, 4, 32, 6)))
    assert 0.9 * all_flipped(1, 6, 4, 32, 6) <= low <= all_flipped(1, 6, 4, 32, 6) and high >= 1
    assert [name for name in ENCLOSURES if ENCLOSURES[name].from_below] == ["all_flipped"]


def test_values_by_name_are_those_of_their_functions() -> None:
    places: dict[str, tuple[Fraction, ...]] = {
        "cap": at(5, "1/3"), "fewer": at(9, "1/3", 4), "scarce": at(9, 3), "spoiled": at(9, 4, 3), "unseen": at(3, 5),
        "loss": at(2, 9, 4, 32, 1, 8), "unflipped": at(2, 9, 4, 32, 1), "misfit": at(2, 9, 4, 32, 1), "all_flipped": at(1, 9, 4, 32, 8),
        "exceed": at(2, 9, 4, 32, 1, "1/4"), "e_gen": at(2, 9, 4, 32, 1, "1/4"), "e_unif_alg": at(2, 9, 4, 32, 1, "1/4"),
    }  # fmt: skip
    assert set(places) == set(instances.EXACT)
    for name, place in places.items():
        with ctx.workprec(instances.PRECISION):
            assert str(instances.value(name, *place)) == str(instances.EXACT[name](*place))
    for name in ("nothing", "tail"):
        assert instances.value(name, *at(3, 4)).is_nan()


def test_unseen_coordinates_are_counted_by_whole_numbers() -> None:
    for m, d in ((0, 3), (1, 2), (3, 5), (20, 7), (60, 1)):
        true = 1 - (1 - F(1, 2**m)) ** d
        with ctx.workprec(300):
            assert instances.unseen(F(m), F(d)) == instances.exact(true)


def test_a_cap_has_a_height_between_zero_and_one() -> None:
    assert instances.cap(F(5), F(0)).is_nan() and instances.cap(F(5), F(-1, 3)).is_nan() and instances.cap(F(5), F(4, 3)).is_nan()
    assert instances.cap(F(5), F(1)) == 0 and arb(0) < instances.cap(F(5), F(1, 10**6)) < arb("0.5")


@pytest.mark.parametrize("root", [0.2, 1.0, 1 + 1e-10, math.sqrt(3) * (1 + 1e-11), 3.0, 7.5, 1e4, 1e4 * (1 + 2e-13)])
def test_the_least_dimension_of_a_root(root: float) -> None:
    D = instances.least_root(root)
    assert math.sqrt(D) >= root and 1 <= D <= max(1, root * root * (1 + 1e-9) + 1.001)
    assert instances.root_of(3, 2.0, 5.0) == pytest.approx(math.sqrt(128 * 3 * 2) + math.sqrt(2 * 5))
    assert instances.root_of(3, 2.0, 5.0, 7, 11) == pytest.approx(math.sqrt(7 * 3 * 2) + math.sqrt(11 * 5))
