"""One gradient step from zero on sum_i y_i h(x_i) has coordinates sum_i y_i x_ij."""

import sympy as sp

from uccheck.quantities.symbols import D, i, j, k, m
from uccheck.rules.claim import Claim, Domain, counts, eq, reals
from uccheck.rules.derivation import chain
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.residue import Residue

X, Y, W = (sp.IndexedBase("x", real=True), sp.IndexedBase("y", real=True), sp.IndexedBase("w", real=True))
ROWS = {X: lambda i, k: 3 * i * i - 2 * k, Y: lambda i: (-1) ** i, W: lambda k: k}


def statement() -> Statement:
    """The learner's weights are the gradient itself, since the objective is linear."""
    objective = sp.Sum(Y[i] * sp.Sum(W[k] * X[i, k], (k, 1, D)), (i, 1, m))
    slope, step = (sp.Derivative(objective, W[j]), sp.Sum(Y[i] * X[i, j], (i, 1, m)))
    points = tuple({m: p, D: q, j: q, **ROWS} for p in (1, 2, 5) for q in (1, 3))
    claim = Claim((eq(slope, step),), (*counts(m, D), Domain(j, 1, D), *reals(X, Y, W)), points=points)
    proof = chain(slope, ("==", step, Residue()))
    return Statement(
        id="gradient-step",
        section=1,
        title="The gradient step",
        says=(
            "The learner takes one full-batch step of size 1 from the weight 0 along the gradient of the linear objective, so that its "
            "weight in coordinate {j} is this gradient."
        ),
        claim=claim,
        proofs=(proof,),
        mutants=(
            Mutant("labels dropped", changed(claim, rhs=sp.Sum(X[i, j], (i, 1, m)))),
            Mutant("averaged instead of summed", changed(claim, rhs=2 * step / (m + 1))),
            Mutant("sign flipped", changed(claim, rhs=-step)),
        ),
        source="N&K, linear example (construction)",
    )
