"""P(T >= D(1 + a)) <= exp(-(D/2)(a - ln(1 + a)))."""

import sympy as sp

from uccheck.quantities.symbols import ChiTail, D, a
from uccheck.rules.claim import Claim, Relation, counts, positives
from uccheck.rules.derivation import Derivation, Step
from uccheck.rules.statement import Mutant, Statement, changed, derived
from uccheck.rules.steps import Named, Residue

MARKOV = Named("human: Markov's inequality")


def statement() -> Statement:
    """Chernoff's method with tilt a/(2(1 + a))."""
    tail, bound = ChiTail(D, D * (1 + a)), sp.exp(-D * (a - sp.log(1 + a)) / 2)
    tilt = a / (2 * (1 + a))
    chernoff = sp.exp(-tilt * D * (1 + a)) * sp.exp(sp.log(1 + a) * D / 2)
    claim = Claim((Relation(tail, "<=", bound),), (*counts(D, samples=(1, 2, 10, 300)), *positives(a)))
    proof = Derivation(
        (
            Step(
                tail,
                "<=",
                chernoff,
                "Markov for `exp(lambda T)` at `lambda = a/(2(1 + a))`, and the Laplace transform",
                MARKOV,
            ),
            Step(chernoff, "==", bound, "collect the exponents", Residue()),
        )
    )
    return Statement(
        id="chi2-upper-tail",
        section=3,
        title="The upper tail of chi-square",
        says="For every `D` and every `a > 0`,",
        claim=claim,
        checks=derived(proof),
        derivations=(proof,),
        mutants=(
            Mutant("exponent twice as large", changed(claim, rhs=bound**2)),
            Mutant("lower-tail exponent", changed(claim, rhs=sp.exp(-D * a**2 / 4))),
            Mutant("the other tail", changed(claim, lhs=1 - tail)),
        ),
        source="this kit, tail tools",
        uses=("chi2-laplace",),
    )
