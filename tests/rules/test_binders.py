"""False statements by what a sum, an integral, a limit or a derivative binds, or by how sympy carries one out; each with a witness."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
import sympy as sp

from tests.rules.test_attacks import UNIT, WHERE, shown, upheld
from uccheck.core.verdict import Verdict
from uccheck.quantities.applied import quantity
from uccheck.quantities.outcomes import outcome
from uccheck.quantities.symbols import D, R, i, k, m, n, theta, u
from uccheck.rules.algebra.binders import bound, masked
from uccheck.rules.algebra.residues import is_zero
from uccheck.rules.checks import by_derivation
from uccheck.rules.claim import Claim, Domain, Relation, eq, ge, gt, positives, reals
from uccheck.rules.derivation import chain
from uccheck.rules.letters import ONE, ZERO, X, Z, e_gen, loss, tail
from uccheck.rules.steps.calculus import Antiderivative, Limit
from uccheck.rules.steps.cases import AtZero
from uccheck.rules.steps.cited import Known
from uccheck.rules.steps.means import Mean
from uccheck.rules.steps.residue import Residue

x, y, z = sp.symbols("x y z", real=True)
FIRST = (Domain(i, 1),)
Y = sp.IndexedBase("y", real=True)


def known(claim: Claim, step: Relation, where: tuple[Domain, ...], at: Mapping[sp.Symbol, sp.Expr]) -> bool:
    """Whether an instance of the claim gives the step."""
    proof = chain(step.lhs, (step.relation, step.rhs, Known("a", at)))
    return by_derivation(proof).decide(Claim((step,), where), {"a": claim}).verdict is Verdict.UPHELD


def test_a_value_is_not_caught_by_a_binder_of_the_statement_that_is_cited() -> None:
    """At i = 1 the sum is 6, not 3; the derivative of x by x is 1, not 0; the limit of z/z is 1, not 0."""
    thrice = Claim((eq(sp.Sum(x, (i, 1, 3)), 3 * x),), reals(x))
    assert known(thrice, eq(sp.Sum(y, (i, 1, 3)), 3 * y), reals(y), {x: y})
    assert not known(thrice, eq(sp.Sum(i, (i, 1, 3)), 3 * i), FIRST, {x: i})
    flat = Claim((eq(sp.Derivative(y, x), 0),), reals(x, y))
    assert known(flat, eq(sp.Derivative(z, x), 0), reals(x, z), {y: z})
    assert not known(flat, eq(sp.Derivative(x, x), 0), reals(x), {y: x})
    small = Claim((eq(sp.Limit(x / z, z, sp.oo), 0),), reals(x))
    assert known(small, eq(sp.Limit(y / z, z, sp.oo), 0), reals(y), {x: y})
    assert not known(small, eq(sp.Limit(sp.Mul(z, 1 / z, evaluate=False), z, sp.oo), 0), reals(z), {x: z})


def test_no_variable_is_infinite() -> None:
    """exp(-x) > 0 for every number x, and exp(-oo) is 0."""
    above = Claim((gt(sp.exp(-x), 0),), (Domain(x, 0),))
    assert known(above, gt(sp.exp(-y), 0), (Domain(y, 0),), {x: y}) and not known(above, gt(ZERO, 0), (), {x: sp.oo})


def test_a_hypothesis_on_an_index_is_none_on_what_a_sum_runs_over() -> None:
    """i = 1 does not make 1 + 2 + 3 three; y_i^2 = 1 for i = 1..m makes the sum of m squares m, and that of m + 1 not."""
    assert not shown(eq(sp.Sum(i, (i, 1, 3)), 3), Residue(((i, ONE),)), FIRST, eq(i, 1))
    squares = (Domain(m, 1), Domain(i, 1, m), *reals(Y))
    for top, good in ((m, True), (m + 1, False)):
        assert shown(eq(sp.Sum(Y[i] ** 2, (i, 1, top)), top), Residue(((Y[i] ** 2, ONE),)), squares, eq(Y[i] ** 2, 1)) is good


def test_the_arguments_of_a_quantity_run_in_a_sum() -> None:
    """P(chi2_D >= 1) + P(chi2_D >= 2) is no sum from 2 to 3; twice P(N_1 > 0) is at most 2, not 3."""
    assert not shown(eq(sp.Sum(tail(D, i), (i, 1, 2)), sp.Sum(tail(D, i), (i, 2, 3))), Residue(), WHERE)
    kept = sp.Symbol("K", real=True)
    twice = sp.Sum(quantity("unflipped")(*X, ONE), (kept, 1, 2))
    assert not shown(eq(twice, 3), Mean({kept: outcome("kept")(*X, ONE)}), WHERE)


def test_an_integral_over_a_pole_is_not_carried_out() -> None:
    """A positive integrand has no integral -4 (x = 1/2); without the pole an area shows the value."""
    area = sp.Integral(1 / (z - x) ** 2, (z, 0, 1))
    assert not shown(eq(area, -1 / (1 - x) - 1 / x), Residue(), reals(x)) and shown(eq(area, area), Residue(), reals(x))
    away = sp.Integral(1 / (z + x) ** 2, (z, 0, 1))
    assert shown(eq(away, 1 / x - 1 / (x + 1)), Antiderivative(z, -1 / (z + x)), positives(x))


def test_a_sum_that_may_run_backwards_is_not_carried_out() -> None:
    """n = 5, k = 2: the sum to 5, and the empty one from 6 to 2, are not the sum to 2; no sum of ones is -3."""
    whole = sp.Symbol("n", integer=True)
    both = sp.Sum(x, (i, 1, n)) + sp.Sum(x, (i, n + 1, k))
    assert not shown(eq(both, sp.Sum(x, (i, 1, k))), Residue(), (*UNIT, Domain(n, 1), Domain(k, 1)))
    assert not shown(eq(sp.Sum(1, (i, 1, whole)), whole), Residue(), (Domain(whole),))
    assert shown(eq(sp.Sum(x, (i, 1, n)), n * x), Residue(), (*UNIT, Domain(n, 1)))


LIMITS = {
    "a factor that may be 0": (1 / (1 + x * z), ZERO, UNIT),  # x = 0: 1
    "a difference that may be 0": (sp.exp(-((sp.log(z + x) - sp.log(z + y)) ** 2) * z**3), ZERO, (*positives(x, y),)),  # x = y: 1
    "a term that may be 0": (1 / (1 + (x - sp.Rational(1, 2)) ** 2 * z), ZERO, UNIT),  # x = 1/2: 1
    "an exponent that may be 0": (z ** (-x), ZERO, UNIT),  # x = 0: 1
}


@pytest.mark.parametrize("name", LIMITS)
def test_a_limit_holds_for_every_value_of_its_parameters(name: str) -> None:
    inside, value, where = LIMITS[name]
    tends = sp.Limit(inside, z, sp.oo)
    assert not shown(eq(tends, value), Limit(), where) and not shown(eq(tends, value), Residue(), where)


def test_limits_with_steady_parameters_are_taken() -> None:
    assert shown(eq(sp.Limit(1 / (1 + R * z), z, sp.oo), 0), Limit(), positives(R))
    assert shown(eq(sp.Limit((theta * z + R) / (z + 1), z, sp.oo), theta), Limit(), positives(R, theta))


def test_a_limit_is_taken_from_its_side_and_of_a_limit() -> None:
    """|z|/z is -1 below 0; e_gen is no limit of its second argument, which once made it m."""
    below = sp.Limit(sp.Abs(z) / z, z, 0, dir="-")
    assert shown(eq(below, -1), Limit()) and not shown(eq(below, 1), Limit())
    assert not shown(eq(e_gen(*Z), m), Limit(), WHERE) and not shown(eq(loss(*X, u, n), m), Limit(), (*WHERE, *reals(u), Domain(n, 1)))


def test_what_is_rounded_shows_nothing() -> None:
    """(1e20 + y) x + (1 - y) x is 1e20 x + x."""
    large = sp.Float(1e20)
    assert not shown(eq((large + y) * x + (1 - y) * x, large * x), Residue(), reals(x, y))
    assert not is_zero(sp.Float(0)) and not shown(ge(x + sp.Float(0.5), 0), Residue(), UNIT)


def test_a_case_at_zero_is_none_of_a_derivative() -> None:
    """At 0 the derivative of x^2 by x has no variable left."""
    assert not shown(ge(sp.Derivative(x**2, x), x), AtZero(x, Residue(), Residue()), (Domain(x, 0),))


def test_a_relation_is_one_of_five() -> None:
    """x != 0 once was the hypothesis x >= 0."""
    for other in ("!=", "=", "=>", ""):
        with pytest.raises(ValueError, match="is no relation"):
            Relation(x, other, ZERO)


def test_what_binders_bind() -> None:
    assert bound(sp.Sum(x, (i, 1, n)), sp.Limit(x / z, z, sp.oo), sp.Derivative(y, x)) == {i, z, x}
    left = masked(sp.Integral(x, (z, 0, 1)) - sp.Sum(sp.Integral(i * z, (z, 0, 1)), (i, 1, 2)))
    assert not left.has(sp.Sum, sp.Integral) and len(left.free_symbols) == 2
    assert not upheld(Claim((eq(sp.Sum(sp.Integral(z * i, (z, 0, 1)), (i, 1, 2)), 0),), UNIT), chain(0))


def test_a_sum_has_a_whole_number_of_terms() -> None:
    """The sum of 1 over i = 1, .., t is the largest whole number of t, which at t = 1/2 is not 1/2."""
    t = sp.Symbol("t", positive=True)
    for one, value in ((sp.Sum(1, (i, 1, t)), t), (sp.Product(2, (i, 1, t)), 2**t)):
        assert not shown(eq(one, value), Residue(), positives(t))
        assert shown(eq(one.subs(t, m), value.subs(t, m)), Residue(), (Domain(m, 1),))
