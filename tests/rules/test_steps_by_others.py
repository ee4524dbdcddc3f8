"""A step through a function, by a chain or in two cases holds where the other steps do, and no further."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
import sympy as sp

from uccheck.rules.claim import RELATIONS, Claim, Domain, Relation, eq, ge, gt, le, lt, positives, reals
from uccheck.rules.derivation import Context, Derivation, Rule, Step, StepResult, chain
from uccheck.rules.steps.cases import AtZero, By, Through
from uccheck.rules.steps.forms import Compact, Form
from uccheck.rules.steps.hypotheses import Given
from uccheck.rules.steps.residue import Residue

x, y, z, u = sp.symbols("x y z u", real=True)
p = sp.Symbol("p", positive=True)
a = sp.Symbol("a", positive=True)
WHERE = (*reals(x, y, z), *positives(a))


def shown(step: Relation, rule: Rule, *given: Relation, where: tuple[Domain, ...] = WHERE) -> bool:
    """Whether the rule proves the step."""
    return rule.prove(step, Context(Claim((), where, given))).proved


RISING = {"line": 3 * u + 1, "exponential": sp.exp(u), "cube and line": u**3 + u, "error": sp.erf(u), "parameter": a * u}
TURNED = {"<=": ">=", ">=": "<=", "<": ">", ">": "<", "==": "=="}
WEAK = {"<": "<=", ">": ">="}


@pytest.mark.parametrize("name", RISING)
def test_the_images_stand_as_the_sides_do(name: str) -> None:
    """Under a rising function as they are, under a falling one the other way; the factor must be positive, as strictly as the step."""
    rising = RISING[name]
    for inner, asked, falls in product(RELATIONS, RELATIONS, (False, True)):
        function = -rising if falls else rising
        images = function.subs(u, x), function.subs(u, y)
        step = Relation(images[0], asked, images[1])
        turned = TURNED[inner] if falls else inner
        rule, given = Through(u, function, Relation(x, inner, y), Given(), increasing=not falls), Relation(x, inner, y)
        found = shown(step, rule, given)
        assert found is (asked in (turned, WEAK.get(turned, turned)))
        assert not found or not shown(step, rule)  # the inner relation must be proved
        assert inner == "==" or not shown(step, replace(rule, increasing=falls), given)


FACTORS = {a: 1, 1 + z**2: 1, z**2: 0, z: None, -a: None, sp.Integer(2): 1}


@pytest.mark.parametrize("factor", FACTORS, ids=str)
def test_a_factor_of_the_difference_is_certainly_not_negative(factor: sp.Expr) -> None:
    """At z = 0 the factor z^2 leaves nothing strict, and z may turn the relation round."""
    given, difference = gt(x, y), factor * (sp.exp(x) - sp.exp(y))
    through = Through(u, sp.exp(u), given, Given(), factor=factor)
    assert shown(ge(difference, 0), through, given) is (FACTORS[factor] is not None)
    assert shown(gt(difference, 0), through, given) is (FACTORS[factor] == 1)
    assert not shown(gt(difference, 0), Through(u, sp.exp(u), ge(x, y), Given(), factor=factor), ge(x, y))
    assert not shown(ge(difference, 1), through, given) and not shown(ge(-difference, 0), through, given)
    assert not shown(ge(2 * difference, 0), through, given) and not shown(ge(sp.exp(x), sp.exp(2 * y)), through, given)
    assert shown(ge(z + difference, z), through, given) is (FACTORS[factor] is not None)


FUNCTIONS = {
    "a parabola": (u**2, u, False),
    "a parabola of positive numbers": (p**2, p, True),
    "a cube": (u**3, u, True),
    "a wave": (sp.sin(u), u, False),
    "a pole": (-1 / u, u, False),
    "a jump": (sp.floor(u) + u, u, False),
    "a function that falls": (sp.exp(-u), u, False),
    "a root": (sp.sqrt(p), p, True),
    "a logarithm": (sp.log(1 + p), p, True),
    "one that rises later": (u**2 - 4 * u, u, False),
    "one that rises for some parameters": (z * u, u, False),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_rises_wherever_its_sides_may_be(name: str) -> None:
    function, variable, good = FUNCTIONS[name]
    where = (Domain(x, 0, open_low=True), Domain(y, 0, open_low=True), *reals(z))
    step = le(function.subs(variable, x), function.subs(variable, y))
    assert shown(step, Through(variable, function, le(x, y), Given()), le(x, y), where=where) is good
    real = (Domain(x), Domain(y), *reals(z))
    assert shown(step, Through(variable, function, le(x, y), Given()), le(x, y), where=real) is (good and variable == u)


def test_the_sides_of_a_function_of_positive_numbers_are_nonnegative() -> None:
    """A logarithm needs them positive, a root takes 0; one side of two is not enough."""
    for function, at_zero in ((sp.log(p), False), (sp.sqrt(p), True), (p**2, True), (1 - 1 / p, False)):
        for low, high, good in (((0, True), (0, True), True), ((0, False), (0, True), at_zero), ((0, True), (0, False), at_zero)):
            where = (Domain(x, low[0], open_low=low[1]), Domain(y, high[0], open_low=high[1]))
            step, given = le(function.subs(p, x), function.subs(p, y)), le(x, y)
            assert shown(step, Through(p, function, given, Given()), given, where=where) is good
        for where in ((Domain(x), Domain(y, 0, open_low=True)), (Domain(x, 0, open_low=True), Domain(y)), (Domain(x, -1), Domain(y, -1))):
            assert not shown(le(function.subs(p, x), function.subs(p, y)), Through(p, function, le(x, y), Given()), le(x, y), where=where)


def test_the_variable_of_a_function_is_its_own() -> None:
    """It has no domain, and sympy assumes of it that it is real or positive and nothing else."""
    given = le(x, y)
    for variable in (x, a, z, sp.Symbol("n", integer=True), sp.Symbol("l", nonnegative=True), sp.Symbol("q", negative=True)):
        function = variable**3 + variable
        step = le(function.subs(variable, x), function.subs(variable, y))
        assert not shown(step, Through(variable, function, given, Given()), given)
    assert shown(le(x**3 + x, y**3 + y), Through(u, u**3 + u, given, Given()), given)
    assert shown(le(x**3, y**3), Through(p, p**3, given, Given()), given, where=(Domain(x, 0), Domain(y, 0)))
    alone = (Domain(x), Domain(y))
    assert not shown(le(x**3 + x, y**3 + y), Through(x, x**3 + x, given, Given()), given, where=alone)


def test_a_chain_gives_its_step_and_nothing_else() -> None:
    given = (le(x, y), lt(y, z))
    leads = By(chain(x, ("<=", y, Given()), ("<", z, Given())))
    assert shown(lt(x, z), leads, *given) and shown(le(x, z), leads, *given) and shown(gt(z - x, 0), leads, *given)
    for wrong in (lt(x, y), eq(x, z), lt(z, x), lt(2 * x, 2 * z), lt(x, z - 1)):
        assert not shown(wrong, leads, *given)
    for short in (given[:1], given[1:], ()):
        assert not shown(lt(x, z), leads, *short)
    broken = Derivation((Step(x, "<=", y, "", Given()), Step(y + 1, "<", z + 1, "", Given()), Step(z, "==", z, "", Residue())))
    assert not shown(lt(x, z), By(broken), *given) and not shown(lt(x, z), By(Derivation(())), *given)
    assert not shown(le(x, y), By(chain(x, ("<=", y, Given()), (">=", y, Residue()))), *given)


ZERO, POSITIVE = Form(), Form(using={gt(x, 0): 1})


def test_both_cases_are_proved_each_with_what_is_known_there() -> None:
    """sqrt(x) y >= 0 for y >= 0: at 0 it is 0; a case that fails, fails the whole."""
    at = (Domain(x, 0), Domain(y, 0), Domain(z))
    assert shown(ge(x, 0), AtZero(x, Residue(), POSITIVE), where=at) and shown(ge(x * y, 0), AtZero(x, Residue(), Form()), where=at)
    assert not shown(ge(x - 1, 0), AtZero(x, Form(), Form(using={gt(x, 0): 1})), where=at)
    assert not shown(gt(x, 0), AtZero(x, Form(), POSITIVE), where=at)  # at 0 it is not
    assert not shown(ge(x + z, 0), AtZero(x, Given(), Given()), ge(z, 0), where=at)  # not as it stands for x > 0
    assert shown(ge(x + z, 0), AtZero(x, Given(), Form(using={gt(x, 0): 1, ge(z, 0): 1})), ge(z, 0), where=at)
    assert shown(ge(z, 0), AtZero(x, Given(), Given()), ge(z + 0 * x, 0), where=at)
    assert shown(ge(z, 0), AtZero(x, Given(), Form(using={ge(z, x): 1, gt(x, 0): 1})), ge(z, x), where=at)  # z >= x is z >= 0 at 0
    assert not shown(ge(z, 1), AtZero(x, Given(), Given()), ge(z, x), where=at)


@pytest.mark.parametrize("low", [None, -1, 1, sp.Rational(1, 10)])
def test_only_a_variable_that_starts_at_0_has_two_cases(low: object) -> None:
    """Whatever other variables do."""
    for others in ((), (Domain(y, 0),), (Domain(y, 0), Domain(z, 0, 1))):
        assert not shown(ge(x**2, 0), AtZero(x, Form(), Form()), where=(Domain(x, low), *others))
        assert not shown(ge(x**2, 0), AtZero(x, Form(), Form()), where=(*others, Domain(x, low)))
        assert shown(ge(x**2, 0), AtZero(x, Form(), Form()), where=(Domain(x, 0), *others)) and shown(
            ge(x**2, 0), AtZero(x, Form(), Form()), where=(*others, Domain(x, 0, 2))
        )
    assert not shown(ge(x**2, 0), AtZero(x, Form(), Form()), where=(Domain(y, 0),))


def test_nothing_is_put_in_for_a_variable_that_something_runs_over() -> None:
    """In the step or in a hypothesis, at either side."""
    area, at = sp.Integral(x, (x, 0, z)), (Domain(x, 0), Domain(y, 0), *reals(z))
    rule = AtZero(x, Form(), Form())
    for given in ((), (ge(y, 3),)):
        assert shown(ge(x + y, 0), rule, *given, where=at)
    for bad in (ge(area, 1), le(1, area), ge(z, area)):
        assert not shown(ge(x + y, 0), rule, bad, where=at) and not shown(ge(x + y, 0), rule, ge(y, 3), bad, where=at)
        assert not shown(bad, AtZero(x, Given(), Given()), bad, where=at)


def test_what_both_cases_rest_on_is_named_once() -> None:
    flint = Compact({x: (0, 2), y: (0, 2)})
    where = (Domain(x, 0, 1), Domain(y, 0, 1))
    for zero, positive, named in (
        (Form(), flint, ("flint",)),
        (flint, Form(), ("flint",)),
        (flint, flint, ("flint",)),
        (Form(), Form(), ()),
    ):
        found = AtZero(x, zero, positive).prove(gt(x + y + 1, 0), Context(Claim((), where)))
        assert found == StepResult(True, named)
