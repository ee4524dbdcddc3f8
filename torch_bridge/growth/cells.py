"""Bounds against the size of the sample: train at every m from one initialisation, record norms, margins and bounds.

Glossary
    plan         what is trained and how; everything that a single training depends on, and which trainings are wanted
    replicate r  one initialisation, shared by every m and batch size (as the authors do), one test set, fresh samples
    unit         one training: (batch size, m, replicate); its record depends on the plan's seed and the unit alone
    twin         a second training on another sample from the same initialisation, for the distance between solutions
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import numpy as np
import torch
from torch import Tensor

from torch_bridge.bounds.bound import fixed, median, quantile, sample
from torch_bridge.bounds.evaluate import evaluate
from torch_bridge.bounds.norms import distance_between, network_norms
from torch_bridge.data import mnist
from torch_bridge.data.spheres import Radii, draw_sample
from torch_bridge.errors import require
from torch_bridge.nets.networks import BIAS_RULE, Network, error_count, glorot_network, margins, seeded
from torch_bridge.runs.records import Keeper, Record, RunDirectory, versions
from torch_bridge.runs.runner import Report, Reporter
from torch_bridge.train.training import Epoch, TrainingConfig, TrainingResult, train
from uccheck.core.exact import nonnegative, positive

INITIALISATION, SAMPLE, TWIN, TEST, SPLIT, LABELS, TWIN_LABELS = range(7)  # streams of random numbers


@dataclass(frozen=True, kw_only=True)
class GrowthPlan:
    """What is trained: numbers that enter a formula are decimal strings, as the user wrote them."""

    data: Literal["hypersphere", "mnist"]
    ms: tuple[int, ...]
    batch_sizes: tuple[int, ...]
    replicates: int
    hidden: tuple[int, ...]
    bias: bool
    learning_rate: str
    stop_margin: str
    stop_fraction: str = "0.99"
    max_epochs: int = 20_000
    n_test: int
    twins: bool = False
    replacement: bool = False
    random_labels: bool = False
    folder: str | None = None
    dimension: int = 100
    outer: str = "1.2"
    seed: int = 0

    def __post_init__(self) -> None:
        require(len(self.ms) > 0 and min(self.ms) >= 1, f"every m must be at least 1, got {self.ms}")
        require(len(self.batch_sizes) > 0, "no batch size given")
        require(self.replicates >= 1, f"replicates must be at least 1, got {self.replicates}")
        require(min(self.batch_sizes) >= 1, f"every batch size must be at least 1, got {self.batch_sizes}")
        small, large = min(self.ms), max(self.batch_sizes)
        require(small >= large, f"m = {small} is smaller than the batch size {large}: lower the batch size")
        require(self.n_test >= 1, f"the test set needs at least 1 point, got {self.n_test}")
        require(self.seed >= 0, f"the seed must not be negative, got {self.seed}")

        self.config(min(self.batch_sizes))

    def config(self, batch: int) -> TrainingConfig:
        """How a network is trained at this batch size.

        Raises: InvalidParameter for a number that cannot be read or lies outside its domain.
        """
        return TrainingConfig(
            learning_rate=float(positive(self.learning_rate, "learning rate")),
            batch_size=batch,
            stop_margin=float(nonnegative(self.stop_margin, "stop margin")),
            stop_fraction=positive(self.stop_fraction, "stop fraction"),
            max_epochs=self.max_epochs,
        )

    def parameters(self) -> dict[str, Any]:
        """What a unit's record depends on; which units are wanted is left out, so that a run can be extended."""
        wanted = asdict(self)
        for name in ("ms", "batch_sizes", "replicates"):
            del wanted[name]
        return {"experiment": "bounds", **wanted, "hidden": list(self.hidden), "initial_biases": BIAS_RULE}

    def statement(self) -> dict[str, Any]:
        """Which trainings the conclusions are drawn from."""
        return {"ms": list(self.ms), "batch_sizes": list(self.batch_sizes), "replicates": self.replicates}

    def tasks(self) -> list[Unit]:
        """Every training, as the runner takes it."""
        return [Unit(self, *unit) for unit in self.units()]

    def units(self) -> Iterator[tuple[int, int, int]]:
        """(batch size, m, replicate) of every training, small m first within a replicate."""
        for r in range(self.replicates):
            for batch in self.batch_sizes:
                for m in sorted(set(self.ms)):
                    yield batch, m, r


@dataclass(frozen=True)
class Points:
    """Inputs x (n, d) float32 and classes y (n,) int64."""

    x: Tensor
    y: Tensor


