"""Stability as the contrast that explains, and the minimum-norm interpolator on the linear data."""

from uccheck.rules.catalogue.learners import (
    interpolator_flip,
    interpolator_generalizes,
    interpolator_law,
    interpolator_overfits,
    interpolator_spread,
    leave_one_out,
    stability,
    stability_at_least,
    stability_at_most,
)
