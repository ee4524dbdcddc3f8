"""Exponents: exact lines, refused requests, and coverage at the declared rate beside a method that must miss it."""

from __future__ import annotations

from fractions import Fraction
from math import comb
from typing import Any

import numpy as np
import pytest
from scipy.stats import binom, linregress

from uccheck.core.errors import UccheckError
from uccheck.statistics.slopes import RESAMPLES, grows, log_log_slopes, replicates_for_order, slope_interval

X = np.array([256, 512, 1024, 2048, 4096])


def test_an_exact_power_law_has_its_exponent_and_no_width() -> None:
    found = slope_interval(X, 3.0 * X**-0.43)
    assert found.method == "regression"
    assert found.slope == pytest.approx(-0.43, abs=1e-12)
    assert found.upper - found.lower < 1e-10
    assert found.excludes(-0.5) and not found.excludes(found.slope)


def test_regression_agrees_with_an_independent_implementation() -> None:
    y = np.array([88.195, 93.413, 102.741, 123.961, 134.418])
    other = linregress(np.log(X), np.log(y))
    found = slope_interval(X, y, "0.95")
    half = 3.182446305284263 * other.stderr  # the 0.975 quantile of Student's t with 3 degrees of freedom, from a table
    assert found.slope == pytest.approx(other.slope, rel=1e-12)
    assert (found.lower, found.upper) == pytest.approx((other.slope - half, other.slope + half), rel=1e-9)


def test_three_points_are_the_fewest_of_a_regression() -> None:
    """One degree of freedom, whose quantile at 0.9 is tan(0.4 pi); residuals of x = 1, 2, 4 are d (1, -2, 1)."""
    x, d = np.array([1.0, 2.0, 4.0]), 0.1
    found = slope_interval(x, x**0.5 * np.exp(np.array([d, -2 * d, d])), "0.8", method="regression")
    half = np.tan(0.4 * np.pi) * np.sqrt(6 * d * d / (2 * np.log(2) ** 2))
    assert (found.lower, found.upper) == pytest.approx((0.5 - half, 0.5 + half), rel=1e-9)


def test_student_on_two_known_slopes() -> None:
    y = np.array([X**0.1, X**0.3], dtype=float)
    found = slope_interval(X, y, "0.95")
    assert found.method == "student"
    assert np.allclose(log_log_slopes(X, y), [0.1, 0.3])
    assert (found.lower, found.upper) == pytest.approx((0.2 - 12.7062047 * 0.1, 0.2 + 12.7062047 * 0.1), rel=1e-6)


def test_order_limits_are_the_extremes_at_six_and_move_inwards_later() -> None:
    assert replicates_for_order("0.95") == 6
    six = slope_interval(X, np.array([X ** (0.1 * i) for i in range(6)]))
    assert six.method == "order"
    assert (six.lower, six.upper) == pytest.approx((0.0, 0.5), abs=1e-9)
    nine = slope_interval(X, np.array([X ** (0.1 * i) for i in range(9)]))
    assert (nine.lower, nine.upper) == pytest.approx((0.1, 0.7))


@pytest.mark.parametrize("R", range(2, 13))
@pytest.mark.parametrize("k", [1, 2, 3])
def test_order_limits_at_the_very_level_that_they_reach(R: int, k: int) -> None:
    """The k-th smallest and largest of R cover a median at exactly 1 - 2 P(Bin(R, 1/2) < k): at this level, and not above it."""
    reached = 1 - Fraction(2 * sum(comb(R, j) for j in range(k)), 2**R)
    if reached <= 0:
        return
    assert k > 1 or (replicates_for_order(reached), replicates_for_order(reached + Fraction(1, 2**20))) == (R, R + 1)
    found = slope_interval(X, np.array([X ** (0.1 * i) for i in range(R)]), reached, method="order")
    assert (found.lower, found.upper) == pytest.approx((0.1 * (k - 1), 0.1 * (R - k)), abs=1e-9)


def test_the_centre_is_that_of_the_limits() -> None:
    """The median where the limits are of the median, the mean elsewhere, on slopes whose median and mean are far apart."""
    slopes = [0.0, 0.1, 0.2, 0.3, 0.5, 0.9, 3.0]
    y = np.array([X**b for b in slopes])
    assert slope_interval(X, y, method="order").slope == pytest.approx(np.median(slopes))
    for method in ("student", "bootstrap"):
        rng = np.random.default_rng(3) if method == "bootstrap" else None
        assert slope_interval(X, y, rng=rng, method=method).slope == pytest.approx(np.mean(slopes))  # type: ignore[arg-type]


