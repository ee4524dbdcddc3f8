"""The theorems, with their constants and their sharpness."""

from uccheck.rules.catalogue.theorems import (
    generalization,
    generalization_root,
    paper_logarithm,
    sharp_constant,
    sharpness,
    theorem_a,
    theorem_b,
    theorem_b_linear,
    theorem_b_root,
    theorem_b_simple,
    theorem_c,
    theorem_every_delta,
    theorem_half,
    theorem_simplex,
    three_events,
)

MODULES = (
    generalization,
    generalization_root,
    paper_logarithm,
    sharp_constant,
    sharpness,
    theorem_a,
    theorem_b,
    theorem_b_linear,
    theorem_b_root,
    theorem_b_simple,
    theorem_c,
    theorem_every_delta,
    theorem_half,
    theorem_simplex,
    three_events,
)
