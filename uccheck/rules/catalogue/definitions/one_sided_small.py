"""A population loss that is small with probability at least 1 - delta bounds the one-sided quantity over the outputs."""

from uccheck.quantities.symbols import H, gamma
from uccheck.rules.catalogue.definitions._sides import small
from uccheck.rules.letters import Z, e_one_sided
from uccheck.rules.statement import Statement


def statement() -> Statement:
    """The set of the samples whose population loss is at most e."""
    return small(
        "one-sided-small",
        "One-sided uniform convergence is small with the population loss",
        "If the population loss exceeds `e` at most with the chance `delta`, then",
        e_one_sided(*Z),
        gamma,
        H,
    )
