"""Presets of the experiment on growth: quick (minutes), blog (the notebook's size, or what a CPU bears), paper."""

from __future__ import annotations

from typing import Any

from torch_bridge.growth.plan import GrowthPlan
from uccheck.core.errors import InvalidParameter

NOTEBOOK = {
    "data": "hypersphere",
    "batch_sizes": (1,),
    "hidden": (1000,),
    "bias": True,
    "learning_rate": "0.2",
    "stop_margin": "4",
    "n_test": 8192,
}
SCRIPT = {"data": "mnist", "bias": False, "learning_rate": "0.1", "stop_margin": "10", "n_test": 904}

#: What each preset trains. The paper's own width and sample sizes for MNIST need IDX files and a day, or a GPU.
PRESETS: dict[tuple[str, str], dict[str, Any]] = {
    ("hypersphere", "quick"): NOTEBOOK | {"ms": (256, 512, 1024, 2048, 4096), "replicates": 6, "twins": True},
    ("hypersphere", "blog"): NOTEBOOK | {"ms": tuple(2**k for k in range(8, 15)), "replicates": 10, "twins": True},
    ("hypersphere", "paper"): NOTEBOOK
    | {"ms": tuple(2**k for k in range(7, 17)), "batch_sizes": (1, 32, 64), "replicates": 10, "twins": True},
    ("mnist", "quick"): SCRIPT | {"ms": (128, 256, 512, 1024), "batch_sizes": (1, 64), "replicates": 3, "hidden": (128,) * 3},
    ("mnist", "blog"): SCRIPT
    | {
        "ms": tuple(2**k for k in range(7, 13)),
        "batch_sizes": (1, 64),
        "replicates": 6,
        "hidden": (256,) * 5,
    },
    ("mnist", "paper"): SCRIPT
    | {
        "ms": tuple(2**k for k in range(7, 16)),
        "batch_sizes": (1, 32, 64),
        "replicates": 6,
        "hidden": (1024,) * 5,
        "twins": True,
        "replacement": True,
        "n_test": 10_000,
    },
}


def preset(data: str, name: str, **changes: Any) -> GrowthPlan:
    """The plan of a preset with the user's changes (those that are not None).

    Raises: InvalidParameter for an unknown data set or preset, or the paper's MNIST without a folder of IDX files.
    """
    if (data, name) not in PRESETS:
        raise InvalidParameter(f"no preset {name!r} for data {data!r}: data is hypersphere or mnist, preset quick, blog or paper")
    chosen = PRESETS[data, name] | {key: value for key, value in changes.items() if value is not None}
    if (data, name) == ("mnist", "paper") and chosen.get("folder") is None:
        raise InvalidParameter("the paper's MNIST experiment draws from 60,000 digits: give --folder with the IDX files")
    if data == "hypersphere" and chosen.get("folder") is not None:
        raise InvalidParameter(f"--folder {chosen['folder']} is for data mnist: hypersphere points are drawn")
    return GrowthPlan(**chosen)
