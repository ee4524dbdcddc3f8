"""Both halves of the theorem from raw data alone: samples of the linear setting in R^(K + D), their flips, and order statistics."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from uccheck.core.exact import Exact, positive_integer
from uccheck.counterexample.halves import SWAP, Halves, certify_halves, demand
from uccheck.linear.sample import draw, empirical_loss, flip, learn, population_loss
from uccheck.linear.setting import LinearSetting

_STREAM = 31


@dataclass(frozen=True, kw_only=True)
class LinearHalves:
    """What R independent samples and their flips certify, except with probability halves.alpha."""

    setting: LinearSetting
    replicates: int
    seed: int
    halves: Halves


def linear_halves(setting: LinearSetting, *, delta: Exact, alpha: Exact, seed: int, replicates: Exact | None = None) -> LinearHalves:
    """e_gen(m, delta) <= u and e_unif-alg(m, delta) >= v by the swap lemma; as many replicates as both halves need, unless named.

    Guarantee: the gap of each replicate is known, since L_D of a linear classifier is; nothing here uses the exact law.
    Raises: InvalidParameter where no number of replicates suffices.
    """
    setting.require_flip()
    needed = demand(delta, alpha, 0, lemma=SWAP).both
    count = needed if replicates is None else positive_integer(replicates, "replicates", 10**6)
    gaps, excess = [], []
    for index in range(count):
        rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(_STREAM, setting.m, setting.D, index)))
        sample = draw(setting, rng)
        w = learn(sample)
        error = population_loss(w, setting)
        gaps.append(empirical_loss(w, flip(sample)) - error)
        excess.append(error - empirical_loss(w, sample))
    halves = certify_halves(gaps, excess, delta=delta, alpha=alpha, gap_alpha=0, lemma=SWAP)
    return LinearHalves(setting=setting, replicates=count, seed=seed, halves=halves)
