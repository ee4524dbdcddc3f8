"""Exponents: slopes of log y against log x, each with an interval that says what it assumes.

Glossary
    curve       the values y(x_1), .., y(x_p) of one replicate (same initialisation for every m, fresh data)
    exponent    the least-squares slope b of log y = a + b log x; the experiment's power law is y ~ x^b
    interval    limits of the *expected* slope over this grid of x: a statement about these x, not about x -> infinity

Four methods, because they do not promise the same:
    regression  one curve: Student t on the residuals; assumes independent normal errors of equal spread about a line
    student     R curves: Student t on the R slopes; assumes independent curves with roughly normal slopes
    order       R curves: exact order-statistic limits of the *median* slope; assumes only independent curves of one law
    bootstrap   R curves: percentiles of the mean slope over resampled curves; never wider than the slopes themselves:
                three curves cover at most 3/4 of the time whatever the level asked for: refused below 6 curves at 95%
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from uccheck.core.errors import InvalidParameter
from uccheck.core.exact import probability

Method = Literal["auto", "regression", "student", "order", "bootstrap"]
METHODS: tuple[Method, ...] = ("auto", "regression", "student", "order", "bootstrap")
RESAMPLES = 9999

ASSUMES = {
    "regression": "independent normal errors of equal spread about a line in log-log coordinates",
    "student": "independent curves whose slopes are roughly normal",
    "order": "independent, identically distributed curves (the limits are of the median slope)",
    "bootstrap": "independent, identically distributed curves, enough of them that resampling imitates sampling",
}


@dataclass(frozen=True, kw_only=True)
class SlopeInterval:
    """An exponent with its limits; `lower <= slope <= upper` and `level` is the confidence asked for."""

    slope: float
    lower: float
    upper: float
    level: Fraction
    method: str
    replicates: int
    points: int
    slopes: tuple[float, ...]

    @property
    def assumes(self) -> str:
        """What has to hold for the limits to have their level."""
        return ASSUMES[self.method]

    def excludes(self, value: float) -> bool:
        """Whether `value` lies outside the limits; False says nothing in favour of `value`."""
        return not self.lower <= value <= self.upper

    def record(self) -> dict[str, Any]:
        """The interval as plain data, with everything needed to judge it."""
        return {
            "slope": self.slope,
            "lower": self.lower,
            "upper": self.upper,
            "level": str(self.level),
            "method": self.method,
            "assumes": self.assumes,
            "replicates": self.replicates,
            "points": self.points,
            "slopes": list(self.slopes),
        }


def log_log_slopes(x: ArrayLike, y: ArrayLike) -> NDArray[np.float64]:
    """Least-squares slope of log y on log x for every row of y.

    Shapes: x (p,), y (p,) or (R, p); answer (R,).
    Raises: InvalidParameter unless x and y are positive and finite, p >= 2 and x has two different values.
    """
    log_x, log_y = _logs(x, y)
    centred = log_x - log_x.mean()
    return np.asarray(log_y @ centred / (centred @ centred), dtype=np.float64)


def slope_interval(
    x: ArrayLike,
    y: ArrayLike,
    level: str | Fraction = "0.95",
    rng: np.random.Generator | None = None,
    *,
    method: Method = "auto",
) -> SlopeInterval:
    """Two-sided limits of the exponent b in y ~ x^b, at confidence `level`.

    Guarantee: under `assumes` of the answer the limits cover with probability >= `level` (bootstrap: approximately).
    `auto` takes `regression` for one curve, `order` where R curves can reach the level (R >= 6 at 95%), else `student`.
    Shapes: x (p,), y (p,) for one curve or (R, p) for R replicates (rows are the independent units).
    Requires: p >= 3 for `regression`; a generator for `bootstrap`, and for nothing else.
    Raises: InvalidParameter, with the value, where the request cannot carry its level.
    Source: least squares and Student's t are standard; order-statistic limits of a median likewise.
    """
    confidence = probability(level, "level")
    slopes = log_log_slopes(x, y)
    chosen = _choose(method, len(slopes), confidence)
    limits = _limits(chosen, x, y, slopes, confidence, rng)
    centre = float(np.median(slopes)) if chosen == "order" else float(slopes.mean())
    return SlopeInterval(
        slope=centre,
        lower=limits[0],
        upper=limits[1],
        level=confidence,
        method=chosen,
        replicates=len(slopes),
        points=int(np.size(np.asarray(x))),
        slopes=tuple(float(s) for s in slopes),
    )


def replicates_for_order(level: str | Fraction) -> int:
    """Fewest curves R with 1 - 2^(1-R) >= level, so that [min, max] of the slopes covers their median at that level."""
    confidence, R = probability(level, "level"), 2
    while 1 - Fraction(2) ** (1 - R) < confidence:
        R += 1
    return R


def _limits(
    method: str,
    x: ArrayLike,
    y: ArrayLike,
    slopes: NDArray[np.float64],
    level: Fraction,
    rng: np.random.Generator | None,
) -> tuple[float, float]:
    if method == "regression":
        return _regression_limits(x, y, level)
    if method == "student":
        return _student_limits(slopes, level)
    if method == "order":
        return _order_limits(slopes, level)
    if rng is None:
        raise InvalidParameter("bootstrap limits need a generator: pass rng=numpy.random.default_rng(seed)")
    return _bootstrap_limits(slopes, level, rng)


def _regression_limits(x: ArrayLike, y: ArrayLike, level: Fraction) -> tuple[float, float]:
    log_x, log_y = _logs(x, y)
    p = len(log_x)
    if p < 3:
        raise InvalidParameter(f"a regression interval needs at least 3 points, got {p}: give more values of x")
    centred = log_x - log_x.mean()
    slope = float(log_y[0] @ centred / (centred @ centred))
    residuals = log_y[0] - log_y[0].mean() - slope * centred
    spread = float(np.sqrt(residuals @ residuals / (p - 2) / (centred @ centred)))
    half = _student_quantile(level, p - 2) * spread
    return slope - half, slope + half


def _student_limits(slopes: NDArray[np.float64], level: Fraction) -> tuple[float, float]:
    R = len(slopes)
    half = _student_quantile(level, R - 1) * float(slopes.std(ddof=1)) / float(np.sqrt(R))
    return float(slopes.mean()) - half, float(slopes.mean()) + half


def _order_limits(slopes: NDArray[np.float64], level: Fraction) -> tuple[float, float]:
    """The k-th smallest and k-th largest slope, for the largest k with P(Bin(R, 1/2) < k) <= (1 - level)/2."""
    from math import comb

    R, ordered = len(slopes), np.sort(slopes)
    k, tail = 0, Fraction(0)
    while tail + Fraction(comb(R, k), 2**R) <= (1 - level) / 2:
        tail += Fraction(comb(R, k), 2**R)
        k += 1
    return float(ordered[k - 1]), float(ordered[R - k])


def _bootstrap_limits(slopes: NDArray[np.float64], level: Fraction, rng: np.random.Generator) -> tuple[float, float]:
    draws = rng.integers(len(slopes), size=(RESAMPLES, len(slopes)))
    tail = float((1 - level) / 2)
    lower, upper = np.quantile(slopes[draws].mean(axis=1), [tail, 1 - tail])
    return float(lower), float(upper)


def _choose(method: Method, R: int, level: Fraction) -> str:
    if method not in METHODS:
        raise InvalidParameter(f"unknown method {method!r}: choose one of {', '.join(METHODS)}")
    needed = replicates_for_order(level)
    if method == "auto":
        return "regression" if R == 1 else "order" if needed <= R else "student"
    if method == "regression" and R != 1:
        raise InvalidParameter(f"a regression interval takes one curve, got {R}: use student or order")
    if method == "student" and R < 2:
        raise InvalidParameter("a student interval needs at least 2 curves, got 1: use regression")
    if method in ("order", "bootstrap") and needed > R:
        raise InvalidParameter(f"{method} limits at level {level} need at least {needed} curves, got {R}: use student")
    return method


def _logs(x: ArrayLike, y: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    xs = _positive(x, "x")
    ys = np.atleast_2d(_positive(y, "y"))
    if xs.ndim != 1 or ys.ndim != 2 or ys.shape[1] != len(xs):
        raise InvalidParameter(f"y has shape {np.shape(y)}, x {np.shape(x)}: give y as (points,) or (curves, points)")
    if len(np.unique(xs)) < 2:
        raise InvalidParameter(f"a slope needs two different values of x, got {xs.tolist()}")
    return np.log(xs), np.log(ys)


def _positive(values: ArrayLike, name: str) -> NDArray[np.float64]:
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InvalidParameter(f"{name} is not a table of numbers: {error}") from None
    bad = array[~(np.isfinite(array) & (array > 0))] if array.size else array
    if array.size == 0 or bad.size:
        shown: float | str = float(bad.flat[0]) if bad.size else "nothing"
        raise InvalidParameter(f"{name} holds {shown}; a log-log slope needs positive finite numbers")
    return array


def _student_quantile(level: Fraction, degrees: int) -> float:
    from scipy.stats import t

    return float(t.ppf(float((1 + level) / 2), degrees))


def grows(values: Sequence[float]) -> bool:
    """Whether the last value exceeds the one before it: does the bound still grow at the largest m?"""
    if len(values) < 2:
        raise InvalidParameter(f"growth needs two values, got {len(values)}")
    return values[-1] > values[-2]
