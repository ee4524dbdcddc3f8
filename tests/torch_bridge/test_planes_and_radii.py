"""Planes through pairs of points, radii that hold every input, hours that an estimate adds up, replicates that are complete."""

from __future__ import annotations

import os
import re
from contextlib import nullcontext
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

from tests.torch_bridge.test_growth import PLAN
from tests.torch_bridge.test_growth_decisions import synthetic
from torch_bridge.gap.hypersphere import HypersphereCell, prepare
from torch_bridge.growth import cost, samples
from torch_bridge.growth.summary import complete_replicates
from torch_bridge.nets.networks import glorot_network, logits, seeded
from torch_bridge.runs import slices
from torch_bridge.runs.plan import Plan
from torch_bridge.runs.run import require_memory
from uccheck.core.errors import InvalidParameter


def test_a_slice_shows_the_network_on_the_plane_of_its_points() -> None:
    """Row i, column j is f_1 - f_0 at side[j] along the first point and side[i] across it; both points lie in the plane."""
    a, b = torch.randn(2, 6, generator=torch.Generator().manual_seed(2), dtype=torch.float32)
    basis = slices.orthonormal(a, b)
    assert torch.allclose(basis @ basis.T, torch.eye(2), atol=1e-6)
    for point in (a, b):
        assert torch.allclose((point @ basis.T) @ basis, point, atol=1e-5)
    assert torch.allclose(a @ basis.T, torch.stack([a.norm(), torch.zeros(())]), atol=1e-6)
    network = glorot_network((6, 9, 2), seeded(5), bias=True)
    replicate: Any = SimpleNamespace(network=network, cell=SimpleNamespace(outer=1.2))
    grid, side = slices._grid(replicate, basis), np.linspace(-1.5, 1.5, slices.GRID)
    for i, j in ((0, 0), (0, 160), (160, 0), (37, 101), (80, 80)):
        scores = logits(network, torch.as_tensor(side[j] * basis[0].numpy() + side[i] * basis[1].numpy(), dtype=torch.float32)[None])[0]
        assert grid[i, j] == pytest.approx(float(scores[1] - scores[0]), abs=1e-4)


def test_the_support_radius_holds_every_possible_input(monkeypatch: pytest.MonkeyPatch) -> None:
    """The outer sphere with its rounding, and the cube of pixels: its farthest corner, and no more."""
    assert 2 < samples.support_radius(PLAN) < 2 * (1 + 2e-6)
    drawn = samples.draw_points(PLAN, 0, 4000, samples.SAMPLE).x.double().norm(dim=1)
    assert float(drawn.max()) <= samples.support_radius(PLAN)
    monkeypatch.setattr(samples, "_split", lambda plan, r: SimpleNamespace(test=SimpleNamespace(images=np.zeros((3, 50)))))
    assert samples.support_radius(replace(PLAN, data="mnist")) == pytest.approx(float(np.linalg.norm(np.ones(50))))


@pytest.mark.parametrize("twins", [True, False])
def test_hours_are_those_of_all_trainings(twins: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each m at each batch size, EPOCHS epochs of each replicate, and of its twin."""
    worker = SimpleNamespace(submit=lambda *rest: SimpleNamespace(result=lambda: 0.5))
    monkeypatch.setattr(cost, "stoppable_pool", lambda *rest, **more: nullcontext(worker))
    plan = replace(PLAN, twins=twins)
    said = cost.cost(plan)
    hours = float(re.findall(r"in all (\S+) hours", said)[0])
    trainings = plan.replicates * (2 if twins else 1) * len(plan.batch_sizes)
    assert hours == pytest.approx(0.5 * sum(plan.ms) * cost.EPOCHS * trainings / 3600, rel=0.01)
    assert [float(x) for x in re.findall(r": (\S+) s", said)] == [0.5 * m for m in plan.ms] * len(plan.batch_sizes)


def test_a_replicate_without_one_of_the_sizes_is_left_out() -> None:
    records = [r for r in synthetic(0.2, -0.4) if (r["replicate"], r["m"]) != (2, 1024)]
    ms, rows, left = complete_replicates(records, 1)
    assert (ms, len(rows), left) == ((256, 1024, 4096), 7, 1)
    assert all([r["m"] for r in row] == list(ms) for row in rows)


@pytest.mark.parametrize("workers", [1, 3])
def test_a_plan_is_refused_where_its_tensors_do_not_fit(workers: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Weights, directions, points and test points of the largest cell, in each worker, by the bytes of the tensors themselves."""
    base = HypersphereCell(m=20, d=5, width=7, outer=1.2, learning_rate=0.2, batch_size=1, stop_margin=4.0, max_epochs=3, n_test=11)
    plan = Plan(base=base, values=("20", "50"), replicates=24)
    made = prepare(base.varied("m", "50"), 0, 0)
    tensors = [*made.network.weights, made.sample.u, made.sample.points(), made.test()[0]]
    needed = workers * sum(tensor.element_size() * tensor.nelement() for tensor in tensors)
    for memory, fits in ((needed, True), (needed - 1, False)):
        monkeypatch.setattr(os, "sysconf", lambda name, memory=memory: memory if "PAGES" in name else 1)
        if fits:
            require_memory(plan, workers)
        else:
            with pytest.raises(InvalidParameter, match=f"{workers} workers need"):
                require_memory(plan, workers)
