"""e_gen(m, delta) <= e_own(m, delta)."""

from uccheck.rules.catalogue._covered import covered
from uccheck.rules.statement import Statement


def statement() -> Statement:
    """Its supremum runs over more."""
    return covered(
        "e_own",
        "own-covers",
        "The gap of the learned classifier covers generalization",
        "The gap both ways is at least that one way:",
    )
