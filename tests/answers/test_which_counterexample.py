"""Which program answers a question of which counterexample, at which numbers, over which range, and which options it may be given."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from uccheck.answers.answer import MAX_D, MAX_M
from uccheck.answers.certify import certify
from uccheck.answers.finders import THEOREMS
from uccheck.answers.universes import counterexamples
from uccheck.answers.universes.inverse import Quest
from uccheck.core.errors import InvalidParameter, NothingFound

F = Fraction
M, D, DELTA, EPSILON = 7, 900, F(3, 20), F(4, 25)
NUMBERS: dict[str, Any] = {"m": M, "D": D, "delta": DELTA, "epsilon": EPSILON}
#: Each question, what it leaves open, and where it keeps what it asks.
QUESTIONS: dict[str, tuple[Callable[..., Any], str]] = {
    "certify": (counterexamples.certify, ""), "threshold": (counterexamples.threshold, "D"),
    "least_epsilon": (counterexamples.least_epsilon, "epsilon"), "largest_delta": (counterexamples.largest_delta, "delta"),
    "largest_m": (counterexamples.largest_m, "m"),
}  # fmt: skip
#: The learner that is named, the counterexample, and the program that decides.
OWNERS: tuple[tuple[dict[str, Any], str], ...] = (
    ({}, "linear"), ({"counterexample": "linear"}, "linear"), ({"learner": "one-step"}, "linear"),
    ({"learner": "minimum-norm"}, "interpolator"), ({"counterexample": "linear", "learner": "minimum-norm"}, "interpolator"),
    ({"counterexample": "exponential"}, "exponential"), ({"counterexample": "sco"}, "convex"),
    ({"counterexample": "sco", "learner": "erm"}, "convex"), ({"counterexample": "sco", "learner": "gradient-descent"}, "convex"),
)  # fmt: skip


class Watch:
    """What every program was asked for; the searches ask at one value, 5, of what is left open."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.asked: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = []
        self.range: tuple[Any, ...] = ()
        self.quest: Quest | None = None
        for name in ("threshold", "least_epsilon", "largest_delta", "largest_m"):
            patch.setattr(counterexamples.linear, name, self.note("linear"))
        patch.setattr(counterexamples.linear_certify, "certify", self.note("linear"))
        for name in ("interpolator", "exponential", "convex"):
            patch.setattr(getattr(counterexamples, name), "certify", self.note(name))
        for name in ("least", "largest"):
            patch.setattr(counterexamples.inverse, name, self.search)
        patch.setattr(counterexamples.inverse, "least_level", lambda sharp: sharp)

    def note(self, name: str) -> Callable[..., str]:
        def noted(*numbers: Any, **options: Any) -> str:
            self.asked.append((name, numbers, options))
            return name

        return noted

    def search(self, quest: Quest, *limits: Any) -> Any:
        self.quest, self.range = quest, tuple(limit for limit in limits if not isinstance(limit, str))
        return quest.at(F(5), True)


@pytest.fixture(name="watch")
def fixture_watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    return Watch(monkeypatch)


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize(("options", "owner"), OWNERS)
def test_each_question_reaches_its_program_with_its_own_numbers(question: str, options: dict[str, Any], owner: str, watch: Watch) -> None:
    ask, left_open = QUESTIONS[question]
    given = [value for name, value in NUMBERS.items() if name != left_open]
    assert ask(*given, **options) == owner
    ((_, numbers, more),) = watch.asked
    sought = F(1, 10**300) if left_open == "epsilon" else F(5)
    expected = given if owner == "linear" else [sought if name == left_open else value for name, value in NUMBERS.items()]
    assert [F(number) for number in numbers] == expected
    learner = {"learner": options["learner"]} if owner == "convex" and "learner" in options else {}
    assert {name: value for name, value in more.items() if name not in ("confirmed", "notice")} == learner
    assert more.get("confirmed") is (None if owner == "linear" else True)


