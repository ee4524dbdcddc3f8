from __future__ import annotations

from fractions import Fraction

import pytest
import torch

from torch_bridge.nets.networks import glorot_network, seeded
from torch_bridge.train.replicas import Finished, train_together
from torch_bridge.train.training import EngineName, Stop, TrainingConfig, train
from uccheck.core.errors import InvalidParameter


def samples(replicas: int, m: int = 60, d: int = 20) -> tuple[torch.Tensor, torch.Tensor]:
    x = torch.randn(replicas, m, d, generator=seeded(5))
    return x / x.norm(dim=2, keepdim=True), torch.randint(0, 2, (replicas, m), generator=seeded(6))


@pytest.mark.parametrize("shuffle", [False, True])
def test_replicas_together_are_the_replicas_alone(shuffle: bool) -> None:
    x, y = samples(3)
    config = TrainingConfig(
        learning_rate=0.3, batch_size=4, shuffle=shuffle, stop_margin=0.5, stop_fraction=Fraction("0.9"), max_epochs=150
    )
    together = [glorot_network((20, 100, 2), seeded(r)) for r in range(3)]
    results = train_together(together, x, y, config, seeds=[10, 11, 12])
    assert {r.stop for r in results} == {Stop.REACHED} and len({r.epochs for r in results}) > 1  # each at its own epoch
    for r, (network, result) in enumerate(zip(together, results, strict=True)):
        alone = glorot_network((20, 100, 2), seeded(r))
        assert train(alone, x[r], y[r], config, seed=10 + r) == result
        assert float((alone.weights[0] - network.weights[0]).abs().max()) < 2e-5


def test_a_resumed_batch_is_the_uninterrupted_batch() -> None:
    x, y = samples(2)
    config = TrainingConfig(learning_rate=0.3, batch_size=4, stop_margin=0.5, stop_fraction=Fraction("0.9"), max_epochs=150)
    whole, parts = ([glorot_network((20, 100, 2), seeded(r)) for r in range(2)] for _ in range(2))
    results = train_together(whole, x, y, config, seeds=[0, 1])
    between = (min(r.epochs for r in results) + max(r.epochs for r in results)) // 2

    class KilledError(Exception):
        pass

    kept: Finished = {}

    def kill(number: int, done: Finished) -> None:
        if number == between:
            kept.update(done)
            raise KilledError

    with pytest.raises(KilledError):
        train_together(parts, x, y, config, seeds=[0, 1], on_epoch=kill)
    assert len(kept) == 1  # one replica had stopped and stays as it was
    assert train_together(parts, x, y, config, seeds=[0, 1], first_epoch=between, finished=kept) == results
    assert all(torch.equal(a.weights[0], b.weights[0]) for a, b in zip(whole, parts, strict=True))


def test_one_diverging_replica_leaves_the_others_alone() -> None:
    x, y = samples(2)
    x[1] *= 1e30
    config = TrainingConfig(
        learning_rate=0.3,
        batch_size=4,
        stop_margin=0.5,
        engine=EngineName.LAYERED,
        max_epochs=300,
        stop_fraction=Fraction("0.9"),
    )
    first, second = train_together([glorot_network((20, 100, 2), seeded(r)) for r in range(2)], x, y, config, seeds=[0, 1])
    assert (first.stop, second.stop) == (Stop.REACHED, Stop.DIVERGED)


def test_misuse() -> None:
    x, y = samples(2)
    config = TrainingConfig(learning_rate=0.3, batch_size=61)
    networks = [glorot_network((20, 5, 2), seeded(0))] * 2
    with pytest.raises(InvalidParameter, match="batch size 61"):
        train_together(networks, x, y, config, seeds=[0, 1])
    with pytest.raises(InvalidParameter, match="as many networks"):
        train_together(networks[:1], x, y, config, seeds=[0])
