"""One instance of the linear setting: what is asked of the answer object and of few dimensions, and the sentences that tell it."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest

from tests.audit.asking import decided
from uccheck.answers import answer as answers
from uccheck.audit.deciders.linear import few_dimensions, instance
from uccheck.audit.kinds.linear import Generalizes, Vacuous
from uccheck.core.errors import UccheckError
from uccheck.linear.events import probability
from uccheck.linear.setting import Event, LinearSetting

AT = {"m": 4, "D": 60, "delta": Fraction(1, 5), "gamma": Fraction(1, 2)}
SAID = {"id": "c", "says": "s"}


def told(name: str, value: Fraction, at: dict[str, Any] = AT) -> Any:
    """The decision on e_gen <= value, or e_unif-alg >= value, whatever the value is."""
    if name == "e_gen":
        return instance.decide(Generalizes.model_construct(kind="generalizes", at_most=value, **SAID, **at), 1e18)
    return instance.decide(Vacuous.model_construct(kind="vacuous", at_least=value, **SAID, **at), 1e18)


def test_the_answer_is_asked_for_the_instance_of_the_claim_and_for_a_goal_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[object, ...]] = []

    def answer(*sizes: object, **more: object) -> object:
        asked.append((sizes, more))
        raise UccheckError("no more is wanted")

    monkeypatch.setattr(answers, "answer", answer)
    for name, value in (("e_gen", Fraction(1)), ("e_unif-alg", Fraction(2, 3))):
        with pytest.raises(UccheckError, match="no more"):
            told(name, value)
    sizes = (4, 60, Fraction(1, 5))
    assert asked == [(sizes, {"gamma": Fraction(1, 2), "goal": goal}) for goal in (None, Fraction(2, 3))]


ENDS = {"e_gen": (Fraction("0.125"), Fraction("0.25")), "e_unif-alg": (Fraction("0.5"), Fraction("0.75"))}


def known(monkeypatch: pytest.MonkeyPatch, ends: dict[str, tuple[Fraction, Fraction]], report: object) -> None:
    """From here on the answer object knows these brackets, and each end by this report."""
    node = None if report is None else SimpleNamespace(rule="spread")
    found = answers.Answer(answers.Setting(*(Fraction(1),) * 6))  # type: ignore[call-arg]
    for name, bracket in ends.items():
        for side, value in zip(("lower", "upper"), bracket, strict=True):
            found._ends[name.replace("-", "_"), side] = answers.End(value, node, report)  # type: ignore[arg-type]
    found.work.notes += ["tried", "in vain", "tried"]
    monkeypatch.setattr(answers, "answer", lambda *sizes, **more: found)


@pytest.mark.parametrize(
    ("name", "value", "verdict", "detail"),
    [
        ("e_gen", "0.3", "UPHELD", "0.125 <= e_gen <= 0.25, so e_gen <= 0.3; by spread: "),
        ("e_gen", "0.25", "UPHELD", "0.125 <= e_gen <= 0.25, so e_gen <= 0.25; by spread: "),
        ("e_gen", "0.1", "REFUTED", "0.125 <= e_gen <= 0.25, which excludes e_gen <= 0.1; by spread: "),
        (
            "e_gen",
            "0.2",
            "UNDECIDED",
            "0.125 <= e_gen <= 0.25 does not decide e_gen <= 0.2; a value outside the bracket would be decided, or ",
        ),
        ("e_unif-alg", "0.4", "UPHELD", "0.5 <= e_unif-alg <= 0.75, so e_unif-alg >= 0.4; by spread: "),
        ("e_unif-alg", "0.8", "REFUTED", "0.5 <= e_unif-alg <= 0.75, which excludes e_unif-alg >= 0.8; by spread: "),
        (
            "e_unif-alg",
            "0.7",
            "UNDECIDED",
            "0.5 <= e_unif-alg <= 0.75 does not decide e_unif-alg >= 0.7; a value outside the bracket would be ",
        ),
    ],
)
def test_a_verdict_is_told_with_the_bracket_that_shows_it(
    name: str, value: str, verdict: str, detail: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    known(monkeypatch, ENDS, SimpleNamespace(trusts=("flint",), given=("human: a law",), sentence="the derivation"))
    decision = told(name, Fraction(value))
    assert decision.verdict.name == verdict
    assert decision.detail.startswith(detail)
    open_ = verdict == "UNDECIDED"
    assert set(decision.trusts) == (set() if open_ else {"flint", "human: a law"})
    assert decision.explain == (("tried", "in vain") if open_ else ("the derivation",))


@pytest.mark.parametrize(
    ("name", "value", "detail"),
    [
        ("e_gen", Fraction(1), "e_gen <= 1 by the definition of e_gen: e_gen <= 1"),
        ("e_gen", Fraction(-2), "e_gen <= -2 by the definition of e_gen: e_gen >= -1"),
        ("e_unif-alg", Fraction(0), "e_unif-alg >= 0 by the definition of e_unif-alg: e_unif-alg >= 0"),
        ("e_unif-alg", Fraction(2), "e_unif-alg >= 2 by the definition of e_unif-alg: e_unif-alg <= 1"),
    ],
)
def test_what_holds_or_fails_by_definition_is_told_with_the_end_of_the_range(
    name: str, value: Fraction, detail: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    known(monkeypatch, {"e_gen": (Fraction(-1), Fraction(1)), "e_unif-alg": (Fraction(0), Fraction(1))}, None)
    decision = told(name, value)
    assert decision.detail == detail and decision.word == ("PROVED" if value in (0, 1) else "REFUTED")


@pytest.mark.parametrize(
    ("m", "D", "at_most", "gamma", "expected"),
    [
        (800, 2, "1/20", 0, True),
        (799, 2, "1/20", 0, False),
        (800, 3, "1/20", 0, False),
        (10**6, 2, "1/20", "1/100", False),
        (800, 2, "-1/20", 0, False),
        (800, 2, "0", 0, False),
    ],
)
def test_few_dimensions_are_asked_where_m_times_the_square_is_at_least_D(
    m: int, D: int, at_most: str, gamma: object, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a positive bound, of the zero-one loss; what they show is the decision, and where they show nothing there is none."""
    asked: list[tuple[object, ...]] = []
    shown: list[str | None] = ["so it is", None]
    monkeypatch.setattr(few_dimensions, "generalizes", lambda *given: (asked.append(given), shown[len(asked) - 1])[1])
    fields = {"m": m, "D": D, "delta": Fraction(1, 7), "at_most": Fraction(at_most), "gamma": Fraction(gamma)}  # type: ignore[arg-type]
    claim = Generalizes.model_construct(kind="generalizes", **SAID, **fields)
    found = [instance._in_few_dimensions(claim) for _ in shown]
    assert asked == ([(m, D, Fraction(1, 7), Fraction(at_most))] * 2 if expected else [])
    assert found[1] is None and (found[0] is not None) is expected
    if found[0] is not None:
        assert found[0].verdict.name == "UPHELD" and set(found[0].trusts) == set(few_dimensions.TRUSTS)
        assert found[0].detail == "e_gen <= 0.05: so it is"


@pytest.mark.parametrize(
    ("off", "relation", "expected", "ending"),
    [
        (-1, ">=", "CERTIFIED", "so it is >= "),
        (1, ">=", "REFUTED", "which excludes >= "),
        (-1, "<=", "REFUTED", "which excludes <= "),
        (1, "<", "CERTIFIED", "so it is < "),
        (0, "<", "INCONCLUSIVE", "which does not decide < "),
    ],
)
def test_an_event_is_told_with_its_enclosure_and_its_setting(off: int, relation: str, expected: str, ending: str) -> None:
    found = probability(Event("one-flipped"), LinearSetting(2, 5))
    value = (found.lower + found.upper) / 2 + off * Fraction(1, 100)
    told = decided("event", event="one-flipped", m=2, D=5, relation=relation, value=f"{value.numerator}/{value.denominator}")
    assert told.word == expected and ending in told.detail and told.detail.startswith("P(one-flipped) lies in [0.")
    assert off == 0 or told.explain == ("linear setting: m = 2, D = 5, s = 4, b = 32",)
