"""The induction over signs rests on its step and on its mean: claims about other functions, means or values are neither."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import permutations

import pytest
import sympy as sp

from tests.rules.test_signs import POWER, SQUARE
from uccheck.quantities.applied import quantity
from uccheck.quantities.symbols import delta
from uccheck.rules.catalogue.transfer.square_lemma import CROSS1, CROSS2, F1, F2, G1, G2, SAME1, SAME2
from uccheck.rules.claim import Claim, Domain, Relation, ge, le, nonnegatives, reals
from uccheck.rules.derivation import Context
from uccheck.rules.letters import PAIRS, X, meet_signs
from uccheck.rules.steps.signs import CHANGE, PARTNERS, Signs, averages, induces, squares

KNOWN = {"square-lemma": SQUARE, "fourth-power": POWER, "flip-law": Claim((), ()), "exp-flip-law": Claim((), ())}


def renamed(claim: Claim, old: sp.Expr, new: sp.Expr) -> Claim:
    """The claim with something else in the place of a symbol, in its domain too."""
    where = tuple(replace(one, symbol=new) if one.symbol == old else one for one in claim.where if one.symbol == old or one.symbol != new)
    return Claim(tuple(one.at({old: new}) for one in claim.then), where, tuple(one.at({old: new}) for one in claim.given))


def kind(name: str, **assumed: bool) -> sp.Symbol:
    """A symbol that stands in the order of names where the other does."""
    return sp.Symbol(name, **assumed)


def doubled(claim: Claim) -> Claim:
    return replace(claim, then=claim.then * 2)


NARROWER: dict[str, Callable[[sp.Symbol], sp.Symbol]] = {
    "never above 0": lambda one: kind(one.name, nonpositive=True),
    "whole": lambda one: kind(one.name, nonnegative=True, integer=True),
    "positive": lambda one: kind(one.name, positive=True),
    "imaginary": lambda one: kind(one.name, imaginary=True),
}


@pytest.mark.parametrize("way", NARROWER)
@pytest.mark.parametrize("symbol", [F1, F2, G1, G2, SAME1, SAME2, CROSS1, CROSS2], ids=str)
def test_a_step_for_some_means_only_is_none(symbol: sp.Symbol, way: str) -> None:
    """Each of the eight may be any number that is at least 0; a wider step, for all real numbers, serves too."""
    assert not induces(renamed(SQUARE, symbol, NARROWER[way](symbol)), CHANGE)
    assert induces(renamed(SQUARE, symbol, kind(symbol.name, nonnegative=True)), CHANGE)
    assert induces(renamed(SQUARE, symbol, kind(symbol.name, real=True)), CHANGE)
    for one in (Domain(symbol, 0, 1), Domain(symbol, 0, None, True), Domain(symbol, 1), Domain(symbol, None, 1), Domain(symbol, 0, SAME1)):
        assert not induces(replace(SQUARE, where=tuple(one if d.symbol == symbol else d for d in SQUARE.where)), CHANGE)
    assert induces(replace(SQUARE, where=tuple(Domain(symbol) if d.symbol == symbol else d for d in SQUARE.where)), CHANGE)


def test_a_mean_is_a_variable_of_its_own() -> None:
    """No sum, no other mean and none of the functions: each would be less than the step is asked for."""
    for old, new in (
        (SAME1, SAME1 + 1),
        (CROSS2, F1 * CROSS2),
        (SAME1, SAME2),
        (CROSS1, SAME1),
        (SAME1, F1),
        (CROSS2, G2),
        (F1, F2),
        (F1, G1),
    ):
        assert not induces(renamed(SQUARE, old, new), CHANGE)
    extra = sp.Symbol("h", nonnegative=True)
    assert not induces(replace(SQUARE, where=(*SQUARE.where, Domain(extra, 0))), CHANGE)
    for number in range(8):
        assert not induces(replace(SQUARE, where=SQUARE.where[:number] + SQUARE.where[number + 1 :]), CHANGE)


def test_slices_stand_in_their_order_and_are_four() -> None:
    """In another order the equal ones would be mixed up with the unequal ones."""
    for order in permutations(SQUARE.given):
        assert induces(replace(SQUARE, given=order), CHANGE) is (order == SQUARE.given)
    assert not induces(replace(SQUARE, given=(*SQUARE.given, SQUARE.given[0])), CHANGE)
    assert not induces(doubled(SQUARE), CHANGE) and not induces(replace(SQUARE, then=()), CHANGE)


WHOLE, PRODUCT = SQUARE.then[0].lhs, SQUARE.then[0].rhs
OTHER_WHOLES = {
    "less of one slice": WHOLE - SAME1 / 8,
    "less of another": WHOLE - CROSS2 / 8,
    "one slice for two": WHOLE + SAME1 / 8 - SAME2 / 8,
    "one unequal slice for two": WHOLE + CROSS1 / 4 - CROSS2 / 4,
    "equal for unequal": WHOLE.subs({SAME1: CROSS1, CROSS1: SAME1}, simultaneous=True),
    "more": 2 * WHOLE,
    "a constant more": WHOLE + 1,
}


@pytest.mark.parametrize("name", OTHER_WHOLES)
def test_the_whole_is_the_mean_of_the_slices_and_nothing_beside_it(name: str) -> None:
    other = OTHER_WHOLES[name]
    assert not induces(replace(SQUARE, then=(ge(other, PRODUCT),)), CHANGE) and not induces(
        replace(SQUARE, then=(le(other, PRODUCT),)), CHANGE
    )
    assert induces(replace(SQUARE, then=(ge(WHOLE, sp.expand(PRODUCT)),)), CHANGE)
    assert not induces(replace(SQUARE, then=(Relation(WHOLE, ">", PRODUCT),)), CHANGE)
    assert not induces(replace(SQUARE, then=(le(PRODUCT, WHOLE),)), CHANGE)  # the same, but not as it is said
    for wrong in (
        PRODUCT.subs(F2, F1),
        PRODUCT.subs(F2, -F2),
        PRODUCT.subs(G1, -G1),
        PRODUCT * F1,
        sp.expand(PRODUCT) - F1 * F2 * G1 * G2 / 4,
    ):
        assert not induces(replace(SQUARE, then=(ge(WHOLE, wrong),)), CHANGE)


def test_what_is_said_of_functions_begins_with_an_equality() -> None:
    """Of a constant F and G the mean of F^2 G^2 is the product itself: half of it, or first powers, is another statement."""
    f, g = sp.symbols("f g", positive=True)
    assert squares(f, g, 3) == ge(f, 9 * g**2)
    for said in (
        lambda mean, f, g: ge(mean, f * g),
        lambda mean, f, g: ge(mean, f**2 * g**2 / 2),
        lambda mean, f, g: ge(mean, f**2),
        lambda mean, f, g: ge(mean, g**2),
    ):
        given = tuple(said(one.lhs, *pair) for one, pair in zip(SQUARE.given, ((F1, G1), (F2, G2), (F1, G2), (F2, G1)), strict=True))
        claim = replace(SQUARE, given=given, then=(said(WHOLE, (F1 + F2) / 2, (G1 + G2) / 2),))
        assert not induces(claim, CHANGE, said)


x, p = (domain.symbol for domain in POWER.where)
TANGENT = POWER.then[0].rhs
NO_MEANS = {
    "two statements": doubled(POWER),
    "none": replace(POWER, then=()),
    "a hypothesis": replace(POWER, given=(le(p, x),)),
    "whole numbers": renamed(POWER, x, kind("x", integer=True, nonnegative=True)),
    "positive numbers": replace(POWER, where=(Domain(x, 0, None, True), Domain(p, 0))),
    "numbers up to 1": replace(POWER, where=(Domain(x, 0, 1), Domain(p, 0))),
    "a third variable": replace(POWER, where=(*POWER.where, *nonnegatives(F1))),
    "one variable": Claim((ge(x**4, 0),), nonnegatives(x)),
    "a curve through the point": Claim((ge(x**4, p**4 + (x - p) * x),), POWER.where),
    "a line beside the point": Claim((ge(x**4, p**4 + x - p - 1),), POWER.where),
    "a line through another power": Claim((ge(x**4, p + x - p),), POWER.where),
    "a line through minus the power": Claim((ge(x**4, -(p**4)),), POWER.where),
    "from above": Claim((le(x**4, TANGENT),), POWER.where),
    "strictly": Claim((Relation(x**4, ">", TANGENT),), POWER.where),
    "of the other variable": Claim((ge(p**4, TANGENT),), POWER.where),
    "of another power": Claim((ge(x**2, TANGENT),), POWER.where),
    "of a first power": Claim((ge(x, p**4 + x - p),), POWER.where),
}  # fmt: skip


@pytest.mark.parametrize("name", NO_MEANS)
def test_a_mean_of_fourth_powers_needs_a_line_below_each(name: str) -> None:
    assert not averages(NO_MEANS[name])
    assert averages(POWER) and averages(replace(POWER, where=POWER.where[::-1])) and averages(replace(POWER, where=reals(x, p)))
    assert averages(replace(POWER, then=(ge(x**4, sp.expand(TANGENT)),))) and averages(Claim((ge(x**4, p**4 + 7 * (x - p)),), POWER.where))


@pytest.mark.parametrize("made", sorted(PARTNERS))
def test_all_that_the_rule_applies_is_asked_for(made: str) -> None:
    step = le((1 - delta) ** 4, quantity(made)(*X[: len(quantity(made).about.args) - 1], delta))
    rule = Signs(made)
    assert rule.uses == ("square-lemma", "fourth-power", PARTNERS[made])
    assert rule.prove(step, Context(Claim((), PAIRS), KNOWN)).proved
    for name in rule.uses:
        assert not rule.prove(step, Context(Claim((), PAIRS), {key: one for key, one in KNOWN.items() if key != name})).proved
    for wrong in ({"square-lemma": doubled(SQUARE)}, {"fourth-power": NO_MEANS["from above"]}):
        assert not rule.prove(step, Context(Claim((), PAIRS), {**KNOWN, **wrong})).proved
    for relation in ("==", "<", ">"):
        assert not rule.prove(replace(step, relation=relation), Context(Claim((), PAIRS), KNOWN)).proved
    swapped = Relation(step.rhs, ">=", step.lhs)
    assert rule.prove(swapped, Context(Claim((), PAIRS), KNOWN)).proved
    for lower in ((1 + delta) ** 4, 1 - delta, sp.S.One, -((1 - delta) ** 4), (1 - delta) ** 8):
        assert not rule.prove(replace(step, lhs=lower), Context(Claim((), PAIRS), KNOWN)).proved
    assert not Signs("meet").prove(step, Context(Claim((), PAIRS), KNOWN)).proved


def test_a_probability_that_may_be_negative_is_none() -> None:
    """At delta = -1 or 2 there is no set with the probability 1 - delta."""
    u = sp.Symbol("u", real=True)
    step = le((1 - u) ** 4, meet_signs(*X, u))
    for where, good in ((Domain(u, 0, 1), True), (Domain(u, -1, 1), False), (Domain(u, 0, 2), False), (Domain(u), False)):
        assert Signs().prove(step, Context(Claim((), (*PAIRS, where)), KNOWN)).proved is good
    assert not Signs().prove(le((1 - u) ** 4, meet_signs(*X, delta)), Context(Claim((), (*PAIRS, Domain(u, 0, 1))), KNOWN)).proved
