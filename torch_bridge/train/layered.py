"""The general engine: SGD for any depth, any device, and R replicas of one shape trained together by batched products.

With delta_L = -rate (sigmoid(o) - t)/(B C) the gradients are written out and applied in place, last layer first:
delta_{l-1} = (delta_l W_l) * 1[a_{l-1} > 0] with W_l as it was, then W_l += delta_l^T a_{l-1} and
b_l += the column sums of delta_l.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from torch_bridge.nets.losses import Loss, residual_
from torch_bridge.nets.networks import ROWS, Network


class LayeredEngine:
    """Epochs of SGD on R networks of one shape; x `(R, m, d)`, y `(R, m)`.

    One network keeps its own tensors, changed in place; several are stacked into new ones, read back by `write_back`.
    """

    def __init__(
        self,
        networks: Sequence[Network],
        x: Tensor,
        y: Tensor,
        *,
        learning_rate: float,
        batch_size: int,
        loss: Loss,
        output_bias_rate: float = 1.0,
    ):
        self._networks = networks
        self._weights = [_stack([n.weights[layer] for n in networks]) for layer in range(networks[0].depth)]
        self._biases = [_stack_biases(networks, layer) for layer in range(networks[0].depth)]
        self._x, self._y = x, y
        self._classes = networks[0].sizes[-1]
        self._batch, self._loss = min(batch_size, x.shape[1]), loss
        rate = -learning_rate * loss.scale(self._classes)
        self._rate = torch.full((len(networks), 1, 1), rate, device=x.device, dtype=x.dtype)
        self._bias_rates = [*([1.0] * (networks[0].depth - 1)), output_bias_rate]
        self._allocate(len(networks))

    def freeze(self, replica: int) -> None:
        """Let `replica` stay as it is from now on."""
        self._rate[replica] = 0

    def epoch(self, order: Tensor | None = None) -> None:
        """One pass in order, or by permutations `(m,)` or `(R, m)`; the last batch may be smaller."""
        orders = None if order is None else order.reshape(-1, order.shape[-1]).to(self._x.device)
        replica = torch.arange(len(self._x), device=self._x.device)[:, None]
        for start in range(0, self._x.shape[1], self._batch):
            stop = min(start + self._batch, self._x.shape[1])
            if orders is None:
                self._step(self._x[:, start:stop], self._y[:, start:stop])
            else:
                chosen = orders[:, start:stop].expand(len(self._x), -1)
                self._step(self._x[replica, chosen], self._y[replica, chosen])

    def logits(self, x: Tensor) -> Tensor:
        """f(x) for at most `rows_at_once` rows x: `(n, d)` of one network, or `(R, n, d)` of all."""
        batched = x if x.dim() == 3 else x.unsqueeze(0)
        scores = self._forward(batched, None)
        return scores if x.dim() == 3 else scores[0]

    @property
    def rows_at_once(self) -> int:
        """How many rows `logits` takes."""
        return ROWS

    def write_back(self) -> None:
        """Copy the stacked tensors into the networks that they came from."""
        if len(self._networks) == 1:
            return
        for replica, network in enumerate(self._networks):
            for layer, (weight, bias) in enumerate(zip(network.weights, network.biases, strict=True)):
                weight.copy_(self._weights[layer][replica])
                stacked = self._biases[layer]
                if bias is not None and stacked is not None:
                    bias.copy_(stacked[replica, 0])

    def _allocate(self, replicas: int) -> None:
        def empty(*shape: int) -> Tensor:
            return torch.empty(shape, device=self._x.device, dtype=self._x.dtype)

        widths = [w.shape[1] for w in self._weights]
        self._activations = [empty(replicas, self._batch, n) for n in widths]
        self._deltas = [empty(replicas, self._batch, n) for n in widths[:-1]]
        self._onehot = empty(replicas, self._batch, self._classes)

    def _forward(self, x: Tensor, keep: list[Tensor] | None) -> Tensor:
        """Logits `(R, n, C)`; with `keep` the hidden activations are written into its tensors, no other is made."""
        last = len(self._weights) - 1
        for layer, (weight, bias) in enumerate(zip(self._weights, self._biases, strict=True)):
            target = None if keep is None else keep[layer]
            x = torch.bmm(x, weight.transpose(1, 2), out=target)
            if bias is not None:
                x.add_(bias)
            if layer < last:
                x.relu_()
        return x

    def _step(self, x: Tensor, y: Tensor) -> None:
        n = x.shape[1]
        activations = [a[:, :n] for a in self._activations]
        onehot = self._onehot[:, :n].zero_().scatter_(2, y.unsqueeze(2), 1.0)
        delta = residual_(self._forward(x, activations), onehot, self._loss).mul_(self._rate / n)
        for layer in range(len(self._weights) - 1, -1, -1):
            inputs = activations[layer - 1] if layer else x
            below = self._below(delta, layer, inputs)
            self._weights[layer].baddbmm_(delta.transpose(1, 2), inputs)
            bias = self._biases[layer]
            if bias is not None:
                bias.add_(delta.sum(dim=1, keepdim=True), alpha=self._bias_rates[layer])
            delta = below

    def _below(self, delta: Tensor, layer: int, inputs: Tensor) -> Tensor:
        """(delta_l W_l) * 1[a_{l-1} > 0], in this layer's buffer; nothing is needed below the first layer."""
        if layer == 0:
            return delta
        out = self._deltas[layer - 1][:, : delta.shape[1]]
        torch.bmm(delta, self._weights[layer], out=out)
        return out.mul_(inputs > 0)


def _stack(tensors: Sequence[Tensor]) -> Tensor:
    """`(R, ..)`: a view of the only tensor, or a new stack of several."""
    return tensors[0].unsqueeze(0) if len(tensors) == 1 else torch.stack(list(tensors))


def _stack_biases(networks: Sequence[Network], layer: int) -> Tensor | None:
    found = [b for b in (n.biases[layer] for n in networks) if b is not None]
    return _stack(found).unsqueeze(1) if found else None
