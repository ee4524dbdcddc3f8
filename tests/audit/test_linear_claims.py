"""Claims about the linear setting, both ways."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from scipy.stats import norm

from tests.audit.asking import stated
from uccheck.balls.chi2 import One
from uccheck.certificates.language import rests_on
from uccheck.linear.events import describe
from uccheck.linear.factors import Extreme, Normal
from uccheck.linear.setting import BY_LAWS, EVENTS, Event, EventName, LinearSetting


def word(body: str) -> str:
    return stated(body).word


EVENT = 'kind = "event"\nevent = "{}"\nm = {}\nD = {}\nrelation = "{}"\nvalue = "{}"\n{}'


@pytest.mark.parametrize(
    ("event", "m", "D", "relation", "value", "more", "expected"),
    [
        ("all-flipped", 1000, 400000, ">=", "0.999", "", "CERTIFIED"),
        ("all-flipped", 1000, 400000, "<", "0.999", "", "REFUTED"),
        ("all-flipped", 1000, 400000, "==", "1", "", "REFUTED"),
        ("all-flipped", 100, 100, ">=", "0.5", "", "REFUTED"),
        ("one-flipped", 10, 100, "<=", "1", "", "CERTIFIED"),
        ("training-margin", 100, 10000, ">=", "0.99", "gamma = 4", "CERTIFIED"),
        ("population-error", 100, 40000, ">=", "0.95", 'epsilon = "0.01"', "CERTIFIED"),
        ("population-error", 100, 400, ">=", "0.95", 'epsilon = "0.01"', "REFUTED"),
        ("all-flipped-and-population-error", 100, 40000, ">=", "0.95", 'epsilon = "0.01"', "CERTIFIED"),
    ],
)
def test_events(event: str, m: int, D: int, relation: str, value: str, more: str, expected: str) -> None:
    assert word(EVENT.format(event, m, D, relation, value, more)) == expected


GENERALIZES = 'kind = "generalizes"\nm = {}\nD = {}\ndelta = "0.05"\nat_most = "{}"\ngamma = "{}"'


@pytest.mark.parametrize(
    ("m", "D", "at_most", "gamma", "expected"),
    [
        (1000, 400000, "0.01", "0", "CERTIFIED"),
        (1000, 400000, "0.006", "0", "REFUTED"),
        (1000, 40000, "0.01", "0", "REFUTED"),
        (1000, 400000, "0.2", "4", "CERTIFIED"),
        (1000, 400000, "0.1", "4", "REFUTED"),
        (1000, 40000, "0.3", "100000", "CERTIFIED"),
        (1000, 400000, "0.4", "20", "REFUTED"),
        (1000, 400000, "0.85", "20", "CERTIFIED"),
    ],
)
def test_generalization(m: int, D: int, at_most: str, gamma: str, expected: str) -> None:
    assert word(GENERALIZES.format(m, D, at_most, gamma)) == expected


VACUOUS = 'kind = "vacuous"\nm = {}\nD = {}\ndelta = "{}"\nat_least = "{}"\ngamma = "{}"'


@pytest.mark.parametrize(
    ("m", "D", "delta", "at_least", "gamma", "expected"),
    [
        (1000, 400000, "0.05", "0.9", "0", "CERTIFIED"),
        (1000, 400000, "0.05", "0.999", "0", "REFUTED"),  # small D: L_D itself is above 0.006
        (1000, 40000, "0.05", "0.9", "0", "REFUTED"),
        (1000, 400000, "0.05", "0.9", "8", "REFUTED"),
        (1000, 4000000, "0.05", "0.9", "100000", "REFUTED"),  # large gamma
        (1, 10, "0.9999", "0.6", "0", "REFUTED"),  # delta near 1
        (1000, 4000000, "0.9999", "0.6", "1", "CERTIFIED"),  # delta near 1, but D large: theorem C
        (1000, 400000, "0.6", "0.9", "0", "CERTIFIED"),
        (1000, 400000, "0.05", "0.99386", "0", "INCONCLUSIVE"),  # between the two bounds
    ],
)
def test_vacuity(m: int, D: int, delta: str, at_least: str, gamma: str, expected: str) -> None:
    assert word(VACUOUS.format(m, D, delta, at_least, gamma)) == expected


#: The chance that the counts below lie outside their limits: Hoeffding's bound of an empirical quantile.
ALPHA, DRAWS = 1e-6, 20_000


def gaps(m: int, D: int) -> np.ndarray:
    """L_D - Lhat_S of raw samples in R^D, in rising order."""
    noise = np.random.default_rng(7).standard_normal((DRAWS, m, D))
    weights = noise.sum(axis=1)
    training = (D / 8 + np.einsum("nij,nj->ni", noise, weights) <= 0).mean(axis=1)
    return np.sort(norm.sf(D / 8 / np.linalg.norm(weights, axis=1)) - training)


@pytest.mark.parametrize(("m", "D", "delta"), [(10, 1, 0.9), (3, 2, 0.8), (10, 40, 0.1)])
def test_about_what_e_gen_is_nothing_is_said_that_raw_samples_deny(m: int, D: int, delta: float) -> None:
    """Test errors below the training error make it negative: upheld and refuted intervals are held against the quantile of raw gaps."""
    found, reach = gaps(m, D), math.sqrt(math.log(2 / ALPHA) / (2 * DRAWS))
    low, high = (float(found[int(DRAWS * (1 - delta + sign * reach))]) for sign in (-1, 1))
    words, middle = set(), Fraction((low + high) / 2).limit_denominator(1000)
    for about in (middle, Fraction(-6, 5), Fraction(-1, 5), Fraction(1, 5), Fraction(9, 10)):
        for within in (Fraction(1, 50), Fraction(1)):
            body = f'kind = "approx"\nquantity = "e_gen"\nabout = "{float(about)}"\nwithin = "{float(within)}"'
            word = stated(f'{body}\nm = {m}\nD = {D}\ndelta = "{delta}"').word
            first, last = Fraction(str(float(about))) - within, Fraction(str(float(about))) + within
            assert word != "REFUTED" or not (first <= low and high <= last), (about, within)
            assert word not in ("PROVED", "CERTIFIED") or (first <= high and low <= last), (about, within)
            words.add(word)
    assert {"REFUTED", "PROVED"} <= words or {"REFUTED", "CERTIFIED"} <= words


@pytest.mark.parametrize("event", EVENTS)
def test_an_event_rests_on_the_laws_by_which_it_is_enclosed(event: EventName) -> None:
    """Where the law of the extreme deviate takes part, its sentence is given: by `uccheck probability` and by the audit alike."""
    more = {"epsilon": "0.4"} if "population" in event else {}
    pieces = describe(Event(event, **more), LinearSetting(4, 50)).inside  # type: ignore[arg-type]
    kinds = {Extreme: "all_flipped", Normal: "unflipped", One: "loss"}
    needed = {sentence for piece in pieces for sentence in rests_on(kinds[type(piece.factor)])[1]}
    assert needed == set(rests_on(*BY_LAWS[event])[1])
    given = set(stated(EVENT.format(event, 4, 50, ">=", "0.000001", 'epsilon = "0.4"' if more else "")).trusts) - {"flint"}
    assert given == needed
