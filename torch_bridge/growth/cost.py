"""What an experiment on growth would cost, from a few timed steps under the conditions of its workers."""

from __future__ import annotations

from dataclasses import replace

import torch

from torch_bridge.growth.plan import GrowthPlan
from torch_bridge.growth.samples import SAMPLE, draw_points, initial_network
from torch_bridge.runs.cost import seconds_per_epoch
from torch_bridge.runs.runner import worker_environment
from torch_bridge.train.training import make_engine
from uccheck.core.processes import stoppable_pool

#: Points whose steps are timed, and epochs that the estimate supposes.
POINTS, EPOCHS = 128, 100


def cost(plan: GrowthPlan) -> str:
    """Seconds of an epoch at each batch size and m on one core of this machine, and hours for `EPOCHS` epochs of all."""
    lines = [f"{plan.replicates} replicates; one epoch of one training on one core of this machine, from a few timed steps:"]
    twice, hours = 2 if plan.twins else 1, 0.0
    with stoppable_pool(1, settings=worker_environment()) as worker:
        for batch in plan.batch_sizes:
            point = worker.submit(seconds_per_point, plan, batch).result()
            for m in sorted(set(plan.ms)):
                lines.append(f"  batch size {batch}, m = {m}: {point * m:.3g} s")
                hours += point * m * EPOCHS * plan.replicates * twice / 3600
    lines.append(f"  in all {hours:.3g} hours of one core for {EPOCHS} epochs each; the number of epochs is not predicted")
    return "\n".join(lines)


def seconds_per_point(plan: GrowthPlan, batch: int) -> float:
    """The least time of a point's share of a step over two passes, on one thread."""
    torch.set_num_threads(1)
    rows = max(batch, min(POINTS, max(plan.ms)))
    small = replace(plan, ms=(rows,), batch_sizes=(batch,))
    points = draw_points(small, 0, rows, SAMPLE)
    engine = make_engine(initial_network(small, 0), points.x, points.y, small.config(batch))
    return seconds_per_epoch(engine) / rows
