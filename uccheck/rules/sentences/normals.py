"""What is said of Gaussian vectors: laws found from means, variances and covariances; of the sphere, and of a Gram matrix."""

from __future__ import annotations

from typing import Any

import sympy as sp

from uccheck.quantities.applied import quantity
from uccheck.quantities.symbols import Phi, Q, phi
from uccheck.rules.claim import eq, ge, gt, le
from uccheck.rules.sentences.words import GAUSS, INVERT, SERIES, WISHART
from uccheck.rules.steps.cited import Named, read

FRESH = ("weight-norm", "training-margin")


def uncorrelated() -> Named:
    """Two linear images whose covariance, 0, was found are independent."""
    return read(GAUSS, sp.S.Zero)


def same_law(variance: Any) -> Named:
    """A centred linear image whose variance was found has the law of that variance."""
    return read(GAUSS, variance)


def training_margins(m: Any, T: Any, s: Any, sigma: Any, deviation: Any) -> Named:
    """Jointly s + sigma^2 sqrt(m) r.z_i, where r.z_i = T/sqrt(m) + sqrt(T) times a deviation from the mean of m normals."""
    product = T / sp.sqrt(m) + sp.sqrt(T) * deviation
    return read(GAUSS, s + sigma**2 * sp.sqrt(m) * product, laws=("rotation", "training-margin"))


def deviation_exceeds(m: Any, c: Any) -> Named:
    """A deviation from the mean of m normals has the variance 1 - 1/m."""
    return Named(GAUSS, eq(quantity("one_deviates")(m, c), Q(c / sp.sqrt((m - 1) / m))), (gt(m, 1),), ("rotation",))


def subset_exceeds(m: Any, D: Any, at: Any) -> Named:
    """The sum of a subset of the noise, over the root of its size, is a standard normal vector of R^D."""
    return Named(GAUSS, eq(quantity("one_swollen")(m, D, at), quantity("tail")(D, at)), laws=("rotation",))


def spread(X: tuple[Any, ...], t: Any) -> Any:
    """The standard deviation of a fresh margin where T = t: b/D times |w_2|^2 = (b/D) m t is its variance."""
    m, D, _, b = X
    return sp.sqrt(b / D) * sp.sqrt(b / D * m * t)


def fresh_error(X: tuple[Any, ...], t: Any) -> Named:
    """A margin of mean s is at most 0 with the chance Q(s/deviation)."""
    return Named(GAUSS, eq(quantity("loss")(*X, 0, t), Q(X[2] / spread(X, t))), (gt(t, 0),), FRESH)


def fresh_ramp(X: tuple[Any, ...], gamma: Any, t: Any, tau: Any, u: Any) -> Named:
    """The ramp loss averages over thresholds u up to gamma the chance of a margin up to u; tau stands for the deviation."""
    average = sp.Integral(Phi((u - X[2]) / tau), (u, 0, gamma)) / gamma
    needs = (gt(t, 0), gt(gamma, 0), eq(tau, spread(X, t)))
    return Named(GAUSS, eq(quantity("loss")(*X, gamma, t), average), needs, FRESH)


def misclassified(mean: Any, variance: Any) -> Named:
    """The chance that a normal variable is at most 0."""
    return read(GAUSS, Q(mean / sp.sqrt(variance)), laws=("correlated-flip-margin",))


def inverted(x: Any, t: Any) -> Named:
    """The density at x times exp(itx), whose integral below c is the transform of the half-line."""
    return read(INVERT, phi(x) * sp.exp(sp.I * t * x))


def interpolated(X: tuple[Any, ...], V: Any) -> Named:
    """The error of the minimum-norm interpolator given V: with e' G^-1 e = a, the mean is s a/m and the variance b/D (a - s a^2/m)."""
    m, D, s, b = X
    whole = 1 / (b * V / (m * D) + s / m)
    variance = b / D * (whole - s * whole**2 / m)
    return read(WISHART, Q(s * whole / m / sp.sqrt(sp.factor(variance))), laws=("rotation",))


def sphere_transform(D: Any, x: Any, n: Any) -> Named:
    """E exp(x w_1) <= exp(y) with y = x^2/(2 D): both series begin with 1, and for every n the first has the smaller ratio of terms."""
    y = x**2 / (2 * D)
    moments = (2 * n + 1) / (D + 2 * n)  # E w_1^(2n + 2) over E w_1^(2n)
    ratio, other = x**2 / ((2 * n + 1) * (2 * n + 2)) * moments, y / (n + 1)
    return Named(SERIES, le(quantity("cap_moment")(D, x), sp.exp(y)), (le(ratio, other), ge(n, 0)))
