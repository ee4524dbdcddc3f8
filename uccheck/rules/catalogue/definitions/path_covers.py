"""e_gen(m, delta) <= e_path(m, delta)."""

from uccheck.rules.catalogue._covered import covered
from uccheck.rules.statement import Statement


def statement() -> Statement:
    """Its supremum runs over more."""
    return covered(
        "e_path",
        "path-covers",
        "The gradient path covers generalization",
        "The path holds the learned classifier:",
    )