def test_an_interval_is_closed() -> None:
    found = slope_interval(X, np.array([X ** (0.1 * i) for i in range(6)]))
    assert not found.excludes(found.lower) and not found.excludes(found.upper)
    assert found.excludes(np.nextafter(found.lower, -9)) and found.excludes(np.nextafter(found.upper, 9))


ALPHA = 1e-6  # probability that the coverage tests below fail although the code is right


def covered(method: Any, R: int, trials: int, seed: int) -> int:
    rng = np.random.default_rng(seed)
    hits = 0
    for _ in range(trials):
        y = np.exp(rng.normal(0.2, 0.05, (R, 1)) * np.log(X) + rng.normal(0, 0.02, (R, len(X))))
        hits += not slope_interval(X, y, "0.95", rng, method=method).excludes(0.2)
    return hits


@pytest.mark.parametrize(("method", "R"), [("student", 3), ("order", 6), ("student", 10)])
def test_coverage_is_at_least_the_level(method: str, R: int) -> None:
    trials = 3000
    assert binom.cdf(covered(method, R, trials, 5), trials, 0.95) > ALPHA


def test_the_extremes_of_three_curves_do_not_cover_at_95_percent() -> None:
    """Why bootstrap and order are refused at R = 3: even their widest possible limits cover 3/4 of the time."""
    rng, trials = np.random.default_rng(1), 3000
    slopes = rng.normal(0.2, 0.05, (trials, 3))
    hits = int(((slopes.min(axis=1) <= 0.2) & (slopes.max(axis=1) >= 0.2)).sum())
    assert binom.cdf(hits, trials, 0.95) < ALPHA
    with pytest.raises(UccheckError, match="at least 6 curves, got 3"):
        slope_interval(X, np.ones((3, len(X))), "0.95", rng, method="bootstrap")


def test_bootstrap_stays_within_the_slopes_and_needs_a_generator() -> None:
    y = np.array([X ** (0.1 * i) for i in range(8)])
    found = slope_interval(X, y, "0.95", np.random.default_rng(0), method="bootstrap")
    assert 0.0 < found.lower < found.slope < found.upper < 0.7
    assert found == slope_interval(X, y, "0.95", np.random.default_rng(0), method="bootstrap")
    with pytest.raises(UccheckError, match="generator"):
        slope_interval(X, y, method="bootstrap")


@pytest.mark.parametrize("level", ["0.95", "0.8"])
def test_bootstrap_limits_cut_half_the_error_from_either_side(level: str) -> None:
    """The exact law of the resampled mean, all 6^6 resamples: outside of either limit lies (1 - level)/2, to six deviations."""
    slopes = np.array([0.0, 0.1, 0.23, 0.37, 0.59, 0.91])
    found = slope_interval(X, np.array([X**b for b in slopes]), level, np.random.default_rng(5), method="bootstrap")
    means = sum(np.meshgrid(*[slopes] * 6)) / 6
    half = (1 - float(level)) / 2
    slack = 6 * np.sqrt(half / RESAMPLES)
    assert np.mean(means < found.lower) == pytest.approx(half, abs=slack)
    assert np.mean(means > found.upper) == pytest.approx(half, abs=slack)
    assert slack < half / 2


@pytest.mark.parametrize(
    ("x", "y", "says"),
    [
        ([1, 2, 0], [1, 2, 3], "x holds 0.0"),
        ([1, 2, 3], [1, float("inf"), 3], "y holds inf"),
        ([1, 2, 3], [1, 2], "y has shape"),
        ([2, 2, 2], [1, 2, 3], "two different values"),
        ([1, 2], [1, 2], "at least 3 points, got 2"),
        ([1, 2, 3], ["a", 2, 3], "not a table of numbers"),
        ([], [], "nothing"),
    ],
)
def test_misuse_is_one_line(x: Any, y: Any, says: str) -> None:
    with pytest.raises(UccheckError, match=says) as caught:
        slope_interval(x, y)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("level", ["1", "0", "x", "-0.5"])
def test_levels_outside_the_unit_interval_are_refused(level: str) -> None:
    with pytest.raises(UccheckError):
        slope_interval(X, X, level)


def test_a_float_level_is_refused() -> None:
    with pytest.raises(UccheckError, match=r"0\.95"):
        slope_interval(X, X, 0.95)  # type: ignore[arg-type]


def test_the_record_names_its_method_and_its_assumption() -> None:
    record = slope_interval(X, X, Fraction(9, 10)).record()
    assert record["level"] == "9/10"
    assert "normal errors" in record["assumes"]


def test_growth_is_about_the_last_step() -> None:
    assert grows([1, 3, 4]) and not grows([1, 3, 2])
    assert grows([1, 2]) and not grows([2, 1])  # two values are enough
    assert not grows([1, 3, 3])  # equal is no growth
    with pytest.raises(UccheckError):
        grows([1.0])
