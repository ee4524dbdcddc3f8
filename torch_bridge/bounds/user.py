"""All bounds of a user's own torch network: any stack of Linear layers and ReLU, before and after training."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn

from torch_bridge.bounds.bound import BoundValue, GammaRule
from torch_bridge.bounds.evaluate import evaluate_weights
from torch_bridge.errors import require
from torch_bridge.nets.networks import ROWS, margins_of
from uccheck.core.exact import Exact


def evaluate_module(
    initial: nn.Module,
    final: nn.Module,
    inputs: Tensor,
    labels: Tensor,
    *,
    rules: Sequence[GammaRule],
    batch_size: int | None = None,
    input_norm: bool = True,
    delta: Exact = "0.05",
    support_radius: float | None = None,
) -> tuple[BoundValue, ...]:
    """All bounds of `final` on its training sample, with the weights of `initial` (a copy kept before training) as reference.

    Shapes: inputs (m, ..) as the network takes them, labels (m,) whole numbers. Biases are ignored, and every value says so.
    Raises: InvalidParameter, one line, for a layer that no bound here speaks of, labels out of range, or mismatched shapes.
    """
    before, after = linear_layers(initial, "initial"), linear_layers(final, "final")
    biases = [[layer.bias for layer in layers if layer.bias is not None] for layers in (before, after)]
    return evaluate_weights(
        [layer.weight for layer in before],
        [layer.weight for layer in after],
        inputs.reshape(len(inputs), -1),
        margins_of_module(final, inputs, labels),
        rules=rules,
        initial_biases=biases[0],
        final_biases=biases[1],
        batch_size=batch_size,
        input_norm=input_norm,
        delta=delta,
        support_radius=support_radius,
    )


#: Modules without parameters under which the bounds hold: 1-Lipschitz, zero at zero, or mere reshaping.
ALLOWED = (nn.ReLU, nn.Identity, nn.Flatten, nn.Dropout)


def linear_layers(network: nn.Module, name: str) -> list[nn.Linear]:
    """The Linear layers in order.

    Raises: InvalidParameter if the network holds a leaf of another kind (a convolution, a normalisation, another activation).
    """
    leaves = [module for module in network.modules() if not list(module.children())]
    for leaf in leaves:
        kind = type(leaf).__name__
        require(
            isinstance(leaf, (nn.Linear, *ALLOWED)),
            f"the {name} network holds a {kind}: these bounds speak of Linear layers and ReLU only",
        )
    found = [leaf for leaf in leaves if isinstance(leaf, nn.Linear)]
    require(len(found) > 0, f"the {name} network has no Linear layer")
    return found


def margins_of_module(network: nn.Module, inputs: Tensor, labels: Tensor) -> Tensor:
    """f_y - max over the other outputs for every point, the network in evaluation mode, then as it was.

    Raises: InvalidParameter for labels that are not whole numbers, out of range, or not one for each input.
    """
    require(labels.ndim == 1 and len(labels) == len(inputs), f"{len(inputs)} inputs need as many labels, got shape {tuple(labels.shape)}")
    require(not labels.is_floating_point(), f"labels are {labels.dtype}: give whole numbers")
    training = network.training
    network.eval()
    with torch.no_grad():
        scores: list[Any] = [network(part) for part in torch.split(inputs, ROWS)]
    network.train(training)
    outputs = torch.cat(scores)
    classes = outputs.shape[1]
    low, high = int(labels.min()), int(labels.max())
    require(low >= 0 and high < classes, f"labels run from {low} to {high}, the network has {classes} outputs")
    require(classes >= 2, f"a margin needs at least 2 outputs, got {classes}")
    return margins_of(outputs, labels)
