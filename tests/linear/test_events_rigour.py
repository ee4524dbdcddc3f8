"""Enclosures of events where a bound decides: the nearly sure, the barely possible, what is left when the work is done."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import mpmath
import pytest
from flint import arb, ctx

import uccheck.linear.events as module
from tests.linear.test_events import agrees, chi2_between, mean_over_T, mp, ramp
from uccheck.linear.events import Expectations, describe, population_window, probability, rarely
from uccheck.linear.factors import Score
from uccheck.linear.setting import Event, EventName, LinearSetting


@pytest.fixture(autouse=True)
def at_40_digits() -> Iterator[None]:
    with mpmath.workdps(40):
        yield


def tail(z: mpmath.mpf) -> mpmath.mpf:
    return mpmath.erfc(z / mpmath.sqrt(2)) / 2


def one_point(setting: LinearSetting, signal: Fraction, rho: Fraction, t: mpmath.mpf) -> mpmath.mpf:
    """(rho T - D signal/b) / sqrt(T (m - rho^2)): what its deviate must exceed for a point to be missed, with T = t."""
    return (mp(rho) * t - mp(setting.D * signal / setting.b)) / mpmath.sqrt(t * (setting.m - mp(rho) ** 2))


def crude(setting: LinearSetting, signal: Fraction, rho: Fraction) -> mpmath.mpf:
    """P(x < x_0) + Q(least score beyond x_0) with Chernoff's bound of e^-741 for the first."""
    half = mpmath.mpf(setting.D) / 2
    guess = 1.1 * mpmath.sqrt(4 * 741 / mpmath.mpf(setting.D))
    x_0 = -mpmath.findroot(lambda x: half * (1 - x - mpmath.exp(-x)) + 741, guess)
    lowest = setting.D * mpmath.exp(x_0)
    turn = -mp(setting.D * signal / setting.b / rho)  # beyond which the score of a negative signal rises
    return mpmath.exp(-741) + tail(one_point(setting, signal, rho, max(lowest, turn)))


def nearly_sure(name: EventName, setting: LinearSetting, **parts: Any) -> arb | None:
    return module._nearly_sure(Event(name, **parts), setting)


SURE: list[tuple[EventName, LinearSetting, dict[str, Any]]] = [
    ("one-flipped", LinearSetting(1, 10**5), {"rho": "1/2"}),
    ("one-flipped", LinearSetting(2, 20_000), {}),
    ("one-flipped", LinearSetting(2, 50_000, s=3, b=7), {"rho": "0.8"}),
    ("one-flipped", LinearSetting(40, 10**6), {"rho": "0.6"}),
    ("all-flipped", LinearSetting(3, 20_000), {}),
    ("all-flipped", LinearSetting(5 * 10**11, 10**15), {}),
    ("training-margin", LinearSetting(100, 10**6), {"gamma": 1}),
    ("training-margin", LinearSetting(10, 10**5), {"gamma": 9}),
    ("training-margin", LinearSetting(10, 10**5), {"gamma": 4}),  # no signal left
    ("training-margin", LinearSetting(2, 100, s=4, b=1), {}),  # its score turns at T = 4 D
    ("training-margin", LinearSetting(2, 2000, s=4, b=1), {"gamma": "3.5"}),
]


@pytest.mark.parametrize(("name", "setting", "parts"), SURE)
def test_the_crudest_bound_is_its_formula_for_every_event(name: EventName, setting: LinearSetting, parts: dict[str, Any]) -> None:
    """[0, Chernoff + Q] for one point, times m for all of them; no less than half of Q at T = D, which the points exceed."""
    event = Event(name, **parts)
    signal = event.gamma - setting.s if name == "training-margin" else setting.s
    points = 1 if name == "one-flipped" else setting.m
    u = module._nearly_sure(event, setting)
    assert u is not None and u.contains(0)
    expected = points * crude(setting, signal, event.rho)
    assert abs(mp_of(u.upper()) / expected - 1) < 1e-6
    found = probability(event, setting)
    least = points * tail(one_point(setting, signal, event.rho, mpmath.mpf(setting.D))) / 2
    assert least <= mp(found.complement_upper or 0) and found.complement_lower == 0 and found.upper == 1
    for missed in (found.complement_upper, 1 - found.lower):
        assert missed is not None and abs(mp(missed) / expected - 1) < 1e-6


def mp_of(x: arb) -> mpmath.mpf:
    with ctx.workprec(200):
        return mpmath.mpf(x.str(40, radius=False))


