"""The margins of the correlated flip, and the variance 1 - rho^2/m of their Gaussian part."""

import sympy as sp

from uccheck.quantities.symbols import T, g, h, m, rho, s, sigma
from uccheck.rules.claim import Claim, counts, eq, positives, reals, units
from uccheck.rules.derivation import chain
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.residue import Residue


def statement() -> Statement:
    """w_2 . x' splits into -rho times the old noise part and a fresh part with standard deviation tau."""
    rest = sp.sqrt(1 - rho**2)
    start = s - rho * sigma**2 * (T + sp.sqrt(m * T) * g) + rest * sigma**2 * sp.sqrt(m * T) * h
    value = s - sigma**2 * (rho * T + sp.sqrt(m * T) * (rho * g - rest * h))
    variance = rho**2 * (1 - 1 / m) + rest**2
    claim = Claim(
        (eq(start, value), eq(variance, 1 - rho**2 / m)),
        (
            *counts(m, samples=(1, 2, 9)),
            *positives(s, sigma, T, samples=(sp.Rational(1, 3), 4)),
            *reals(g, h, samples=(-1, 2)),
            *units(rho, samples=(sp.Rational(1, 7), sp.Rational(1, 2))),
        ),
    )
    proofs = (
        chain(start, ("==", value, Residue())),
        chain(variance, ("==", 1 - rho**2 / m, Residue())),
    )
    return Statement(
        id="correlated-flip-margin",
        section=2,
        title="Margins after the correlated flip",
        says=(
            "With {g} the deviation of a standard normal from the mean of {m} and {h} standard normal and fresh, the margin of a point "
            "after the correlated flip, and the variance of its Gaussian part {part}, are"
        ),
        terms={"part": rho * g - rest * h},
        claim=claim,
        proofs=proofs,
        mutants=(
            Mutant("rho lost on T", changed(claim, rhs=s - sigma**2 * (T + sp.sqrt(m * T) * (rho * g - rest * h)))),
            Mutant("sign of the flip", changed(claim, rhs=s + sigma**2 * (rho * T + sp.sqrt(m * T) * (rho * g - rest * h)))),
            Mutant("variance 1 - 1/m", changed(claim, 1, rhs=1 - 1 / m)),
        ),
        source="this kit, exact law",
    )
