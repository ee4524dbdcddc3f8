"""What the definitions decide."""

from uccheck.rules.catalogue.definitions import (
    by_surrogate_covers,
    by_surrogate_small,
    kl_of_one,
    margin_overfit,
    margin_small,
    one_sided,
    one_sided_covers,
    one_sided_small,
    own_covers,
    own_small,
    path_covers,
    pinsker,
    surrogate,
    surrogate_class,
    two_sided,
    zero_error_overfit,
    zero_error_small,
)
