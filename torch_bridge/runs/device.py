"""A plan on one device: the replicates of a cell are trained together by batched products.

Its records agree with those of `run_plan` up to float32 rounding, which training amplifies: counts differ a little, so
the run directory's parameters name the device and the two are never mixed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch

from torch_bridge.errors import require
from torch_bridge.gap.hypersphere import HypersphereCell, Replicate, outcome, prepare
from torch_bridge.nets.networks import Network
from torch_bridge.runs.plan import Plan
from torch_bridge.runs.records import CHECKPOINT_SECONDS, Checkpoint, Keeper, Record, RunDirectory, open_run, versions
from torch_bridge.runs.run import require_memory
from torch_bridge.runs.slices import save_slices
from torch_bridge.train.replicas import Finished, train_together
from torch_bridge.train.training import Stop, TrainingResult


def run_plan_together(plan: Plan, directory: Path, *, device: str, checkpoint_seconds: float = CHECKPOINT_SECONDS) -> list[Record]:
    """Every record of the plan, the replicates of each cell trained together on `device`; resumed like `run_plan`.

    Raises: InvalidParameter if torch has no such device.
    """
    check_device(device)
    require_memory(plan, plan.replicates)
    run = open_run(directory, plan.parameters() | {"device": device}, checkpoint_seconds)
    for value, cell in plan.cells().items():
        keys = [plan.key(value, number) for number in range(plan.replicates)]
        known = run.records()
        if all(key in known for key in keys):
            continue
        for key, record in zip(keys, _run_cell(plan, run, value, cell, device), strict=True):
            if key not in known:
                run.append(key, record)
        run.forget(_key(plan, value))
    found = run.records()
    return [found[plan.key(value, number)] for value in plan.values for number in range(plan.replicates)]


def _run_cell(plan: Plan, run: RunDirectory, value: str, cell: HypersphereCell, device: str) -> list[Record]:
    replicates = [prepare(cell, number, plan.seed) for number in range(plan.replicates)]
    networks = [r.network.copy_on(device) for r in replicates]
    keeper = Keeper(run, _key(plan, value))
    saved = keeper.load()
    first, finished = _restored(networks, saved)

    def on_epoch(number: int, done: Finished) -> None:
        tensors = {f"r{i}.{name}": t for i, n in enumerate(networks) for name, t in n.tensors().items()}
        keeper.save(number, tensors, note=_note(done))

    x = torch.stack([r.sample.points() for r in replicates]).to(device)
    y = torch.stack([r.sample.y for r in replicates]).to(device)
    seeds = [r.shuffle_seed for r in replicates]
    state: dict[str, Any] = {"first_epoch": first, "finished": finished, "on_epoch": on_epoch, "due": keeper.due}
    with keeper.training():
        results = train_together(networks, x, y, cell.training, seeds=seeds, **state)
    replicates[0].network.load(networks[0].tensors())
    save_slices(run.path / "slices" / f"{plan.key(value, 0)}.npz", replicates[0])
    found = zip(replicates, results, networks, strict=True)
    return [_record(plan, value, replicate, result, network) for replicate, result, network in found]


def _record(plan: Plan, value: str, replicate: Replicate, result: TrainingResult, network: Network) -> Record:
    """The record, evaluated where the network is."""
    about = {"cell": value, "m": replicate.cell.m, "seed": plan.seed, "versions": versions()}
    return {**about, **outcome(replicate, result, network)}


def _restored(networks: list[Network], saved: Checkpoint | None) -> tuple[int, Finished]:
    """Load a checkpoint into the networks: the last whole epoch, and the replicas that had stopped by then."""
    if saved is None:
        return 0, {}
    for i, network in enumerate(networks):
        network.load({name: saved.tensors[f"r{i}.{name}"] for name in network.tensors()})
    stored: dict[str, Any] = json.loads(saved.note)
    return saved.epoch, {int(i): TrainingResult(Stop(s), *counts) for i, (s, *counts) in stored.items()}


def _note(done: Finished) -> str:
    return json.dumps({i: [r.stop.value, r.epochs, r.with_margin, r.m] for i, r in done.items()})


def _key(plan: Plan, value: str) -> str:
    return f"{plan.vary}-{value}-together"


def check_device(device: str) -> None:
    """Refuse a device that torch cannot use here.  Raises: InvalidParameter."""
    try:
        torch.zeros(1, device=device).cpu()  # "meta" holds no numbers
    except (RuntimeError, AssertionError) as error:
        reason = str(error).splitlines()[0][:120]
        require(False, f"torch cannot use the device {device!r} here ({reason}): use --device cpu")
