"""The parts of a step at one outcome: ranges of symbols, opposites of relations, cases of a chance, and two likely events that meet."""

from __future__ import annotations

import itertools
import random
from fractions import Fraction
from typing import Any

import pytest
import sympy as sp

from uccheck.quantities.applied import quantity
from uccheck.quantities.outcomes import outcome
from uccheck.quantities.symbols import D, H, L, N, T, delta, e, gamma, m, t
from uccheck.rules.claim import Claim, Domain, Relation, ge, gt, le, lt
from uccheck.rules.derivation import Context
from uccheck.rules.letters import HALF, ONE, PAIRS, ZERO, X, exceed, meet, overshoot, tail
from uccheck.rules.steps.cited import Known
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.means import OPPOSITE, Both, Inside, Mean, _cases, _denied, _range, cases_of

WHERE = (*PAIRS, Domain(t, 0, open_low=True), Domain(e))
SEEN = {L: outcome("risk")(*X, gamma), H: outcome("training")(*X, gamma)}
REAL = {name: sp.Symbol("s", **signs) for name, signs in (("real", {"real": True}), ("positive", {"positive": True}))}
LEAST = {"real": REAL["real"], "nonnegative": sp.Symbol("s", nonnegative=True), "positive": REAL["positive"]}
WHOLE = {
    name: sp.Symbol("s", integer=True, **signs)
    for name, signs in (("any", {}), ("from 0", {"nonnegative": True}), ("from 1", {"positive": True}))
}


@pytest.mark.parametrize(
    ("name", "at", "allowed"),
    [
        ("risk", (*X, gamma), {"real": (0, 1, False), "nonnegative": (0, 1, False)}),
        ("chi", (D,), {"real": (0, None, True), "nonnegative": (0, None, True), "positive": (0, None, True)}),
        ("margin_signs", X, {"real": (None, None, False)}),
        ("gibbs_gap", (*X, t), {"real": (-1, 1, False)}),
        ("short", (*X, gamma), {"any": (0, None, False), "from 0": (0, None, False)}),
    ],
)
def test_a_symbol_assumes_no_more_than_is_known_of_what_it_stands_for(name: str, at: Any, allowed: dict[str, Any]) -> None:
    """A loss may be 0, a margin negative, chi-square is positive but with chance 0, a number of points is whole and a loss is not."""
    odd = {"nonpositive": sp.Symbol("s", nonpositive=True), "odd": sp.Symbol("s", odd=True), "prime": sp.Symbol("s", prime=True)}
    atom = outcome(name)(*at)
    for kind, symbol in {**LEAST, **WHOLE, **odd}.items():
        if kind in allowed:
            made = _range(symbol, atom)
            assert (made.symbol, made.low, made.high, made.open_low, made.open_high) == (symbol, *allowed[kind], False)
        else:
            with pytest.raises(ValueError, match=r"assumes more|whole number"):
                _range(symbol, atom)


def test_a_gap_that_may_be_negative_is_not_shown_to_be_none() -> None:
    """The Gibbs gap lies between -1 and 1; |y| of a symbol that sympy takes to be nonnegative is that symbol, whatever it stands for."""
    y, least, real = sp.Symbol("y", real=True), LEAST["nonnegative"], LEAST["real"]
    root = Claim((ge(sp.Abs(y), 0),), (Domain(y),))
    step, context = le(quantity("gibbs_below")(*X, t, 0), 0), Context(Claim((), WHERE), {"root": root})
    rules = {
        gap: Mean(
            {gap: outcome("gibbs_gap")(*X, t)},
            lines=((ge(gap, 0), Known("root", {y: gap})),),
            by=(Form(using={ge(gap, 0): 1, lt(gap, 0): 1}),),
        )
        for gap in (least, real)
    }
    assert not rules[real].prove(step, context).proved
    with pytest.raises(ValueError, match="assumes more"):
        rules[least].prove(step, context)


K = sp.Symbol("K", integer=True)
SIDES = (N, K, ZERO, ONE, N + 1, L, T, HALF, K - N, 2 * L)


@pytest.mark.parametrize("relation", ["<=", "<", ">=", ">"])
def test_of_a_relation_and_its_opposite_one_holds_everywhere(relation: str) -> None:
    points = [{N: n, K: k, L: x, T: y} for n in (0, 1, 2) for k in (-1, 0, 1) for x in (ZERO, HALF, ONE) for y in (HALF, ONE)]
    for lhs, rhs in itertools.permutations(SIDES, 2):
        stated = Relation(lhs, relation, rhs)
        other = _denied(stated)
        for point in points:
            assert stated.holds(point) is not other.holds(point), (stated, other, point)
    assert _denied(ge(N, 1)) == le(N, 0) and _denied(le(N, 0)) == ge(N, 1) and _denied(ge(L, 1)) == lt(L, 1)
    assert _denied(le(N + K, K - 1)) == ge(N + K, K) and _denied(gt(N, 0)) == le(N, 0)


def test_cases_are_all_but_those_in_which_a_relation_and_its_opposite_agree() -> None:
    pool = [Relation(lhs, r, 0) for lhs in (L, H) for r in OPPOSITE]
    for size in range(5):
        for relations in itertools.combinations(pool, size):
            found = [tuple(case.values()) for case in _cases(list(relations))]
            pairs = [
                (i, j)
                for i, p in enumerate(relations)
                for j, q in enumerate(relations)
                if p.lhs == q.lhs and {p.relation, q.relation} in ({"<=", ">"}, {"<", ">="})
            ]
            wanted = [
                truth for truth in itertools.product((True, False), repeat=size) if all(truth[i] != truth[j] for i, j in pairs if i != j)
            ]
            assert found == wanted and all(list(case) == list(relations) for case in _cases(list(relations)))


