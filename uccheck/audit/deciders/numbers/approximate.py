"""Points at which the coverage of an approximate confidence interval of a proportion falls short of its level.

Glossary
    Ends           count to (lower, upper) in floats, both of which grow with the count.
    undercoverage  a rational p at which the interval, used for every count, covers p with less than its level.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from scipy import stats

from uccheck.core.bisection import first_of
from uccheck.core.verdict import Verdict
from uccheck.statistics.binomial import upper_tail_at_most

MAX_N = 50_000
NEAR = 200  # counts on both sides of k, and from both ends, beside whose limits a witness is sought
Ends = Callable[[int], tuple[float, float]]


@dataclass(frozen=True)
class Undercoverage:
    """At proportion p the counts `first`..`last` cover p, and their probability is below the level."""

    p: Fraction
    first: int
    last: int
    coverage: float


def undercoverage(ends: Ends, k: int, n: int, level: Fraction) -> Undercoverage | None:
    """A witness that the method undercovers, inside its own interval for k if there is one; None where none was found.

    Guarantee: given the counts whose interval contains p, the coverage at p is below `level`, by exact binomial tails.
    """
    if n > MAX_N:
        return None
    low, high = ends(k)
    found = sorted((_at(ends, n, p) for p in _beside(ends, k, n)), key=lambda w: (not low <= w.p <= high, w.coverage, w.p))
    return next((w for w in found if _verified(w, n, level)), None)


def _beside(ends: Ends, k: int, n: int) -> set[Fraction]:
    """Points just below lower limits and just above upper ones: there the coverage is least."""
    counts = {j for j in range(n + 1) if min(j, n - j, abs(j - k)) <= NEAR}
    beside = (end + side * 1e-6 / n for j in counts for end, side in zip(ends(j), (-1, 1), strict=True))
    return {p for x in beside if 0 < (p := Fraction(x).limit_denominator(10**9)) < 1}


def _at(ends: Ends, n: int, p: Fraction) -> Undercoverage:
    """The covering counts at p, by bisection on ends that increase with the count, and their probability in floats."""
    first = first_of(-1, n + 1, lambda j: ends(j)[1] >= p)
    last = first_of(-1, n + 1, lambda j: ends(j)[0] > p) - 1
    return Undercoverage(p, first, last, float(stats.binom.cdf(last, n, float(p)) - stats.binom.cdf(first - 1, n, float(p))))


def _verified(w: Undercoverage, n: int, level: Fraction) -> bool:
    """P(X < first) + P(X > last) > 1 - level, each tail compared with a rational below it."""
    if w.first > w.last:
        return True  # no count covers p
    p = float(w.p)
    above = Fraction(float(stats.binom.sf(w.last, n, p)) * (1 - 1e-6))
    below = Fraction(float(stats.binom.cdf(w.first - 1, n, p)) * (1 - 1e-6))
    if above + below <= 1 - level:
        return False
    tails = ((w.last + 1, w.p, above), (n - w.first + 1, 1 - w.p, below))
    return all(t == 0 or upper_tail_at_most(n, j, q, t) is Verdict.REFUTED for j, q, t in tails)