def test_the_crudest_bound_is_silent_where_it_shows_nothing() -> None:
    """One point and its own flip, a fresh point, a population loss; and one dimension below the least that it needs."""
    large = LinearSetting(1, 10**9)
    assert nearly_sure("one-flipped", large) is None and nearly_sure("training-margin", large) is None
    assert nearly_sure("one-flipped", LinearSetting(3, 10**9), rho=0) is None
    assert nearly_sure("all-flipped-and-population-error", LinearSetting(3, 10**9), epsilon="0.9") is None
    assert nearly_sure("one-flipped", LinearSetting(2, 10**9, s=33)) is None  # the score is far below zero
    low, high = 3000, 20_000
    while high - low > 1:
        middle = (low + high) // 2
        shown = crude(LinearSetting(2, middle), Fraction(4), Fraction(1)) < mpmath.mpf("1e-320")
        low, high = (low, middle) if shown else (middle, high)
    assert nearly_sure("one-flipped", LinearSetting(2, low)) is None
    assert nearly_sure("one-flipped", LinearSetting(2, high)) is not None
    assert 0 < probability("one-flipped", LinearSetting(3, 10), rho=0).upper < Fraction(1, 2)


def test_the_crudest_bound_minds_where_a_score_turns() -> None:
    """For a negative ratio the score is least where it turns, not at the cut: the bound stays above the least value's tail."""
    score = Score(Fraction(54**2), Fraction(-1, 8))  # least value 54 / sqrt(2) = 38.2, whose tail is above 1e-320
    assert rarely(300, score) is None
    assert rarely(300, Score(Fraction(80**2), Fraction(-1, 8))) is not None


@pytest.mark.parametrize(("name", "m", "D"), [*(("one-flipped", 3, D) for D in (2, 40, 1000, 4000)), ("all-flipped", 9, 2)])
def test_one_minus_a_small_probability_keeps_its_digits(name: EventName, m: int, D: int) -> None:
    """The value beside a complement of 1e-90 is known to as many places as the complement, and so the other way round."""
    found = probability(name, LinearSetting(m, D))
    assert found.complement_lower is not None and found.complement_upper is not None
    for value, complement in ((found.lower, found.complement_upper), (found.upper, found.complement_lower)):
        assert abs(1 - value - complement) <= min(value, complement, 1 - value, 1 - complement) / 10**11


@pytest.mark.parametrize(("m", "D"), [(2, 2), (3, 5), (12, 9)])
def test_single_points_bound_the_extreme_deviate_by_their_formulas(m: int, D: int) -> None:
    """1 - P(T < rD) - m E[Q(c'); T > rD] <= P <= E[Phi(c'); T > rD], c' the score over the deviation sqrt(1 - 1/m)."""
    setting = LinearSetting(m, D)
    start = mp(setting.r) * D

    def score(t: float) -> mpmath.mpf:
        return one_point(setting, setting.s, Fraction(1), mpmath.mpf(t))

    most = mean_over_T(D, lambda t: float(tail(-score(t))), float(start), float("inf"))
    beyond = mean_over_T(D, lambda t: float(tail(score(t))), float(start), float("inf"))
    missed = float(chi2_between(D, mpmath.mpf(0), start)) + m * beyond
    described = describe(Event("all-flipped"), setting)
    value, complement = described.marginal(14)
    for ball, low, high in ((value, 1 - missed, most), (complement, 1 - most, missed)):
        assert float(ball.lower()) == pytest.approx(low, rel=1e-3, abs=2e-3 * missed)
        assert float(ball.upper()) == pytest.approx(high, rel=1e-3, abs=2e-3 * missed)
    truth = described.enclose(54)
    assert value.contains(truth[0]) and complement.contains(truth[1])