@pytest.mark.parametrize(("counterexample", "own", "others"), [
    ("linear", {"gamma": 1, "theorem": "A", "s": 3, "b": 9}, ("eta", "lam", "tau")),
    ("exponential", {"theorem": "A", "s": 3, "b": 9}, ("learner", "gamma", "eta", "lam", "tau")),
    ("sco", {"learner": "erm", "eta": 1, "lam": 2, "tau": 3}, ("gamma", "theorem", "s", "b")),
])  # fmt: skip
@pytest.mark.parametrize("question", QUESTIONS)
def test_options_go_on_where_they_say_something_and_are_refused_elsewhere(
    counterexample: str, own: dict[str, Any], others: tuple[str, ...], question: str, watch: Watch
) -> None:
    """None is no option."""
    ask, left_open = QUESTIONS[question]
    given = [value for name, value in NUMBERS.items() if name != left_open]
    ask(*given, counterexample=counterexample, **own, **dict.fromkeys(others))
    ((_, _, more),) = watch.asked
    assert {name: value for name, value in more.items() if name not in ("confirmed", "notice")} == own
    for name in others:
        with pytest.raises(InvalidParameter, match=f"--{name} 1 says nothing of the counterexample {counterexample}"):
            ask(*given, counterexample=counterexample, **{name: 1})
    with pytest.raises(InvalidParameter, match="unknown counterexample 'other': choose linear, exponential, sco"):
        ask(*given, counterexample="other")


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_linear_data_have_two_learners_of_which_one_has_the_0_1_loss_alone(question: str, watch: Watch) -> None:
    ask, left_open = QUESTIONS[question]
    given = [value for name, value in NUMBERS.items() if name != left_open]
    for name, value in (("gamma", 1), ("theorem", "A")):
        with pytest.raises(InvalidParameter, match=f"--{name} {value} says nothing of the learner minimum-norm"):
            ask(*given, learner="minimum-norm", **{name: value})
        assert ask(*given, learner="one-step", **{name: value}) == "linear" and watch.asked[-1][2][name] == value
        with pytest.raises(InvalidParameter, match="no law is derived here for the learner 'sgd'"):
            ask(*given, learner="sgd", **{name: value})
    assert ask(*given, learner="minimum-norm", s=3, b=9) == "interpolator"
    assert {name: watch.asked[-1][2].get(name) for name in ("s", "b", "learner")} == {"s": 3, "b": 9, "learner": None}


@pytest.mark.parametrize("question", ["threshold", "least_epsilon", "largest_m"])
def test_an_inverse_question_about_the_interpolator_needs_delta_below_one_half(question: str, watch: Watch) -> None:
    ask, left_open = QUESTIONS[question]
    for delta in (F(1, 4), F(26, 100), F(499, 1000), F(1, 2), F(3, 4)):
        given = [value for name, value in {**NUMBERS, "delta": delta}.items() if name != left_open]
        assert ask(*given, counterexample="exponential") == "exponential"
        if delta < F(1, 2):
            assert ask(*given, learner="minimum-norm") == "interpolator"
        else:
            with pytest.raises(InvalidParameter, match=r"at delta >= 1/2 .* take delta < 1/2"):
                ask(*given, learner="minimum-norm")


def test_a_least_d_of_the_interpolator_begins_at_m_and_of_the_others_at_one(watch: Watch) -> None:
    counterexamples.threshold(M, DELTA, EPSILON, learner="minimum-norm")  # type: ignore[call-overload]
    assert watch.range == (MAX_D, M)
    for name, growing in (("exponential", ()), ("sco", ("e_unif",))):
        counterexamples.threshold(M, DELTA, EPSILON, counterexample=name)  # type: ignore[call-overload]
        assert watch.range == (MAX_D, 1) and watch.quest is not None
        assert (watch.quest.name, watch.quest.step, watch.quest.growing) == ("D", 1, growing)


