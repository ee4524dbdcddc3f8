"""The population error minus the ramp loss on any sample is at most the population error."""

from uccheck.quantities.symbols import H
from uccheck.rules.catalogue.definitions._sides import small
from uccheck.rules.letters import ZERO, Z, e_margin
from uccheck.rules.statement import Statement


def statement() -> Statement:
    """The set of the samples whose population loss is at most e."""
    return small(
        "margin-small",
        "One-sided margin losses are small with the population error",
        "If the population error exceeds `e` at most with the chance `delta`, then for every margin",
        e_margin(*Z),
        ZERO,
        H,
    )
