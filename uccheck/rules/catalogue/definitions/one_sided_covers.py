"""e_gen(m, delta) <= e_one_sided(m, delta)."""

from uccheck.rules.catalogue._covered import covered
from uccheck.rules.statement import Statement


def statement() -> Statement:
    """Its supremum runs over more."""
    return covered(
        "e_one_sided",
        "one-sided-covers",
        "One-sided uniform convergence covers generalization",
        "Taking `S' = S` in the definition,",
    )
