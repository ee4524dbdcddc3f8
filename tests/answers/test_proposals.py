"""What floats propose, by other routes: quantiles by the incomplete gamma function, exponents by numerical minima, splits by a fine grid.

A wrong proposal still ends in a true certificate, only a weaker one: so each number is compared with what it is to propose.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise

import mpmath
import numpy as np
import pytest
from flint import arb, ctx
from scipy import optimize, special, stats

from uccheck.answers import finders, proposals
from uccheck.answers.finders import Inquiry
from uccheck.answers.proposals import Family, Setting
from uccheck.certificates.tree import Work
from uccheck.quantities.enclosed.bounds import bounds

SHARES = np.concatenate([2.0 ** -np.linspace(30, 1, 200), np.linspace(0.5, 0.99, 200), 1 - 2.0 ** -np.linspace(7, 30, 100)])
ELEMENTARY = ("theorem-b", "theorem-simplex", "theorem-signs")


def setting(m: int, D: int, delta: str = "0.1", gamma: str = "0") -> Setting:
    return Setting(*(Fraction(number) for number in (m, D, 4, 32, gamma, delta)))


def ball(x: Fraction) -> arb:
    return arb(x.numerator) / arb(x.denominator)


@pytest.mark.parametrize("D", [1, 2, 10, 100])
@pytest.mark.parametrize("p", ["1e-100", "1e-20", "0.01", "0.5", "0.6", "0.999999999999"])
def test_a_quantile_lies_on_its_side_by_two_parts_in_a_hundred_million(D: int, p: str) -> None:
    """Of the smaller tail, by the incomplete gamma function at 400 bits: the nine digits of a recorded bound fit between."""
    with ctx.workprec(400):
        order, half = ball(Fraction(p)), arb(D) / 2
        smaller = ball(min(Fraction(p), 1 - Fraction(p)))
        above = (ball(proposals.upper_point(D, Fraction(p))) / 2).gamma_upper(half, 1)
        below = (ball(proposals.lower_point(D, Fraction(p))) / 2).gamma_lower(half, 1)
        left = [float(((order - found) / smaller).mid()) for found in (above, below)]
    assert all(1.9e-8 < part < 2.1e-8 for part in left), left


@pytest.mark.parametrize("D", [10, 10**20, 10**60, 10**100])
@pytest.mark.parametrize("x", [-2.0, 1e-3, 0.7])
def test_a_point_is_written_to_a_small_part_of_the_width_of_t(D: int, x: float) -> None:
    """T has the width sqrt(2 D): what is written is D e^x from above, to 10^-12 of that."""
    with mpmath.workdps(300):
        true, found = D * mpmath.exp(mpmath.mpf(x)), proposals._rational(D, x)
        off = (mpmath.mpf(found.numerator) / found.denominator - true) / mpmath.sqrt(2 * D)
    assert 0 <= off < 1e-11


@pytest.mark.parametrize("log_p", [-0.7, -1, -29, -31, -100, -1e4, -1e8])
def test_normal_quantiles_are_those_of_scipy(log_p: float) -> None:
    assert proposals._normal_quantile(log_p) == pytest.approx(-special.ndtri_exp(log_p), rel=1e-11)


@pytest.mark.parametrize("beyond", [True, False])
def test_a_quantile_is_first_guessed_within_its_width(beyond: bool) -> None:
    """Half a standard deviation of log T, or a twentieth of the quantile: the search for the root starts there."""
    for D in (1, 3, 10, 100, 400_000):
        for p in (Fraction(1, 10**20), Fraction(1, 100), Fraction(3, 10), Fraction(1, 2)):
            true = (stats.chi2.isf if beyond else stats.chi2.ppf)(float(p), D)
            found = D * math.exp(proposals._rough(D, p, beyond))
            assert true == 0 or abs(math.log(found / true)) < 0.75 * math.sqrt(2 / D), (D, p)


@pytest.mark.parametrize("D", [1, 2, 5, 10, 40, 300])
@pytest.mark.parametrize("beyond", [True, False])
def test_a_first_guess_moves_one_way_with_its_chance(D: int, beyond: bool) -> None:
    """Through the cut of Wilson and Hilferty's root, down to the leading term of a lower tail."""
    guesses = [proposals._rough(D, Fraction(1, 2) * Fraction(4, 5) ** k, beyond) for k in range(300)]
    assert guesses == sorted(guesses, reverse=not beyond)


