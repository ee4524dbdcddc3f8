"""The upper side: where uniform convergence is shown to hold."""

from uccheck.rules.catalogue.upper import (
    aligned,
    all_gamma,
    large_gamma,
    spread,
    wide_margin,
)