@dataclass(frozen=True)
class Unit:
    """One training, and its twin's."""

    plan: GrowthPlan
    batch: int
    m: int
    r: int

    @property
    def key(self) -> str:
        """Its name in the run."""
        return key(self.batch, self.m, self.r)

    @property
    def cost(self) -> float:
        """Weights read and written in an epoch, up to a factor."""
        sizes = (self.plan.dimension if self.plan.data == "hypersphere" else 784, *self.plan.hidden)
        return float(self.m * sum(a * b for a, b in pairwise(sizes)))

    def run(self, directory: RunDirectory | None, report: Reporter | None) -> Record:
        """Train, from a checkpoint if there is one, and measure."""
        torch.set_num_threads(1)
        if report is not None:
            report(Report(self.key, "started"))
        return run_unit(self.plan, directory, self.batch, self.m, self.r)


def key(batch: int, m: int, r: int) -> str:
    """The name of a unit."""
    return f"b{batch}-m{m}-r{r}"


def run_unit(plan: GrowthPlan, directory: RunDirectory | None, batch: int, m: int, r: int) -> dict[str, Any]:
    """Train one network (and its twin) and record everything that bounds and slopes are computed from."""
    points, test = draw_points(plan, r, m, SAMPLE), draw_test(plan, r)
    network = initial_network(plan, r)
    result = _train(plan, directory, key(batch, m, r), network, points, batch)
    record: dict[str, Any] = {"data": plan.data, "m": m, "batch_size": batch, "replicate": r, "seed": plan.seed}
    record |= {"random_labels": plan.random_labels}
    record |= {"stop": str(result.stop), "epochs": result.epochs, "with_margin": result.with_margin}
    record |= {"train_errors": error_count(network, points.x, points.y)}
    record |= {"test_errors": error_count(network, test.x, test.y), "n_test": len(test.y)}
    record |= measured(plan, network, points, batch)
    if plan.twins:
        record["distance_between"] = _twin_distance(plan, directory, network, batch, m, r)
    return record | {"versions": versions()}


def measured(plan: GrowthPlan, network: Network, points: Points, batch: int) -> dict[str, Any]:
    """Norms, margin quantiles and bounds of a trained network that kept its initialisation."""
    assert network.initial_weights is not None and network.initial_biases is not None
    norms = network_norms(
        network.initial_weights,
        network.weights,
        initial_biases=[b for b in network.initial_biases if b is not None],
        final_biases=[b for b in network.biases if b is not None],
    )
    found = margins(network, points.x, points.y)
    facts = sample(points.x, found, batch_size=batch)
    values = evaluate(
        norms,
        facts,
        rules=(fixed(plan.stop_margin), median(), quantile("1/10")),
        input_norm=plan.data == "mnist",  # the notebook leaves the factor out, the script keeps it
        support_radius=support_radius(plan),
    )
    return {
        "layers": [asdict(layer) for layer in norms.layers],
        "distance": norms.distance,
        "spectral_product": norms.spectral_product,
        "radius": facts.radius,
        "input_frobenius": facts.frobenius,
        "margin_quantiles": {str(q): float(np.quantile(facts.margins, q)) for q in (0.0, 0.01, 0.1, 0.25, 0.5, 0.75, 1.0)},
        "bounds": [value.record() for value in values],
    }


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


def _train(plan: GrowthPlan, directory: RunDirectory | None, name: str, network: Network, points: Points, batch: int) -> TrainingResult:
    """Train in place, saving a checkpoint now and then; a saved one is continued exactly."""
    config = plan.config(batch)
    keeper = Keeper(directory, name)
    stored = keeper.load()
    if stored is not None:
        network.load(stored.tensors)

    def keep(epoch: Epoch) -> None:
        if epoch.finite and keeper.due():
            keeper.save(epoch.number, network.tensors())

    first = 0 if stored is None else stored.epoch
    return train(network, points.x, points.y, config, first_epoch=first, on_epoch=keep)


def _twin_distance(plan: GrowthPlan, directory: RunDirectory | None, network: Network, batch: int, m: int, r: int) -> dict[str, Any]:
    twin = initial_network(plan, r)
    result = _train(plan, directory, f"{key(batch, m, r)}-twin", twin, draw_points(plan, r, m, TWIN), batch)
    if directory is not None:
        directory.forget(f"{key(batch, m, r)}-twin")
    layers = distance_between(network.weights, twin.weights)
    return {"stop": str(result.stop), "layers": list(layers), "all": float(np.linalg.norm(layers))}


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
