"""x^(a) = sqrt(k/(k - 1)) (g^(a) - mean g) has variance 1 and pairwise correlation -1/(k - 1)."""

import sympy as sp

from uccheck.quantities.symbols import k, named
from uccheck.rules.claim import Claim, Domain, eq, nonnegatives, reals
from uccheck.rules.derivation import chain
from uccheck.rules.prose import tied
from uccheck.rules.sentences.normals import same_law
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.residue import Residue

OWN = named("var_residual", "\\mathrm{Var}\\bigl(g^{(a)}-\\bar g\\bigr)", nonnegative=True)
CROSS = named("cov_residual", "\\mathrm{Cov}\\bigl(g^{(a)}-\\bar g,\\,g^{(c)}-\\bar g\\bigr)")


def statement() -> Statement:
    """Cov(g^(a) - mean, g^(c) - mean) is delta_ac - 1/k."""
    factor, values = (k / (k - 1), {OWN: 1 - 1 / k, CROSS: -1 / k})
    given = tuple((eq(name, value) for name, value in values.items()))
    points = tuple({k: size, OWN: 1 - sp.Rational(1, size), CROSS: -sp.Rational(1, size)} for size in (2, 3, 8, 50))
    claim = Claim(
        (eq(factor * OWN, sp.Integer(1)), eq(factor * CROSS, -1 / (k - 1))),
        (Domain(k, 2), *nonnegatives(OWN), *reals(CROSS)),
        given,
        points,
    )
    replace = tuple(values.items())
    proofs = (
        chain(
            factor * OWN,
            ("==", sp.Integer(1), Residue(replace)),
            ("==", sp.Integer(1), "so every `S_a` has the law of `S`", same_law(1)),
        ),
        chain(factor * CROSS, ("==", -1 / (k - 1), Residue(replace))),
    )
    return Statement(
        id="simplex-law",
        section=4,
        title="A simplex of noises",
        says=(
            "Take {k} independent copies of the noise, and let each new noise be {scale} times the deviation of a copy from the mean of "
            "all. In each coordinate, in units of the variance of the noise, the variance of a new noise and its covariance with another "
            "are"
        ),
        terms={"scale": tied(sp.sqrt(k / (k - 1)), eq(factor, sp.sqrt(k / (k - 1)) ** 2))},
        claim=claim,
        proofs=proofs,
        mutants=(
            Mutant("scaled by k/(k + 1)", changed(claim, lhs=k / (k + 1) * OWN)),
            Mutant("correlation -1/k", changed(claim, 1, rhs=-1 / k)),
            Mutant("positive correlation", changed(claim, 1, rhs=1 / (k - 1))),
        ),
        source="this kit, simplex lemma",
    )
