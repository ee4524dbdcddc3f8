"""E exp((1 - theta^2) z^2/2) = 1/theta for a standard normal z: the Laplace transform behind both chi-square tails."""

import sympy as sp

from uccheck.quantities.symbols import Q, R, phi, theta, z
from uccheck.rules.checks import by_balls, by_limits
from uccheck.rules.claim import Claim, eq, positives
from uccheck.rules.derivation import chain
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.calculus import Antiderivative, Limit


def statement() -> Statement:
    """On (-R, R) the integral is (1 - 2 Q(theta R))/theta; let R grow."""
    integral = sp.Integral(phi(z) * sp.exp((1 - theta**2) * z**2 / 2), (z, -R, R))
    value = (1 - 2 * Q(theta * R)) / theta
    limit = sp.Limit(value, R, sp.oo)
    points = tuple({theta: sp.Rational(p, 2), R: q} for p in (1, 2, 3, 5) for q in (1, 3))
    claim = Claim((eq(integral, value), eq(limit, 1 / theta)), positives(theta, R), points=points)
    proofs = (
        chain(integral, ("==", value, Antiderivative(z, -Q(theta * z) / theta))),
        chain(limit, ("==", 1 / theta, Limit())),
    )
    return Statement(
        id="chi2-laplace",
        section=3,
        title="The Laplace transform of a squared normal",
        says=(
            "For every {where[theta]}, the mean of {weight} over a standard normal {z} is {then[1].rhs}; for a sum of {D} such squares it "
            "is the {D}-th power of that:"
        ),
        terms={"weight": sp.exp((1 - theta**2) * z**2 / 2)},
        claim=claim,
        proofs=proofs,
        support=(by_limits(), by_balls()),
        mutants=(
            Mutant("power two", changed(claim, 1, rhs=1 / theta**2)),
            Mutant("one-sided tail", changed(claim, rhs=(1 - Q(theta * R)) / theta)),
            Mutant("theta dropped", changed(claim, rhs=1 - 2 * Q(theta * R))),
        ),
        source="this kit, tail tools",
    )