@pytest.mark.parametrize("D", [1, 10, 4000])
@pytest.mark.parametrize("beyond", [True, False])
def test_a_log_tail_falls_with_the_distance_to_where_no_float_holds_it(D: int, beyond: bool) -> None:
    tails = [proposals._log_tail(D, x if beyond else -x, beyond) for x in (-0.1, 0.0, 0.3, 1.0, 3.0, 6.0, 9.0, 12.0, 20.0, 200.0)]
    assert tails == sorted(tails, reverse=True) and tails[0] > -10 and all(map(math.isfinite, tails))


def test_the_rough_upper_point_is_the_quantile() -> None:
    for D in (10, 100, 10_000):
        for p in ("0.0001", "0.01", "0.3", "0.5", "0.7", "0.99"):
            found = proposals.rough_upper_point(float(D), Fraction(p))
            assert found == pytest.approx(stats.chi2.isf(float(p), D), rel=0.2 / D), (D, p)
    assert proposals.rough_upper_point(1.0, Fraction(999_999, 10**6)) == pytest.approx(1e-9)  # its cube root is not let to be negative


DECREASING: tuple[Callable[[float], float], ...] = (
    lambda x: 2 - x, lambda x: 5 - math.exp(x), lambda x: -((x - 1) ** 3) - (x - 1), lambda x: 100 * (0.3 - x),
)  # fmt: skip


@pytest.mark.parametrize("gap", DECREASING)
@pytest.mark.parametrize("away", [-1.0, -1e-3, 0.0, 1e-3, 1.0])
def test_a_root_is_found_from_both_sides_in_few_evaluations(gap: Callable[[float], float], away: float) -> None:
    true = optimize.brentq(gap, -10, 10, xtol=1e-14)
    asked: list[float] = []
    found = proposals._root(lambda x: (asked.append(x), gap(x))[1], true + away, 1.0)
    assert found == pytest.approx(true, abs=1e-10)
    assert len(asked) <= (14 if abs(away) == 1 else 7)


@pytest.mark.parametrize(("m", "D"), [(2, 100), (5, 700), (20, 3000), (1000, 400_000), (10, 20), (1, 300)])
@pytest.mark.parametrize("rho", [Fraction(1), Fraction(1, 2), Fraction(1, 5)])
def test_the_chance_of_an_unflipped_point_is_that_of_the_enclosure(m: int, D: int, rho: Fraction) -> None:
    """Within two percent or, where one point is turned completely, with the exponent of Chernoff's bound of P(T <= s D/b)."""
    a = setting(m, D)
    found = proposals.log_unflipped(a, float(rho))
    if m == 1 and rho == 1:
        least = optimize.minimize_scalar(lambda x: -D / 2 * math.log1p(2 * x) + x * D / 8, bounds=(0, 100), method="bounded")
        assert found == pytest.approx(least.fun, rel=1e-6)
    else:
        assert found == pytest.approx(math.log(bounds("unflipped", (a.m, a.D, a.s, a.b, rho))[1]), abs=0.025)


def test_a_certain_flip_and_a_certain_failure() -> None:
    assert proposals._split_log(50.0, 1.5) == 0
    assert proposals._split_log(50.0, 1.0) == 0
    assert proposals.log_unflipped(setting(1, 1), 0.13) <= 0


@pytest.mark.parametrize(("m", "D"), [(1, 50), (2, 100), (5, 700), (1000, 400_000), (10, 20)])
def test_chernoffs_bound_of_random_signs_is_the_least(m: int, D: int) -> None:
    def logarithm(x: float) -> float:
        square = x * x * (m - 1)
        return float(D * (x / 8 + math.log((1 - 2 * x - square) ** -0.5 / 4 + 3 * (1 + 2 * x - square) ** -0.5 / 4)))

    top = 1 / (1 + math.sqrt(m))
    least = optimize.minimize_scalar(logarithm, bounds=(0, (1 - 1e-9) * top), method="bounded", options={"xatol": 1e-12})
    x, found = proposals.chernoff_point(setting(m, D))
    assert found == pytest.approx(least.fun, rel=1e-6) == pytest.approx(logarithm(x), rel=1e-6)


