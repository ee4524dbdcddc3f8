"""r = sum_i z_i/sqrt(m) is standard, independent of the residuals q_i = z_i - r/sqrt(m), whose covariance is
delta_ij - 1/m.
"""

import sympy as sp

from uccheck.quantities.symbols import i, j, m
from uccheck.rules.claim import Claim, Domain, counts, eq
from uccheck.rules.derivation import chain
from uccheck.rules.sentences.normals import uncorrelated
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.residue import Residue

K_ = sp.KroneckerDelta
LAST = sp.Symbol("l", positive=True, integer=True)


def statement() -> Statement:
    """Covariances of linear forms in independent standard normals are sums of products of coefficients."""
    one = 1 / sp.sqrt(m)
    own, cross = (sp.Sum(one * one, (LAST, 1, m)), sp.Sum(one * (K_(i, LAST) - 1 / m), (LAST, 1, m)))
    residual = sp.Sum((K_(i, LAST) - 1 / m) * (K_(j, LAST) - 1 / m), (LAST, 1, m))
    target = K_(i, j) - 1 / m
    points = tuple({m: p, i: q, j: t} for p in (1, 2, 5) for q in (1, p) for t in (1, p))
    claim = Claim(
        (eq(own, sp.Integer(1)), eq(cross, sp.Integer(0)), eq(residual, target)),
        (*counts(m), Domain(i, 1, m), Domain(j, 1, m)),
        points=points,
    )
    proofs = (
        chain(own, ("==", sp.Integer(1), Residue())),
        chain(
            cross,
            ("==", sp.Integer(0), Residue()),
            ("==", sp.Integer(0), "so the two are independent", uncorrelated()),
        ),
        chain(residual, ("==", target, Residue())),
    )
    return Statement(
        id="rotation",
        section=2,
        title="Rotating the samples",
        says=(
            "Let {z_i} be independent standard normal vectors, {r} their sum times {one}, and {q_i} what is left of {z_i} when {r} times "
            "{one} is taken away. In each coordinate the variance of {r}, its covariance with {q_i}, and the covariance of {q_i} and {q_j}"
            " are"
        ),
        terms={"one": one},
        claim=claim,
        proofs=proofs,
        mutants=(
            Mutant("mean instead of root", changed(claim, lhs=sp.Sum(1 / m**2, (LAST, 1, m)), rhs=sp.Integer(1))),
            Mutant("residuals independent", changed(claim, 2, rhs=K_(i, j))),
            Mutant("sign of 1/m", changed(claim, 2, rhs=K_(i, j) + 1 / m)),
            Mutant("residual not centred", changed(claim, 1, lhs=sp.Sum(one * K_(i, LAST), (LAST, 1, m)))),
        ),
        source="this kit, exact law",
    )
