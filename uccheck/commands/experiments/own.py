"""`uccheck experiment own`: the audit of a model of your own."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from uccheck.commands.experiments.options import CHECKPOINT_SECONDS, CLUSTER, WORKERS, where


def register(app: typer.Typer) -> None:
    """Add the command `own`."""
    app.command("own")(own)


def own(
    model: str = typer.Argument(help="An OwnModel, as module:object; the module is looked for in the working directory first."),
    replicates: int = typer.Option(20, help="Independent replicates; 20 carry both halves at delta = 1/4 and level 0.99."),
    delta: str = typer.Option("1/4", help="delta of both halves: below 0.45, or any with a partner that is pointwise."),
    level: str = typer.Option("0.99", help="Confidence of both halves together."),
    gap_alpha: str = typer.Option("0.01", help="How often a replicate's limit of L_D may fail."),
    guard_level: str = typer.Option("0.01", help="How often the guard may refute a true partner."),
    guard_pairs: int = typer.Option(6, help="Replicates whose S' is trained on too."),
    seed: int = typer.Option(0, help="Everything random is derived from it."),
    at_least: str | None = typer.Option(None, help="Uphold only if the certified e_unif-alg reaches this."),
    workers: int = WORKERS,
    cluster: str | None = CLUSTER,
    device: str = typer.Option("cpu", help="Where tensors are fitted and classified, such as cuda; fit makes its network on x.device."),
    checkpoint_seconds: float = CHECKPOINT_SECONDS,
    out: Path | None = typer.Option(None, help="Directory of records; reopened to resume.", show_default="runs/own-.."),
    json_output: bool = typer.Option(False, "--json", help="Print the result as JSON."),
) -> None:
    """Certify e_gen <= u and e_unif-alg >= v together for a model of your own, unless the guard refutes its partner."""
    from torch_bridge.commands.own import own_command
    from uccheck.counterexample.audit import Asked

    asked = Asked(
        replicates=replicates,
        delta=delta,
        level=level,
        gap_alpha=gap_alpha,
        seed=seed,
        guard_level=guard_level,
        guard_pairs=guard_pairs,
    )
    chosen = where(workers, cluster, checkpoint_seconds)
    shown, upheld = own_command(
        model, asked, folder=Path.cwd(), out=out, where=chosen, device=device, at_least=at_least, as_json=json_output
    )
    print(shown)
    sys.exit(0 if upheld else 1)