@pytest.mark.parametrize("delta", ["0.01", "0.49", "0.5", "0.6", "0.7", "0.989", "0.99"])
def test_the_theorems_that_are_tried_are_those_that_delta_and_r_admit(delta: str) -> None:
    """B below one half; every simplex whose room is positive and whose correlation exceeds r; each with its own numbers."""
    a = setting(200, 30_000, delta)
    q, found = Inquiry(a, Work()), list(proposals.elementary(a, ELEMENTARY))
    sizes = [int(f.extra["k"]) for f in found if f.rule == "theorem-simplex"]
    assert sizes == [k for k in range(3, 40) if k * (1 - a.delta) > 1 and (k - 1) * a.s < a.b]
    assert ("theorem-b" in [f.rule for f in found]) == (a.delta < Fraction(1, 2))
    assert found[-1].rule == "theorem-signs"
    for family in found:
        k = int(family.extra.get("k", 2))
        assert family.log_room == pytest.approx(math.log(finders.allowed(q, family)), rel=1e-9)
        assert (family.pairs, family.learners) == (k * (k - 1) // 2, k - 1)
        one = proposals.chernoff_point(a)[1] if family.rule == "theorem-signs" else proposals.log_unflipped(a, 1 / (k - 1))
        assert family.log_one == pytest.approx(min(one, 0.0))
    for rule in ELEMENTARY:
        assert {f.rule for f in proposals.elementary(a, (rule,))} <= {rule}


def test_simplices_are_sought_up_to_forty_corners() -> None:
    assert proposals.simplex_sizes(Fraction(1, 2), 0.001) == range(3, 40)
    assert proposals.simplex_sizes(Fraction(1, 2), 0.125) == range(3, 9)
    assert proposals.simplex_sizes(Fraction(3, 4), 0.001) == range(5, 40)
    assert not proposals.simplex_sizes(Fraction(99, 100), 0.001)
    assert not proposals.simplex_sizes(Fraction(1, 2), 0.6)


def worth(a: Setting, family: Family, shares: np.ndarray) -> np.ndarray:
    """1 - e1 - e2 at each share of the room, by scipy's quantiles, for gamma = 0."""
    room = math.exp(family.log_room)
    t = stats.chi2.isf(shares * room / float(family.learners), float(a.D))
    one = float(family.pairs) * math.exp(family.log_one) / (room * (1 - shares))
    return np.asarray(1 - one - stats.norm.sf(4 / (32 / float(a.D) * np.sqrt(float(a.m) * t))))


@pytest.mark.parametrize(
    ("m", "D", "log_one"), [*((*size, log) for size in ((20, 3000), (1000, 350_000)) for log in (-1.5, -3.0, -6.0, -20.0)), (2, 300, -20.0)]
)
def test_the_share_of_the_room_is_nearly_the_best(m: int, D: int, log_one: float) -> None:
    a = setting(m, D)
    for pairs, learners, log_room in ((1, 1, -0.2), (3, 2, -1.5), (10, 4, -0.05)):
        family = Family("any", log_one, log_room, Fraction(pairs), Fraction(learners))
        value, share = proposals.best_share(a, family)
        best = float(worth(a, family, SHARES).max())
        assert value == pytest.approx(float(worth(a, family, np.array([float(share)]))[0]), abs=1e-5)
        assert best - 0.05 * (1 - best) < value < best + 1e-5


def test_a_room_below_every_float_has_no_share() -> None:
    assert proposals.best_share(setting(10, 1000), Family("any", -5.0, -701.0))[0] == -math.inf
    assert math.isfinite(proposals.best_share(setting(10, 10**6), Family("any", -2000.0, -690.0))[0])


@pytest.mark.parametrize(("m", "D", "delta"), [(1000, 349_399, "0.9"), (20, 3000, "0.52"), (20, 3600, "0.6")])
def test_the_correlated_flip_is_tried_at_nearly_its_best_strength(m: int, D: int, delta: str) -> None:
    a = setting(m, D, delta)
    (found,) = proposals.cited(a, ("theorem-c",))
    near = np.linspace(-0.02, 0.02, 81) + float(found.extra["rho"])
    kept, strengths = math.log1p(-float(a.delta)), np.concatenate([np.linspace(0.126, 0.998, 219), near])
    families = [Family("any", proposals.log_unflipped(a, rho), 2 / (1 - rho) * kept) for rho in strengths]
    best = max(proposals.best_share(a, family)[0] for family in families)
    value = proposals.best_share(a, found)[0]
    assert best - 1e-5 * (1 - best) < value
    rho = found.extra["rho"]
    assert found.log_room == pytest.approx(math.log(finders.allowed(Inquiry(a, Work()), found)), rel=1e-9)
    assert found.log_one == pytest.approx(proposals.log_unflipped(a, float(rho)))
    assert not list(proposals.cited(a, ELEMENTARY))


def test_no_strength_of_the_flip_is_proposed_where_none_is_worth_it() -> None:
    assert not list(proposals.cited(setting(1000, 1000, "0.9"), ("theorem-c",)))


@pytest.mark.parametrize("rho", ["0.5", "0.126", "0.9995"])
def test_a_strength_is_written_shortly_where_that_moves_it_little(rho: str) -> None:
    family = proposals._with_rho(setting(10, 1000), float(rho) + 1e-7, -0.5)
    assert family.extra["rho"] == (Fraction(rho) if rho == "0.5" else Fraction(float(rho) + 1e-7))


@pytest.mark.parametrize("gamma", ["0", "1", "7.5"])
def test_the_loss_is_the_integral_over_fresh_points(gamma: str) -> None:
    """P(margin <= 0), or the mean of the ramp, at margin s + tau Z: by the midpoint rule in the quantiles of Z."""
    z = stats.norm.ppf((np.arange(200_000) + 0.5) / 200_000)
    for m, D, t in ((5, 700, 650.0), (1000, 9000, 9500.0), (3, 50, 80.0)):
        margins = 4 + 32 / D * math.sqrt(m * t) * z
        ramp = np.clip(1 - margins / float(gamma), 0, 1) if float(gamma) else margins <= 0
        assert proposals.loss(setting(m, D, gamma=gamma), t) == pytest.approx(float(ramp.mean()), abs=2e-5)


def test_the_loss_without_noise_is_that_of_the_margin_s() -> None:
    for gamma, value in (("0", 0.0), ("2", 0.0), ("4", 0.0), ("16", 0.75)):
        assert proposals.loss(setting(10, 10**6, gamma=gamma), 0.0) == value


@pytest.mark.parametrize(("m", "D", "gamma"), [(20, 3000, "0"), (5, 700, "2")])
def test_the_point_of_a_loss_is_where_it_has_that_loss(m: int, D: int, gamma: str) -> None:
    a = setting(m, D, gamma=gamma)
    for shift in (0.002, 0.3, 1.0, 5.0, 900.0):
        level = Fraction(proposals.loss(a, shift * D))
        found = proposals.loss_point(a, level)
        assert found is not None and float(found) == pytest.approx(shift * D * (1 - 1e-7), rel=1e-9)
    assert proposals.loss_point(a, Fraction(proposals.loss(a, D / 1001))) is None
    assert proposals.loss_point(a, Fraction(proposals.loss(a, D * 1001.0))) is None


def test_of_each_theorem_the_best_is_kept_and_the_best_of_all_comes_first() -> None:
    a = setting(20, 20_000)
    ones = {"b": (-3.0,), "simplex": (-2.5, -9.0, -4.0), "signs": (-20.0,), "poor": (0.0,)}
    families = [Family(rule, log_one, -0.2) for rule, values in ones.items() for log_one in values]
    found = proposals.in_order(a, families)
    assert [(family.rule, family.log_one) for _, _, family in found] == [("signs", -20.0), ("simplex", -9.0), ("b", -3.0)]
    assert all(first[0] >= second[0] for first, second in pairwise(found))
    for value, share, family in found:
        assert (value, share) == proposals.best_share(a, family)
