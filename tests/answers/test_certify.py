"""Answers: brackets that hold, halves that are decided both ways, thresholds that are thresholds, and an end to every decision."""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

import uccheck
from tests.fuzz.box import decide, instance
from uccheck import certify, largest_delta, largest_m, least_epsilon, table, threshold
from uccheck.certificates.check import check
from uccheck.core.errors import InvalidParameter
from uccheck.core.verdict import Verdict

UP, NO, OPEN = Verdict.UPHELD, Verdict.REFUTED, Verdict.UNDECIDED

#: (m, D, delta, epsilon, gamma) with the verdict on each half, and the rule behind each end that has one.
INSTANCES: dict[tuple[Any, ...], tuple[Verdict, Verdict]] = {
    (1000, 400_000, "0.05", "0.01", 0): (UP, UP),
    (1000, 200_000, "0.05", "0.01", 0): (NO, NO),
    (1000, 4_000, "0.05", "0.01", 0): (OPEN, NO),  # e_unif-alg <= 0.6005 was known to audit alone
    (1000, 400_000, "0.05", "0.05", 10**9): (UP, NO),  # large gamma
    (1000, 100, "0.1", "0.9", 0): (UP, OPEN),  # ran for a minute
    (2, 10**12, "0.1", "1e-300", 0): (UP, UP),  # ran for ever
    (10, 12_800, "0.9999999999999999999999", "0.1", 0): (UP, OPEN),  # ran for ever
    (1000, 400_000, "0.9", "0.01", 0): (UP, UP),
    (1000, 400_000, "0.05", "0.02", 1): (UP, UP),
    (1000, 400_000, "0.05", "0.3", 8): (NO, NO),
    (1, 300, "0.25", "0.2", 0): (UP, UP),
    (10**9, 10**12, "0.05", "0.01", 0): (UP, UP),
}


@pytest.mark.parametrize("numbers", list(INSTANCES), ids=str)
def test_each_half_is_decided_and_each_end_is_confirmed(numbers: tuple[Any, ...]) -> None:
    *question, gamma = numbers
    found = certify(*question, gamma=gamma)
    assert tuple(half.verdict for half in found.halves.values()) == INSTANCES[numbers]
    for bracket in (found.e_gen, found.e_unif_alg):
        assert bracket.lower.value <= bracket.upper.value
        for end in (bracket.lower, bracket.upper):
            assert (end.node is None) == (end.report is None) == (end.rule == "range")
            assert end.report is None or end.report.verdict is UP
    assert found.certificate is not None
    assert check(found.certificate).verdict is UP
    assert not [note for note in found.answer.work.notes if "does not confirm" in note]


def test_the_known_values() -> None:
    """Values of version 1, by other code: the quantile of T to nine digits, the transfer of theorem B, the spread."""
    found = certify(1000, 400_000, "0.05", "0.01")
    assert abs(found.e_gen_upper - Fraction("0.0062905549")) < Fraction(1, 10**9)
    assert abs(found.e_unif_alg_lower - Fraction("0.99385295")) < Fraction(1, 10**7)
    assert found.e_gen.upper.value - found.e_gen.lower.value < Fraction(1, 10**9)
    assert certify(1000, 4_000, "0.05", "0.01").e_unif_alg.upper.value < Fraction("0.6006")


def test_an_outcome_is_no_bool_and_its_ends_are_exact() -> None:
    found = certify(1000, 8000, "0.05", "0.01")
    for thing in (found, threshold(20, "0.05", "0.2"), uccheck.probability("one-flipped", uccheck.LinearSetting(10, 100))):
        with pytest.raises(TypeError, match=r"no bool|three-valued"):
            bool(thing)
    with pytest.raises(TypeError):
        assert found.e_gen_upper >= "0.95"  # type: ignore[operator]
    assert len(repr(found)) < 220
    assert r"\epsilon_{\mathrm{gen}}" in found._repr_latex_()
    assert "<table>" in found._repr_html_()


def test_what_cites_nothing_comes_first() -> None:
    """At delta = 0.9 random signs suffice at D = 400,000; at the least D the correlated flip is needed, and cited."""
    plain, sharp = certify(1000, 400_000, "0.9", "0.01"), certify(1000, 349_399, "0.9", "0.01")
    assert plain.verdict is sharp.verdict is UP
    assert plain.e_unif_alg.lower.rule == "theorem-signs"
    assert not [sentence for sentence in plain.given if sentence.startswith("cited:")]
    assert sharp.e_unif_alg.lower.rule == "theorem-c"
    assert [sentence for sentence in sharp.given if "hypercontractivity" in sentence]


THRESHOLDS: dict[tuple[Any, ...], tuple[int, str]] = {
    (1000, "0.05", "0.01", "auto"): (347_729, "B"),
    (1000, "0.05", "0.01", "A"): (347_729, "A"),
    (1000, "0.9", "0.01", "C"): (349_399, "C"),
    (1000, "0.05", "0.4", "B"): (6007, "B"),
    (1, "0.05", "0.2", "auto"): (60, "B"),
}


@pytest.mark.parametrize("numbers", list(THRESHOLDS), ids=str)
def test_thresholds(numbers: tuple[Any, ...]) -> None:
    *question, theorem = numbers
    found = threshold(*question, theorem=theorem)
    assert (found.D, found.theorem) == THRESHOLDS[numbers]
    assert found.outcome.verdict is UP
    assert certify(question[0], found.D - 1, *question[1:], theorem=theorem).verdict is not UP
    if found.below is UP:
        assert certify(question[0], found.D - 1, *question[1:]).verdict is NO


