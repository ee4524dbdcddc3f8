"""Steps by calculus: each rule upholds its true statements, and is refused what is false somewhere, whatever else it asks for is there."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

import pytest
import sympy as sp

from uccheck.rules.claim import Claim, Domain, Relation, eq, ge, gt, le, lt
from uccheck.rules.derivation import NOT_STRICT, Context, Rule
from uccheck.rules.steps.calculus import Antiderivative, Arch, Concave, Convex, Limit, Monotone, Vanishing, _limit
from uccheck.rules.steps.forms import Compact, Form

x, y, z = sp.symbols("x y z", real=True)
ZERO, ONE, TWO, HALF = sp.Integer(0), sp.Integer(1), sp.Integer(2), sp.Rational(1, 2)
RAY, OPEN, UNIT, LEFT = (Domain(x, 0),), (Domain(x, 0, open_low=True),), (Domain(x, 0, 1),), (Domain(x, None, 0),)
BEYOND, ABOVE = Domain(y, 0, open_low=True), Domain(y, 1)
FALL, AWAY, MIDDLE = sp.exp(-x), sp.sqrt(x**2 - 2 * x + 1), sp.sqrt(x**2 - x + sp.Rational(1, 4))  # |x - 1| and |x - 1/2|
DIP = sp.Piecewise((0, x < 1), (-1, x < 5), (0, True))  # its derivative is 0 for sympy


class Case(NamedTuple):
    """A step, a rule for it, and what is known; for a false step the point at which it fails."""

    step: Relation
    rule: Rule
    where: tuple[Domain, ...] = RAY
    given: tuple[Relation, ...] = ()
    fails: dict[sp.Symbol, object] | None = None

    def shown(self) -> bool:
        return self.rule.prove(self.step, Context(Claim((), self.where, self.given))).proved


def at(value: object, other: object = 1) -> dict[sp.Symbol, object]:
    return {x: value, y: other}


#: 3 x^2 - 3 x + 1 > 0 by balls, for slopes whose sign is not read off.
HILL, BALLS = x**3 - 3 * x**2 / 2 + x, Compact({x: (Fraction(0), Fraction(1))})
TRUE = {
    "monotone from zero": Case(ge(x**2, 0), Monotone(x, ZERO, 2 * x)),
    "monotone from a positive number": Case(gt(sp.exp(x), HALF), Monotone(x, ZERO, sp.exp(x))),
    "monotone beyond an open end": Case(gt(x, 0), Monotone(x, ZERO, ONE), OPEN),
    "monotone beyond an open end alone": Case(gt(x, 0), Monotone(x, ZERO, ONE), (Domain(x, 0, 1, open_low=True),)),
    "monotone downward": Case(ge(sp.exp(-x), 1), Monotone(x, ZERO, -FALL, upward=False), LEFT),
    "monotone downward to an open end": Case(lt(x, 1), Monotone(x, ONE, -ONE, upward=False), (Domain(x, 0, 1, open_high=True),)),
    "monotone with a slope": Case(ge(HILL, 0), Monotone(x, ZERO, sp.diff(HILL, x), slope=BALLS), UNIT),
    "monotone with a slope that is idle": Case(ge(x**2, 0), Monotone(x, ZERO, 2 * x, slope=Form(x - 9))),
    "monotone with a start": Case(ge(x + y, 1), Monotone(x, ZERO, ONE, start=Form()), (*RAY, ABOVE)),
    "monotone with a strict start": Case(gt(x + y, 1), Monotone(x, ZERO, ONE, start=Form()), (*RAY, Domain(y, 1, open_low=True))),
    "monotone with a parameter": Case(ge(x**2 * y, 0), Monotone(x, ZERO, 2 * x * y), (*RAY, BEYOND)),
    "monotone with a parameter up to an end": Case(ge(x * (2 - y), 0), Monotone(x, ZERO, 2 - y), (*RAY, Domain(y, None, 1))),
    "monotone with a hypothesis on a parameter": Case(
        ge(x * (y - 1), 0), Monotone(x, ZERO, y - 1, slope=Form(using={ge(y, 1): 1})), (*RAY, Domain(y)), (ge(y, 1),)
    ),
    "concave": Case(ge(x * (1 - x), 0), Concave(x, TWO), UNIT),
    "concave elsewhere": Case(ge(y * (x - 1) * (3 - x), 0), Concave(x, 2 * y), (Domain(x, 1, 3), BEYOND)),
    "vanishing": Case(gt(FALL, 0), Vanishing(x, -FALL)),
    "vanishing from anywhere": Case(gt(y * FALL, 0), Vanishing(x, -y * FALL), (Domain(x), BEYOND)),
    "vanishing at the rate of a parameter": Case(gt(sp.exp(-x * y), 0), Vanishing(x, -y * sp.exp(-x * y)), (*RAY, BEYOND)),
    "arch": Case(ge(x * FALL, 0), Arch(x, ZERO, FALL, 1 - x)),
    "arch of a parameter": Case(ge(y * x * FALL, 0), Arch(x, ZERO, y * FALL, 1 - x), (*RAY, BEYOND)),
    "arch at the rate of a parameter": Case(ge(x * sp.exp(-x * y), 0), Arch(x, ZERO, sp.exp(-x * y), 1 - x * y), (*RAY, BEYOND)),
    "arch from another end": Case(ge((x - 2) * FALL, 0), Arch(x, TWO, FALL, 3 - x), (Domain(x, 2),)),
    "convex": Case(ge((x - HALF) ** 2, 0), Convex(x, HALF, TWO), UNIT),
    "convex on a ray": Case(ge(sp.exp(x), 1 + x), Convex(x, ZERO, sp.exp(x))),
    "convex on the other ray": Case(ge((x + 3) ** 2, 0), Convex(x, sp.Integer(-3), TWO), LEFT),
    "convex on a line": Case(ge(sp.exp(x), 1 + x), Convex(x, ZERO, sp.exp(x)), (Domain(x),)),
    "convex from two on": Case(ge((x - 3) ** 2, 0), Convex(x, sp.Integer(3), TWO), (Domain(x, 2),)),
    "convex up to two": Case(ge((x - 1) ** 2, 0), Convex(x, ONE, TWO), (Domain(x, None, 2),)),
}
CUBIC = (x - 1) ** 2 * (x - 4)  # flat at 1, convex from 2 on, -4 at 3
FALSE = {
    "arch whose core has a pole": Case(
        ge(-x * FALL, 0), Arch(x, ZERO, (x - 1) ** 2 * FALL, 1 / (x - 1)), fails=at(1)
    ),
    "monotone with a wrong derivative": Case(ge(x**2 - 3 * x, 0), Monotone(x, ZERO, 2 * x), fails=at(1)),
    "monotone with no sign": Case(ge(x**2 - 3 * x, 0), Monotone(x, ZERO, 2 * x - 3), fails=at(1)),
    "monotone with a slope that is not shown": Case(ge(x**2 - 3 * x, 0), Monotone(x, ZERO, 2 * x - 3, slope=Form()), fails=at(1)),
    "monotone the other way": Case(ge(-x, 0), Monotone(x, ZERO, -ONE), fails=at(1)),
    "monotone downward, rising": Case(ge(x, 0), Monotone(x, ZERO, ONE, upward=False), LEFT, fails=at(-1)),
    "monotone from inside": Case(ge(x, 0), Monotone(x, ZERO, ONE), (Domain(x, -1),), fails=at(-1)),
    "monotone downward from inside": Case(ge(1 - x, 0), Monotone(x, ONE, -ONE, upward=False), (Domain(x, 0, 2),), fails=at(2)),
    "monotone at a negative number": Case(ge(x, 1), Monotone(x, ZERO, ONE), fails=at(HALF)),
    "monotone at a parameter": Case(ge(x + y, 1), Monotone(x, ZERO, ONE), (*RAY, BEYOND), fails=at(0, HALF)),
    "monotone with a start that is not shown": Case(ge(x, 1), Monotone(x, ZERO, ONE, start=Form()), fails=at(HALF)),
    "monotone and strict at its start": Case(gt(x, 0), Monotone(x, ZERO, ONE), fails=at(0)),
    "monotone and strict by a weak start": Case(gt(x, 0), Monotone(x, ZERO, ONE, start=Form()), fails=at(0)),
    "constant and strict": Case(gt(x, x), Monotone(x, ZERO, ZERO), OPEN, fails=at(1)),
    "strict downward": Case(lt(x, 1), Monotone(x, ONE, -ONE, upward=False), (Domain(x, 0, 1, open_low=True),), fails=at(1)),
    "monotone over a jump": Case(ge(x + 2 * DIP, 0), Monotone(x, ZERO, ONE), fails=at(1)),
    "monotone and an end on the way": Case(
        ge(x**2 / 2 - x * y, 0), Monotone(x, ZERO, x - y), (*RAY, Domain(y, 0, x), Domain(z)), fails=at(1)
    ),
    "monotone and a hypothesis on the way": Case(
        ge(x**2 - 6 * x, 0), Monotone(x, ZERO, 2 * x - 6, slope=Form(using={ge(2 * x, 10): 1})), RAY, (ge(2 * x, 10),), fails=at(5)
    ),
    "concave and zero at its lower end alone": Case(ge(-(x**2), 0), Concave(x, TWO), UNIT, fails=at(1)),
    "concave and zero at its upper end alone": Case(ge(1 - (2 - x) ** 2, 0), Concave(x, TWO), UNIT, fails=at(0)),
    "concave and strict": Case(gt(x * (1 - x), 0), Concave(x, TWO), UNIT, fails=at(0)),
    "convex for concave": Case(ge(x * (x - 1), 0), Concave(x, -TWO), UNIT, fails=at(HALF)),
    "concave with a wrong bend": Case(ge(x * (x - 1), 0), Concave(x, TWO), UNIT, fails=at(HALF)),
    "concave with a kink": Case(ge(MIDDLE - HALF, 0), Concave(x, ZERO), UNIT, fails=at(HALF)),
    "concave over a jump": Case(ge(x * (6 - x) + 9 * DIP, 0), Concave(x, TWO), (Domain(x, 0, 6),), fails=at(1)),
    "concave without an end": Case(ge(x * (1 - x), 0), Concave(x, TWO), RAY, fails=at(2)),
    "concave without a beginning": Case(ge(x * (1 - x), 0), Concave(x, TWO), (Domain(x, None, 1),), fails=at(-1)),
    "vanishing further on": Case(gt((1 - x) * FALL, 0), Vanishing(x, (x - 2) * FALL), (Domain(x, 0, 3 * HALF),), fails=at(5 * HALF / 2)),
    "falling below zero": Case(gt(FALL, 1), Vanishing(x, -FALL), fails=at(1)),
    "vanishing with a wrong derivative": Case(gt((1 - x) * FALL, 0), Vanishing(x, -FALL), fails=at(2)),
    "vanishing and rising": Case(gt(-FALL, 0), Vanishing(x, FALL), fails=at(1)),
    "vanishing and constant": Case(gt(x, x), Vanishing(x, ZERO), fails=at(1)),
    "vanishing over a jump": Case(gt(FALL + DIP, 0), Vanishing(x, -FALL), fails=at(2)),
    "an arch over a jump": Case(ge(x * FALL + DIP, 0), Arch(x, ZERO, FALL, 1 - x), fails=at(2)),
    "an arch upside down": Case(ge(-x * FALL, 0), Arch(x, ZERO, FALL, x - 1), fails=at(1)),
    "an arch of negative weight": Case(ge(-x * FALL, 0), Arch(x, ZERO, -FALL, 1 - x), fails=at(1)),
    "an arch from below": Case(ge((x - 1) * FALL, 0), Arch(x, ZERO, FALL, 2 - x), fails=at(0)),
    "an arch to below": Case(ge(-x, 0), Arch(x, ZERO, ONE, -ONE), fails=at(1)),
    "an arch from inside": Case(ge(x * FALL, 0), Arch(x, ZERO, FALL, 1 - x), (Domain(x, -1),), fails=at(-1)),
    "an arch that is cut": Case(ge(x * (1 - x), 0), Arch(x, ZERO, ONE, 1 - 2 * x), (Domain(x, 0, 2),), fails=at(2)),
    "an arch that is cut before it turns": Case(
        ge(x * (1 - x) * FALL, 0), Arch(x, ZERO, FALL, x**2 - 3 * x + 1), (Domain(x, 0, 5 * HALF / 2),), fails=at(9 * HALF / 4)
    ),
    "an arch and strict": Case(gt(x * FALL, 0), Arch(x, ZERO, FALL, 1 - x), fails=at(0)),
    "an arch with a wrong derivative": Case(ge(-x * FALL, 0), Arch(x, ZERO, FALL, 1 - x), fails=at(1)),
    "convex with a kink": Case(ge(1 - x - AWAY, 0), Convex(x, ZERO, ZERO), fails=at(2)),
    "convex over a jump": Case(ge(x**2 + 9 * DIP, 0), Convex(x, ZERO, TWO), fails=at(1)),
    "convex and below": Case(ge(x**2, 1), Convex(x, ZERO, TWO), fails=at(0)),
    "convex and not flat": Case(ge(x**2 - x, 0), Convex(x, ZERO, TWO), fails=at(HALF)),
    "concave for convex": Case(ge(-(x**2), 0), Convex(x, ZERO, -TWO), fails=at(1)),
    "convex with a wrong bend": Case(ge(-(x**2), 0), Convex(x, ZERO, TWO), fails=at(1)),
    "convex and strict": Case(gt(x**2, 0), Convex(x, ZERO, TWO), fails=at(0)),
    "flat before its domain": Case(ge(CUBIC, 0), Convex(x, ONE, 6 * x - 12), (Domain(x, 2),), fails=at(3)),
    "flat before its interval": Case(ge(CUBIC, 0), Convex(x, ONE, 6 * x - 12), (Domain(x, 2, 5),), fails=at(3)),
    "flat after its domain": Case(ge(CUBIC.subs(x, 5 - x), 0), Convex(x, sp.Integer(4), 18 - 6 * x), (Domain(x, None, 3),), fails=at(2)),
    "flat after its interval": Case(ge(CUBIC.subs(x, 5 - x), 0), Convex(x, sp.Integer(4), 18 - 6 * x), (Domain(x, 0, 3),), fails=at(2)),
}  # fmt: skip


@pytest.mark.parametrize("name", TRUE)
def test_what_holds_is_shown(name: str) -> None:
    assert TRUE[name].shown()


@pytest.mark.parametrize("name", FALSE)
def test_what_fails_at_a_point_is_not_shown(name: str) -> None:
    """The point is one of the domain and of the hypotheses, and the step is false there."""
    case = FALSE[name]
    assert case.fails is not None and not case.shown()
    assert all(bool(slack.subs(case.fails) > 0 if strict else slack.subs(case.fails) >= 0) for slack, strict in hypotheses(case))
    value = case.step.slack.subs(case.fails)
    assert bool(value <= 0 if case.step.strict else value < 0)


def hypotheses(case: Case) -> tuple[tuple[sp.Expr, bool], ...]:
    return Claim((), case.where, case.given).hypotheses


def test_what_a_slope_and_a_start_rest_on_is_named() -> None:
    rising = Monotone(x, ZERO, sp.diff(HILL, x), slope=BALLS)
    found = rising.prove(ge(HILL, 0), Context(Claim((), UNIT)))
    assert found.proved and found.trusts == ("flint",)
    start = Monotone(x, ZERO, ONE, start=Compact({y: (Fraction(1), Fraction(2))}))
    found = start.prove(ge(x + y, HALF), Context(Claim((), (*UNIT, Domain(y, 1, 2)))))
    assert found.proved and found.trusts == ("flint",)
    assert Monotone(x, ZERO, ONE).prove(ge(x, 0), Context(Claim((), UNIT))).trusts == ()
    assert Monotone(x, ZERO, ONE).prove(ge(x + 1, 0), Context(Claim((), UNIT))).trusts == ("flint",)


def test_a_variable_without_a_domain_has_no_ends() -> None:
    for rule in (Monotone(x, ZERO, 2 * x), Concave(x, -TWO), Vanishing(x, 2 * x), Arch(x, ZERO, ONE, 2 * x), Convex(y, ZERO, TWO)):
        assert not rule.prove(ge(x**2, 0), Context(Claim((), (Domain(y),)))).proved


LIMITS = {
    "a number": (sp.Limit(sp.sin(x) / x, x, 0), ONE),
    "of a parameter": (sp.Limit(y * x / (1 + x), x, sp.oo), y),
    "zero": (sp.Limit(1 / x, x, sp.oo), ZERO),
}


@pytest.mark.parametrize("name", LIMITS)
def test_a_limit_is_what_it_is(name: str) -> None:
    limit, value = LIMITS[name]
    context = Context(Claim((), (Domain(x), BEYOND)))
    for weak in (eq, le, ge):
        assert Limit().prove(weak(limit, value), context).proved
        assert not Limit().prove(weak(limit, value + 1), context).proved and not Limit().prove(weak(limit, -value - 1), context).proved
    assert Limit().prove(lt(limit, value), context) == NOT_STRICT
    assert not Limit().prove(eq(value, value), context).proved


@pytest.mark.parametrize(
    ("expr", "where", "known"),
    [
        (sp.exp(-x), BEYOND, ZERO),
        (y + sp.exp(-x), BEYOND, y),
        (sp.exp(-x * y), BEYOND, ZERO),
        (sp.exp(-x * y), Domain(y, 0), None),  # 1 at y = 0
        (sp.exp(-x * y), Domain(y), None),
        (1 / (1 + x * y), Domain(y, 0, 1), None),
        (x / (1 + x**2 * y**2), Domain(y), None),
        (sp.exp(x**y - x), Domain(y, 0, open_low=True), None),  # 0 for sympy, at y = 2 infinite
        (x**y / (1 + x), Domain(y, 0, open_low=True), None),  # sympy does not know
    ],
    ids=str,
)
def test_a_limit_at_infinity_is_one_for_all_values_of_the_other_symbols(expr: sp.Expr, where: Domain, known: sp.Expr | None) -> None:
    taken, context = _limit(expr, x, (*RAY, where)), Context(Claim((), (*RAY, where)))
    if known is None:
        assert taken is None and not Limit().prove(eq(sp.Limit(expr, x, sp.oo), 0), context).proved
        values = {sp.limit(expr.subs(y, at), x, sp.oo) for at in (ZERO, ONE, TWO) if where.contains(at)}
        assert len(values) > 1
    else:
        assert sp.simplify(taken.subs(next(iter(taken.free_symbols), y), y) - known) == 0
        assert all(not Limit().prove(eq(sp.Limit(expr, x, sp.oo), known + wrong), context).proved for wrong in (1, y, -2 * y))


def test_a_limit_that_changes_with_a_parameter_is_not_taken() -> None:
    """x y tends to infinity but where y = 0, and y^x to 1 there where y = 1."""
    for limit, claimed in ((sp.Limit(y**2 * x / (1 + y**2 * x), x, sp.oo), ONE), (sp.Limit(1 / (1 + x * y**2), x, sp.oo), ZERO)):
        at_zero = limit.subs(y, 0).doit()
        assert at_zero != claimed
        assert not Limit().prove(eq(limit, claimed), Context(Claim((), (Domain(x), Domain(y))))).proved


def test_what_is_no_limit_is_none() -> None:
    assert not Limit().prove(eq(x + 1, 1 + x), Context(Claim((), RAY))).proved


AREAS = {
    "a square": (z, 1, 3, z**2 / 2),
    "a logarithm": (1 / z, 1, 2, sp.log(z)),
    "from an end below": (1 / (1 - z) ** 2, -sp.oo, 0, 1 / (1 - z)),
    "from an end below to one": (1 / (2 - z) ** 2, -sp.oo, 1, 1 / (2 - z)),
    "to an end above": (1 / z**2, 1, sp.oo, -1 / z),
    "of a parameter": (1 / (z + y) ** 2, 0, 1, -1 / (z + y)),
}


@pytest.mark.parametrize("name", AREAS)
def test_an_integral_is_the_difference_of_an_area_at_its_ends(name: str) -> None:
    """And no other: a number added, the sign turned, an end left out, another derivative, or a strict relation is refused."""
    function, low, high, area = AREAS[name]
    whole, value = sp.Integral(function, (z, low, high)), area.subs(z, high) - area.subs(z, low)
    assert abs((whole - value).subs(y, TWO).evalf()) < 1e-12
    context, rule = Context(Claim((), (Domain(z), BEYOND))), Antiderivative(z, area)
    for factor in (ONE, y):
        for weak in (eq, le, ge):
            assert rule.prove(weak(factor * whole + 1, factor * value + 1), context).proved
            for wrong in (value + 1, -value, value / 2, 2 * value):
                assert not rule.prove(weak(factor * whole, factor * wrong), context).proved
    assert rule.prove(lt(whole, value), context) == NOT_STRICT and rule.prove(gt(whole + whole / 2, value), context) == NOT_STRICT
    assert replace(rule, area=area + 7).prove(eq(whole, value), context).proved
    for other in (-area, 2 * area, area + z):
        assert not replace(rule, area=other).prove(eq(whole, other.subs(z, high) - other.subs(z, low)), context).proved


def test_an_area_may_be_smooth_for_real_numbers_alone() -> None:
    """1/(1 + z^2) has poles, none of which is real."""
    odd, area = sp.Integral(2 * z / (1 + z**2) ** 2, (z, -sp.oo, sp.oo)), -1 / (1 + z**2)
    context = Context(Claim((), (Domain(z),)))
    assert (
        Antiderivative(z, area).prove(eq(1 + odd, 1), context).proved and not Antiderivative(z, area).prove(eq(1 + odd, 0), context).proved
    )


def test_where_an_area_does_not_carry() -> None:
    context = Context(Claim((), (Domain(x), Domain(z), BEYOND)))
    assert not Antiderivative(z, -1 / z).prove(eq(sp.Integral(1 / z**2, (z, -1, 1)), -2), context).proved
    pole = sp.Integral(1 / (z - y) ** 2, (z, 0, 1))  # y may lie between
    assert not Antiderivative(z, 1 / (y - z)).prove(eq(pole, 1 / (y - 1) - 1 / y), context).proved
    half = sp.Integral(x, (z, 0, 1))
    assert not Antiderivative(x, x**2 / 2).prove(eq(half, HALF), context).proved  # x, not 1/2
    twice = sp.Integral(z, (z, 0, 1), (y, 0, 2))
    assert not Antiderivative(z, z**2 / 2).prove(eq(twice, HALF), context).proved  # 1, not 1/2
    two = sp.Integral(z, (z, 0, 1)) + sp.Integral(z, (z, 0, 2))
    assert not Antiderivative(z, z**2 / 2).prove(eq(two, 1), context).proved
    assert not Antiderivative(z, z**2 / 2).prove(eq(z**2 / 2, z**2 / 2), context).proved  # no integral
    assert not Antiderivative(z, z**2 / 2).prove(eq(sp.Integral(z, z), z**2 / 2), context).proved  # no ends
    assert not Antiderivative(z, z**2 / 2).prove(eq(sp.Integral(z, (z, 1)), HALF), context).proved  # one end
