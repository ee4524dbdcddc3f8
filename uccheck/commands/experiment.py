"""`uccheck experiment NAME`: trained networks; each experiment is a module of `uccheck.commands.experiments`."""

from __future__ import annotations

import typer

from uccheck.commands.experiments import bounds, hypersphere, memorize, own

#: Modules in the order that `--help` lists them; each defines `register(app)` and imports torch_bridge only when run.
EXPERIMENTS = (hypersphere, bounds, memorize, own)


def register(app: typer.Typer) -> None:
    """Add the group `experiment` with every experiment of `EXPERIMENTS`."""
    group = typer.Typer(
        name="experiment", help="Experiments with trained networks (the extra `torch`), and the audit of your own.", no_args_is_help=True
    )
    group.callback()(_group)
    for experiment in EXPERIMENTS:
        experiment.register(group)
    app.add_typer(group)


def _group() -> None:
    """Experiments with trained networks (the extra `torch`), and the audit of your own."""
