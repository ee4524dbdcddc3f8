"""pi(T) increases with T: a longer noise weight makes a worse classifier."""

import sympy as sp

from uccheck.quantities.symbols import D, Q, T, m, phi, r
from uccheck.rules.claim import Claim, counts, gt, positives
from uccheck.rules.derivation import chain
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.forms import Form


def statement() -> Statement:
    """The derivative of pi is a product of positive factors."""
    pi = Q(r * D / sp.sqrt(m * T))
    slope = sp.Derivative(pi, T)
    form = phi(r * D / sp.sqrt(m * T)) * r * D / (2 * sp.sqrt(m) * T ** sp.Rational(3, 2))
    claim = Claim((gt(slope, sp.Integer(0)),), (*counts(m, D, samples=(1, 3, 40)), *positives(r, T)))
    proof = chain(slope, (">", sp.Integer(0), Form(form)))
    return Statement(
        id="population-monotone",
        section=2,
        title="The population error increases with `T`",
        says="The population error increases with {T}:",
        claim=claim,
        proofs=(proof,),
        mutants=(
            Mutant("decreasing", changed(claim, relation="<")),
            Mutant("Q for Phi", changed(claim, lhs=sp.Derivative(1 - pi, T))),
            Mutant("T turned over", changed(claim, lhs=sp.Derivative(Q(r * D * sp.sqrt(T) / sp.sqrt(m)), T))),
        ),
        source="this kit, exact law",
    )
