"""The margin bound's complexity term reaches 2 sqrt((s + b t/D)(s/m + b))/gamma where P(T >= t) > delta."""

import sympy as sp

from uccheck.quantities.symbols import m
from uccheck.rules.catalogue.bounds._terms import NORMS
from uccheck.rules.statement import Statement


def statement() -> Statement:
    """The term is a function of T, and increases with it."""
    return NORMS.at_least("norm-at-least", "The norm bound from below", "times the root of m", sp.sqrt(m))
