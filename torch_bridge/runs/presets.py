"""Presets of the hypersphere experiment: cells, rows, replicates, and what they carry."""

from __future__ import annotations

from typing import Any

from torch_bridge.errors import require
from torch_bridge.gap.hypersphere import HypersphereCell

#: quick: minutes on two cores, both halves. blog: the authors' second notebook experiment; paper: the figure of their
#: poster; both [setup recalled], and with too few replicates for e_gen at a delta that also serves the lower half.
PRESETS: dict[str, dict[str, Any]] = {
    "quick": {
        "base": HypersphereCell(
            m=3072, d=150, width=1000, outer=1.2, learning_rate=0.2, batch_size=1, stop_margin=12.0, max_epochs=400,
            n_test=8192,
        ),
        "values": ("768", "1536", "3072"),
        "replicates": 24,
    },
    "blog": {
        "base": HypersphereCell(
            m=4096, d=500, width=10_000, outer=1.2, learning_rate=0.5, batch_size=64, stop_margin=8.0, max_epochs=2000,
            n_test=4096,
        ),
        "values": ("1024", "2048", "4096"),
        "replicates": 10,
        "halves": "lower",
    },
    "paper": {
        "base": HypersphereCell(
            m=65536, d=1000, width=100_000, outer=1.1, learning_rate=0.1, batch_size=64, stop_margin=10.0,
            max_epochs=5000, n_test=16384,
        ),
        "values": ("2048", "4096", "8192", "16384", "32768", "65536"),
        "replicates": 3,
        "delta": "0.05",
        "halves": "lower",
    },
}  # fmt: skip


def preset_fields(name: str) -> dict[str, Any]:
    """The fields of the preset's plan.

    Raises: InvalidParameter for an unknown name.
    """
    require(name in PRESETS, f"unknown preset {name}: choose one of {', '.join(PRESETS)}")
    return dict(PRESETS[name])
