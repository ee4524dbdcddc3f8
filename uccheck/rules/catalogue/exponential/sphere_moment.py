"""E exp(x w_1) <= exp(x^2/(2 D)) for w uniform on the unit sphere of R^D."""

import sympy as sp

from uccheck.quantities.applied import quantity
from uccheck.quantities.symbols import D, N, x
from uccheck.rules.claim import Claim, Domain, counts, le, reals
from uccheck.rules.derivation import chain
from uccheck.rules.sentences.normals import sphere_transform
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.forms import Form


def statement() -> Statement:
    """Two series with nonnegative terms, compared term by term."""
    ratio, other = x**2 / ((2 * N + 2) * (D + 2 * N)), x**2 / ((2 * N + 2) * D)
    made, value = quantity("cap_moment")(D, x), sp.exp(x**2 / (2 * D))
    claim = Claim((le(ratio, other), le(made, value)), (*counts(D), *reals(x), Domain(N, 0)), points=_points)
    form = x**2 * N / ((N + 1) * D * (D + 2 * N))
    proofs = (
        chain(ratio, ("<=", other, "D <= D + 2n", Form(form))),
        chain(made, ("<=", value, "compare the series term by term", sphere_transform(D, x, N))),
    )
    return Statement(
        id="sphere-moment",
        section=3,
        title="The transform of a coordinate of the sphere",
        says="For every n from 0 on, and for the mean over a uniform point of the unit sphere,",
        claim=claim,
        proofs=proofs,
        mutants=(
            Mutant("half the exponent", changed(claim, 1, rhs=sp.exp(x**2 / (4 * D)))),
            Mutant("two dimensions more", changed(claim, 1, rhs=sp.exp(x**2 / (2 * (D + 2))))),
            Mutant("reversed", changed(claim, 0, relation=">")),
        ),
        source="this kit, tail tools",
    )


def _points() -> tuple[dict[object, object], ...]:
    """In R^1 the mean is cosh x, in R^3 it is sinh(x)/x."""
    from flint import arb

    found: list[dict[object, object]] = []
    for at in (sp.Rational(1, 4), sp.Integer(1), sp.Integer(4)):
        ball = arb(int(at.p)) / int(at.q)
        for df, value in ((1, ball.cosh()), (3, ball.sinh() / ball)):
            found += [{D: df, x: at, N: term, quantity("cap_moment"): lambda *a, value=value: value} for term in (0, 1, 5)]
    return tuple(found)
