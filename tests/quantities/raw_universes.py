"""The random variables of the basis, of the exponential network and of convex optimization as functions of raw data, from their words.

Glossary
    Points    of the exponential network: y: (n, m) labels, x1: (n, m) signals, one coordinate, x2: (n, m, D) noises on a sphere
    c         (n, d): the fraction of the m points of {0, 1}^d at which a coordinate is 1
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from functools import cache
from math import ceil

import numpy as np

from tests.quantities.raw_linear import Draws, Row, Sample, norm

FRESH = 20  # fresh points, of either label as many, at which the error of an exponential network is measured


def network(w: Draws, s: float, b: float, y: Row, g: Row) -> Sample:
    """Points with the signal y u, |u|^2 = s, and a uniform noise of squared norm b."""
    return Sample(y, np.sqrt(s) * y, np.sqrt(b) * g / norm(g)[..., None])


def scores(S: Sample, x1: Row, x2: Row) -> Row:
    """The network's value at points x1: (n, p), x2: (n, p, D): the sum of y_i exp(|x + x_i|^2/2)."""
    square = (x1[:, :, None] + S.x1[:, None, :]) ** 2 + ((x2[:, :, None] + S.x2[:, None]) ** 2).sum(axis=3)
    return (S.y[:, None, :] * np.exp(square / 2)).sum(axis=2)


def errors(S: Sample, P: Sample) -> Row:
    """Which of the points P the network learned from S misclassifies, with ties as errors: (n, p)."""
    return P.y * scores(S, P.x1, P.x2) <= 0


def exp_own(w: Draws, s: float, b: float) -> Sample:
    return network(w, s, b, w.y, w.g)


def exp_other(w: Draws, s: float, b: float) -> Sample:
    return network(w, s, b, w.other_y, w.other_g)


def exp_flip(w: Draws, s: float, b: float, turned: Row = -1.0) -> Sample:
    """Labels with their signals change sign where `turned` is -1, and the noise stays."""
    S = exp_own(w, s, b)
    return Sample(turned * S.y, turned * S.x1, S.x2)


@cache
def fresh(w: Draws, count: int) -> tuple[Row, Row]:
    """Labels and normals of fresh points: one, or as many of either label."""
    rng = np.random.default_rng((w.m, w.D, count))
    fair = rng.choice((-1.0, 1.0), (w.n, 1))
    return fair * (-1.0) ** np.arange(count), rng.standard_normal((w.n, count, w.D))


def exp_risk(w: Draws, s: float, b: float) -> Row:
    return errors(exp_own(w, s, b), network(w, s, b, *fresh(w, FRESH))).mean(axis=1)


def classes(w: Draws) -> Row:
    """(2, n): how many of the points belong to each class."""
    return np.array([(w.y > 0).sum(axis=1), (w.y < 0).sum(axis=1)])


def near_pairs(w: Draws, u: float) -> Row:
    """(n, m, m): whether two points have different labels and noises whose product is at least u b."""
    unit = w.g / norm(w.g)[..., None]
    return (w.y[:, :, None] != w.y[:, None, :]) & (np.einsum("nid,nkd->nik", unit, unit) >= u)


def astray(w: Draws, t: float) -> Row:
    """How many noises lie, from a fresh one, beyond t b on the side that misleads: towards the other label, or away from one's own."""
    y, g = fresh(w, 1)
    unit, new = w.g / norm(w.g)[..., None], g[:, 0] / norm(g[:, 0])[..., None]
    return (-y * w.y * np.einsum("nid,nd->ni", unit, new) >= t).sum(axis=1)


def missed(w: Draws, s: float, b: float, c: float) -> Row:
    point = network(w, s, b, *fresh(w, 1))
    return (errors(exp_own(w, s, b), point)[:, 0] & (classes(w) >= c).all(axis=0)) * 1.0


@cache
def bits(w: Draws) -> tuple[Row, Row]:
    """c of S and of another sample, d being D."""
    return (w.g > 0).mean(axis=1), (w.other_g > 0).mean(axis=1)


def minimiser(c: Row, eta: float, lam: float) -> Row:
    """Over the ball, of sum c_j w_j^2 + eta |w - 1|^2 + lam |w|^2; at eta = lam = 0 the first unseen e_j."""
    if eta == 0:
        first = np.argmax(c == 0, axis=1)
        return np.eye(c.shape[1])[first] * ((lam == 0) & (c == 0).any(axis=1))[:, None]

    def at(mu: Row) -> Row:
        return eta / (c + eta + lam + mu[:, None])

    low, high = np.zeros(len(c)), np.full(len(c), eta * np.sqrt(c.shape[1]))
    for _ in range(60):
        middle = (low + high) / 2
        outside = norm(at(middle)) > 1
        low, high = np.where(outside, middle, low), np.where(outside, high, middle)
    return np.where((norm(at(0 * high)) <= 1)[:, None], at(0 * high), at(high))


