"""e_gen(m, delta) <= e_unif-alg(m, delta), for gradient descent."""

from uccheck.rules.catalogue._covered import minimised
from uccheck.rules.catalogue.convex._facts import DESCENTS, ZG
from uccheck.rules.catalogue.convex._small import points
from uccheck.rules.statement import Statement


def statement() -> Statement:
    """The pairs S, S' of a set include S, S."""
    title = "Uniform convergence covers generalization (gradient descent)"
    return minimised("sco-gd-diagonal", title, "sco_gd_", ZG, DESCENTS, points)
