"""The fast engine for one hidden layer on the CPU: plain SGD that writes into W_1 once per block of batches.

SGD on f(x) = W_2 relu(W_1 x + b_1) + b_2 changes W_1 by G_t^T X_t after batch t, where G_t (B, h) is -rate times the
gradient in the hidden pre-activations. Within a block of batches 1..K these updates need not be written yet, because

    (W_1 + sum_{s<t} G_s^T X_s) x + b_1 + sum_{s<t} G_s^T 1  =  W_1 x + b_1 + sum_{s<t} G_s^T (X_s x + 1).

So one matrix product gives W_1 x + b_1 for the whole block, inner products of the block's inputs give the corrections,
and one product at the end writes all K updates. It is the same SGD in exact arithmetic and agrees to float32 rounding;
W_1 is read and written once per block, not per batch, by products large enough to be fast (`products`).
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.linalg.blas import sgemm, sgemv, sger
from scipy.special import expit, softmax
from torch import Tensor

from torch_bridge.nets.losses import Loss
from torch_bridge.nets.networks import Network
from torch_bridge.train import products

Array = NDArray[np.float32]

#: Rows that `logits` evaluates together.
EVALUATED_ROWS = 128


def applies(network: Network) -> bool:
    """Whether this engine can train the network: one hidden layer, float32, contiguous, on the CPU."""
    tensors = network.tensors().values()
    fits = all(t.device.type == "cpu" and t.dtype == torch.float32 and t.is_contiguous() for t in tensors)
    return network.depth == 2 and fits


def block_rows(batch_size: int, d: int) -> int:
    """Points in a block: whole batches, at most d rows, so that the buffers stay below one gradient of W_1."""
    target = 32 if batch_size == 1 else 256
    return batch_size * max(1, min(target, d) // batch_size)


class BlockEngine:
    """Epochs of SGD on a one-hidden-layer network whose tensors are changed in place; x `(m, d)`, y `(m,)`."""

    def __init__(
        self,
        network: Network,
        x: Tensor,
        y: Tensor,
        *,
        learning_rate: float,
        batch_size: int,
        loss: Loss,
        output_bias_rate: float = 1.0,
    ):
        self._w1, self._w2 = (w.numpy() for w in network.weights)
        self._b1, self._b2 = (None if b is None else b.numpy() for b in network.biases)
        self._x: Array = x.contiguous().numpy()
        self._y: Array = np.eye(len(self._w2), dtype=np.float32)[y.numpy()]
        self._batch, self._loss = batch_size, loss
        self._rate = np.float32(-learning_rate * loss.scale(len(self._w2)))
        self._bias_rate = np.float32(output_bias_rate)
        self._onednn = batch_size > 1 and products.by_onednn()
        self._allocate(min(block_rows(batch_size, x.shape[1]), len(x)))

    def epoch(self, order: Tensor | None = None) -> None:
        """One pass over all points, in their order or in `order` (a permutation); the last batch may be smaller."""
        permutation = None if order is None else order.numpy()
        with np.errstate(all="ignore"):  # divergence is detected by the caller, from the logits
            for start in range(0, len(self._x), self._rows):
                x, y = self._block(start, permutation)
                self._run_block(x, y)

    def logits(self, x: Tensor) -> Tensor:
        """f(x) for at most `rows_at_once` rows x, in a buffer that the next call overwrites."""
        z = self._hidden[: len(x)]
        scores = self._scores[: len(x)]
        with np.errstate(all="ignore"):
            np.matmul(x.numpy(), self._w1.T, out=z)
            if self._b1 is not None:
                z += self._b1
            np.maximum(z, 0, out=z)
            self._output(z, scores)
        return torch.from_numpy(scores)

    @property
    def rows_at_once(self) -> int:
        """How many rows `logits` takes."""
        return len(self._hidden)

    def _allocate(self, rows: int) -> None:
        h, classes = len(self._w1), len(self._w2)
        self._rows = rows
        self._hidden = _empty(max(rows, EVALUATED_ROWS), h)
        self._grad = _empty(rows, h)
        self._active = _empty(min(self._batch, rows), h)
        self._scores = _empty(len(self._hidden), classes)
        self._gram = _empty(rows * min(self._batch, rows))
        self._ones = np.ones(rows, np.float32)
        self._block_x, self._block_y = _empty(rows, self._x.shape[1]), _empty(rows, classes)

    def _block(self, start: int, permutation: NDArray[np.int64] | None) -> tuple[Array, Array]:
        stop = min(start + self._rows, len(self._x))
        if permutation is None:
            return self._x[start:stop], self._y[start:stop]
        chosen, n = permutation[start:stop], stop - start
        np.take(self._x, chosen, axis=0, out=self._block_x[:n], mode="clip")
        np.take(self._y, chosen, axis=0, out=self._block_y[:n], mode="clip")
        return self._block_x[:n], self._block_y[:n]

    def _run_block(self, x: Array, y: Array) -> None:
        n, z = len(x), self._hidden[: len(x)]
        if self._onednn:
            products.forward(x, self._w1, z)
        else:
            np.matmul(x, self._w1.T, out=z)
        if self._b1 is not None:
            z += self._b1
        for start in range(0, n, self._batch):
            stop = min(start + self._batch, n)
            if start:
                _add_product(z[start:stop], self._inner(x, start, stop), self._grad[:start])
            self._step(z[start:stop], y[start:stop], self._grad[start:stop])
        if self._onednn:
            products.update(self._w1, self._grad[:n], x)
        else:
            _add_product(self._w1, self._grad[:n].T, x)
        if self._b1 is not None:
            sgemv(1, self._grad[:n].T, self._ones[:n], 1, self._b1, overwrite_y=1)

    def _inner(self, x: Array, start: int, stop: int) -> Array:
        """x_i . x_j, plus 1 for the bias, between the batch start:stop and the batches before it, contiguous."""
        inner = self._gram[: (stop - start) * start].reshape(stop - start, start)
        np.matmul(x[start:stop], x[:start].T, out=inner)
        if self._b1 is not None:
            inner += 1
        return inner

    def _step(self, z: Array, y: Array, grad: Array) -> None:
        """One batch: from pre-activations z (B, h) to `grad` = G_t (B, h); W_2 and b_2 are updated at once."""
        active, scores = self._active[: len(z)], self._scores[: len(z)]
        np.maximum(z, 0, out=active)
        self._output(active, scores)
        residual = _residual(scores, y, self._loss)
        residual *= self._rate / np.float32(len(z))
        np.matmul(residual, self._w2, out=grad)
        _add_product(self._w2, residual.T, active)
        if self._b2 is not None:
            self._b2 += self._bias_rate * (residual[0] if len(z) == 1 else residual.sum(axis=0))
        # The derivative of relu is 1 where z > 0, else 0: `sign` is the faster on few numbers, `greater` on many.
        grad *= np.sign(active, out=active) if len(z) == 1 else np.greater(z, 0, out=active)

    def _output(self, active: Array, scores: Array) -> None:
        np.matmul(active, self._w2.T, out=scores)
        if self._b2 is not None:
            scores += self._b2


def _add_product(target: Array, left: Array, right: Array) -> None:
    """target += left @ right in place by BLAS on the transposes; target, right and left or left.T are contiguous."""
    if left.shape[1] == 1:
        sger(1, right[0], np.ravel(left), a=target.T, overwrite_a=1)
    elif len(left) == 1:
        sgemv(1, right.T, left[0], 1, target[0], overwrite_y=1)
    elif left.flags.c_contiguous:
        sgemm(1, right.T, left.T, 1, target.T, 0, 0, 1)
    else:
        sgemm(1, right.T, left, 1, target.T, 0, 1, 1)


def _residual(scores: Array, y: Array, loss: Loss) -> Array:
    if loss is Loss.SIGMOID:
        expit(scores, out=scores)
    else:
        scores[:] = softmax(scores, axis=1)
    scores -= y
    return scores


def _empty(*shape: int) -> Array:
    return np.empty(shape, np.float32)
