"""E exp(x e z (z + W)) over z ~ N(0, 1), W ~ N(0, m - 1) is (1 - 2 e x - x^2 (m - 1))^(-1/2): its two integrals."""

import sympy as sp

from uccheck.quantities.symbols import Q, R, m, named, phi, u, x, z
from uccheck.rules.checks import by_balls, by_limits
from uccheck.rules.claim import Claim, counts, eq, positives, reals
from uccheck.rules.derivation import chain
from uccheck.rules.prose import tied
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.calculus import Antiderivative, Limit
from uccheck.rules.steps.residue import Residue

y = sp.Symbol("y", real=True)


W = named("W", "W")


def statement() -> Statement:
    """The mean of exp(y u) over a standard normal u is exp(y^2/2); with y^2 = x^2 z^2 (m - 1) a square exponent remains."""
    integral = sp.Integral(phi(u) * sp.exp(y * u), (u, -R, R))
    value = sp.exp(y**2 / 2) * (Q(-R - y) - Q(R - y))
    limit = sp.Limit(value, R, sp.oo)
    exponent = x * z**2 + x**2 * z**2 * (m - 1) / 2
    square = (1 - (1 - 2 * x - x**2 * (m - 1))) * z**2 / 2
    theta, spread = 1 - 2 * x - x**2 * (m - 1), m - 1
    claim = Claim(
        (eq(integral, value), eq(limit, sp.exp(y**2 / 2)), eq(exponent, square)),
        (*counts(m), *positives(R), *reals(x, y, z)),
        points=tuple({m: 3, R: p, x: sp.Rational(1, 5), y: q, z: 1} for p in (1, 2, 5) for q in (-1, 1, 2)),
    )
    area = -sp.exp(y**2 / 2) * Q(u - y)
    proofs = (
        chain(integral, ("==", value, Antiderivative(u, area))),
        chain(limit, ("==", sp.exp(y**2 / 2), Limit())),
        chain(exponent, ("==", square, Residue())),
    )
    return Statement(
        id="sign-transform",
        section=3,
        title="The transform of a product of normals",
        says=(
            "Let {z} be standard normal and {W} independent of it, normal with variance {spread}. The mean of {start} is found by "
            "integrating over {W}, then over {z} by the transform of a squared normal, which gives 1 over the root of {theta} where that "
            "is positive. (For the other sign put the negative of {x} in the place of {x}.)"
        ),
        terms={
            "spread": spread,
            "start": tied(sp.exp(x * z * (z + W)), eq(exponent, x * z * z + (x * z) ** 2 * spread / 2)),
            "theta": tied(theta, eq(square, (1 - theta) * z**2 / 2)),
        },
        claim=claim,
        proofs=proofs,
        support=(by_limits(), by_balls()),
        mutants=(
            Mutant("twice the exponent", changed(claim, 1, rhs=sp.exp(y**2))),
            Mutant("m for m - 1", changed(claim, 2, rhs=(1 - (1 - 2 * x - x**2 * m)) * z**2 / 2)),
            Mutant("shifted the other way", changed(claim, 0, rhs=sp.exp(y**2 / 2) * (Q(-R + y) - Q(R - y)))),
        ),
        source="this kit, sign lemma",
    )
