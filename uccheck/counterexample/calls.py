"""Whether each call draw(n, rng) gives n independent points of one law, whatever n: S ~ D^m and L_D are about one D.

A draw that picks a new task, a new centre or a new scale at each call, balances its classes, takes its points from a pool without putting
them back, gives points twice, or has another law for the m points of S than for test points, is none; its S and S' may well have one law,
which is all that the guard's other tests look at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from uccheck.counterexample.guard import Matrix, feature_table, permutation_p_value, shortened
from uccheck.counterexample.models import OwnModel, fresh_call, training_call
from uccheck.counterexample.rows import as_array

#: Calls compared of each size, points of all of them whose features and whose repeats are compared, and rearrangements.
CALLS, POINTS_OF_ALL, REPEATS_OF_ALL, REARRANGED = 8, 960, 8_000, 6999


@dataclass(frozen=True)
class _Call:
    """Of one call: some points with their classes, the classes of all, and of other points, with their classes, the bytes."""

    x: Matrix
    y: NDArray[np.int64]
    classes: NDArray[np.int64]
    rows: list[bytes]


def calls_p_value(model: OwnModel, seed: int, first: int, rng: np.random.Generator) -> float:
    """Six times the least p-value of: calls too far apart in features, or too alike; class counts too unlike, or too alike; points repeated
    within calls too often, or too seldom beside repeats from call to call. Exact if points are i.i.d.

    `first` is the first replicate whose draws no other test or training has used.
    """
    found = list(_taken(model, seed, first, rng))
    labels = np.concatenate([call.y for call in found])
    classes = np.unique(np.concatenate([call.classes for call in found]))
    counts = np.array([[int((call.classes == c).sum()) for c in classes] for call in found])
    table = feature_table(shortened(np.concatenate([call.x for call in found])), labels, np.unique(labels))
    spread = spread_p_values(table, np.array([len(call.y) for call in found]), rng)
    return min(1.0, 6 * min(*spread, *count_p_values(counts, rng), *repeat_p_values([call.rows for call in found], rng)))


def _taken(model: OwnModel, seed: int, first: int, rng: np.random.Generator) -> Iterator[_Call]:
    """What is kept of each call; its points are let go before the next."""
    for call in (training_call, fresh_call):
        for index in range(first, first + CALLS):
            points = call(model, seed, index)
            x, y = as_array(points[0]), as_array(points[1]).astype(np.int64)
            order = rng.permutation(len(y))
            chosen, named = order[: POINTS_OF_ALL // (2 * CALLS)], order[: REPEATS_OF_ALL // (2 * CALLS)]
            rows = [x[at].tobytes() + y[at].tobytes() for at in named]
            yield _Call(x[chosen].reshape(len(chosen), -1).astype(np.float64), y[chosen], y, rows)


def spread_p_values(table: Matrix, sizes: NDArray[np.int64], rng: np.random.Generator) -> tuple[float, float]:
    """P-values of sum_g n_g |mean of call g - mean|^2, upper and lower, when rows are dealt to calls at random."""
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    centred = table - table.mean(axis=0)

    def spread(rows: Matrix) -> float:
        return float((np.add.reduceat(rows, starts, axis=0) ** 2 / sizes[:, None]).sum())

    return _both_tails([spread(rng.permutation(centred)) for _ in range(REARRANGED)], spread(centred))


def count_p_values(counts: NDArray[np.int64], rng: np.random.Generator) -> tuple[float, float]:
    """P-values of Pearson's statistic of class counts by call, upper and lower, among tables with the same margins."""
    from scipy.stats import random_table

    sizes, classes = counts.sum(axis=1), counts.sum(axis=0)
    if len(classes) == 1:
        return 1.0, 1.0
    expected = np.outer(sizes, classes) / counts.sum()

    def pearson(tables: NDArray[np.int64]) -> Matrix:
        return np.asarray(((tables - expected) ** 2 / expected).sum(axis=(-2, -1)))

    return _both_tails(pearson(random_table(sizes, classes, seed=rng).rvs(REARRANGED)), float(pearson(counts)))


def repeat_p_values(calls: Sequence[Sequence[bytes]], rng: np.random.Generator) -> tuple[float, float]:
    """P-values of the number of pairs of equal rows within calls, upper and lower, when rows are dealt to calls at random.

    Ordered pairs, each row with itself too: twice the pairs and the number of rows, in the same order.
    """
    _, names = np.unique([row.hex() for call in calls for row in call], return_inverse=True)
    at, places = np.repeat(np.arange(len(calls)), [len(call) for call in calls]), int(names.max()) + 1
    if places == len(names):
        return 1.0, 1.0  # no two rows are equal

    def pairs(dealt: NDArray[np.int64]) -> float:
        cells = np.ravel_multi_index((dealt, names), (len(calls), places))
        return float((np.unique(cells, return_counts=True)[1] ** 2).sum())

    return _both_tails([pairs(rng.permutation(at)) for _ in range(REARRANGED)], pairs(at))


def _both_tails(drawn: Iterable[float], observed: float) -> tuple[float, float]:
    values = np.fromiter(drawn, np.float64)
    return permutation_p_value(values, observed), permutation_p_value(-values, -observed)
