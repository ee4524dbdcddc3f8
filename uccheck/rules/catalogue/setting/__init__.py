"""The linear setting: its weights, margins and losses."""

from uccheck.rules.catalogue.setting import (
    flip_margin,
    gradient_step,
    loss_half,
    loss_increases,
    loss_wide,
    norm_bound,
    population_error,
    population_monotone,
    population_ramp,
    ramp_domination,
    ramp_half,
    ramp_increases,
    ramp_wide,
    signal_weight,
    training_margin,
    weight_norm,
)
