"""Words, rules and ends of a row, from brackets made for it: what a bracket shows is asked on both sides of every limit."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest

from uccheck.answers.answer import Bracket, End, answer
from uccheck.answers.definitions import rows
from uccheck.answers.definitions.linear import DEFINITIONS
from uccheck.answers.definitions.rows import Asking, Definition, Switch, Switchboard, decided, definitions
from uccheck.answers.definitions.table import text
from uccheck.answers.proposals import Setting
from uccheck.core.errors import InvalidParameter
from uccheck.core.verdict import Verdict

F = Fraction
NODE: Any = SimpleNamespace(rule="made", concludes={})


def row(
    low: Fraction, high: Fraction, epsilon: Fraction, whole: Fraction | int = 1, *, measure: bool = False, found: str = "both"
) -> Switch:
    lower = End(low, replace_rule("below") if found in ("both", "lower") else None)
    upper = End(high, replace_rule("above") if found in ("both", "upper") else None)
    return Switch(Definition("a", "b", "e_own", "c", measure=measure), Bracket(lower, upper), epsilon, whole=F(whole))


def replace_rule(rule: str) -> Any:
    return SimpleNamespace(rule=rule, concludes={})


@pytest.mark.parametrize("whole", [F(1), F(1, 2)])
def test_a_word_says_what_every_value_of_the_bracket_is(whole: Fraction) -> None:
    """A value e is vacuous from whole - epsilon on and small up to epsilon; LARGE and NOT VACUOUS are the complements."""
    step = whole / 10
    for epsilon, low, high in product((whole * F(3, 10), whole / 2, whole * F(7, 10)), range(11), range(11)):
        if low > high:
            continue
        values = [k * step for k in range(low, high + 1)]
        vacuous, small = {e >= whole - epsilon for e in values}, {e <= epsilon for e in values}
        said = row(low * step, high * step, epsilon, whole).word
        wanted = (
            "BOTH" if vacuous == small == {True}
            else "VACUOUS" if vacuous == {True}
            else "SMALL" if small == {True}
            else "BETWEEN" if vacuous == small == {False}
            else "LARGE" if small == {False}
            else "NOT VACUOUS" if vacuous == {False}
            else "OPEN"
        )  # fmt: skip
        assert said == wanted, (epsilon, low, high)


def test_a_measure_has_no_word_but_that_it_was_found() -> None:
    assert row(F(0), F(1), F(1, 100), measure=True).word == "-"
    assert row(F(0), F(1), F(1, 100), measure=True, found="none").word == "OPEN"


@pytest.mark.parametrize(
    ("low", "high", "first"),
    [
        ("0.995", "1", "below"),
        ("0", "0.005", "above"),
        ("0.3", "0.7", "above"),
        ("0.3", "1", "below"),
        ("0", "0.7", "above"),
        ("0.6", "0.6", "above"),
    ],
)
def test_the_rule_that_decides_comes_first(low: str, high: str, first: str) -> None:
    made = row(F(low), F(high), F(1, 100))
    assert made.rules[0] == first and set(made.rules) == {"below", "above"}
    assert row(F(low), F(high), F(1, 100), found="lower").rules == ("below",) and not row(F(low), F(high), F(1, 100), found="none").rules
    same = Bracket(End(F(low), replace_rule("one")), End(F(high), replace_rule("one")))
    assert replace(made, bracket=same).rules == ("one",)


def test_a_board_knows_its_rows_alone() -> None:
    made = row(F(0), F(1), F(1, 100))
    board = Switchboard((made,), {}, F(1, 100))
    assert board.row("a") is made and repr(board) == "<definitions: a OPEN>"
    with pytest.raises(InvalidParameter, match="choose from a"):
        board.row("b")


def asking(delta: str = "0.05", **more: Any) -> Asking:
    found = answer(20, 3000, delta, **more)
    return Asking(found, F(1, 100), F(3), F(1, 20), F(2))


def test_what_is_asked_keeps_the_setting_and_changes_the_margin() -> None:
    ask = asking(gamma=5)
    assert (ask.a.gamma, ask.q.a.gamma, ask.classic.a.gamma, ask.with_margin.a.gamma, ask.x) == (5, 5, 0, 3, F(1, 2))
    assert ask.q.work is ask.classic.work is ask.with_margin.work is ask.answer.work
    assert ask.at_margin(F(7)).setting == replace(ask.a, gamma=F(7)) and ask.at_margin(F(7)) is ask.at_margin(F(7))
    assert ask.at_margin(F(7)) is not ask.at_margin(F(8)) and ask.at_margin(F(7)).goal == F(99, 100)


@pytest.mark.parametrize(("m", "D", "epsilon"), [(20, 3000, "0.01"), (1000, 10, "0.3"), (1, 5, "0.0001"), (1, 5, "0.7")])
def test_a_huge_margin_is_a_power_of_ten_beyond_every_typical_margin(m: int, D: int, epsilon: str) -> None:
    """Losses are within (s + b sqrt m)/gamma of 1: less than epsilon/2, and not by more than a power of ten."""
    ask = Asking(answer(m, D, "0.1"), F(epsilon), F(4), F(1), F(1))
    share = (4 + 32 * m**0.5) / float(ask.huge)
    assert float(F(epsilon)) / 20 * 0.99 <= share < float(F(epsilon)) / 2
    assert set(str(ask.huge)) <= {"1", "0"} and str(ask.huge).count("1") == 1


HYPOTHESES: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "one-sided": ("gamma <= 2s", {"gamma": 8}, {"gamma": "8.01"}), "zero-error": ("gamma <= 2s", {"gamma": 8}, {"gamma": "8.01"}),
    "own": ("gamma <= 2s", {"gamma": 8}, {"gamma": "8.01"}), "flip-closed": ("gamma <= 2s", {"gamma": 8}, {"gamma": "8.01"}),
    "ball": ("gamma <= 2s", {"gamma": 8}, {"gamma": "8.01"}), "ball-radius": ("gamma <= 2s", {"gamma": 8}, {"gamma": "8.01"}),
    "by-surrogate": ("gamma <= s", {"gamma": 4}, {"gamma": "4.01"}), "vc": ("m <= D", {"D": 20}, {"D": 19}),
    "gibbs": ("delta < 1/2", {"delta": "0.49"}, {"delta": "0.5"}), "gibbs-every": ("delta < 1/2", {"delta": "0.49"}, {"delta": "0.5"}),
    "stability": ("m >= 2", {"m": 2}, {"m": 1}), "stability-tail": ("m >= 2", {"m": 2}, {"m": 1}),
}  # fmt: skip


@pytest.mark.parametrize("one", DEFINITIONS, ids=lambda one: one.id)
def test_each_hypothesis_is_met_from_both_sides(one: Definition) -> None:
    """Up to its limit nothing fails; beyond it the row says which, and has no end; a row without one never fails."""

    def ask(**more: Any) -> Asking:
        at = {"m": 20, "D": 3000, "delta": "0.05"} | {key: more[key] for key in ("m", "D", "delta") if key in more}
        return Asking(answer(*at.values(), gamma=more.get("gamma", 0)), F(1, 100), F(4), F(1, 20), F(1))

    if one.id not in HYPOTHESES:
        assert not any(one.needs(ask(**at)) for at in ({}, {"gamma": 100}, {"m": 1}, {"D": 2}, {"delta": "0.99"}))
        return
    needs, inside, beyond = HYPOTHESES[one.id]
    assert not one.needs(ask(**inside)) and not one.needs(ask()) and needs in one.needs(ask(**beyond))
    made = decided(one, ask(**beyond))
    assert needs in made.failing and not made.found and made.certificate is None and made.evidence == "-"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"tau": "0.000001"}, ""),
        ({"tau": "0.0000009"}, "at least 1e-6"),
        ({"kappa": 2}, ""),
        ({"kappa": "2.01"}, "at most 2"),
        ({"tau": 10**6}, ""),
    ],
)
def test_numbers_of_a_board_up_to_their_limits(options: dict[str, Any], said: str) -> None:
    if said:
        with pytest.raises(InvalidParameter, match=said):
            definitions(20, 3000, "0.05", "0.01", only=("surrogate",), **options)
    else:
        assert definitions(20, 3000, "0.05", "0.01", only=("surrogate",), **options).rows


def test_the_margin_of_the_margin_rows_is_the_signal_unless_one_is_given() -> None:
    for gamma, margin in ((None, "5"), (0, "5"), ("2.5", "2.5")):
        board = definitions(20, 3000, "0.05", "0.01", gamma=gamma, s=5, b=30, only=("norm", "norm-typical", "surrogate"))
        assert board.row("norm").at == f"gamma = {margin}" and board.row("norm-typical").at == "gamma = 35"
        assert board.row("surrogate").at == f"gamma = {gamma or 0}"
        assert board.numbers == {"m": 20, "D": 3000, "delta": F(1, 20), "epsilon": F(1, 100), "gamma": F(gamma or 0), "s": 5, "b": 30}


def ended(value: Fraction, name: str = "e_own") -> Any:
    return SimpleNamespace(rule="made", concludes={(name, 1): (value, value), ("other", 1): (F(9), F(-9))})


@pytest.mark.parametrize(("side", "values", "best"), [("lower", (1, 5, 3, 7, 7), (1, 5, 7)), ("upper", (7, 3, 5, 1, 1), (7, 3, 1))])
def test_only_better_ends_are_checked_and_only_confirmed_ones_kept(
    side: str, values: tuple[int, ...], best: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Fraction] = []
    refused: set[Fraction] = set()

    def check(nodes: Any) -> Any:
        value = nodes[0].concludes["e_own", 1][0]
        asked.append(value)
        return SimpleNamespace(verdict=Verdict.UNDECIDED if value in refused else Verdict.UPHELD, sentence="no", trusts=(), given=())

    monkeypatch.setattr(rows, "check", check)
    monkeypatch.setattr(rows, "document", lambda nodes: nodes)
    ask: Any = SimpleNamespace(answer=SimpleNamespace(work=SimpleNamespace(notes=[])))
    nodes = [ended(F(value, 8)) for value in values]
    one = Definition("a", "b", "e_own", "c", **{side: (lambda ask: iter(nodes[:2]), lambda ask: iter(nodes[2:]))})
    found = rows._best(one, side, ask)
    assert found.value == F(best[-1], 8) and asked == [F(value, 8) for value in best] and not ask.answer.work.notes
    asked.clear()
    refused.add(F(best[-1], 8))
    assert rows._best(one, side, ask).value == F(best[-2], 8) and any("does not confirm made: no" in note for note in ask.answer.work.notes)
    empty = Definition("a", "b", "e_own", "c")
    assert rows._best(empty, side, ask).value == (0 if side == "lower" else 1) and rows._best(empty, side, ask).node is None


def test_a_row_without_ends_says_why_from_its_own_notes() -> None:
    """The last note of its own finders, and none of an earlier row; a row with an end has no need to."""
    ask = asking()
    ask.answer.work.notes.append("an earlier row")

    def silent(said: str) -> Any:
        return lambda ask: ask.answer.work.notes.append(said) or iter(())

    made = decided(Definition("a", "b", "e_own", "c", (silent("first"),), (silent("last"),)), ask)
    assert made.failing == "last" and decided(Definition("a", "b", "e_own", "c"), ask).failing == ""
    surrogate = next(one for one in DEFINITIONS if one.id == "surrogate")
    assert decided(replace(surrogate, lower=(silent("nothing"),)), ask).failing == ""
    assert "a: needs last" in text(Switchboard((made,), {}, F(1, 100)), 4)


def test_a_row_keeps_the_question_s_epsilon_however_it_is_decided() -> None:
    """By a hypothesis that fails, by ends of its own, or by finders."""
    bracket, plain = Bracket(End(F(1, 3)), End(F(1, 2))), Definition("a", "b", "e_own", "c")
    for more, ends, failing in (
        ({"needs": lambda ask: "m"}, (0, 1), "m"),
        ({"ends": lambda ask: bracket}, (F(1, 3), F(1, 2)), ""),
        ({}, (0, 1), ""),
    ):
        made = decided(replace(plain, at=lambda ask: "there", **more), asking())
        assert (made.epsilon, made.at, made.failing) == (F(1, 100), "there", failing)
        assert (made.bracket.lower.value, made.bracket.upper.value) == ends


def test_evidence_is_what_the_reports_trust_and_a_certificate_holds_the_trees_that_were_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "document", lambda nodes: {"rules": [node.rule for node in nodes]})

    def ended_by(rule: str | None, *trusts: str) -> End:
        report: Any = SimpleNamespace(trusts=trusts, given=(f"human: {rule}",))
        return End(F(1, 2)) if rule is None else End(F(1, 2), replace_rule(rule), report)

    for lower, upper, evidence, found in (
        (ended_by(None), ended_by(None), "-", []), (ended_by("l", "kit"), ended_by(None), "rationals", ["l"]),
        (ended_by(None), ended_by("u", "kit", "flint"), "balls", ["u"]),
        (ended_by("l", "kit"), ended_by("u", "flint"), "balls", ["l", "u"]),
    ):  # fmt: skip
        made = replace(row(F(0), F(1), F(1, 100)), bracket=Bracket(lower, upper))
        assert (made.evidence, made.certificate) == (evidence, {"rules": found} if found else None)
        assert [end.rule for end in made.found] == found and set(made.given) == {f"human: {rule}" for rule in found}


def test_a_board_has_the_rows_and_the_numbers_that_were_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """All rows, in their order, unless ids are given; what is not given has its usual value."""
    known = tuple(Definition(name, "b", "e_own", "c") for name in ("one", "two", "three"))
    monkeypatch.setattr(rows, "catalogue", lambda: known)
    for only, ids in (((), ["one", "two", "three"]), (("three", "one"), ["one", "three"])):
        assert [one.id for one in definitions(20, 3000, "0.05", "0.01", only=only).rows] == ids
    with pytest.raises(InvalidParameter, match="no definition is called 'four': choose from one, two, three"):
        definitions(20, 3000, "0.05", "0.01", only=("one", "four"))
    for options, kappa, tau, s, b in (({}, F(1, 20), 1, 4, 32), ({"kappa": "1.5", "tau": 3, "s": 5, "b": 30}, F(3, 2), 3, 5, 30)):
        board = definitions(20, 3000, "0.05", "0.01", **options)  # type: ignore[arg-type]
        ask = board.asking
        assert ask is not None and board.epsilon == ask.epsilon == F(1, 100) == 1 - ask.answer.goal
        assert (ask.kappa, ask.tau, ask.a) == (kappa, tau, Setting(*map(F, (20, 3000, s, b, 0)), F(1, 20)))


@pytest.mark.parametrize("option", ["eta", "lam"])
def test_an_option_of_another_counterexample_is_refused(option: str) -> None:
    with pytest.raises(InvalidParameter, match=f"--{option} 0 says nothing of the linear setting"):
        definitions(20, 3000, "0.05", "0.01", only=("surrogate",), **{option: 0})  # type: ignore[arg-type]
