"""What the words of each quantity say, at raw draws; nothing is shared with its meanings.

Glossary
    SAID    by the quantity's name a function of draws and of its arguments but m and D: whether the event happens, or the number, at
            each draw, or the mean by a formula of its own
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import integrate, special, stats

from tests.quantities import raw_linear as raw
from tests.quantities import raw_universes as other
from tests.quantities.raw_linear import Draws, Row

Said = Callable[..., Any]


def learned(w: Draws, s: float, b: float) -> Any:
    return raw.learn(w.sample(s, b))


def gap(w: Draws, s: float, b: float, gamma: float, partner: raw.Sample) -> Row:
    return raw.ramp(raw.own(w, s, b, partner), gamma).mean(axis=1) - raw.population(learned(w, s, b), gamma, w, s, b)


def exceeds(w: Draws, s: float, b: float, gamma: float) -> Row:
    return -gap(w, s, b, gamma, w.sample(s, b))


def exp_gap(w: Draws, s: float, b: float, partner: raw.Sample) -> Row:
    return other.errors(other.exp_own(w, s, b), partner).mean(axis=1) - other.exp_risk(w, s, b)


def exp_exceeds(w: Draws, s: float, b: float) -> Row:
    return -exp_gap(w, s, b, other.exp_own(w, s, b))


def some_pair(w: Draws, s: float, b: float, gamma: float, k: float, v: float) -> Row:
    every = raw.simplex(w, s, b, k)
    pairs = [(raw.learn(every[a]), every[c]) for c in range(int(k)) for a in range(c)]
    gaps = [raw.ramp(raw.margins(h, S), gamma).mean(axis=1) - raw.population(h, gamma, w, s, b) for h, S in pairs]
    return np.any([one < v for one in gaps], axis=0)


def left_out(w: Draws, s: float, b: float) -> Row:
    S = w.sample(s, b)
    h = raw.learn(raw.Sample(*(part[:, 1:] for part in S)))
    return raw.margins(h, raw.Sample(*(part[:, :1] for part in S)))[:, 0] <= 0


def all_flipped(w: Draws, s: float, b: float, t: float) -> Row:
    return (raw.own(w, s, b, raw.flipped(w, s, b, 1)) <= 0).all(axis=1) & (raw.chi(w, w.D) <= t)


def cone(w: Draws, a: float, p: float) -> Row:
    return ((w.z[..., 0] >= a) & ((w.z[..., 1:] ** 2).sum(axis=2) <= p)).all(axis=1)


def clean(w: Draws, s: float, b: float, u: float, gamma: float, e: float) -> Row:
    right = raw.ramp(raw.own(w, s, b, w.sample(s, b)), gamma) == 0
    return (raw.population(learned(w, s, b), u, w, s, b) >= e) & right.all(axis=1)


def sign_moment(w: Draws, s: float, b: float, x: float) -> float:
    """exp(x D s/b) times, for each coordinate, E exp(x e z_1 (z_1 + ... + z_m)), the sign e being -1 with the chance 3/4."""
    each = [p / np.sqrt(1 - 2 * e * x - x**2 * (w.m - 1)) for e, p in ((1, 1 / 4), (-1, 3 / 4))]
    return float(np.exp(x * w.D * s / b) * sum(each) ** w.D)


def cap_moment(w: Draws, x: float) -> float:
    """Against the density of a coordinate on the sphere, which is (1 - t^2)^((D - 3)/2)."""
    area, moment = (integrate.quad(lambda t, x=x: np.exp(x * t) * (1 - t * t) ** ((w.D - 3) / 2), -1, 1)[0] for x in (0, x))
    return moment / area


def ones(w: Draws) -> Row:
    return (w.g > 0).sum(axis=1)


def sco_gap(w: Draws, eta: float, lam: float) -> Row:
    c = other.bits(w)[0]
    chosen = other.minimiser(c, eta, lam)
    return ((0.5 - c) * chosen**2).sum(axis=1)


def deviations(w: Draws) -> Row:
    return w.copy[..., 0] - w.copy[..., 0].mean(axis=1, keepdims=True)


def mn_gap(w: Draws, s: float, b: float) -> Row:
    h = raw.interpolator(w, s, b)
    return raw.ramp(raw.margins(h, raw.flipped(w, s, b, 1)), 0).mean(axis=1) - raw.population(h, 0, w, s, b)


SAID: dict[str, Said] = {
    "tail": lambda w, t: stats.chi2.sf(t, w.D),
    "head": lambda w, t: stats.chi2.cdf(t, w.D),
    "exceed": lambda w, s, b, gamma, e: raw.population(learned(w, s, b), gamma, w, s, b) > e,
    "gap_below": lambda w, s, b, gamma, rho, v: gap(w, s, b, gamma, raw.flipped(w, s, b, rho)) < v,
    "gap_below_signs": lambda w, s, b, gamma, v: gap(w, s, b, gamma, raw.signed(w, s, b)) < v,
    "all_flipped": all_flipped,
    "cone": cone,
    "deviates": lambda w, c: (deviations(w) < c).all(axis=1),
    "one_deviates": lambda w, c: deviations(w)[:, 0] >= c,
    "unflipped": lambda w, s, b, rho: raw.own(w, s, b, raw.flipped(w, s, b, rho))[:, 0] > 0,
    "unflipped_signs": lambda w, s, b: raw.own(w, s, b, raw.signed(w, s, b))[:, 0] > 0,
    "clean": clean,
    "swollen": lambda w, q: np.any([square > q * size for size, square in raw.subset_sums(w)], axis=0),
    "one_swollen": lambda w, q: ((w.z[:, 0] + w.z[:, 1]) ** 2).sum(axis=1) / 2 > q,
    "gibbs_below": lambda w, s, b, x, v: np.any([one < v for _, one in raw.gibbs_gaps(w, s, b, raw.beyond(x))], axis=0),
    "gibbs_sum_below": lambda w, s, b, u, y, v: np.any(
        [train + one < v for train, one in raw.gibbs_gaps(w, s, b, np.geomspace(u, y, 7))], axis=0
    ),
    "overshoot": lambda w, s, b, gamma, e: exceeds(w, s, b, gamma) > e,
    "reach": lambda w, s, b, gamma, e: exceeds(w, s, b, gamma) >= e,
    "simplex_below": some_pair,
    "misfit": lambda w, s, b, gamma: raw.own(w, s, b, w.sample(s, b))[:, 0] < gamma,
    "left_out": left_out,
    "interpolator_below": lambda w, s, b, v: mn_gap(w, s, b) < v,
    "chi_moment": lambda w, x: (1 - 2 * x) ** (-w.D / 2),
    "sign_moment": sign_moment,
    "cap": lambda w, t: special.betainc((w.D - 1) / 2, 0.5, 1 - t * t) / 2,
    "cap_moment": cap_moment,
    "exp_fresh_error": lambda w, s, b, c: other.missed(w, s, b, c) == 1,
    "scarce": lambda w, k: ((w.other_y > 0).sum(axis=1) < k) | ((w.other_y < 0).sum(axis=1) < k),
    "fewer": lambda w, p, k: stats.binom.cdf(k - 1, w.m, p),
    "class_moment": lambda w, x: ((1 + np.exp(-x)) / 2) ** w.m,
    "mixed": lambda w, u: special.betainc((w.D - 1) / 2, 0.5, 1 - u * u) / 4,
    "exp_near": lambda w, u: w.m * (w.m - 1) * special.betainc((w.D - 1) / 2, 0.5, 1 - u * u) / 4,
    "exp_exceed": lambda w, s, b, e: other.exp_risk(w, s, b) > e,
    "exp_gap_below": lambda w, s, b, v: exp_gap(w, s, b, other.exp_flip(w, s, b)) < v,
    "exp_gap_below_signs": lambda w, s, b, v: exp_gap(w, s, b, other.exp_flip(w, s, b, w.signs[..., 0])) < v,
    "exp_overshoot": lambda w, s, b, e: exp_exceeds(w, s, b) > e,
    "exp_reach": lambda w, s, b, e: exp_exceeds(w, s, b) >= e,
    "unseen": lambda w: (ones(w) == 0).any(axis=1),
    "spoiled": lambda w, k: ((ones(w) < k) | (w.m - ones(w) < k)).any(axis=1),
    "sco_reach": lambda w, eta, lam, e: sco_gap(w, eta, lam) >= e,
    "sco_spread": lambda w, e: np.abs(0.5 - ones(w) / w.m).max(axis=1) >= e,
    "sco_beyond": lambda w, e: np.abs(0.5 - ones(w) / w.m).max(axis=1) > e,
}
