"""Tail tools: the normal and chi-square laws."""

from uccheck.rules.catalogue.tails import (
    cauchy_schwarz,
    chi2_exceeds,
    chi2_laplace,
    chi2_lower_tail,
    chi2_moment,
    chi2_root_tail,
    chi2_upper_tail,
    log_bound,
    mills_lower,
    mills_upper,
    normal_tail_half,
    root_below,
    root_threshold,
    sign_transform,
    threshold_monotone,
)
