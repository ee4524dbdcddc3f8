"""m = 1, 2, 3, where the mean of the deviates matters: the samplers of the law against raw data in R^(K + D).

At m >= 20 the mean is so small that a formula which loses it passes every comparison; with one point the mean is that
point. Raw data share no formula with the law.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from scipy.stats import ks_2samp

from uccheck.linear import law
from uccheck.linear.events import one_flipped, probability
from uccheck.linear.sample import Trials, correlated_flip, draw, learn, margins, population_loss, raw_trials
from uccheck.linear.setting import Event, LinearSetting
from uccheck.statistics.estimate import interval

ALPHA = Fraction(1, 10**4)  # of each test's family, shared equally by its comparisons
SETTINGS = [LinearSetting(1, 9), LinearSetting(2, 9), LinearSetting(3, 30), LinearSetting(2, 40, s=2, b=9)]
RHOS = [1.0, 0.6, 0.2]


def generator(*key: int) -> np.random.Generator:
    return np.random.default_rng(np.random.SeedSequence([41, *key]))


def functions(trials: Trials) -> dict[str, np.ndarray]:
    """Each statistic alone and with each other, since a lost mean may show in the joint law only."""
    alone = {name: getattr(trials, name) for name in ("least_margin", "greatest_flipped", "first_flipped", "population_loss")}
    pairs = [("least_margin", "greatest_flipped"), ("least_margin", "first_flipped"), ("greatest_flipped", "first_flipped")]
    sums = {f"{a} + {b}": alone[a] + alone[b] for a, b in pairs}
    differences = {f"{a} - {b}": alone[a] - alone[b] for a, b in pairs}
    return {**alone, **sums, **differences, "loss * flipped": alone["population_loss"] * alone["first_flipped"]}


def rejected(first: dict[str, np.ndarray], second: dict[str, np.ndarray]) -> list[str]:
    level = float(ALPHA) / len(first)
    return [n for n in first if ks_2samp(first[n].round(9), second[n].round(9), method="asymp").pvalue < level]


@pytest.mark.parametrize("rho", RHOS)
@pytest.mark.parametrize("index", range(len(SETTINGS)))
def test_the_sampler_of_the_law_agrees_with_data(index: int, rho: float) -> None:
    setting = SETTINGS[index]
    raw = raw_trials(setting, 2500, generator(1, index, int(10 * rho)), rho=rho, gamma=3)
    exact = law.law_trials(setting, 20_000, generator(2, index, int(10 * rho)), rho=rho, gamma=3)
    assert rejected(functions(raw), functions(exact)) == []


@pytest.mark.parametrize("which", ["greatest_flipped", "first_flipped", "least_margin"])
def test_a_lost_mean_is_seen(which: str) -> None:
    """rho zbar counted with weight 1 in place of rho (or not at all, for the least margin): the error that this file is for."""
    setting, rho, n = SETTINGS[1], 0.6, 20_000
    raw = functions(raw_trials(setting, 2500, generator(3), rho=rho, gamma=3))
    rng = generator(4)
    T = 2 * rng.standard_gamma(setting.D / 2, size=n)
    mean, least, mixed, first = law._extremes(setting.m, n, rho, rng)
    root, variance = np.sqrt(setting.m * T), float(setting.noise_variance)
    weight = {name: (1.0 if name == which else rho) for name in ("greatest_flipped", "first_flipped")}
    wrong = Trials(
        least_margin=4 + variance * (T + root * (least - (0 if which == "least_margin" else mean))),
        greatest_flipped=4 - variance * (rho * T + root * (mixed - weight["greatest_flipped"] * mean)),
        first_flipped=4 - variance * (rho * T + root * (first - weight["first_flipped"] * mean)),
        population_loss=law.population_loss(setting, T, 3),
    )
    assert rejected(raw, functions(wrong)) != []


@pytest.mark.parametrize("rho", RHOS)
@pytest.mark.parametrize("m", [1, 2, 3])
def test_margins_of_the_law_agree_with_data(m: int, rho: float) -> None:
    """All margins and flipped margins of one sample, through six linear functions of them and the loss."""
    setting, n = LinearSetting(m, 8), 2500
    rng = generator(5, m, int(10 * rho))
    rows = []
    for _ in range(n):
        sample = draw(setting, rng)
        w = learn(sample)
        rows.append((margins(w, sample), margins(w, correlated_flip(setting, sample, rho, rng)), population_loss(w, setting)))
    raw = [np.array(part) for part in zip(*rows, strict=True)]
    more = 8 * n
    T = 2 * rng.standard_gamma(setting.D / 2, size=more)
    zeta, eta = rng.standard_normal((2, more, m))
    N = law.flipped_margins(setting, T, zeta, rho=rho, eta=None if rho == 1 else eta)
    exact = [law.margins(setting, T, zeta), N, law.population_loss(setting, T)]

    def of(M: np.ndarray, N: np.ndarray, loss: np.ndarray) -> dict[str, np.ndarray]:
        first = {"M": M[:, 0], "N": N[:, 0], "M + N": M[:, 0] + N[:, 0], "M - N": M[:, 0] - N[:, 0], "loss": loss}
        return {**first, "sum M": M.sum(axis=1), "sum N": N.sum(axis=1), "M last + N": M[:, -1] + N[:, 0], "loss M": loss * M[:, 0]}

    assert rejected(of(*raw), of(*exact)) == []


@pytest.mark.parametrize(("m", "D"), [(1, 9), (2, 9), (3, 30), (2, 25)])
def test_enclosures_agree_with_data(m: int, D: int) -> None:
    """Every event of one, two or three points, counted in raw data, lies within exact limits around its enclosure."""
    setting, n = LinearSetting(m, D), 3000
    events = [
        (Event("all-flipped"), 0),
        (Event("one-flipped"), 0),
        (Event("training-margin", gamma=20), 0),
        (Event("population-error", epsilon="0.35"), 0),
        (Event("population-error", epsilon="0.4", gamma=3), 3),
        (Event("population-error", epsilon="0.7", gamma=30), 30),
        (Event("all-flipped-and-population-error", epsilon="0.4"), 0),
    ]
    raw = {gamma: raw_trials(setting, n, generator(6, m, D, gamma), gamma=gamma) for gamma in (0, 3, 30)}
    seen = 0
    for event, gamma in events:
        k = int(raw[gamma].occurs(event).sum())
        low, high = interval(k, n, ALPHA / len(events))
        found = probability(event, setting)
        assert Fraction(found.lower) <= high and low <= Fraction(found.upper)
        seen += 0 < k < n
    assert seen >= 4  # most events are neither certain nor impossible


@pytest.mark.parametrize(("m", "rho"), list(product([1, 2, 3], ["0.6", "0.2", "1"])))
def test_one_flipped_point_of_few_agrees_with_data(m: int, rho: str) -> None:
    setting, n = LinearSetting(m, 12), 3000
    k = int(raw_trials(setting, n, generator(7, m, int(10 * float(rho))), rho=float(rho)).occurs(Event("one-flipped", rho=rho)).sum())
    low, high = interval(k, n, ALPHA / 9)
    value, complement = one_flipped(setting, Fraction(rho)).enclose(54)
    assert float(value.lower()) <= high and low <= float(value.upper())
    assert abs(float(value.mid()) + float(complement.mid()) - 1) < 1e-12
