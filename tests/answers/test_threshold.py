"""Searches of inverse questions: every least and largest number is found wherever floats look first, and what is said of its neighbour."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest
from scipy import stats

from tests.linear.losses import loss
from uccheck.answers import threshold as module
from uccheck.answers.answer import E_GEN, E_UNIF_ALG
from uccheck.answers.proposals import Setting
from uccheck.answers.threshold import Question, asked_question, largest_delta, largest_m, least_epsilon, threshold
from uccheck.core.errors import InvalidParameter, NothingFound
from uccheck.core.verdict import Verdict

F = Fraction
MOST = 10**7


def from_on(least: int, asked: list[int]) -> Callable[[int], bool]:
    def succeeds(n: int) -> bool:
        assert 1 <= n <= MOST
        asked.append(n)
        return n >= least

    return succeeds


@pytest.mark.parametrize("least", [1, 2, 3, 4, 5, 31, 32, 33, 64, 65, 1000, 99_999, 10**6, MOST - 1, MOST])
def test_the_least_number_is_found_wherever_floats_look_first(least: int) -> None:
    """With few questions, none of them far beyond what is found: the steps grow by four."""
    for guess in (1, 2, 3, least // 2 + 1, least - 1, least, least + 1, 3 * least, 100 * least, MOST, 10 * MOST):
        asked: list[int] = []
        assert module._least(from_on(least, asked), lambda n, guess=guess: n >= guess, MOST) == least  # type: ignore[misc]
        assert len(asked) <= 70 and max(asked) <= max(6 * least, min(guess, MOST))


def test_no_least_number_is_refused() -> None:
    for guess in (1, 5, MOST // 2, MOST, 10 * MOST):
        with pytest.raises(NothingFound, match=f"no D up to {MOST}"):
            module._least(lambda n: False, lambda n, guess=guess: n >= guess, MOST)  # type: ignore[misc]


@pytest.mark.parametrize("few", [1, 2, 4, 8, 16, 32])
def test_few_dimensions_may_certify_where_more_do_not(few: int) -> None:
    found = module._least(lambda n: n == few or n >= 10**5, lambda n: n >= 10**5, MOST)
    assert found == few
    for guess in (few, few - 1):  # not below what floats propose
        assert module._least(lambda n: n >= 1000, lambda n, guess=guess: n >= max(guess, 1), MOST) == 1000  # type: ignore[misc]


@pytest.mark.parametrize("most", [1, 2, 3, 9, 64, 499_999, 999_999])
def test_the_largest_number_is_found(most: int) -> None:
    for largest in {0, 1, 2, 3, 4, 7, 8, most // 3, most // 2, most - 1, most} & set(range(most + 1)):
        asked: list[int] = []

        def succeeds(n: int, largest: int = largest, asked: list[int] = asked) -> bool:
            asked.append(n)
            return n <= largest

        assert module._largest(succeeds, most) == largest and all(1 <= n <= most for n in asked)


def test_doubling_ends_at_what_succeeds_or_at_the_end() -> None:
    assert [module._first(lambda n, least=least: n >= least, 1, 100) for least in (1, 2, 3, 50, 65, 100, 200)] == [
        1,
        2,
        4,
        64,
        100,
        100,
        100,
    ]  # type: ignore[misc]


def outcome(verdict: Verdict) -> Any:
    return SimpleNamespace(verdict=verdict)


def test_what_the_checker_does_not_confirm_is_left_in_growing_steps() -> None:
    """D, D + 1, D + 3, D + 7, ..: the first of 25 that is confirmed, and none beyond the end of the search."""

    def confirmed_from(least: int) -> Callable[[int], Any]:
        return lambda D: outcome(Verdict.UPHELD if least <= D else Verdict.UNDECIDED)

    for least, found in ((7, 10), (10, 10), (11, 11), (12, 13), (13, 13), (14, 17), (40, 41)):
        assert module._confirmed(10, confirmed_from(least), MOST) == (found, outcome(Verdict.UPHELD))
    D, last = module._confirmed(10, confirmed_from(10**12), 10**12)
    assert D == 10 + 2**24 - 1 and last.verdict is Verdict.UNDECIDED
    assert module._confirmed(10, confirmed_from(13), 12) == (11, outcome(Verdict.UNDECIDED))
    assert module._confirmed(10, confirmed_from(13), 13)[0] == 13
    assert module._confirmed(5 << 20, confirmed_from((5 << 20) + 1), 1 << 30)[0] == (5 << 20) + 5  # the first step is a millionth of D


def test_certify_is_followed_down_as_far_as_it_goes() -> None:
    for least, found in ((20, 20), (19, 19), (10, 10), (1, 1), (21, 20)):
        assert module._lowered(20, lambda D, least=least: outcome(Verdict.UPHELD if least <= D else Verdict.UNDECIDED)) == found  # type: ignore[misc]
    assert module._lowered(20, lambda D: outcome(Verdict.UNDECIDED if D == 17 else Verdict.UPHELD)) == 18
    assert module._lowered(500, lambda D: outcome(Verdict.UPHELD)) == 500 - 64


def neighbour(first: Verdict, second: Verdict) -> Any:
    setting = Setting(F(10), F(100), F(4), F(32), F(0), F(1, 20))
    halves = {
        key: SimpleNamespace(verdict=verdict, end=SimpleNamespace(value=F(1, 4))) for key, verdict in ((E_GEN, first), (E_UNIF_ALG, second))
    }
    return SimpleNamespace(answer=SimpleNamespace(setting=setting), halves=halves, verdict=first & second)


def test_what_is_said_of_a_neighbour_is_what_its_halves_show() -> None:
    up, no, open_ = Verdict.UPHELD, Verdict.REFUTED, Verdict.UNDECIDED
    where = "at m = 10, D = 100, delta = 0.05 "
    for first, second, below, said in (
        (up, up, open_, "both halves are certified too"),
        (no, up, up, "e_gen >= 0.25 > epsilon"),
        (no, no, up, "e_gen >= 0.25 > epsilon"),
        (no, open_, up, "e_gen >= 0.25 > epsilon"),
        (up, no, up, "e_unif-alg <= 0.25 < 1 - epsilon"),
        (open_, no, up, "e_unif-alg <= 0.25 < 1 - epsilon"),
        (open_, up, open_, "nothing excludes one"),
        (up, open_, open_, "nothing excludes one"),
    ):
        verdict, detail = module._below(neighbour(first, second))
        assert verdict is below and detail.startswith(where) and said in detail, (first, second)


@pytest.mark.parametrize(("m", "D", "delta"), [(20, 3000, "0.05"), (5, 400, "0.9"), (50, 6000, "0.3")])
def test_a_half_of_a_question_holds_up_to_its_bound(m: int, D: int, delta: str) -> None:
    """e_gen <= epsilon from the loss at the quantile of T on."""
    bound = loss(m, D, float(stats.chi2.isf(float(delta), D)))
    for factor, holds in ((F(999, 1000), False), (F(1001, 1000), True)):
        assert asked_question(m, D, delta, F(bound) * factor, "auto", 0, 4, 32).generalizes() is holds


@pytest.mark.parametrize(("theorem", "delta"), [("C", "0.7"), ("auto", "0.1")])
def test_the_other_half_holds_from_what_certify_finds_on(theorem: str, delta: str) -> None:
    from uccheck.answers.certify import certify

    found = 1 - certify(10, 900, delta, "1e-300", theorem=theorem).e_unif_alg_lower
    for factor, holds in ((F(97, 100), False), (F(103, 100), True)):
        assert asked_question(10, 900, delta, found * factor, theorem, 0, 4, 32).transfers() is holds, factor


def test_a_question_holds_where_both_halves_do_and_cites_if_it_may() -> None:
    """At delta = 0.9 the cited lemma needs fewer dimensions than what is elementary."""
    for D, cited, elementary in ((300, False, False), (800, True, False), (1600, True, True)):
        question = asked_question(5, D, "0.9", "0.1", "auto", 0, 4, 32)
        assert (question.transfers(), question.transfers(cite=False)) == (cited, elementary)
        assert question.holds() is (question.generalizes() and cited) and question.holds(cite=False) is (
            question.generalizes() and elementary
        )
    assert question.generalizes() and question.holds() and not replace(question, epsilon=F(1, 10**9)).holds()


def test_floats_look_near_what_is_found() -> None:
    """By the best theorem, where the flip decides."""
    D = threshold(6, "0.05", "0.3").D
    looks = [asked_question(6, round(D * factor), "0.05", "0.3", "auto", 0, 4, 32).looks() for factor in (0.8, 1.15)]
    assert looks == [False, True]


def test_the_least_epsilon_is_the_larger_of_both_ends() -> None:
    from uccheck.answers.certify import certify

    sharp, found = certify(3, 60, "0.3", "1e-300", theorem="A"), least_epsilon(3, 60, "0.3", theorem="A")
    assert found.value == max(sharp.e_gen.upper.value, 1 - sharp.e_unif_alg.lower.value) == found.outcome.epsilon
    assert found.below is Verdict.UNDECIDED and found.outcome.verdict is Verdict.UPHELD
    with pytest.raises(NothingFound, match="no epsilon below 1"):
        least_epsilon(50, 3, "0.05", theorem="A")


def only_up_to(monkeypatch: pytest.MonkeyPatch, holds: Callable[[Setting], bool]) -> None:
    """Questions hold by the setting alone, and outcomes say where they stand."""
    monkeypatch.setattr(Question, "holds", lambda self, cite=True: holds(self.setting))
    monkeypatch.setattr(module, "_certified", lambda question: question.setting)
    monkeypatch.setattr(module, "_below", lambda setting: (Verdict.UPHELD, f"m = {setting.m}, delta = {setting.delta}"))


@pytest.mark.parametrize("largest", ["1/1000000", "1/4", "499999/1000000", "1/2", "999998/1000000", "999999/1000000"])
@pytest.mark.parametrize("theorem", ["auto", "A", "B", "C"])
def test_deltas_are_millionths_up_to_where_the_theorem_ends(largest: str, theorem: str, monkeypatch: pytest.MonkeyPatch) -> None:
    only_up_to(monkeypatch, lambda a: a.delta <= F(largest))
    found, top = largest_delta(5, 700, "0.2", theorem=theorem), F(499_999 if theorem in ("A", "B") else 999_999, 10**6)
    assert found.value == min(F(largest), top) == found.outcome.delta and found.outcome.m == 5  # type: ignore[attr-defined]
    if found.value == top:
        assert (found.below, found.below_detail) == (Verdict.UNDECIDED, "the search ends there")
    else:
        assert (found.below, found.below_detail) == (Verdict.UPHELD, f"m = 5, delta = {found.value + F(1, 10**6)}")


@pytest.mark.parametrize("largest", [1, 2, 37, 64, 10**6])
def test_the_largest_m(largest: int, monkeypatch: pytest.MonkeyPatch) -> None:
    only_up_to(monkeypatch, lambda a: a.m <= largest)
    found = largest_m(700, "0.2", "0.2")
    assert found.value == largest == found.outcome.m and found.below_detail == f"m = {largest + 1}, delta = 1/5"  # type: ignore[attr-defined]


def test_no_largest_number_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    only_up_to(monkeypatch, lambda a: False)
    with pytest.raises(InvalidParameter, match="no m was found"):
        largest_m(700, "0.2", "0.2")
    with pytest.raises(InvalidParameter, match="no delta was found"):
        largest_delta(5, 700, "0.2")


@pytest.mark.parametrize(("gamma", "s", "asked"), [("8", "4", True), ("8.001", "4", False), ("10", "5", True), ("10.1", "5", False)])
def test_a_search_is_for_margins_up_to_twice_the_signal(gamma: str, s: str, asked: bool) -> None:
    try:
        found = asked_question(10, 100, "0.1", "0.1", "auto", gamma, s, 32)
    except InvalidParameter as refusal:
        assert not asked and "gamma <= 2s" in str(refusal)
    else:
        assert asked and found.setting.gamma == F(gamma)
