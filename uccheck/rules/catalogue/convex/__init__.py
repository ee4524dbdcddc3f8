"""Stochastic convex optimization: uniform convergence over the ball fails, and learners that generalise or do not."""

from uccheck.rules.catalogue.convex import (
    sco_bounded,
    sco_descent,
    sco_diagonal,
    sco_erm_fails,
    sco_gd_diagonal,
    sco_iterates,
    sco_left_over,
    sco_pull,
    sco_regularised,
    sco_seen,
    sco_step,
    sco_sup,
    sco_uniform_half,
    sco_uniform_lower,
    sco_uniform_range,
    sco_uniform_upper,
    sco_unseen,
)
