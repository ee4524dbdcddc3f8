"""Whether h_S errs on S' of another sample as it does on test points.

If S' has the law of S, both are independent points of one law that h_S has never seen, so that their errors can be dealt out anew: given
their sum in a replicate, the errors on S' are hypergeometric, and replicates are independent. Every replicate has such an S': many more
points than the other tests compare, and no training for it.

Glossary
    counts    a row a replicate: errors and points of h_S on S' of another sample, errors and points on its test points
    shift     how much more h_S would have to err on such an S' to be seen with probability 0.9
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from uccheck.counterexample.guard import POWER, permutation_p_value

Counts = NDArray[np.int64]

DEALT = 9999
_NAMES = ("cross_errors", "cross_points", "test_errors", "test_points")


def cross_counts(records: Sequence[Mapping[str, Any]]) -> Counts:
    """The counts of the records that have them; older ones have none."""
    found = [[record[name] for name in _NAMES] for record in records if "cross_errors" in record]
    return np.array(found, np.int64).reshape(-1, len(_NAMES))


def cross_p_value(counts: Counts) -> float:
    """Twice the lesser p-value of two statistics, drawn: the sum of the excesses, and the sum of their squares by variance.

    The first sees another law of single points as far as h takes notice of it, the second points of S' that depend on each other.
    """
    errors, points, others, fresh = counts.T
    both, total = errors + others, points + fresh
    expected, variance = both * points / total, _variance(both, points, total)
    rng = np.random.default_rng(0)
    dealt = rng.hypergeometric(both, total - both, points, size=(DEALT, len(counts)))

    def statistics(values: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        excess = values - expected
        return np.abs(excess.sum(axis=-1)), (excess**2 / np.where(variance > 0, variance, 1)).sum(axis=-1)

    seen = zip(statistics(dealt), statistics(errors), strict=True)
    return min(1.0, 2 * min(permutation_p_value(drawn, float(observed)) for drawn, observed in seen))


def cross_shift(counts: Counts, level: float) -> float:
    """The shift that the first statistic sees at this level with probability 0.9, about: by normal errors, one error added to each sum."""
    errors, points, others, fresh = counts.T
    spread = float(np.sqrt(_variance(errors + others + 1, points, points + fresh + 2).sum()))
    reach = NormalDist().inv_cdf(1 - level / 4) + NormalDist().inv_cdf(POWER)
    return reach * spread / float((points * fresh / (points + fresh)).sum())


def _variance(both: Counts, points: Counts, total: Counts) -> NDArray[np.float64]:
    """Of the errors that fall among `points` of `total`."""
    share = points / total
    return np.asarray(both * share * (1 - share) * (total - both) / np.maximum(total - 1, 1))
