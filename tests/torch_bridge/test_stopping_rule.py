"""The stopping rule by its words, at equality: so large a fraction of the points has at least the margin, whichever engine asks."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
import torch

from torch_bridge.nets.networks import Network, error_count
from torch_bridge.train.replicas import _capped, _stopped
from torch_bridge.train.training import Stop, TrainingConfig, _ended, look, with_margin

MARGIN = 2.5


class Fixed:
    """An engine whose logits are the points themselves; so many rows at a time."""

    def __init__(self, rows: int) -> None:
        self.rows_at_once = rows

    def logits(self, x: torch.Tensor) -> torch.Tensor:
        return x


def config(fraction: Fraction) -> TrainingConfig:
    return TrainingConfig(learning_rate=0.1, batch_size=1, stop_margin=MARGIN, stop_fraction=fraction)


def points(short: int, m: int, at: float = MARGIN) -> tuple[torch.Tensor, torch.Tensor]:
    """m points of label 1 with margin exactly `at`, the last `short` of them just below it: 2.5 is a float32, and so is 2.25."""
    margins = torch.tensor([at] * (m - short) + [at - 0.25] * short)
    return torch.stack([torch.zeros(m), margins], dim=1), torch.ones(m, dtype=torch.long)


CASES = [(m, short, Fraction(f)) for m in (1, 7, 10, 16) for short in range(4) if short <= m for f in ("1", "9/10", "99/100", "2/3", "7/8")]


@pytest.mark.parametrize("rows", [3, 100])
def test_training_ends_where_the_fraction_has_the_margin_and_only_there(rows: int) -> None:
    for m, short, fraction in CASES:
        x, y = points(short, m)
        reached = Fraction(m - short, m) >= fraction
        state, _ = look(Fixed(rows), x, y, config(fraction), 1, 0)  # type: ignore[arg-type]
        ended = _ended(state, m, config(fraction))
        assert (ended is not None) is reached, (m, short, fraction)
        assert ended is None or (ended.stop, ended.with_margin) == (Stop.REACHED, m - short)
        assert with_margin(Fixed(rows), x, y, MARGIN) == m - short  # type: ignore[arg-type]


def test_replicas_end_by_the_same_rule() -> None:
    """Three together that are short of 0, 1 and 2 points; one that stopped before is not looked at."""
    for m in (7, 10, 16):
        for fraction in map(Fraction, ("1", "9/10", "2/3", "7/8")):
            drawn = [points(short, m) for short in range(3)]
            x, y = (torch.stack([pair[side] for pair in drawn]) for side in (0, 1))
            engine: Any = Fixed(4)
            ended = _stopped(engine, x, y, config(fraction), 5, {})
            assert set(ended) == {short for short in range(3) if Fraction(m - short, m) >= fraction}
            assert all((one.stop, one.with_margin, one.epochs) == (Stop.REACHED, m - short, 5) for short, one in ended.items())
            assert 0 not in _stopped(engine, x, y, config(fraction), 5, {0: ended.get(0)})  # type: ignore[dict-item]


def test_at_the_cap_points_with_the_margin_are_counted_and_ties_are_errors() -> None:
    """A network that gives its points back."""
    network = Network([torch.eye(2)], [None])
    x, y = points(2, 9)
    found = _capped(network, x, y, config(Fraction(1)))
    assert (found.stop, found.with_margin, found.m) == (Stop.CAPPED, 7, 9)
    tied, labels = points(3, 9, at=0.0)
    assert error_count(network, tied, labels) == 9 and error_count(network, *points(3, 9, at=0.25)) == 3
