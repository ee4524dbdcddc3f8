"""Inverse questions of the other counterexamples: what is found is certified, what lies beyond is not, and no word says more."""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import Any

import pytest

import uccheck
from uccheck.answers.universes import convex, exponential, inverse
from uccheck.answers.universes.inverse import Quest, UniverseThreshold
from uccheck.answers.universes.universe import UniverseOutcome
from uccheck.certificates.check import check
from uccheck.commands.universes.sweep import record
from uccheck.core.errors import InvalidParameter
from uccheck.core.verdict import Verdict
from uccheck.diagram.universes import field_of, rows

HALF = Fraction(1, 2)


@pytest.mark.parametrize(
    ("m", "delta", "epsilon", "options"),
    [
        (10, "0.05", "0.01", {"counterexample": "sco"}),
        (10, "0.05", "0.1", {"counterexample": "sco"}),
        (7, "0.5", "0.2", {"counterexample": "sco", "learner": "erm"}),
        (4, "0.25", "0.1", {"counterexample": "sco", "learner": "regularised"}),
        (20, "0.05", "0.05", {"counterexample": "exponential", "theorem": "A"}),
        (1, "0.1", "0.5", {"counterexample": "exponential"}),
    ],
)
def test_the_least_D_is_certified_and_one_less_is_not(m: int, delta: str, epsilon: str, options: dict[str, Any]) -> None:
    found: UniverseThreshold = uccheck.threshold(m, delta, epsilon, **options)
    assert found.outcome.verdict is Verdict.UPHELD and check(found.outcome.certificate).verdict is Verdict.UPHELD
    assert found.value == found.D == found.outcome.parameters["D"]
    if found.D > 1:
        below: UniverseOutcome = uccheck.certify(m, found.D - 1, delta, epsilon, **options)
        assert below.verdict is not Verdict.UPHELD
        assert found.below is (Verdict.UPHELD if below.verdict is Verdict.REFUTED else Verdict.UNDECIDED)
        assert ("fails" if below.verdict is Verdict.REFUTED else "nothing excludes one") in found.below_detail
    with pytest.raises(TypeError):
        bool(found)


def test_the_least_d_is_that_of_the_exact_probability() -> None:
    """1 - (1 - 2^(1 - m))^d > delta, the chance of a coordinate that is constant on the sample, in whole numbers."""
    m, delta = 10, Fraction(1, 20)
    least = next(d for d in range(1, 100) if 1 - (1 - Fraction(1, 2 ** (m - 1))) ** d > delta)
    assert least == uccheck.threshold(m, delta, "0.01", counterexample="sco").D


def test_the_least_epsilon_is_a_bracket_end_and_says_what_fails_below() -> None:
    found = uccheck.least_epsilon(100, 5000, "0.05", counterexample="sco")
    assert found.below is Verdict.UPHELD and found.outcome.verdict is Verdict.UPHELD
    assert uccheck.certify(100, 5000, "0.05", found.value, counterexample="sco").verdict is Verdict.UPHELD
    smaller = uccheck.certify(100, 5000, "0.05", found.value * Fraction(999, 1000), counterexample="sco")
    assert smaller.verdict is Verdict.REFUTED
    other = uccheck.least_epsilon(100, 5000, "0.05", counterexample="exponential")
    assert other.below is Verdict.UNDECIDED and other.below_detail == "nothing is shown to fail"


def test_largest_numbers_are_certified_and_one_more_is_not() -> None:
    delta = uccheck.largest_delta(10, 5000, "0.01", counterexample="sco")
    assert uccheck.certify(10, 5000, delta.value + Fraction(1, 10**6), "0.01", counterexample="sco").verdict is not Verdict.UPHELD
    m = inverse.largest(Quest("m", lambda m, sure: convex.certify(m, 5000, "0.05", "0.01", confirmed=sure)), 40, "none")
    assert m.outcome.verdict is delta.outcome.verdict is Verdict.UPHELD
    assert uccheck.certify(int(m.value) + 1, 5000, "0.05", "0.01", counterexample="sco").verdict is not Verdict.UPHELD


