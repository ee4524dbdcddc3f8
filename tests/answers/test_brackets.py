"""Brackets and halves on made-up nodes: which end is better, what decides at equality, what is sought, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest

from uccheck.answers import answer as module
from uccheck.answers import outcome as outcomes
from uccheck.answers.answer import E_GEN, E_UNIF_ALG, MAX_D, MAX_GAMMA, MAX_M, Answer, Bracket, End, answer, level
from uccheck.answers.certify import Outcome, certify, require_theorem
from uccheck.answers.outcome import Bracketed, called
from uccheck.answers.proposals import Setting
from uccheck.answers.universes.universe import Sought, end_of, refuse
from uccheck.certificates.language import table
from uccheck.certificates.tree import Work
from uccheck.core.errors import InvalidParameter
from uccheck.core.verdict import Verdict
from uccheck.linear.events import LEAST

F = Fraction
TINY = F(1, 10**30)
SETTING = Setting(F(20), F(3000), F(4), F(32), gamma=F(0), delta=F(1, 20))


def node(rule: str, low: Fraction, high: Fraction, name: str = E_GEN) -> Any:
    """A node that says something of another quantity first."""
    return SimpleNamespace(rule=rule, concludes={("exceed", F(1)): (F(0), F(0)), (name, F(1)): (low, high)})


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The checker upholds what is not called false; what it was asked."""
    asked: list[str] = []

    def check(text: Any) -> Any:
        asked.append(text[0].rule)
        good = not text[0].rule.startswith("false")
        return SimpleNamespace(verdict=Verdict.UPHELD if good else Verdict.REFUTED, sentence="no", trusts=("t",), given=(text[0].rule,))

    monkeypatch.setattr(module, "check", check)
    monkeypatch.setattr(module, "document", lambda nodes: nodes)
    return asked


@pytest.mark.parametrize("name", ["e_gen", "e_unif_alg", "e_by_surrogate"])
def test_an_end_without_a_tree_is_that_of_the_range(name: str) -> None:
    about = table()["quantities"][name]
    low, high = (End.of_range(name, side) for side in ("lower", "upper"))
    assert (low.value, high.value) == (F(about["low"]), F(about["high"])) and low.rule == high.rule == "range"


def test_an_end_moves_inward_only_and_only_where_the_checker_upholds_it(checked: list[str]) -> None:
    notes: list[str] = []
    for side, start, better, same, worse in (("lower", F(1, 4), F(1, 3), F(1, 4), F(1, 5)), ("upper", F(3, 4), F(2, 3), F(3, 4), F(4, 5))):
        end, at = End(start), (lambda value, side=side: (value, F(1)) if side == "lower" else (F(0), value))
        assert end.worse_than(better, side) and not end.worse_than(same, side) and not end.worse_than(worse, side)
        assert end.improved(node("same", *at(same)), E_GEN, side, notes) is end
        assert end.improved(node("worse", *at(worse)), E_GEN, side, notes) is end
        assert checked == [] and notes == []
        assert end.improved(node("false one", *at(better)), E_GEN, side, notes) is end
        assert notes.pop() == "the checker does not confirm false one: no" and checked.pop() == "false one"
        found = end.improved(node("good", *at(better)), E_GEN, side, notes)
        assert (found.value, found.rule, checked.pop()) == (better, "good", "good") and found.report is not None
        loose = end.improved(node("false two", *at(better)), E_GEN, side, notes, confirmed=False)
        assert (loose.value, loose.rule, loose.report, checked, notes) == (better, "false two", None, [], [])


