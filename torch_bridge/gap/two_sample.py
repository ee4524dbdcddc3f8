"""A two-sample test of measure preservation on labelled points alone: it can refute a wrong map, never uphold a right one."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from torch_bridge.errors import require
from uccheck.core.exact import Exact, probability
from uccheck.core.verdict import Evidence, Kind, Verdict

Matrix = NDArray[np.float64]

#: More points than this would make the matrix of distances large; give a random part of the sample instead.
MAX_POINTS = 4000


def preservation_evidence(
    own: tuple[Tensor, Tensor],
    moved: tuple[Tensor, Tensor],
    *,
    alpha: Exact,
    generator: np.random.Generator,
    permutations: int = 999,
) -> Evidence:
    """Whether points `(x, y)` of a sample and of the image of *another, independent* sample can be told apart.

    REFUTED if the permutation test of the energy distance rejects at alpha: for a map that preserves the measure this has
    probability at most alpha, exactly. Otherwise UNDECIDED. Points are compared by (x, |x|, y), each scaled to unit spread.
    """
    level = probability(alpha, "alpha")
    require(permutations >= 1, f"a permutation test needs at least 1 permutation, got {permutations}")
    p_value = energy_p_value(_features(own), _features(moved), permutations, generator)
    return Evidence(
        kind=Kind.STATISTICAL,
        verdict=Verdict.REFUTED if p_value <= level else Verdict.UNDECIDED,
        detail=f"energy distance of {len(own[1])} and {len(moved[1])} labelled points, {permutations} permutations: p = {p_value:.3g}",
        trusts=("numpy and torch generators as independent draws",),
        alpha=level,
    )


def energy_p_value(a: Matrix, b: Matrix, permutations: int, generator: np.random.Generator) -> float:
    """P-value of the energy distance between rows a `(n, k)` and b `(l, k)`: (1 + #{permuted >= observed})/(1 + permutations)."""
    pooled = np.concatenate([a, b])
    require(len(pooled) <= MAX_POINTS, f"{len(pooled)} points are too many to compare: give at most {MAX_POINTS}")
    spread = pooled.std(axis=0)
    scaled = (pooled - pooled.mean(axis=0)) / np.where(spread > 0, spread, 1)
    weights = np.full(a.shape[1], 1 / max(1, a.shape[1] - 2))  # the coordinates of x together count as one feature
    weights[-2:] = 1
    distances = _distances(scaled * np.sqrt(weights))
    observed = _energy(distances, np.arange(len(a)))
    drawn = (_energy(distances, generator.permutation(len(pooled))[: len(a)]) for _ in range(permutations))
    return (1 + sum(value >= observed - 1e-12 for value in drawn)) / (1 + permutations)


def _features(sample: tuple[Tensor, Tensor]) -> Matrix:
    x, y = sample[0].flatten(1).double(), sample[1].double()
    return torch.cat([x, x.norm(dim=1)[:, None], y[:, None]], dim=1).numpy()


def _distances(points: Matrix) -> Matrix:
    squares = (points**2).sum(axis=1)
    return np.asarray(np.sqrt(np.maximum(squares[:, None] + squares[None] - 2 * points @ points.T, 0)))


def _energy(distances: Matrix, first: NDArray[np.int64]) -> float:
    """2 E|a - b| - E|a - a'| - E|b - b'| between the rows `first` and the rest."""
    inside = np.zeros(len(distances), bool)
    inside[first] = True
    n, rest = len(first), len(distances) - len(first)
    ours = distances @ inside
    within, between = ours[inside].sum(), ours[~inside].sum()
    other = distances.sum() - within - 2 * between
    return float(2 * between / (n * rest) - within / n**2 - other / rest**2)
