"""The letters of the rules: the setting, its quantities, and the domains that many statements share."""

from __future__ import annotations

import sympy as sp

from uccheck.quantities.applied import quantity
from uccheck.quantities.symbols import D, b, delta, gamma, m, s
from uccheck.rules.claim import counts, nonnegatives, positives, units

ZERO, ONE, HALF = sp.Integer(0), sp.Integer(1), sp.Rational(1, 2)
X = (m, D, s, b)
Z = (*X, gamma, delta)
PAPER = (m, D, sp.Integer(4), sp.Integer(32))  # the paper's s and b
RATIO = b / s  # 8 in the paper
CLASSIC = (*PAPER, ZERO, delta)  # with the 0-1 loss

SETTING = (*counts(m, D), *positives(s, b), *nonnegatives(gamma))
PAIRS = (*SETTING, *units(delta))

tail, head, loss, misfit, exceed = map(quantity, ("tail", "head", "loss", "misfit", "exceed"))
unflipped, all_flipped, gap_below, meet = map(quantity, ("unflipped", "all_flipped", "gap_below", "meet"))
unflipped_signs, gap_below_signs, meet_signs = map(quantity, ("unflipped_signs", "gap_below_signs", "meet_signs"))
simplex_below, meet_simplex = map(quantity, ("simplex_below", "meet_simplex"))
overshoot, reach, e_gen, e_unif_alg = map(quantity, ("overshoot", "reach", "e_gen", "e_unif_alg"))
e_one_sided, e_zero_error, e_margin, clean = map(quantity, ("e_one_sided", "e_zero_error", "e_margin", "clean"))
e_surrogate, e_by_surrogate, e_own, e_flip, e_path = map(quantity, ("e_surrogate", "e_by_surrogate", "e_own", "e_flip", "e_path"))
e_ball, radius, swollen, one_swollen = map(quantity, ("e_ball", "radius", "swollen", "one_swollen"))
e_linear, e_basis, norm_value, divergence = map(quantity, ("e_linear", "e_basis", "norm_value", "divergence"))
e_gibbs, gibbs_sure, gibbs_every = map(quantity, ("e_gibbs", "gibbs_sure", "gibbs_every"))
gibbs_below, gibbs_sum_below = map(quantity, ("gibbs_below", "gibbs_sum_below"))
left_out, interpolator_below = map(quantity, ("left_out", "interpolator_below"))
interpolator_e_gen, interpolator_e_unif_alg = map(quantity, ("interpolator_e_gen", "interpolator_e_unif_alg"))
