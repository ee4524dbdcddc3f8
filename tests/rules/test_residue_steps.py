"""An equality is shown by what is zero on the domains, ends included, after equalities that hold wherever they are used."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
import sympy as sp

from uccheck.quantities.symbols import i, j, k, m, n
from uccheck.rules.claim import Claim, Domain, Relation, eq, ge, gt, le, lt, positives, reals
from uccheck.rules.derivation import Context
from uccheck.rules.steps.residue import Residue

x, y, z = sp.symbols("x y z", real=True)
Y, V = sp.IndexedBase("Y", real=True), sp.IndexedBase("V", real=True)
UNIT, SQUARE = (Domain(x, 0, 1),), (Domain(x, 0, 1), Domain(y, 0, 1))
OPEN = (Domain(x, 0, 1, False, True),)
INDEXED = (Domain(m, 1), Domain(i, 1, m), *reals(Y, V, x, y, z))
NONE = 1 - sp.sign(1 - x)  # 0 below x = 1, and 1 there
HALF = sp.Rational(1, 2)


def shown(step: Relation, where: tuple[Domain, ...], *given: Relation, by: Mapping[sp.Expr, sp.Expr] | None = None) -> bool:
    """Whether the residue of the step, after `by`, is zero."""
    return Residue(tuple((by or {}).items())).prove(step, Context(Claim((), where, given))).proved


EQUAL: dict[str, tuple[sp.Expr, sp.Expr, tuple[Domain, ...]]] = {
    "terms": ((x + y) ** 2, x**2 + 2 * x * y + y**2, SQUARE),
    "a modulus": (sp.Abs(x), x, UNIT),
    "a modulus below": (sp.Abs(x), -x, (Domain(x, None, 0),)),
    "a modulus of a difference": (sp.Abs(x - 2), 2 - x, UNIT),
    "a modulus times another": (y * sp.Abs(x), x * y, (Domain(x, 0), Domain(y, 0, 1))),
    "logarithms": (sp.log(x * y), sp.log(x) + sp.log(y), positives(x, y)),
    "a root": (sp.sqrt(x**2 * y), x * sp.sqrt(y), (Domain(x, 0), Domain(y, 0))),
    "a jump that is left out": (NONE, sp.S.Zero, OPEN),
    "a derivative": (sp.Derivative(x**3 + y, x), 3 * x**2, SQUARE),
    "a derivative beside a sum": (sp.Derivative(x * sp.Sum(Y[i], (i, 1, m)), x), sp.Sum(Y[i], (i, 1, m)), INDEXED),
    "a factor of a sum": (sp.Sum(x * Y[i], (i, 1, m)), x * sp.Sum(Y[i], (i, 1, m)), INDEXED),
    "a sum of sums": (sp.Sum(x * Y[i] + z, (i, 1, m)), x * sp.Sum(Y[i], (i, 1, m)) + m * z, INDEXED),
}  # fmt: skip


@pytest.mark.parametrize("name", EQUAL)
def test_what_is_equal_on_the_domains_is_shown_and_nothing_else(name: str) -> None:
    left, right, where = EQUAL[name]
    assert shown(eq(left, right), where) and shown(eq(right, left), where)
    assert shown(le(left, right), where) and shown(ge(left, right), where)
    for relation in ("<", ">"):
        assert not shown(Relation(left, relation, right), where)
    for other in (right + 1, -right - x - 1, right + x**2 / 9, 2 * right + 1, x + z + 1):
        assert not shown(eq(left, other), where) and not shown(eq(other, left), where)
    wide = tuple(Domain(one.symbol) for one in where)
    assert shown(eq(left, right), wide) is (name in ("terms", "a derivative")) if len(wide) < 4 else True


def test_neither_side_is_left_out() -> None:
    for one in (x, x + y, sp.Sum(Y[i], (i, 1, m))):
        for step in (eq(0, one), eq(one, 0), eq(one, -one), eq(-one, one)):
            assert not shown(step, INDEXED)


def test_every_closed_end_is_looked_at() -> None:
    """At x = 1 alone, at a corner alone, at one end of two: each of these is no equality."""
    corner = NONE * NONE.subs(x, y)
    for wrong in (NONE, (1 - y) * NONE, y * NONE, corner, NONE.subs(x, y) * (1 - x), corner * (2 - x)):
        assert not shown(eq(wrong, 0), SQUARE)
        assert shown(eq(wrong, 0), (Domain(x, 0, 1, False, True), Domain(y, 0, 1, False, True)))
    assert shown(eq((1 - y) * NONE.subs(x, y), 0), SQUARE) and shown(eq(NONE + x, x + y * NONE.subs(x, x)), (*OPEN, Domain(y, 0, 1)))
    assert not shown(eq(x, HALF), OPEN) and not shown(eq(x * (x - 1), 0), UNIT)


GIVEN: dict[str, tuple[Relation, Relation, Mapping[sp.Expr, sp.Expr]]] = {
    "a value": (eq(x**2 + y, 9 + y), eq(x, 3), {x: sp.Integer(3)}),
    "a square": (eq(x**2 * y, y), eq(x**2, 1), {x**2: sp.S.One}),
    "each square of a sum": (eq(sp.Sum(Y[i] ** 2, (i, 1, m)), m), eq(Y[i] ** 2, 1), {Y[i] ** 2: sp.S.One}),
    "each product of a sum": (eq(sp.Sum(x * Y[i] * V[i], (i, 1, m)), m * x * z), eq(Y[i] * V[i], z), {Y[i] * V[i]: z}),
    "each square of a double sum": (eq(sp.Sum(Y[i] ** 2, (i, 1, m), (j, 1, 3)), 3 * m), eq(Y[i] ** 2, 1), {Y[i] ** 2: sp.S.One}),
    "a factor beside a sum": (eq(y * sp.Sum(Y[i], (i, 1, m)), z * sp.Sum(Y[i], (i, 1, m))), eq(y, z), {y: z}),
    "a factor in a sum": (eq(sp.Sum(y * Y[i], (i, 1, m)), z * sp.Sum(Y[i], (i, 1, m))), eq(y, z), {y: z}),
    "a sum itself": (eq(x * sp.Sum(Y[i], (i, 1, m)), x * z), eq(sp.Sum(Y[i], (i, 1, m)), z), {sp.Sum(Y[i], (i, 1, m)): z}),
    "a derivative": (eq(sp.Derivative(y * x**2, x), 2 * z * x), eq(y, z), {y: z}),
}


@pytest.mark.parametrize("name", GIVEN)
def test_a_hypothesis_is_used_where_it_stands_and_only_if_it_does(name: str) -> None:
    step, hypothesis, by = GIVEN[name]
    left, right = hypothesis.lhs, hypothesis.rhs
    assert shown(step, INDEXED, hypothesis, by=by) and not shown(step, INDEXED, hypothesis) and not shown(step, INDEXED, by=by)
    assert shown(step, INDEXED, eq(right, left), by=by)
    for other in (
        le(left, right),
        ge(left, right),
        lt(left, right),
        gt(left, right),
        eq(left, right + 1),
        eq(left, -right),
        eq(2 * left, right),
    ):
        assert not shown(step, INDEXED, other, by=by)
    assert not shown(eq(step.lhs, step.rhs + 1), INDEXED, hypothesis, by=by)
    assert not shown(Relation(step.lhs, "<", step.rhs), INDEXED, hypothesis, by=by)


SUM = sp.Sum(i, (i, 1, 3))
ONCE: dict[str, tuple[Relation, Relation, Mapping[sp.Expr, sp.Expr], tuple[Domain, ...]]] = {
    "the index of a sum": (eq(SUM, 3), eq(i, 1), {i: sp.S.One}, (Domain(i, 1),)),
    "the index of a sum at the right": (eq(3, SUM), eq(i, 1), {i: sp.S.One}, (Domain(i, 1),)),
    "the index of a sum on both sides": (eq(SUM, -SUM), eq(i, 0), {i: sp.S.Zero}, (Domain(i, 1),)),
    "the index of a sum to its own end": (eq(sp.Sum(i, (i, 1, m)), m), eq(i, 1), {i: sp.S.One}, INDEXED),
    "an index that is also a number": (eq(sp.Sum(i * Y[i], (i, 1, m)), m), eq(i * Y[i], 1), {i * Y[i]: sp.S.One}, INDEXED),
    "a value that goes with the index": (eq(sp.Sum(Y[i], (i, 1, m)), sp.Sum(i, (i, 1, m))), eq(Y[i], i), {Y[i]: i}, INDEXED),
    "a sum of one term more": (eq(sp.Sum(Y[i], (i, 1, m + 1)), 0), eq(Y[i], 0), {Y[i]: sp.S.Zero}, INDEXED),
    "a sum of fewer terms": (eq(sp.Sum(Y[i], (i, 2, m)), 0), eq(Y[i], 0), {Y[i]: sp.S.Zero}, INDEXED),
    "an index without a range": (eq(sp.Sum(Y[j], (j, 1, m)), 0), eq(Y[j], 0), {Y[j]: sp.S.Zero}, (*INDEXED, Domain(j, 1))),
    "a product": (eq(sp.Product(Y[i], (i, 1, m)), 1), eq(Y[i], 1), {Y[i]: sp.S.One}, INDEXED),
    "an integral": (eq(sp.Integral(x * z, (z, 0, 1)), x * y), eq(z, y), {z: y}, INDEXED),
    "a derivative": (eq(sp.Derivative(x**2 + y, x), 0), eq(x, 1), {x: sp.S.One}, INDEXED),
    "a variable of a derivative": (eq(sp.Derivative(x * y, x), 2 * x), eq(y, x), {y: x}, INDEXED),
    "a range that is open": (
        eq(sp.Sum(Y[i], (i, 1, m)), 0), eq(Y[i], 0), {Y[i]: sp.S.Zero}, (Domain(m, 1), Domain(i, 1, m, True), *reals(Y)),
    ),
    "a range that is open above": (
        eq(sp.Sum(Y[i], (i, 1, m)), 0), eq(Y[i], 0), {Y[i]: sp.S.Zero}, (Domain(m, 1), Domain(i, 1, m, False, True), *reals(Y)),
    ),
    "a range that bounds another": (
        eq(sp.Sum(Y[i], (i, 1, m)), 0), eq(Y[i], 0), {Y[i]: sp.S.Zero}, (*INDEXED, Domain(k, i, 2)),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ONCE)
def test_a_hypothesis_on_one_value_of_an_index_is_none_on_all(name: str) -> None:
    """Nothing is known of the other terms; a derivative at one value has lost its variable."""
    step, hypothesis, by, where = ONCE[name]
    assert not shown(step, where, hypothesis, by=by)


def test_a_hypothesis_that_restricts_the_index_leaves_the_other_terms_open() -> None:
    """Y_i = 0 for i >= 2 says nothing of Y_1."""
    step, hypothesis, by = eq(sp.Sum(Y[i], (i, 1, m)), 0), eq(Y[i], 0), {Y[i]: sp.S.Zero}
    assert shown(step, INDEXED, hypothesis, by=by) and shown(step, INDEXED, hypothesis, ge(V[i], 0), gt(x, m), by=by)
    for other in (ge(i, 2), gt(m, i), le(V[i] * i, 2), eq(i + x, 3), ge(Y[1], i)):
        assert not shown(step, INDEXED, hypothesis, other, by=by) and not shown(step, INDEXED, other, hypothesis, by=by)


def case(*conditions: sp.Basic) -> sp.Expr:
    """1 where all hold, else 0."""
    return sp.Piecewise((1, sp.And(*conditions)), (0, True))


def test_a_branch_is_that_of_a_hypothesis() -> None:
    """Each part of its condition must be one, as strict as it is asked for; no part is needed where there is none."""
    where, equal, by = reals(x, y, z), eq(z, 0), {z: sp.S.Zero}
    for condition, enough, less in (
        (x > 0, (gt(x, 0),), (ge(x, 0), gt(y, 0), lt(x, 0), gt(-x, 0), gt(x, -1))),
        (x >= 0, (ge(x, 0),), (ge(y, 0), le(x, 0), ge(x, -1))),
        (x < y, (lt(x, y),), (le(x, y), lt(y, x))),
        (x <= y, (le(x, y),), (le(y, x), le(x, y + 1))),
        (x >= 0, (gt(x, 0),), (gt(x + 1, 0),)),
    ):
        step = eq(case(condition) + z, 1)
        assert shown(step, where, equal, *enough, by=by) and not shown(step, where, equal, by=by)
        assert not shown(eq(case(condition) + z, 0), where, equal, *enough, by=by)
        assert not any(shown(step, where, equal, one, by=by) for one in less)
    both = eq(case(x > 0, y >= 0) + z, 1)
    assert shown(both, where, equal, gt(x, 0), ge(y, 0), by=by)
    for part in (gt(x, 0), ge(y, 0)):
        assert not shown(both, where, equal, part, by=by)
    for condition in (sp.Or(x > 0, y > 0), sp.Eq(x, 0), sp.Ne(x, 0), sp.Not(sp.Eq(x, y))):
        assert not shown(eq(case(condition) + z, 1), where, equal, ge(x, 0), le(x, 0), ge(y, 0), by=by)


def test_a_sum_over_one_index_picks_its_term_where_it_is_in_range() -> None:
    """The sum of K_ij a over j is a for i = 1..m, and nothing is shown for an i that may be larger."""
    picked = sp.Sum(x * sp.KroneckerDelta(i, j), (j, 1, m))
    where = (Domain(m, 1), Domain(n, 1), *reals(x))
    assert shown(eq(picked, x), (*where, Domain(i, 1, m))) and not shown(eq(picked, 0), (*where, Domain(i, 1, m)))
    assert not shown(eq(picked, x), (*where, Domain(i, 1, n))) and not shown(eq(picked, x), (*where, Domain(i, 1)))
    assert shown(eq(picked, x), (*where, Domain(i, 1)), le(i, m))