@pytest.mark.parametrize(("options", "most"), [
    ({"counterexample": "exponential"}, 10**6 - 1), ({"counterexample": "exponential", "theorem": "auto"}, 10**6 - 1),
    ({"counterexample": "exponential", "theorem": "A"}, 500_000 - 1), ({"counterexample": "exponential", "theorem": "B"}, 500_000 - 1),
    ({"counterexample": "exponential", "theorem": "C"}, 10**6 - 1), ({"counterexample": "sco"}, 10**6 - 1),
    ({"learner": "minimum-norm"}, 10**6 - 1),
])  # fmt: skip
def test_a_largest_delta_is_a_whole_number_of_millionths(options: dict[str, Any], most: int, watch: Watch) -> None:
    """Below 1, and below 1/2 where the theorem asks for it."""
    counterexamples.largest_delta(M, D, EPSILON, **options)
    assert watch.range == (most,) and watch.quest is not None
    assert (watch.quest.name, watch.quest.step) == ("delta", F(1, 10**6))


def test_a_largest_m_of_the_interpolator_is_at_most_d(watch: Watch) -> None:
    for d in (1, 900, MAX_M - 1, MAX_M, MAX_M + 1, MAX_D):
        counterexamples.largest_m(d, DELTA, EPSILON, learner="minimum-norm")  # type: ignore[call-overload]
        assert watch.range == (min(d, MAX_M),)
        for name in ("exponential", "sco"):
            counterexamples.largest_m(d, DELTA, EPSILON, counterexample=name)
            assert watch.range == (MAX_M,) and watch.quest is not None and (watch.quest.name, watch.quest.step) == ("m", 1)


def test_a_search_passes_on_whether_the_checker_is_asked_and_what_it_looks_at(watch: Watch) -> None:
    said: list[str] = []
    for options in ({"counterexample": "exponential"}, {"counterexample": "sco"}, {"learner": "minimum-norm"}):
        counterexamples.threshold(M, DELTA, EPSILON, notice=said.append, **options)  # type: ignore[call-overload]
        assert watch.quest is not None and watch.quest.notice == said.append
        for sure in (True, False):
            watch.quest.at(F(8), sure)
            assert watch.asked[-1][2]["confirmed"] is sure and watch.asked[-1][1][1] == 8
    counterexamples.threshold(M, DELTA, EPSILON, notice=said.append)
    assert watch.asked[-1][2]["notice"] == said.append


@pytest.mark.parametrize(("options", "says"), [
    ({"counterexample": "exponential"}, "b > 2 s"), ({"counterexample": "sco"}, r"about 2\^m coordinates"),
    ({"learner": "minimum-norm"}, "a larger epsilon or a smaller m"),
])  # fmt: skip
def test_where_no_d_serves_each_counterexample_says_what_would(options: dict[str, Any], says: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(quest: Quest, most: int, without: str, first: int) -> Any:
        raise NothingFound(without)

    monkeypatch.setattr(counterexamples.inverse, "least", nothing)
    with pytest.raises(NothingFound, match=f"no D up to {MAX_D} certifies this instance: .*{says}"):
        counterexamples.threshold(M, DELTA, EPSILON, **options)


@pytest.mark.parametrize("theorem", ["A", "B", "C"])
@pytest.mark.parametrize(
    ("m", "D", "delta", "gamma"), [(5, 3, "0.05", "0"), (2, 2, "0.3", "0"), (3, 2, "0.45", "0"), (20, 100, "0.05", "8")]
)
def test_a_question_about_one_theorem_is_answered_by_that_theorem(theorem: str, m: int, D: int, delta: str, gamma: str) -> None:
    """Though e_gen, which is no larger than e_unif-alg, has a larger lower end, which is taken where no theorem is named."""
    named, whole = (certify(m, D, delta, "0.1", gamma=gamma, theorem=name) for name in (theorem, "auto"))
    assert named.e_unif_alg.lower.rule in (*THEOREMS[theorem], "range")
    assert named.theorem_used == (None if named.e_unif_alg.lower.node is None else theorem)
    assert whole.e_unif_alg.lower.rule == "diagonal" and whole.theorem_used is None
    assert whole.e_unif_alg.lower.value == whole.e_gen.lower.value > named.e_unif_alg.lower.value
