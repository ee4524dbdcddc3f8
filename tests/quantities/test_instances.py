"""Enclosures at instances against the definitions by other routes: quadrature, closed forms at m = 1 and 2, roots in many digits."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import cache
from itertools import pairwise, product
from typing import Any

import mpmath
import pytest
from flint import arb, ctx
from scipy import integrate, optimize, special, stats

from tests.linear.losses import loss, mean_ramp
from uccheck.quantities.enclosed import instances

F = Fraction
Setting = tuple[Fraction, Fraction, Fraction, Fraction]


def at(*numbers: float | str | Fraction) -> tuple[Fraction, ...]:
    return tuple(F(number) for number in numbers)


def ends(ball: arb) -> tuple[float, float]:
    return float(ball.lower()), float(ball.upper())


def near(ball: arb, true: float | mpmath.mpf, digits: float) -> None:
    """The ball contains the number, and is that narrow."""
    with mpmath.workdps(40):
        middle, radius = mpmath.mpf(ball.mid().str(45, radius=False)), mpmath.mpf(float(ball.rad()))
        assert abs(middle - true) <= radius + abs(true) * mpmath.mpf(10) ** -digits
        assert radius <= abs(true) * mpmath.mpf(10) ** -digits


@pytest.mark.parametrize("df", ["1", "2", "7", "300"])
@pytest.mark.parametrize("share", ["1e-6", "0.3", "1", "1.7", "9"])
def test_chi_square_tails_are_incomplete_gamma_functions(df: str, share: str) -> None:
    with mpmath.workdps(40), ctx.workprec(128):
        t = mpmath.mpf(df) * mpmath.mpf(share)
        place = arb(df), instances.exact(F(df) * F(share))
        near(instances.tail(*place), mpmath.gammainc(mpmath.mpf(df) / 2, t / 2, regularized=True), 25)
        near(instances.head(*place), mpmath.gammainc(mpmath.mpf(df) / 2, 0, t / 2, regularized=True), 25)


def test_chi_square_tails_at_the_origin() -> None:
    """All mass lies above zero; a ball around zero, above which the function would be asked, says nothing."""
    around = arb(0).union(arb(1))
    for point in (arb(0), arb(-3)):
        assert instances.tail(arb(3), point) == 1 and instances.head(arb(3), point) == 0
    for chance in (instances.tail, instances.head):
        for wide in (arb(-1).union(arb(1)), around):
            assert chance(arb(3), wide).contains(arb(0)) and chance(arb(3), wide).contains(arb(1))


def test_the_narrower_of_two_heads_is_taken() -> None:
    """Far above the mean 1 - P(T >= t) keeps all digits, far below it the lower function does."""
    with ctx.workprec(64):
        for t in (1, 5, 30, 200, 2000):
            found = instances.head(arb(100), arb(t))
            assert found.rad() <= min((arb(t) / 2).gamma_lower(arb(50), 1).rad(), (1 - instances.tail(arb(100), arb(t))).rad())


SETTINGS = [at(1, 1, 4, 32), at(1, 6, 4, 32), at(2, 3, 4, 32), at(2, 40, 5, 7), at(10, 300, 4, 32)]
FAR = [(at(10, 3, 1, 100), "0", "1e-5"), (at(10, 300, 4, 32), "7", "2e5"), (at(10, 300, 4, 32), "4", "20")]


@pytest.mark.parametrize("setting", SETTINGS)
def test_the_population_loss_is_the_mean_ramp_of_a_normal_margin(setting: Setting) -> None:
    m, D, s, b = (float(number) for number in setting)
    for gamma, t in product((0, 0.375, 4, 8, 50), (D / 7, D, 5 * D)):
        tau = b / D * math.sqrt(m * t)
        true = mean_ramp(s, tau, gamma)
        with ctx.workprec(128):
            near(instances.loss(*setting, F(gamma), F(t)), true, 9)


def density(D: float, t: float) -> float:
    """Of the chi-square law."""
    return math.exp((D / 2 - 1) * math.log(t / 2) - t / 2 - math.lgamma(D / 2)) / 2


@cache
def kept(m: float, D: float, s: float, b: float, rho: float) -> float:
    """P(N_1^rho > 0), given T a normal of mean s - sigma^2 rho T and variance sigma^4 m T (1 - rho^2/m)."""
    spread = 1 - rho * rho / m
    if spread == 0:
        return float(stats.chi2.cdf(s / b * D, D))
    law = stats.chi2(D)
    cuts = [law.ppf(p) for p in (1e-14, 1e-6, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 1 - 1e-6)] + [law.isf(1e-14)]

    def given(t: float) -> float:
        return float(special.ndtr((s / b * D - rho * t) / math.sqrt(m * t * spread))) * density(D, t)

    return sum(integrate.quad(given, low, high, epsabs=1e-13)[0] for low, high in pairwise(cuts))


FLIPS = [at(1, 6, 4, 32, 1), at(1, 40, 3, 9, 1), at(1, 5, 4, 32, "1/2"), at(2, 3, 4, 32, 1), at(2, 30, 4, 32, "1/3"), at(3, 50, 20, 32, 1),
         at(10, 300, 4, 32, 1), at(40, 200, 4, 32, 0)]  # fmt: skip


@pytest.mark.parametrize("where", FLIPS)
@pytest.mark.parametrize("cells", [2, 5, 60])
def test_a_flipped_point_by_cells(where: tuple[Fraction, ...], cells: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Few cells and many: the sums with either end of each cell enclose the integral, and lie no further apart than a cell's chance."""
    monkeypatch.setattr(instances, "CELLS", cells)
    instances._cells.cache_clear()
    with ctx.workprec(128):
        found = instances.unflipped(*where)
    instances._cells.cache_clear()
    true, (low, high) = kept(*map(float, where)), ends(found)
    assert low <= true <= high and high - low <= 1.01 / cells
    assert low > 0 or true < 1.01 / cells


