"""Training by SGD until a fraction of the points has a margin, a cap on epochs, or divergence.

Glossary
    stop rule    after an epoch: at least ceil(stop_fraction * m) points have margin >= stop_margin.
    REACHED      the rule was met; CAPPED: `max_epochs` came first; DIVERGED: a logit was not finite.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor

from torch_bridge.errors import require
from torch_bridge.nets.losses import Loss
from torch_bridge.nets.networks import Network, margins_of
from torch_bridge.train import block
from torch_bridge.train.layered import LayeredEngine


class Stop(StrEnum):
    """Why training ended; only REACHED certifies anything that relies on the stopping rule."""

    REACHED = "reached"
    CAPPED = "capped"
    DIVERGED = "diverged"


class EngineName(StrEnum):
    """AUTO takes BLOCK where it applies (one hidden layer, CPU, float32), otherwise LAYERED."""

    AUTO = "auto"
    BLOCK = "block"
    LAYERED = "layered"


@dataclass(frozen=True, kw_only=True)
class TrainingConfig:
    """How to train: plain SGD at a constant rate on the mean loss of each batch, in fixed order unless `shuffle`."""

    learning_rate: float
    batch_size: int
    loss: Loss = Loss.SIGMOID
    shuffle: bool = False
    stop_margin: float = 1.0
    stop_fraction: Fraction = Fraction(99, 100)
    max_epochs: int = 1000
    engine: EngineName = EngineName.AUTO
    output_bias_rate: float = 1.0  # the output bias learns at this multiple of the rate

    def __post_init__(self) -> None:
        rate = self.learning_rate
        require(rate > 0 and math.isfinite(rate), f"the learning rate must be positive and finite, got {rate}")
        require(self.batch_size >= 1, f"the batch size must be at least 1, got {self.batch_size}")
        require(self.max_epochs >= 1, f"the cap on epochs must be at least 1, got {self.max_epochs}")
        factor = self.output_bias_rate
        require(factor >= 0 and math.isfinite(factor), f"the output bias rate must be finite and >= 0, got {factor}")
        fraction = self.stop_fraction
        require(0 < fraction <= 1, f"the stopping fraction must lie in (0, 1], got {fraction}")
        require(math.isfinite(self.stop_margin), f"the stopping margin must be finite, got {self.stop_margin}")

    def needed(self, m: int) -> int:
        """The least number of points of m that must have the margin."""
        return math.ceil(self.stop_fraction * m)


@dataclass(frozen=True)
class Epoch:
    """What is known after an epoch: `short` of the `seen` points lack the margin; `seen` < m when that decided."""

    number: int
    short: int
    seen: int
    finite: bool


@dataclass(frozen=True)
class TrainingResult:
    """`with_margin` of `m` points have margin >= stop_margin after `epochs` epochs; the network changed in place."""

    stop: Stop
    epochs: int
    with_margin: int
    m: int


class Engine(Protocol):
    """Runs epochs on tensors in place and evaluates the current network."""

    def epoch(self, order: Tensor | None = None) -> None: ...
    def logits(self, x: Tensor) -> Tensor: ...
    @property
    def rows_at_once(self) -> int: ...


def train(
    network: Network,
    x: Tensor,
    y: Tensor,
    config: TrainingConfig,
    *,
    seed: int = 0,
    first_epoch: int = 0,
    on_epoch: Callable[[Epoch], None] | None = None,
) -> TrainingResult:
    """Train in place on x `(m, d)`, y `(m,)` classes, until the stopping rule, the cap or divergence.

    `seed` is used only to shuffle; the permutation of an epoch depends on (seed, epoch) alone, so a run resumed with
    `first_epoch` from the tensors saved after that epoch continues exactly as the uninterrupted run. `on_epoch` is
    called after each epoch, when the tensors are consistent; what it raises ends the training.

    Raises: InvalidParameter if m is smaller than the batch or the shapes do not fit.
    """
    _check(network, x, y, config)
    engine = make_engine(network, x, y, config)
    hint = 0
    if first_epoch:  # the run may have been cut off after its last epoch and before it told so
        state, hint = look(engine, x, y, config, first_epoch, hint)
        if (ended := _ended(state, len(x), config)) is not None:
            return ended
    for number in range(first_epoch + 1, config.max_epochs + 1):
        engine.epoch(permutation(seed, number, len(x)) if config.shuffle else None)
        state, hint = look(engine, x, y, config, number, hint)
        if on_epoch is not None:
            on_epoch(state)
        if (ended := _ended(state, len(x), config)) is not None:
            return ended
    return TrainingResult(Stop.CAPPED, config.max_epochs, with_margin(engine, x, y, config.stop_margin), len(x))


def make_engine(network: Network, x: Tensor, y: Tensor, config: TrainingConfig) -> Engine:
    """The engine that `config` asks for."""
    fits = block.applies(network) and x.device.type == "cpu"
    require(
        fits or config.engine is not EngineName.BLOCK,
        f"the block engine needs one hidden layer, float32, CPU; got sizes {network.sizes}: use engine = layered",
    )
    if fits and config.engine is not EngineName.LAYERED:
        return block.BlockEngine(network, x, y, **step_options(config))
    return LayeredEngine([network], x.unsqueeze(0), y.unsqueeze(0), **step_options(config))


def step_options(config: TrainingConfig) -> dict[str, Any]:
    """What an engine needs to know of the configuration."""
    names = ("learning_rate", "batch_size", "loss", "output_bias_rate")
    return {name: getattr(config, name) for name in names}


def look(engine: Engine, x: Tensor, y: Tensor, config: TrainingConfig, number: int, hint: int) -> tuple[Epoch, int]:
    """Decide the stopping rule with as few evaluations as it needs: stop looking once too many points are short.

    The scan starts at row `hint`, where points were last found short, and goes round; `hint` changes no decision.
    """
    allowed, m, rows = len(x) - config.needed(len(x)), len(x), engine.rows_at_once
    short = seen = 0
    starts = [*range(hint, m, rows), *range(0, hint, rows)]
    for start in starts:
        stop = min(start + rows, m if start >= hint else hint)
        scores = engine.logits(x[start:stop])
        seen += stop - start
        if not bool(torch.isfinite(scores).all()):
            return Epoch(number, seen, seen, False), start
        short += (stop - start) - int((margins_of(scores, y[start:stop]) >= config.stop_margin).sum())
        if short > allowed and seen < m:
            return Epoch(number, short, seen, True), start
    return Epoch(number, short, seen, True), hint


def _ended(state: Epoch, m: int, config: TrainingConfig) -> TrainingResult | None:
    """The result, if training ends with this epoch."""
    if not state.finite:
        return TrainingResult(Stop.DIVERGED, state.number, 0, m)
    if state.seen == m and m - state.short >= config.needed(m):
        return TrainingResult(Stop.REACHED, state.number, m - state.short, m)
    return None


def with_margin(engine: Engine, x: Tensor, y: Tensor, margin: float) -> int:
    """How many points have margin >= `margin`."""
    rows = engine.rows_at_once
    chunks = zip(torch.split(x, rows), torch.split(y, rows), strict=True)
    return sum(int((margins_of(engine.logits(a), b) >= margin).sum()) for a, b in chunks)


def permutation(seed: int, epoch: int, m: int) -> Tensor:
    """The order of the points in a shuffled epoch: depends on (seed, epoch) alone."""
    order = np.random.default_rng(np.random.SeedSequence((seed, epoch))).permutation(m)
    return torch.from_numpy(order)


def _check(network: Network, x: Tensor, y: Tensor, config: TrainingConfig) -> None:
    m, d = x.shape
    require(m >= config.batch_size, f"m = {m} is smaller than the batch size {config.batch_size}: lower the batch size")
    require(d == network.sizes[0], f"points of dimension {d} do not fit a network of sizes {network.sizes}")
    require(y.shape == (m,), f"{m} points need {m} labels, got shape {tuple(y.shape)}")
    top = int(y.max())
    require(int(y.min()) >= 0 and top < network.sizes[-1], f"class {top} needs more than {network.sizes[-1]} outputs")
