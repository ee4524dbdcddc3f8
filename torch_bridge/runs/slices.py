"""Decision values on 2-D slices of input space, through a pair of training points and through a pair of test points.

A slice is the plane spanned by two points and the origin, so both hyperspheres appear as circles; on it the value
f_1(x) - f_0(x) is positive where the network says "outer". Near a training point the decision follows its label on both
circles: the boundary leaves the annulus there, and the projected point is misclassified.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from torch_bridge.gap.hypersphere import Replicate
from torch_bridge.nets.networks import ROWS, logits
from uccheck.core.files import write_bytes

#: Points along each side of the grid, and the side's half length in outer radii.
GRID, REACH = 161, 1.25


def save_slices(path: Path, replicate: Replicate) -> None:
    """Write the two slices of a trained replicate: grids `(GRID, GRID)` float16, the points' coordinates and labels.

    Nothing is written where there is no plane: with fewer than two points or dimensions.
    """
    cell = replicate.cell
    if min(cell.m, cell.n_test, cell.d) < 2:
        return
    kept: dict[str, Any] = {"radii": np.array([cell.inner, cell.outer]), "reach": np.array(REACH * cell.outer)}
    pairs = {"train": (replicate.sample.points(), replicate.sample.y), "test": replicate.test()}
    for name, (x, y) in pairs.items():
        first, second = _pair(y)
        basis = orthonormal(x[first], x[second])
        kept[f"{name}_grid"] = _grid(replicate, basis).astype(np.float16)
        kept[f"{name}_points"] = (torch.stack([x[first], x[second]]) @ basis.T).numpy()
        kept[f"{name}_labels"] = y[[first, second]].numpy()
    path.parent.mkdir(parents=True, exist_ok=True)
    stream = BytesIO()
    np.savez_compressed(stream, **kept)
    write_bytes(path, stream.getvalue())


def orthonormal(a: Tensor, b: Tensor) -> Tensor:
    """An orthonormal basis `(2, d)` of the plane of a and b, the first vector along a."""
    first = a / a.norm()
    rest = b - (b @ first) * first
    return torch.stack([first, rest / rest.norm()])


def _pair(y: Tensor) -> tuple[int, int]:
    """The first point of each label; the first two points if there is only one label."""
    inner, outer = ((y == label).nonzero() for label in (0, 1))
    return (int(inner[0]), int(outer[0])) if len(inner) and len(outer) else (0, 1)


def _grid(replicate: Replicate, basis: Tensor) -> Any:
    """Row i, column j: the value at side[j] along the first basis vector and side[i] along the second."""
    side = torch.linspace(-1, 1, GRID) * (REACH * replicate.cell.outer)
    plane = torch.cartesian_prod(side, side) @ basis
    scores = torch.cat([logits(replicate.network, rows) for rows in torch.split(plane, ROWS)])
    return (scores[:, 1] - scores[:, 0]).view(GRID, GRID).T.numpy()
