"""The upper side: where uniform convergence is shown to hold."""

from uccheck.rules.catalogue.upper import (
    large_gamma,
)

MODULES = (
    large_gamma,
)
