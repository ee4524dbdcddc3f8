"""On the set {L_D(h_S) <= eps} the one-sided quantity sup (L_D - Lhat) is at most eps, and so is the zero-error one."""

from functools import cache

import sympy as sp

from uccheck.quantities.symbols import epsilon, named
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, ge, le, nonnegatives, reals, units
from uccheck.rules.derivation import chain
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.forms import Form

POP = named("L", "L_{\\mathcal{D}}(h)", nonnegative=True)
EMP = named("Lhat", "\\hat L_{S}(h)")


def statement() -> Statement:
    """The empirical error is nonnegative; where it is zero the gap is the population error itself."""
    small = le(POP, epsilon)
    claim = Claim((le(POP - EMP, epsilon),), (*units(epsilon), *nonnegatives(POP), *reals(EMP)), (small, ge(EMP, sp.Integer(0))), _points)
    using = {small.slack: sp.Integer(1), EMP: sp.Integer(1)}
    proof = chain(POP - EMP, ("<=", epsilon, Form(sp.Integer(0), using)))
    return Statement(
        id="one-sided",
        section=6,
        title="One-sided and zero-error uniform convergence stay small",
        says=("For every {h} in the class and every {S} in the set, {then[0].lhs} is at most {epsilon}; in particular where {loss} is 0."),
        terms={"loss": EMP},
        claim=claim,
        proofs=(proof,),
        support=(by_models(),),
        mutants=(
            Mutant("the other side", changed(claim, lhs=EMP - POP)),
            Mutant("two-sided", changed(claim, lhs=sp.Abs(POP - EMP))),
            Mutant("half of epsilon", changed(claim, rhs=epsilon / 2)),
        ),
        source="this kit, theorem D; Zhou, Sutherland and Srebro 2020",
    )


@cache
def _points() -> tuple[dict[object, object], ...]:
    """A classifier with population error up to eps and any empirical error, the flipped sample's 1 included."""
    tenth = sp.Rational(1, 10)
    return tuple({POP: p * tenth / 2, EMP: q * tenth, epsilon: tenth} for p in range(3) for q in (0, 1, 5, 10))
