"""The induction over the steps of gradient descent: a statement on one step that says less, or a smaller bound, is refused."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
import sympy as sp

from uccheck.quantities.symbols import c
from uccheck.rules.catalogue import get, load
from uccheck.rules.catalogue.convex._facts import DESCENTS, G, eta, gd_top, tau
from uccheck.rules.catalogue.convex._small import descent
from uccheck.rules.catalogue.convex.sco_step import NOW, STEP
from uccheck.rules.claim import Claim, Domain, Relation, eq, ge, le, lt
from uccheck.rules.derivation import Context
from uccheck.rules.steps.iterates import Iterates, raised

ONE = get("sco-step").claim


def proved(step: Relation, rule: Iterates | None = None) -> bool:
    return (rule or Iterates(NOW, STEP)).prove(step, Context(Claim((), DESCENTS), {name: one.claim for name, one in load().items()})).proved


def test_the_rate_times_the_sum_of_the_steps() -> None:
    assert raised(ONE, NOW, STEP) == 2 * eta
    assert proved(le(gd_top(*G), 2 * eta * tau)) and proved(ge(2 * eta * tau, gd_top(*G)))
    assert not proved(le(gd_top(*G), eta * tau)) and not proved(lt(gd_top(*G), 2 * eta * tau)) and not proved(ge(gd_top(*G), 2 * eta * tau))
    assert not proved(le(gd_top(*G), 2 * eta * tau), Iterates(NOW, STEP, "sco-sup"))
    assert not proved(le(gd_top(*G), 2 * eta * tau), Iterates(STEP, NOW))


def at(symbol: object, **parts: object) -> Claim:
    return replace(ONE, where=tuple(replace(one, **parts) if one.symbol == symbol else one for one in ONE.where))  # type: ignore[arg-type]


def steps(after: object, rate: object) -> Claim:
    return replace(ONE, then=(ge(after, 0), le(after, NOW + STEP * rate)))  # type: ignore[operator]


#: True statements on steps that are not those of gradient descent, or not of all of it: each would give a false bound of the coordinates.
TRUE = {
    "a coordinate that stays": (steps(NOW, 0), 0),
    "half of the gradient": (steps(NOW - STEP * (c * NOW + eta * (NOW - 1)), eta), eta),
    "the pull forgotten": (steps((1 - 2 * STEP * c) * NOW, 0), 0),
    "a strong pull only": (replace(at(eta, low=1), then=(ONE.then[0], le(ONE.then[1].lhs, NOW + 2 * STEP * eta**2))), 2 * eta**2),
}
WRONG = {
    **{name: claim for name, (claim, _) in TRUE.items()},
    "steps of the greatest length only": replace(ONE, given=(eq(2 * STEP * (1 + eta), 1),)),
    "shorter steps only": replace(ONE, given=(lt(2 * STEP * (1 + eta), 1),)),
    "a pull of at most 1 only": at(eta, high=1),
    "a positive pull only": at(eta, open_low=True),
    **{mutant.name: mutant.claim for mutant in get("sco-step").mutants if mutant.name == "a long step"},
    "not kept from below": replace(ONE, then=ONE.then[1:]),
    "kept from below elsewhere": replace(ONE, then=(ge(NOW, 0), ONE.then[1])),
    "steps of half the length only": replace(ONE, given=(le(4 * STEP * (1 + eta), 1),)),
    "small coordinates only": at(NOW, high=1),
    "small steps only": at(STEP, high=1),
    "rare coordinates only": at(c, high=c / 2),
    "a rate that grows": replace(ONE, then=(ONE.then[0], le(ONE.then[1].lhs, NOW + 2 * STEP * eta * NOW))),
    "a rate of c": replace(ONE, then=(ONE.then[0], le(ONE.then[1].lhs, NOW + 2 * STEP * c))),
    "another hypothesis": replace(ONE, given=(*ONE.given, le(c, eta))),
    "fractions beyond 1": replace(ONE, where=(*ONE.where, Domain(load()["sco-sup"].claim.where[0].symbol, 0, 2))),
}


@pytest.mark.parametrize("name", WRONG)
def test_no_other_statement_on_a_step_will_do(name: str) -> None:
    assert raised(WRONG[name], NOW, STEP) is None


@pytest.mark.parametrize("name", TRUE)
def test_a_true_statement_on_other_steps_gives_no_false_bound(name: str) -> None:
    """At eta = tau = 1/2 one step of 1/3 and one of 1/6 raise an unseen coordinate to 4/9, which each of these bounds denies."""
    claim, rate = TRUE[name]
    half = Fraction(1, 2)
    (square,) = descent((Fraction(0),), half, half)
    assert square == Fraction(4, 9) ** 2 and sp.sympify(rate).subs(eta, half) * half < Fraction(4, 9)
    known = {key: one.claim for key, one in load().items()} | {"sco-step": claim}
    assert not Iterates(NOW, STEP).prove(le(gd_top(*G), rate * tau), Context(Claim((), DESCENTS), known)).proved


def test_neither_the_pull_nor_the_steps_are_negative() -> None:
    """No coordinate is below 0, where the iterates begin; a negative bound is false of whatever is meant."""
    assert proved(le(gd_top(*G[:2], 2 * eta, tau / 3), 4 * eta * tau / 3))
    assert not proved(le(gd_top(*G[:2], -eta, tau), -2 * eta * tau)) and not proved(le(gd_top(*G[:2], eta, -tau), -2 * eta * tau))
