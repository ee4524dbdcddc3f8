"""The plain loop that the engines are compared with: nn.Sequential, autograd, torch.optim.SGD."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from torch_bridge.nets.losses import Loss
from torch_bridge.nets.networks import Network


def plain_model(network: Network) -> nn.Sequential:
    """The same network, its values copied, as an nn.Sequential."""
    layers: list[nn.Module] = []
    for layer, (weight, bias) in enumerate(zip(network.weights, network.biases, strict=True)):
        linear = nn.Linear(weight.shape[1], weight.shape[0], bias=bias is not None)
        with torch.no_grad():
            linear.weight.copy_(weight)
            if bias is not None:
                linear.bias.copy_(bias)
        layers += [linear] if layer == 0 else [nn.ReLU(), linear]
    return nn.Sequential(*layers)


def plain_loss(loss: Loss) -> nn.Module:
    """torch's own mean loss; both take one-hot labels as floats."""
    return nn.BCEWithLogitsLoss() if loss is Loss.SIGMOID else nn.CrossEntropyLoss()


def plain_epoch(model: nn.Module, optimiser: torch.optim.Optimizer, criterion: nn.Module, x: Tensor, y: Tensor, batch: int) -> None:
    """One pass in order; y is one-hot."""
    for start in range(0, len(x), batch):
        optimiser.zero_grad()
        criterion(model(x[start : start + batch]), y[start : start + batch]).backward()
        optimiser.step()