def test_the_chance_at_a_cut_is_a_normal_tail() -> None:
    for m, rho, gap, T in ((3.0, 0.5, 2.0, 7.0), (1.0, 0.25, -3.0, 2.0), (9.0, 1.0, 4.0, 30.0)):
        with ctx.workprec(96):
            near(instances._given(F(m), F(rho), F(gap), F(T)), stats.norm.sf(gap / math.sqrt((m - rho**2) * T)), 12)
    one = [instances._given(F(1), F(1), F(gap), F(5)) for gap in (-2, 0, 2)]
    assert one[0] == 1 and one[2] == 0 and one[1].contains(arb(0)) and one[1].contains(arb(1))


def test_cells_cover_the_half_line() -> None:
    for df in (1, 3, 200):
        cuts, masses = instances._cells(F(df))
        assert list(cuts) == sorted(set(cuts)) and len(masses) == len(cuts) + 1 and cuts[0] > 0
        assert sum(masses, arb(0)).contains(arb(1))
        edges = [0.0, *map(float, cuts), math.inf]
        for low, high, mass in zip(edges, edges[1:], masses, strict=False):
            assert float(mass) == pytest.approx(stats.chi2.cdf(high, df) - stats.chi2.cdf(low, df), abs=1e-9)
        assert float(max(masses, key=float)) < 1.01 / instances.CELLS and float(masses[-1]) < 1e-9
        assert float(masses[0]) < 1e-9 or cuts[0] < F(1, 1000)
    below, beyond = (
        sorted(float(x) for x in law(list(map(float, instances._cells(F(200))[0])), 200)) for law in (stats.chi2.cdf, stats.chi2.sf)
    )
    for chances in (below, beyond):  # far out each cut is at most two hundred times rarer than the next
        assert all(more <= 200 * less for less, more in pairwise(chances))


def test_a_proposed_point_is_positive_whatever_the_chance() -> None:
    """Chances that no point has are those of the nearest that one has, and all are found to a millionth."""
    for mass in (-1.0, 0.0, 1e-320, 1e-300, 0.3, 1 - 1e-12, 1.0, 2.0):
        found, kept = instances.quantile(F(300), mass), min(max(mass, 1e-300), 1 - 1e-16)
        assert float(found) == pytest.approx(float(special.chdtri(300, kept)), abs=1e-6) and 100 < found < 3000


def loss_at(setting: tuple[float, ...], gamma: float, t: Any) -> Any:
    m, D, s, b = setting
    return loss(m, D, t, s, gamma, b)


def crossing(setting: tuple[float, ...], gamma: float, e: float) -> float:
    """The T at which the loss is e, for gamma <= 2s."""
    return float(math.exp(optimize.brentq(lambda x: loss_at(setting, gamma, math.exp(x)) - e, -12, 20, xtol=1e-14)))


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("gamma", ["0", "2", "4", "7"])
def test_a_loss_beyond_e_is_a_tail_of_T(setting: Setting, gamma: str) -> None:
    floats = tuple(float(number) for number in setting)
    if F(gamma) > 2 * setting[2]:
        return
    for share in (0.2, 0.7, 1.0, 1.6):
        e = loss_at(floats, float(F(gamma)), share * floats[1])
        if not 1e-9 < e < 0.5 - 1e-9:
            continue
        with ctx.workprec(128):
            low, high = ends(instances.exceed(*setting, F(gamma), F(e)))
        true = stats.chi2.sf(crossing(floats, float(F(gamma)), e), floats[1])
        assert low - 1e-11 <= true <= high + 1e-11 and high - low < 1e-6


@pytest.mark.parametrize(("setting", "gamma", "share"), FAR)
def test_a_loss_beyond_e_far_from_the_mean_of_T(setting: Setting, gamma: str, share: str) -> None:
    with ctx.workprec(128):
        e = F(float(instances.loss(*setting, F(gamma), F(share) * setting[1])))
        low, high = ends(instances.exceed(*setting, F(gamma), e))
    assert low - 1e-8 <= stats.chi2.sf(float(F(share) * setting[1]), float(setting[1])) <= high + 1e-8 and high - low < 1e-8


def test_a_loss_beyond_e_outside_of_its_range() -> None:
    """Up to gamma = 2s it lies in (0, 1/2]; beyond, in (0, 1)."""

    def asked(gamma: str, e: str) -> tuple[float, float]:
        return ends(instances.exceed(*at(10, 300, 4, 32), F(gamma), F(e)))

    for gamma in ("0", "8"):
        assert [asked(gamma, e) for e in ("-1", "-1/100", "0")] == [(1, 1)] * 3
        assert [asked(gamma, e) for e in ("1/2", "3/4", "1", "2")] == [(0, 0)] * 4
        assert asked(gamma, f"1/{10**9}")[0] < 1
    with ctx.workprec(128):  # no T of the bracket has that loss, and all have a greater one
        for where in (at(10, 300, 4, 32, 8, "1/4"), at(10, 3, 1, 10**6, 0, "1/4")):
            assert ends(instances.exceed(*where))[1] >= 1
    assert asked("9", "-1") == asked("9", "0") == (1, 1) and asked("9", "1") == asked("9", "2") == (0, 0)
    for e in ("1/4", "1/2", "3/4"):
        low, high = asked("9", e)
        assert low <= 0 and high >= 1
