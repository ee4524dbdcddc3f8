"""Squares compare as their roots do."""

from uccheck.quantities.symbols import named
from uccheck.rules.claim import Claim, le, nonnegatives, positives
from uccheck.rules.derivation import chain
from uccheck.rules.statement import Mutant, Statement, changed, under
from uccheck.rules.steps.forms import Form

LOW, HIGH = named("x", "x", positive=True), named("y", "y", nonnegative=True)


def statement() -> Statement:
    """y - x = (y^2 - x^2)/(x + y)."""
    squares = le(LOW**2, HIGH**2)
    claim = Claim((le(LOW, HIGH),), (*positives(LOW), *nonnegatives(HIGH)), (squares,))
    return Statement(
        id="root-below",
        section=3,
        title="Squares and roots",
        says="For two numbers of which the second is nonnegative,",
        claim=claim,
        proofs=(chain(LOW, ("<=", HIGH, Form(using={squares: 1 / (LOW + HIGH)}))),),
        mutants=(
            Mutant("strict", changed(claim, relation="<")),
            Mutant("reversed", changed(claim, relation=">=")),
            Mutant("four times the square", under(claim, 0, le(LOW**2, 4 * HIGH**2))),
        ),
        source="this kit",
    )
