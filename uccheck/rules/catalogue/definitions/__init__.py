"""What the definitions decide."""

from uccheck.rules.catalogue.definitions import (
    kl_of_one,
    one_sided,
    pinsker,
    surrogate,
    two_sided,
)

MODULES = (
    kl_of_one,
    one_sided,
    pinsker,
    surrogate,
    two_sided,
)
