"""Where the paper's condition, as restated, asks for m ln(m/delta), the theorem here asks for no logarithm of m."""

from functools import cache
from typing import Any

import sympy as sp

from uccheck.quantities.symbols import D, delta, epsilon, m
from uccheck.rules.catalogue.theorems.theorem_b_simple import simple_points
from uccheck.rules.checks import by_balls, by_limits
from uccheck.rules.claim import Claim, Domain, counts, eq, ge, le, lt, units
from uccheck.rules.derivation import chain
from uccheck.rules.letters import CLASSIC, e_gen, e_unif_alg
from uccheck.rules.prose import Tied, tied
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.calculus import Limit
from uccheck.rules.steps.cited import Known
from uccheck.rules.steps.forms import Form


def statement() -> Statement:
    """The restated condition with the constant 512 implies ours once m >= 4, and exceeds it without bound."""
    ours = 512 * (m * sp.log(4 / epsilon) + sp.log(1 / delta))
    restated = 512 * (m * sp.log(m / delta) + m * sp.log(1 / epsilon))
    ratio = sp.Limit(ours / restated, m, sp.oo)
    large = ge(D, restated)
    where = (Domain(m, 4), *counts(D), *units(epsilon), Domain(delta, 0, sp.Rational(1, 4), open_low=True))
    then = (
        ge(restated - ours, sp.Integer(0)),
        le(e_gen(*CLASSIC), epsilon),
        ge(e_unif_alg(*CLASSIC), 1 - epsilon),
        eq(ratio, sp.Integer(0)),
    )
    claim = Claim(then, where, (large,), _points)
    form = 512 * (m * sp.log(m / 4) + (m - 1) * sp.log(1 / delta))
    using = {D - ours: {large.slack: sp.Integer(1), restated - ours: sp.Integer(1)}}
    proofs = (
        chain(restated - ours, (">=", sp.Integer(0), Form(form))),
        *(chain(goal.lhs, (goal.relation, goal.rhs, Known("theorem-b-simple", {}, which, using))) for which, goal in enumerate(then[1:3])),
        chain(ratio, ("==", sp.Integer(0), Limit())),
    )
    return Statement(
        id="paper-logarithm",
        section=5,
        title="The paper's condition, as restated, and ours",
        says=(
            "Restated from memory, not quoted: for {where[delta]} the paper asks for {D} of the order of the maximum of {first} and "
            "{second}. With the constant 512 and the maximum replaced by the sum, that implies our condition for {where[m]}, and our "
            "condition is of smaller order as {m} grows."
        ),
        terms={
            "first": m * sp.log(m / delta),
            "second": m * sp.log(1 / epsilon),
            "theirs": _there(restated),
            "mine": _there(ours),
            "at": tuple(tied(eq(letter, value), eq(letter.subs(PLACE), value)) for letter, value in PLACE.items()),
        },
        claim=claim,
        proofs=proofs,
        support=(by_limits(), by_balls()),
        mutants=(
            Mutant("ours is of the same order", changed(claim, 3, rhs=sp.Integer(1))),
            Mutant("a fraction of the order", changed(claim, 3, rhs=sp.log(2))),
            Mutant("ours asks for more", changed(claim, 0, relation="<")),
        ),
        source="N&K, main theorem (restated from memory)",
        remark="At {at[0]}, {at[1]} and {at[2]} the two right sides are {theirs} (restated) and {mine} (ours). The paper's {where[delta]} "
        "becomes "
        "every {delta} up to a half without a cited lemma, and every {delta} below 1 with one.",
    )


PLACE = {m: sp.Integer(1000), epsilon: sp.Rational(1, 20), delta: sp.Rational(1, 4)}


def _there(expr: sp.Expr) -> Tied:
    """The nearest whole number to the value at PLACE."""
    value = sp.Integer(round(float(expr.subs(PLACE))))
    return tied(value, lt(sp.Abs(value - expr.subs(PLACE)), 1))


@cache
def _points() -> tuple[dict[Any, Any], ...]:
    """The instances of the simple form at a dimension sixty times as large."""
    found = []
    for point in simple_points(512, 4):
        found.append({**point, D: point[D] * 60})
    return tuple(point for point in found if point[m] >= 10)
