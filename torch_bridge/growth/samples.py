"""Samples, test sets and initial networks of an experiment on growth: each a function of the plan's seed and of its own number."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from torch_bridge.data import mnist
from torch_bridge.data.spheres import Radii, draw_sample
from torch_bridge.errors import require
from torch_bridge.growth.plan import GrowthPlan
from torch_bridge.nets.networks import Network, glorot_network, seeded

INITIALISATION, SAMPLE, TWIN, TEST, SPLIT, LABELS, TWIN_LABELS = range(7)  # streams of random numbers


@dataclass(frozen=True)
class Points:
    """Inputs x (n, d) float32 and classes y (n,) int64."""

    x: Tensor
    y: Tensor


def initial_network(plan: GrowthPlan, r: int) -> Network:
    """The network of replicate r before training: the same for every m and batch size."""
    inputs, classes = (plan.dimension, 2) if plan.data == "hypersphere" else (784, mnist.CLASSES)
    if plan.folder is not None:
        inputs = _folder(plan.folder)[0].images.shape[1]
    sizes = (inputs, *plan.hidden, classes)
    return glorot_network(sizes, seeded(_seed(plan, INITIALISATION, r)), bias=plan.bias)


def draw_points(plan: GrowthPlan, r: int, m: int, stream: int) -> Points:
    """The sample of size m of replicate r; `stream` is SAMPLE or TWIN. Samples of different m are drawn afresh."""
    rng, labels = _rng(plan, stream, r, m), _rng(plan, TWIN_LABELS if stream == TWIN else LABELS, r, m)
    if plan.data == "hypersphere":
        drawn = draw_sample(m, plan.dimension, _radii(plan), rng)
        y = torch.from_numpy(labels.integers(2, size=m)) if plan.random_labels else drawn.y
        return Points(drawn.points(), y)
    digits = mnist.draw(_split(plan, r).pool, m, rng, replacement=plan.replacement)
    if plan.random_labels:
        digits = mnist.random_labels(digits, labels)
    return _points(digits)


def draw_test(plan: GrowthPlan, r: int) -> Points:
    """The test set of replicate r, with true labels always."""
    if plan.data == "hypersphere":
        drawn = draw_sample(plan.n_test, plan.dimension, _radii(plan), _rng(plan, TEST, r))
        return Points(drawn.points(), drawn.y)
    return _points(_split(plan, r).test)


def support_radius(plan: GrowthPlan) -> float:
    """A bound on |x| for every possible input: the outer sphere, or sqrt(d) for pixels in [0, 1]."""
    if plan.data == "hypersphere":
        return float(Fraction(plan.outer)) * (1 + 1e-6)  # float32 rounding of the points
    return float(np.sqrt(_split(plan, 0).test.images.shape[1]))


def split_sentence(plan: GrowthPlan) -> str:
    """How training samples and test set are drawn."""
    if plan.data == "hypersphere":
        return f"fresh points on spheres of radius 1 and {plan.outer} in R^{plan.dimension}; {plan.n_test} test points"
    how = "with" if plan.replacement else "without"
    return f"{_split(plan, 0).sentence}; samples drawn {how} replacement"


def check_data(plan: GrowthPlan) -> None:
    """Load the data and see that the largest sample can be drawn; nothing is written.

    Raises: InvalidParameter, InvalidFile or MissingTool, one line.
    """
    if plan.data != "mnist":
        return
    _split(plan, 0)
    if not plan.replacement:
        have, most = len(_split(plan, 0).pool), max(plan.ms)
        require(
            most <= have,
            f"m = {most} exceeds the {have} digits at hand: lower m, draw with replacement, or give IDX files",
        )


@lru_cache(maxsize=1)
def _bundled() -> mnist.Digits:
    return mnist.bundled()


@lru_cache(maxsize=1)
def _folder(folder: str) -> tuple[mnist.Digits, mnist.Digits]:
    return mnist.from_folder(Path(folder))


@lru_cache(maxsize=4)
def _split_of(folder: str | None, n_test: int, seed: int, r: int) -> mnist.Split:
    if folder is None:
        entropy = np.random.SeedSequence((seed, SPLIT, r))
        return mnist.split_bundled(_bundled(), n_test, np.random.default_rng(entropy))
    pool, test = _folder(folder)
    kept = replace(test, images=test.images[:n_test], labels=test.labels[:n_test])
    return mnist.Split(pool, kept, f"{pool.source} to draw from, the first {len(kept)} digits of the test files")


def _split(plan: GrowthPlan, r: int) -> mnist.Split:
    return _split_of(plan.folder, plan.n_test, plan.seed, r)


def _points(digits: mnist.Digits) -> Points:
    return Points(torch.from_numpy(np.ascontiguousarray(digits.images)), torch.from_numpy(digits.labels))


def _radii(plan: GrowthPlan) -> Radii:
    return Radii(1.0, float(Fraction(plan.outer)))


def _rng(plan: GrowthPlan, *stream: int) -> np.random.Generator:
    return np.random.default_rng(np.random.SeedSequence((plan.seed, *stream)))


def _seed(plan: GrowthPlan, *stream: int) -> int:
    return int(np.random.SeedSequence((plan.seed, *stream)).generate_state(1, np.uint64)[0])
