"""Numbers claimed of the least D and of quantities: true, false, and open by their rounding."""

from __future__ import annotations

import pytest

from tests.audit.asking import decided, word

SMALL = {"m": 10, "delta": "0.25", "epsilon": "0.1"}


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ({"relation": ">=", "value": 900}, "CERTIFIED"),
        ({"relation": ">=", "value": 1500}, "REFUTED"),
        ({"relation": "<=", "value": 1500}, "CERTIFIED"),
        ({"relation": "<=", "value": 900}, "REFUTED"),
        ({"about": 1100, "factor": "1.5"}, "CERTIFIED"),
        ({"about": 5000, "factor": "1.5"}, "REFUTED"),
        ({"about": 5000}, "REFUTED"),
        ({"about": 300, "factor": "1.5"}, "REFUTED"),
    ],
)
def test_thresholds(table: dict[str, object], expected: str) -> None:
    found = decided("threshold", **SMALL, **table)
    assert found.word == expected, found.detail


def test_the_threshold_agrees_with_the_search() -> None:
    from uccheck.answers.threshold import threshold

    least = threshold(10, "0.25", "0.1").D
    assert word("threshold", **SMALL, relation="<=", value=least) == "CERTIFIED"
    assert word("threshold", **SMALL, relation=">=", value=least - 20) == "CERTIFIED"
    assert word("threshold", **SMALL, relation=">=", value=least + 1) == "REFUTED"


AT = {"m": 1000, "D": 400000, "delta": "0.05"}


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ({"quantity": "e_unif-alg", "about": "0.994", **AT}, "CERTIFIED"),
        ({"quantity": "e_unif-alg", "about": "0.90", **AT}, "REFUTED"),
        ({"quantity": "e_unif-alg", "about": "1.0", "within": "0.001", **AT}, "REFUTED"),
        ({"quantity": "e_unif-alg", "about": 1, **AT}, "INCONCLUSIVE"),
        ({"quantity": "e_unif-alg", "about": "1.0"}, "INCONCLUSIVE"),
        ({"quantity": "e_gen", "about": "0.0063", **AT}, "CERTIFIED"),
        ({"quantity": "e_gen", "about": "0.0070", **AT}, "REFUTED"),
        ({"quantity": "all-flipped", "about": "0.79", "m": 1000, "D": 16000}, "CERTIFIED"),
        ({"quantity": "all-flipped", "about": "0.80", "m": 1000, "D": 16000}, "REFUTED"),
        ({"quantity": "64*2.326**2", "about": "346"}, "CERTIFIED"),
        ({"quantity": "64*2.326**2", "about": "347"}, "REFUTED"),
        ({"quantity": "1000*pi", "about": "3142"}, "CERTIFIED"),
        ({"quantity": "1000*pi", "about": "3100"}, "INCONCLUSIVE"),
        ({"quantity": "1000*pi", "about": "3000"}, "INCONCLUSIVE"),
        ({"quantity": "1000*pi", "about": "3000.0"}, "REFUTED"),
        ({"quantity": "1000*pi", "about": "3200"}, "REFUTED"),
        ({"quantity": "1000*pi", "about": "3100", "within": "10"}, "REFUTED"),
    ],
)
def test_about(table: dict[str, object], expected: str) -> None:
    found = decided("approx", **table)
    assert found.word == expected, found.detail


def test_about_is_not_refuted_by_zeros_that_may_be_rounding() -> None:
    found = decided("threshold", m=1000, delta="0.05", epsilon="0.01", about=350000)
    assert found.needs == ("rounding",) and "[345000, 355000]" in found.detail and "[349999.5, 350000.5]" in found.detail
