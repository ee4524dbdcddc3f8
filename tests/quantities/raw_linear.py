"""The random variables of the linear setting as functions of raw data, each written from its words; no formula is shared with the kit.

Glossary
    Draws     n raw samples of m points in D dimensions, each with another sample, and what partners are made of
    Sample    y: (n, m) labels, x1: (n, m) signals, one coordinate, x2: (n, m, D) noises
    h         a linear classifier for each draw: (w1: (n,), w2: (n, D))
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from scipy.special import ndtr, roots_genlaguerre, roots_hermitenorm, roots_legendre

Row = Any


class Sample(NamedTuple):
    """n samples of m labelled points."""

    y: Row
    x1: Row
    x2: Row


@dataclass(frozen=True, eq=False)
class Draws:
    """Labels and standard normals of n samples, of other samples, of fresh copies; signs that change with the chance 3/4."""

    y: Row
    g: Row
    other_y: Row
    other_g: Row
    copy: Row
    signs: Row
    rng: np.random.Generator

    @property
    def n(self) -> int:
        return len(self.y)

    @property
    def m(self) -> int:
        return int(self.g.shape[1])

    @property
    def D(self) -> int:
        return int(self.g.shape[2])

    @property
    def z(self) -> Row:
        """The noise vectors in units of sigma, times the labels."""
        return self.y[..., None] * self.g

    def sample(self, s: float, b: float, noise: Row = None) -> Sample:
        """S, or the sample with the same labels and signals and another noise."""
        return made(self.y, self.g if noise is None else noise, s, b)

    def another(self, s: float, b: float) -> Sample:
        """S'."""
        return made(self.other_y, self.other_g, s, b)

    @property
    def swapped(self) -> Draws:
        """The other sample in the place of S."""
        return Draws(self.other_y, self.other_g, self.y, self.g, self.copy, self.signs, self.rng)


@cache
def draws(m: int, D: int, n: int = 6000) -> Draws:
    """n seeded draws of m points in D dimensions."""
    rng = np.random.default_rng((m, D, n))
    fair = [rng.choice((-1.0, 1.0), (n, m)) for _ in range(2)]
    g, other, copy = (rng.standard_normal((n, m, D)) for _ in range(3))
    return Draws(fair[0], g, fair[1], other, copy, rng.choice((-1.0, -1.0, -1.0, 1.0), (n, m, D)), rng)


def made(y: Row, g: Row, s: float, b: float) -> Sample:
    """Points with the signal sqrt(s) y u, |u|^2 = 1/m, and a noise of variance b/D in each coordinate."""
    m, D = g.shape[1:]
    return Sample(y, np.sqrt(s / m) * y, np.sqrt(b / D) * g)


def learn(S: Sample) -> tuple[Row, Row]:
    """One gradient step of size 1 from 0 on the sum of the labels times the scores."""
    return (S.y * S.x1).sum(axis=1), (S.y[..., None] * S.x2).sum(axis=1)


def margins(h: tuple[Row, Row], S: Sample) -> Row:
    """(n, m)."""
    return S.y * (S.x1 * h[0][:, None] + np.einsum("nid,nd->ni", S.x2, h[1]))


def ramp(margin: Row, gamma: float) -> Row:
    """The ramp loss, with ties as errors."""
    return (margin <= 0) * 1.0 if gamma == 0 else np.clip(1 - margin / gamma, 0, 1)


def mean_ramp(mean: Row, deviation: Row, gamma: float) -> Row:
    """The mean ramp loss of a normal margin: the mean over x of [0, gamma] of the chance to lie below x, by a Gauss rule."""
    if gamma == 0:
        return ndtr(-mean / deviation)
    nodes, weights = roots_legendre(40)
    low, high = (np.clip(mean + side * 8 * deviation, 0, gamma) for side in (-1, 1))
    at = (low + high)[..., None] / 2 + (high - low)[..., None] / 2 * nodes
    inner = ndtr((at - np.asarray(mean)[..., None]) / deviation[..., None]) @ weights / 2
    return ((high - low) * inner + gamma - high) / gamma