def test_what_is_sharp_needs_no_second_try_and_what_is_not_gets_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Within the work the first enclosure is returned; beyond, two coarse ones are cut with it, and neither can be spared."""

    def never(self: Expectations, bits: int) -> tuple[arb, arb]:
        raise AssertionError("not asked for")

    many, sharp = describe(Event("all-flipped"), LinearSetting(20, 700)), describe(Event("one-flipped"), LinearSetting(20, 700))
    exact = many.enclose(54)
    with monkeypatch.context() as patch:
        patch.setattr(Expectations, "marginal", never)
        assert all(found.overlaps(part) for found, part in zip(module._within_budget(sharp), sharp.enclose(60), strict=True))
    monkeypatch.setattr(module, "_WORK", 300)
    coarse = module._within_budget(many)
    monkeypatch.setattr(module, "_COARSE_WORK", 300)
    single = module._within_budget(many)
    for found, rough, truth in zip(coarse, single, exact, strict=True):
        assert found.contains(truth) and rough.contains(truth)
        assert found.rel_accuracy_bits() >= 10
    assert min(rough.rel_accuracy_bits() for rough in single) < 10  # what single points say of twenty


def test_fine_enough_is_44_bits_of_both_or_less_than_can_be_told_from_zero() -> None:
    with ctx.workprec(1400):
        of = {bits: arb(1, arb(2) ** -bits) for bits in range(40, 60)}
        right = [ball for ball in of.values() if ball.rel_accuracy_bits() == 44]
        wrong = [ball for ball in of.values() if ball.rel_accuracy_bits() == 43]
        rare, seen = (arb(0).union(arb(10) ** -digits) for digits in (306, 304))
    assert right and wrong
    assert module._fine_enough((right[0], right[0])) and module._fine_enough((right[0], rare))
    for pair in ((right[0], wrong[0]), (wrong[0], right[0]), (right[0], seen), (seen, rare)):
        assert not module._fine_enough(pair)


@pytest.mark.parametrize("share", [Fraction(1, 2**201), Fraction(3, 2**202), Fraction(1, 2**199), Fraction(1, 2**190)])
def test_a_window_s_end_holds_the_solution_however_narrow_the_ramp(share: Fraction) -> None:
    """At 100 digits the solutions for the step and for a ramp of 2^-201 s differ: the ball holds the ramp's."""
    setting, epsilon = LinearSetting(3, 50), Fraction(3, 10)
    gamma = setting.s * share
    window = population_window(setting, epsilon, gamma)
    assert window.low is None and window.high is not None
    with mpmath.workdps(200), ctx.workprec(600):
        start = mp(setting.s) / mpmath.sqrt(2) / mpmath.erfinv(1 - 2 * mp(epsilon))
        tau = mpmath.findroot(lambda t: ramp(mp(setting.s), t, mp(gamma)) - mp(epsilon), (start, start * (1 - mp(share))), tol=1e-250)
        unit = mp(setting.b) ** 2 * setting.m / setting.D
        truth = arb(mpmath.nstr(mpmath.log(tau**2 / unit), 120))
        assert window.high.contains(truth)
        assert window.high.rad() < arb(2) ** -190


@pytest.mark.parametrize("gap", ["1e-10", "1e-100", "1e-200", "-1e-200", "-1e-100"])
def test_a_window_that_barely_opens_is_not_empty(gap: str) -> None:
    """One flipped point needs T > rD, and its loss T <= D e^x with x = log r + gap: a mass of the density times the gap."""
    setting = LinearSetting(1, 9)
    with mpmath.workdps(300):
        r, x = mp(setting.r), mpmath.log(mp(setting.r)) + mpmath.mpf(gap)
        epsilon = Fraction(mpmath.nstr(tail(mp(setting.s) / (mp(setting.b) / 3 * mpmath.exp(x / 2))), 280))
        truth = chi2_between(9, 9 * r, 9 * mpmath.exp(x))
        found = probability("all-flipped-and-population-error", setting, epsilon=epsilon)
        assert mp(found.lower) <= truth * (1 + mpmath.mpf("1e-15")) and truth <= mp(found.upper) * (1 + mpmath.mpf("1e-15"))
    if gap == "1e-10":
        assert agrees(found, truth)
    assert found.upper < Fraction(1, 10**9)


def test_one_point_beside_its_mean_is_as_sharp_as_any_other() -> None:
    """r within 1e-6 of 1 at D = 10^12: the end of the window counts to 1e-12 of a deviation."""
    setting = LinearSetting(1, 10**12, s=1 - Fraction(1, 10**6), b=1)
    one, all_of_them = probability("one-flipped", setting), probability("all-flipped", setting)
    assert 0 < one.upper - one.lower < one.lower / 10**12
    assert (one.lower, one.upper) == (all_of_them.lower, all_of_them.upper)


def test_a_rare_event_of_many_points_is_told_from_zero() -> None:
    """Few dimensions and many points: the zero of the score is known so well that its rounding hides nothing."""
    found = probability("all-flipped", LinearSetting(250, 3))
    assert found.lower > 0 and found.upper - found.lower < found.lower / 10**3
    assert probability("training-margin", LinearSetting(1206, 3), gamma=100).upper < Fraction(1, 10**305)
