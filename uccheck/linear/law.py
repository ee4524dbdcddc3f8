"""The exact law of the linear setting: margins and population losses from T ~ chi2_D and m normal deviates.

Derivation. With z_i = y_i x2_i / sigma iid N(0, I_D), rotate the m samples by an orthogonal matrix whose first row is
(1, .., 1)/sqrt(m). Its first image r_1 = sum_i z_i / sqrt(m) is N(0, I_D), independent of the others, and
z_i . r_1 = |r_1|^2/sqrt(m) + |r_1| (zeta_i - zbar). Since w2 = sigma sqrt(m) r_1, with T = |r_1|^2:

    |w2|^2 = sigma^2 m T
    M_i    = s + sigma^2 (T + sqrt(m T) (zeta_i - zbar))                                      a training point
    N_i    = s - sigma^2 (rho T + sqrt(m T) (rho (zeta_i - zbar) - sqrt(1 - rho^2) eta_i))    the same, flipped
    X      ~ N(s, tau^2), tau = sigma^2 sqrt(m T)                                             a fresh point, given S

jointly over i, zeta and eta iid N(0, 1) independent of T. One trial costs O(m), not O(m D). Floats throughout: `balls`
encloses the probabilities; `sample.raw_trials` is the independent check.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from scipy.special import erfcx, gammainccinv, gammaincinv, ndtr

from uccheck.core.exact import Exact, nonnegative, probability
from uccheck.linear.sample import Array, Trials
from uccheck.linear.setting import LinearSetting

_BLOCK = 2**17  # deviates drawn at a time: what fits in a core's cache
_NARROW = 0.25  # below this width the difference of G cancels, and a Gauss rule of 12 nodes is exact to rounding


def margins(setting: LinearSetting, T: Array, zeta: Array) -> Array:
    """The training margins M: (n, m), from T: (n,) and zeta: (n, m)."""
    return _level(setting) + _noise_variance(setting) * (T[:, None] + _root(setting, T)[:, None] * _centred(zeta))


def flipped_margins(setting: LinearSetting, T: Array, zeta: Array, *, rho: float = 1, eta: Array | None = None) -> Array:
    """The flipped margins N: (n, m), from T: (n,), zeta: (n, m) and, for rho < 1, eta: (n, m)."""
    deviation = rho * _centred(zeta)
    if eta is not None:
        deviation = deviation - (1 - rho * rho) ** 0.5 * eta
    return _level(setting) - _noise_variance(setting) * (rho * T[:, None] + _root(setting, T)[:, None] * deviation)


def population_loss(setting: LinearSetting, T: Array, gamma: float = 0) -> Array:
    """L_D^gamma(h_S) given T: (n,). For gamma = 0 it is Q(r D/sqrt(m T)), increasing in T.

    For gamma > 0, (1/gamma) int_0^gamma Phi((t - s)/tau) dt = (tau/gamma) (G((gamma - s)/tau) - G(-s/tau)), where
    G(x) = x Phi(x) + phi(x) is the antiderivative of Phi. Relative error about 1e-13.
    """
    T = np.asarray(T, dtype=np.float64)
    tau = _noise_variance(setting) * _root(setting, T)
    start, width = -_level(setting) / tau, gamma / tau
    if gamma == 0:
        return np.asarray(ndtr(start))
    return np.where(width < _NARROW, _mean_of_phi(start, width), _difference(start, width))


def population_loss_increases(setting: LinearSetting, gamma: Exact = 0) -> bool:
    """Whether L_D^gamma(h_S) is nondecreasing in T, that is gamma <= 2 s; beyond it is nonincreasing.

    d/dtau of (1/gamma) int_0^gamma Phi((t - s)/tau) dt is (phi((gamma - s)/tau) - phi(s/tau))/gamma, whose sign is that
    of s - |gamma - s|. At gamma = 2 s the loss is 1/2 whatever T.
    """
    return nonnegative(gamma, "gamma") <= 2 * setting.s


def population_loss_quantile(setting: LinearSetting, order: Exact, gamma: Exact = 0) -> float:
    """The quantile of L_D^gamma(h_S) of that order, in floats: L_D^gamma at the quantile of T on its side."""
    share, ramp = probability(order, "order"), nonnegative(gamma, "gamma")
    lower_tail = share if population_loss_increases(setting, ramp) else 1 - share
    return float(population_loss(setting, np.array([_chi2_quantile(setting.D, lower_tail)]), float(ramp))[0])


def e_gen_upper(setting: LinearSetting, delta: Exact, gamma: Exact = 0) -> float:
    """An upper bound, in floats, of e_gen(m, delta) for L^gamma: the quantile of L_D^gamma(h_S) of order 1 - delta.

    Lhat_S >= 0, and the two agree where the training margins are all at least gamma, which they nearly always are.
    """
    return population_loss_quantile(setting, 1 - probability(delta, "delta"), gamma)


def law_trials(setting: LinearSetting, n: int, rng: np.random.Generator, *, rho: float = 1, gamma: float = 0) -> Trials:
    """The statistics of n trials from the exact law: O(m) a trial, in blocks, so that memory stays bounded for any m.

    The least margin needs only min zeta and zbar; the greatest flipped one only min(rho zeta - sqrt(1 - rho^2) eta).
    """
    T = 2 * rng.standard_gamma(setting.D / 2, size=n)
    rows = max(1, _BLOCK // setting.m)
    parts = [_extremes(setting.m, min(rows, n - start), rho, rng) for start in range(0, n, rows)]
    mean, least, least_mixed, first_mixed = np.concatenate(parts, axis=1) if parts else np.empty((4, 0))
    root, level, variance = _root(setting, T), _level(setting), _noise_variance(setting)
    return Trials(
        least_margin=level + variance * (T + root * (least - mean)),
        greatest_flipped=level - variance * (rho * T + root * (least_mixed - rho * mean)),
        first_flipped=level - variance * (rho * T + root * (first_mixed - rho * mean)),
        population_loss=population_loss(setting, T, gamma),
    )


def _extremes(m: int, rows: int, rho: float, rng: np.random.Generator) -> Array:
    """(4, rows): zbar, min zeta, min and first of rho zeta - sqrt(1 - rho^2) eta, drawing _BLOCK deviates at a time."""
    total, least, mixed = np.zeros(rows), np.full(rows, np.inf), np.full(rows, np.inf)
    first = np.empty(rows)
    columns = min(m, _BLOCK)
    for start in range(0, m, columns):
        zeta = rng.standard_normal((rows, min(columns, m - start)))
        total += zeta.sum(axis=1)
        np.minimum(least, zeta.min(axis=1), out=least)
        if rho != 1:
            zeta *= rho
            zeta -= (1 - rho * rho) ** 0.5 * rng.standard_normal(zeta.shape)
            np.minimum(mixed, zeta.min(axis=1), out=mixed)
        if start == 0:
            first[:] = zeta[:, 0]
    return np.stack([total / m, least, least if rho == 1 else mixed, first])


def _level(setting: LinearSetting) -> float:
    return float(setting.s)


def _noise_variance(setting: LinearSetting) -> float:
    return float(setting.noise_variance)


def _root(setting: LinearSetting, T: Array) -> Array:
    """sqrt(m T): (n,)."""
    return np.asarray(np.sqrt(setting.m * T))


def _centred(zeta: Array) -> Array:
    """zeta_i - zbar: (n, m)."""
    return np.asarray(zeta - zeta.mean(axis=1, keepdims=True))


def _mean_of_phi(start: Array, width: Array) -> Array:
    """The mean of Phi over [start, start + width]."""
    nodes, weights = np.polynomial.legendre.leggauss(12)
    at = start[..., None] + np.minimum(width, _NARROW)[..., None] * (nodes + 1) / 2
    return np.asarray(ndtr(at) @ (weights / 2))


def _difference(start: Array, width: Array) -> Array:
    """(G(start + width) - G(start))/width."""
    return (_antiderivative(start + width) - _antiderivative(start)) / width


def _antiderivative(x: Array) -> Array:
    """G(x) = x Phi(x) + phi(x), for negative x as phi(x) (1 - |x| Q(|x|)/phi(x)), which does not cancel to 0."""
    density = np.exp(-x * x / 2) / np.sqrt(2 * np.pi)
    negative = np.minimum(x, 0)
    mills = np.sqrt(np.pi / 2) * erfcx(-negative / np.sqrt(2))
    return np.asarray(np.where(x < 0, density * (1 + negative * mills), x * ndtr(x) + density))


def _chi2_quantile(D: int, share: Fraction) -> float:
    """The quantile of chi2_D of that order, from the smaller tail."""
    if share <= Fraction(1, 2):
        return 2 * float(gammaincinv(D / 2, float(share)))
    return 2 * float(gammainccinv(D / 2, float(1 - share)))
