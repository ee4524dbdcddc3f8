"""Bounds by a set of samples: its chance, its members, each gap that the definition has, and nothing that one of them does not bear out."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
import sympy as sp

from uccheck.quantities.applied import quantity
from uccheck.quantities.outcomes import OUTCOMES, Fact, outcome
from uccheck.quantities.symbols import D, H, L, T, delta, e, gamma, m, s, t, w
from uccheck.rules.claim import Claim, Relation, eq, ge, gt, le, lt, positives, reals
from uccheck.rules.derivation import Context, Rule
from uccheck.rules.letters import HALF, ONE, PAIRS, ZERO, X, Z, e_by_surrogate, e_one_sided, e_own, e_unif_alg, e_zero_error, tail
from uccheck.rules.sets import SETS
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.on_sets import Often, OnSet

WHERE = (*PAIRS, *positives(t), *reals(e))
RISK, OTHER, CHI = outcome("risk")(*X, gamma), outcome("other")(*X, gamma), outcome("chi")(D)
FEW = le(1 - tail(D, t), delta)
#: A loss of at most 1/2 where T >= t, and so a gap of at most 1/2; elsewhere the loss may be 1.
SMALL = Fact(RISK, "<=", HALF, "definition: for this test", ("some-law",), (ge(CHI, t),))
SET = OnSet((ge(T, t),), 1 - tail(D, t), {T: CHI, L: RISK, H: OTHER}, (SMALL,), by=(Form(using={HALF - L: 1, H: 1}),))
STEP = le(e_one_sided(*Z), HALF)


def proved(rule: Rule, step: Relation, *given: Relation) -> bool:
    return rule.prove(step, Context(Claim((), WHERE, given))).proved


def test_a_set_that_is_likely_bounds_what_its_samples_bear_out() -> None:
    for given in ((FEW,), (lt(1 - tail(D, t), delta),), (le(s, 9), ge(delta, 1 - tail(D, t)), le(e, 1))):
        assert proved(SET, STEP, *given) and proved(SET, ge(HALF, e_one_sided(*Z)), *given)
    wider = replace(SET, by=(Form(using={2 - L: 1}), *SET.by, Form(using={1 - L: 1, H: 1})))
    assert proved(wider, STEP, FEW) and proved(wider, le(e_one_sided(*Z), 1), FEW)
    found = SET.prove(STEP, Context(Claim((), WHERE, (FEW,))))
    assert found.trusts == (SETS["e_one_sided"].sentence, "definition: for this test") and SET.laws == ("some-law",)


def test_only_a_weak_upper_bound_is_shown() -> None:
    e_ = e_one_sided(*Z)
    for wrong in (
        lt(e_, HALF),
        gt(HALF, e_),
        eq(e_, HALF),
        lt(HALF, e_),
        gt(e_, HALF),
        ge(e_, HALF),
        le(HALF, e_),
        le(e_, HALF / 2),
        le(e_ + e, HALF + e),
    ):
        assert not proved(SET, wrong, FEW)
    assert not proved(SET, le(t, HALF), FEW) and not proved(SET, le(quantity("e_gen")(*Z), HALF), FEW)


CHANCES = {
    "nothing known": (SET, ()),
    "another level": (SET, (le(1 - tail(D, t), 2 * delta),)),
    "half of it": (SET, (le((1 - tail(D, t)) / 2, delta),)),
    "the wrong way": (SET, (ge(1 - tail(D, t), delta),)),
    "of the set itself": (replace(SET, chance=tail(D, t)), (le(tail(D, t), delta),)),
    "half of the chance": (replace(SET, chance=(1 - tail(D, t)) / 2), (le((1 - tail(D, t)) / 2, delta),)),
    "of another set": (replace(SET, members=(ge(T, 2 * t),)), (FEW,)),
    "of one of two members": (replace(SET, members=(ge(T, t), le(H, HALF))), (FEW,)),
    "of one of two members, the first": (replace(SET, members=(le(H, HALF), ge(T, t))), (FEW,)),
    "no members": (replace(SET, members=()), (FEW,)),
    "none to be outside": (replace(SET, chance=ZERO), (FEW,)),
    "a square": (replace(SET, chance=(1 - tail(D, t)) ** 2), (le((1 - tail(D, t)) ** 2, delta),)),
    "what is no chance": (replace(SET, chance=t), (le(t, delta),)),
    "less than none": (replace(SET, chance=-ONE), (le(-ONE, delta),)),
}


@pytest.mark.parametrize("name", CHANCES)
def test_a_set_needs_a_chance_that_covers_what_is_outside(name: str) -> None:
    rule, given = CHANCES[name]
    assert not proved(rule, STEP, *given) and proved(SET, STEP, FEW)


def test_every_sample_is_a_set_of_chance_one() -> None:
    every = OnSet((), 0, {L: RISK, H: OTHER}, by=(Form(using={1 - L: 1, H: 1}), Form(using={1 - H: 1, L: 1})))
    assert proved(every, le(e_unif_alg(*Z), 1)) and not proved(every, le(e_unif_alg(*Z), HALF))
    assert not proved(every, le(e_unif_alg(*X, gamma, -t), 1))  # no set has a probability above 1
    assert not proved(every, le(e_unif_alg(*X, gamma, e), 1)) and proved(every, le(e_unif_alg(*X, gamma, 2 * t), 1))


def test_more_than_one_member_and_the_chance_of_each() -> None:
    """P(T < t) + P(W > w) covers the outside of the set with both."""
    W = sp.Symbol("W", positive=True)
    both = replace(
        SET,
        members=(ge(T, t), le(W, t)),
        chance=1 - tail(D, t) + 1 - quantity("head")(m * D, t),
        outcome={**SET.outcome, W: outcome("chi")(m * D)},
    )
    known = le(both.chance, delta)
    assert proved(both, STEP, known) and not proved(both, STEP, FEW) and not proved(replace(both, chance=SET.chance), STEP, FEW, known)
    assert not proved(replace(both, chance=1 - tail(D, t) - 1 + quantity("head")(m * D, t)), STEP, known)


def test_both_gaps_and_the_condition_of_a_gap_count() -> None:
    own = OnSet((), 0, {L: RISK, H: outcome("training")(*X, gamma)}, by=(Form(using={1 - L: 1, H: 1}),))
    assert not proved(own, le(e_own(*Z), 1)) and proved(replace(own, by=(*own.by, Form(using={1 - H: 1, L: 1}))), le(e_own(*Z), 1))
    zero = replace(
        SET,
        facts=(Fact(RISK, "<=", HALF, "definition: for this test", (), (ge(CHI, t), le(OTHER, 0))),),
        by=(Form(using={HALF - L: 1}), Form()),
    )
    assert proved(zero, le(e_zero_error(*Z), HALF), FEW) and not proved(zero, STEP, FEW)
    assert not proved(zero, le(e_zero_error(*Z), -HALF), FEW) and not proved(zero, le(e_zero_error(*Z), HALF))
    assert not proved(replace(zero, by=zero.by[:1]), le(e_zero_error(*Z), HALF), FEW)  # it is not negative


def test_a_definition_needs_its_relation() -> None:
    every = OnSet((), 0, {L: RISK, H: outcome("training")(*X, gamma)}, by=(Form(using={1 - L: 1, 1 - H: 1}),))
    step = le(e_by_surrogate(*Z), 2)
    assert proved(every, step, le(gamma, s)) and proved(every, step, lt(gamma, s))
    assert not proved(every, step) and not proved(every, step, le(s, gamma)) and not proved(every, step, le(gamma, 2 * s))


def test_a_symbol_of_the_step_is_no_random_variable_there() -> None:
    """Else e_own would be bounded by what varies."""
    seen = {L: RISK, H: outcome("training")(*X, gamma)}
    own = OnSet(
        (), 0, seen, by=(Form(using={L: 1, H: 3}), Form(using={L: 3, H: 1}), Form(using={1 - L: 1, H: 1}), Form(using={1 - H: 1, L: 1}))
    )
    assert not proved(own, le(e_own(*Z), 2 * L + 2 * H)) and proved(own, le(e_own(*Z), 1))
    missing = OnSet((), 0, {L: RISK}, by=(Form(), Form(using={1 - L: 1})))
    assert not proved(missing, le(e_one_sided(*Z), 1))  # the loss on another sample has no symbol
    assert proved(OnSet((), 0, {L: RISK, H: OTHER}, by=(Form(using={1 - L: 1, H: 1}),)), le(e_one_sided(*Z), 1))


def test_a_member_is_told_by_one_sample() -> None:
    """Gaps of two samples: W <= 2 T of each says nothing of the W of the one and the T of the other, whatever else is asked of each."""
    W = sp.Symbol("W", positive=True)
    seen = {T: CHI, W: outcome("chi")(m * D), L: RISK, H: OTHER}
    far = tail(m * D, 2 * t) + 1 - tail(D, t)
    by = (
        *SET.by,
        Form(using={1 - L: 1, H: 1}),
        Form(using={ge(W, 2 * t): 1}),
        Form(using={gt(W, 2 * T): 1, ge(T, t): 2, lt(W, 2 * t): 1}),
        Form(using={T: 1, lt(T, 0): 1}),
    )
    each = OnSet((lt(W, 2 * t), ge(T, t)), far, seen, by=by)
    step, known = le(e_one_sided(*Z), 1), le(far, delta)
    assert proved(each, step, known)
    for members in ((le(W, 2 * T),), (ge(T, 0), le(W, 2 * T)), (le(W, 2 * T), ge(T, 0))):
        found = replace(each, members=members).prove(step, Context(Claim((), WHERE, (known,))))
        assert not found.proved and "more than one random variable" in found.detail


TERM = Fact(outcome("norm_term")(*X, gamma), ">=", ONE / 2, "definition: for this test", (), (ge(CHI, t),))
OFTEN = Often((ge(T, t),), tail(D, t), {T: CHI, H: outcome("norm_term")(*X, gamma)}, (TERM,), by=(Form(using={H - HALF: 1}),))
NORM, USUAL = quantity("norm_value")(*Z), lt(delta, tail(D, t))


def test_samples_that_are_not_rare_bound_from_below() -> None:
    assert proved(OFTEN, le(HALF, NORM), USUAL) and proved(OFTEN, ge(NORM, HALF), USUAL)
    wider = replace(OFTEN, by=(Form(using={9 - H: 1}), *OFTEN.by))
    assert proved(wider, le(HALF, NORM), USUAL)
    for wrong in (
        lt(HALF, NORM),
        gt(NORM, HALF),
        lt(NORM, HALF),
        gt(HALF, NORM),
        eq(NORM, HALF),
        le(NORM, HALF),
        ge(HALF, NORM),
        le(ONE, NORM),
        le(HALF, t),
    ):
        assert not proved(OFTEN, wrong, USUAL)
    assert not proved(replace(OFTEN, which=1), le(HALF, NORM), USUAL) and not proved(replace(OFTEN, which=-1), le(HALF, NORM), USUAL)


RARE = {
    "nothing known": (OFTEN, ()),
    "weakly": (OFTEN, (le(delta, tail(D, t)),)),
    "half of the level": (OFTEN, (lt(delta / 2, tail(D, t)),)),
    "of the rest": (replace(OFTEN, chance=1 - tail(D, t)), (lt(delta, 1 - tail(D, t)),)),
    "twice the chance": (replace(OFTEN, chance=2 * tail(D, t)), (lt(delta, 2 * tail(D, t)),)),
    "of one of two members": (replace(OFTEN, members=(ge(T, t), le(H, 1))), (USUAL,)),
    "of one of two members, the first": (replace(OFTEN, members=(le(H, 1), ge(T, t))), (USUAL,)),
    "of fewer samples": (replace(OFTEN, members=(ge(T, 2 * t),)), (USUAL,)),
    "all samples": (replace(OFTEN, members=(), chance=2 * ONE), (lt(delta, 2),)),
    "what is no chance": (replace(OFTEN, chance=t), (lt(delta, t),)),
    "a square": (replace(OFTEN, chance=tail(D, t) ** 2), (lt(delta, tail(D, t) ** 2),)),
}


@pytest.mark.parametrize("name", RARE)
def test_samples_need_a_chance_that_they_have(name: str) -> None:
    rule, given = RARE[name]
    assert not proved(rule, le(HALF, NORM), *given) and proved(OFTEN, le(HALF, NORM), USUAL)


def test_what_ranges_over_pairs_is_not_bounded_by_single_samples() -> None:
    gap = Fact(RISK - OTHER, ">=", HALF, "definition: for this test", (), (ge(CHI, t),))
    rule = replace(OFTEN, outcome={T: CHI, L: RISK, H: OTHER}, facts=(gap,), by=(Form(using={L - H - HALF: 1}),))
    assert not proved(rule, le(HALF, e_one_sided(*Z)), USUAL) and not proved(rule, le(HALF, quantity("e_gen")(*Z)), USUAL)
    assert not proved(replace(rule, outcome={T: CHI, L: RISK}), le(HALF, NORM), USUAL)  # the term has no symbol
    assert not proved(OFTEN, le(HALF, quantity("norm_value")(*X, gamma, 2 * delta)), USUAL)


#: What each quantity is the least bound of, by its definition in words.
BOUNDED: dict[str, Callable[..., Any]] = {
    **{f"{name}e_unif_alg": (lambda risk, other: abs(risk - other)) for name in ("", "exp_", "sco_", "sco_gd_", "interpolator_")},
    "interpolator_e_gen": lambda mn_risk, mn_training: mn_risk - mn_training,
    "e_one_sided": lambda risk, other: risk - other,
    "e_zero_error": lambda risk, other: max(0, risk if other <= 0 else 0),
    "e_margin": lambda risk, other: risk - other,
    "e_own": lambda risk, training: abs(risk - training),
    "e_flip": lambda risk, training, mirror: max(abs(risk - training), abs(risk - mirror)),
    "e_by_surrogate": lambda risk, training: abs(risk) + abs(training),
    "norm_value": lambda norm_term: norm_term,
    "divergence": lambda divergence_term: divergence_term,
    "e_basis": lambda basis_sup: basis_sup,
    "e_ball": lambda member_risk, member: abs(member_risk - member),
}
PREFIX = {"exp_e_unif_alg": "exp_", "sco_e_unif_alg": "sco_", "sco_gd_e_unif_alg": "sco_gd_", "interpolator_e_unif_alg": "mn_"}


@pytest.mark.parametrize("name", SETS)
def test_the_gaps_of_a_quantity_are_those_of_its_definition(name: str) -> None:
    """Their greatest value at thirty outcomes; and of which arguments the random variables are."""
    draw, about = random.Random(name), quantity(name).about
    letters = [sp.Symbol(f"arg_{one}", positive=True) for one in about.args[:-1]]
    gaps = SETS[name].gaps(*letters)
    words = BOUNDED[name].__code__.co_varnames[: BOUNDED[name].__code__.co_argcount]
    for _ in range(30):
        values = {PREFIX.get(name, "") + word: Fraction(draw.randint(0, 4), 4) for word in words}

        def said(expr: Any, values: dict[str, Fraction] = values) -> Any:
            return sp.sympify(expr).xreplace({atom: sp.Rational(values[atom.about.name]) for atom in sp.sympify(expr).atoms(sp.Function)})

        counted = [said(gap.value) for gap in gaps if all(bool(said(one.slack) >= 0) for one in gap.when)]
        assert max(counted) == BOUNDED[name](*values.values())
    atoms = {atom for gap in gaps for side in (gap.value, *(one.lhs for one in gap.when)) for atom in sp.sympify(side).atoms(sp.Function)}
    for atom in atoms:
        meant = [
            ZERO if name == "e_margin" and atom.about.name == "risk" and one == "gamma" else letter
            for one, letter in zip(about.args, letters, strict=False)
        ]
        assert list(atom.args) == meant and OUTCOMES[atom.about.name].args == about.args[:-1]


def test_which_quantities_are_about_single_samples_and_which_need_a_relation() -> None:
    assert set(SETS) == set(BOUNDED)
    assert {name for name, one in SETS.items() if one.alone} == {"interpolator_e_gen", "norm_value", "divergence", "e_basis"}
    needs = {name: one.needs(*X, gamma) for name, one in SETS.items() if len(quantity(name).about.args) == 6 and one.needs(*X, gamma)}
    assert needs == {"e_by_surrogate": (le(gamma, s),)} and w not in X