def norm(v: Row) -> Row:
    return np.sqrt((v**2).sum(axis=-1))


def population(h: tuple[Row, Row], gamma: float, w: Draws, s: float, b: float) -> Row:
    """The mean loss at a fresh point, whose noise is normal."""
    return mean_ramp(h[0] * np.sqrt(s / w.m), np.sqrt(b / w.D) * norm(h[1]), gamma)


def flipped(w: Draws, s: float, b: float, rho: float) -> Sample:
    """The flip of strength rho."""
    return w.sample(s, b, -rho * w.g + np.sqrt(1 - rho**2) * w.copy)


def signed(w: Draws, s: float, b: float) -> Sample:
    """The partner by random signs."""
    return w.sample(s, b, w.signs * w.g)


def own(w: Draws, s: float, b: float, S: Sample) -> Row:
    """The margins of h_S on a sample."""
    return margins(learn(w.sample(s, b)), S)


def given_r(w: Draws, s: float, b: float, weights: Row) -> tuple[Row, Row]:
    """Mean and deviation, given r, of the margin of a point whose noise has these coefficients of z_1, ..., z_m and of fresh ones."""
    total = np.append(np.ones(w.m), np.zeros(len(weights) - w.m)) / np.sqrt(w.m)
    along = weights @ total
    rest = norm(weights - along * total)
    r = w.z.sum(axis=1) / np.sqrt(w.m)
    scale = b / w.D * np.sqrt(w.m)
    return s + scale * along * (r**2).sum(axis=1), scale * rest * norm(r)


