"""Moments and events of the linear setting against raw data: each formula that the audit knows, and each event by its own words."""

from __future__ import annotations

import re
from fractions import Fraction

import numpy as np
import pytest

from tests.audit.asking import decided
from uccheck.audit.deciders.linear.moment import KNOWN, LAW, at_paper
from uccheck.audit.kinds.linear import Moment
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


@pytest.mark.parametrize("what", ["mean", "variance"])
@pytest.mark.parametrize("name", KNOWN)
def test_a_formula_is_upheld_where_it_is_the_known_one_and_refuted_where_it_is_another(name: str, what: str) -> None:
    known = KNOWN[name][what == "variance"]
    for equals, verb, expected in ((f"2*({known})/2", "is", "CERTIFIED"), (f"({known}) + s/10**9 + b/10**9", "is not", "REFUTED")):
        found = decided("moment", of=name, what=what, equals=equals)
        assert found.word == expected, found.detail
        assert f"; {equals} {verb} that (" in found.detail and f"the {what} of {name} is {known}" in found.detail
        assert LAW in found.trusts


@pytest.mark.parametrize(
    ("name", "what", "equals", "fixed", "here", "expected"),
    [
        ("flipped margin", "mean", "s - b", {}, "", "CERTIFIED"),
        ("flipped margin", "mean", "-28", {"s": 4, "b": 32}, ", at s = 4, b = 32: 4 - 32;", "CERTIFIED"),
        ("flipped margin", "mean", "-36", {"s": 4, "b": 32}, ", at s = 4, b = 32: 4 - 32;", "REFUTED"),
        ("flipped margin", "mean", "s - 32", {"b": 32}, ", at b = 32: s - 32;", "CERTIFIED"),
        ("flipped margin", "mean", "4 - b", {"s": 4}, ", at s = 4: 4 - b;", "CERTIFIED"),
        ("fresh margin", "variance", "1024*m/D", {"b": 32}, ", at b = 32: 32**2*m/D;", "CERTIFIED"),
        ("fresh margin", "mean", "abs(4)", {"s": 4}, ", at s = 4: 4;", "CERTIFIED"),
        ("T", "mean", "D", {}, "", "CERTIFIED"),
        ("|w1|^2", "mean", "4*m", {"s": 4}, ", at s = 4: 4*m;", "CERTIFIED"),
        ("|w2|^2", "variance", "2048*m**2/D", {"b": 32}, ", at b = 32: 2*32**2*m**2/D;", "CERTIFIED"),
    ],
)
def test_a_formula_that_lacks_s_or_b_is_held_to_the_papers_values_of_them(
    name: str, what: str, equals: str, fixed: dict[str, int], here: str, expected: str
) -> None:
    fields = {"kind": "moment", "of": name, "what": what, "equals": equals}
    assert at_paper(Moment.model_validate({"id": "c", "says": "s", **fields})) == fixed
    found = decided(**fields)  # type: ignore[arg-type]
    assert found.word == expected and here in found.detail and (", at " in found.detail) is bool(fixed)


def test_what_cannot_be_compared_is_open_and_what_is_unknown_is_out_of_scope() -> None:
    opened = decided("moment", of="T", what="mean", equals="D + log(-1 - s**2)")
    assert opened.word == "INCONCLUSIVE" and " is that (" not in opened.detail and "is not" not in opened.detail
    near = decided("moment", of="flipped margins", what="mean", equals="1")
    assert near.word == "OUT-OF-SCOPE" and "; did you mean 'flipped margin'? Known: training margin, " in near.detail
    far = decided("moment", of="zzzz", what="mean", equals="1")
    assert far.word == "OUT-OF-SCOPE" and "of 'zzzz' are known here. Known: training margin, " in far.detail


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
