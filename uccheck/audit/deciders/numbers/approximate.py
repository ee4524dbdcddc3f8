"""Approximate confidence intervals of a proportion that papers report, and points at which their coverage falls short.

Glossary
    METHODS        name to (k, n, level) -> (lower, upper) in floats, clipped to [0, 1].
    undercoverage  a rational p at which the method, used for every count, covers p with less than its level.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import asin, sin, sqrt

import numpy as np
from scipy import stats

from uccheck.core.bisection import first_of
from uccheck.core.verdict import Verdict
from uccheck.statistics.binomial import upper_tail_at_most

MAX_N = 50_000
Method = Callable[[int, int, float], tuple[float, float]]


@cache
def _z(level: float) -> float:
    return float(stats.norm.ppf((1 + level) / 2))


def wald(k: int, n: int, level: float) -> tuple[float, float]:
    """p -+ z sqrt(p (1 - p) / n)."""
    p = k / n
    half = _z(level) * sqrt(p * (1 - p) / n)
    return p - half, p + half


def wald_continuity(k: int, n: int, level: float) -> tuple[float, float]:
    """Wald widened by 1/(2n)."""
    low, high = wald(k, n, level)
    return low - 1 / (2 * n), high + 1 / (2 * n)


def wilson(k: int, n: int, level: float) -> tuple[float, float]:
    """Inversion of the score test."""
    z, p = _z(level), k / n
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return centre - half, centre + half


def agresti_coull(k: int, n: int, level: float) -> tuple[float, float]:
    """Wald after adding z^2/2 successes and as many failures."""
    z = _z(level)
    wide = n + z * z
    p = (k + z * z / 2) / wide
    half = z * sqrt(p * (1 - p) / wide)
    return p - half, p + half


def plus_four(k: int, n: int, level: float) -> tuple[float, float]:
    """Wald after adding two successes and two failures."""
    return wald(k + 2, n + 4, level)


def jeffreys(k: int, n: int, level: float) -> tuple[float, float]:
    """Equal-tailed posterior interval under the Jeffreys prior."""
    tail = (1 - level) / 2
    low = 0.0 if k == 0 else float(stats.beta.ppf(tail, k + 0.5, n - k + 0.5))
    high = 1.0 if k == n else float(stats.beta.ppf(1 - tail, k + 0.5, n - k + 0.5))
    return low, high


def arcsine(k: int, n: int, level: float) -> tuple[float, float]:
    """Wald on the arcsine scale."""
    centre, half = asin(sqrt(k / n)), _z(level) / (2 * sqrt(n))
    low, high = max(0.0, centre - half), min(float(np.pi) / 2, centre + half)
    return sin(low) ** 2, sin(high) ** 2


METHODS: dict[str, Method] = {
    "Wald": wald, "Wald with continuity correction": wald_continuity, "Wilson": wilson, "Agresti-Coull": agresti_coull,
    "plus four": plus_four, "Jeffreys": jeffreys, "arcsine": arcsine,
}  # fmt: skip


def clipped(method: Method, k: int, n: int, level: float) -> tuple[float, float]:
    """The interval within [0, 1]."""
    low, high = method(k, n, level)
    return max(0.0, low), min(1.0, high)


@dataclass(frozen=True)
class Undercoverage:
    """At proportion p the counts `first`..`last` cover p, and their probability is below the level."""

    p: Fraction
    first: int
    last: int
    coverage: float


def undercoverage(method: Method, k: int, n: int, level: Fraction) -> Undercoverage | None:
    """A witness that the method undercovers, inside its own interval for k if there is one; None where none was found.

    Guarantee: given the counts whose interval contains p, the coverage at p is below `level`, by exact binomial tails.
    """
    if n > MAX_N:
        return None
    counts = range(n + 1) if n <= 400 else sorted({*range(60), *range(n - 59, n + 1), *range(max(0, k - 60), min(n, k + 60))})
    ends = [clipped(method, j, n, float(level)) for j in counts]
    shifted = [(end, side) for pair in ends for end, side in zip(pair, (-1, 1), strict=True)]
    candidates = {Fraction(end + side * 1e-6 / n).limit_denominator(10**9) for end, side in shifted}
    found = [w for p in candidates if 0 < p < 1 and (w := _at(method, n, level, p)) is not None]
    low, high = clipped(method, k, n, float(level))
    worst = sorted(found, key=lambda w: (not low <= w.p <= high, w.coverage))
    return next((w for w in worst[:5] if _verified(w, n, level)), None)


def _at(method: Method, n: int, level: Fraction, p: Fraction) -> Undercoverage | None:
    """The covering counts at p, by bisection on endpoints that increase with the count."""
    x = float(p)
    first = _first(lambda j: clipped(method, j, n, float(level))[1] >= x, n)
    last = _first(lambda j: clipped(method, j, n, float(level))[0] > x, n) - 1
    if first > last:
        return Undercoverage(p, first, last, 0.0)
    coverage = float(stats.binom.cdf(last, n, x) - stats.binom.cdf(first - 1, n, x))
    return Undercoverage(p, first, last, coverage) if coverage < float(level) - 1e-6 else None


def _first(holds: Callable[[int], bool], n: int) -> int:
    """The least number of 0..n that holds, n + 1 if none does."""
    return first_of(-1, n + 1, holds)


def _verified(w: Undercoverage, n: int, level: Fraction) -> bool:
    """P(X < first) + P(X > last) > 1 - level, each tail compared with a rational below it."""
    if w.first > w.last:
        return True
    p = float(w.p)
    above = Fraction(float(stats.binom.sf(w.last, n, p)) * (1 - 1e-6))
    below = Fraction(float(stats.binom.cdf(w.first - 1, n, p)) * (1 - 1e-6))
    if above + below <= 1 - level:
        return False
    tails = ((w.last + 1, w.p, above), (n - w.first + 1, 1 - w.p, below))
    return all(t == 0 or upper_tail_at_most(n, j, q, t) is Verdict.REFUTED for j, q, t in tails)
