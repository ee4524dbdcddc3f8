"""Mean and variance of one flipped margin: s - b and b^2 (m + 1)/D."""

import sympy as sp

from uccheck.quantities.symbols import D, b, m, s
from uccheck.rules.claim import Claim, counts, eq, positives
from uccheck.rules.derivation import chain
from uccheck.rules.prose import tied
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.residue import Residue


def statement() -> Statement:
    """A and B have mean D and variance 2 D."""
    root, scale = (sp.sqrt(m), b / (2 * D))
    spread = 2 * D  # of a chi-square
    mean = s - scale * ((root + 1) * D - (root - 1) * D)
    variance = scale**2 * ((root + 1) ** 2 + (root - 1) ** 2) * spread
    claim = Claim((eq(mean, s - b), eq(variance, b**2 * (m + 1) / D)), (*counts(m, D, samples=(1, 3, 40)), *positives(s, b)))
    proofs = (
        chain(mean, ("==", s - b, Residue())),
        chain(variance, ("==", b**2 * (m + 1) / D, Residue())),
    )
    return Statement(
        id="one-flipped-moments",
        section=2,
        title="Mean and variance of a flipped margin",
        says="Since {A} and {B} have mean {D} and variance {spread}, the margin {N_1} has mean and variance",
        terms={"spread": tied(spread, eq(variance, scale**2 * ((root + 1) ** 2 + (root - 1) ** 2) * spread))},
        claim=claim,
        proofs=proofs,
        mutants=(
            Mutant("mean of a training point", changed(claim, rhs=s + b)),
            Mutant("m for m + 1", changed(claim, 1, rhs=b**2 * m / D)),
            Mutant("factor D dropped", changed(claim, 1, rhs=b**2 * (m + 1))),
        ),
        source="this kit, exact law",
    )
