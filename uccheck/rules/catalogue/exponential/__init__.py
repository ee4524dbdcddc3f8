"""The exponential-activation network: its kernel, its flip, its caps, and the theorems."""

from uccheck.rules.catalogue.exponential import (
    class_quarter,
    exp_complete,
    exp_diagonal,
    exp_flip_law,
    exp_flipped_margin,
    exp_fresh_margin,
    exp_generalizes,
    exp_kernel,
    exp_markov,
    exp_near_pairs,
    exp_one_class_gen,
    exp_one_class_unif,
    exp_sign_lemma,
    exp_signs,
    exp_small_loss,
    exp_swap_lemma,
    exp_theorem,
    sphere_moment,
    sphere_tail,
)
