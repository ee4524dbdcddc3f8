"""P^2 <= A B for the product P of two vectors of squared norms A and B."""

import sympy as sp

from uccheck.quantities.symbols import B, named, p
from uccheck.rules.claim import Claim, ge, le, nonnegatives, positives, reals
from uccheck.rules.derivation import chain
from uccheck.rules.statement import Mutant, Statement, changed, under
from uccheck.rules.steps.forms import Form

FIRST = named("A_", "A", nonnegative=True)


def statement() -> Statement:
    """The squared norm of B x - P y is B (A B - P^2)."""
    square = ge(B**2 * FIRST - 2 * B * p * p + p**2 * B, 0)
    claim = Claim((le(p**2, FIRST * B),), (*nonnegatives(FIRST), *positives(B), *reals(p)), (square,), _points())
    return Statement(
        id="cauchy-schwarz",
        section=3,
        title="The Cauchy-Schwarz inequality",
        says="Let x and y be vectors of squared norms {A} and {B}, y not zero, and of product {p}. As {B} x - {p} y has a squared norm,",
        terms={"A": FIRST, "B": B, "p": p},
        claim=claim,
        proofs=(chain(p**2, ("<=", FIRST * B, "divide by {B}", Form(using={square: 1 / B}))),),
        mutants=(
            Mutant("half of it", changed(claim, rhs=FIRST * B / 2)),
            Mutant("strict", changed(claim, relation="<")),
            Mutant("no squared norm", Claim(claim.then, claim.where, (), _points())),
            Mutant("the square forgotten", under(claim, 0, ge(B**2 * FIRST, 0))),
        ),
        source="this kit",
    )


def _points() -> tuple[dict[object, object], ...]:
    """Vectors of the plane, and a product that no two have."""
    vectors = [((1, 0), (2, 0)), ((1, 2), (3, 1)), ((1, 1), (1, -1)), ((0, 0), (1, 0)), ((3, 4), (6, 8))]
    pairs = [(x[0] ** 2 + x[1] ** 2, y[0] ** 2 + y[1] ** 2, x[0] * y[0] + x[1] * y[1]) for x, y in vectors]
    return tuple({FIRST: sp.Integer(q), B: sp.Integer(r), p: sp.Integer(z)} for q, r, z in (*pairs, (1, 1, 2)))