def test_a_threshold_that_cites_says_what_it_is_without() -> None:
    found = threshold(1000, "0.9", "0.01")
    assert found.elementary is not None and 349_399 < found.elementary < 349_600
    assert threshold(1000, "0.05", "0.01").elementary is None


def test_inverse_questions_meet() -> None:
    epsilon = least_epsilon(1000, 400_000, "0.05")
    assert Fraction("0.006") < epsilon.value < Fraction("0.0063")
    assert certify(1000, 400_000, "0.05", epsilon.value).verdict is UP
    delta = largest_delta(1000, 400_000, "0.01")
    assert certify(1000, 400_000, delta.value, "0.01").verdict is UP
    assert delta.value > Fraction("0.999")
    m = largest_m(400_000, "0.05", "0.01")
    assert certify(int(m.value), 400_000, "0.05", "0.01").verdict is UP
    assert m.below is UP and certify(int(m.value) + 1, 400_000, "0.05", "0.01").verdict is NO


def test_no_decision_of_the_box_takes_long() -> None:
    """A seeded part of the box; `python -m tests.fuzz.box 10000` runs it whole."""
    draw = random.Random(20261127)
    slow = [(seconds, numbers) for numbers in (instance(draw) for _ in range(60)) if (seconds := decide(*numbers)[0]) > 5]
    assert not slow


def test_misuse_names_the_value_and_the_mend() -> None:
    for call, said in (
        (lambda: certify(0, 10, "0.1", "0.1"), "m must be at least 1"),
        (lambda: certify(10**10, 10, "0.1", "0.1"), "at most 1000000000"),
        (lambda: table(5), "the instances are a list"),  # type: ignore[arg-type]
        (lambda: table("10,1000,0.1,0.1"), "the instances are a list"),  # type: ignore[arg-type]
        (lambda: table([5]), "an instance is .*, got 5"),  # type: ignore[list-item]
        (lambda: certify(10, 10, 0.1, "0.1"), 'pass a string such as "0.1"'),  # type: ignore[arg-type]
        (lambda: certify(10, 10, "0.1", "0.1", s=32), "the flip fails"),
        (lambda: certify(10, 10, "0.6", "0.1", theorem="B"), "use C"),
        (lambda: threshold(10, "0.1", "0.1", gamma=9), "the search is for gamma <= 2s, got gamma = 9"),
        (lambda: certify(10, 10, "0.1", "0.1", gamma=10**13), "gamma must be at most"),
        (lambda: certify(10, 10, "0.1", "0.1", theorem="Z"), "unknown theorem 'Z'"),
    ):
        with pytest.raises(InvalidParameter, match=said.replace("(", r"\(")):
            call()


def test_decimals_are_exact_numbers() -> None:
    assert certify(1000, 400_000, Decimal("0.05"), Decimal("0.01")).verdict is UP


def test_a_table_for_a_paper() -> None:
    found = table([(1000, 400_000, "0.05", "0.01"), (1000, 200_000, "0.05", "0.01")])
    assert "| 1000 | 400000 | 0.05 | 0.01 | 0.00629 | 0.006291 | 0.9938 | 0.9939 | CERTIFIED |" in found.markdown()
    assert r"\toprule" in found.latex() and "REFUTED" in found.latex()
    assert found.given


#: What a search that knew only some of the finders, or only the sampled values, once denied.
ONCE_DENIED = ((31, 100, "0.3", "0.7"), (2, 58, "0.6", "0.9"), (2, 1, "0.6", "0.9"), (3, 1, "0.05", "0.6"), (1, 1, "0.6", "0.7"))


@pytest.mark.parametrize("numbers", ONCE_DENIED, ids=str)
def test_a_threshold_denies_nothing_that_certify_certifies(numbers: tuple[Any, ...]) -> None:
    m, D, delta, epsilon = numbers
    assert certify(*numbers).verdict is UP
    assert threshold(m, delta, epsilon).D <= D
    assert largest_m(D, delta, epsilon).value >= m
    assert largest_delta(m, D, epsilon).value >= Fraction(delta)


def test_every_sentence_of_a_printed_end_is_given() -> None:
    """The lower end rests on the correlated flip although neither half is decided by it."""
    found = certify(10, 1000, "0.9", "0.01")
    assert found.e_unif_alg.lower.rule == "theorem-c" and found.halves["e_unif_alg"].verdict is not UP
    assert [sentence for sentence in found.given if sentence.startswith("cited:")]


def test_a_goal_inside_the_bracket_is_not_given_up() -> None:
    found = threshold(10**6, "0.9", "0.01", gamma=4)
    assert found.outcome.verdict is UP


@pytest.mark.parametrize(("D", "s", "b"), [(1, "31.999999999", 32), (999_999_999_999, "3", "3.001")])
def test_a_signal_next_to_the_noise_is_answered(D: int, s: str, b: Any) -> None:
    for found in (certify(1, D, "0.3", "0.6", s=s, b=b), certify(3, 1, "1e-170", "0.9", gamma=8)):
        for ends in (found.e_gen, found.e_unif_alg):
            assert -1 <= ends.lower.value <= ends.upper.value <= 1 and ends.upper.value - ends.lower.value < 2


def test_the_least_epsilon_is_certified_at_itself_and_above() -> None:
    for numbers in ((2, 2, "1e-100"), (1, 1, "0.05"), (10, 400, "0.2")):
        least = least_epsilon(*numbers, gamma=1)
        for epsilon in (least.value, least.value * Fraction(101, 100)):
            assert certify(*numbers, epsilon, gamma=1).verdict is UP
