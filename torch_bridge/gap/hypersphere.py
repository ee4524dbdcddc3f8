"""The hypersphere experiment: its parameters, its presets, and what one replicate does.

Glossary
    cell         one choice of parameters; a plan varies one of them (by default m) over several cells.
    replicate    a fresh sample S, fresh initial values, a fresh test sample; everything derived from
                 SeedSequence(seed, stream, m, replicate), so a record depends on the seed alone.
    partner      S' of the gap: `projected` (the counterexample), or a null control: `unflipped` (points moved, labels
                 kept: not measure preserving, errors are not expected) or `independent` (another sample: G about 0).
    sign         with `projected`, also S' in which each point is projected with probability 3/4: for the sign lemma.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from typing import Any

import numpy as np
import torch
from torch import Tensor

from torch_bridge.data.spheres import Radii, SphereSample, draw_sample, projected
from torch_bridge.errors import require
from torch_bridge.nets.losses import Loss
from torch_bridge.nets.networks import Network, glorot_network, margins, seeded
from torch_bridge.train.training import TrainingConfig, TrainingResult
from uccheck.core.errors import InvalidParameter
from uccheck.core.exact import exact


class Partner(StrEnum):
    """Which sample S' is compared with the population."""

    PROJECTED = "projected"
    UNFLIPPED = "unflipped"
    INDEPENDENT = "independent"


class Stream(StrEnum):
    """What a generator is for; each has its own stream of the seed."""

    SAMPLE = "sample"
    INITIAL = "initial"
    SHUFFLE = "shuffle"
    TEST = "test"
    PARTNER = "partner"
    SIGN = "sign"


@dataclass(frozen=True, kw_only=True)
class HypersphereCell:
    """Every parameter that a replicate's result depends on, besides the seed and the replicate's number."""

    m: int
    d: int
    width: int
    depth: int = 1  # hidden layers
    inner: float = 1.0
    outer: float
    learning_rate: float
    batch_size: int
    stop_margin: float
    stop_fraction: str = "0.99"
    max_epochs: int
    n_test: int
    loss: Loss = Loss.SIGMOID
    shuffle: bool = False
    bias: bool = True
    output_bias: bool = True
    partner: Partner = Partner.PROJECTED
    output_bias_rate: float = 1.0  # a multiple of the learning rate

    def __post_init__(self) -> None:
        for name in ("m", "d", "width", "depth", "n_test"):
            require(getattr(self, name) >= 1, f"{name} must be at least 1, got {getattr(self, name)}")
        require(
            self.m >= self.batch_size,
            f"m = {self.m} is smaller than the batch size {self.batch_size}: lower --batch-size or raise m",
        )
        _ = self.radii, self.training

    @property
    def radii(self) -> Radii:
        """The two radii."""
        return Radii(self.inner, self.outer)

    @property
    def sizes(self) -> tuple[int, ...]:
        """(d, width, .., width, 2)."""
        return (self.d, *([self.width] * self.depth), 2)

    @property
    def training(self) -> TrainingConfig:
        """How the network is trained."""
        return TrainingConfig(
            learning_rate=self.learning_rate,
            batch_size=self.batch_size,
            loss=self.loss,
            shuffle=self.shuffle,
            stop_margin=self.stop_margin,
            stop_fraction=exact(self.stop_fraction, "stop_fraction"),
            max_epochs=self.max_epochs,
            output_bias_rate=self.output_bias_rate,
        )

    def varied(self, name: str, value: str) -> HypersphereCell:
        """This cell with the field `name` set to what `value` says."""
        return replace(self, **{name: parsed(name, value)})

    def parameters(self) -> dict[str, Any]:
        """The fields as JSON values."""
        return {name: value.value if isinstance(value, StrEnum) else value for name, value in asdict(self).items()}


def parsed(name: str, text: str) -> Any:
    """The value of the field `name` that `text` writes.

    Raises: InvalidParameter for an unknown field or a value that is not of its type.
    """
    types = {field.name: str(field.type) for field in fields(HypersphereCell)}
    require(name in types, f"unknown parameter {name}: choose one of {', '.join(sorted(types))}")
    kinds: Mapping[str, Any] = {
        "int": int,
        "float": float,
        "str": str,
        "Loss": Loss,
        "Partner": Partner,
        "bool": _truth,
    }
    try:
        return kinds[types[name]](text)
    except ValueError as error:
        kind = kinds[types[name]]
        named = isinstance(kind, type) and issubclass(kind, StrEnum)
        wanted = f": choose one of {', '.join(kind)}" if named else f" is not of type {types[name]}"
        raise InvalidParameter(f"{name} = {text!r}{wanted}") from error


