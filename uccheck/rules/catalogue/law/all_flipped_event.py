"""A flipped point is misclassified iff mean zeta - zeta_i <= c(T) = (T - r D)/sqrt(mT)."""

import sympy as sp

from uccheck.quantities.symbols import D, T, b, m, s, zeta, zeta_bar
from uccheck.rules.claim import Claim, counts, eq, positives, reals
from uccheck.rules.derivation import chain
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.residue import Residue


def statement() -> Statement:
    """N_i is the positive number sigma^2 sqrt(mT) times the distance from the threshold."""
    margin = s - b / D * (T + sp.sqrt(m * T) * (zeta - zeta_bar))
    threshold = (T - s / b * D) / sp.sqrt(m * T)
    scaled = b / D * sp.sqrt(m * T) * (zeta_bar - zeta - threshold)
    claim = Claim(
        (eq(margin, scaled),),
        (
            *counts(m, D, samples=(1, 4, 30)),
            *positives(s, b, T, samples=(sp.Rational(1, 3), 4, 32)),
            *reals(zeta, zeta_bar, samples=(-1, 2)),
        ),
    )
    proof = chain(margin, ("==", scaled, Residue()))
    return Statement(
        id="all-flipped-event",
        section=2,
        title="When the flipped sample is misclassified",
        says=(
            "All flipped points are misclassified if and only if {dev} is at most {threshold} at every point, because the flipped margin "
            "is a positive multiple of a difference:"
        ),
        terms={"dev": zeta_bar - zeta, "threshold": threshold},
        claim=claim,
        proofs=(proof,),
        mutants=(
            Mutant("sign of rD", changed(claim, rhs=scaled.subs(s, -s))),
            Mutant("factor m dropped", changed(claim, rhs=b / D * sp.sqrt(T) * (zeta_bar - zeta - threshold))),
            Mutant("deviation reversed", changed(claim, rhs=b / D * sp.sqrt(m * T) * (zeta - zeta_bar - threshold))),
        ),
        source="this kit, exact law",
    )
