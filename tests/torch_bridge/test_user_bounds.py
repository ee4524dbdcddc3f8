"""The call for a user's own torch network: right numbers, and one line for every network or label it cannot serve."""

from __future__ import annotations

import copy
from typing import Any

import pytest

torch = pytest.importorskip("torch")

from torch import nn  # noqa: E402

from torch_bridge.bounds.bound import fixed, median  # noqa: E402
from torch_bridge.bounds.evaluate import evaluate_weights  # noqa: E402
from torch_bridge.bounds.user import evaluate_module  # noqa: E402
from uccheck.core.errors import UccheckError  # noqa: E402


def network(bias: bool = False) -> Any:
    torch.manual_seed(0)
    return nn.Sequential(nn.Flatten(), nn.Linear(4, 5, bias=bias), nn.ReLU(), nn.Dropout(0.5), nn.Linear(5, 3, bias=bias))


def trained(bias: bool = False) -> tuple[Any, Any, Any, Any]:
    before = network(bias)
    after = copy.deepcopy(before)
    x, y = torch.randn(30, 2, 2), torch.randint(3, (30,))
    optimiser: Any = torch.optim.SGD(after.parameters(), 0.5)
    for _ in range(20):
        optimiser.zero_grad()
        loss: Any = nn.functional.cross_entropy(after(x), y)
        loss.backward()
        optimiser.step()
    return before, after, x, y


def test_a_module_gets_the_bounds_of_its_weights() -> None:
    before, after, x, y = trained()
    after.eval()
    scores = after(x).detach()
    others = scores.clone()
    others[range(30), y] = -torch.inf
    margins = scores[range(30), y] - others.max(dim=1).values
    by_hand = evaluate_weights(
        [before[1].weight, before[4].weight], [after[1].weight, after[4].weight], x.flatten(1), margins, rules=[fixed("1"), median()]
    )
    after.train()
    found = evaluate_module(before, after, x, y, rules=[fixed("1"), median()])
    assert [v.value for v in found] == [v.value for v in by_hand]
    assert after.training
    assert not any(v.notes for v in found if v.bound.name == "bft17" and v.gamma > 0)


def test_biases_are_ignored_aloud() -> None:
    found = evaluate_module(*trained(bias=True), rules=[fixed("1")])
    for allowed in (False, True):
        assert {"8 biases are ignored" in " ".join(v.notes) for v in found if v.bound.allows_biases is allowed} == {not allowed}


@pytest.mark.parametrize("layer", [nn.Conv2d(1, 1, 1), nn.BatchNorm1d(4), nn.Sigmoid()])
def test_layers_that_no_bound_speaks_of_are_refused(layer: Any) -> None:
    strange = nn.Sequential(nn.Linear(4, 4), layer, nn.Linear(4, 2))
    with pytest.raises(UccheckError, match=type(layer).__name__):
        evaluate_module(strange, strange, torch.randn(3, 4), torch.zeros(3, dtype=torch.long), rules=[fixed("1")])


@pytest.mark.parametrize(
    ("labels", "says"),
    [
        (torch.full((30,), 3), "labels run from 3 to 3, the network has 3 outputs"),
        (torch.full((30,), -1), "labels run from -1"),
        (torch.zeros(29, dtype=torch.long), "30 inputs need as many labels"),
        (torch.zeros(30), "whole numbers"),
    ],
)
def test_bad_labels_are_one_line(labels: Any, says: str) -> None:
    before, after, x, _ = trained()
    with pytest.raises(UccheckError, match=says) as caught:
        evaluate_module(before, after, x, labels, rules=[fixed("1")])
    assert "\n" not in str(caught.value)


def test_networks_of_other_shapes_are_refused() -> None:
    _, after, x, y = trained()
    other = nn.Sequential(nn.Flatten(), nn.Linear(4, 6), nn.ReLU(), nn.Linear(6, 3))
    with pytest.raises(UccheckError, match="shapes must agree"):
        evaluate_module(other, after, x, y, rules=[fixed("1")])
