"""The tasks of the hypersphere experiment: train one replicate from its checkpoint, and measure it."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import torch

from torch_bridge.errors import require
from torch_bridge.gap.hypersphere import HypersphereCell, Replicate, outcome, prepare
from torch_bridge.nets.networks import error_count
from torch_bridge.runs.plan import Plan
from torch_bridge.runs.records import Keeper, Record, RunDirectory, versions
from torch_bridge.runs.runner import Reporter, TaskReport, Watcher, Where
from torch_bridge.runs.runner import run_plan as run_tasks
from torch_bridge.runs.slices import save_slices
from torch_bridge.train.training import Epoch, train

#: Seconds between two reports of one replicate.
REPORT_EVERY = 2.0
#: Points on which a report estimates the partner's and the test error.
REPORT_POINTS = 512


@dataclass(frozen=True)
class ReplicateTask:
    """One replicate of one cell."""

    key: str
    value: str
    cell: HypersphereCell
    number: int
    seed: int

    @property
    def cost(self) -> float:
        """Products of an epoch, as far as they depend on the cell."""
        return float(self.cell.m * self.cell.d * self.cell.width)

    def run(self, directory: RunDirectory | None, report: Reporter | None) -> Record:
        """Train, from the checkpoint if there is one, and measure."""
        torch.set_num_threads(1)
        replicate = prepare(self.cell, self.number, self.seed)
        keeper = Keeper(directory, self.key)
        saved = keeper.load()
        if saved is not None:
            replicate.network.load(saved.tensors)
        watch = _Watch(replicate, self.key, report)

        def on_epoch(epoch: Epoch) -> None:
            if keeper.due():
                keeper.save(epoch.number, replicate.network.tensors())
            watch(epoch)

        points, y = replicate.sample.points(), replicate.sample.y
        first = 0 if saved is None else saved.epoch
        config, seed = self.cell.training, replicate.shuffle_seed
        with keeper.training():
            result = train(replicate.network, points, y, config, seed=seed, first_epoch=first, on_epoch=on_epoch)
        if self.number == 0 and directory is not None:
            save_slices(directory.path / "slices" / f"{self.key}.npz", replicate)
        about = {"cell": self.value, "m": self.cell.m, "seed": self.seed, "versions": versions()}
        return {**about, **outcome(replicate, result)}


@dataclass(frozen=True)
class PlanTasks:
    """The plan as the runner takes it."""

    plan: Plan

    def parameters(self) -> dict[str, Any]:
        """Those of the plan."""
        return self.plan.parameters()

    def tasks(self) -> list[ReplicateTask]:
        """Every replicate of every cell, in the plan's order."""
        return [
            ReplicateTask(self.plan.key(value, number), value, cell, number, self.plan.seed)
            for value, cell in self.plan.cells().items()
            for number in range(self.plan.replicates)
        ]


def run_plan(plan: Plan, directory: Path, *, where: Where | None = None, watcher: Watcher | None = None) -> list[Record]:
    """Every record of the plan, in its order; see `runner.run_plan`."""
    chosen = where or Where()
    if chosen.cluster is None:
        require_memory(plan, chosen.processes)
    return run_tasks(PlanTasks(plan), directory, chosen, watcher)


def require_memory(plan: Plan, workers: int) -> None:
    """Refuse a plan whose weights alone do not fit into this machine's memory."""
    cells = plan.cells().values()
    largest = max(4 * (sum(a * b for a, b in pairwise(c.sizes)) + 2 * c.m * c.d + c.n_test * c.d) for c in cells)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") if hasattr(os, "sysconf") else largest * workers
    require(
        largest * workers <= memory,
        f"{workers} workers need {largest * workers / 1e9:.3g} GB for weights and points, and there are {memory / 1e9:.3g}: "
        "lower --width, --d, --m or --workers",
    )


class _Watch:
    """Reports at most every `REPORT_EVERY` seconds, on a few points, and never changes anything."""

    def __init__(self, replicate: Replicate, key: str, report: Reporter | None):
        self._network, self._key, self._report = replicate.network, key, report
        self._last = time.monotonic()
        samples = () if report is None else (replicate.partner(), replicate.test())
        self._samples = [(x[:REPORT_POINTS].clone(), y[:REPORT_POINTS]) for x, y in samples]

    def __call__(self, epoch: Epoch) -> None:
        if self._report is None or time.monotonic() - self._last < REPORT_EVERY:
            return
        self._last = time.monotonic()
        partner, test = (error_count(self._network, x, y) / len(y) for x, y in self._samples)
        self._report(TaskReport(self._key, f"epoch {epoch.number}: {epoch.short}/{epoch.seen} short, S' {partner:.2f}, test {test:.2f}"))
