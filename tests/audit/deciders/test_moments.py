"""Moments and events of the linear setting against raw data: each formula that the audit knows, and each event by its own words."""

from __future__ import annotations

import re
from fractions import Fraction

import numpy as np
import pytest

from uccheck.audit.deciders.linear.moment import KNOWN
from uccheck.audit.sentences import EVENTS
from uccheck.linear.events import probability
from uccheck.linear.sample import draw, flip, learn, margins, population_loss
from uccheck.linear.setting import Event, LinearSetting

SETTING, TRIALS, AT_LEAST, EPSILON = LinearSetting(3, 5, s=2, b=7), 4000, Fraction(4), Fraction(2, 5)


@pytest.fixture(scope="module")
def raw() -> dict[str, np.ndarray]:
    """Every variable in raw samples of one setting: sizes that no two formulas share, so that none stands for another."""
    rng, rows = np.random.default_rng(20261129), []
    for _ in range(TRIALS):
        sample, other = draw(SETTING, rng), draw(SETTING, rng, 1)
        w = learn(sample)
        own, turned = margins(w, sample), margins(w, flip(sample))
        first, second = float((w[: SETTING.K] ** 2).sum()), float((w[SETTING.K :] ** 2).sum())
        T = second * SETTING.D / (float(SETTING.b) * SETTING.m)
        single = own[0], turned[0], margins(w, other)[0], T, first, second, first + second, population_loss(w, SETTING)
        rows.append([*single, *own, *turned])
    table = np.array(rows)
    names = ("training margin", "flipped margin", "fresh margin", "T", "|w1|^2", "|w2|^2", "|w|^2", "L_D")
    return dict(zip(names, table.T, strict=False)) | {"own": table[:, 8:11], "flipped": table[:, 11:]}


@pytest.mark.parametrize("name", KNOWN)
def test_each_mean_and_variance_is_that_of_raw_data(raw: dict[str, np.ndarray], name: str) -> None:
    """Within six standard deviations of either estimate: a false alarm has probability below 1e-6."""
    values = {"m": 3, "D": 5, "s": 2, "b": 7}
    mean, variance = (float(eval(formula, {}, values)) for formula in KNOWN[name])
    seen = raw[name]
    square = (seen - mean) ** 2
    assert abs(seen.mean() - mean) <= 6 * seen.std() / TRIALS**0.5 + 1e-9
    assert abs(square.mean() - variance) <= 6 * square.std() / TRIALS**0.5 + 1e-9


QUANTIFIED = {"every": np.all, "some": np.any, "a given": lambda hits, axis: hits[:, 0]}


@pytest.mark.parametrize("name", EVENTS)
def test_the_words_of_an_event_are_those_of_the_event_that_is_decided(raw: dict[str, np.ndarray], name: str) -> None:
    """The sentence is read part by part on raw data; its frequency lies within six standard deviations of the enclosure."""
    hits = np.ones(TRIALS, dtype=bool)
    for part in EVENTS[name].split(" and "):
        if quantified := re.fullmatch(r"h_S misclassifies (every|some|a given) flipped training point", part):
            hits &= QUANTIFIED[quantified[1]](raw["flipped"] <= 0, axis=1)
        elif quantified := re.fullmatch(r"(every|some) training margin is at least gamma", part):
            hits &= QUANTIFIED[quantified[1]](raw["own"] >= float(AT_LEAST), axis=1)
        else:
            assert part == "L_D(h_S) <= epsilon"
            hits &= raw["L_D"] <= float(EPSILON)
    event = Event(name, **({"epsilon": EPSILON} if "epsilon" in EVENTS[name] else {"gamma": AT_LEAST} if "gamma" in EVENTS[name] else {}))
    found = probability(event, SETTING)
    spread = 6 * (0.25 / TRIALS) ** 0.5
    assert float(found.lower) - spread <= hits.mean() <= float(found.upper) + spread
    assert 0.05 < hits.mean() < 0.95
