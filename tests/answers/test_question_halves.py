"""What an inverse question asks and what decides it, on made-up nodes and outcomes: which theorem may answer, equality, citations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest

from uccheck.answers import threshold as module
from uccheck.answers.answer import E_GEN, E_UNIF_ALG, Bracket, End, level
from uccheck.answers.threshold import Question, asked_question, least_epsilon, threshold
from uccheck.core.errors import InvalidParameter
from uccheck.core.verdict import Verdict

F = Fraction


def test_an_outcome_cites_if_any_sentence_below_it_does() -> None:
    def made(*given: str) -> Any:
        return SimpleNamespace(e_unif_alg=SimpleNamespace(lower=SimpleNamespace(report=SimpleNamespace(given=given))))

    assert module._cites(made("human: a", "cited: b")) and module._cites(made("cited: b")) and not module._cites(made("human: a"))
    assert not module._cites(SimpleNamespace(e_unif_alg=SimpleNamespace(lower=SimpleNamespace(report=None))))  # type: ignore[arg-type]


def concluding(name: str, low: Fraction, high: Fraction) -> Any:
    """A node that says something of another quantity too."""
    return SimpleNamespace(concludes={(name, F(1)): (low, high), **({("exceed", F(1)): (F(0), F(0))} if name == E_GEN else {})})


@pytest.mark.parametrize("epsilon", [F(5, 8), F(1, 2)])
@pytest.mark.parametrize(
    ("off", "holds"), [((), False), ((0,), True), ((1,), False), ((-1,), True), ((0, 1), True), ((1, 0), True), ((1, 1), False)]
)
def test_a_half_holds_if_any_node_concludes_it(
    off: tuple[int, ...], holds: bool, epsilon: Fraction, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At equality too, whatever is said of other quantities.

    Only what the theorem names is asked: A where floats reach the goal, the lower end of e_gen where a loss may, which is below 1/2.
    """
    goal, tiny, asked = float(1 - epsilon), F(1, 10**30), list[set[str]]()

    def nodes(name: str, wanted: bool) -> Any:
        return iter([concluding(name, 1 - epsilon - k * tiny, epsilon + k * tiny) for k in off] if wanted else [])

    def splits(q: Any, rules: tuple[str, ...], enough: Callable[[Fraction], bool]) -> Any:
        assert enough(1 - epsilon) and enough(F(1)) and not enough(1 - epsilon - tiny)
        asked.append(set(rules))
        return nodes(E_UNIF_ALG, finder == "splits")

    monkeypatch.setattr(module.finders, "generalizes", lambda q: nodes(E_GEN, True))
    monkeypatch.setattr(module.finders, "splits", splits)
    monkeypatch.setattr(module.finders, "overfits", lambda q: nodes(E_GEN, finder == "overfits"))
    monkeypatch.setattr(module.finders, "complete", lambda q, level: nodes(E_UNIF_ALG, finder == "complete" and level == 1 - epsilon))
    c = {"theorem-simplex", "theorem-signs", "theorem-c"}
    for theorem, rules in (("auto", {"theorem-a", "theorem-b"} | c), ("A", {"theorem-a"}), ("B", {"theorem-b"}), ("C", c)):
        question = replace(asked_question(20, 3000, "0.05", epsilon, "auto", 0, 4, 32), theorem=theorem)
        assert question.generalizes() is holds
        by_a = "theorem-a" in rules
        for finder, best, asks in (
            ("splits", 0.0, True), ("overfits", 0.0, theorem == "auto" and epsilon > F(1, 2)),
            ("complete", goal - 1e-9, by_a), ("complete", 1.0, by_a), ("complete", goal - 2e-9, False),
        ):  # fmt: skip
            monkeypatch.setattr(module.finders, "best_complete", lambda setting, best=best: best)
            asked.clear()
            assert question.transfers() is (holds and asks), (theorem, finder, best)
            assert asked == [rules] and (question.transfers(cite=False), asked[-1]) == (holds and asks, rules - {"theorem-c"})


@pytest.mark.parametrize("theorem", ["A", "B", "C", "auto"])
def test_a_theorem_is_asked_for_below_its_own_delta(theorem: str) -> None:
    for delta, in_domain in (("0.26", True), ("0.4999", True), ("0.5", theorem in ("C", "auto")), ("0.9", theorem in ("C", "auto"))):
        try:
            assert asked_question(10, 100, delta, "0.1", theorem, 0, 4, 32).setting.delta == F(delta) and in_domain
        except InvalidParameter as refusal:
            assert not in_domain and "delta < 1/2" in str(refusal)


def test_floats_look_where_the_loss_and_any_share_reach_their_goals(monkeypatch: pytest.MonkeyPatch) -> None:
    """The loss at the quantile of order delta up to epsilon, and one share from 1 - epsilon on, of whichever theorem."""
    question = asked_question(20, 3000, "0.05", "1/4", "auto", 0, 4, 32)
    monkeypatch.setattr(module, "rough_upper_point", lambda D, p: (D, p))
    monkeypatch.setattr(module, "best_share", lambda a, family: (family, None))
    for shares, reached in (((), False), ((0.75,), True), ((0.7, 0.75), True), ((0.75, 0.7), True), ((0.7, 0.74), False)):
        monkeypatch.setattr(module, "elementary", lambda a, rules, shares=shares: shares[:1])
        monkeypatch.setattr(module, "cited", lambda a, rules, shares=shares: shares[1:])
        for lost, small in ((0.25, True), (0.26, False), (0.13, True)):
            monkeypatch.setattr(module, "loss", lambda a, at, lost=lost: lost if at == (3000.0, F(1, 20)) else 1.0)
            assert question.looks() is (small and reached), (shares, lost)


