"""The correlated flip x2' = -rho x2 + sqrt(1 - rho^2) g preserves the law and has correlation -rho with x2."""

import sympy as sp

from uccheck.claim import Claim, Relation, positives, units
from uccheck.rules import Named, Residue
from uccheck.statement import Mutant, Statement, changed, derived
from uccheck.symbolic import Derivation, Step
from uccheck.symbols import rho, sigma

GAUSS = Named("human: a centred Gaussian vector is determined by its covariance")


def statement() -> Statement:
    """Variances and covariances of linear forms in the independent pair (x2, g)."""
    coefficient = sp.sqrt(1 - rho**2)
    variance = (-rho) ** 2 * sigma**2 + coefficient**2 * sigma**2
    covariance = -rho * sigma**2 + coefficient * 0
    claim = Claim(
        (Relation(variance, "==", sigma**2), Relation(covariance, "==", -rho * sigma**2)),
        (*units(rho), *positives(sigma)),
    )
    proofs = (
        Derivation(
            (
                Step(variance, "==", sigma**2, "expand", Residue()),
                Step(sigma**2, "==", sigma**2, "so the partner has the law of the sample", GAUSS),
            )
        ),
        Derivation((Step(covariance, "==", -rho * sigma**2, "g is independent of x_2", Residue()),)),
    )
    return Statement(
        id="correlated-flip-law",
        section=1,
        title="The correlated flip",
        says="In each coordinate let x' = -rho x + sqrt(1 - rho^2) g with g a fresh copy of x. Its variance, "
        "and its covariance with x, are",
        claim=claim,
        checks=derived(*proofs),
        derivations=proofs,
        mutants=(
            Mutant("coefficient 1 - rho", changed(claim, lhs=rho**2 * sigma**2 + (1 - rho) ** 2 * sigma**2)),
            Mutant("square root dropped", changed(claim, lhs=rho**2 * sigma**2 + (1 - rho**2) ** 2 * sigma**2)),
            Mutant("positive correlation", changed(claim, 1, rhs=rho * sigma**2)),
        ),
        source="theory, exact law",
    )
