"""The induction over signs: a statement that is no step of it, or another power than the fourth, is refused; every small set agrees."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest
import sympy as sp

from uccheck.quantities.symbols import delta
from uccheck.rules.catalogue import get, load
from uccheck.rules.catalogue.transfer.square_lemma import CROSS1, CROSS2, F1, F2, G1, G2, SAME1, SAME2
from uccheck.rules.claim import Claim, Domain, Relation, ge, le, lt, nonnegatives
from uccheck.rules.derivation import Context
from uccheck.rules.letters import PAIRS, X, meet, meet_signs, meet_simplex
from uccheck.rules.steps.signs import CHANGE, Signs, averages, induces

SQUARE, POWER = get("square-lemma").claim, get("fourth-power").claim


def test_the_square_lemma_is_the_step_of_the_induction() -> None:
    assert induces(SQUARE, CHANGE)


@pytest.mark.parametrize("change", [sp.Rational(1, 2), sp.Rational(1), sp.Rational(1, 4), sp.Rational(5, 8)])
def test_signs_that_change_with_another_chance_are_not_served(change: sp.Rational) -> None:
    assert not induces(SQUARE, change)


def without(number: int) -> Claim:
    return replace(SQUARE, given=SQUARE.given[:number] + SQUARE.given[number + 1 :])


def given(number: int, relation: Relation) -> Claim:
    return replace(SQUARE, given=(*SQUARE.given[:number], relation, *SQUARE.given[number + 1 :]))


NARROW = tuple(Domain(one.symbol, 0, 1) if one.symbol == F1 else one for one in SQUARE.where)
WRONG = {
    **{mutant.name: mutant.claim for mutant in get("square-lemma").mutants},
    **{f"without slice {number}": without(number) for number in range(4)},
    "a slice of another pair": given(0, ge(SAME1, F1**2 * G2**2)),
    "equal and unequal slices exchanged": given(0, ge(CROSS1, F1**2 * G1**2)),
    "a stronger slice": given(2, ge(CROSS1, 2 * F1**2 * G2**2)),
    "a strict slice": given(1, Relation(SAME2, ">", F2**2 * G2**2)),
    "a slice from above": given(3, le(CROSS2, F2**2 * G1**2)),
    "functions of at most 1 only": replace(SQUARE, where=NARROW),
    "another hypothesis": replace(SQUARE, given=(*SQUARE.given, le(F1, F2))),
    "first powers": replace(SQUARE, then=(ge(SQUARE.then[0].lhs, (F1 + F2) / 2 * (G1 + G2) / 2),)),
}


@pytest.mark.parametrize("name", WRONG)
def test_no_other_statement_is_a_step(name: str) -> None:
    assert not induces(WRONG[name], CHANGE)


def test_the_induction_needs_its_beginning() -> None:
    """Of twice the squares the step holds as well; without a sign it does not."""

    def twice(mean: sp.Expr, f: sp.Expr, g: sp.Expr) -> Relation:
        return ge(mean, 2 * f**2 * g**2)

    slices = zip((SAME1, SAME2, CROSS1, CROSS2), ((F1, G1), (F2, G2), (F1, G2), (F2, G1)), strict=True)
    whole = replace(SQUARE.then[0], rhs=2 * SQUARE.then[0].rhs)
    claim = Claim((whole,), SQUARE.where, tuple(twice(mean, *pair) for mean, pair in slices))
    assert not induces(claim, CHANGE, twice)


def test_the_mean_over_the_rest_needs_a_line_through_the_fourth_power() -> None:
    x, p = (domain.symbol for domain in POWER.where)
    assert averages(POWER)
    assert not averages(replace(POWER, then=(replace(POWER.then[0], relation="<="),)))
    assert not averages(Claim((ge(x**3, p**3),), nonnegatives(x, p)))
    assert not averages(Claim((ge(x**4, p**4 + (x - p) ** 2),), nonnegatives(x, p)))  # no line
    assert not averages(Claim((ge(x**4, p**4 + x - p + 1),), nonnegatives(x, p)))  # not through p^4
    assert not averages(Claim(POWER.then, POWER.where, (le(p, x),)))  # of some x only


def proved(step: Relation, known: dict[str, Claim] | None = None) -> bool:
    every = {name: one.claim for name, one in load().items()} if known is None else known
    return Signs().prove(step, Context(Claim((), PAIRS), every)).proved


def test_the_fourth_power_and_no_other() -> None:
    both = meet_signs(*X, delta)
    assert proved(le((1 - delta) ** 4, both)) and proved(ge(both, (1 - delta) ** 4))
    assert not proved(le((1 - delta) ** 3, both)) and not proved(le(1 - delta, both)) and not proved(le((1 - delta) ** 2, both))
    assert not proved(le((1 - delta / 2) ** 4, both))  # another delta
    assert not proved(lt((1 - delta) ** 4, both)) and not proved(ge((1 - delta) ** 4, both))
    assert not proved(le((1 - delta) ** 4, meet(*X, 1, delta)))  # the flip is no partner by random signs
    assert not proved(le((1 - 2 * delta) ** 4, meet_signs(*X, 2 * delta)))  # 1 - 2 delta may be negative, its fourth power is not


def test_no_other_pair_of_samples_is_served() -> None:
    """The complete flip misses some sets of probability 2/5 altogether, which is more than (2/5)^4 allows."""
    every = {name: one.claim for name, one in load().items()}
    for made, both in (("meet", meet(*X, 1, delta)), ("meet_simplex", meet_simplex(*X, 2, delta))):
        assert not Signs(made).prove(le((1 - delta) ** 4, both), Context(Claim((), PAIRS), every)).proved


@pytest.mark.parametrize("name", ["square-lemma", "fourth-power", "flip-law"])
def test_what_it_applies_must_be_at_hand(name: str) -> None:
    known = {key: one.claim for key, one in load().items() if key != name}
    assert not proved(le((1 - delta) ** 4, meet_signs(*X, delta)), known)


def test_every_set_of_three_signs() -> None:
    """P(u in A, v in A) >= P(A)^4 for all 256 sets; a square fails for some."""
    points = list(product((0, 1), repeat=3))
    pairs = {(u, v): Fraction(3) ** sum(a != c for a, c in zip(u, v, strict=True)) / 4**3 / 8 for u in points for v in points}
    failed = False
    for chosen in product((0, 1), repeat=8):
        members = [point for point, taken in zip(points, chosen, strict=True) if taken]
        both, share = sum((pairs[u, v] for u in members for v in members), Fraction(0)), Fraction(len(members), 8)
        assert both >= share**4
        failed = failed or both < share**2
    assert failed
