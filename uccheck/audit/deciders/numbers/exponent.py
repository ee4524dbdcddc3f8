"""`exponent`: the slope of log y against log x, by a regression interval that holds for every y within its rounding.

Each y is known to half a unit of its last digit, or to the stated error. With l the vector of logarithms, known to lie in a box, the slope
is a linear form of l and the root of the residual sum of squares the norm of a projection of l: the upper limit is convex in l, the
lower one concave, so that each has its extreme at a corner of the box, and up to 13 points all corners are tried. Of more points, with l
known to within d, the slope moves by at most sum |c_i| d_i, and the root by at most |d|. The union of all regression intervals is therefore
contained in the one that is printed, and it covers at least as often as the regression interval of the unrounded values.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from fractions import Fraction

from uccheck.audit.deciders.compare import compare
from uccheck.audit.deciders.decision import Decision, decided, needs_scope, undecided
from uccheck.audit.kinds.numbers import Exponent
from uccheck.core.exact import as_written
from uccheck.core.verdict import Kind, Verdict
from uccheck.statistics.slopes import SlopeInterval, slope_interval

#: Floats carry about 15 digits; limits are widened by this much before they are compared.
ROUNDING = 1e-9
LN10 = math.log(10)
MOST_CORNERS = 13  # points, of 2^13 corners


def decide(claim: Exponent, deadline: float) -> Decision:
    """CONFIRMED(level) or REFUTED where the whole interval agrees or disagrees, NEEDS SCOPE where zeros may be rounding."""
    del deadline
    found = _decide(claim)
    if claim.error is not None:
        return found
    widest = [reading.widest for reading in claim.y or claim.log10_y or []]
    wide = _decide(claim.model_copy(update={"error": widest}))
    if wide.verdict is found.verdict:
        return found
    told = f"{found.word} if every digit of y is meant: {found.detail}; if the zeros that end whole numbers are rounding: {wide.detail}"
    return replace(needs_scope(("error",), told), evidence=wide.evidence)


def _decide(claim: Exponent) -> Decision:
    try:
        logs, spread = _logarithms(claim)
        x = [math.log(v) for v in claim.x]
        found = slope_interval([float(v) for v in claim.x], [math.exp(v) for v in logs], claim.level)
    except (OverflowError, ValueError) as problem:
        return undecided(f"the values are beyond floating point ({problem}); rescale them")
    lower, upper = over_corners(x, _box(claim), found) if len(x) <= MOST_CORNERS else widened(x, spread, found)
    if not (math.isfinite(lower) and math.isfinite(upper)):
        return undecided("the values, or their errors, are beyond floating point; rescale them")
    verdict = compare(Fraction(lower), Fraction(upper), claim.relation, claim.value)
    asked = f"{claim.relation} {as_written(claim.value)}"
    limits = f"{as_written(claim.level * 100)}% interval [{lower:.4f}, {upper:.4f}]"
    shown = f"slope {found.slope:.4f}, {limits} over {found.points} points, rounding of y included"
    if verdict is Verdict.UNDECIDED:
        ending = f": compatible with the claim {asked} and with its opposite; more points, or more digits of y, would narrow it"
    else:
        ending = f" {'wholly satisfies' if verdict is Verdict.UPHELD else 'excludes'} {asked}"
    # the error rate is spent by looking, whatever was seen: which claims get decided depends on the data
    trusts = (f"assumes: {found.assumes}", "scipy: Student quantile")
    alpha = 1 - claim.level
    explain = _explain(found, max(spread))
    return decided(verdict, Kind.STATISTICAL, f"{shown}{ending}", trusts=trusts, alpha=alpha, explain=explain)


def _logarithms(claim: Exponent) -> tuple[list[float], list[float]]:
    """log y, and how far each may lie from the truth."""
    errors = claim.errors()
    if claim.log10_y is not None:
        return [float(r.value) * LN10 for r in claim.log10_y], [float(e) * LN10 for e in errors]
    values = [r.value for r in claim.y or []]
    return [math.log(v) for v in values], [-math.log1p(-float(e / v)) for v, e in zip(values, errors, strict=True)]


def _box(claim: Exponent) -> list[tuple[float, float]]:
    """The least and the greatest logarithm of each y within its rounding."""
    if claim.log10_y is not None:
        known = zip(claim.log10_y, claim.errors(), strict=True)
        return [(float(r.value - e) * LN10, float(r.value + e) * LN10) for r, e in known]
    return [(math.log(r.value - e), math.log(r.value + e)) for r, e in zip(claim.y or [], claim.errors(), strict=True)]


def over_corners(x: list[float], box: list[tuple[float, float]], found: SlopeInterval) -> tuple[float, float]:
    """The least lower and the greatest upper regression limit over all logarithms of the box."""
    import numpy as np
    from scipy.stats import t

    p, centred = len(x), np.asarray(x) - sum(x) / len(x)
    scale = float(centred @ centred)
    corners = np.asarray(list(itertools.product(*box)))
    slopes = corners @ centred / scale
    residuals = corners - corners.mean(axis=1, keepdims=True) - slopes[:, None] * centred
    half = float(t.ppf(float((1 + found.level) / 2), p - 2)) * np.sqrt((residuals**2).sum(axis=1) / (p - 2) / scale)
    return float((slopes - half).min()) - ROUNDING, float((slopes + half).max()) + ROUNDING


def widened(x: list[float], spread: list[float], found: SlopeInterval) -> tuple[float, float]:
    """An interval that contains the regression interval of every y within its rounding."""
    p, mean = len(x), sum(x) / len(x)
    centred = [v - mean for v in x]
    scale = sum(c * c for c in centred)
    moved = sum(abs(c) * d for c, d in zip(centred, spread, strict=True)) / scale
    from scipy.stats import t

    student = float(t.ppf(float((1 + found.level) / 2), p - 2))
    more = student * math.sqrt(sum(d * d for d in spread) / (p - 2) / scale)
    return found.lower - moved - more - ROUNDING, found.upper + moved + more + ROUNDING


def _explain(found: SlopeInterval, largest: float) -> tuple[str, ...]:
    return (
        f"least squares of log y on log x; method: {found.method}; regression interval [{found.lower:.4f}, {found.upper:.4f}]",
        f"widened for rounding: each log y is known to within {largest:.3g}",
        f"assumes {found.assumes}",
        "a statement about these values of x, not about x -> infinity",
    )
