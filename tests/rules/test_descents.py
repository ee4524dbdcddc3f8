"""The rule of repeated steps, with its statement on one step written out here: what says less of a step, or more of all, is refused."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
import sympy as sp

from uccheck.quantities.applied import quantity
from uccheck.quantities.symbols import d, delta, m
from uccheck.rules.claim import Claim, Domain, Relation, eq, ge, gt, le, lt, nonnegatives, positives, units
from uccheck.rules.derivation import Context
from uccheck.rules.steps.iterates import DESCENT, Iterates, raised

eta, tau = (sp.Symbol(name, nonnegative=True) for name in ("eta", "tau"))
NOW, STEP, c, z = sp.Symbol("w", nonnegative=True), sp.Symbol("a", positive=True), sp.Symbol("c", real=True), sp.Symbol("z", real=True)
AFTER = NOW - STEP * (2 * c * NOW + 2 * eta * (NOW - 1))
SHORT, MOST = le(2 * STEP * (1 + eta), 1), NOW + 2 * STEP * eta
DOMAINS = {STEP: Domain(STEP, 0, open_low=True), NOW: Domain(NOW, 0), eta: Domain(eta, 0), c: Domain(c, 0, 1)}
ONE = Claim((ge(AFTER, 0), le(AFTER, MOST)), tuple(DOMAINS.values()), (SHORT,))
WHERE = (Domain(m, 1), Domain(d, 1), *nonnegatives(eta, tau), *units(delta), Domain(z), *positives(STEP))
TOP = quantity("sco_gd_top")(m, d, eta, tau)


def proved(step: Relation, rule: Iterates | None = None, claim: Claim | None = ONE) -> bool:
    known = {} if claim is None else {"one-step": claim}
    return (rule or Iterates(NOW, STEP, "one-step")).prove(step, Context(Claim((), WHERE), known)).proved


def top(share: Fraction, pull: Fraction, steps: list[Fraction]) -> Fraction:
    """Where one coordinate of the fraction `share` gets to from 0."""
    now = Fraction(0)
    for length in steps:
        now -= length * (2 * share * now + 2 * pull * (now - 1))
    return now


@pytest.mark.parametrize("seed", range(4))
def test_the_bound_holds_of_descents_and_is_nearly_met(seed: int) -> None:
    """At random fractions and steps; an unseen coordinate of many short steps comes near to it, so no smaller rate is true."""
    draw = random.Random(seed)
    for _ in range(30):
        pull, share = Fraction(draw.randint(0, 8), 4), Fraction(draw.randint(0, 4), 4)
        longest = 1 / (2 * (1 + pull))
        steps = [longest * Fraction(draw.randint(1, 4), 4) for _ in range(draw.randint(1, 5))]
        assert 0 <= top(share, pull, steps) <= 2 * pull * sum(steps)
    pull, steps = Fraction(1, 50 + seed), [Fraction(1, 20)] * 4
    assert top(Fraction(0), pull, steps) > Fraction(99, 100) * 2 * pull * sum(steps)
    assert proved(le(TOP, 2 * eta * tau)) and raised(ONE, NOW, STEP) == 2 * eta


def test_the_rate_times_the_sum_of_the_steps_and_no_other_bound() -> None:
    for step in (le(TOP, 2 * eta * tau), ge(2 * eta * tau, TOP), le(TOP, (eta + eta) * tau)):
        assert proved(step)
    for bound in (
        eta * tau,
        2 * eta,
        2 * tau,
        -2 * eta * tau,
        2 * eta * tau - 1,
        2 * eta * tau**2,
        2 * eta**2 * tau,
        sp.S.Zero,
        2 * eta + tau,
    ):
        assert not proved(le(TOP, bound)) and not proved(ge(bound, TOP))
    bound = 2 * eta * tau
    for wrong in (
        lt(TOP, bound),
        gt(bound, TOP),
        eq(TOP, bound),
        ge(TOP, bound),
        le(bound, TOP),
        gt(TOP, bound),
        lt(bound, TOP),
        le(bound, bound),
        le(TOP + z, bound + z),
    ):
        assert not proved(wrong)
    assert Iterates(NOW, STEP, "one-step").prove(le(TOP, bound), Context(Claim((), WHERE), {"one-step": ONE})).trusts == (DESCENT,)
    assert Iterates(NOW, STEP).uses == ("sco-step",)


def test_the_arguments_of_the_quantity_say_which_pull_and_which_sum() -> None:
    other = quantity("sco_gd_top")(m, d, 2 * eta, tau / 3)
    assert proved(le(other, 4 * eta * tau / 3)) and not proved(le(other, 2 * eta * tau))
    for pull, total in ((-eta, tau), (eta, -tau), (-eta, -tau), (z, tau), (eta, z)):
        assert not proved(le(quantity("sco_gd_top")(m, d, pull, total), 2 * pull * total))
    assert not proved(le(quantity("sco_gd_e_gen")(m, d, eta, tau, delta), 2 * eta * tau))
    assert not proved(le(quantity("sco_gd_e_gen")(m, d, eta, tau, delta), 2 * eta * tau), Iterates(NOW, STEP, "one-step", "sco_gd_e_gen"))


def test_the_statement_on_one_step_must_be_at_hand() -> None:
    assert not proved(le(TOP, 2 * eta * tau), claim=None) and not proved(le(TOP, 2 * eta * tau), Iterates(NOW, STEP, "another"))
    assert not proved(le(TOP, 2 * eta * tau), Iterates(STEP, NOW, "one-step")) and not proved(
        le(TOP, 2 * eta * tau), Iterates(z, STEP, "one-step")
    )
    assert not proved(le(TOP, 2 * eta * tau), Iterates(NOW, z, "one-step"))


def at(symbol: Any, **parts: object) -> Claim:
    """The statement for another domain of a symbol."""
    return replace(ONE, where=tuple(replace(one, **parts) if one.symbol == symbol else one for one in ONE.where))  # type: ignore[arg-type]


def without(symbol: Any) -> Claim:
    return replace(ONE, where=tuple(one for one in ONE.where if one.symbol != symbol))


def then(least: Relation, most: Relation) -> Claim:
    return replace(ONE, then=(least, most))


WHOLE = sp.Symbol("c", integer=True)
LESS = {
    "nothing from below": replace(ONE, then=ONE.then[1:]),
    "nothing from above": replace(ONE, then=ONE.then[:1]),
    "more than both": replace(ONE, then=(*ONE.then, le(AFTER, MOST))),
    "the other way round": replace(ONE, then=ONE.then[::-1]),
    "below for above": then(le(AFTER, 0), ONE.then[1]),
    "above for below": then(ONE.then[0], ge(AFTER, MOST)),
    "not below minus one": then(ge(AFTER, -1), ONE.then[1]),
    "not below one": then(ge(AFTER, 1), ONE.then[1]),
    "of another coordinate": then(ge(NOW, 0), ONE.then[1]),
    "of two steps": then(ge(AFTER, 0), le(AFTER - STEP, MOST)),
    "no hypothesis": replace(ONE, given=()),
    "two hypotheses": replace(ONE, given=(SHORT, le(c, eta))),
    "the longest steps": replace(ONE, given=(eq(2 * STEP * (1 + eta), 1),)),
    "shorter steps": replace(ONE, given=(lt(2 * STEP * (1 + eta), 1),)),
    "longer steps": replace(ONE, given=(ge(2 * STEP * (1 + eta), 1),)),
    "steps of half the length": replace(ONE, given=(le(4 * STEP * (1 + eta), 1),)),
    "steps of any pull": replace(ONE, given=(le(2 * STEP, 1),)),
    "steps of a strong pull": replace(ONE, given=(le(2 * STEP * eta, 1),)),
    "steps of a weak pull": replace(ONE, given=(le(2 * STEP * (1 - eta), 1),)),
    "no fraction": without(c),
    "a pull without a domain": without(eta),
    "a coordinate without a domain": without(NOW),
    "a length without a domain": without(STEP),
    "two fractions": replace(ONE, where=(*ONE.where, Domain(z, 0, 1))),
    "fractions below one half": at(c, high=sp.Rational(1, 2)),
    "fractions from one half on": at(c, low=sp.Rational(1, 2)),
    "fractions above zero": at(c, open_low=True),
    "fractions below one": at(c, open_high=True),
    "whole fractions": Claim(tuple(one.at({c: WHOLE}) for one in ONE.then), (*without(c).where, Domain(WHOLE, 0, 1)), (SHORT,)),
    "small coordinates": at(NOW, high=1),
    "coordinates from one on": at(NOW, low=1),
    "coordinates above zero": at(NOW, open_low=True),
    "any coordinates": at(NOW, low=None),
    "a weak pull": at(eta, high=1),
    "a strong pull": at(eta, low=1),
    "a pull above zero": at(eta, open_low=True),
    "steps up to one": at(STEP, high=1),
    "steps from one on": at(STEP, low=1),
    "a step that stays": then(ge(NOW, 0), le(NOW, MOST)),
    "a step without the pull": then(*(one(NOW - STEP * 2 * c * NOW, side) for one, side in ((ge, 0), (le, MOST)))),
    "a step without the sample": then(*(one(NOW - STEP * 2 * eta * (NOW - 1), side) for one, side in ((ge, 0), (le, MOST)))),
    "half a step": then(*(one(NOW - STEP * (c * NOW + eta * (NOW - 1)), side) for one, side in ((ge, 0), (le, MOST)))),
    "a step up": then(*(one(2 * NOW - AFTER, side) for one, side in ((ge, 0), (le, MOST)))),
    "a rate of the fraction": then(ge(AFTER, 0), le(AFTER, NOW + 2 * STEP * (eta + c))),
    "a rate of the coordinate": then(ge(AFTER, 0), le(AFTER, NOW + 2 * STEP * eta * (1 + NOW))),
    "a rate of the length": then(ge(AFTER, 0), le(AFTER, NOW + 2 * STEP * eta * (1 + STEP))),
    "a jump": then(ge(AFTER, 0), le(AFTER, NOW + 1)),
}  # fmt: skip


@pytest.mark.parametrize("name", LESS)
def test_no_other_statement_on_a_step_will_do(name: str) -> None:
    assert raised(LESS[name], NOW, STEP) is None and raised(ONE, NOW, STEP) is not None
    assert not proved(le(TOP, 2 * eta * tau), claim=LESS[name])


@pytest.mark.parametrize("given", [SHORT, ge(1, 2 * STEP * (1 + eta)), le(2 * STEP + 2 * eta * STEP, 1)], ids=str)
def test_a_rate_is_read_however_the_statement_is_written(given: Relation) -> None:
    for written in (sp.expand(AFTER), AFTER, (1 - 2 * STEP * (c + eta)) * NOW + 2 * STEP * eta):
        for rate in (2 * eta, 3 * eta, 2 * eta + 1, sp.S.Zero):
            claim = replace(then(ge(written, 0), le(written, sp.expand(NOW + STEP * rate))), given=(given,))
            assert raised(claim, NOW, STEP) == rate
            assert proved(le(TOP, rate * tau), claim=claim) and (rate == 2 * eta or not proved(le(TOP, 2 * eta * tau), claim=claim))
