"""Lower bounds by samples that are not rare: a value that is too large, a chance that is too large or too small, is refused."""

from __future__ import annotations

from dataclasses import replace

from uccheck.quantities.outcomes import Fact, outcome
from uccheck.quantities.symbols import D, H, T, delta, gamma, m, t
from uccheck.rules.claim import Claim, Relation, ge, le, lt, positives
from uccheck.rules.derivation import Context
from uccheck.rules.letters import ONE, PAIRS, X, Z, e_basis, e_unif_alg, norm_value, tail
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.on_sets import Often

WHERE = (*PAIRS[:-2], *positives(gamma, t), *PAIRS[-1:])
TERM = Fact(outcome("norm_term")(*X, gamma), "==", outcome("chi")(D) / gamma, "definition: a term for this test")
OFTEN = Often(
    (ge(T, t),),
    tail(D, t),
    {T: outcome("chi")(D), H: outcome("norm_term")(*X, gamma)},
    (TERM,),
    by=(Form(using={ge(T, t): 1 / gamma, H - T / gamma: 1}),),
)


def proved(rule: Often, step: Relation, *given: Relation) -> bool:
    return rule.prove(step, Context(Claim((), WHERE, given))).proved


def test_samples_that_are_not_rare_and_their_neighbours() -> None:
    step, often = le(t / gamma, norm_value(*Z)), lt(delta, tail(D, t))
    assert proved(OFTEN, step, often)
    assert not proved(OFTEN, le(2 * t / gamma, norm_value(*Z)), often)
    assert not proved(OFTEN, step)  # nothing says how often
    assert not proved(OFTEN, step, le(delta, tail(D, t)))  # exactly delta is not enough
    assert not proved(OFTEN, step, lt(delta / 2, tail(D, t))) and not proved(OFTEN, step, lt(delta, tail(D, t / 2)))
    assert not proved(OFTEN, le(t / gamma, norm_value(*X, gamma, 2 * delta)), often)  # another delta
    assert not proved(OFTEN, le(norm_value(*Z), t / gamma), often)  # it is no upper bound


def test_the_chance_is_that_of_the_members() -> None:
    step = le(t / gamma, norm_value(*Z))
    assert not proved(replace(OFTEN, chance=1 - tail(D, t)), step, lt(delta, 1 - tail(D, t)))
    assert not proved(replace(OFTEN, chance=2 * tail(D, t)), step, lt(delta, 2 * tail(D, t)))
    assert not proved(replace(OFTEN, members=(ge(T, 2 * t),)), step, lt(delta, tail(D, t)))
    assert not proved(replace(OFTEN, members=()), step, lt(delta, tail(D, t)))  # some of all samples have a smaller term
    assert not proved(replace(OFTEN, facts=()), step, lt(delta, tail(D, t)))


def test_only_what_is_about_single_samples_is_bounded_from_below() -> None:
    assert not proved(OFTEN, le(t / gamma, e_unif_alg(*Z)), lt(delta, tail(D, t)))
    seen = {H: outcome("basis_sup")(m, D)}
    half = Fact(outcome("basis_sup")(m, D), ">=", ONE / 2, "definition: a supremum for this test")
    always = Often((), ONE, seen, (half,), by=(Form(using={H - ONE / 2: 1}),))
    assert proved(always, le(ONE / 2, e_basis(m, D, delta))) and not proved(always, le(ONE, e_basis(m, D, delta)))
    assert not proved(replace(always, chance=2 * ONE), le(ONE / 2, e_basis(m, D, delta)))
