"""What definitions say of the quantities that they define: least gaps, pairs of a set, suprema that run over more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy as sp

from uccheck.quantities.applied import quantity
from uccheck.rules.claim import eq, le, lt
from uccheck.rules.steps.cited import Named

GENERALIZATION = "definition: `e_gen` is the least `e` with `P(L_D - Lhat_S <= e)` at least `1 - delta`"
PAIR = "definition: where `e_unif-alg < v` some set of probability at least `1 - delta` has no pair with a gap of at least `v`"
UNIF = "definition: `e_unif` is the least `e` with `P(sup |L - Lhat_S| <= e)` at least `1 - delta`"
SAME = "definition: the pairs of `e_unif-alg` include `S' = S`, whose gap is that of `e_gen`"
SAMPLE = (
    "definition: a set of probability at least `1 - delta` holds a sample of every event of more than the chance `delta`; with `S' = S`"
)
TWO = "definition: two of `k` samples lie in a set when the number of those that do is at least 2"
ATOMS = "definition: chi-square has a density: a single value has probability 0"
CONSTANT = "definition: where every margin is `s` the population loss and the loss on every sample are the same number"

#: Why a supremum covers the gap of h_S on its own sample, by the quantity.
COVERS: Mapping[str, str] = {
    "e_by_surrogate": "definition: the sum of two losses is at least `L_D - Lhat_S`",
    "e_one_sided": "definition: the pairs of `e_one-sided` include `S' = S`, whose difference is that of `e_gen`",
    "e_own": "definition: `|L_D - Lhat_S|` is at least `L_D - Lhat_S`",
    "e_path": "definition: the path `x w_S` holds `w_S`, at `x = 1`, and `|L_D - Lhat_S|` is at least `L_D - Lhat_S`",
}


def gen_at_most(Z: tuple[Any, ...], e: Any, learner: str = "") -> Named:
    """e_gen(Z) <= e from P(L_D - Lhat > e) <= delta."""
    often = quantity(f"{learner}overshoot")(*Z[:-1], e)
    return Named(GENERALIZATION, le(quantity(f"{learner}e_gen")(*Z), e), (le(often, Z[-1]),))


def gen_at_least(Z: tuple[Any, ...], e: Any, learner: str = "") -> Named:
    """e <= e_gen(Z) from P(L_D - Lhat >= e) > delta: a smaller value would be exceeded too often."""
    often = quantity(f"{learner}reach")(*Z[:-1], e)
    return Named(GENERALIZATION, le(e, quantity(f"{learner}e_gen")(*Z)), (lt(Z[-1], often),))


def pair(below: Any, both: Any, made: Any, words: str = PAIR) -> Named:
    """v <= made: two samples lie in the set together more often than what `below` counts is below v, the last of its arguments."""
    return Named(words, le(below.args[-1], made), (lt(below, both),))


def pair_of_flips(Z: tuple[Any, ...], rho: Any, v: Any) -> Named:
    """v <= e_unif-alg(Z): S and its flip lie in the set together more often than their gap is below v."""
    return pair(quantity("gap_below")(*Z[:-1], rho, v), quantity("meet")(*Z[:-2], rho, Z[-1]), quantity("e_unif_alg")(*Z))


def pair_of_signs(Z: tuple[Any, ...], v: Any) -> Named:
    """The same for random signs."""
    return pair(quantity("gap_below_signs")(*Z[:-1], v), quantity("meet_signs")(*Z[:-2], Z[-1]), quantity("e_unif_alg")(*Z))


def pair_of_simplex(Z: tuple[Any, ...], k: Any, v: Any) -> Named:
    """The same for two of the k samples of the simplex."""
    return pair(quantity("simplex_below")(*Z[:-1], k, v), quantity("meet_simplex")(*Z[:-2], k, Z[-1]), quantity("e_unif_alg")(*Z))


def same_sample(learner: str, Z: tuple[Any, ...]) -> Named:
    """e_gen(Z) <= e_unif-alg(Z) of a learner, by the beginning of its quantities' names."""
    return Named(SAME, le(quantity(f"{learner}e_gen")(*Z), quantity(f"{learner}e_unif_alg")(*Z)))


def covers(name: str, Z: tuple[Any, ...]) -> Named:
    """e_gen(Z) <= the quantity of that name, one of COVERS."""
    return Named(COVERS[name], le(quantity("e_gen")(*Z), quantity(name)(*Z)))


def some_sample(name: str, Z: tuple[Any, ...], e: Any) -> Named:
    """e <= the one-sided quantity of that name, from the chance of a population loss of at least e without training loss."""
    scale = {"e_margin": sp.S.Zero, "e_zero_error": Z[-2]}[name]  # the ramp of the population loss
    seen = quantity("clean")(*Z[:-2], scale, Z[-2], e)
    return Named(SAMPLE, le(e, quantity(name)(*Z)), (lt(Z[-1], seen),))


def two_of(X: tuple[Any, ...], k: Any, delta: Any) -> Named:
    """Of k samples, each in the set with the chance 1 - delta, two are: a number that is 1 or less, but for at most k, has that mean."""
    mean, fewest, most = k * (1 - delta), 1, k
    share = (mean - fewest) / (most - fewest)
    return Named(TWO, le(share, quantity("meet_simplex")(*X, k, delta)), (le(2, k),), ("simplex-count", "simplex-law"))


def no_atoms(df: Any, t: Any) -> Named:
    """P(T < t) = P(T <= t), for a degree of freedom or more."""
    return Named(ATOMS, eq(1 - quantity("tail")(df, t), quantity("head")(df, t)), (le(1, df),))


def constant_margins(Z: tuple[Any, ...]) -> Named:
    """The class of the surrogate has no gap."""
    return Named(CONSTANT, le(quantity("e_surrogate")(*Z), sp.S.Zero), laws=("surrogate",))


def pair_of_labels(ZE: tuple[Any, ...], v: Any, partner: str = "") -> Named:
    """The same for the exponential network and the flip of labels, or its random signs."""
    below, both = quantity(f"exp_gap_below{partner}")(*ZE[:-1], v), quantity(f"exp_meet{partner}")(*ZE)
    return pair(below, both, quantity("exp_e_unif_alg")(*ZE))


def pair_of_interpolators(X: tuple[Any, ...], delta: Any, v: Any) -> Named:
    """The same for the minimum-norm interpolator and the flip."""
    made = quantity("interpolator_e_unif_alg")(*X, delta)
    words = PAIR.replace("e_unif-alg", "e_unif-alg of the interpolator")
    return pair(quantity("interpolator_below")(*X, v), quantity("meet")(*X, 1, delta), made, words)


def unif_at_least(m: Any, d: Any, delta: Any, e: Any) -> Named:
    """e <= e_unif from P(sup >= e) > delta."""
    return Named(UNIF, le(e, quantity("sco_e_unif")(m, d, delta)), (lt(delta, quantity("sco_spread")(m, d, e)),))


def unif_at_most(m: Any, d: Any, delta: Any, e: Any) -> Named:
    """e_unif <= e from P(sup > e) <= delta."""
    return Named(UNIF, le(quantity("sco_e_unif")(m, d, delta), e), (le(quantity("sco_beyond")(m, d, e), delta),))