def below(at: float, mean: Row, deviation: Row) -> Row:
    """The chance that a normal is below, or that a constant is."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(deviation > 1e-12, ndtr((at - mean) / deviation), (mean < at) * 1.0)


def likely(w: Draws, s: float, b: float, rho: float) -> Row:
    mean, deviation = given_r(w, s, b, np.array([-rho, *[0.0] * (w.m - 1), np.sqrt(1 - rho**2)]))
    return 1 - below(0, mean, deviation)


def subset_sums(w: Draws) -> list[tuple[int, Row]]:
    """Size and squared norm of the sum of each subset but the empty one."""
    chosen = [list(some) for size in range(1, w.m + 1) for some in itertools.combinations(range(w.m), size)]
    return [(len(some), (w.z[:, some].sum(axis=1) ** 2).sum(axis=1)) for some in chosen]


def member(w: Draws, s: float, b: float, kappa: float) -> tuple[Row, Row]:
    """(w_1, v) with |v - w_2| = kappa |w_2|, in the direction of a fresh normal or, at every other draw, away from w_2."""
    w1, w2 = learn(w.sample(s, b))
    away = np.where(np.arange(w.n)[:, None] % 2 == 0, w.copy[:, 0], -w2)
    return w1, w2 + kappa * norm(w2)[:, None] * away / norm(away)[:, None]


def gibbs(w: Draws, s: float, b: float, x: float) -> tuple[Row, Row, Row]:
    """Errors of N(w_S, I/x^2) on S, on the flip and on a fresh point: of normal weights at a point, then over the point."""
    h, S = learn(w.sample(s, b)), w.sample(s, b)
    if np.isinf(x):
        return *(ramp(own(w, s, b, T), 0).mean(axis=1) for T in (S, flipped(w, s, b, 1))), population(h, 0, w, s, b)
    size = np.sqrt(S.x1**2 + (S.x2**2).sum(axis=2))
    seen = [ndtr(-x * own(w, s, b, T) / size).mean(axis=1) for T in (S, flipped(w, s, b, 1))]
    (along, weight), (rest, share) = roots_hermitenorm(24), roots_genlaguerre(12, (w.D - 1) / 2 - 1)
    margin = h[0][:, None] * np.sqrt(s / w.m) + np.sqrt(b / w.D) * norm(h[1])[:, None] * along
    squares = s / w.m + b / w.D * (along[:, None] ** 2 + 2 * rest)
    error = ndtr(-x * margin[..., None] / np.sqrt(squares))
    return *seen, np.einsum("nij,i,j->n", error, weight / weight.sum(), share / share.sum())


def gibbs_gaps(w: Draws, s: float, b: float, xs: Row) -> list[tuple[Row, Row]]:
    """Error on S, and error on the flip minus population error, at each x."""
    return [(train, flip - fresh) for train, flip, fresh in (gibbs(w, s, b, x) for x in xs)]


def beyond(x: float) -> list[float]:
    """x and more, and the classifier without noise."""
    return [*np.geomspace(x, 100 * x, 8), np.inf]


def simplex(w: Draws, s: float, b: float, k: float) -> list[Sample]:
    """k samples whose noises are multiples of the deviations of independent copies from their mean."""
    g = np.random.default_rng((w.m, w.D, int(k))).standard_normal((int(k), *w.g.shape))
    return [w.sample(s, b, noise) for noise in np.sqrt(k / (k - 1)) * (g - g.mean(axis=0))]


@cache
def pairs(w: Draws, s: float, b: float, gamma: float, k: float) -> dict[str, Row]:
    """For each pair a < c: loss on S_c, population loss, and the fraction of S_c that is classified correctly, of h_{S_a}."""
    every = simplex(w, s, b, k)
    at = [(learn(every[a]), every[c]) for a, c in itertools.combinations(range(int(k)), 2)]
    return {
        "partner": np.array([ramp(margins(h, S), gamma).mean(axis=1) for h, S in at]),
        "risk": np.array([population(h, gamma, w, s, b) for h, _ in at]),
        "kept": np.array([(margins(h, S) > 0).mean(axis=1) for h, S in at]),
    }


def worst(what: str) -> Callable[..., Row]:
    """At the pair with the least gap."""

    def value(w: Draws, s: float, b: float, gamma: float, k: float) -> Row:
        every = pairs(w, s, b, gamma, k)
        least = np.argmin(every["partner"] - every["risk"], axis=0)
        return every[what][least, np.arange(w.n)]

    return value


def interpolator(w: Draws, s: float, b: float) -> tuple[Row, Row]:
    """The weights of least norm with margin 1 at every point."""
    S = w.sample(s, b)
    rows = S.y[..., None] * np.concatenate([S.x1[..., None], S.x2], axis=2)
    weights = np.linalg.pinv(rows).sum(axis=2)
    return weights[:, 0], weights[:, 1:]


def chi(w: Draws, D: float) -> Row:
    """|r|^2, or all |z_i|^2."""
    z = {w.D: w.z.sum(axis=1, keepdims=True) / np.sqrt(w.m), w.m * w.D: w.z}[int(D)]
    return (z**2).sum(axis=(1, 2))


def fewer_points(w: Draws, s: float, b: float) -> tuple[Row, Row]:
    """What m - 1 points teach whose normalised sum is r."""
    r = (w.y[..., None] * w.sample(s, b).x2).sum(axis=1) / np.sqrt(w.m)
    return (w.m - 1) * np.sqrt(s / w.m) * np.ones(w.n), np.sqrt(w.m - 1) * r


def weight(h: tuple[Row, Row]) -> Row:
    return np.hypot(h[0], norm(h[1]))


LINEAR: dict[str, Callable[..., Row]] = {
    "chi": chi,
    "risk": lambda w, s, b, gamma: population(learn(w.sample(s, b)), gamma, w, s, b),
    "training": lambda w, s, b, gamma: ramp(own(w, s, b, w.sample(s, b)), gamma).mean(axis=1),
    "short": lambda w, s, b, gamma: (own(w, s, b, w.sample(s, b)) < gamma).sum(axis=1),
    "kept": lambda w, s, b, rho: (own(w, s, b, flipped(w, s, b, rho)) > 0).mean(axis=1),
    "partner": lambda w, s, b, gamma, rho: ramp(own(w, s, b, flipped(w, s, b, rho)), gamma).mean(axis=1),
    "kept_signs": lambda w, s, b: (own(w, s, b, signed(w, s, b)) > 0).mean(axis=1),
    "partner_signs": lambda w, s, b, gamma: ramp(own(w, s, b, signed(w, s, b)), gamma).mean(axis=1),
    "other": lambda w, s, b, gamma: ramp(own(w, s, b, w.another(s, b)), gamma).mean(axis=1),
    "margin_signs": lambda w, s, b: own(w, s, b, signed(w, s, b))[:, 0],
    "likely": likely,
    "short_given": lambda w, s, b, gamma: below(gamma, *given_r(w, s, b, np.eye(w.m)[0])),
    "above": lambda w, c: (w.g[..., 0] - w.g[..., 0].mean(axis=1, keepdims=True) >= c).sum(axis=1),
    "lean": lambda w: w.z[..., 0].min(axis=1),
    "mirror": lambda w, s, b, gamma: ramp(margins(learn(flipped(w, s, b, 1)), w.sample(s, b)), gamma).mean(axis=1),
    "member": lambda w, s, b, gamma, kappa: ramp(margins(member(w, s, b, kappa), w.sample(s, b)), gamma).mean(axis=1),
    "member_risk": lambda w, s, b, gamma, kappa: population(member(w, s, b, kappa), gamma, w, s, b),
    "swell": lambda w: np.max([square / size for size, square in subset_sums(w)], axis=0),
    "subsets": lambda w, q: np.sum([square > q * size for size, square in subset_sums(w)], axis=0),
    "far": lambda w, t: ((w.z**2).sum(axis=2) >= t).mean(axis=1),
    "norm_term": lambda w, s, b, gamma: 2 * weight(learn(w.sample(s, b))) * np.sqrt(s / w.m + b) / (gamma * np.sqrt(w.m)),
    "divergence_term": lambda w, s, b, x: weight(learn(w.sample(s, b))) ** 2 * x**2 / 2 / w.m,
    "gibbs_gap": lambda w, s, b, x: np.min([gap for _, gap in gibbs_gaps(w, s, b, beyond(x))], axis=0),
    "gibbs_sum": lambda w, s, b, u, y: np.min([train + gap for train, gap in gibbs_gaps(w, s, b, np.geomspace(u, y, 7))], axis=0),
    "crossed": lambda w: np.abs(np.einsum("nd,nkd->nk", w.z.sum(axis=1), w.swapped.z)).sum(axis=1) / w.m,
    "least_product": lambda w: np.einsum("nid,nkd->nik", w.z, w.swapped.z).min(axis=(1, 2)),
    "rest": lambda w: (w.z[..., 1:] ** 2).sum(axis=2).max(axis=1),
    "worst_partner": worst("partner"),
    "worst_risk": worst("risk"),
    "worst_kept": worst("kept"),
    "kept_pairs": lambda w, s, b, k: pairs(w, s, b, 0, k)["kept"].sum(axis=0),
    "large": lambda w, s, b, gamma, k, e: np.sum([population(learn(S), gamma, w, s, b) > e for S in simplex(w, s, b, k)[:-1]], axis=0),
    "mn_risk": lambda w, s, b: population(interpolator(w, s, b), 0, w, s, b),
    "mn_training": lambda w, s, b: ramp(margins(interpolator(w, s, b), w.sample(s, b)), 0).mean(axis=1),
    "mn_other": lambda w, s, b: ramp(margins(interpolator(w, s, b), w.another(s, b)), 0).mean(axis=1),
    "mn_partner": lambda w, s, b: ramp(margins(interpolator(w, s, b), flipped(w, s, b, 1)), 0).mean(axis=1),
    "mn_margin": lambda w, s, b: margins(interpolator(w, s, b), flipped(w, s, b, 1)).max(axis=1),
    "miss_given": lambda w, s, b: population(fewer_points(w, s, b), 0, w, s, b),
}
