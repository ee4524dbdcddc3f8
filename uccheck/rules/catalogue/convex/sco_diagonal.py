"""e_gen(m, delta) <= e_unif-alg(m, delta), for the minimiser."""

from uccheck.rules.catalogue._covered import minimised
from uccheck.rules.catalogue.convex._facts import PAIRS, ZW
from uccheck.rules.catalogue.convex._small import points
from uccheck.rules.statement import Statement


def statement() -> Statement:
    """The pairs S, S' of a set include S, S."""
    title = "Uniform convergence covers generalization (the minimiser)"
    return minimised("sco-diagonal", title, "sco_", ZW, PAIRS, points)
