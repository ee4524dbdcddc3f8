"""Cells of the hypersphere experiment as they are written and read, and histograms counted again point by point."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest
import torch

from torch_bridge.gap.hypersphere import HypersphereCell, Partner, outcome, parsed, prepare
from torch_bridge.nets.losses import Loss
from torch_bridge.nets.networks import Network
from torch_bridge.train.training import Stop, TrainingResult
from uccheck.core.errors import InvalidParameter

CELL = HypersphereCell(m=60, d=3, width=4, outer=1.5, learning_rate=0.1, batch_size=1, stop_margin=1.0, max_epochs=5, n_test=80)
RESULT = TrainingResult(Stop.REACHED, 2, 60, 60)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"loss": Loss.SOFTMAX, "shuffle": True, "bias": False, "output_bias": False},
        {"partner": Partner.INDEPENDENT, "stop_fraction": "0.5", "output_bias_rate": 0.25, "depth": 3},
        {"partner": Partner.UNFLIPPED, "m": 2048, "batch_size": 64, "stop_margin": -2.5},
    ],
)
def test_every_field_is_read_as_it_is_written(changes: dict[str, Any]) -> None:
    """A cell is what its parameters, as texts, say of it; texts of truth in any case of letters."""
    cell = replace(CELL, **changes)
    written = cell.parameters()
    assert all(type(value) in (int, float, str, bool) for value in written.values())
    assert {name: parsed(name, str(value)) for name, value in written.items()} == {f.name: getattr(cell, f.name) for f in fields(cell)}
    found = HypersphereCell(**{name: parsed(name, str(value)) for name, value in written.items()})
    assert found == cell


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [("bias", text, truth) for truth in (True, False) for text in (str(truth), str(truth).lower(), str(truth).upper())],
)
def test_truth_is_read_in_any_case_of_letters(name: str, text: str, value: bool) -> None:
    assert parsed(name, text) is value


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [("bias", "yes", "bias = 'yes' is not of type bool"), ("bias", "", "not of type bool"), ("m", "1.5", "m = '1.5' is not of type int"),
     ("outer", "far", "outer = 'far' is not of type float"), ("height", "1", "unknown parameter height"),
     ("partner", "other", f"partner = 'other': choose one of {', '.join(Partner)}"), ("loss", "", f"choose one of {', '.join(Loss)}")],
)  # fmt: skip
def test_what_is_no_value_of_its_field_is_refused_with_what_may_be_chosen(name: str, text: str, says: str) -> None:
    with pytest.raises(InvalidParameter, match=says):
        parsed(name, text)


@pytest.mark.parametrize("name", ["m", "d", "width", "depth", "n_test"])
def test_sizes_are_at_least_one(name: str) -> None:
    assert getattr(replace(CELL, **{name: 1}), name) == 1
    for wrong in (0, -1):
        with pytest.raises(InvalidParameter, match=f"{name} must be at least 1, got {wrong}"):
            replace(CELL, **{name: wrong})


def test_a_batch_may_be_the_whole_sample_and_no_larger() -> None:
    for m in (1, 7, 64):
        assert replace(CELL, m=m, batch_size=m).training.batch_size == m
        with pytest.raises(InvalidParameter, match=f"m = {m} is smaller than the batch size {m + 1}"):
            replace(CELL, m=m, batch_size=m + 1)


def test_a_replicate_keeps_no_second_copy_of_its_weights() -> None:
    """A network of 100,000 units fits in memory once; norms of what was initial are asked for in experiments on growth alone."""
    network = prepare(CELL, 0, 0).network
    assert network.initial_weights is None and network.initial_biases is None


@pytest.mark.parametrize("partner", list(Partner))
def test_only_the_projection_has_a_sign_partner(partner: Partner) -> None:
    found = outcome(prepare(replace(CELL, partner=partner), 0, 0), RESULT)
    assert ("sign_errors" in found) == ("sign_points" in found) == (partner is Partner.PROJECTED)


def counted(values: Sequence[float], reach: float) -> list[int]:
    """80 bins of equal width from -reach to reach, one value after another."""
    found = [0] * 80
    for value in values:
        if not math.isnan(value):
            found[max(0, min(79, math.floor((value + reach) / (2 * reach) * 80)))] += 1
    return found


def of_scores(slope: float) -> Network:
    return Network([torch.tensor([[0.0, 0.0, 0.0], [slope, 0.0, 0.0]])], [None])


@pytest.mark.parametrize(("stop_margin", "reach"), [(1.0, 2.0), (0.25, 0.5), (3.0, 6.0), (0.0, 2.0), (-0.5, 1.0)])
@pytest.mark.parametrize("slope", [1.7, -0.9, 6.3])
def test_histograms_reach_twice_the_margin_asked_for_and_hold_every_point(stop_margin: float, reach: float, slope: float) -> None:
    replicate = replace(prepare(replace(CELL, stop_margin=stop_margin), 2, 3), network=of_scores(slope))
    found = outcome(replicate, RESULT)["margin_histograms"]
    sets = {"train": (replicate.sample.points(), replicate.sample.y), "partner": replicate.partner(), "test": replicate.test()}
    assert set(found) == set(sets)
    for name, (x, y) in sets.items():
        scores = np.float32(slope) * x[:, 0].numpy()
        margins = [float(score) if int(label) == 1 else -float(score) for score, label in zip(scores, y, strict=True)]
        assert found[name] == counted(margins, reach) and sum(found[name]) == len(y)


def test_what_is_no_number_is_in_no_histogram() -> None:
    broken = Network([torch.full((2, 3), math.nan)], [None])
    found = outcome(replace(prepare(CELL, 0, 0), network=broken), RESULT)
    assert {name: sum(counts) for name, counts in found["margin_histograms"].items()} == {"train": 0, "partner": 0, "test": 0}
    assert np.isnan(float(broken.weights[0][0, 0]))
