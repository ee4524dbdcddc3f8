"""What an experiment on growth trains: everything that a single training depends on, and which trainings are wanted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from torch_bridge.errors import require
from torch_bridge.nets.networks import BIAS_RULE
from torch_bridge.train.training import TrainingConfig
from uccheck.core.exact import nonnegative, positive

if TYPE_CHECKING:
    from torch_bridge.growth.cells import Unit


@dataclass(frozen=True, kw_only=True)
class GrowthPlan:
    """What is trained: numbers that enter a formula are decimal strings, as the user wrote them."""

    data: Literal["hypersphere", "mnist"]
    ms: tuple[int, ...]
    batch_sizes: tuple[int, ...]
    replicates: int
    hidden: tuple[int, ...]
    bias: bool
    learning_rate: str
    stop_margin: str
    stop_fraction: str = "0.99"
    max_epochs: int = 20_000
    n_test: int
    twins: bool = False
    replacement: bool = False
    random_labels: bool = False
    folder: str | None = None
    dimension: int = 100
    outer: str = "1.2"
    seed: int = 0
    device: str = "cpu"

    def __post_init__(self) -> None:
        require(len(self.ms) > 0 and min(self.ms) >= 1, f"every m must be at least 1, got {self.ms}")
        require(len(self.batch_sizes) > 0, "no batch size given")
        require(self.replicates >= 1, f"replicates must be at least 1, got {self.replicates}")
        require(min(self.batch_sizes) >= 1, f"every batch size must be at least 1, got {self.batch_sizes}")
        small, large = min(self.ms), max(self.batch_sizes)
        require(small >= large, f"m = {small} is smaller than the batch size {large}: lower the batch size")
        require(self.n_test >= 1, f"the test set needs at least 1 point, got {self.n_test}")
        require(self.seed >= 0, f"the seed must not be negative, got {self.seed}")

        self.config(min(self.batch_sizes))

    def config(self, batch: int) -> TrainingConfig:
        """How a network is trained at this batch size.

        Raises: InvalidParameter for a number that cannot be read or lies outside its domain.
        """
        return TrainingConfig(
            learning_rate=float(positive(self.learning_rate, "learning rate")),
            batch_size=batch,
            stop_margin=float(nonnegative(self.stop_margin, "stop margin")),
            stop_fraction=positive(self.stop_fraction, "stop fraction"),
            max_epochs=self.max_epochs,
        )

    def parameters(self) -> dict[str, Any]:
        """What a unit's record depends on; which units are wanted is left out, so that a run can be extended."""
        wanted = asdict(self)
        for name in ("ms", "batch_sizes", "replicates"):
            del wanted[name]
        if self.device == "cpu":  # another rounds otherwise, so that its records are never mixed with these
            del wanted["device"]
        return {"experiment": "bounds", **wanted, "hidden": list(self.hidden), "initial_biases": BIAS_RULE}

    def statement(self) -> dict[str, Any]:
        """Which trainings the conclusions are drawn from."""
        return {"ms": list(self.ms), "batch_sizes": list(self.batch_sizes), "replicates": self.replicates}

    def tasks(self) -> list[Unit]:
        """Every training, as the runner takes it."""
        from torch_bridge.growth.cells import Unit  # the trainings rest on the plan

        return [Unit(self, *unit) for unit in self.units()]

    def units(self) -> Iterator[tuple[int, int, int]]:
        """(batch size, m, replicate) of every training, small m first within a replicate."""
        for r in range(self.replicates):
            for batch in self.batch_sizes:
                for m in sorted(set(self.ms)):
                    yield batch, m, r
