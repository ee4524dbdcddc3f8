"""A ReLU network as plain lists of weight and bias tensors, so that gradients and norms can be written by hand.

Glossary
    sizes       (d, h_1, .., h_{L-1}, C): L layers, L - 1 of them hidden; layer l has weights (sizes[l+1], sizes[l]).
    logits      f(x) in R^C; the network computes W_L relu( .. relu(W_1 x + b_1) .. ) + b_L.
    margin      f_y(x) - max over c != y of f_c(x); a point is an error when its margin is <= 0 (ties count as errors).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor

from torch_bridge.errors import require

#: How biases start; part of every plan, since records of another rule are records of another experiment.
BIAS_RULE = "glorot of [1, out]"

#: Rows evaluated together: large enough for a fast matrix product, small enough to add little to the peak memory.
ROWS = 256


@dataclass(frozen=True)
class Network:
    """Weights `(out, in)` and biases `(out,)` or None, first layer first, with their values at initialisation.

    The lists are fixed, the tensors are not: training changes them in place. `initial_*` are None when not kept.
    """

    weights: list[Tensor]
    biases: list[Tensor | None]
    initial_weights: list[Tensor] | None = None
    initial_biases: list[Tensor | None] | None = None

    @property
    def sizes(self) -> tuple[int, ...]:
        """(d, hidden widths.., C)."""
        return (self.weights[0].shape[1], *(w.shape[0] for w in self.weights))

    @property
    def depth(self) -> int:
        """Number of layers L, one more than the number of hidden layers."""
        return len(self.weights)

    def tensors(self) -> dict[str, Tensor]:
        """Every trained tensor under a permanent name: `weight0`, `bias0`, `weight1`, .."""
        named = {f"weight{layer}": w for layer, w in enumerate(self.weights)}
        return named | {f"bias{layer}": b for layer, b in enumerate(self.biases) if b is not None}

    def copy_on(self, device: str) -> Network:
        """A copy of the values on a device; the initial ones stay behind."""
        biases = [None if b is None else b.to(device, copy=True) for b in self.biases]
        return Network([w.to(device, copy=True) for w in self.weights], biases)

    def load(self, named: dict[str, Tensor]) -> None:
        """Copy saved tensors in place; names and shapes must be those of `tensors()`."""
        for name, tensor in self.tensors().items():
            tensor.copy_(named[name])


def glorot_network(
    sizes: Sequence[int],
    generator: torch.Generator,
    *,
    bias: bool = True,
    output_bias: bool | None = None,
    keep_initial: bool = True,
    device: str | torch.device = "cpu",
) -> Network:
    """A float32 network with weights uniform on +-sqrt(6/(in + out)) and biases uniform on +-sqrt(6/(1 + out)).

    The rule for biases is the one for weights: a bias is a matrix [1, out], whose fans are 1 and out. `bias` is for every
    hidden layer, `output_bias` for the last (None: the same as `bias`). One generator fixes every value, layer by layer,
    weights before biases; a missing bias consumes no draws.

    Source: Glorot & Bengio (2010); biases of shape [1, out] in TensorFlow 1, as in the authors' notebook [recalled].
    """
    _check_sizes(sizes)
    last = bias if output_bias is None else output_bias
    weights: list[Tensor] = []
    biases: list[Tensor | None] = []
    for layer, (fan_in, fan_out) in enumerate(pairwise(sizes)):
        weights.append(_uniform((fan_out, fan_in), math.sqrt(6 / (fan_in + fan_out)), generator).to(device))
        wanted = last if layer == len(sizes) - 2 else bias
        biases.append(_uniform((fan_out,), math.sqrt(6 / (1 + fan_out)), generator).to(device) if wanted else None)
    if not keep_initial:
        return Network(weights, biases)
    kept = [None if b is None else b.clone() for b in biases]
    return Network(weights, biases, [w.clone() for w in weights], kept)


def seeded(seed: int) -> torch.Generator:
    """A CPU generator that depends on `seed` alone."""
    return torch.Generator().manual_seed(seed % 2**63)


def logits(network: Network, x: Tensor) -> Tensor:
    """f(x) for rows x: `(n, d)` to `(n, C)`."""
    last = network.depth - 1
    for layer, (weight, bias) in enumerate(zip(network.weights, network.biases, strict=True)):
        x = torch.nn.functional.linear(x, weight, bias)
        if layer < last:
            x.relu_()
    return x


def margins(network: Network, x: Tensor, y: Tensor) -> Tensor:
    """The margins of all points `(n,)` on the CPU, computed `ROWS` rows at a time on the network's device."""
    device = network.weights[0].device
    chunks = zip(torch.split(x, ROWS), torch.split(y, ROWS), strict=True)
    return torch.cat([margins_of(logits(network, a.to(device)), b.to(device)).cpu() for a, b in chunks])


def margins_of(scores: Tensor, y: Tensor) -> Tensor:
    """f_y - max over c != y of f_c for logits `(n, C)` and classes `(n,)`; leaves `scores` as it was."""
    own = scores.gather(1, y[:, None])
    others = scores.scatter(1, y[:, None], -math.inf)
    return own[:, 0] - others.amax(dim=1)


def error_count(network: Network, x: Tensor, y: Tensor) -> int:
    """How many points are not classified as their label: margin <= 0 or not a number."""
    return len(y) - int((margins(network, x, y) > 0).sum())


def _uniform(shape: tuple[int, ...], limit: float, generator: torch.Generator) -> Tensor:
    return torch.empty(shape).uniform_(-limit, limit, generator=generator)


def _check_sizes(sizes: Sequence[int]) -> None:
    require(len(sizes) >= 2, f"a network needs an input and an output size, got sizes = {tuple(sizes)}")
    require(all(n >= 1 for n in sizes), f"every layer needs at least one unit, got sizes = {tuple(sizes)}")
    require(sizes[-1] >= 2, f"a classifier needs at least 2 outputs, got {sizes[-1]} in sizes = {tuple(sizes)}")
