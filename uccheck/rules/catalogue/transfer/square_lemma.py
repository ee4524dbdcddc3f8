"""The sign lemma's induction step: E F(u)^2 G(v)^2 >= (E F)^2 (E G)^2 where v_j = -u_j with probability 3/4."""

import sympy as sp

from uccheck.quantities.symbols import named
from uccheck.rules.claim import Claim, eq, ge, nonnegatives, reals
from uccheck.rules.derivation import chain
from uccheck.rules.prose import tied
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.forms import Form

F1, F2, G1, G2 = (named(f"{letter}{sign}", f"{letter}_{sign}", nonnegative=True) for letter in "fg" for sign in "+-")
SAME1, SAME2, CROSS1, CROSS2 = (named(f"s{signs}", f"s_{{{signs}}}") for signs in ("++", "--", "+-", "-+"))


def statement() -> Statement:
    """The slices' inequalities, and the identity for one coordinate: what is left is a sum of two squares."""
    mean = (SAME1 + SAME2) / 8 + 3 * (CROSS1 + CROSS2) / 8
    product = ((F1 + F2) / 2) ** 2 * ((G1 + G2) / 2) ** 2
    slices = (ge(SAME1, F1**2 * G1**2), ge(SAME2, F2**2 * G2**2), ge(CROSS1, F1**2 * G2**2), ge(CROSS2, F2**2 * G1**2))
    squares = (((F1 - F2) * (G1 - G2)) ** 2 + 4 * (F1 * G2 - F2 * G1) ** 2) / 16
    where = (*nonnegatives(F1, F2, G1, G2), *reals(SAME1, SAME2, CROSS1, CROSS2))
    claim = Claim((ge(mean, product),), where, slices, _points)
    weights = dict(zip(slices, (sp.Rational(1, 8), sp.Rational(1, 8), sp.Rational(3, 8), sp.Rational(3, 8)), strict=True))
    change = sp.Rational(3, 4)
    return Statement(
        id="square-lemma",
        section=4,
        title="The square lemma, one coordinate at a time",
        says=(
            "Let {F1}, {F2}, {G1} and {G2} be the means of two nonnegative functions {F} and {G} of signs on the halves of a first "
            "coordinate, and {SAME1} to {SAME2} those of the product of their squares over the rest, each function at its own signs. By "
            "induction over the coordinates the mean of the product of the squares is at least the product of the squares of the means, "
            "where the second signs are the first, each changed with probability {change}:"
        ),
        terms={
            "F1": F1,
            "F2": F2,
            "G1": G1,
            "G2": G2,
            "SAME1": SAME1,
            "SAME2": SAME2,
            "change": tied(change, eq(weights[slices[2]], change / 2), eq(weights[slices[0]], (1 - change) / 2)),
        },
        claim=claim,
        proofs=(
            chain(
                mean,
                (">=", product, Form(squares, weights)),
            ),
        ),
        mutants=(
            Mutant("no change of sign", changed(claim, lhs=(SAME1 + SAME2) / 2)),
            Mutant("a complete flip", changed(claim, lhs=(CROSS1 + CROSS2) / 2)),
            Mutant("twice as much", changed(claim, rhs=2 * product)),
        ),
        source="this kit, sign lemma",
    )


def _points() -> tuple[dict[object, object], ...]:
    """Slices with equality."""
    grid = [(1, 0, 1, 0), (1, 0, 0, 1), (1, 1, 1, 1), (1, 2, 3, 4), (1, 2, 4, 2), (5, 1, 1, 5)]
    return tuple(
        {F1: p, F2: q, G1: x, G2: y, SAME1: (p * x) ** 2, SAME2: (q * y) ** 2, CROSS1: (p * y) ** 2, CROSS2: (q * x) ** 2}
        for p, q, x, y in grid
    )
