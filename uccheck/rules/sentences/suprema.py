"""What definitions say of suprema and infima over classifiers: of a path, of a ball, of the Gibbs classifiers of all variances."""

from __future__ import annotations

import itertools
from typing import Any

from uccheck.quantities.applied import quantity
from uccheck.rules.claim import ge, gt, le, lt
from uccheck.rules.sentences.unfolded import PAIR, pair
from uccheck.rules.steps.cited import Named

SCALE = "definition: the sign of `x w.z` is that of `w.z` for every `x > 0`, and the 0-1 loss is a function of the sign"
RESCALED = (
    "definition: the ramp loss of the margin `gamma` of `(gamma/2s) w` is that of the margin `2s` of `w`; where `e_path < v` every gap "
    "of the path is below `v` with probability at least `1 - delta`"
)
NESTED = (
    "definition: a larger ball holds a smaller one, and `kappa_epsilon` is the supremum of the radii up to 2 with a supremum below "
    "`1 - epsilon`"
)
EVERY = (
    "definition: what a two-sided bound certifies is at least its gap, and the infimum over all variances is over those below and "
    "above `1/x^2`"
)
MEET = "definition: the infimum over two intervals that meet is at least what both infima are at least"
SURE = (
    "definition: where `gamma_sure < v` some set of probability at least `1 - delta` has no pair `S`, `S'` on which the training "
    "error on `S` plus the gap on `S'` is at least `v`"
)


def same_signs(Z: tuple[Any, ...]) -> Named:
    """e_path <= e_own for the 0-1 loss."""
    return Named(SCALE, le(quantity("e_path")(*Z), quantity("e_own")(*Z)), (le(Z[4], 0),))


def rescaled(Z: tuple[Any, ...], v: Any) -> Named:
    """v <= e_path: with more than the chance delta the gap at the ramp 2s, which (gamma/2s) w_S has at gamma, is at least v."""
    m, D, s, b, gamma, delta = Z
    often = quantity("reach")(m, D, s, b, 2 * s, v)
    return Named(RESCALED, le(v, quantity("e_path")(*Z)), (gt(gamma, 0), lt(delta, often)))


def radius_at_most(X: tuple[Any, ...], gamma: Any, epsilon: Any, delta: Any, kappa: Any) -> Named:
    """The critical radius is at most that of a ball whose supremum is no longer below 1 - epsilon."""
    ball, critical = quantity("e_ball")(*X, gamma, kappa, delta), quantity("radius")(*X, gamma, epsilon, delta)
    return Named(NESTED, le(critical, kappa), (ge(ball, 1 - epsilon),))


def radius_at_least(X: tuple[Any, ...], gamma: Any, epsilon: Any, delta: Any, kappa: Any) -> Named:
    """The critical radius is at least one up to 2 whose supremum is below 1 - epsilon."""
    ball, critical = quantity("e_ball")(*X, gamma, kappa, delta), quantity("radius")(*X, gamma, epsilon, delta)
    return Named(NESTED, le(kappa, critical), (le(kappa, 2), lt(ball, 1 - epsilon)))


def every_variance(X: tuple[Any, ...], x: Any, delta: Any, e: Any) -> Named:
    """e <= the infimum over all variances: cut at x, where the training error is left out beyond it."""
    beyond, within = quantity("e_gibbs")(*X, x, delta), quantity("gibbs_sure")(*X, 0, x, delta)
    return Named(EVERY, le(e, quantity("gibbs_every")(*X, delta)), (le(e, within), le(e, beyond)))


def joined(X: tuple[Any, ...], ends: tuple[Any, Any, Any], delta: Any, e: Any) -> Named:
    """e <= the infimum from the first end to the last, from those to and from the middle."""
    parts = [quantity("gibbs_sure")(*X, low, high, delta) for low, high in itertools.pairwise(ends)]
    whole = quantity("gibbs_sure")(*X, ends[0], ends[-1], delta)
    return Named(MEET, le(e, whole), tuple(le(e, part) for part in parts))


def pair_of_sums(X: tuple[Any, ...], u: Any, y: Any, delta: Any, v: Any) -> Named:
    """v <= what is certified for every x from u to y."""
    below, made = quantity("gibbs_sum_below")(*X, u, y, v), quantity("gibbs_sure")(*X, u, y, delta)
    return pair(below, quantity("meet")(*X, 1, delta), made, SURE)


def pair_of_gibbs(X: tuple[Any, ...], x: Any, delta: Any, v: Any) -> Named:
    """v <= the gap of the Gibbs classifiers of x and more."""
    below, made = quantity("gibbs_below")(*X, x, v), quantity("e_gibbs")(*X, x, delta)
    return pair(below, quantity("meet")(*X, 1, delta), made, PAIR.replace("e_unif-alg", "e_gibbs"))
