"""Bounds by norms and by randomised classifiers."""

from uccheck.rules.catalogue.bounds import (
    divergence_at_least,
    divergence_at_most,
    gaussian_divergence,
    gibbs_every,
    gibbs_join,
    gibbs_sure,
    gibbs_two_sided,
    norm_at_least,
    norm_at_most,
)
