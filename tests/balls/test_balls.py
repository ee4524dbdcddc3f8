"""Enclosures: against closed forms, an independent quadrature, draws, and themselves at another precision."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import mpmath
import numpy as np
import pytest
from flint import arb, ctx

from uccheck.balls import Enclosure, ball, extreme_deviate, normal_quantile, normal_tail, ramp_loss
from uccheck.balls.chi2 import LogChi2, One, expectation
from uccheck.balls.extreme import simplex_bound, union_bound, upper_bound
from uccheck.core.errors import InvalidParameter
from uccheck.linear.events import one_flipped, probability
from uccheck.linear.factors import Extreme, Normal, Score
from uccheck.linear.setting import LinearSetting
from uccheck.statistics.estimate import interval

CASES = [(m, c) for m in (2, 3, 5, 11, 24, 25, 40, 300, 10**4) for c in ("0.2", "1", "2.5", "5", "11")]


@pytest.fixture(autouse=True)
def precision_is_left_alone() -> object:
    before = ctx.prec
    yield
    assert ctx.prec == before


@pytest.mark.parametrize(("m", "c"), CASES)
def test_the_extreme_deviate_and_its_complement_add_up(m: int, c: str) -> None:
    with ctx.workprec(200):
        value, rest = (extreme_deviate(m, ball(c), 64, complement=side) for side in (False, True))
        assert (value + rest).contains(1)
        sharp = extreme_deviate(m, ball(c), 128)
        assert value.overlaps(sharp)
        for found in (value, rest):
            assert found.rel_accuracy_bits() > 55 or found.upper() < arb("1e-1000")
        negligible = value.upper() < arb("1e-1000")  # enclosed by [0, upper bound]
        assert negligible or value < upper_bound(m, ball(c)) or value.overlaps(arb(1))
        assert rest <= union_bound(m, ball(c)) or rest.overlaps(union_bound(m, ball(c)))
        assert value.lower() <= simplex_bound(m, ball(c)).upper()


def test_two_deviates_have_the_error_function() -> None:
    with ctx.workprec(120):
        assert all(extreme_deviate(2, ball(c), 90).overlaps(ball(c).erf()) for c in ("0.01", "0.5", "2", "4"))
        assert not extreme_deviate(2, ball("0.5"), 90).overlaps(ball("0.5000001").erf())


def test_three_deviates_against_the_recursion_by_another_quadrature() -> None:
    mpmath.mp.dps = 30
    for c in ("0.4", "1.5", "3"):
        density = mpmath.sqrt(mpmath.mpf(3) / (4 * mpmath.pi))
        reference = 3 * mpmath.quad(lambda t, k=density: k * mpmath.exp(-0.75 * t * t) * mpmath.erf(1.5 * t), [0, mpmath.mpf(c)])
        with ctx.workprec(120):
            assert abs(extreme_deviate(3, ball(c), 90) - arb(mpmath.nstr(reference, 28))) < arb("1e-24")


@pytest.mark.parametrize(("m", "c"), [(4, 1.0), (12, 1.6), (30, 2.0)])
def test_the_extreme_deviate_against_draws(m: int, c: float) -> None:
    draws = np.random.default_rng([7, m]).standard_normal((100_000, m))
    hits = int(np.count_nonzero((draws - draws.mean(axis=1, keepdims=True)).max(axis=1) < c))
    lower, upper = interval(hits, 100_000, "1e-6")
    with ctx.workprec(100):
        found = extreme_deviate(m, arb(c), 60)
        assert ball(lower) < found < ball(upper)
        wrong = extreme_deviate(m + 2, arb(c), 60)
        assert not ball(lower) < wrong < ball(upper)


@pytest.mark.parametrize("D", [1, 2, 7, 100, 10**6, 10**12])
def test_the_law_of_T_has_mass_one_and_the_right_mean(D: int) -> None:
    mass = expectation(LogChi2(D), One(), 64)
    low, high = expectation(LogChi2(D), One(), 64, high=arb(0)), expectation(LogChi2(D), One(), 64, low=arb(0))
    with ctx.workprec(100):
        assert abs(mass - 1) < arb("1e-17")
        assert abs(low + high - 1) < arb("1e-17")
    if D <= 10**6:
        reference = mpmath.gammainc(mpmath.mpf(D) / 2, mpmath.mpf(D) / 2, mpmath.inf, regularized=True)
        assert abs(high - arb(mpmath.nstr(reference, 15))) < arb("1e-12")


@pytest.mark.parametrize(("m", "D", "rho"), [(10, 100, 1), (3, 40, Fraction(1, 2)), (1000, 30000, Fraction(1, 7))])
def test_one_flipped_point_against_another_quadrature(m: int, D: int, rho: Fraction | int) -> None:
    mpmath.mp.dps = 30
    rho = Fraction(rho)
    spread = mpmath.sqrt(m - mpmath.mpf(rho.numerator) ** 2 / rho.denominator**2)

    def integrand(t: mpmath.mpf) -> mpmath.mpf:
        half = mpmath.mpf(D) / 2
        log_density = (half - 1) * mpmath.log(t) - t / 2 - half * mpmath.log(2) - mpmath.loggamma(half)
        score = (rho.numerator * t / rho.denominator - mpmath.mpf(D) / 8) / (mpmath.sqrt(t) * spread)
        return mpmath.exp(log_density) * mpmath.erfc(score / mpmath.sqrt(2)) / 2

    width = mpmath.sqrt(2 * D)
    reference = mpmath.quad(integrand, [max(mpmath.mpf("1e-20"), D + j * width) for j in range(-12, 13, 2)])
    setting = LinearSetting(m, D)
    with ctx.workprec(128):
        found = one_flipped(setting, rho).complement()
        assert abs(found / arb(mpmath.nstr(reference, 25)) - 1) < arb("1e-14")
        assert not one_flipped(LinearSetting(m, D, b=31), rho).complement().overlaps(found)


EVENTS = [
    ("one-flipped", {}),
    ("all-flipped", {}),
    ("training-margin", {"gamma": 1}),
    ("training-margin", {"gamma": 5}),
    ("population-error", {"epsilon": "0.05"}),
    ("population-error", {"epsilon": "0.2", "gamma": 2}),
    ("all-flipped-and-population-error", {"epsilon": "0.1"}),
]
SIZES = [(1, 40), (2, 7), (3, 60), (20, 200), (24, 2000), (200, 6000), (1000, 400_000), (10**4, 10**6), (10**9, 10**12)]


@pytest.mark.parametrize(("m", "D"), SIZES)
@pytest.mark.parametrize(("event", "more"), EVENTS)
def test_both_sides_of_every_event_are_relatively_sharp(event: str, more: dict[str, str], m: int, D: int) -> None:
    found = probability(event, LinearSetting(m, D), **more)
    pairs = [(found.lower, found.upper), (found.complement_lower, found.complement_upper)]
    for lower, upper in [(Fraction(a or "0"), Fraction(b or "0")) for a, b in pairs]:
        assert 0 <= lower <= upper <= 1
        assert upper < Fraction(1, 10**300) or upper - lower <= lower / 10**12
    (a, b), (c, d) = pairs
    assert Fraction(a) + Fraction(c or "0") <= 1 <= Fraction(b) + Fraction(d or "1")


@pytest.mark.parametrize(("event", "more"), EVENTS)
def test_a_changed_constant_is_told_apart(event: str, more: dict[str, str]) -> None:
    right, wrong = (probability(event, LinearSetting(20, 1600, b=b), **more) for b in (32, 31))
    assert Fraction(wrong.upper) < Fraction(right.lower) or Fraction(right.upper) < Fraction(wrong.lower)


def test_the_pieces_of_a_joint_event_fit_together() -> None:
    setting = LinearSetting(20, 400)
    both = probability("all-flipped-and-population-error", setting, epsilon="0.3")
    flipped, good = probability("all-flipped", setting), probability("population-error", setting, epsilon="0.3")
    assert Fraction(both.upper) <= min(Fraction(flipped.lower), Fraction(good.lower))
    assert Fraction(both.upper) >= Fraction(flipped.lower) + Fraction(good.lower) - 1
    whole = probability("all-flipped-and-population-error", setting, epsilon="0.5")
    assert Fraction(whole.lower) <= Fraction(flipped.upper)
    assert Fraction(whole.upper) >= Fraction(flipped.lower)


def test_the_ramp_loss_turns_at_twice_the_signal() -> None:
    with ctx.workprec(128):
        losses = [[ramp_loss(ball(4), ball(tau), ball(gamma)) for tau in ("0.5", "1", "2", "6", "40")] for gamma in (1, 7, 8, 9, 30)]
    for row in losses[:2]:
        assert all(a < b for a, b in pairwise(row))
    assert all(abs(x - arb("0.5")) < arb("1e-30") for x in losses[2])
    for row in losses[3:]:
        assert all(a > b for a, b in pairwise(row))
    assert Fraction(probability("population-error", LinearSetting(5, 50), epsilon="0.4", gamma=9).upper) == 0


def test_quantiles_bracket_their_probability() -> None:
    with ctx.workprec(160):
        for p in ("0.5", "0.01", "0.999", "1e-12", "1e-200"):
            z = normal_quantile(ball(p))
            assert normal_tail(z).contains(ball(p)) or abs(normal_tail(z) / ball(p) - 1) < arb("1e-30")


def test_off_the_real_line_the_bounds_hold_at_points() -> None:
    """The Bernstein-ellipse bounds are compared with the functions themselves, which are entire, at complex points."""
    score = Score(Fraction(30), Fraction(1, 8))
    with ctx.workprec(120):
        for complement in (False, True):
            factor = Normal(score, complement)
            low, high, height = arb("-0.3"), arb("0.1"), arb("0.2")
            bound = factor.ceiling(low, high, height)
            for u, v in ((-0.3, 0.2), (0.1, 0.2), (0.0, 0.1), (-0.1, -0.2)):
                from flint import acb

                x = acb(u, v)
                c = acb(30).sqrt() * ((x / 2).exp() - (-x / 2).exp() / 8)
                value = ((c if complement else -c) / acb(2).sqrt()).erfc() / 2
                assert abs(value) <= bound
        erf = Extreme(2, score, False)  # F_2(c) = erf(c)
        bound = erf.ceiling(arb("-1.9"), arb("-1.5"), arb("0.1"))
        for u, v in ((-1.9, 0.1), (-1.5, 0.1), (-1.7, -0.1), (-1.9, 0.0)):
            x = acb(u, v)
            assert abs((acb(30).sqrt() * ((x / 2).exp() - (-x / 2).exp() / 8)).erf()) <= bound


def test_outward_decimals_and_notebook_form() -> None:
    with ctx.workprec(100):
        third = Enclosure.around(arb(1) / 3)
        assert Fraction(third.lower) < Fraction(1, 3) < Fraction(third.upper)
    assert "left[" in third._repr_latex_()
    with pytest.raises(TypeError, match="float"):
        ball(0.1)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("event", "more", "line"),
    [
        ("none", {}, "unknown event"),
        ("all-flipped", {"epsilon": "0.1"}, "no epsilon"),
        ("population-error", {}, "needs epsilon"),
        ("population-error", {"epsilon": "1.5"}, "between 0 and 1"),
        ("one-flipped", {"rho": "2"}, "rho"),
        ("all-flipped", {"rho": "0.5"}, "correlated flip"),
    ],
)
def test_misuse_is_one_line(event: str, more: dict[str, str], line: str) -> None:
    with pytest.raises(InvalidParameter, match=line) as caught:
        probability(event, LinearSetting(5, 50), **more)
    assert "\n" not in str(caught.value)
