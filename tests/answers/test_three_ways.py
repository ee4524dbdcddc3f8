"""The same probability three ways: enclosed by balls, counted from the exact law, counted from data in R^(K + D)."""

from fractions import Fraction

import numpy as np
import pytest

from uccheck.core.exact import exact
from uccheck.linear.events import probability
from uccheck.linear.law import law_trials, population_loss_quantile
from uccheck.linear.sample import Trials, learn, margins, raw_trials, simplex
from uccheck.linear.setting import Event, LinearSetting
from uccheck.statistics.estimate import interval

ALPHA = Fraction(1, 10**4)  # of this file, shared equally by its intervals
SHARE = ALPHA / 60
CASES = [(20, 200, 1500), (50, 800, 500), (200, 6000, 50)]
GAMMA = "4"


def events(setting: LinearSetting) -> list[Event]:
    """Every event, at an epsilon that is neither rare nor sure."""
    epsilon, wider = (str(round(population_loss_quantile(setting, order, GAMMA), 6)) for order in ("0.5", "0.9"))
    return [
        Event("all-flipped"),
        Event("one-flipped"),
        Event("training-margin", gamma=GAMMA),
        Event("population-error", epsilon=epsilon, gamma=GAMMA),
        Event("all-flipped-and-population-error", epsilon=wider, gamma=GAMMA),
    ]


def enclosed(setting: LinearSetting, event: Event) -> tuple[Fraction, Fraction]:
    found = probability(event.name, setting, epsilon=event.epsilon, gamma=event.gamma, rho=event.rho)
    return exact(found.lower, "lower"), exact(found.upper, "upper")


def counted(trials: Trials, event: Event) -> tuple[Fraction, Fraction]:
    occurred = trials.occurs(event)
    return interval(int(occurred.sum()), len(occurred), SHARE)


def generator(*key: int) -> np.random.Generator:
    return np.random.default_rng(np.random.SeedSequence(key))


@pytest.mark.parametrize(("m", "D", "n"), CASES)
def test_balls_lie_in_the_intervals_of_both_samplers(m: int, D: int, n: int) -> None:
    setting = LinearSetting(m, D)
    law = law_trials(setting, 40_000, generator(1, m), gamma=float(GAMMA))
    raw = raw_trials(setting, n, generator(2, m), gamma=float(GAMMA))
    for event in events(setting):
        below, above = enclosed(setting, event)
        assert 0 <= below <= above <= 1
        for trials in (law, raw):
            low, high = counted(trials, event)
            assert low <= below
            assert above <= high


@pytest.mark.parametrize(("m", "D", "n"), CASES)
def test_one_point_of_the_correlated_flip(m: int, D: int, n: int) -> None:
    setting, event = LinearSetting(m, D), Event("one-flipped", rho="1/2")
    below, above = enclosed(setting, event)
    for trials in (
        law_trials(setting, 40_000, generator(3, m), rho=0.5),
        raw_trials(setting, n, generator(4, m), rho=0.5),
    ):
        low, high = counted(trials, event)
        assert low <= below <= above <= high


@pytest.mark.parametrize("k", [2, 3, 5])
def test_a_pair_of_a_simplex_is_a_correlated_flip(k: int) -> None:
    """h_{S_1} on a point of S_c, the data drawn as a simplex of k samples: rho = 1/(k - 1), and no other."""
    setting, n = LinearSetting(20, 200), 3000
    rng, wrong = generator(7, k), 0
    for _ in range(n):
        first, *others = simplex(setting, k, rng)
        wrong += int(margins(learn(first), others[-1])[0] <= 0)
    low, high = interval(wrong, n, SHARE)
    below, above = enclosed(setting, Event("one-flipped", rho=Fraction(1, k - 1)))
    assert low <= below <= above <= high
    if k > 2:
        below, above = enclosed(setting, Event("one-flipped", rho=Fraction(1, k - 2)))
        assert high < below


def test_the_comparison_can_fail() -> None:
    """Each enclosure at D = 200 is excluded by the counts at D = 230, and by those of another flip."""
    setting, other = LinearSetting(20, 200), LinearSetting(20, 230)
    trials = law_trials(other, 40_000, generator(5), gamma=float(GAMMA))
    for event in events(setting):
        low, high = counted(trials, event)
        below, above = enclosed(setting, event)
        assert above < low or high < below
    event = Event("one-flipped", rho="1/2")
    low, high = counted(law_trials(setting, 40_000, generator(6), rho=0.55), event)
    below, above = enclosed(setting, event)
    assert above < low or high < below
