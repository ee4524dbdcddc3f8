"""`uccheck experiment hypersphere`: the projected set of a trained ReLU network."""

from __future__ import annotations

import typer


def register(app: typer.Typer) -> None:
    """Add the command `hypersphere`."""
    app.command("hypersphere")(hypersphere)


def hypersphere() -> None:
    """Certify e_unif-alg for a ReLU network between two hyperspheres, from independent replicates."""
    from torch_bridge.errors import need_torch

    need_torch()
