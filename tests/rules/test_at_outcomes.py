"""Steps at one outcome: what a mean is shown to be holds of every law of the outcomes, and each thing that a case needs is asked for."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
import sympy as sp

from uccheck.quantities.applied import quantity
from uccheck.quantities.outcomes import Fact, outcome
from uccheck.quantities.symbols import D, F, H, L, N, T, e, e1, e2, gamma, m, t, u, v
from uccheck.rules.claim import Claim, Domain, Relation, eq, ge, gt, le, lt, nonnegatives, positives, reals, shares
from uccheck.rules.derivation import Context, Rule, StepResult
from uccheck.rules.letters import HALF, ONE, SETTING, ZERO, X, exceed, head, loss, misfit, overshoot, reach, tail
from uccheck.rules.steps.cited import Named
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.hypotheses import Given
from uccheck.rules.steps.means import Inside, Mean

WHERE = (*SETTING, *shares(e1), *nonnegatives(e2), *positives(t), *reals(e, u))
RISK, TRAINING, CHI, SHORT = outcome("risk")(*X, gamma), outcome("training")(*X, gamma), outcome("chi")(D), outcome("short")(*X, gamma)
QUARTER = HALF / 2


def found(rule: Rule, step: Relation, *given: Relation) -> StepResult:
    return rule.prove(step, Context(Claim((), WHERE, given)))


def proved(rule: Rule, step: Relation, *given: Relation) -> bool:
    return found(rule, step, *given).proved


#: Chances of events of the losses, with the event.
EVENTS = {
    exceed(*X, gamma, HALF): lambda loss, trained: loss > Fraction(1, 2),
    exceed(*X, gamma, QUARTER): lambda loss, trained: loss > Fraction(1, 4),
    overshoot(*X, gamma, QUARTER): lambda loss, trained: loss - trained > Fraction(1, 4),
    reach(*X, gamma, HALF): lambda loss, trained: loss - trained >= Fraction(1, 2),
    quantity("clean")(*X, gamma, gamma, HALF): lambda loss, trained: loss >= Fraction(1, 2) and trained <= 0,
}
GRID = [(Fraction(i, 8), Fraction(j, 8)) for i in range(9) for j in range(9)]
RELATIONS = [gt(L, HALF), gt(L, QUARTER), gt(L - H, QUARTER), ge(L - H, HALF), ge(L, HALF), le(H, 0)]
DENIED = [le(L, HALF), le(L, QUARTER), le(L - H, QUARTER), lt(L - H, HALF), lt(L, HALF), gt(H, 0)]
#: Two relations of the outcome that exclude each other, and the loss of training at least 0.
EXCLUDE = tuple(
    Form(using={yes: 1, no: 1, **more})
    for yes, no in itertools.product(RELATIONS, DENIED)
    for more in ({}, {H: 1}, {le(H, 0): 1})
    if (total := yes.slack + no.slack + sum(key.slack if isinstance(key, Relation) else key for key in more)).is_number and total <= 0
)
LOSSES = Mean({L: RISK, H: TRAINING}, by=EXCLUDE)


def combinations() -> Iterator[tuple[Relation, bool]]:
    """Whether a combination of two chances and a number is at least 0 for every law: each outcome is one, with chance 1."""
    for (p, one), (q, other) in itertools.combinations(EVENTS.items(), 2):
        for factors in ((1, -1, 0), (-1, 1, 0), (-1, -1, 2), (-1, -1, 1), (1, 1, -1), (-1, 2, 0)):
            first, second, number = factors
            step = ge(first * p + number, -second * q)
            yield step, all(first * int(one(*at)) + second * int(other(*at)) + number >= 0 for at in GRID)


def test_a_combination_of_chances_is_shown_where_every_law_bears_it_out() -> None:
    """60 combinations of the chances of five events, of which 18 hold."""
    steps = list(combinations())
    assert sum(true for _, true in steps) == 18 and len(steps) == 60
    assert [step for step, true in steps if proved(LOSSES, step) is not true] == []


def test_each_outcome_lies_in_one_case_with_the_value_there() -> None:
    step = le(exceed(*X, gamma, HALF), 2 * overshoot(*X, gamma, QUARTER) + e1 * quantity("clean")(*X, gamma, gamma, HALF))
    rule = replace(LOSSES, split=(le(L + H, 1),))
    inside = Inside(rule, Context(Claim((), WHERE)), step)
    cases = list(rule.cases(step, inside))
    for loss_, trained in GRID:
        at = {L: loss_, H: trained, e1: QUARTER}
        own = [case for case in cases if all(one.holds(at) for one in case.where)]
        chances = [int(bool(event(loss_, trained))) for event in EVENTS.values()]
        assert len(own) == 1 and own[0].value.subs(at) == 2 * chances[2] + QUARTER * chances[4] - chances[0]


def test_what_is_open_is_said() -> None:
    wrong = found(LOSSES, le(exceed(*X, gamma, QUARTER), exceed(*X, gamma, HALF)))
    assert not wrong.proved and wrong.detail == "the case L <= 1/2, L > 1/4 is open"
    assert "no symbol" in found(Mean({L: RISK}), le(overshoot(*X, gamma, e), 1)).detail


def test_only_weak_linear_relations_between_means_are_shown() -> None:
    p, q = exceed(*X, gamma, QUARTER), exceed(*X, gamma, HALF)
    assert proved(LOSSES, le(q, p)) and not proved(LOSSES, lt(q, p)) and not proved(LOSSES, gt(p + 1, q))
    assert not proved(LOSSES, ge(p**2 + q, p))  # at every outcome; at p = 1/2, q = 1/8 it is false
    assert not proved(LOSSES, ge(p, p * q + q - q**2)) and not proved(LOSSES, le(p**2, p))
    assert not proved(LOSSES, le(quantity("e_gen")(*X, gamma, e), 9 + quantity("e_gen")(*X, gamma, e) ** 2))  # the mean of nothing
    summed = sp.Sum(exceed(*X, gamma, e2), (e2, 0, 3))  # a quantity within a sum, where its arguments run
    assert not proved(LOSSES, le(summed, 9)) and not proved(LOSSES, le(q, p + summed))


def test_an_equality_is_one_at_every_outcome() -> None:
    each = Mean({T: CHI}, by=(Form(using={le(T, t): 1, gt(T, t): 1}),))
    assert proved(each, eq(2 * head(D, t), head(D, t) + head(D, t))) and proved(each, ge(1, head(D, t)))
    assert not proved(each, eq(1, head(D, t))) and not proved(each, eq(head(D, t), 0)) and not proved(each, eq(head(D, t), 2 * head(D, t)))


def test_a_meaning_is_one_of_the_outcomes_at_hand() -> None:
    """misfit is the mean of a number of short margins by m, and of a chance given T, which alone is at most 1 by its range."""
    given_t = outcome("short_given")(*X, gamma)
    assert proved(Mean({F: given_t}), le(misfit(*X, gamma), 1)) and not proved(Mean({F: given_t}), le(misfit(*X, gamma), HALF))
    assert proved(Mean({F: given_t, L: RISK}), le(misfit(*X, gamma), 1))
    most = Fact(SHORT, "<=", m, "definition: no more than all")
    assert proved(Mean({N: SHORT}, (most,), by=(Form(using={m - N: 1 / m}),)), le(misfit(*X, gamma), 1))
    assert not proved(Mean({N: SHORT}), le(misfit(*X, gamma), 1)) and not proved(Mean({L: RISK}), le(misfit(*X, gamma), 1))


def test_ranges_and_hypotheses_and_facts_are_at_hand() -> None:
    empty = Form(using={T: 1, le(T, 0): 1})
    assert proved(Mean({T: CHI}, by=(empty,)), le(head(D, 0), 0))  # T > 0 with certainty
    far, near = exceed(*X, gamma, e), exceed(*X, gamma, u)
    less = Mean({L: RISK}, by=(Form(using={gt(L, e): 1, le(L, u): 1, le(u, e): 1}),))
    assert proved(less, le(far, near), le(u, e)) and not proved(less, le(far, near))
    assert proved(Mean({L: RISK}, by=(Form(using={1 - L: 1, gt(L, 1 + e2): 1, e2: 1}),)), le(exceed(*X, gamma, 1 + e2), 0))
    beyond = Mean({L: RISK}, by=(Form(using={1 - L: 1, gt(L, 1 + e): 1, e: 1}),))
    assert not proved(beyond, le(exceed(*X, gamma, 1 + e), 0))  # e may be -1
    bound = Fact(RISK, "<=", TRAINING, "definition: for this test")
    fitted = Mean({L: RISK, H: TRAINING}, (bound,), by=(Form(using={H - L: 1, gt(L - H, e1): 1, e1: 1}),))
    assert proved(fitted, le(overshoot(*X, gamma, e1), 0)) and not proved(replace(fitted, facts=()), le(overshoot(*X, gamma, e1), 0))


SMALL, FITTED = le(loss(*X, gamma, t), HALF), Form(using={HALF - L: 1, gt(L, HALF): 1})


@pytest.mark.parametrize("needs", [(SMALL,), (HALF - loss(*X, gamma, t),), (SMALL, ge(e, 0)), (e, SMALL, le(e, 9))])
def test_a_fact_is_used_where_all_that_it_needs_is_supplied(needs: tuple[Any, ...]) -> None:
    """The fact is false elsewhere; what it needs is a relation, or an expression that is not negative."""
    fact = Fact(RISK, "<=", HALF, "definition: for this test", (), needs)
    rule, step = Mean({L: RISK}, (fact,), by=(FITTED,)), le(exceed(*X, gamma, HALF), 0)
    whole = [need if isinstance(need, Relation) else ge(need, 0) for need in needs]
    assert proved(rule, step, *whole)
    for left in range(len(whole)):
        assert not proved(rule, step, *whole[:left], *whole[left + 1 :])
        weaker = Relation(whole[left].lhs - (1 if whole[left].relation == "<=" else -1), whole[left].relation, whole[left].rhs)
        assert not proved(rule, step, *whole[:left], weaker, *whole[left + 1 :])


def test_a_line_is_used_where_it_is_shown_and_opens_facts() -> None:
    """Without what shows the line, neither it nor a fact that needs it is at hand."""
    line, fact = le(L, e), Fact(TRAINING, "<=", 0, "definition: for this test", (), (le(RISK, e),))
    step, over = le(exceed(*X, gamma, e), 0), Form(using={le(L, e): 1, gt(L, e): 1})
    lines = Mean({L: RISK}, lines=((line, Given()),), by=(over,))
    assert not proved(lines, step)
    upper = le(loss(*X, gamma, t), e)
    is_loss = Fact(RISK, "<=", loss(*X, gamma, t), "definition: for this test")
    shown = Mean({L: RISK}, (is_loss,), lines=((line, Form(using={upper: 1, loss(*X, gamma, t) - L: 1})),), by=(over,))
    assert proved(shown, step, upper) and not proved(shown, step) and not proved(replace(shown, facts=()), step, upper)
    second = ge(quantity("clean")(*X, gamma, gamma, e1), exceed(*X, gamma, e1))
    opened = Mean(
        {L: RISK, H: TRAINING},
        (is_loss, fact),
        lines=shown.lines,
        by=(Form(using={lt(L, e1): 1, gt(L, e1): 1}), Form(using={gt(H, 0): 1, -H: 1})),
    )
    assert proved(opened, second, upper) and not proved(opened, second) and not proved(replace(opened, lines=()), second, upper)


def test_what_a_case_rests_on_is_named_and_nothing_else() -> None:
    human, idle = (Named(f"human: {words}", le(L, at)) for words, at in (("seen", loss(*X, gamma, t)), ("unused", loss(*X, gamma, 2 * t))))
    line, upper = le(L, loss(*X, gamma, t)), le(loss(*X, gamma, t), e)
    by = (idle, Form(using={line: 1, upper: 1, gt(L, e): 1}))
    fact = Fact(RISK, "<=", 1, "cited: a fact", ("some-law", "another"))
    rule = Mean({L: RISK}, (fact, replace(fact, laws=("another", "third"))), lines=((line, human), (le(L, -1), idle)), by=by)
    seen = found(rule, le(exceed(*X, gamma, e), 0), upper)
    assert seen.proved and seen.trusts == ("cited: a fact", "human: seen") and rule.laws == ("some-law", "another", "third")


def test_every_random_variable_has_a_symbol_and_a_symbol_is_one_of_them() -> None:
    step = le(exceed(*X, gamma, HALF), exceed(*X, gamma, QUARTER))
    by = LOSSES.by
    assert proved(Mean({L: RISK}, by=by), step) and not proved(Mean({}, by=by), step) and not proved(Mean({H: TRAINING}, by=by), step)
    assert not proved(Mean({e: RISK}, by=(Form(using={gt(e, HALF): 1, le(e, QUARTER): 1}),)), step)  # a variable of the claim
    other = Fact(outcome("other")(*X, gamma), "<=", 0, "definition: for this test")
    assert not proved(Mean({L: RISK}, (other,), by=by), step)  # a fact on a random variable without a symbol
    hidden = Fact(RISK, "<=", H, "definition: for this test")
    assert not proved(Mean({L: RISK, H: TRAINING}, (hidden,), by=by), step)  # a fact with a symbol in the place of what it stands for
    needy = Fact(RISK, "<=", 1, "definition: for this test", (), (ge(H, 0),))
    assert not proved(Mean({L: RISK, H: TRAINING}, (needy,), by=by), step)
    assert proved(Mean({L: RISK}, (Fact(RISK, "<=", loss(*X, gamma, t), "definition: for this test"),), by=by), step)


def test_a_number_settles_a_case_by_itself() -> None:
    for value, good in ((ZERO, True), (ONE, True), (-ONE, False), (HALF - 1, False), (e2, True), (e2 + 1, True), (e, False), (-e2, False)):
        inside = Inside(Mean({L: RISK}), Context(Claim((), WHERE)), le(0, 1))
        assert inside.settled({}, value) is good and inside.way({}, value) == (good, None)


def test_a_case_that_cannot_be_is_settled_and_one_that_can_is_not() -> None:
    over, under = gt(L, HALF), le(L, QUARTER)
    rule = Mean({L: RISK}, by=(Form(using={over: 1, under: 1}), Form(using={over: 2})))
    inside = Inside(rule, Context(Claim((), WHERE)), le(0, 1))
    assert inside.way({over: True, under: True}, -ONE) == (True, rule.by[0])
    assert not inside.settled({over: True, under: False}, -ONE) and not inside.settled({over: False, under: True}, -ONE)
    assert inside.way({over: True, under: False}, 2 * L - 1 - e2 + e2) == (True, None)  # by its range from there on
    assert not inside.settled({over: False, under: False}, 2 * L - 1)
    assert v not in inside.context.claim.where and Domain(L, 0, 1) in inside.context.claim.where
    assert tail(D, t) != head(D, t)
