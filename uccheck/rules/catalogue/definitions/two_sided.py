"""Lhat_S-(h_S) = 1 and L_D(h_S) <= eps make the two-sided gap at least 1 - eps."""

from functools import partial

import sympy as sp

from uccheck.quantities.symbols import epsilon
from uccheck.rules.catalogue.definitions.one_sided import EMP, POP
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, eq, ge, le, nonnegatives, reals, units
from uccheck.rules.derivation import chain
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.forms import Form


def statement() -> Statement:
    """A flipped sample with error 1 lies in the same set, so that the two-sided supremum over that set is at
    least 1 - eps.
    """
    small, wrong = (le(POP, epsilon), eq(EMP, sp.Integer(1)))
    claim = Claim((ge(EMP - POP, 1 - epsilon),), (*units(epsilon), *nonnegatives(POP), *reals(EMP)), (small, wrong), _points)
    using = {small.slack: sp.Integer(1), wrong.slack: sp.Integer(1)}
    proof = chain(EMP - POP, (">=", 1 - epsilon, Form(sp.Integer(0), using)))
    return Statement(
        id="two-sided",
        section=6,
        title="The two-sided quantity is vacuous on the same set",
        says=(
            "By the swap lemma a set of probability at least `1 - delta` contains {S} together with its flip, on which {h_S} has error 1 "
            "(theorem A). At such a pair"
        ),
        claim=claim,
        proofs=(proof,),
        support=(by_models(),),
        mutants=(
            Mutant("the other side", changed(claim, lhs=POP - EMP)),
            Mutant("more than possible", changed(claim, rhs=sp.Integer(1))),
            Mutant(
                "flipped sample right by half",
                Claim(claim.then, claim.where, (small, eq(EMP, sp.Rational(1, 2))), partial(_points, sp.Rational(1, 2))),
            ),
        ),
        source="this kit, theorem D",
    )


def _points(error: int | sp.Expr = 1) -> tuple[dict[object, object], ...]:
    tenth = sp.Rational(1, 10)
    return tuple({POP: p * tenth / 2, EMP: error, epsilon: tenth} for p in range(3))
