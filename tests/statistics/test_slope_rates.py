"""Coverage of the limits of exponents: exactly over sign patterns, and simulated where the level is what the theory promises."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from scipy.stats import binom, t

from uccheck.statistics.slopes import _order_limits, replicates_for_order, slope_interval


@pytest.mark.parametrize("R", [6, 7, 9, 10])
@pytest.mark.parametrize("level", [Fraction(9, 10), Fraction(95, 100)])
def test_order_limits_cover_the_median_exactly(R: int, level: Fraction) -> None:
    """All 2^R sign patterns about the median: coverage at least the level, and one rank further in it falls short."""
    covered = shorter = 0
    for signs in product((-1.0, 1.0), repeat=R):
        slopes = np.array([sign * (1 + index) for index, sign in enumerate(signs)])
        low, high = _order_limits(slopes, level)
        covered += low <= 0 <= high
        inner = np.sort(slopes)
        k = int(np.searchsorted(inner, low))
        shorter += inner[k + 1] <= 0 <= inner[R - 2 - k]
    assert Fraction(covered, 2**R) >= level > Fraction(shorter, 2**R)
    assert replicates_for_order(level) == next(r for r in range(2, 99) if 1 - Fraction(2, 2**r) >= level)


X = np.array([256.0, 512.0, 1024.0, 2048.0])
LIMIT = 1e-6  # probability that a simulated rate below fails although the code is right


def rate(method: str, R: int, trials: int, level: str, truth: float, shift: float = 0.0) -> int:
    """How often limits at this level cover truth + shift, for normal slopes or normal errors about a line."""
    rng, hits = np.random.default_rng([11, R, trials]), 0
    for _ in range(trials):
        slopes = rng.normal(truth, 0.05, (R, 1)) if method != "regression" else np.full((1, 1), truth)
        noise = 0.0 if method != "regression" else rng.normal(0, 0.3, (1, len(X)))
        y = np.exp(slopes * np.log(X) + noise)
        found = slope_interval(X, y[0] if method == "regression" else y, level, rng, method=method)  # type: ignore[arg-type]
        hits += found.lower <= truth + shift <= found.upper
    return hits


@pytest.mark.parametrize(("method", "R"), [("student", 2), ("student", 5), ("regression", 1)])
@pytest.mark.parametrize("level", ["0.5", "0.9"])
def test_student_limits_cover_at_their_level_and_not_more(method: str, R: int, level: str) -> None:
    """Exact theory, simulated: with normal slopes (or errors) the coverage *is* the level, so both sides are tested."""
    trials = 3000
    hits = rate(method, R, trials, level, 0.2)
    assert binom.cdf(hits, trials, float(level)) > LIMIT
    assert binom.sf(hits - 1, trials, float(level)) > LIMIT
    assert rate(method, R, 500, level, 0.2, shift=5.0) < 500 * float(level) / 2  # the alternative is not covered


def test_two_curves_against_the_closed_form() -> None:
    """With two slopes a < b the limits are the mean -+ t (b - a)/2, t the quantile of one degree of freedom: tan(pi level/2)."""
    found = slope_interval(X, np.array([X**0.1, X**0.4]), "0.8", method="student")
    half = math.tan(math.pi * 0.4) * 0.3 / 2
    assert (found.lower, found.upper) == pytest.approx((0.25 - half, 0.25 + half), rel=1e-9)
    three = slope_interval(X, np.array([X**0.1, X**0.4, X**0.7]), "0.8", method="student")
    half = t.ppf(0.9, 2) * 0.3 / math.sqrt(3)
    assert (three.lower, three.upper) == pytest.approx((0.4 - half, 0.4 + half), rel=1e-9)


def test_bootstrap_limits_cover_about_as_promised_with_twelve_curves() -> None:
    """`approximately` is measured: at level 0.95, where exactness is not claimed, coverage is not below 0.85 or above 0.97."""
    hits = rate("bootstrap", 12, 200, "0.95", 0.2)
    assert binom.cdf(hits, 200, 0.85) > LIMIT and binom.sf(hits - 1, 200, 0.97) > LIMIT
