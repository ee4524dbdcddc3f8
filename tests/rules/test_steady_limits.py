"""A limit that is shown is the limit for every value of its parameters; each refused one is another limit for some of them."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

import pytest
import sympy as sp

from uccheck.quantities.applied import quantity
from uccheck.quantities.symbols import Q, phi
from uccheck.rules.algebra.residues import limit_of
from uccheck.rules.algebra.steady import uniform
from uccheck.rules.claim import Claim, Domain, Relation, eq, ge, gt, positives, reals, units
from uccheck.rules.derivation import Context, Rule
from uccheck.rules.steps.calculus import Arch, Limit, Vanishing

a, b = sp.symbols("a b", positive=True)
p = sp.Symbol("p", positive=True)
x, y, z = sp.symbols("x y z", real=True)
far = sp.Symbol("m", positive=True, integer=True)
HALF = sp.Rational(1, 2)
WHERE = (*positives(a, b), *units(p), Domain(x, 0, 1), *reals(y))
VALUES: dict[sp.Symbol, tuple[sp.Expr, ...]] = {
    a: (sp.Rational(1, 3), sp.Integer(1), sp.Integer(4)),
    b: (sp.Rational(1, 2), sp.Integer(3)),
    p: (sp.Rational(1, 5), sp.Rational(9, 10)),
    x: (sp.Integer(0), HALF, sp.Integer(1)),
    y: (sp.Integer(-2), sp.Integer(0), HALF),
}
DISTANCE = sp.Integer(10) ** 60


def shown(step: Relation, rule: Rule, where: tuple[Domain, ...] = WHERE) -> bool:
    """Whether the rule proves the step."""
    return rule.prove(step, Context(Claim((), where))).proved


def near(limit: sp.Limit) -> sp.Expr:
    """A place next to the point on its side, or far away."""
    _, _, point, side = limit.args
    if point in (sp.oo, -sp.oo):
        return DISTANCE if point == sp.oo else -DISTANCE
    return point + (1 if str(side) == "+" else -1) / DISTANCE


def value(limit: sp.Limit, at: Mapping[sp.Symbol, sp.Expr]) -> sp.Expr:
    """What the expression itself is there, to many digits."""
    return limit.args[0].rewrite(sp.erfc).rewrite(phi, sp.exp).xreplace({**at, limit.args[1]: near(limit)}).evalf(30, maxn=400)


STEADY: dict[str, tuple[sp.Limit, sp.Expr]] = {
    "a bounded share": (sp.Limit(1 / (1 + a * z), z, sp.oo), sp.S.Zero),
    "a negative one": (sp.Limit(b / (-1 - a * z), z, sp.oo), sp.S.Zero),
    "a ratio of lines": (sp.Limit((a * z + b) / (z + 1), z, sp.oo), a),
    "a ratio that turns": (sp.Limit((a * z + b) / (-z - 1), z, sp.oo), -a),
    "a root": (sp.Limit(sp.sqrt(4 * z + a) / sp.sqrt(z), z, sp.oo), sp.Integer(2)),
    "logarithms": (sp.Limit(sp.log(z / a) / sp.log(b * z + a), z, sp.oo), sp.S.One),
    "a logarithm against a line": (sp.Limit((z + b) / (a * z + sp.log(b * z)), z, sp.oo), 1 / a),
    "a logarithm at a point": (sp.Limit(z * sp.log(z / p) + (1 - z) * sp.log((1 - z) / (1 - p)), z, 1, "-"), -sp.log(p)),
    "a negative constant": (sp.Limit(z * sp.log(p) / (1 + a * z), z, sp.oo), sp.log(p) / a),
    "a tail": (sp.Limit(a * Q(z - y), z, sp.oo), sp.S.Zero),
    "a tail at the other side": (sp.Limit((Q(z + y) + 2) / b, z, -sp.oo), 3 / b),
    "a sum of tails": (sp.Limit((1 - Q(a * z - y) - 3 * Q(z + y)) * sp.exp(y**2 / 2) + y, z, sp.oo), sp.exp(y**2 / 2) + y),
    "an exponential": (sp.Limit(3 * sp.exp(y - a * z) / b, z, sp.oo), sp.S.Zero),
    "a power and an exponential": (sp.Limit(b * z**7 * sp.exp(y - a * sp.sqrt(z)), z, sp.oo), sp.S.Zero),
    "an exponential from below": (sp.Limit(b + y * sp.exp(a * z**3 + y), z, -sp.oo), b),
    "exponentials and tails": (sp.Limit((2 - sp.exp(-a * z) + Q(b * z) - sp.exp(y - b * z)) / a, z, sp.oo), 2 / a),
    "a constant of any sign": (sp.Limit(y + 1 / (1 + a * z), z, sp.oo), y),
    "no parameter": (sp.Limit(sp.sqrt(z**2 + z) - z, z, sp.oo), HALF),
    "no parameter at a point": (sp.Limit(sp.sin(z) / z, z, 0), sp.S.One),
    "a positive variable": (sp.Limit((8 * sp.sqrt(far) * a + b) ** 2 / far, far, sp.oo), 64 * a**2),
}


@pytest.mark.parametrize("name", STEADY)
def test_a_limit_that_is_shown_is_one_for_all_parameters(name: str) -> None:
    limit, wanted = STEADY[name]
    assert uniform(limit, WHERE) and shown(eq(limit, wanted), Limit())
    for wrong in (wanted + 1, -wanted - 1, wanted + a / 7):
        assert not shown(eq(limit, wrong), Limit())
    free = sorted(limit.free_symbols, key=str)
    for chosen in product(*(VALUES[one] for one in free)):
        at = dict(zip(free, chosen, strict=True))
        close = sp.Rational(1, 20) if limit.args[0].has(sp.log) else sp.Rational(1, 10**8)
        assert abs(value(limit, at) - wanted.xreplace(at)) < close * (1 + abs(wanted.xreplace(at)))


GROWN = sp.exp(z**a) * sp.exp(-(z**b))
#: The value for most parameters, which sympy may take for that of all, and parameters at which the limit is another.
UNSTEADY: dict[str, tuple[sp.Limit, sp.Expr, Mapping[sp.Symbol, sp.Expr]]] = {
    "a factor that may be 0": (sp.Limit(1 / (1 + x * z), z, sp.oo), sp.S.Zero, {x: sp.S.Zero}),
    "a factor without a sign": (sp.Limit(1 / (1 + (y * z) ** 2), z, sp.oo), sp.S.Zero, {y: sp.S.Zero}),
    "one of two terms": (sp.Limit(1 / (1 + a * z) + 1 / (1 + x * z), z, sp.oo), sp.S.Zero, {x: sp.S.Zero}),
    "a term beside a tail": (sp.Limit((Q(z) + 1 / (1 + x * z)) / a, z, sp.oo), sp.S.Zero, {x: sp.S.Zero, a: sp.S.One}),
    "a difference": (sp.Limit(1 / (1 + (a * z - b * z) ** 2), z, sp.oo), sp.S.Zero, {a: sp.S.One, b: sp.S.One}),
    "a difference in a factor": (sp.Limit(1 / (1 + (a * z + b * (1 - z)) ** 2), z, sp.oo), sp.S.Zero, {a: HALF, b: HALF}),
    "a difference from below": (
        sp.Limit(1 / (1 + z**4 * (a / z + b / sp.sqrt(z**2 + 1)) ** 2), z, -sp.oo), sp.S.Zero, {a: sp.S.One, b: sp.S.One},
    ),
    "a difference that hides a line": (sp.Limit(z / (a * z**2 - b * z**2 + z), z, sp.oo), sp.S.Zero, {a: sp.S.One, b: sp.S.One}),
    "a difference of which no sign is read": (
        sp.Limit(z / (b * z**2 + z - (sp.sqrt(2) * a - a) * (a**3 + 1) * z**2), z, sp.oo), sp.S.Zero, {a: sp.S.One, b: 2 * sp.sqrt(2) - 2},
    ),
    "terms that cancel": (sp.Limit(sp.exp(-(a * z - b * z) ** 2), z, sp.oo), sp.S.Zero, {a: sp.S.One, b: sp.S.One}),
    "powers": (sp.Limit((z**a + z**b) / z**2, z, sp.oo), sp.S.Zero, {a: sp.Integer(2), b: sp.Integer(2)}),
    "a power against a line": (sp.Limit(z**a / (1 + z), z, sp.oo), sp.S.Zero, {a: sp.S.One}),
    "exponentials of powers": (sp.Limit(1 / (1 + GROWN), z, sp.oo), sp.S.Zero, {a: sp.S.One, b: sp.Integer(2)}),
    "a power of a parameter": (sp.Limit(1 / (1 + a**z), z, sp.oo), sp.S.Zero, {a: HALF}),
    "exponentials": (sp.Limit(sp.exp(-a * z) * (1 + sp.exp(z)), z, sp.oo), sp.S.Zero, {a: sp.S.One}),
    "exponentials that grow": (sp.Limit(1 / (1 + (sp.exp(a * z) - sp.exp(b * z)) ** 2), z, sp.oo), sp.S.Zero, {a: sp.S.One, b: sp.S.One}),
    "an exponential of what may not fall": (sp.Limit(sp.exp(-x * z), z, sp.oo), sp.S.Zero, {x: sp.S.Zero}),
    "a power and one of the other kind": (sp.Limit(z * sp.exp(-a * sp.log(z + 1)), z, sp.oo), sp.S.Zero, {a: sp.S.One}),
    "a power of a parameter and an exponential": (
        sp.Limit((z**a) ** z * sp.exp(-b * z * sp.log(z)), z, sp.oo), sp.S.Zero, {a: sp.S.One, b: HALF},
    ),
    "a power and what may not fall": (sp.Limit(sp.exp(-x * z) / z, z, 0, "+"), sp.S.Zero, {x: sp.S.One}),
    "a power and an exponential that may stand": (sp.Limit(z * sp.exp(-x * z), z, sp.oo), sp.S.Zero, {x: sp.S.Zero}),
    "two exponentials and a power": (sp.Limit(z * 2 ** (a * z) * sp.exp(-b * z), z, sp.oo), sp.S.Zero, {a: sp.S.One, b: HALF}),
    "an exponential of a quotient": (sp.Limit(sp.exp(-GROWN), z, sp.oo), sp.S.Zero, {a: sp.S.One, b: sp.S.One}),
    "a logarithm that may vanish": (sp.Limit(1 / (z * sp.log(a * (z + 1) / z)), z, sp.oo), sp.S.Zero, {a: sp.S.One}),
    "a tail of what may not grow": (sp.Limit(Q(x * z), z, sp.oo), sp.S.Zero, {x: sp.S.Zero}),
    "a tail of a quotient": (sp.Limit(Q(GROWN), z, sp.oo), sp.S.Zero, {a: sp.S.One, b: sp.S.One}),
    "a function of a parameter": (sp.Limit(sp.cos(x) ** z, z, sp.oo), sp.S.Zero, {x: sp.S.Zero}),
}  # fmt: skip


@pytest.mark.parametrize("name", UNSTEADY)
def test_a_limit_that_is_another_for_some_parameters_is_not_shown(name: str) -> None:
    limit, wrong, at = UNSTEADY[name]
    assert not uniform(limit, WHERE) and not shown(eq(limit, wrong), Limit())
    assert abs(sp.limit(limit.args[0].xreplace(at).rewrite(sp.erfc), *limit.args[1:3]) - wrong) > sp.Rational(1, 10)


def test_terms_that_grow_are_no_sum_of_limits() -> None:
    """(a - b) z is 0 at a = b; one such term alone tends to infinity, and what has no parameter is left to sympy."""
    for rest in (0, 1, b, 1 / z):
        assert not uniform(sp.Limit(a * z - b * z + rest, z, sp.oo), WHERE)
    for growing in (a * (sp.exp(a * z) - sp.exp(b * z)), (1 + sp.exp(a * z) - sp.exp(z)) / b):
        assert not uniform(sp.Limit(growing, z, sp.oo), WHERE)  # at a = b, and at a = 1, it does not grow
    assert uniform(sp.Limit(a * z, z, sp.oo), WHERE) and uniform(sp.Limit(z**2 - sp.exp(z) + 1, z, sp.oo), WHERE)
    assert limit_of(sp.Limit(a * z, z, sp.oo)) == sp.oo


@pytest.mark.parametrize("kind", [{}, {"real": True}, {"positive": True}, {"nonnegative": True}], ids=str)
def test_the_variable_of_a_limit_has_no_sign_beside_the_point(kind: dict[str, bool]) -> None:
    """sqrt((v - 1)^2)/(v - 1) is -1 left of 1, also for a positive v, whose distance to 1 is negative there."""
    v = sp.Symbol("v", **kind)
    inside = sp.sqrt(v**2 - 2 * v + 1) / (v - 1)
    for side, value in (("-", -1), ("+", 1)):
        limit = sp.Limit(inside, v, 1, dir=side)
        assert limit_of(limit) == value and shown(eq(limit, value), Limit()) and not shown(eq(limit, -value), Limit())
    assert limit_of(sp.Limit(sp.sqrt(v**2 + 1) / v, v, sp.oo)) == 1 and limit_of(sp.Limit(phi(v) / v - Q(v), v, sp.oo)) == 0


JUMPS = {
    "a case": (sp.Piecewise((1, z > 0), (0, True)), sp.S.Zero),
    "a case beside a tail": (Q(z) + sp.Piecewise((1, z > 0), (0, True)), HALF),
    "an equal number": (sp.KroneckerDelta(z, 0), sp.S.One),
    "a step": (sp.Heaviside(z, 0), sp.S.Zero),
    "a whole part": (sp.ceiling(z), sp.S.Zero),
    "a quantity": (quantity("tail")(far, z), quantity("tail")(far, 0)),
}


@pytest.mark.parametrize("name", JUMPS)
def test_a_limit_of_a_function_that_may_jump_is_not_taken(name: str) -> None:
    """Right of 0 each is another number than at 0, which sympy may give for the limit."""
    inside, at_zero = JUMPS[name]
    limit = sp.Limit(inside, z, 0, "+")
    assert not uniform(limit, WHERE) and not shown(eq(limit, at_zero), Limit())
    assert uniform(sp.Limit(sp.Abs(z) / z + inside.subs(z, 1), z, 0, "+"), WHERE)


def test_a_slack_vanishes_at_infinity_for_all_parameters() -> None:
    """-(z^a + z^b)/z^2 falls for a, b >= 3 and is negative everywhere; sympy takes its limit for 0."""
    where = (*positives(z), Domain(a, 3), Domain(b, 3))
    falls = -(z**a + z**b) / z**2
    assert not shown(gt(falls, 0), Vanishing(z, sp.diff(falls, z)), where)
    assert shown(gt(a / (1 + z), 0), Vanishing(z, -a / (1 + z) ** 2), where)
    ray = (Domain(z, 0), *where[1:])
    assert shown(ge(a * z * sp.exp(-z), 0), Arch(z, sp.S.Zero, a * sp.exp(-z), 1 - z), ray)
