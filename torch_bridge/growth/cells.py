"""The trainings of an experiment on growth: one for each batch size, m and replicate, recorded with norms, margins and bounds.

Glossary
    plan         what is trained and how; everything that a single training depends on, and which trainings are wanted
    replicate r  one initialisation, shared by every m and batch size (as the authors do), one test set, fresh samples
    unit         one training: (batch size, m, replicate); its record depends on the plan's seed and the unit alone
    twin         a second training on another sample from the same initialisation, for the distance between solutions
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import torch

from torch_bridge.bounds.bound import fixed, median, quantile, sample
from torch_bridge.bounds.evaluate import evaluate
from torch_bridge.bounds.norms import distance_between, network_norms
from torch_bridge.growth.plan import GrowthPlan
from torch_bridge.growth.samples import SAMPLE, TWIN, Points, draw_points, draw_test, initial_network, support_radius
from torch_bridge.nets.networks import Network, error_count, margins
from torch_bridge.runs.records import Keeper, Record, RunDirectory, versions
from torch_bridge.runs.runner import Reporter, TaskReport
from torch_bridge.train.training import Epoch, TrainingResult, train


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
            report(TaskReport(self.key, "started"))
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


def _train(plan: GrowthPlan, directory: RunDirectory | None, name: str, network: Network, points: Points, batch: int) -> TrainingResult:
    """Train in place, saving a checkpoint now and then; a saved one is continued exactly."""
    config = plan.config(batch)
    keeper = Keeper(directory, name)
    stored = keeper.load()
    if stored is not None:
        network.load(stored.tensors)
    moved = network if plan.device == "cpu" else network.copy_on(plan.device)

    def keep(epoch: Epoch) -> None:
        if epoch.finite and keeper.due():
            keeper.save(epoch.number, moved.tensors())

    first = 0 if stored is None else stored.epoch
    x, y = points.x.to(plan.device), points.y.to(plan.device)
    with keeper.training():
        result = train(moved, x, y, config, first_epoch=first, on_epoch=keep)
    if moved is not network:
        network.load(moved.tensors())
    return result


def _twin_distance(plan: GrowthPlan, directory: RunDirectory | None, network: Network, batch: int, m: int, r: int) -> dict[str, Any]:
    twin = initial_network(plan, r)
    result = _train(plan, directory, f"{key(batch, m, r)}-twin", twin, draw_points(plan, r, m, TWIN), batch)
    if directory is not None:
        directory.forget(f"{key(batch, m, r)}-twin")
    layers = distance_between(network.weights, twin.weights)
    return {"stop": str(result.stop), "layers": list(layers), "all": float(np.linalg.norm(layers))}
