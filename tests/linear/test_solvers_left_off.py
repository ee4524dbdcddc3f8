"""Counts of a learner that a solver fits stay true of the learner however far off its solver may leave the weights."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from uccheck.linear import learners, rounding
from uccheck.linear.learners import LEARNERS, TOLERANCE, Learner, learned_trials
from uccheck.linear.rounding import Count
from uccheck.linear.sample import Array, Sample, Trials, draw
from uccheck.linear.samplers import sampler_of
from uccheck.linear.setting import Event, LinearSetting

EXACT = LEARNERS["minimum-norm"]
MISSES = {
    "all the same": lambda m: np.ones(m),
    "the first alone": lambda m: np.where(np.arange(m) == 0, 1.0, 0.0),
    "the first against all others": lambda m: np.where(np.arange(m) == 0, -1.0, 1.0),
    "every second": lambda m: np.where(np.arange(m) % 2, -1.0, 1.0),
}


def missing(by: Array) -> Learner:
    """Least squares whose margins miss 1 by so much: what the learner's own check of its solver still lets pass."""

    def fit(sample: Sample) -> Array:
        signed = sample.y[:, None] * sample.x
        w = EXACT.fit(sample) + np.linalg.lstsq(signed, by, rcond=None)[0]
        assert np.max(np.abs(signed @ w - 1)) <= TOLERANCE
        return np.asarray(w)

    return replace(EXACT, fit=fit)


def trials_of(learner: Learner, setting: LinearSetting, seed: int) -> Trials:
    return learned_trials(learner, setting, 1, np.random.default_rng(seed))


def near_the_threshold(m: int, D: int, seed: int, flipped: float) -> LinearSetting:
    """The setting whose one trial has every flipped margin 2c - 1 this far from 0: c/(1 - c) is proportional to s."""
    c = (1 + float(trials_of(EXACT, LinearSetting(m, D), seed).first_flipped[0])) / 2
    wanted = (1 + flipped) / 2
    return LinearSetting(m, D, s=4 * Fraction(wanted / (1 - wanted)) / Fraction(c / (1 - c)))


def counted(trials: Trials, event: Event, setting: LinearSetting) -> Count:
    return rounding.counted(trials, event, setting, quadrature=True, tolerance=sampler_of("minimum-norm", "raw").tolerance)


@pytest.mark.parametrize("name", MISSES)
@pytest.mark.parametrize("event", [Event("one-flipped"), Event("all-flipped")])
def test_no_miss_of_the_solver_turns_a_flipped_point_that_is_told(event: Event, name: str) -> None:
    """Whether a flipped point is missed turns on 2c - 1, of which a solver may be off by 2c and 1 times its own misses."""
    for seed, share in ((1, 0.4), (2, 0.9), (3, 1.6)):
        for side in (-1, 1):
            setting = near_the_threshold(6, 20, seed, side * share * TOLERANCE)
            truth = bool((trials_of(EXACT, setting, seed).greatest_flipped <= 0)[0])
            assert truth == (side < 0)
            for sign in (-0.999, 0.999):
                found = counted(trials_of(missing(sign * TOLERANCE * MISSES[name](6)), setting, seed), event, setting)
                assert found.certain <= truth <= found.certain + found.open


@pytest.mark.parametrize("sign", [-1, 1])
def test_a_flipped_point_well_past_the_threshold_is_told_nevertheless(sign: int) -> None:
    setting = near_the_threshold(6, 20, 1, sign * 5 * TOLERANCE)
    for name in MISSES:
        trials = trials_of(missing(0.999 * TOLERANCE * MISSES[name](6)), setting, 1)
        assert counted(trials, Event("one-flipped"), setting) == Count(int(sign < 0), 0)


def test_margins_of_one_are_of_the_learner_and_no_solver_denies_them() -> None:
    setting = LinearSetting(6, 20)
    trials = trials_of(missing(-0.999 * TOLERANCE * np.ones(6)), setting, 1)
    assert counted(trials, Event("training-margin", gamma=1), setting) == Count(0, 1)
    assert counted(trials, Event("training-margin", gamma="0.9999"), setting) == Count(1, 0)
    assert counted(trials, Event("training-margin", gamma="1.0001"), setting) == Count(0, 0)


def test_what_is_computed_in_one_step_is_taken_as_it_is() -> None:
    """No solver, no allowance: these are functions of the sample, and only rounding moves them."""
    for name, learner in LEARNERS.items():
        assert (sampler_of(name, "raw").tolerance > 0) == bool(learner.trusts)
        assert name in ("one-step", "gradient-descent") or learner.trusts


def touching(angle: float, room: float, rng: np.random.Generator) -> Sample:
    """Two points in a random plane: the separator is the first, and the second has a margin of 1 + room beside it."""
    plane = np.linalg.qr(rng.normal(size=(5, 2)))[0].T
    z = np.array([plane[0], (1 + room) * plane[0] + np.tan(angle) * plane[1]])
    y = rng.choice((-1.0, 1.0), size=2)
    return Sample(y, (y[:, None] * z)[:, :1], (y[:, None] * z)[:, 1:])


@pytest.mark.parametrize("angle", [0.3, 0.8, 1.4])
@pytest.mark.parametrize("room", [0.0, 1e-9, 1e-6, 1e-3, 0.1])
def test_a_separator_that_is_let_pass_is_right_to_the_tolerance_of_its_length(
    angle: float, room: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A solver that leaves some weight on a point that needs none: margins are short by a square of what the weights are off by."""
    rng, passed = np.random.default_rng(1), 0
    for share in (0.0, *(10.0**-power for power in range(1, 16))):
        S = touching(angle, room, rng)
        right = S.y[0] * S.x[0]
        monkeypatch.setattr(learners, "nnls", lambda A, b, maxiter, share=share: (np.array([1 - share, share]), 0.0))
        try:
            w = learners.max_margin(S)
        except learners.Unsolved:
            continue
        passed += 1
        assert np.linalg.norm(w - right) <= sampler_of("max-margin", "raw").tolerance * np.linalg.norm(right)
    assert 1 <= passed < 16


@pytest.mark.parametrize(("m", "D"), [(2, 3), (10, 10), (30, 200), (100, 120)])
def test_the_separators_own_solver_is_let_pass(m: int, D: int) -> None:
    for seed in range(3):
        S = draw(LinearSetting(m, D), np.random.default_rng(seed))
        margins = (S.y[:, None] * S.x) @ LEARNERS["max-margin"].fit(S)
        assert margins.min() == pytest.approx(1, abs=1e-12)
