"""c(T) = (T - r D)/sqrt(mT) increases with T."""

import sympy as sp

from uccheck.quantities.symbols import D, T, m, r
from uccheck.rules.claim import Claim, counts, gt, positives
from uccheck.rules.derivation import chain
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.forms import Form


def statement() -> Statement:
    """Its derivative is (T + r D)/(2 sqrt(m) T^(3/2))."""
    slope = sp.Derivative((T - r * D) / sp.sqrt(m * T), T)
    form = (T + r * D) / (2 * sp.sqrt(m) * T ** sp.Rational(3, 2))
    claim = Claim((gt(slope, sp.Integer(0)),), (*counts(m, D, samples=(1, 3, 40)), *positives(r, T)))
    proof = chain(slope, (">", sp.Integer(0), Form(form)))
    return Statement(
        id="threshold-monotone",
        section=2,
        title="The threshold increases with `T`",
        says="The threshold increases with {T}:",
        claim=claim,
        proofs=(proof,),
        mutants=(
            Mutant("decreasing", changed(claim, relation="<")),
            Mutant("steeper than 1/sqrt(mT)", changed(claim, relation=">", rhs=1 / sp.sqrt(m * T))),
            Mutant("sign of rD", changed(claim, lhs=sp.Derivative((T + r * D) / sp.sqrt(m * T), T))),
        ),
        source="this kit, exact law",
    )
