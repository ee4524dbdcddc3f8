"""What a replicate records, counted again point by point, and the laws of its samples by moments that are known."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import torch

from torch_bridge.data.spheres import Radii, draw_sample, projected
from torch_bridge.gap.hypersphere import HypersphereCell, Replicate, outcome, prepare
from torch_bridge.nets.networks import Network
from torch_bridge.runs.plan import Plan, as_json, conclude, gap_lower, generalization_upper, per_run
from torch_bridge.train.training import Stop, TrainingResult
from uccheck.core.exact import exact, probability

CELL = HypersphereCell(m=300, d=3, width=4, outer=1.5, learning_rate=0.1, batch_size=1, stop_margin=1.0, max_epochs=5, n_test=500)
RESULT = TrainingResult(Stop.REACHED, 2, 290, 300)


def by_first_coordinate(shift: float = 0.0) -> Network:
    """Scores (0, x_1 + shift): class 1 where that is positive."""
    return Network([torch.tensor([[0.0, 0.0, 0.0], [1.0, 0.0, 0.0]])], [torch.tensor([0.0, shift])])


def wrong(x: torch.Tensor, y: torch.Tensor, shift: float = 0.0) -> list[bool]:
    """Point by point: right only where the score of the label is the greater; a tie or a NaN is an error."""
    scores = [float(point[0]) + shift for point in x]
    return [not (score > 0 if int(label) == 1 else score < 0) for score, label in zip(scores, y, strict=True)]


def test_errors_are_counted_on_the_sample_its_projection_a_fresh_sample_and_what_was_projected_with_three_quarters() -> None:
    replicate = replace(prepare(CELL, 3, 7), network=by_first_coordinate(0.2))
    found = outcome(replicate, RESULT)
    sample, moved = replicate.sample, projected(replicate.sample)
    train, partner = wrong(sample.points(), sample.y, 0.2), wrong(moved.points(), moved.y, 0.2)
    mixed = [b if flip else a for a, b, flip in zip(train, partner, replicate.flipped(), strict=True)]
    assert (found["train_errors"], found["partner_errors"], found["sign_errors"]) == (sum(train), sum(partner), sum(mixed))
    assert found["test_errors"] == sum(wrong(*replicate.test(), 0.2))
    sizes = [found[f"{name}_points"] for name in ("train", "partner", "sign", "test")]
    assert sizes == [300, 300, 300, 500] and len({sum(train), sum(partner), sum(mixed)}) == 3


def test_a_tie_and_what_is_no_number_are_errors() -> None:
    replicate = prepare(CELL, 0, 0)
    flat = Network([torch.zeros(2, 3)], [None])
    broken = Network([torch.full((2, 3), math.nan)], [None])
    for network in (flat, broken):
        found = outcome(replace(replicate, network=network), RESULT)
        assert [found[f"{name}_errors"] for name in ("train", "partner", "sign", "test")] == [300, 300, 300, 500]


def test_samples_of_a_replicate_are_apart_and_of_one_law() -> None:
    """No direction of the test sample or of a fresh partner is one of S, and the label tells the radius in each."""
    replicate = prepare(replace(CELL, partner=type(CELL.partner).INDEPENDENT, n_test=CELL.m), 1, 5)
    drawn = {"S": (replicate.sample.points(), replicate.sample.y), "test": replicate.test(), "partner": replicate.partner()}
    rows = {name: {tuple(round(float(v), 5) for v in point / point.norm()) for point in x} for name, (x, _) in drawn.items()}
    assert not rows["S"] & rows["test"] and not rows["S"] & rows["partner"] and not rows["test"] & rows["partner"]
    for x, y in drawn.values():
        radii = torch.tensor([CELL.inner, CELL.outer])[y]
        assert torch.allclose(x.norm(dim=1), radii, atol=1e-5)
    assert isinstance(replicate, Replicate)


@pytest.mark.parametrize("d", [2, 3, 8])
def test_directions_are_uniform_by_their_second_and_fourth_moments(d: int) -> None:
    """E u_i u_j = [i = j]/d, E u_i^4 = 3/(d (d + 2)), E u_1^2 u_2^2 = 1/(d (d + 2)): within six standard errors."""
    n = 60_000
    sample = draw_sample(n, d, Radii(1.0, 1.2), np.random.default_rng(d))
    u = sample.u.double().numpy()
    for values, expected in ((u[:, 0] * u[:, 1], 0.0), (u[:, 0] ** 2, 1 / d), (u[:, 0] ** 4, 3 / (d * (d + 2))),
            (u[:, 0] ** 2 * u[:, 1] ** 2, 1 / (d * (d + 2))), (u[:, 0] * (sample.y.numpy() - 0.5), 0.0)):  # fmt: skip
        assert abs(values.mean() - expected) < 6 * values.std() / math.sqrt(n)


def record(cell: str, test: int) -> dict[str, object]:
    counts = {
        "partner_errors": 190,
        "partner_points": 200,
        "test_errors": test,
        "test_points": 1000,
        "train_errors": 3,
        "train_points": 200,
    }
    return {"cell": cell, "stop": "reached", "sign_errors": 140, "sign_points": 200, **counts}


def test_limits_are_printed_outward_and_the_best_row_is_the_greatest() -> None:
    plan = Plan(base=replace(CELL, m=200), values=("100", "200"), replicates=24, delta="0.25")
    records = [record("100", 250)] * 24 + [record("200", 100)] * 24
    found = conclude(plan, records)
    shown = as_json(plan, records, found)
    assert float(shown["e_unif_alg_lower"]) == pytest.approx(float(max(one.value for one in found)), abs=1e-9)
    alpha = probability(plan.gap_alpha, "gap_alpha")
    for one in (records[0], records[-1]):
        limits = per_run(plan, one)
        assert 0 <= gap_lower(one, alpha) - exact(limits["gap_lower"], "L") < exact("1e-11", "unit")
        assert 0 <= exact(limits["generalization_gap_upper"], "U") - generalization_upper(one, alpha) < exact("1e-11", "unit")
