"""x^(a) = sqrt(k/(k - 1)) (g^(a) - mean g) has variance 1 and pairwise correlation -1/(k - 1)."""

import sympy as sp

from uccheck.claim import Claim, Domain, Relation
from uccheck.rules import Named, Residue
from uccheck.statement import Mutant, Statement, changed, derived
from uccheck.symbolic import Derivation, Step
from uccheck.symbols import k

GAUSS = Named("human: a centred Gaussian vector is determined by its covariance")


def statement() -> Statement:
    """Cov(g^(a) - mean, g^(c) - mean) is delta_ac - 1/k."""
    factor = k / (k - 1)
    variance, covariance = factor * (1 - 1 / k), factor * (0 - 1 / k)
    claim = Claim(
        (Relation(variance, "==", sp.Integer(1)), Relation(covariance, "==", -1 / (k - 1))),
        (Domain(k, 2, samples=(2, 3, 8, 50)),),
    )
    proofs = (
        Derivation(
            (
                Step(variance, "==", sp.Integer(1), "the variance of a residual is 1 - 1/k", Residue()),
                Step(sp.Integer(1), "==", sp.Integer(1), "so every S_a has the law of S", GAUSS),
            )
        ),
        Derivation((Step(covariance, "==", -1 / (k - 1), "the covariance of two residuals is -1/k", Residue()),)),
    )
    return Statement(
        id="simplex-law",
        section=4,
        title="A simplex of noises",
        says="For independent copies g of the noise let x^(a) = sqrt(k/(k-1)) (g^(a) - mean of all g). In "
        "each coordinate, in units of sigma^2, the "
        "variance of x^(a) and its covariance with x^(c) are",
        claim=claim,
        checks=derived(*proofs),
        derivations=proofs,
        mutants=(
            Mutant("scaled by k/(k + 1)", changed(claim, lhs=k / (k + 1) * (1 - 1 / k))),
            Mutant("correlation -1/k", changed(claim, 1, rhs=-1 / k)),
            Mutant("positive correlation", changed(claim, 1, rhs=1 / (k - 1))),
        ),
        source="theory, simplex lemma",
        uses=("rotation",),
    )
