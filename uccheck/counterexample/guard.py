"""The guard: tests that refute a partner which has not the law of the sample. They can refute it, never uphold it.

Each is a permutation test, exact under "S' has the law of S": its groups come from different, independent replicates.

    training   test errors on fresh points of h_S (some replicates) and of h_S' (others): does the learner generalise alike?
               It sees relabelling, and whatever makes S' another training set: order, dependence, another law.
    points     energy distance of labelled points of S and of S', and the largest difference between means of coordinates,
               within classes too: it sees another law of single points.
    repeats    points that occur more than once: it sees a sample drawn again from itself.
    order      neighbours in S' that are alike, and features that drift along S': it sees sorting.
    cross      errors of h_S on S' of another sample and on test points: it sees a few points of another law, if h_S errs on them otherwise
               (see `cross`).
    calls      several calls of draw, for S and for test points: it sees what is no sample of independent points of one law
               (see `calls`, which runs it).

None sees an S' whose points have the right law, whose order looks like chance, and on which this learner generalises as on
S: dependence among points of which neither the tests nor the learner take notice.

Glossary
    refute     level p: the sum of all tests' error rates is at most the guard's level (shares below).
    shift      what the training test would have seen with probability 0.9, in standard deviations of the test error.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import combinations
from math import comb
from typing import Any

import numpy as np
from numpy.typing import NDArray

from uccheck.core.errors import InvalidParameter
from uccheck.core.exact import Exact, probability
from uccheck.core.verdict import Evidence, Kind, NoBool, Verdict
from uccheck.counterexample.rows import Points, as_array
from uccheck.statistics.estimate import Real

Matrix = NDArray[np.float64]

#: What part of the guard's level each test has.
POINT_TESTS = ("points", "repeats", "order")
SHARES = {"training": Fraction(3, 8)} | dict.fromkeys((*POINT_TESTS, "calls", "cross"), Fraction(1, 8))
PERMUTATIONS = 1999
ENUMERATED = 200_000  # rank sums that are counted one by one; more are drawn
MAX_POINTS, PROJECTED = 500, 32  # points compared of each side, and coordinates kept for distances
POWER = 0.9
TIE = 1e-9  # below which two statistics are the same number, rounded otherwise


@dataclass(frozen=True, kw_only=True)
class Guard(NoBool):
    """The p-value of each test, and what the training test and the cross test could see."""

    level: Fraction
    p_values: dict[str, float]
    shift: float
    spread: float
    cross_shift: float | None = None

    @property
    def refuted_by(self) -> list[str]:
        """The tests that refute."""
        return [name for name, p in self.p_values.items() if p <= self.level * SHARES[name]]

    def evidence(self) -> Evidence:
        """REFUTED if a test refutes, else UNDECIDED; never UPHELD."""
        shown = ", ".join(f"{name} p = {p:.3g}" for name, p in self.p_values.items())
        seen = f"a shift of the test error by {self.shift * self.spread:.3g}"
        seen += "" if self.cross_shift is None else f", or of the error on S' of other samples by {self.cross_shift:.2g},"
        seen += f" would be seen with probability {POWER} (normal errors)"
        return Evidence(
            kind=Kind.STATISTICAL,
            verdict=Verdict.REFUTED if self.refuted_by else Verdict.UNDECIDED,
            detail=f"S' has the law of S: {shown}; {seen}",
            alpha=self.level,
        )


def guard(
    training: tuple[Sequence[Real], Sequence[Real]], others: dict[str, float], level: Exact, cross_shift: float | None = None
) -> Guard:
    """The guard from test errors of h_S and of h_S', and the p-values of the tests that need no further training."""
    total = probability(level, "the guard's level")
    own, other = training
    require_pairs(len(own), len(other), total)
    p_values = {"training": rank_p_value(own, other)} | others
    spread = float(np.std([float(v) for v in own], ddof=1)) if len(own) > 1 else 0.0
    shift = detectable_shift(len(own), len(other), float(total * SHARES["training"]))
    return Guard(level=total, p_values=p_values, shift=shift, spread=spread, cross_shift=cross_shift)


def require_pairs(own: int, other: int, level: Fraction) -> None:
    """Refuse numbers of trainings, and levels, with which some test cannot refute anything.

    Raises: InvalidParameter, with the values.
    """
    require_level(level, min(SHARES.values()), "a guard level")
    if own < 1:
        raise InvalidParameter(f"the guard trains on S' in {other} of {own + other} replicates: lower --guard-pairs")
    least = min(Fraction(1), Fraction(2, comb(own + other, other)))
    if least > level * SHARES["training"]:
        raise InvalidParameter(
            f"the guard compares {own} trainings on S with {other} on S': its least p-value {float(least):.3g} exceeds its level "
            f"{float(level * SHARES['training']):.3g}: give more --replicates or --guard-pairs"
        )