@dataclass(frozen=True)
class Replicate:
    """The data and the untrained network of one replicate."""

    cell: HypersphereCell
    number: int
    seed: int
    sample: SphereSample
    network: Network

    @property
    def shuffle_seed(self) -> int:
        """The seed of the permutations, if training shuffles."""
        return stream_seed(self.cell, self.number, self.seed, Stream.SHUFFLE)

    def partner(self) -> tuple[Tensor, Tensor]:
        """S' as points and labels."""
        moved = projected(self.sample)
        if self.cell.partner is Partner.PROJECTED:
            return moved.points(), moved.y
        if self.cell.partner is Partner.UNFLIPPED:
            return moved.points(), self.sample.y
        return self._fresh(self.cell.m, Stream.PARTNER)

    def flipped(self) -> Tensor:
        """Which points the sign lemma's S' projects: each with probability 3/4, independently of all else; `(m,)` bool."""
        generator = np.random.default_rng(stream_seed(self.cell, self.number, self.seed, Stream.SIGN))
        return torch.from_numpy(generator.random(self.cell.m) < 0.75)

    def test(self) -> tuple[Tensor, Tensor]:
        """n_test points independent of everything else."""
        return self._fresh(self.cell.n_test, Stream.TEST)

    def _fresh(self, n: int, stream: Stream) -> tuple[Tensor, Tensor]:
        generator = np.random.default_rng(stream_seed(self.cell, self.number, self.seed, stream))
        drawn = draw_sample(n, self.cell.d, self.cell.radii, generator)
        return drawn.points(), drawn.y


def prepare(cell: HypersphereCell, number: int, seed: int) -> Replicate:
    """Draw the sample and the initial network of replicate `number`."""
    generator = np.random.default_rng(stream_seed(cell, number, seed, Stream.SAMPLE))
    sample = draw_sample(cell.m, cell.d, cell.radii, generator)
    initial = seeded(stream_seed(cell, number, seed, Stream.INITIAL))
    network = glorot_network(cell.sizes, initial, bias=cell.bias, output_bias=cell.output_bias, keep_initial=False)
    return Replicate(cell, number, seed, sample, network)


def stream_seed(cell: HypersphereCell, number: int, seed: int, stream: Stream) -> int:
    """63 bits from SeedSequence(seed, stream, m, replicate): cells of one m share what draws they can."""
    sequence = np.random.SeedSequence((seed, list(Stream).index(stream), cell.m, number))
    return int(sequence.generate_state(1, np.uint64)[0] >> 1)


def outcome(replicate: Replicate, result: TrainingResult, network: Network | None = None) -> dict[str, Any]:
    """What a trained replicate shows: counts k of n and the histograms of margins; no time, no rate.

    `network` is the trained one where it is not the replicate's own (on a device, where it is then evaluated).
    """
    points = {
        "train": (replicate.sample.points(), replicate.sample.y),
        "partner": replicate.partner(),
        "test": replicate.test(),
    }
    found = {name: margins(network or replicate.network, *sample) for name, sample in points.items()}
    edges = np.linspace(-2, 2, 81) * abs(replicate.cell.stop_margin or 1.0)
    histograms = {name: _histogram(values, edges) for name, values in found.items()}
    if replicate.cell.partner is Partner.PROJECTED:
        found["sign"] = torch.where(replicate.flipped(), found["partner"], found["train"])
    return {
        "replicate": replicate.number,
        "stop": result.stop.value,
        "epochs": result.epochs,
        "with_margin": result.with_margin,
        **{f"{name}_errors": _errors(values) for name, values in found.items()},
        **{f"{name}_points": len(values) for name, values in found.items()},
        "margin_histograms": histograms,
    }


def _errors(values: Tensor) -> int:
    return len(values) - int((values > 0).sum())


def _histogram(values: Tensor, edges: np.ndarray[Any, Any]) -> list[int]:
    """Counts between the edges -2g .. 2g, the ends collecting what lies outside, NaN left out."""
    kept = values[~torch.isnan(values)].numpy().clip(edges[0], edges[-1])
    return [int(n) for n in np.histogram(kept, edges)[0]]


def _truth(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise ValueError(text)
    return text.lower() == "true"
