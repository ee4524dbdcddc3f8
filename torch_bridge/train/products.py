"""The two large products of a block, x W^T and W += G^T x, by the library whose kernels are as wide as the processor.

OpenBLAS chooses its kernels by the processor's name when it is loaded, and takes those of AVX2, at half the speed, on many processors
that have AVX-512; oneDNN, which torch brings, asks the processor itself. Workers are told a name that OpenBLAS knows: there it is used.
"""

from __future__ import annotations

import os
from functools import cache
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

Array = NDArray[np.float32]

#: Kernels of OpenBLAS with AVX-512.
WIDE = ("SkylakeX", "Cooperlake", "SapphireRapids")
#: Rows of W that one product updates, and that one takes forward: its result has to be held, in a cache if it may.
ROWS, FORWARD_ROWS = 2048, 8192


@cache
def by_onednn() -> bool:
    """Whether oneDNN is the wider: AVX-512, OpenBLAS not told so, and an operator that gives the product of a small example."""
    if os.environ.get("OPENBLAS_CORETYPE") in WIDE or torch.backends.cpu.get_cpu_capability() != "AVX512":
        return False
    try:
        x, w = torch.arange(6.0).reshape(2, 3), torch.arange(12.0).reshape(4, 3)
        return bool(torch.equal(_linear(x, w), x @ w.T))
    except (AttributeError, RuntimeError):  # another version of torch names it differently
        return False


def _linear(x: Any, w: Any) -> Any:
    return torch.ops.mkldnn._linear_pointwise(x, w, None, "none", [], "")


def forward(x: Array, w: Array, out: Array) -> None:
    """out = x w^T, some rows of w at a time: the same sums as at once."""
    points, weights = torch.from_numpy(x), torch.from_numpy(w)
    for start in range(0, len(w), FORWARD_ROWS):
        out[:, start : start + FORWARD_ROWS] = _linear(points, weights[start : start + FORWARD_ROWS]).numpy()


def update(w: Array, grad: Array, x: Array) -> None:
    """w += grad^T x, some rows of w at a time."""
    columns, target = torch.from_numpy(np.ascontiguousarray(x.T)), torch.from_numpy(w)
    for start in range(0, len(w), ROWS):
        part = torch.from_numpy(np.ascontiguousarray(grad[:, start : start + ROWS].T))
        target[start : start + ROWS] += _linear(part, columns)