@pytest.mark.parametrize("theorem", ["A", "B"])
def test_the_largest_delta_of_every_theorem_lies_in_its_domain(theorem: str) -> None:
    """The search ends where theorems A and B do: delta < 1/2."""
    options: dict[str, Any] = {"counterexample": "exponential", "theorem": theorem}
    found = uccheck.largest_delta(20, 5000, "0.1", **options)
    assert found.outcome.verdict is Verdict.UPHELD and found.theorem == theorem
    following = found.value + Fraction(1, 10**6)
    if following < HALF:
        assert uccheck.certify(20, 5000, following, "0.1", **options).verdict is not Verdict.UPHELD


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda: uccheck.threshold(60, "0.05", "0.01", counterexample="sco"), "about 2\\^m coordinates"),
        (lambda: uccheck.threshold(10, "0.05", "0.01", counterexample="sco", learner="regularised", eta=1), "the other is not"),
        (lambda: uccheck.least_epsilon(10, 5000, "0.05", counterexample="sco"), "there is no least one"),
        (
            lambda: uccheck.least_epsilon(10, 5000, "0.05", counterexample="sco", learner="erm"),
            "every epsilon in \\(0, 1/2\\) is shown to fail",
        ),
        (lambda: uccheck.least_epsilon(3, 5, "0.3", counterexample="exponential"), "no epsilon below 1 is certified"),
        (lambda: uccheck.largest_delta(60, 2, "0.01", counterexample="sco"), "no delta was found"),
        (lambda: uccheck.threshold(10, "0.05", "0.01", counterexample="sco", s=4), "--s 4 says nothing"),  # type: ignore[call-overload]
        (lambda: uccheck.certify(10, 5, "0.05", "0.01", counterexample="other"), "unknown counterexample"),  # type: ignore[call-overload]
        (lambda: uccheck.certify(10, 5, "0.05", "0.01", eta=1), "--eta 1 says nothing"),  # type: ignore[call-overload]
    ],
)
def test_misuse_is_one_line(ask: Any, said: str) -> None:
    with pytest.raises(InvalidParameter, match=said) as refusal:
        ask()
    assert "\n" not in str(refusal.value)


def test_a_checker_that_refuses_moves_the_answer_and_never_the_word(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the checker confirms nothing below D = 40, the answer is certified all the same, and D - 1 is not."""

    def at(D: Fraction, confirmed: bool) -> UniverseOutcome:
        d = D if not confirmed or D >= 40 else Fraction(1)
        return convex.certify(10, d, "0.05", "0.01", confirmed=confirmed)

    found = inverse.least(Quest("D", at), 10**6, "none")
    assert found.value == 40 and found.outcome.verdict is Verdict.UPHELD
    assert at(Fraction(39), True).verdict is not Verdict.UPHELD


def test_top_level_names_lead_to_every_counterexample() -> None:
    linear = uccheck.certify(1000, 400_000, "0.05", "0.01")
    network = uccheck.certify(100, 5000, "0.05", "0.01", counterexample="exponential")
    assert linear.verdict is network.verdict is Verdict.UPHELD and network.counterexample == "exponential"
    same = exponential.certify(100, 5000, "0.05", "0.01")
    assert network.certificate == same.certificate


@pytest.mark.parametrize("ratio", ["2", "2.5", "7/3", "1.001"])
def test_a_dimension_per_sample_is_the_least_whole_number_of_at_least_that(ratio: str) -> None:
    made = field_of("sco", "1,2,3,4,5,6,7", None, ratio, "0.05", "0.01", {})
    assert [int(point["m"]) for point in made] == list(range(1, 8))
    assert all(point["D"] - 1 < point["m"] * Fraction(ratio) <= point["D"] for point in made)


def test_a_grid_of_the_interpolator_reaches_down_to_as_many_dimensions_as_points() -> None:
    """A grid takes the points that certify takes, and refuses the others: D = m is one of them, D = m - 1 is none."""
    for m, D in itertools.product((1, 4), (1, 3, 4, 5)):
        asked: list[Any] = []
        for ask in (
            lambda m=m, D=D: field_of("linear", str(m), str(D), None, "0.05", "0.01", {"learner": "minimum-norm"}),
            lambda m=m, D=D: uccheck.certify(m, D, "0.05", "0.01", learner="minimum-norm"),
        ):
            try:
                asked.append(ask() is not None)
            except InvalidParameter as refusal:
                assert "needs D >= m" in str(refusal)
                asked.append(False)
        assert asked == [m <= D] * 2


def test_a_sweep_is_certify_at_every_point() -> None:
    made = field_of("sco", "5,10", "10,1000", None, "0.05", "0.01,0.2", {"learner": "erm,gradient-descent"})
    found = list(rows(made, record))
    assert len(found) == len(made) == 16
    for point, made_of in zip(made, found, strict=True):
        alone = convex.certify(point["m"], point["D"], point["delta"], point["epsilon"], learner=point["learner"])
        assert made_of == record(alone)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"s": "4"}, "--s 4 says nothing"),
        ({"lam": "0", "learner": "regularised"}, "lam must be"),
        ({"learner": "sgd"}, "unknown learner"),
    ],
)
def test_a_grid_with_a_wrong_value_is_refused_at_once(options: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidParameter, match=said):
        field_of("sco", "5", "10", None, "0.05", "0.01", options)
    with pytest.raises(InvalidParameter, match="theorem A needs delta < 1/2"):
        field_of("exponential", "5", "10", None, "0.05,0.6", "0.01", {"theorem": "C,A"})
