"""Transfer lemmas: from a bad pair of samples to vacuous uniform convergence."""

from uccheck.rules.catalogue.transfer import (
    correlated_swap_lemma,
    reverse_exponent,
    simplex_count,
    swap_lemma,
)

MODULES = (
    correlated_swap_lemma,
    reverse_exponent,
    simplex_count,
    swap_lemma,
)
