"""The correlated flip x2' = -rho x2 + sqrt(1 - rho^2) g preserves the law and has correlation -rho with x2."""

import sympy as sp

from uccheck.quantities.symbols import quantity, rho, sigma
from uccheck.rules.claim import Claim, Relation, positives, units
from uccheck.rules.derivation import Derivation, Step
from uccheck.rules.statement import Mutant, Statement, changed, derived
from uccheck.rules.steps import Named, Residue

OWN = quantity("var_x", r"\mathrm{Var}(x)", nonnegative=True)
FRESH = quantity("var_g", r"\mathrm{Var}(g)", nonnegative=True)
CROSS = quantity("cov_xg", r"\mathrm{Cov}(x,g)")

GAUSS = Named("human: a centred Gaussian vector is determined by its covariance")


def statement() -> Statement:
    """Variances and covariances of linear forms in the independent pair (x2, g)."""
    rest = sp.sqrt(1 - rho**2)
    variance = rho**2 * OWN + rest**2 * FRESH - 2 * rho * rest * CROSS
    covariance = -rho * OWN + rest * CROSS
    values = {OWN: sigma**2, FRESH: sigma**2, CROSS: sp.Integer(0)}
    given = tuple(Relation(name, "==", value) for name, value in values.items())
    samples = ((sp.Rational(1, 2), 3), (sp.Rational(4, 5), 1))
    points = tuple({rho: p, sigma: q, OWN: q * q, FRESH: q * q, CROSS: 0} for p, q in samples)
    claim = Claim(
        (Relation(variance, "==", sigma**2), Relation(covariance, "==", -rho * sigma**2)),
        (*units(rho), *positives(sigma)),
        given,
        points,
    )
    replace = tuple(values.items())
    proofs = (
        Derivation(
            (
                Step(variance, "==", sigma**2, "insert the three values", Residue(replace)),
                Step(sigma**2, "==", sigma**2, "so the partner has the law of the sample", GAUSS),
            )
        ),
        Derivation((Step(covariance, "==", -rho * sigma**2, "insert the three values", Residue(replace)),)),
    )
    return Statement(
        id="correlated-flip-law",
        section=1,
        title="The correlated flip",
        says=(
            "In each coordinate let `x' = -rho x + sqrt(1 - rho^2) g` with `g` a fresh copy of `x`. Its "
            "variance, and its covariance with `x`, are"
        ),
        claim=claim,
        checks=derived(*proofs),
        derivations=proofs,
        mutants=(
            Mutant("coefficient 1 - rho", changed(claim, lhs=rho**2 * OWN + (1 - rho) ** 2 * FRESH)),
            Mutant("square root dropped", changed(claim, lhs=rho**2 * OWN + (1 - rho**2) ** 2 * FRESH)),
            Mutant("positive correlation", changed(claim, 1, rhs=rho * sigma**2)),
        ),
        source="this kit, exact law",
    )
