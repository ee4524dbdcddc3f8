"""The correlated flip x2' = -rho x2 + sqrt(1 - rho^2) g preserves the law and has correlation -rho with x2."""

import sympy as sp

from uccheck.quantities.symbols import g, named, rho, sigma, x
from uccheck.rules.claim import Claim, eq, nonnegatives, positives, reals, units
from uccheck.rules.derivation import chain
from uccheck.rules.prose import tied
from uccheck.rules.sentences.normals import same_law
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.residue import Residue

OWN = named("var_x", "\\mathrm{Var}(x)", nonnegative=True)
FRESH = named("var_g", "\\mathrm{Var}(g)", nonnegative=True)
CROSS = named("cov_xg", "\\mathrm{Cov}(x,g)")
PARTNER = named("x'", "x'")


def _moment(one: sp.Expr, other: sp.Expr) -> sp.Expr:
    """The covariance of two linear forms in x and g."""
    product = sp.expand(one * other)
    return product.coeff(x, 2) * OWN + product.coeff(x, 1).coeff(g, 1) * CROSS + product.coeff(g, 2) * FRESH


def statement() -> Statement:
    """Variances and covariances of linear forms in the independent pair (x2, g)."""
    rest = sp.sqrt(1 - rho**2)
    partner = -rho * x + rest * g
    variance, covariance = _moment(partner, partner), _moment(partner, x)
    values = {OWN: sigma**2, FRESH: sigma**2, CROSS: sp.Integer(0)}
    given = tuple((eq(name, value) for name, value in values.items()))
    samples = ((sp.Rational(1, 2), 3), (sp.Rational(4, 5), 1))
    points = tuple(({rho: p, sigma: q, OWN: q * q, FRESH: q * q, CROSS: 0} for p, q in samples))
    claim = Claim(
        (eq(variance, sigma**2), eq(covariance, -rho * sigma**2)),
        (*units(rho), *positives(sigma), *nonnegatives(OWN, FRESH), *reals(CROSS)),
        given,
        points,
    )
    replace = tuple(values.items())
    proofs = (
        chain(
            variance,
            ("==", sigma**2, Residue(replace)),
            ("==", sigma**2, "so the partner has the law of the sample", same_law(values[OWN])),
        ),
        chain(covariance, ("==", -rho * sigma**2, Residue(replace))),
    )
    return Statement(
        id="correlated-flip-law",
        section=1,
        title="The correlated flip",
        says="In each coordinate let {partner} with {g} a fresh copy of {x}. Its variance, and its covariance with {x}, are",
        terms={"partner": tied(eq(PARTNER, partner), eq(_moment(partner, partner), variance))},
        claim=claim,
        proofs=proofs,
        mutants=(
            Mutant("coefficient 1 - rho", changed(claim, lhs=rho**2 * OWN + (1 - rho) ** 2 * FRESH)),
            Mutant("square root dropped", changed(claim, lhs=rho**2 * OWN + (1 - rho**2) ** 2 * FRESH)),
            Mutant("positive correlation", changed(claim, 1, rhs=rho * sigma**2)),
        ),
        source="this kit, exact law",
    )
