"""The divergence of N(w_S, I/x^2) from N(0, I/x^2), over m, reaches (s + b t/D) x^2/2."""

from uccheck.quantities.symbols import m
from uccheck.rules.catalogue.bounds._terms import DIVERGENCE
from uccheck.rules.statement import Statement


def statement() -> Statement:
    """The term is a function of T, and increases with it."""
    return DIVERGENCE.at_least("divergence-at-least", "The PAC-Bayes divergence from below", "times m", m)