def descent(c: Row, eta: float, tau: float) -> Row:
    """Projected gradient descent from 0 on sum c_j w_j^2 + eta |w - 1|^2, in equal steps that add up to tau."""
    count = ceil(tau * 2 * (1 + eta))
    w = np.zeros(c.shape)
    for _ in range(count):
        w = w - tau / count * (2 * c * w + 2 * eta * (w - 1))
        w = w / np.maximum(1, norm(w))[:, None]
    return w


def empirical(c: Row, w: Row) -> Row:
    return (c * w**2).sum(axis=1)


def chosen(w: Draws) -> Row:
    """(n, D + 1): how often each vector of the basis is in S."""
    which = np.random.default_rng((w.m, w.D)).integers(0, w.D + 1, (w.n, w.m))
    return (which[..., None] == np.arange(w.D + 1)).sum(axis=1)


def basis_sup(w: Draws) -> Row:
    """Over all sets of vectors that a linear classifier errs on: all sets, as the vectors are a basis."""
    sets = np.array(list(itertools.product((0, 1), repeat=w.D + 1)))
    return np.abs(sets.mean(axis=1)[:, None] - sets @ chosen(w).T / w.m).max(axis=0)


def square(w: Row) -> Row:
    return (w**2).sum(axis=1)


UNIVERSES: dict[str, Callable[..., Row]] = {
    "basis_sup": basis_sup,
    "seen": lambda w: (chosen(w) > 0).sum(axis=1),
    "turn": lambda w: (w.g[:, 0] / norm(w.g[:, 0])[..., None])[:, 0],
    "class_size": lambda w: classes(w)[0],
    "few": lambda w: classes(w).min(axis=0),
    "poor": lambda w, k: (classes(w) < k).sum(axis=0),
    "changed": lambda w: (w.signs[..., 0] < 0).sum(axis=1),
    "near": lambda w, u: near_pairs(w, u).sum(axis=(1, 2)),
    "touched": lambda w, u: near_pairs(w, u).any(axis=2).sum(axis=1),
    "pair": lambda w, u: near_pairs(w, u)[:, 0, 1] * 1.0,
    "astray": astray,
    "missed": missed,
    "exp_risk": exp_risk,
    "exp_training": lambda w, s, b: errors(exp_own(w, s, b), exp_own(w, s, b)).mean(axis=1),
    "exp_kept": lambda w, s, b: (~errors(exp_own(w, s, b), exp_flip(w, s, b))).mean(axis=1),
    "exp_partner": lambda w, s, b: errors(exp_own(w, s, b), exp_flip(w, s, b)).mean(axis=1),
    "exp_partner_signs": lambda w, s, b: errors(exp_own(w, s, b), exp_flip(w, s, b, w.signs[..., 0])).mean(axis=1),
    "exp_other": lambda w, s, b: errors(exp_own(w, s, b), exp_other(w, s, b)).mean(axis=1),
    "blank": lambda w: (bits(w)[0] == 0).sum(axis=1),
    "rare": lambda w: np.rint(w.m * np.minimum(bits(w)[0], 1 - bits(w)[0]).min(axis=1)),
    "sco_sup": lambda w: np.abs(0.5 - bits(w)[0]).max(axis=1),
    "sco_risk": lambda w, eta, lam: square(minimiser(bits(w)[0], eta, lam)) / 2,
    "sco_training": lambda w, eta, lam: empirical(bits(w)[0], minimiser(bits(w)[0], eta, lam)),
    "sco_other": lambda w, eta, lam: empirical(bits(w)[1], minimiser(bits(w)[0], eta, lam)),
    "sco_square": lambda w, eta, lam: square(minimiser(bits(w)[0], eta, lam)),
    "sco_gd_risk": lambda w, eta, tau: square(descent(bits(w)[0], eta, tau)) / 2,
    "sco_gd_other": lambda w, eta, tau: empirical(bits(w)[1], descent(bits(w)[0], eta, tau)),
    "sco_gd_square": lambda w, eta, tau: square(descent(bits(w)[0], eta, tau)),
}
