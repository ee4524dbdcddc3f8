"""N_1 = s - (b/2D) [ (sqrt m + 1) A - (sqrt m - 1) B ] with A, B independent chi-squares."""

import sympy as sp

from uccheck.quantities.symbols import A, B, D, b, m, named, s
from uccheck.rules.claim import Claim, Relation, counts, eq, positives, reals
from uccheck.rules.derivation import chain
from uccheck.rules.sentences.normals import uncorrelated
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.residue import Residue

PLUS, MINUS = (named("rp", "\\left|r+z_1\\right|^2", positive=True), named("rm", "\\left|r-z_1\\right|^2", positive=True))
OWN, FRESH = (named("var_r", "\\mathrm{Var}(r)"), named("var_z", "\\mathrm{Var}(z_1)"))
CROSS = named("cov_rz", "\\mathrm{Cov}(r,z_1)")


def statement() -> Statement:
    """Polarise r.z_1; per coordinate r + z_1 and r - z_1 are uncorrelated with variances 2 + 2/sqrt(m) and 2 -
    2/sqrt(m).
    """
    root, scale = (sp.sqrt(m), b / (2 * D))
    start = s - b / D * root * (PLUS - MINUS) / 4
    value = s - scale * ((root + 1) * A - (root - 1) * B)
    given: tuple[Relation, ...] = (eq(PLUS, (2 + 2 / root) * A), eq(MINUS, (2 - 2 / root) * B))
    points = tuple(
        {
            m: q * q,
            D: 3,
            s: 4,
            b: 32,
            A: 5,
            B: 2,
            PLUS: 10 + sp.Rational(10, q),
            MINUS: 4 - sp.Rational(4, q),
            OWN: 1,
            FRESH: 1,
            CROSS: sp.Rational(1, q),
        }
        for q in (2, 4, 8)
    )
    variance, covariance = (OWN + FRESH + 2 * CROSS, OWN - FRESH)
    moments = {OWN: sp.Integer(1), FRESH: sp.Integer(1), CROSS: 1 / root}
    given += tuple((eq(name, value) for name, value in moments.items()))
    replace = tuple(moments.items())
    claim = Claim(
        (eq(start, value), eq(variance, 2 + 2 / root), eq(covariance, sp.Integer(0))),
        (*counts(m, D), *positives(s, b, A, B), *positives(PLUS, MINUS), *reals(OWN, FRESH, CROSS)),
        given,
        points,
    )
    proofs = (
        chain(start, ("==", value, Residue(((PLUS, given[0].rhs), (MINUS, given[1].rhs))))),
        chain(variance, ("==", 2 + 2 / root, Residue(replace))),
        chain(
            covariance,
            ("==", sp.Integer(0), Residue(replace)),
            ("==", sp.Integer(0), "so `A` and `B` are independent chi-squares", uncorrelated()),
        ),
    )
    return Statement(
        id="one-flipped-law",
        section=2,
        title="The margin of one flipped point by two chi-squares",
        says=(
            "By polarisation the product {r} times {z_1} is a quarter of the difference of the squared norms of their sum and of their "
            "difference. Write {given[0]} and {given[1]}; {A} and {B} are independent chi-squares with {D} degrees of freedom (variance of"
            " the sum in a coordinate, and covariance of sum and difference, below). Then the margin of a flipped point is"
        ),
        claim=claim,
        proofs=proofs,
        mutants=(
            Mutant("factor 2 dropped", changed(claim, rhs=s - b / D * ((root + 1) * A - (root - 1) * B))),
            Mutant("sign of B", changed(claim, rhs=s - scale * ((root + 1) * A + (root - 1) * B))),
            Mutant("equal weights", changed(claim, rhs=s - scale * root * (A - B))),
            Mutant("variance 2", changed(claim, 1, rhs=sp.Integer(2))),
        ),
        source="this kit, exact law",
    )
