"""Transfer lemmas: from a bad pair of samples to vacuous uniform convergence."""

from uccheck.rules.catalogue.transfer import (
    correlated_swap_lemma,
    diagonal,
    fourth_power,
    reverse_exponent,
    sign_lemma,
    simplex_count,
    square_lemma,
    swap_lemma,
)