def test_nodes_after_one_that_is_enough_are_not_looked_at(checked: list[str]) -> None:
    work = Work()

    def nodes(side: str, values: tuple[Fraction, ...]) -> Iterator[Any]:
        for value in values:
            seen.append(value)
            yield node("good", value, F(1)) if side == "lower" else node("good", F(0), value)

    for side, values, enough, looked in (
        ("lower", (F(1, 4), F(1, 2), F(3, 4)), F(1, 2), 2),
        ("lower", (F(1, 4), F(1, 2), F(3, 4)), F(1, 2) + TINY, 3),
        ("upper", (F(3, 4), F(1, 2), F(1, 4)), F(1, 2), 2),
        ("upper", (F(3, 4), F(1, 2), F(1, 4)), F(1, 2) - TINY, 3),
        ("upper", (F(3, 4), F(1, 2), F(1, 4)), None, 3),
    ):
        seen: list[Fraction] = []
        assert end_of(nodes(side, values), E_GEN, side, work, enough).value == values[looked - 1] and len(seen) == looked
    assert end_of([], E_UNIF_ALG, "lower", work) == End(F(0))


def bracket(low: Fraction, high: Fraction) -> Bracket:
    return Bracket(End(low), End(high))


@pytest.mark.parametrize(
    ("low", "high", "below", "above"),
    [
        (F(1, 8), F(1, 2), Verdict.UPHELD, Verdict.UNDECIDED),
        (F(1, 2), F(3, 4), Verdict.UNDECIDED, Verdict.UPHELD),
        (F(1, 2) + TINY, F(3, 4), Verdict.REFUTED, Verdict.UPHELD),
        (F(1, 8), F(1, 2) - TINY, Verdict.UPHELD, Verdict.REFUTED),
        (F(1, 2) - TINY, F(1, 2) + TINY, Verdict.UNDECIDED, Verdict.UNDECIDED),
        (F(1, 2), F(1, 2), Verdict.UPHELD, Verdict.UPHELD),
    ],
)
def test_halves_are_decided_both_ways_at_equality_too(low: Fraction, high: Fraction, below: Verdict, above: Verdict) -> None:
    """By the end that decides, which is the nearest one where none does."""
    found = Answer(SETTING, _ends={(name, side): End(v) for name in (E_GEN, E_UNIF_ALG) for side, v in (("lower", low), ("upper", high))})
    for half, verdict, good, bad in (
        (found.generalizes(F(1, 2)), below, high, low),
        (Sought("e_gen", "<=", F(1, 2)).decided(bracket(low, high)), below, high, low),
        (found.vacuous(F(1, 2)), above, low, high),
        (Sought("e_unif_alg", ">=", F(1, 2)).decided(bracket(low, high)), above, low, high),
    ):
        assert half.verdict is verdict and half.end.value == (bad if verdict is Verdict.REFUTED else good)


def test_both_halves_make_the_verdict() -> None:
    for first, second, word in (
        ((0, 1), (3, 4), "CERTIFIED"),
        ((0, 4), (3, 4), "INCONCLUSIVE"),
        ((3, 4), (3, 4), "REFUTED"),
        ((0, 1), (0, 1), "REFUTED"),
    ):
        ends = {
            (name, side): End(F(v, 4))
            for name, pair in ((E_GEN, first), (E_UNIF_ALG, second))
            for side, v in zip(("lower", "upper"), pair, strict=True)
        }
        found = Outcome(Answer(SETTING, _ends=ends), F(1, 4), "auto")
        assert found.word == word and found.certificate is None and found.trusts == () and found.ends() == ()
        assert (found.e_gen_upper, found.e_unif_alg_lower) == (F(first[1], 4), F(second[0], 4))
        assert found.asked == {E_GEN: "e_gen <= 0.25", E_UNIF_ALG: "e_unif-alg >= 0.75"}
        assert found.theorem_used is None and found.probability_lower is None
        decided = {name: half.verdict for name, half in found.halves.items()}
        for name, line in zip(decided, found.why(), strict=True):
            said = {Verdict.UPHELD: " holds by range: its range", Verdict.REFUTED: " fails by range: its range"}
            assert line.endswith(said.get(decided[name], found.line(name))) and found.asked[name] in line


def test_what_decides_is_called_by_its_title() -> None:
    assert called("range") == "its range" and called("theorem-a") == str(table()["rules"]["theorem-a"]["title"]).replace("`", "")


