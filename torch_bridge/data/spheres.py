"""Two concentric hyperspheres, one per class, and the radial projection that moves each point to the other one.

Glossary
    u, y        a uniform direction on the unit sphere of R^d and an independent fair label in {0, 1}
    x           radius[y] * u: radius 1 for label 0 (inner), rho > 1 for label 1 (outer)
    projected   (u, y) -> (u, 1 - y): the point moves radially to the other sphere, its label is flipped

Measure preservation, exactly: a sample is a function of (u, y) with y a fair coin independent of u, so (u, 1 - y) has
the law of (u, y), and a projected sample has the law of a sample, float32 rounding included. Two projections give the
sample back bit by bit. The guard (`uccheck.counterexample.guard`) tests the same on points alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from torch_bridge.errors import require

#: Directions drawn together, so that the float64 normals of a large sample are never all in memory.
CHUNK = 4096


@dataclass(frozen=True)
class Radii:
    """The radii of the spheres of label 0 and label 1, 0 < inner < outer."""

    inner: float
    outer: float

    def __post_init__(self) -> None:
        good = math.isfinite(self.outer) and 0 < self.inner < self.outer
        require(good, f"radii must satisfy 0 < inner < outer, got inner = {self.inner}, outer = {self.outer}")

    def of(self, y: Tensor) -> Tensor:
        """The radius of each label, float32."""
        return torch.tensor([self.inner, self.outer], dtype=torch.float32)[y]


@dataclass(frozen=True)
class SphereSample:
    """n points by their directions u `(n, d)` float32 and labels y `(n,)` int64."""

    u: Tensor
    y: Tensor
    radii: Radii

    def points(self) -> Tensor:
        """x = radius[y] * u, `(n, d)`."""
        return self.u * self.radii.of(self.y)[:, None]


def draw_sample(n: int, d: int, radii: Radii, generator: np.random.Generator) -> SphereSample:
    """n independent points: fair labels first, then uniform directions (normal vectors divided by their norm)."""
    require(n >= 1 and d >= 1, f"a sample needs n >= 1 and d >= 1, got n = {n}, d = {d}")
    y = torch.from_numpy(generator.integers(0, 2, size=n))
    u = np.empty((n, d), np.float32)
    for start in range(0, n, CHUNK):
        normals = generator.standard_normal((min(CHUNK, n - start), d))
        u[start : start + CHUNK] = normals / np.linalg.norm(normals, axis=1, keepdims=True)
    return SphereSample(torch.from_numpy(u), y, radii)


def projected(sample: SphereSample) -> SphereSample:
    """Every point moved to the other sphere, its label flipped: has the law of the sample, and is its own inverse."""
    return replace(sample, y=1 - sample.y)
