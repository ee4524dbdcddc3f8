"""Replicas of one shape trained together by batched products: the path for a GPU, which one replica cannot fill.

Each replica keeps its own data, initial values and stopping epoch: one that has stopped is frozen at rate 0 while the
others go on, so the result of a replica does not depend on its company beyond the rounding of batched products.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from torch_bridge.errors import require
from torch_bridge.nets.networks import Network, margins, margins_of
from torch_bridge.train.layered import LayeredEngine
from torch_bridge.train.training import Stop, TrainingConfig, TrainingResult, permutation, step_options

Finished = dict[int, TrainingResult]


def train_together(
    networks: Sequence[Network],
    x: Tensor,
    y: Tensor,
    config: TrainingConfig,
    *,
    seeds: Sequence[int],
    first_epoch: int = 0,
    finished: Finished | None = None,
    on_epoch: Callable[[int, Finished], None] | None = None,
    due: Callable[[], bool] = lambda: True,
) -> list[TrainingResult]:
    """Train R networks in place on x `(R, m, d)`, y `(R, m)`, each until its own stopping rule, the cap or divergence.

    `seeds` shuffle; `on_epoch` is called, and the stacked tensors copied back for it, after epochs at which `due`.
    A resumed run passes the last finished epoch and the replicas that had `finished` by then.
    """
    replicas, m, _ = x.shape
    require(len(networks) == len(seeds) == replicas, f"{replicas} samples need as many networks, got {len(networks)}")
    require(m >= config.batch_size, f"m = {m} is smaller than the batch size {config.batch_size}: lower the batch size")
    done: Finished = dict(finished or {})
    engine = LayeredEngine(networks, x, y, **step_options(config))
    for replica in done:
        engine.freeze(replica)
    for number in range(first_epoch + 1, config.max_epochs + 1):
        if len(done) == replicas:
            break
        engine.epoch(torch.stack([permutation(s, number, m) for s in seeds]) if config.shuffle else None)
        for replica, result in _stopped(engine, x, y, config, number, done).items():
            done[replica] = result
            engine.freeze(replica)
        if on_epoch is not None and due():
            engine.write_back()
            on_epoch(number, done)
    engine.write_back()
    return [done.get(r) or _capped(networks[r], x[r], y[r], config) for r in range(replicas)]


def _stopped(engine: LayeredEngine, x: Tensor, y: Tensor, config: TrainingConfig, number: int, done: Finished) -> Finished:
    """The replicas that this epoch ends; looks at points only until each of the others is short of too many."""
    replicas, m, _ = x.shape
    allowed, rows = m - config.needed(m), engine.rows_at_once
    short = torch.zeros(replicas, dtype=torch.long)
    finite = torch.ones(replicas, dtype=torch.bool)
    short[list(done)] = m
    for start in range(0, m, rows):
        scores = engine.logits(x[:, start : start + rows])
        finite &= torch.isfinite(scores).flatten(1).all(dim=1).cpu()
        labels = y[:, start : start + rows]
        found = margins_of(scores.flatten(0, 1), labels.flatten()).view(labels.shape) >= config.stop_margin
        short += (~found).sum(dim=1).cpu()
        if bool((short > allowed).all()):
            break
    ended: Finished = {}
    for replica in set(range(replicas)) - set(done):
        if not finite[replica]:
            ended[replica] = TrainingResult(Stop.DIVERGED, number, 0, m)
        elif short[replica] <= allowed:
            ended[replica] = TrainingResult(Stop.REACHED, number, m - int(short[replica]), m)
    return ended


def _capped(network: Network, x: Tensor, y: Tensor, config: TrainingConfig) -> TrainingResult:
    count = int((margins(network, x, y) >= config.stop_margin).sum())
    return TrainingResult(Stop.CAPPED, config.max_epochs, count, len(x))
