"""Options that every experiment shares: where its plan is run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from torch_bridge.runs.runner import Where

WORKERS: int = typer.Option(0, help="Processes; 0: one for each core.")
DEVICE: str = typer.Option("cpu", help="cpu, or cuda: each training on that device.")
CLUSTER: str | None = typer.Option(None, help="Run on the dask cluster whose scheduler listens there.", metavar="ADDRESS")
CHECKPOINT_SECONDS: float = typer.Option(20.0, help="Least time between two checkpoints of one training.")
ESTIMATE: bool = typer.Option(False, "--estimate", help="Only time a few steps and say what the plan would cost.")


def where(workers: int, cluster: str | None, checkpoint_seconds: float) -> Where:
    """The options as the runner takes them."""
    from torch_bridge.runs.runner import Where

    return Where(workers=workers, cluster=cluster, checkpoint_seconds=checkpoint_seconds)
