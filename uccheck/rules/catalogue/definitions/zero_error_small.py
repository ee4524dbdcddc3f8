"""A population loss that is small with probability at least 1 - delta bounds the gaps of classifiers without training loss."""

from uccheck.quantities.symbols import gamma
from uccheck.rules.catalogue.definitions._sides import small
from uccheck.rules.letters import Z, e_zero_error
from uccheck.rules.statement import Statement


def statement() -> Statement:
    """The set of the samples whose population loss is at most e."""
    return small(
        "zero-error-small",
        "Uniform convergence of zero-error classifiers is small",
        "If the population loss exceeds `e` at most with the chance `delta`, then over the outputs without loss on the sample",
        e_zero_error(*Z),
        gamma,
        source="this kit, theorem D; Zhou, Sutherland and Srebro 2020",
    )
