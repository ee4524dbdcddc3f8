"""L_D(h_S) = Q(s/tau) with tau = (b/D) sqrt(mT), that is pi(T) = Q(r D/sqrt(mT)) for the 0-1 loss."""

import sympy as sp

from uccheck.quantities.symbols import D, Q, b, m, s, t
from uccheck.rules.claim import Claim, counts, eq, positives
from uccheck.rules.derivation import chain
from uccheck.rules.letters import ZERO, X, loss
from uccheck.rules.prose import tied
from uccheck.rules.sentences.normals import fresh_error
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.residue import Residue

WHY = "a fresh margin is normal with mean {s}, and it is misclassified where it is not positive"
ROOT = sp.Symbol("x", positive=True)


def statement() -> Statement:
    """A fresh point has the margin N(s, tau^2), and it is misclassified when that is <= 0."""
    made, deviation = loss(*X, ZERO, t), b / D * sp.sqrt(m * t)
    value = Q(s / b * D / sp.sqrt(m * t))
    points = tuple({m: p, D: 8, s: 4, b: q, t: 4, ROOT: 2} for p in (1, 4, 25) for q in (8, 32))
    proof = chain(
        made,
        (
            "==",
            Q(s / deviation),
            WHY,
            fresh_error(X, t),
        ),
        ("==", value, Residue()),
    )
    at_square = loss(*X, ZERO, ROOT**2)
    square = s * D / (b * sp.sqrt(m) * ROOT)
    again = chain(
        at_square,
        (
            "==",
            Q(s / (b / D * sp.sqrt(m) * ROOT)),
            WHY,
            fresh_error(X, ROOT**2),
        ),
        ("==", Q(square), Residue()),
    )
    claim = Claim((eq(made, value), eq(at_square, Q(square))), (*counts(m, D), *positives(s, b, t, ROOT)), points=points)
    return Statement(
        id="population-error",
        section=2,
        title="The population error is a function of `T` alone",
        says=(
            "Given the sample, a fresh margin is normal with mean {s} and standard deviation {deviation} where `T = t`, so that the "
            "population error there is"
        ),
        terms={"deviation": tied(deviation, eq(value.args[0], s / deviation))},
        claim=claim,
        proofs=(proof, again),
        mutants=(
            Mutant("factor m dropped", changed(claim, rhs=Q(s / b * D / sp.sqrt(t)))),
            Mutant("Q for Phi", changed(claim, rhs=1 - value)),
            Mutant("root of D", changed(claim, rhs=Q(s / b * sp.sqrt(D) / sp.sqrt(m * t)))),
        ),
        source="this kit, exact law",
    )
