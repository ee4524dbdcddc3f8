"""What double precision does not decide is counted for neither side: its errors are measured against 60 digits, near and far."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from mpmath import mp, mpf
from scipy.stats import chi2, norm

from uccheck.core.errors import InvalidParameter
from uccheck.core.store import Store
from uccheck.core.verdict import Verdict
from uccheck.linear import law, rounding, simulate, simulation
from uccheck.linear.rounding import UNIT, Count, counted, loss_error, margin_error
from uccheck.linear.sample import Trials, raw_trials
from uccheck.linear.setting import Event, LinearSetting
from uccheck.linear.simulate import simulate_event
from uccheck.statistics.estimate import interval

SETTINGS = [(m, D, s, b) for m, D in ((1, 1), (2, 1), (7, 40), (300, 5000)) for s, b in (("4", "32"), ("1e12", "1e-6"), ("1e-12", "1e12"))]
#: Events that are certain or not by exact numbers alone, where floats see one outcome in every trial: the truth, by hand.
BLIND = [
    ("training-margin", LinearSetting(2, 1, s="1e12", b="1e-6"), {"gamma": "1e12"}, 0.5),  # |N| <= |Z| of two standard normals
    ("population-error", LinearSetting(1, 1, s="1e-12", b="1e12"), {"epsilon": "0.49999999999999999999"}, 3.2e-5),
    ("population-error", LinearSetting(10, 100), {"epsilon": "0.5", "gamma": 8}, 1.0),  # gamma = 2 s: the loss is 1/2 always
]


def test_errors_of_margins_and_losses_stay_within_what_is_allowed() -> None:
    """The law at its own floats, worked out again in 60 digits."""
    rng = np.random.default_rng(8)
    mp.dps = 60
    for m, D, s, b in SETTINGS:
        setting = LinearSetting(m, D, s=s, b=b)
        T, zeta = 2 * rng.standard_gamma(D / 2, size=1), rng.standard_normal((1, m))
        exact_s, variance = mpf(setting.s.numerator) / setting.s.denominator, mpf(setting.b.numerator) / setting.b.denominator / D
        t, z = mpf(float(T[0])), [mpf(float(one)) for one in zeta[0]]
        mean, root = sum(z) / m, mp.sqrt(m * t)
        training = [exact_s + variance * (t + root * (one - mean)) for one in z]
        flipped = [exact_s - variance * (t + root * (one - mean)) for one in z]
        found, turned = law.margins(setting, T, zeta)[0], law.flipped_margins(setting, T, zeta)[0]
        trials = Trials(found.min(keepdims=True), turned.max(keepdims=True), turned[:1], law.population_loss(setting, T))
        allowed = margin_error(trials, setting, Event("one-flipped"), UNIT)[0]
        assert max(abs(mpf(float(one)) - exact) for one, exact in zip([*found, *turned], [*training, *flipped], strict=True)) < allowed
        loss, floats = mp.erfc(exact_s / (variance * root) / mp.sqrt(2)) / 2, float(trials.population_loss[0])
        near = Event("population-error", epsilon=Fraction(max(floats, 1e-290)).limit_denominator(10**300) or Fraction(1, 10**290))
        assert abs(mpf(floats) - loss) <= loss_error(trials, near, UNIT, quadrature=False)[0]


@pytest.mark.parametrize("sampler", ["law", "raw"])
@pytest.mark.parametrize(("event", "setting", "parts", "truth"), BLIND)
def test_what_floats_cannot_tell_is_not_confirmed(
    sampler: str, event: Any, setting: LinearSetting, parts: dict[str, Any], truth: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = simulate_event(event, setting, trials=60, sampler=sampler, **parts)
    assert found.lower <= truth <= found.upper and found.k + found.open <= found.n
    asked = [found.evidence(relation, value).verdict for relation in ("<=", ">=") for value in ("0.2", "0.8")]
    assert set(asked) == {Verdict.UNDECIDED} and "undecided in double precision" in found.evidence(">=", "0.2").detail
    monkeypatch.setattr(rounding, "UNIT", 0.0)
    monkeypatch.setattr(rounding, "_QUADRATURE", 0.0)
    assert simulate_event(event, setting, trials=60, sampler=sampler, **parts).open == 0  # as it was before


def some(n: int = 400) -> tuple[LinearSetting, Trials]:
    setting = LinearSetting(6, 40)
    return setting, raw_trials(setting, n, np.random.default_rng(3), gamma=2.0)


@pytest.mark.parametrize(
    "event",
    [
        Event("all-flipped"),
        Event("one-flipped"),
        Event("training-margin", gamma=30),
        Event("population-error", epsilon="0.4", gamma=2),
        Event("all-flipped-and-population-error", epsilon="0.4", gamma=2),
    ],
)
def test_ordinary_trials_are_all_decided_as_they_occurred(event: Event) -> None:
    setting, trials = some()
    occurred = int(trials.occurs(event).sum())
    assert counted(trials, event, setting, quadrature=True) == Count(occurred, 0) and 0 < occurred < 400


@pytest.mark.parametrize("shift", [-1.0, 1.0])
@pytest.mark.parametrize(
    ("event", "field"),
    [
        (Event("training-margin", gamma=30), "least_margin"),
        (Event("all-flipped"), "greatest_flipped"),
        (Event("one-flipped"), "first_flipped"),
        (Event("population-error", epsilon="0.3"), "population_loss"),
    ],
)
def test_a_statistic_is_open_within_its_error_of_the_threshold_and_not_beyond(event: Event, field: str, shift: float) -> None:
    setting, trials = some(1)
    at = {"least_margin": 30.0, "population_loss": 0.3}.get(field, 0.0)
    for away, open_there in ((0.9, 1), (1.2, 0)):
        error = (
            loss_error(trials, event, UNIT, quadrature=False) if field == "population_loss" else margin_error(trials, setting, event, UNIT)
        )
        if field == "population_loss":
            error = error * 0.6 / (trials.population_loss + 0.3)  # that of a loss beside epsilon
        moved = replace(trials, **{field: np.array([at]) + shift * away * error})
        assert counted(moved, event, setting, quadrature=False).open == open_there


def test_undecided_trials_count_against_either_limit_and_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulate, "count_chunk", lambda plan, chunk: Count(600, 100))
    plan = simulation.Simulation(LinearSetting(20, 200), Event("one-flipped"), trials=1000)
    found = simulate.simulate(plan, store=tmp_path / "runs")
    assert (found.k, found.open, found.lower, found.upper) == (600, 100, interval(600, 1000, "0.01")[0], interval(700, 1000, "0.01")[1])
    with Store(tmp_path / "runs", plan.canonical()) as kept:
        assert kept.chunks() == {(0, 1000): (600, 100)}
    assert (simulate.simulate(plan, store=tmp_path / "runs").k, found.undecided) == (600, ", 100 undecided in double precision")
    sides = {value: simulate.simulate(plan, against=value).side for value in ("0.5", "0.58", "0.62", "0.68", "0.72", "0.8")}
    assert sides == {"0.5": "above", "0.58": None, "0.62": None, "0.68": None, "0.72": None, "0.8": "below"}


@pytest.mark.parametrize("learner", ["minimum-norm", "max-margin"])
def test_a_margin_that_a_solver_reaches_to_its_tolerance_is_not_told_from_it(learner: Any) -> None:
    """Every least margin is 1 by definition; floats had it below 1 in nearly every trial."""
    for gamma, ends in (("1", (0, 60)), ("1.0000005", (0, 60)), ("0.9999995", (0, 60)), ("0.9999", (60, 0)), ("1.0001", (0, 0))):
        found = simulate_event("training-margin", LinearSetting(20, 400), trials=60, sampler="raw", learner=learner, gamma=gamma)
        assert (found.k, found.open) == ends


@pytest.mark.parametrize("parts", [{"gamma": "1e400"}, {"gamma": "1e-400"}])
def test_numbers_beyond_floats_are_refused(parts: dict[str, str]) -> None:
    with pytest.raises(InvalidParameter, match="beyond double precision"):
        simulate_event("training-margin", LinearSetting(2, 1), trials=10, **parts)


@pytest.mark.parametrize(
    "event",
    [
        *(Event("training-margin", gamma=gamma) for gamma in ("1e300", "1e-300", 30)),
        *(Event("one-flipped", rho=rho) for rho in (0, "0.99999999", 1)),
    ],
)
def test_numbers_that_floats_hold_are_taken(event: Event) -> None:
    rounding.require_floats(event)


def test_a_strength_that_rounds_to_one_is_refused() -> None:
    with pytest.raises(InvalidParameter, match="nearer to 1"):
        simulate_event("one-flipped", LinearSetting(2, 1), trials=10, rho="0.9999999999")
    assert simulate_event("one-flipped", LinearSetting(2, 1), trials=10, rho="0.99").n == 10


@pytest.mark.parametrize(("m", "D", "s", "b"), [(1, 1, "4", "32"), (7, 40, "1e-12", "5"), (300, 5000, "1000", "0.01"), (2, 9, "3", "1e12")])
def test_the_terms_of_a_margin_reach_no_further_but_for_a_chance_of_1e_57(m: int, D: int, s: str, b: str) -> None:
    """T beyond D + 2 (x D)^(1/2) + 2 x at x = 256, the two largest of m deviates beyond 16 + (2 ln m)^(1/2) each."""
    T, deviate = D + 2 * mp.sqrt(256 * D) + 512, 16 + mp.sqrt(2 * mp.log(m))
    assert chi2.logsf(float(T), D) < math.log(1e-57) and norm.logsf(float(deviate)) + math.log(m) < math.log(1e-57)
    assert rounding.reach(LinearSetting(m, D, s=s, b=b)) == pytest.approx(float(mpf(s) + mpf(b) / D * (T + 2 * mp.sqrt(m * T) * deviate)))


@pytest.mark.parametrize(("epsilon", "gamma"), [("0.3", 0), ("1e-9", 0), ("0.02", 8), ("7/9", 2), ("3e-200", "0.25")])
@pytest.mark.parametrize("quadrature", [False, True])
def test_a_loss_is_off_by_its_digits_and_by_what_a_quadrature_allows(epsilon: str, gamma: Any, quadrature: bool) -> None:
    """Q(x (1 + u)) by at most (4 + x^2) u of it, and x^2 <= 2 ln(1/epsilon) at Q(x) = epsilon; an integral over gamma by 2e-8/gamma."""
    event, share = Event("population-error", epsilon=epsilon, gamma=gamma), mpf(Fraction(epsilon).numerator) / Fraction(epsilon).denominator
    for unit in (UNIT, 1e-6):
        found = loss_error(some(3)[1], event, unit, quadrature=quadrature)
        for loss, error in zip(some(3)[1].population_loss, found, strict=True):
            by_integral = 2e-8 / float(gamma) if quadrature and gamma else 0.0
            assert error == pytest.approx(float(unit * (4 - 2 * mp.log(share)) * (loss + share)) + by_integral, rel=1e-9)


def test_margins_are_off_by_what_they_and_gamma_reach() -> None:
    """By rounding of the terms, and by a solver's share of the largest margin of the trial."""
    setting, trials = some(5)
    for field in ("least_margin", "greatest_flipped", "first_flipped"):
        far = replace(trials, **{field: np.full(5, -1e9)})
        assert margin_error(far, setting, Event("one-flipped"), UNIT) == pytest.approx(np.full(5, UNIT * (1e9 + rounding.reach(setting))))
    largest = np.abs([trials.least_margin, trials.greatest_flipped, trials.first_flipped]).max(axis=0)
    for unit in (UNIT, 1e-6):
        for gamma in (0, 30):
            wanted = unit * (largest + gamma) + UNIT * rounding.reach(setting)
            assert margin_error(trials, setting, Event("training-margin", gamma=gamma), unit) == pytest.approx(wanted, rel=1e-12)
