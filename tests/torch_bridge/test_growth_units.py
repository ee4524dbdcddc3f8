"""One training of an experiment on growth: what it costs, what is measured, and which checkpoints it leaves."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from torch_bridge.growth import cells
from torch_bridge.growth.cells import Unit, key, measured, run_unit
from torch_bridge.growth.plan import GrowthPlan
from torch_bridge.growth.samples import SAMPLE, TWIN, draw_points, initial_network
from torch_bridge.nets.networks import Network
from torch_bridge.runs.records import RunDirectory, open_run
from torch_bridge.runs.runner import TaskReport
from torch_bridge.train.training import Epoch, Stop, TrainingResult

PLAN = GrowthPlan(
    data="hypersphere", ms=(16,), batch_sizes=(4,), replicates=1, hidden=(7, 3), bias=True, learning_rate="0.1", stop_margin="9", n_test=20,
    dimension=5, outer="2", max_epochs=2,
)  # fmt: skip


@pytest.mark.parametrize("hidden", [(7,), (7, 3), (50, 20, 10)])
@pytest.mark.parametrize("data", ["hypersphere", "mnist"])
def test_a_unit_costs_the_weights_below_the_last_layer_for_each_of_its_points(data: Any, hidden: tuple[int, ...]) -> None:
    plan = replace(PLAN, data=data, hidden=hidden)
    weights = sum(weight.numel() for weight in initial_network(plan, 0).weights[:-1])
    for m in (1, 2, 300):
        assert Unit(plan, 1, m, 0).cost == m * weights


@pytest.mark.parametrize("twins", [False, True])
def test_a_unit_is_reported_once_to_whoever_listens_and_has_a_twin_where_the_plan_says_so(twins: bool) -> None:
    unit, heard = Unit(replace(PLAN, twins=twins), 4, 16, 0), list[TaskReport]()
    record = unit.run(None, heard.append)
    assert heard == [TaskReport(key(4, 16, 0), "started")]
    assert ("distance_between" in record) == twins
    assert unit.run(None, None) == record


@pytest.mark.parametrize("bias", [False, True])
def test_the_distance_from_initialisation_is_over_all_weights_and_biases(bias: bool) -> None:
    plan = replace(PLAN, bias=bias)
    network = initial_network(plan, 0)
    moves = []
    for place, tensor in enumerate(network.tensors().values()):
        tensor += 0.1 * (place + 1)
        moves.append(0.1 * (place + 1) * math.sqrt(tensor.numel()))
    assert len(moves) == (6 if bias else 3)
    found = measured(plan, network, draw_points(plan, 0, 16, SAMPLE), 4)
    assert found["distance"] == pytest.approx(math.hypot(*moves), rel=1e-5)
    assert [layer["frobenius"] for layer in found["layers"]] == pytest.approx([float(w.norm()) for w in network.weights], rel=1e-5)


def trained_by_hand(monkeypatch: pytest.MonkeyPatch, epochs: list[Epoch]) -> list[Any]:
    """Training adds 1 to every tensor and tells of these epochs; what was trained, and from which epoch on, is noted."""
    seen: list[Any] = []

    def train(network: Network, x: Any, y: Any, config: Any, *, first_epoch: int, on_epoch: Any) -> TrainingResult:
        seen.append((network, first_epoch, [tensor.clone() for tensor in network.tensors().values()]))
        for tensor in network.tensors().values():
            tensor += 1
        for epoch in epochs:
            on_epoch(epoch)
        return TrainingResult(Stop.CAPPED, 2, 0, len(x))

    monkeypatch.setattr(cells, "train", train)
    return seen


@pytest.mark.parametrize("device", ["cpu", "cpu:0"])
def test_a_network_is_trained_in_place_here_and_by_a_copy_elsewhere(device: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Either way it ends with the trained values, and keeps its initial ones."""
    seen = trained_by_hand(monkeypatch, [])
    plan, network = replace(PLAN, device=device), initial_network(PLAN, 0)
    cells._train(plan, None, "a", network, draw_points(PLAN, 0, 16, SAMPLE), 4)
    trained, first, before = seen[0]
    assert (trained is network) == (device == "cpu") and first == 0
    for name, tensor in network.tensors().items():
        start = initial_network(PLAN, 0).tensors()[name]
        assert torch.equal(tensor, start + 1) and any(torch.equal(start, old) for old in before)
    assert network.initial_weights is not None and torch.equal(network.initial_weights[0], initial_network(PLAN, 0).weights[0])


@pytest.mark.parametrize(("finite", "every", "kept"), [(True, 0.0, True), (True, 1e9, False), (False, 0.0, False), (False, 1e9, False)])
def test_a_checkpoint_is_kept_when_it_is_due_and_its_numbers_are_finite(
    finite: bool, every: float, kept: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trained_by_hand(monkeypatch, [Epoch(1, 0, 16, finite)])
    directory = open_run(tmp_path, PLAN.parameters(), every)
    cells._train(PLAN, directory, "a", initial_network(PLAN, 0), draw_points(PLAN, 0, 16, SAMPLE), 4)
    assert (directory.load("a") is not None) == kept


def test_a_training_goes_on_from_its_own_checkpoint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = trained_by_hand(monkeypatch, [])
    directory, saved = open_run(tmp_path, PLAN.parameters()), initial_network(PLAN, 5)
    directory.save("a", 3, saved.tensors())
    for name, first in (("a", 3), ("b", 0)):
        network, start = initial_network(PLAN, 0), initial_network(PLAN, 0)
        cells._train(PLAN, directory, name, network, draw_points(PLAN, 0, 16, SAMPLE), 4)
        assert seen[-1][1] == first
        expected = saved if name == "a" else start
        assert all(torch.equal(old, new) for old, new in zip(seen[-1][2], expected.tensors().values(), strict=True))


def checkpoints(directory: RunDirectory) -> list[str]:
    return sorted(path.stem for path in (directory.path / "checkpoints").iterdir())


@pytest.mark.parametrize("kept", [False, True])
def test_a_twin_is_another_sample_from_the_same_start_and_leaves_no_checkpoint(
    kept: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[tuple[int, int, int]] = []
    monkeypatch.setattr(cells, "draw_points", lambda plan, r, m, stream: drawn.append((r, m, stream)) or draw_points(plan, r, m, stream))
    directory = open_run(tmp_path, PLAN.parameters(), 0.0) if kept else None
    record = run_unit(replace(PLAN, twins=True), directory, 4, 16, 0)
    assert drawn == [(0, 16, SAMPLE), (0, 16, TWIN)]
    apart = record["distance_between"]
    assert len(apart["layers"]) == 3 and apart["all"] == pytest.approx(math.hypot(*apart["layers"])) and apart["all"] > 0
    assert directory is None or checkpoints(directory) == [key(4, 16, 0)]  # its own goes when its record is written