def require_level(level: Fraction, share: Fraction, what: str) -> None:
    """Refuse a level of which a test has that share, if no p-value by permutations reaches it: the test could not refute.

    Raises: InvalidParameter, with the least level.
    """
    reached = Fraction(2, 1 + PERMUTATIONS) / share
    if level < reached:
        raise InvalidParameter(f"{1 + PERMUTATIONS} permutations carry {what} of at least {float(reached):g}, got {float(level):g}")


def rank_p_value(own: Sequence[Real], other: Sequence[Real]) -> float:
    """Two-sided p-value of the rank sum of `other` among all, exact with ties (drawn where there are too many to count)."""
    from scipy.stats import rankdata

    ranks = rankdata([float(v) for v in (*own, *other)])
    n, k = len(ranks), len(other)
    centre = k * ranks.mean()
    observed = abs(ranks[len(own) :].sum() - centre)
    if comb(n, k) <= ENUMERATED:
        chosen = np.array(list(combinations(range(n), k)))
        return float((np.abs(ranks[chosen].sum(axis=1) - centre) >= observed).mean())  # sums of midranks are exact in floats
    rng = np.random.default_rng(0)
    return permutation_p_value((abs(ranks[rng.permutation(n)[:k]].sum() - centre) for _ in range(20_000)), observed)


def permutation_p_value(drawn: Iterable[float], observed: float) -> float:
    """(1 + #{drawn >= observed})/(1 + n), ties counted: at most p with probability at most p, if all arrangements are equally likely.

    Raises: InvalidParameter for a statistic that is no number: it would be less than no other, and refute.
    """
    values = np.fromiter(drawn, np.float64)
    if not (np.isfinite(observed) and np.isfinite(values).all()):
        raise InvalidParameter("a statistic of the guard is not finite: give coordinates that double precision holds")
    return (1 + int(np.count_nonzero(values >= observed - TIE))) / (1 + len(values))


@lru_cache(maxsize=64)
def detectable_shift(own: int, other: int, level: float) -> float:
    """The least shift, in standard deviations of normal errors, that the rank test sees with probability `POWER`; simulated.

    The test refutes beyond `least`, the rank sums' distance from their mean that is exceeded with probability at most `level`.
    """
    from scipy.stats import rankdata

    rng, runs, centre = np.random.default_rng(0), 2000, other * (own + other + 1) / 2
    null = np.sort(_distances(own + other, other, rng))[::-1]
    least = null[min(len(null) - 1, int(level * len(null)))]
    for shift in np.arange(0.25, 12, 0.25):
        values = rng.normal(size=(runs, own + other))
        values[:, own:] += shift
        sums = rankdata(values, axis=1)[:, own:].sum(axis=1)
        if (np.abs(sums - centre) > least).mean() >= POWER:
            return float(shift)
    return float("inf")


def _distances(n: int, k: int, rng: np.random.Generator) -> Matrix:
    """|sum of k of the ranks 1..n - its mean| over all groups, or over many drawn where there are too many to count."""
    if comb(n, k) <= ENUMERATED:
        sums = np.array(list(combinations(range(1, n + 1), k))).sum(axis=1)
    else:
        ranks = np.arange(1, n + 1, dtype=np.float64)
        sums = np.array([rng.permutation(ranks)[:k].sum() for _ in range(50_000)])
    return np.asarray(np.abs(sums - k * (n + 1) / 2))


