"""e_gen(m, delta) <= e_by_surrogate(m, delta)."""

from uccheck.rules.catalogue._covered import covered
from uccheck.rules.statement import Statement


def statement() -> Statement:
    """Its supremum runs over more."""
    return covered(
        "e_by_surrogate",
        "by-surrogate-covers",
        "The way by the surrogate covers generalization",
        "The population loss alone is at least the gap:",
    )
