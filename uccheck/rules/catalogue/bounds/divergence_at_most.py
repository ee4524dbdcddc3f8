"""The divergence of N(w_S, I/x^2) from N(0, I/x^2), over m, is at most (s + b t/D) x^2/2."""

from uccheck.quantities.symbols import m
from uccheck.rules.catalogue.bounds._terms import DIVERGENCE
from uccheck.rules.statement import Statement


def statement() -> Statement:
    """The term is a function of T, and increases with it."""
    return DIVERGENCE.at_most("divergence-at-most", "The PAC-Bayes divergence from above", "over m again", 1 / m)
