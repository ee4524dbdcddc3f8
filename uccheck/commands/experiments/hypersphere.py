"""`uccheck experiment hypersphere`: the projected set of a trained ReLU network."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import typer

from uccheck.commands.experiments.options import CHECKPOINT_SECONDS, CLUSTER, ESTIMATE, WORKERS, where

#: Parameters that an option may override, with their help; their values are checked by torch_bridge.
_OVERRIDES = {
    "d": "Dimension of the points.",
    "width": "Units of each hidden layer.",
    "depth": "Hidden layers.",
    "inner": "Radius of the sphere of label 0.",
    "outer": "Radius of the sphere of label 1.",
    "learning_rate": "Rate of SGD.",
    "batch_size": "Points in a batch.",
    "stop_margin": "Margin at which training stops.",
    "stop_fraction": "Fraction of the training points that must reach the margin.",
    "max_epochs": "Cap on epochs; a run that reaches it certifies nothing.",
    "n_test": "Test points of each replicate.",
    "loss": "sigmoid or softmax.",
    "output_bias_rate": "The output bias learns at this multiple of the rate.",
    "partner": "projected; or a null control: unflipped, independent.",
}


def register(app: typer.Typer) -> None:
    """Add the command `hypersphere`."""
    app.command("hypersphere")(hypersphere)


def _override(name: str) -> Any:
    return typer.Option(None, f"--{name.replace('_', '-')}", help=_OVERRIDES[name], show_default="the preset's")


def hypersphere(
    preset: str = typer.Option("quick", help="quick, blog or paper."),
    m: str | None = typer.Option(None, help="Sample sizes, separated by commas.", show_default="the preset's"),
    vary: str | None = typer.Option(None, help="Vary another parameter: NAME=V1,V2,.. (one --m).", metavar="NAME=V1,V2"),
    replicates: int | None = typer.Option(None, help="Independent replicates of each cell.", show_default="the preset's"),
    seed: int = typer.Option(0, help="Everything random is derived from it."),
    delta: str | None = typer.Option(None, help="delta of both halves; beyond 0.45 by the sign lemma.", show_default="the preset's"),
    halves: str | None = typer.Option(None, help="both, or lower: e_unif-alg alone.", show_default="the preset's"),
    level: str = typer.Option("0.99", help="Confidence of all statements together."),
    at_least: str | None = typer.Option(None, help="Uphold only if the best certified value reaches this."),
    workers: int = WORKERS,
    cluster: str | None = CLUSTER,
    checkpoint_seconds: float = CHECKPOINT_SECONDS,
    device: str = typer.Option("cpu", help="cpu, or cuda: the replicates of a cell are then trained together."),
    out: Path | None = typer.Option(
        None, help="Directory of records and checkpoints; reopened to resume.", show_default="runs/hypersphere-.."
    ),
    pictures: bool = typer.Option(True, help="Draw the pictures into the directory."),
    estimate: bool = ESTIMATE,
    json_output: bool = typer.Option(False, "--json", help="Print the result as JSON."),
    d: str | None = _override("d"),
    width: str | None = _override("width"),
    depth: str | None = _override("depth"),
    inner: str | None = _override("inner"),
    outer: str | None = _override("outer"),
    learning_rate: str | None = _override("learning_rate"),
    batch_size: str | None = _override("batch_size"),
    stop_margin: str | None = _override("stop_margin"),
    stop_fraction: str | None = _override("stop_fraction"),
    max_epochs: str | None = _override("max_epochs"),
    n_test: str | None = _override("n_test"),
    loss: str | None = _override("loss"),
    output_bias_rate: str | None = _override("output_bias_rate"),
    partner: str | None = _override("partner"),
    shuffle: bool | None = typer.Option(None, help="Shuffle each epoch (the authors do not)."),
    bias: bool | None = typer.Option(None, help="Biases in the hidden layers."),
    output_bias: bool | None = typer.Option(None, help="A bias in the output layer."),
) -> None:
    """Certify e_gen <= u and e_unif-alg >= v together, at one delta, for a ReLU network between two hyperspheres."""
    given = {name: value for name, value in locals().items() if name in _OVERRIDES}
    given |= {"shuffle": shuffle, "bias": bias, "output_bias": output_bias}
    from torch_bridge.errors import need_torch, require

    need_torch()
    from torch_bridge.commands.hypersphere import hypersphere_result, plan_from_options
    from torch_bridge.runs.cost import cost

    plan = plan_from_options(preset, m=m, vary=vary, given=given, replicates=replicates, seed=seed, delta=delta, level=level, halves=halves)
    if estimate:
        require(device == "cpu" and cluster is None, "--estimate times one core of this machine: leave out --device and --cluster")
        print(cost(plan))
        return
    result = hypersphere_result(
        plan,
        out,
        preset=preset,
        where=where(workers, cluster, checkpoint_seconds),
        device=device,
        pictures=pictures,
        as_json=json_output,
        at_least=at_least,
    )
    print(result.text)
    sys.exit(0 if result.upheld else 1)
