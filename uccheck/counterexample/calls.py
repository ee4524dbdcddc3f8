"""Whether each call draw(n, rng) gives n independent points of one law, whatever n: S ~ D^m and L_D are about one D.

A draw that picks a new task, a new centre or a new scale at each call, balances its classes, or has another law for the m points of S
than for test points, is none; its S and S' may well have one law, which is all that the guard's other tests look at.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from uccheck.counterexample.guard import Matrix, feature_table, permutation_p_value, shortened
from uccheck.counterexample.models import OwnModel, fresh_call, training_call
from uccheck.counterexample.rows import as_array

#: Calls compared of each size, points of all of them whose features are compared, and rearrangements.
CALLS, POINTS_OF_ALL, REARRANGED = 8, 960, 3999


def calls_p_value(model: OwnModel, seed: int, first: int, rng: np.random.Generator) -> float:
    """Thrice the least p-value of: calls far apart in features; class counts too unlike, or too alike. Exact if points are i.i.d.

    `first` is the first replicate whose draws no other test or training has used.
    """
    x, y, counted = (list(part) for part in zip(*_taken(model, seed, first, rng), strict=True))
    classes = np.unique(np.concatenate(counted))
    counts = np.array([[int((labels == c).sum()) for c in classes] for labels in counted])
    labels = np.concatenate(y)
    table = feature_table(shortened(np.concatenate(x)), labels, np.unique(labels))
    found = (spread_p_value(table, np.array([len(part) for part in y]), rng), *count_p_values(counts, rng))
    return min(1.0, 3 * min(found))


def _taken(
    model: OwnModel, seed: int, first: int, rng: np.random.Generator
) -> Iterator[tuple[Matrix, NDArray[np.int64], NDArray[np.int64]]]:
    """Of each call some points with their classes, and the classes of all; a call's points are let go before the next."""
    for call in (training_call, fresh_call):
        for index in range(first, first + CALLS):
            points = call(model, seed, index)
            x, y = as_array(points[0]), as_array(points[1]).astype(np.int64)
            chosen = rng.permutation(len(y))[: POINTS_OF_ALL // (2 * CALLS)]
            yield x[chosen].reshape(len(chosen), -1).astype(np.float64), y[chosen], y


def spread_p_value(table: Matrix, sizes: NDArray[np.int64], rng: np.random.Generator) -> float:
    """P-value of sum_g n_g |mean of call g - mean|^2, when rows are dealt to calls at random."""
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    centred = table - table.mean(axis=0)

    def spread(rows: Matrix) -> float:
        return float((np.add.reduceat(rows, starts, axis=0) ** 2 / sizes[:, None]).sum())

    return permutation_p_value((spread(rng.permutation(centred)) for _ in range(REARRANGED)), spread(centred))


def count_p_values(counts: NDArray[np.int64], rng: np.random.Generator) -> tuple[float, float]:
    """P-values of Pearson's statistic of class counts by call, upper and lower, among tables with the same margins."""
    from scipy.stats import random_table

    sizes, classes = counts.sum(axis=1), counts.sum(axis=0)
    if len(classes) == 1:
        return 1.0, 1.0
    expected = np.outer(sizes, classes) / counts.sum()

    def pearson(tables: NDArray[np.int64]) -> Matrix:
        return np.asarray(((tables - expected) ** 2 / expected).sum(axis=(-2, -1)))

    drawn, observed = pearson(random_table(sizes, classes, seed=rng).rvs(REARRANGED)), float(pearson(counts))
    return permutation_p_value(drawn, observed), permutation_p_value(-drawn, -observed)
