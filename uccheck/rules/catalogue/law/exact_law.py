"""Jointly over i, M_i = s + sigma^2 (T + sqrt(mT) (zeta_i - mean zeta)) with T chi-square and zeta independent
normals.
"""

import sympy as sp

from uccheck.quantities.symbols import T, g, m, named, s, sigma, zeta, zeta_bar
from uccheck.rules.catalogue._sampling import raw_against_law
from uccheck.rules.checks import by_balls
from uccheck.rules.claim import Claim, counts, eq, positives, reals
from uccheck.rules.derivation import chain
from uccheck.rules.sentences.normals import training_margins
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.residue import Residue

RZ = named("rz", "r\\cdot z_i")


def statement() -> Statement:
    """w_2 = sigma sqrt(m) r and z_i = r/sqrt(m) + q_i; the residuals are isotropic and independent of r."""
    value = s + sigma**2 * (T + sp.sqrt(m * T) * (zeta - zeta_bar))
    start = s + sigma**2 * sp.sqrt(m) * RZ
    middle = s + sigma**2 * sp.sqrt(m) * (T / sp.sqrt(m) + sp.sqrt(T) * g)
    given = (eq(RZ, T / sp.sqrt(m) + sp.sqrt(T) * g), eq(g, zeta - zeta_bar))
    points = tuple(
        {m: p * p, T: 4, s: 4, sigma: sp.Rational(1, 2), zeta: 3, zeta_bar: 1, g: 2, RZ: sp.Rational(4, p) + 4} for p in (1, 2, 4)
    )
    claim = Claim((eq(start, value),), (*counts(m), *positives(s, sigma, T), *reals(zeta, zeta_bar, g, RZ)), given, points)
    found = training_margins(m, T, s, sigma, zeta - zeta_bar)
    proof = chain(
        start,
        ("==", middle, Residue(((RZ, given[0].rhs),))),
        ("==", s + sigma**2 * (T + sp.sqrt(m * T) * g), Residue()),
        ("==", value, "given {T} both have the same joint law over the points", Residue(((g, zeta - zeta_bar),))),
        ("==", value, "given {r}, the projections of the residuals on its direction have the covariance of the {given[1].rhs}", found),
    )
    return Statement(
        id="exact-law",
        section=2,
        title="The exact law of the training margins",
        says=(
            "Let {variance} be the variance of a noise coordinate, {z_i} the noise of a point times its label in units of {sigma}, {r} as "
            "in the rotation of the samples, and {T} the squared norm of {r} (chi-square with {D} degrees of freedom); let the {zeta_i} be"
            " {m} independent standard normals with mean {zeta_bar}, independent of {T}. Jointly over the points, the margin has the law "
            "of"
        ),
        terms={"variance": sigma**2},
        claim=claim,
        proofs=(proof,),
        support=(by_balls(), raw_against_law()),
        mutants=(
            Mutant("T doubled", changed(claim, rhs=s + sigma**2 * (2 * T + sp.sqrt(m * T) * (zeta - zeta_bar)))),
            Mutant("root of m dropped", changed(claim, rhs=s + sigma**2 * (T + sp.sqrt(T) * (zeta - zeta_bar)))),
            Mutant("mean not subtracted", changed(claim, rhs=s + sigma**2 * (T + sp.sqrt(m * T) * zeta))),
            Mutant("sigma for its square", changed(claim, rhs=s + sigma * (T + sp.sqrt(m * T) * (zeta - zeta_bar)))),
        ),
        source="this kit, exact law",
    )
