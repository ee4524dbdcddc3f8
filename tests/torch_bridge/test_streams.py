"""No two replicates, seeds or uses share random numbers: what intervals take for independent is drawn apart."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
import torch

from torch_bridge.gap.hypersphere import HypersphereCell, Partner, prepare
from torch_bridge.growth import samples
from torch_bridge.growth.plan import GrowthPlan
from torch_bridge.growth.presets import PRESETS
from torch_bridge.runs import run as runs
from torch_bridge.runs.run import ReplicateTask
from torch_bridge.train.replicas import _stopped
from torch_bridge.train.training import Stop, TrainingConfig, TrainingResult, permutation

CELL = HypersphereCell(m=30, d=12, width=16, outer=1.2, learning_rate=0.2, batch_size=1, stop_margin=4.0, max_epochs=1, n_test=30)
SPHERES = GrowthPlan(
    data="hypersphere", ms=(40,), batch_sizes=(1,), replicates=2, hidden=(8,), bias=True, learning_rate="0.1", stop_margin="4", n_test=40,
    dimension=12,
)  # fmt: skip
DIGITS = replace(SPHERES, data="mnist", bias=False)
PLACES = list(itertools.product((0, 1, 7), (0, 1, 2)))


def differ(found: list[torch.Tensor]) -> bool:
    """Whether no two of the tensors are alike."""
    return not any(a.shape == b.shape and torch.equal(a, b) for a, b in itertools.combinations(found, 2))


@pytest.mark.parametrize("plan", [SPHERES, DIGITS], ids=lambda plan: plan.data)
def test_samples_twins_test_sets_and_networks_of_growth_are_drawn_apart(plan: GrowthPlan) -> None:
    at = [(replace(plan, seed=seed), r) for seed, r in PLACES]
    assert differ([samples.initial_network(one, r).weights[0] for one, r in at])
    drawn = [samples.draw_points(one, r, 40, stream).x for one, r in at for stream in (samples.SAMPLE, samples.TWIN)]
    assert differ([*drawn, *(samples.draw_test(one, r).x for one, r in at)])
    assert differ([samples.draw_points(one, r, m, samples.SAMPLE).x[:20] for one, r in at for m in (20, 40)])
    tossed = [samples.draw_points(replace(one, random_labels=True), r, 40, stream).y for one, r in at for stream in (1, 2)]
    assert differ(tossed)
    if plan.data == "mnist":
        assert differ([torch.from_numpy(samples._split(one, r).pool.images[:50]) for one, r in at])


def of_replicate(seed: int, number: int) -> Iterator[torch.Tensor]:
    one = prepare(CELL, number, seed)
    yield one.sample.points()
    yield one.partner()[0]
    yield one.test()[0]
    yield prepare(replace(CELL, partner=Partner.INDEPENDENT), number, seed).partner()[0]
    yield one.network.weights[0]
    yield one.flipped()
    yield permutation(one.shuffle_seed, 1, CELL.m)


def test_everything_of_a_replicate_is_drawn_apart() -> None:
    assert differ([part for seed, number in PLACES for part in of_replicate(seed, number)])


def test_orders_depend_on_the_seed_and_on_the_epoch() -> None:
    orders = [permutation(seed, epoch, 30) for seed, epoch in itertools.product((0, 1, 2, 99), (1, 2, 3))]
    assert differ(orders) and all(sorted(order.tolist()) == list(range(30)) for order in orders)


def test_a_replicate_shuffles_by_its_own_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []

    def trained(network: Any, x: Any, y: Any, config: TrainingConfig, *, seed: int, **more: Any) -> TrainingResult:
        seen.append(seed)
        return TrainingResult(Stop.CAPPED, 1, 0, len(x))

    monkeypatch.setattr(runs, "train", trained)
    for number in range(3):
        ReplicateTask("key", "30", replace(CELL, shuffle=True), number, 5).run(None, None)
    assert seen == [prepare(CELL, number, 5).shuffle_seed for number in range(3)] and len({*seen}) == 3


@pytest.mark.parametrize("late", range(3))
def test_the_look_at_points_goes_on_while_one_replicate_may_still_have_reached(late: int) -> None:
    """Three replicas, eight points, four at once: two are short at once; the last has its bad points at the end, or has none."""
    config = TrainingConfig(learning_rate=0.1, batch_size=1, stop_margin=1.0, max_epochs=9)
    for bad_at_the_end in (True, False):
        scores = torch.zeros(3, 8, 2)
        scores[late, :, 1] = 5.0
        scores[late, 4:, 1] -= 5.0 * bad_at_the_end
        engine: Any = SimpleNamespace(rows_at_once=4, logits=lambda x, scores=scores: scores[:, x[0, :, 0].long()])
        x = torch.arange(8.0).repeat(3, 1).unsqueeze(2)
        found = _stopped(engine, x, torch.ones(3, 8, dtype=torch.long), config, 3, {})
        assert found == ({} if bad_at_the_end else {late: TrainingResult(Stop.REACHED, 3, 8, 8)})


def test_a_preset_of_the_paper_trains_what_the_authors_did() -> None:
    """The shapes that `data/growth.json`'s source and the records name: five layers of 1024 on digits, one of 1000 on the spheres."""
    digits, spheres = PRESETS["mnist", "paper"], PRESETS["hypersphere", "paper"]
    assert (digits["hidden"], digits["batch_sizes"], digits["learning_rate"], digits["stop_margin"]) == (
        (1024,) * 5,
        (1, 32, 64),
        "0.1",
        "10",
    )
    assert (spheres["hidden"], spheres["batch_sizes"], spheres["learning_rate"], spheres["stop_margin"]) == (
        (1000,),
        (1, 32, 64),
        "0.2",
        "4",
    )
    assert digits["ms"] == tuple(2**k for k in range(7, 16)) and digits["replacement"] and digits["n_test"] == 10_000
