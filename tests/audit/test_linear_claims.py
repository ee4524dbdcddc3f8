"""Claims about the linear setting, both ways."""

from __future__ import annotations

import pytest

from tests.audit.asking import stated


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