def inside() -> Inside:
    return Inside(Mean(SEEN), Context(Claim((), WHERE)), le(0, 1))


@pytest.mark.parametrize("seed", range(3))
def test_a_chance_is_the_mean_of_its_value_over_the_cases(seed: int) -> None:
    """At each of 40 outcomes the value of the one case that it lies in is the sum of the events that occur there."""
    draw = random.Random(seed)
    clean, over, far = quantity("clean")(*X, gamma, gamma, HALF), overshoot(*X, gamma, ZERO), exceed(*X, gamma, HALF)
    factors = [draw.randint(-3, 3) for _ in range(4)]
    chance = factors[0] * clean + factors[1] * over + factors[2] * far + factors[3]
    members = (ge(L + H, 1), lt(L, HALF))
    cases = list(cases_of(chance, members, SEEN, inside()) or ())
    for _ in range(40):
        loss, trained = (Fraction(draw.randint(0, 8), 8) for _ in range(2))
        events = (loss >= Fraction(1, 2) and trained <= 0, loss > trained, loss > Fraction(1, 2), True)
        own = [value for case, value in cases if all(one.holds({L: loss, H: trained}) is held for one, held in case.items())]
        assert own == [sum(f * happened for f, happened in zip(factors, events, strict=True))]
        assert all(set(members) <= set(case) for case, _ in cases)


def test_a_mean_has_its_function_as_its_value() -> None:
    seen = {N: outcome("short")(*X, gamma), T: outcome("chi")(D)}
    one = Inside(Mean(seen), Context(Claim((), WHERE)), le(0, 1))
    cases = list(cases_of(2 * quantity("misfit")(*X, gamma) - tail(D, t), (), seen, one) or ())
    assert cases == [({ge(T, t): True}, 2 * N / m - 1), ({ge(T, t): False}, 2 * N / m)]


@pytest.mark.parametrize(
    "chance",
    [
        exceed(*X, gamma, e) ** 2,
        exceed(*X, gamma, e) * overshoot(*X, gamma, e),
        quantity("e_gen")(*X, gamma, delta),
        exceed(*X, gamma, e) + quantity("e_gen")(*X, gamma, delta),
        sp.Sum(exceed(*X, gamma, e), (e, 0, 1)),
    ],
    ids=str,
)
def test_what_is_no_mean_has_no_cases(chance: sp.Expr) -> None:
    assert cases_of(chance, (), SEEN, inside()) is None


def both(step: Relation, rule: Both | None = None) -> bool:
    return (rule or Both()).prove(step, Context(Claim((), WHERE))).proved


def test_two_events_of_a_chance_meet_at_least_as_often_as_is_claimed() -> None:
    """2 (1 - delta) - 1 is the least that two events of chance 1 - delta share on seven equally likely outcomes, and more is refused."""
    for size in range(8):
        level = Fraction(7 - size, 7)
        least = min(len(set(one) & set(range(size))) for one in itertools.combinations(range(7), size))
        assert Fraction(least, 7) == max(0, 2 * (1 - level) - 1)
    chance = meet(*X, 1, delta)
    for low in (1 - 2 * delta, 1 - 3 * delta, -2 * delta, (1 - 2 * delta) - t, -ONE, 1 - 2 * delta - delta * t):
        assert both(le(low, chance)) and both(ge(chance, low))
        assert not both(lt(low, chance)) and not both(ge(low, chance)) and not both(le(chance, low))
    for low in (1 - delta, ONE, ZERO, 1 - 2 * delta + t, 2 - 2 * delta, 2 * (1 - delta), 1 + 2 * delta, 3 - 2 * delta, (1 - delta) ** 2, e):
        assert not both(le(low, chance))
    for other in (meet(*X, HALF, delta), meet(*X, t, delta), meet(*X, 1, 2 * delta), meet(*X, 1, -delta), meet(*X, 1, e)):
        assert not both(le(1 - 2 * delta, other))
    assert both(le(1 - 4 * delta, meet(*X, 1, 2 * delta))) and not both(le(1 + 2 * delta, meet(*X, 1, -delta)))


def test_two_events_are_those_of_a_flip_that_keeps_the_law() -> None:
    chance = quantity("exp_meet")(*X, delta)
    assert both(le(1 - 2 * delta, chance), Both("exp_meet")) and not both(le(1 - 2 * delta, chance))
    assert not both(le(1 - 2 * delta, meet(*X, 1, delta)), Both("exp_meet"))
    assert not both(le(1 - 2 * delta, quantity("e_gen")(*X, gamma, delta)), Both("e_gen"))
    assert not both(le(1 - 2 * delta, quantity("meet_simplex")(*X, 2, delta)), Both("meet_simplex"))
    assert Both().laws == ("flip-law",) and Both("exp_meet").laws == ("exp-flip-law",) and Both("e_gen").laws == ()
    assert all("`mu` is the least chance" in one for one in Both().prove(le(-1, meet(*X, 1, delta)), Context(Claim((), WHERE))).trusts)