def test_what_was_confirmed_is_trusted_and_every_tree_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    report = SimpleNamespace(trusts=("flint",), given=("human: x",))
    ends = (End(F(0)), End(F(1, 2), node("a", F(0), F(1, 2)), report), End(F(1, 3), node("b", F(1, 3), F(1))), End(F(1)))  # type: ignore[arg-type]

    class Made(Bracketed):
        known = {"e_gen": Bracket(*ends[:2]), "e_unif_alg": Bracket(*ends[2:])}  # noqa: RUF012
        asked, halves, tried = {}, {}, ()  # type: ignore[assignment]

    assert Made().ends() == (ends[1], ends[2]) and Made().trusts == ("flint",) and Made().given == ("human: x",)
    monkeypatch.setattr(outcomes, "document", lambda nodes: [one.rule for one in nodes])
    assert Made().certificate == ["a", "b"]


def test_a_level_is_no_nearer_to_its_ends_than_probabilities_are_told_apart() -> None:
    assert level(LEAST) == LEAST and level(1 - LEAST) == 1 - LEAST
    for value in (LEAST * (1 - TINY), 1 - LEAST * (1 - TINY)):
        with pytest.raises(InvalidParameter, match="between 1e-320 and 1 - 1e-320"):
            level(value)


def test_the_largest_numbers_are_accepted_and_no_larger_ones() -> None:
    assert answer(MAX_M, MAX_D, "0.1", gamma=MAX_GAMMA).setting == Setting(
        F(MAX_M), F(MAX_D), F(4), F(32), gamma=F(MAX_GAMMA), delta=F(1, 10)
    )
    for m, D, gamma in ((MAX_M + 1, MAX_D, 0), (MAX_M, MAX_D + 1, 0), (MAX_M, MAX_D, MAX_GAMMA + 1)):
        with pytest.raises(InvalidParameter):
            answer(m, D, "0.1", gamma=gamma)
    with pytest.raises(InvalidParameter, match="s"):
        answer(5, 50, "0.1", s=32, b=32)


@pytest.mark.parametrize(
    ("theorem", "delta", "good"),
    [("A", "0.4999", True), ("B", "0.5", False), ("A", "0.5", False), ("C", "0.9", True), ("auto", "0.9", True), ("D", "0.1", False)],
)
def test_theorems_are_asked_for_where_they_say_something(theorem: str, delta: str, good: bool) -> None:
    if good:
        require_theorem(theorem, F(delta))
    else:
        with pytest.raises(InvalidParameter, match="unknown theorem 'D'" if theorem == "D" else "needs delta < 1/2"):
            require_theorem(theorem, F(delta))


OPTIONS = {
    "linear": {"gamma", "theorem", "s", "b", "learner"},
    "exponential": {"theorem", "s", "b"},
    "sco": {"learner", "eta", "lam", "tau"},
}


@pytest.mark.parametrize("counterexample", OPTIONS)
@pytest.mark.parametrize("name", ["gamma", "theorem", "s", "b", "learner", "eta", "lam", "tau"])
def test_an_option_of_another_counterexample_is_refused_by_name(counterexample: str, name: str) -> None:
    refuse(counterexample, dict.fromkeys(OPTIONS["linear"] | OPTIONS["sco"]))
    given = {**dict.fromkeys(OPTIONS[counterexample], "1"), name: "0.5"}
    if name in OPTIONS[counterexample]:
        refuse(counterexample, given)
    else:
        with pytest.raises(InvalidParameter, match=rf"--{name} 0\.5 says nothing of the counterexample {counterexample}"):
            refuse(counterexample, given)


def test_an_unknown_counterexample_is_refused() -> None:
    with pytest.raises(InvalidParameter, match="choose linear, exponential, sco"):
        refuse("cubic", {})


