"""The two losses by their gradient in the logits; both are averaged over the batch, the first over the classes too.

Glossary (C classes, logits o, one-hot label t)
    sigmoid   (1/C) sum_c [ log(1 + e^{o_c}) - t_c o_c ], gradient (sigmoid(o) - t)/C
    softmax   log sum_c e^{o_c} - o_y, gradient softmax(o) - t
"""

from __future__ import annotations

from enum import StrEnum

import torch
from torch import Tensor


class Loss(StrEnum):
    """The loss of one point; its mean over the batch is what training descends."""

    SIGMOID = "sigmoid"
    SOFTMAX = "softmax"

    def scale(self, classes: int) -> float:
        """The factor by which a point's `sigmoid(o) - t` or `softmax(o) - t` has to be multiplied."""
        return 1 / classes if self is Loss.SIGMOID else 1.0


def residual_(scores: Tensor, onehot: Tensor, loss: Loss) -> Tensor:
    """Turn logits `(.., C)` into sigmoid(o) - t or softmax(o) - t, in place."""
    if loss is Loss.SIGMOID:
        return scores.sigmoid_().sub_(onehot)
    return torch.softmax(scores, dim=-1, out=scores).sub_(onehot)
