"""Sets of classifiers about the learned one, and fixed classes."""

from uccheck.rules.catalogue.sets import (
    ball_flip,
    ball_small,
    basis_shattered,
    flip_closed,
    flip_spread,
    linear_class,
    path_point,
    path_ramp,
    radius_above,
    radius_below,
    subset_tail,
)
