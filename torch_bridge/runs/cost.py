"""What a plan would cost, from a few timed steps under the conditions of its workers."""

from __future__ import annotations

import timeit
from dataclasses import replace
from itertools import pairwise

import torch

from torch_bridge.gap.hypersphere import HypersphereCell, prepare
from torch_bridge.runs.plan import Plan, counted_rows
from torch_bridge.runs.run import require_memory
from torch_bridge.runs.runner import worker_environment
from torch_bridge.train.training import Engine, make_engine
from uccheck.core.processes import stoppable_pool

#: Steps timed for each cell, in batches.
STEPS = 4


def cost(plan: Plan, epochs: int = 100) -> str:
    """Seconds of an epoch for each cell, on one core of this machine, and the flop of them all."""
    require_memory(plan, 1)
    wanted = plan.demand
    needs = f"e_unif-alg needs {wanted.lower}" + (f", e_gen {wanted.upper}" if plan.both else "")
    lines = [f"{plan.replicates} replicates a row; delta = {plan.delta} at level {plan.level} in {counted_rows(len(plan.values))}: {needs}"]
    lines += ["one epoch of one replicate on one core of this machine, from a few timed steps:"]
    steps: dict[HypersphereCell, float] = {}  # a step does not depend on m
    with stoppable_pool(1, settings=worker_environment()) as worker:
        for value, cell in plan.cells().items():
            alike = replace(cell, m=max(cell.batch_size, 1))
            if alike not in steps:
                steps[alike] = worker.submit(seconds_per_step, cell).result()
            lines.append(_line(plan, value, cell, steps[alike], epochs))
    total = sum(_flop(cell) for cell in plan.cells().values()) * epochs * plan.replicates
    lines.append(f"  in all {total:.3g} flop for {epochs} epochs each; the number of epochs is not predicted")
    return "\n".join(lines)


def seconds_per_step(cell: HypersphereCell) -> float:
    """The least time of a step over two passes of `STEPS` batches, on one thread."""
    torch.set_num_threads(1)
    rows = max(STEPS * cell.batch_size, 128) if cell.batch_size > 1 else 256
    small = prepare(replace(cell, m=rows), 0, 0)
    engine = make_engine(small.network, small.sample.points(), small.sample.y, cell.training)
    return seconds_per_epoch(engine) * cell.batch_size / rows


def seconds_per_epoch(engine: Engine) -> float:
    """The lesser time of two epochs."""
    return min(timeit.repeat(engine.epoch, repeat=2, number=1))


def _line(plan: Plan, value: str, cell: HypersphereCell, step: float, epochs: int) -> str:
    epoch = step * cell.m / cell.batch_size
    hours = epoch * epochs * plan.replicates / 3600
    return (
        f"  {plan.vary} = {value}: {epoch:.3g} s, {_flop(cell) / 1e12:.3g} Tflop; "
        f"{epochs} epochs of {plan.replicates} replicates: {hours:.3g} h; a checkpoint: {4 * _weights(cell) / 1e6:.3g} MB"
    )


def _weights(cell: HypersphereCell) -> int:
    return sum(a * b for a, b in pairwise(cell.sizes))


def _flop(cell: HypersphereCell) -> float:
    """Of an epoch: a product and a sum for each weight and point, forward and in the update of W_1."""
    return 4.0 * _weights(cell) * cell.m