def point_tests(own: Sequence[Points], other: Sequence[Points], rng: np.random.Generator) -> dict[str, float]:
    """P-values of the tests that need no training: samples S of some replicates, S' of others."""
    share = max(2, MAX_POINTS // max(len(own), len(other)))
    first, second = ([_some(points, share, rng) for points in side] for side in (own, other))
    x, y = (np.concatenate([part[i] for part in (*first, *second)]) for i in (0, 1))
    n = sum(len(labels) for _, labels in first)
    inside = _groups(len(y), n, rng)
    classes = np.unique(y)
    short, whole = feature_table(shortened(x), y, classes), feature_table(x, y, classes)
    p_values = energy_p_value(short, n, inside), means_p_value(whole, inside)
    return {
        "points": min(1.0, 2 * min(p_values)),
        "repeats": repeats_p_value(np.concatenate([_flat(p) for p in (*own, *other)]), sum(len(_flat(p)) for p in own), rng),
        "order": order_p_value(other, rng),
    }


def energy_p_value(pooled: Matrix, n: int, inside: Matrix) -> float:
    """P-value of the energy distance between the first n rows and the others, among the groups `inside`."""
    squares = (pooled**2).sum(axis=1)
    distances = np.sqrt(np.maximum(squares[:, None] + squares[None] - 2 * pooled @ pooled.T, 0))
    total, rest = distances.sum(), len(pooled) - n
    ours = distances @ inside
    within, between = (ours * inside).sum(axis=0), (ours * (1 - inside)).sum(axis=0)
    energy = 2 * between / (n * rest) - within / n**2 - (total - within - 2 * between) / rest**2
    return permutation_p_value(energy[1:], energy[0])


def means_p_value(pooled: Matrix, inside: Matrix) -> float:
    """P-value of the largest difference, in units of its spread, between means of a group's rows and of the others."""
    spread = pooled.std(axis=0)
    scaled = (pooled - pooled.mean(axis=0)) / np.where(spread > 0, spread, 1)
    largest = np.abs(scaled.T @ inside).max(axis=0)
    return permutation_p_value(largest[1:], largest[0])


def _groups(count: int, n: int, rng: np.random.Generator) -> Matrix:
    """The groups compared: column 0 holds the first n rows, the others n rows at random; (count, 1 + PERMUTATIONS)."""
    first = np.zeros((count, 1))
    first[:n] = 1
    return np.concatenate([first, rng.permuted(np.repeat(first, PERMUTATIONS, axis=1), axis=0)], axis=1)


def repeats_p_value(rows: Matrix, n: int, rng: np.random.Generator) -> float:
    """P-value of as many repeated rows after the first n as there are, when rows are exchangeable; 1 without repeats."""
    _, name, size = np.unique(rows, axis=0, return_inverse=True, return_counts=True)
    if size.max() == 1:
        return 1.0
    names = name.ravel()

    def repeats(chosen: NDArray[np.int64]) -> int:
        return len(chosen) - len(np.unique(names[chosen]))

    observed = repeats(np.arange(n, len(rows)))
    return permutation_p_value((repeats(rng.permutation(len(rows))[n:]) for _ in range(PERMUTATIONS)), observed)


def order_p_value(samples: Sequence[Points], rng: np.random.Generator) -> float:
    """Twice the lesser p-value of two statistics, each summed over the samples S' and compared with permutations within them.

    They are the likeness of neighbours and the drift of features along the sample; of a large sample every k-th point is taken.
    """
    tables = [_arrays(points) for points in samples]
    every = 1 + len(tables[0][1]) // MAX_POINTS
    classes = np.unique(np.concatenate([y for _, y in tables]))
    features = np.stack([feature_table(shortened(x[::every]), y[::every], classes) for x, y in tables])
    place, sample = _place(features.shape[1]), np.arange(len(features))[:, None]
    positions = np.tile(np.arange(features.shape[1]), (len(features), 1))

    def statistics(moved: Matrix) -> tuple[float, float]:
        return float((moved[:, 1:] * moved[:, :-1]).sum()), float((np.einsum("i,kif->kf", place, moved) ** 2).sum())

    observed = statistics(features)
    drawn = np.array([statistics(features[sample, rng.permuted(positions, axis=1)]) for _ in range(PERMUTATIONS)])
    return min(1.0, 2 * min(permutation_p_value(drawn[:, i], observed[i]) for i in (0, 1)))


def _place(n: int) -> Matrix:
    """Positions along a sample, centred and of unit length; a sample of one point has the place 0."""
    place = np.arange(n) - (n - 1) / 2
    return np.asarray(place / (np.linalg.norm(place) or 1.0))


def feature_table(x: Matrix, y: NDArray[np.int64], classes: NDArray[np.int64]) -> Matrix:
    """Blocks of equal weight, of unit spread: coordinates, their length, the class, coordinates within each class; of any scale."""
    onehot = (y[:, None] == classes[None]).astype(np.float64)
    length, x = np.linalg.norm(near_one(x), axis=1)[:, None], near_one(x, axis=0)
    blocks = [x, length, onehot]
    if len(classes) <= 10:
        blocks += [_scaled(part) * onehot[:, [c]] for c in range(len(classes)) for part in (x, length)]
    return np.concatenate([_scaled(block) / np.sqrt(block.shape[1]) for block in blocks], axis=1)


def near_one(values: Matrix, axis: int | None = None) -> Matrix:
    """The values, or each column of them, times a power of two that takes the largest to between 1/2 and 1: squares neither over- nor
    underflow, and nothing is rounded.
    """
    _, power = np.frexp(np.abs(values).max(axis=axis, initial=0.0))
    return np.asarray(np.ldexp(values, -power))


def _scaled(block: Matrix) -> Matrix:
    spread = block.std(axis=0)
    return np.asarray((block - block.mean(axis=0)) / np.where(spread > 0, spread, 1))


def shortened(x: Matrix) -> Matrix:
    """The points in at most `PROJECTED` coordinates: random directions, always the same, of any scale, which `feature_table` removes."""
    return near_one(x) @ _projection(x.shape[1]) if x.shape[1] > PROJECTED else x


@lru_cache(maxsize=4)
def _projection(d: int) -> Matrix:
    return np.random.default_rng(d).normal(size=(d, PROJECTED))


def _arrays(points: Points) -> tuple[Matrix, NDArray[np.int64]]:
    x, y = as_array(points[0]), as_array(points[1])
    return x.reshape(len(x), -1).astype(np.float64), y


def _flat(points: Points) -> Matrix:
    x, y = _arrays(points)
    return np.concatenate([x, y[:, None]], axis=1)


def _some(points: Points, share: int, rng: np.random.Generator) -> tuple[Matrix, Any]:
    x, y = _arrays(points)
    chosen = rng.permutation(len(y))[:share]
    return x[chosen], y[chosen]
