"""Its exact law, and the laws of flipped, correlated and simplex partners."""

from uccheck.rules.catalogue.law import (
    all_flipped_event,
    correlated_flip_law,
    correlated_flip_margin,
    exact_law,
    extreme_deviate,
    extreme_deviate_bounds,
    flip_law,
    misfit_tail,
    one_flipped_bound,
    one_flipped_law,
    one_flipped_moments,
    one_flipped_tail,
    rotation,
    simplex_law,
    simplex_range,
    skew_law,
)
