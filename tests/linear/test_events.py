"""Enclosures of the events against quadrature over T by mpmath, with closed forms at m = 1, 2, 3 and at D = 2."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from math import exp, inf, lgamma, log, pi, sqrt
from typing import Any

import mpmath
import pytest
from flint import arb, ctx
from scipy.integrate import quad
from scipy.special import erf, ndtr

from uccheck.linear.events import Window, describe, one_flipped, population_window, probability
from uccheck.linear.setting import Event, EventName, LinearSetting


@pytest.fixture(autouse=True)
def at_30_digits() -> object:
    with mpmath.workdps(30):
        yield


def mp(q: Fraction | int) -> mpmath.mpf:
    return mpmath.mpf(Fraction(q).numerator) / Fraction(q).denominator


def extreme(m: int, c: float) -> float:
    """F_1, F_2, F_3 at c, 0 for c <= 0."""
    if c <= 0:
        return 0.0
    if m == 1:
        return 1.0
    if m == 2:
        return float(erf(c))
    value, _ = quad(lambda w: exp(-w * w * 3 / 4) * float(erf(w * 3 / 2)), 0, c, epsabs=1e-14, epsrel=1e-13, limit=200)
    return 3 * (3 / (4 * pi)) ** 0.5 * float(value)


def mean_over_T(D: int, g: Callable[[float], float], low: float, high: float) -> float:
    """E[g(T); low < T < high] with x = log T, so that D = 1 is as smooth as any; in floats, to about 1e-12."""

    def integrand(x: float) -> float:
        return exp(D / 2 * x - exp(x) / 2 - norm) * g(exp(x))

    norm = D / 2 * log(2) + lgamma(D / 2)
    ends = (log(max(low, 1e-16)), log(min(high, D + 150.0)))
    knots = [ends[0] + (ends[1] - ends[0]) * j / 10 for j in range(11)]
    return sum(float(quad(integrand, a, b, epsabs=1e-15, epsrel=1e-11)[0]) for a, b in pairwise(knots))


def ramp(s: mpmath.mpf, tau: mpmath.mpf, gamma: mpmath.mpf) -> mpmath.mpf:
    if gamma == 0:
        return mpmath.ncdf(-s / tau)

    def psi(z: mpmath.mpf) -> mpmath.mpf:
        return z * mpmath.ncdf(z) + mpmath.npdf(z)

    return tau / gamma * (psi((gamma - s) / tau) - psi(-s / tau))


def window_of_T(setting: LinearSetting, epsilon: str, gamma: Fraction) -> tuple[mpmath.mpf, mpmath.mpf]:
    """{T : L_D^gamma <= epsilon} by bisection on T: the loss is monotone, in the direction that its ends show."""
    s, g, target = mp(setting.s), mp(gamma), mp(Fraction(epsilon))

    def loss(t: mpmath.mpf) -> mpmath.mpf:
        return ramp(s, mp(setting.noise_variance) * mpmath.sqrt(setting.m * t), g)

    low, high = mpmath.mpf("1e-9"), mpmath.mpf("1e9")
    rises = loss(low) < loss(high)
    inside = [loss(low) <= target, loss(high) <= target]
    if all(inside) or not any(inside):
        return (mpmath.mpf(0), mpmath.inf) if all(inside) else (mpmath.mpf(1), mpmath.mpf(1))
    for _ in range(140):
        middle = mpmath.sqrt(low * high)
        low, high = (middle, high) if (loss(middle) <= target) == rises else (low, middle)
    return (mpmath.mpf(0), low) if rises else (low, mpmath.inf)


def chi2_between(D: int, low: mpmath.mpf, high: mpmath.mpf) -> mpmath.mpf:
    return mpmath.gammainc(mpmath.mpf(D) / 2, low / 2, high / 2, regularized=True) if low < high else mpmath.mpf(0)


def agrees(found: object, truth: mpmath.mpf | float, digits: int = 10) -> bool:
    """The two ends lie around the truth, up to the rounding of the truth, and as near to each other as is promised."""
    low, high = (mp(getattr(found, name)) for name in ("lower", "upper"))
    lower, upper = (1 - mp(getattr(found, name)) for name in ("complement_upper", "complement_lower"))
    slack = truth * mpmath.mpf(10) ** -digits + mpmath.mpf("1e-14")
    sharp = high - low <= mpmath.mpf("1e-12") * high or high < mpmath.mpf("1e-300")
    return bool(sharp and low - slack <= truth <= high + slack and lower - slack <= truth <= upper + slack)


SETTINGS = [
    LinearSetting(1, 2),
    LinearSetting(1, 9),
    LinearSetting(2, 2),
    LinearSetting(2, 9),
    LinearSetting(3, 5),
    LinearSetting(2, 6, s=3, b=7),
]


@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_all_flipped_and_training_margins(setting: LinearSetting) -> None:
    m, D = setting.m, setting.D
    start = mp(setting.r) * D

    def flipped(t: float) -> float:
        return extreme(m, (t - float(start)) / sqrt(m * t))

    truth = chi2_between(D, start, mpmath.inf) if m == 1 else mean_over_T(D, flipped, float(start), inf)
    assert agrees(probability("all-flipped", setting), truth)
    for gamma in (Fraction(0), Fraction(1), setting.s, Fraction(15)):
        edge = mp((gamma - setting.s) / setting.b) * D

        def kept(t: float, edge: float = float(edge)) -> float:
            return extreme(m, (t - edge) / sqrt(m * t))

        low = max(edge, mpmath.mpf(0))
        truth = chi2_between(D, low, mpmath.inf) if m == 1 else mean_over_T(D, kept, float(low), inf)
        assert agrees(probability("training-margin", setting, gamma=gamma), truth)


def test_closed_forms_at_two_dimensions() -> None:
    """D = 2: T is exponential, so one flipped point of one is P(T > 2r) = exp(-r)."""
    for s, b in ((4, 32), (3, 7)):
        setting = LinearSetting(1, 2, s=s, b=b)
        for event in ("all-flipped", "one-flipped"):
            assert agrees(probability(event, setting), mpmath.exp(-mp(setting.r)), 20)
    # margin >= gamma of a single point: s + (b/2) T >= gamma
    assert agrees(probability("training-margin", LinearSetting(1, 2), gamma=20), mpmath.exp(-(mpmath.mpf(20) - 4) / 32), 20)


@pytest.mark.parametrize("rho", ["1", "0.6", "1/7", "0"])
@pytest.mark.parametrize("setting", SETTINGS, ids=str)
def test_one_flipped(setting: LinearSetting, rho: str) -> None:
    share, m, D = Fraction(rho), setting.m, setting.D
    spread = 1 - mp(share) ** 2 / m
    if spread == 0:
        truth = chi2_between(D, mp(setting.r) * D, mpmath.inf)
    else:
        r, width = float(setting.r), float(spread)
        truth = mean_over_T(D, lambda t: float(ndtr((float(share) * t - r * D) / sqrt(m * t * width))), 0.0, inf)
    assert agrees(probability("one-flipped", setting, rho=rho), truth)
    value, complement = one_flipped(setting, share).enclose(54)
    with ctx.workprec(200):
        assert abs(value + complement - 1) < arb("1e-14")
    assert abs(mpmath.mpf(float(one_flipped(setting, share).complement().mid())) - (1 - truth)) < 1e-10


@pytest.mark.parametrize("gamma", ["0", "1", "7", "8", "9", "30"])
@pytest.mark.parametrize("epsilon", ["0.02", "0.35", "0.5", "0.6", "0.9"])
def test_population_error(epsilon: str, gamma: str) -> None:
    for setting in (LinearSetting(2, 9), LinearSetting(40, 60), LinearSetting(2, 6, s=3, b=7)):
        low, high = window_of_T(setting, epsilon, Fraction(gamma))
        if gamma == "8" and setting.s == 4:  # the loss is 1/2 whatever T
            low, high = (mpmath.mpf(0), mpmath.inf) if Fraction(epsilon) >= Fraction(1, 2) else (mpmath.mpf(1), mpmath.mpf(1))
        assert agrees(probability("population-error", setting, epsilon=epsilon, gamma=gamma), chi2_between(setting.D, low, high))


@pytest.mark.parametrize(("epsilon", "gamma"), [("0.3", "0"), ("0.45", "3"), ("0.2", "0"), ("0.6", "30"), ("0.8", "30"), ("0.5", "0")])
def test_both_together(epsilon: str, gamma: str) -> None:
    for setting in (LinearSetting(2, 9), LinearSetting(1, 9), LinearSetting(2, 40)):
        m, D, start = setting.m, setting.D, mp(setting.r) * setting.D
        low, high = window_of_T(setting, epsilon, Fraction(gamma))
        low = max(low, start)

        def flipped(t: float, m: int = m, start: float = float(start)) -> float:
            return extreme(m, (t - start) / sqrt(m * t))

        inside = low < high
        truth = 0.0 if not inside else chi2_between(D, low, high) if m == 1 else mean_over_T(D, flipped, float(low), float(high))
        found = probability("all-flipped-and-population-error", setting, epsilon=epsilon, gamma=gamma)
        assert agrees(found, truth)


def test_windows_are_where_the_loss_crosses() -> None:
    setting = LinearSetting(2, 9)
    assert population_window(setting, Fraction(1, 2), Fraction(0)) == Window()
    assert population_window(setting, Fraction(1, 2), Fraction(8)) == Window()
    assert population_window(setting, Fraction(1, 2), Fraction(9)).empty
    assert population_window(setting, Fraction(1, 10), Fraction(9)).empty
    assert population_window(setting, Fraction(5, 9), Fraction(9)) == Window()  # 1 - s/gamma: the loss as T -> 0
    assert population_window(setting, Fraction(1, 10), Fraction(5)).empty  # below 1 - s/gamma = 1/5
    assert population_window(setting, Fraction(1, 5), Fraction(5)).empty
    assert population_window(setting, Fraction(21, 100), Fraction(5)).high is not None
    for epsilon, gamma in (("0.3", "0"), ("0.3", "3"), ("0.55", "30")):
        window = population_window(setting, Fraction(epsilon), Fraction(gamma))
        end = window.high if window.high is not None else window.low
        assert end is not None
        low, high = window_of_T(setting, epsilon, Fraction(gamma))
        truth = mpmath.log((high if window.high is not None else low) / 9)
        with ctx.workprec(200):
            assert abs(end - arb(mpmath.nstr(truth, 25))) < arb("1e-20")
            assert end.rad() < arb("1e-40")


def test_expectations_of_a_whole_and_its_complement_are_both_sharp() -> None:
    for event, setting in (
        (Event("all-flipped"), LinearSetting(20, 400)),
        (Event("all-flipped"), LinearSetting(200, 400)),
        (Event("one-flipped"), LinearSetting(20, 4000)),
    ):
        value, complement = describe(event, setting).enclose(54)
        assert value.rel_accuracy_bits() >= 44 and complement.rel_accuracy_bits() >= 44
        with ctx.workprec(300):
            assert abs(value + complement - 1) < arb("1e-13")


@pytest.mark.parametrize(
    ("event", "m", "D", "parts"),
    [
        ("one-flipped", 2, 10**15, {}),
        ("one-flipped", 1, 10**12, {"rho": "1/2"}),
        ("training-margin", 100, 10**6, {"gamma": 1}),
        ("all-flipped", 10**12, 1, {}),
        ("all-flipped", 330_849_003, 5164, {}),
        ("population-error", 10, 100, {"epsilon": "0.1", "gamma": "1e-300"}),
        ("training-margin", 30, 3, {"gamma": "4.000001"}),
        ("training-margin", 10**12, 1, {"gamma": 1}),
        ("all-flipped", 10, 16192, {}),
        ("all-flipped", 616_111_403_024, 10**12, {}),
    ],
)
def test_extreme_events_are_answered_at_once(event: EventName, m: int, D: int, parts: dict[str, Any]) -> None:
    start = time.process_time()
    found = probability(event, LinearSetting(m, D), **parts)
    assert 0 <= found.lower <= found.upper <= 1
    watched = sys.gettrace() is not None or sys.getprofile() is not None  # a run that records every line says nothing of time
    assert watched or time.process_time() - start < 15  # two of them took 26 s and more; now 2 to 4, on whatever machine


def test_what_the_work_does_not_reach_is_wide_and_holds_the_truth(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is allowed, the enclosure holds the sharp one; with nothing allowed single points still say something."""
    import uccheck.linear.events as events

    cases: list[tuple[EventName, LinearSetting, dict[str, Any]]] = [
        ("all-flipped", LinearSetting(30, 300), {}),
        ("training-margin", LinearSetting(7, 2), {"gamma": "1.5e-8"}),
        ("all-flipped-and-population-error", LinearSetting(40, 400), {"epsilon": "0.3"}),
    ]
    for event, setting, parts in cases:
        monkeypatch.setattr(events, "_WORK", 10**9)
        sharp = probability(event, setting, **parts)
        assert sharp.upper - sharp.lower < Fraction(1, 10**12)
        widths = []
        for work in (0, 300, 2000):
            monkeypatch.setattr(events, "_WORK", work)
            monkeypatch.setattr(events, "_COARSE_WORK", work // 4)
            found = probability(event, setting, **parts)
            assert found.lower <= sharp.lower and sharp.upper <= found.upper
            widths.append(found.upper - found.lower)
        assert widths[0] > 1000 * (sharp.upper - sharp.lower) and widths[-1] <= widths[0]


def test_a_ramp_too_narrow_to_be_told_from_a_step() -> None:
    step = probability("population-error", LinearSetting(10, 100), epsilon="0.1")
    ramp = probability("population-error", LinearSetting(10, 100), epsilon="0.1", gamma="1e-300")
    assert 0 < ramp.lower <= step.upper and step.lower <= ramp.upper < 1
    assert ramp.upper - ramp.lower < Fraction(1, 10**9)
    narrow = probability("population-error", LinearSetting(10, 100), epsilon="1e-200", gamma=4)  # far from any step
    assert narrow.upper < Fraction(1, 10**300)
