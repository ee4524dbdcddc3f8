"""pi(T) increases with T: a longer noise weight makes a worse classifier."""

import sympy as sp

from uccheck.quantities.symbols import D, Q, T, m, phi, r
from uccheck.rules.claim import Claim, Relation, counts, positives
from uccheck.rules.derivation import Derivation, Step
from uccheck.rules.statement import Mutant, Statement, changed, derived
from uccheck.rules.steps import Form


def statement() -> Statement:
    """The derivative of pi is a product of positive factors."""
    pi = Q(r * D / sp.sqrt(m * T))
    slope = sp.Derivative(pi, T)
    form = phi(r * D / sp.sqrt(m * T)) * r * D / (2 * sp.sqrt(m) * T ** sp.Rational(3, 2))
    claim = Claim((Relation(slope, ">", sp.Integer(0)),), (*counts(m, D, samples=(1, 3, 40)), *positives(r, T)))
    proof = Derivation((Step(slope, ">", sp.Integer(0), "chain rule: a product of positive factors", Form(form)),))
    return Statement(
        id="population-monotone",
        section=2,
        title="The population error increases with `T`",
        says="For the function `pi(T) = Q(r D/sqrt(mT))`,",
        claim=claim,
        checks=derived(proof),
        derivations=(proof,),
        mutants=(
            Mutant("decreasing", changed(claim, relation="<")),
            Mutant("Q for Phi", changed(claim, lhs=sp.Derivative(1 - pi, T))),
            Mutant("T turned over", changed(claim, lhs=sp.Derivative(Q(r * D * sp.sqrt(T) / sp.sqrt(m)), T))),
        ),
        source="this kit, exact law",
        uses=("population-error",),
    )