class Sources:
    """Made-up finders: what each yields, and the order in which they are asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, **found: tuple[Fraction, ...]) -> None:
        self.asked: list[str] = []
        self.level: Fraction | None = None
        upper = {"generalizes": E_GEN, "spread": E_UNIF_ALG, "large_gamma": E_UNIF_ALG, "aligned": E_UNIF_ALG}

        def finder(name: str) -> Any:
            def find(q: Any, *more: Any) -> Iterator[Any]:
                self.asked.append(name)
                self.level = more[-1] if name == "complete" else self.level
                self.rules = more[0] if name == "splits" else getattr(self, "rules", ())
                for value in found.get(name, ()):
                    low, high = (F(0), value) if name in upper else (value, F(1))
                    yield node(name, low, high, upper.get(name, E_GEN if name == "overfits" else E_UNIF_ALG))

            return find

        for name in ("generalizes", "overfits", "spread", "large_gamma", "aligned", "splits", "complete"):
            monkeypatch.setattr(module.finders, name, finder(name))
        monkeypatch.setattr(module.Inquiry, "apply", self.apply)

    def apply(self, rule: str, end: Any) -> Iterator[Any]:
        self.asked.append(f"{rule} {end.rule}")
        ((low, high),) = (ends for name, ends in end.concludes.items() if name[0] != "exceed")
        yield SimpleNamespace(rule=rule, concludes={(E_GEN, F(1)): (F(-1), high), (E_UNIF_ALG, F(1)): (low, F(1))})


def test_each_end_is_the_best_of_its_finders_and_of_the_other_quantity(monkeypatch: pytest.MonkeyPatch, checked: list[str]) -> None:
    monkeypatch.setattr(module.finders, "best_complete", lambda setting: 0.0)
    for found, gen, unif in (
        ({"generalizes": (F(1, 4), F(1, 8), F(1, 5)), "spread": (F(7, 8),)}, ("range", "generalizes"), ("range", "spread")),
        ({"large_gamma": (F(1, 8),), "spread": (F(1, 4),)}, ("range", "diagonal"), ("range", "large_gamma")),
        ({"aligned": (F(1, 8),), "spread": (F(1, 4),)}, ("range", "diagonal"), ("range", "aligned")),
        ({"overfits": (F(1, 8), F(1, 3))}, ("overfits", "range"), ("diagonal", "range")),
        ({"overfits": (F(1, 8),), "splits": (F(1, 2), F(1, 4))}, ("overfits", "range"), ("splits", "range")),
    ):
        sources = Sources(monkeypatch, **found)
        made = Answer(SETTING)
        assert (made.e_gen.lower.rule, made.e_gen.upper.rule) == gen
        assert (made.e_unif_alg.lower.rule, made.e_unif_alg.upper.rule) == unif
        asked = list(sources.asked)
        assert made.e_gen and made.e_unif_alg and sources.asked == asked  # each end is sought once
        assert made.found() == made.found(every=True) and len(made.found()) == 4
    assert Answer(SETTING).found() == {} and len(Answer(SETTING).found(every=True)) == 4


@pytest.mark.parametrize(
    ("theorem", "rules"),
    [("A", {"theorem-a"}), ("B", {"theorem-b"}), ("C", {"theorem-simplex", "theorem-signs", "theorem-c"}), ("auto", None)],
)
def test_only_the_theorem_that_is_named_is_asked(
    theorem: str, rules: set[str] | None, monkeypatch: pytest.MonkeyPatch, checked: list[str]
) -> None:
    monkeypatch.setattr(module.finders, "best_complete", lambda setting: 1.0)
    sources = Sources(monkeypatch, splits=(F(1, 4),), complete=(F(1, 2),), overfits=(F(3, 4),))
    made = Answer(SETTING, F(9, 10), theorem).e_unif_alg.lower
    every = {"theorem-a", "theorem-b", "theorem-simplex", "theorem-signs", "theorem-c"}
    assert set(sources.rules) == (rules or every)
    assert ("complete" in sources.asked) == (theorem in ("A", "auto")) and sources.level in (None, F(9, 10))
    assert made.rule == {"A": "complete", "B": "splits", "C": "splits", "auto": "diagonal"}[theorem]


NEAR = F(1, 10**6)


@pytest.mark.parametrize(
    ("goal", "ceiling", "reached", "best", "asked"),
    [
        (F(1, 2), F(1), F(1, 2), 1.0, False),  # the goal is reached
        (F(1, 2), F(1), F(1, 2) - TINY, 1.0, True),
        (F(1, 2), F(1), F(1, 4), 0.25 + 0.9e-6, False),  # floats see no more there
        (F(3, 4), F(1), F(5, 8), 0.625 + 1e-6, False),
        (F(1, 2), F(1), F(1, 4), 0.25 + 1.1e-6, True),
        (None, F(1, 2), F(1, 2) - NEAR / 2, 1.0, False),  # the bracket is closed
        (None, F(1, 2), F(1, 2) - NEAR, 1.0, True),
        (None, F(1), F(1, 4), 1.0, True),
        (F(3, 4), F(1, 2), F(1, 2) - NEAR / 2, 1.0, False),  # the goal is out of reach, and the bracket closed
        (F(1, 2), F(1, 2), F(1, 2) - NEAR / 2, 1.0, True),  # it is within reach
        (None, NEAR / 2, F(0), 1.0, True),  # no lower end stands yet
    ],
)
def test_the_complete_flip_is_asked_where_it_may_help(
    goal: Fraction | None,
    ceiling: Fraction,
    reached: Fraction,
    best: float,
    asked: bool,
    monkeypatch: pytest.MonkeyPatch,
    checked: list[str],
) -> None:
    monkeypatch.setattr(module.finders, "best_complete", lambda setting: best)
    sources = Sources(monkeypatch, splits=(F(1, 100), reached, F(1, 200)) if reached else (), complete=(F(3, 4),), spread=(ceiling,))
    assert Answer(SETTING, goal).e_unif_alg.lower.value == (F(3, 4) if asked else reached)
    assert ("complete" in sources.asked) == asked and (not asked or sources.level == goal)


def pair(rule: str, **extra: Fraction) -> Any:
    """A node of that theorem at made-up enclosures of what its hypothesis speaks of."""
    at = {"m": F(7), "D": F(30), "s": F(3), "b": F(11), "gamma": F(1), "delta": F(1, 9), "e1": F(2, 7), "e2": F(1, 3), "t": F(31), **extra}
    x = tuple(at[name] for name in ("m", "D", "s", "b"))
    chance = (F(1, 70), F(1, 31))
    known = {("unflipped", *x, rho): chance for rho in (F(1), F(1, 2), F(1, 5))} | {("unflipped_signs", *x): chance}
    known |= {("exceed", *x, at["gamma"], at["e2"]): (F(1, 900), F(1, 37)), ("all_flipped", *x, at["t"]): (F(5, 7), F(6, 7))}
    return SimpleNamespace(rule=rule, at=at, known=known)


@pytest.mark.parametrize(
    ("made", "value"),
    [
        (pair("theorem-a"), F(5, 7)),
        (pair("theorem-b"), 1 - (F(7, 2) / 31 + F(1, 37))),
        (pair("theorem-c", rho=F(1, 5)), 1 - (F(7, 2) / 31 + F(1, 37))),
        (pair("theorem-signs"), 1 - (F(7, 2) / 31 + F(1, 37))),
        (pair("theorem-simplex", k=F(3)), 1 - (3 * F(7, 2) / 31 + 2 * F(1, 37))),
        (pair("diagonal"), None),
    ],
)
def test_the_chance_of_the_pair_is_bounded_from_below(made: Any, value: Fraction | None) -> None:
    """By the larger end of what the theorem's inequality adds up, rounded down."""
    ends = {(name, side): End(F(0), made) for name in (E_GEN, E_UNIF_ALG) for side in ("lower", "upper")}
    found = Outcome(Answer(SETTING, _ends=ends), F(1, 4), "auto").probability_lower
    assert found is None if value is None else found is not None and value - F(1, 10**11) < found <= value


def test_certify_asks_for_its_own_epsilon_and_delta() -> None:
    assert certify(20, 3000, "0.3", "0.07", theorem="B").answer.goal == F(93, 100)
    with pytest.raises(InvalidParameter, match=r"needs delta < 1/2, got 0\.6"):
        certify(20, 3000, "0.6", "0.07", theorem="B")