@pytest.mark.parametrize(("least", "plain", "refused", "cites", "elementary"), [
    (700, 700, (), lambda D: False, None), (1, 1, (), lambda D: False, None), (2, 2, (), lambda D: False, None),
    (700, 900, (), lambda D: D < 900, 900), (1, 50, (), lambda D: D < 50, 50), (700, 900, (900,), lambda D: D <= 900, 901),
    (700, 900, range(900, 10**9), lambda D: D < 900, None), (700, 900, (), lambda D: True, None),
])  # fmt: skip
def test_the_least_D_and_the_least_without_a_citation(
    least: int, plain: int, refused: Any, cites: Callable[[int], bool], elementary: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where what was found cites a lemma, the least D that cites none is named, if the checker confirms it and it cites none."""

    def certified(question: Question) -> Any:
        D = int(question.setting.D)
        report = SimpleNamespace(given=("cited: a lemma",) if cites(D) else ("human: a proof",))
        verdict = Verdict.UPHELD if least <= D and D not in refused else Verdict.UNDECIDED
        return SimpleNamespace(verdict=verdict, D=D, asked=question, e_unif_alg=SimpleNamespace(lower=SimpleNamespace(report=report)))

    said: list[str] = []
    monkeypatch.setattr(Question, "holds", lambda self, cite=True: (least if cite else plain) <= self.setting.D)
    monkeypatch.setattr(Question, "looks", lambda self: self.setting.D >= 100)
    monkeypatch.setattr(module, "_certified", certified)
    monkeypatch.setattr(module, "_below", lambda outcome: (Verdict.UNDECIDED, f"D = {outcome.D}"))
    found = threshold(6, "0.1", "0.2", theorem="C", gamma=1, s=5, b=30, notice=said.append)
    asked: Any = found.outcome
    assert found.value == least == asked.D and found.elementary == elementary and all(line.startswith("D = ") for line in said)
    assert asked.asked == asked_question(6, least, "0.1", "0.2", "C", 1, 5, 30)
    below = (Verdict.UNDECIDED, f"D = {least - 1}") if least > 1 else (Verdict.UPHELD, "there is no smaller D")
    assert (found.below, found.below_detail) == below


@pytest.mark.parametrize(("gen", "unif", "least", "floor"), [
    (("0", "1/10"), ("4/5", "1"), "1/5", "0"), (("1/20", "3/10"), ("4/5", "9/10"), "3/10", "1/10"),
    (("1/5", "3/10"), ("4/5", "9/10"), "3/10", "1/5"), (("0", "1"), ("1/2", "1"), None, "0"), (("0", "0"), ("1", "1"), None, "0"),
    (("0", "1/2"), ("0", "1"), None, "0"), (("0", "999/1000"), ("1/2", "1"), "999/1000", "0"),
])  # fmt: skip
def test_the_least_epsilon_is_the_worse_of_both_ends(
    gen: tuple[str, str], unif: tuple[str, str], least: str | None, floor: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked at the numbers given and at an epsilon that no bracket reaches; nothing below the better ends can be certified."""

    def certify(m: Any, D: Any, delta: Any, epsilon: Any, **more: Any) -> Any:
        assert (m, D, F(delta), F(epsilon), more) == (20, 3000, F(1, 20), F(1, 10**300), {"gamma": 1, "theorem": "B", "s": 5, "b": 30})
        one, two = (Bracket(End(F(low)), End(F(high))) for low, high in (gen, unif))
        return SimpleNamespace(answer="asked", e_gen=one, e_unif_alg=two, e_gen_upper=F(gen[1]), e_unif_alg_lower=F(unif[0]))

    monkeypatch.setattr(module, "certify", certify)
    monkeypatch.setattr(module, "Outcome", lambda *asked: asked)
    try:
        found = least_epsilon(20, 3000, "0.05", theorem="B", gamma=1, s=5, b=30)
    except InvalidParameter as refusal:
        assert least is None and "no epsilon below 1" in str(refusal)
    else:
        assert least is not None and found.value == F(least) and found.outcome == ("asked", F(least), "B")
        said = f"every epsilon below {module.shown_below(F(floor), 8)} is shown to fail" if F(floor) else "nothing is shown to fail"
        assert (found.below, found.below_detail) == (Verdict.UNDECIDED, said)


def test_what_is_certified_is_what_was_asked() -> None:
    question = asked_question(10, 100, "0.1", "0.3", "B", 1, 5, 30)
    made = module._certified(question)
    assert (made.answer.setting, made.answer.goal, made.epsilon) == (question.setting, F(7, 10), F(3, 10))
    assert made.answer.theorem == made.theorem == "B"


@pytest.mark.parametrize(("delta", "taken"), [("1e-319", True), ("1e-320", True), ("1e-321", False), ("0.5", True)])
def test_a_delta_is_as_near_to_one_as_to_zero(delta: str, taken: bool) -> None:
    """Its complement is a probability like itself: what is not told from zero is none of either."""
    for value in (F(delta), 1 - F(delta)):
        if taken:
            assert level(value) == value
        else:
            with pytest.raises(InvalidParameter, match="1e-320"):
                level(value)
