"""An inequality by a combination of hypotheses holds with the strictness of its parts; one by a box holds where the box is."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import product

import pytest
import sympy as sp

from uccheck.rules.claim import Claim, Domain, Relation, eq, ge, gt, lt, reals
from uccheck.rules.derivation import Context
from uccheck.rules.steps.forms import Compact, Form, from_signs

x, y, z = sp.symbols("x y z", real=True)
h, g = sp.symbols("h g", real=True)
WHERE = (Domain(x, 0), Domain(y, 0, open_low=True), *reals(z, h, g))
Rule = Form | Compact


def shown(step: Relation, rule: Rule, *given: Relation, where: tuple[Domain, ...] = WHERE) -> bool:
    """Whether the rule proves the step."""
    return rule.prove(step, Context(Claim((), where, given))).proved


SIGNS: dict[sp.Expr, int | None] = {sp.S.Zero: 0, x: 0, y: 1, x + y: 1, z: None, -y: None, sp.Integer(2): 1, z**2: 0}


@pytest.mark.parametrize("form", SIGNS, ids=str)
def test_a_form_is_as_positive_as_its_parts(form: sp.Expr) -> None:
    """slack = form + factor h: nonnegative if all signs are certain, positive if the form is, or a positive factor of a strict h."""
    for factor, strict in product(SIGNS, (True, False)):
        given = gt(h, 1) if strict else ge(h, 1)
        signs = SIGNS[form], SIGNS[factor]
        weak = None not in signs
        positive = weak and (signs[0] == 1 or (signs[1] == 1 and strict))
        slack = sp.expand(form + factor * (h - 1))
        for rule in (Form(form, {given: factor}), Form(using={given: factor}), Form(form, {h - 1: factor})):
            assert shown(ge(slack, 0), rule, given) is weak and shown(gt(slack + z, z), rule, given) is positive
            assert not shown(eq(slack, 0), rule, given)
        for wrong in (slack - 1, slack - h, slack + z, 2 * slack - x - 1, -slack - 1):
            assert not shown(ge(wrong, 0), Form(form, {given: factor}), given)


def test_a_form_needs_every_hypothesis_that_it_uses() -> None:
    given = (ge(h, x), gt(g, y))
    step = ge(2 * h + 3 * g - 2 * x - 3 * y + x, 0)
    using: Mapping[Relation, int] = {given[0]: 2, given[1]: 3}
    assert (
        shown(step, Form(x, using), *given) and shown(step, Form(using=using), *given) and shown(gt(step.lhs, 0), Form(using=using), *given)
    )
    for one in given:
        assert not shown(step, Form(x, using), one)
        assert not shown(step, Form(x, {one: using[one]}), *given) and not shown(step, Form(using={one: using[one]}), *given)
    assert not shown(step, Form(x, {given[0]: 2, given[1]: 2}), *given) and not shown(step, Form(2 * x, using), *given)
    assert not shown(step, Form(x), *given) and not shown(ge(h, x + 1), Form(using={given[0]: 1}), *given)
    assert not shown(ge(x - h, 0), Form(using={given[0]: -1}), *given)  # from above
    assert shown(ge(h - g, x - g), Form(using={given[0]: 1}), *given) and shown(ge(x + y, 0), Form()) and shown(ge(x, x), Form())


@pytest.mark.parametrize("signs", [s for size in (1, 2, 3) for s in product((None, 0, 1), repeat=size)], ids=str)
def test_signs_of_parts_are_summed(signs: tuple[int | None, ...]) -> None:
    certain = None not in signs
    assert from_signs(list(signs), strict=False).proved is certain
    assert from_signs(list(signs), strict=True).proved is (certain and 1 in signs)


def box(low: object, high: object) -> Compact:
    """One for x."""
    return Compact({x: (Fraction(str(low)), Fraction(str(high)))})


ENDS = [(0, 1), (-1, 1), (0, 2), (0, "1/2"), ("1/2", 1), ("-1/2", "3/2"), (2, 3)]


@pytest.mark.parametrize(("low", "high"), ENDS, ids=str)
def test_a_box_contains_the_domain(low: object, high: object) -> None:
    """What is positive on it is positive there; an end that is unbounded, or no certain number, lies in no box."""
    inside = Fraction(str(low)) <= 0 and Fraction(str(high)) >= 1
    step = gt(x + 9, 0)
    for ways in product((True, False), repeat=2):
        assert shown(step, box(low, high), where=(Domain(x, 0, 1, *ways),)) is inside
    for one in (Domain(x, 0), Domain(x, None, 1), Domain(x), Domain(x, 0, y), Domain(x, y, 1), Domain(x, -2, 4)):
        assert not shown(step, box(low, high), where=(one, *reals(y)))
    assert not shown(step, box(low, high), where=reals(y)) and not shown(gt(y + 9, 0), box(low, high), where=(Domain(y, 0, 1),))
    assert not shown(gt(x + y + 9, 0), box(low, high), where=(Domain(x, 0, 1), Domain(y, 0, 1)))
    assert not shown(gt(x + y + 9, 0), Compact({**box(0, 1).box, y: (Fraction(0), Fraction(1))}), where=(Domain(x, 0, 1), Domain(y, 0, 2)))


def test_what_is_positive_on_a_box_is_decided_by_flint() -> None:
    """It is named as what is trusted, where something was proved."""
    unit = (Domain(x, 0, 1),)
    found = box(0, 1).prove(lt(x * (1 - x), sp.Rational(26, 100)), Context(Claim((), unit)))
    assert found.proved and found.trusts == ("flint",) and "boxes" in found.detail
    false = box(0, 1).prove(lt(x + 2, x**2), Context(Claim((), unit)))
    assert not false.proved and false.trusts == ()
    assert not shown(eq(x + 1, x + 1), box(0, 1), where=unit)
