"""A user's own model on the runner: `module:object` names an `OwnModel`; its replicates are tasks like any other.

The plan's parameters hold the hash of the module's file, so records of an edited model are never mixed with others. This
module loads torch only if the user's does, or for a device.
"""

from __future__ import annotations

import hashlib
import importlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from torch_bridge.runs.records import Record, RunDirectory
from torch_bridge.runs.runner import Reporter, TaskReport
from uccheck.core.errors import InvalidFile, InvalidParameter
from uccheck.counterexample.audit import Asked, Audit, conclude_model, guard_points
from uccheck.counterexample.models import OwnModel, is_refitted, replicate_record
from uccheck.counterexample.rows import users_code

POINTS = "guard-points"


@dataclass(frozen=True)
class ModelName:
    """Where a model is found: a module of the folder (or installed), and the name of an object in it; and the device it is put on."""

    module: str
    name: str
    folder: str
    device: str = "cpu"

    def load(self) -> OwnModel:
        """The model.

        Raises: InvalidParameter, one line, if there is none, or the module itself fails.
        """
        if self.folder not in sys.path:
            sys.path.insert(0, self.folder)
        with users_code(lambda line: f"the module {self.module} cannot be imported ({line})"):
            module = importlib.import_module(self.module)
            found = getattr(module, self.name, None)
        if not hasattr(module, self.name):
            raise InvalidParameter(f"the module {self.module} has no object {self.name}")
        if not isinstance(found, OwnModel):
            raise InvalidParameter(f"{self.module}:{self.name} is {type(found).__name__}, not an OwnModel of uccheck.counterexample.models")
        if self.device == "cpu":
            return found
        from torch_bridge.runs.placed import placed

        return placed(found, self.device)

    def source(self) -> str:
        """SHA-256 of the module's file."""
        path = getattr(sys.modules[self.module], "__file__", None)
        if path is None:
            raise InvalidFile(f"the module {self.module} has no file whose content could be kept with the records")
        return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def named(written: str, folder: Path, device: str = "cpu") -> ModelName:
    """What `module:object` names, on a device.

    Raises: InvalidParameter for another form.
    """
    module, colon, name = written.partition(":")
    if not colon or not module or not name.isidentifier():
        raise InvalidParameter(f"a model is named as module:object, got {written!r}")
    return ModelName(module, name, str(folder.absolute()), device)


@dataclass(frozen=True)
class OwnTask:
    """One replicate."""

    where: ModelName
    seed: int
    index: int
    guarded: bool

    @property
    def key(self) -> str:
        """Its name in the run; a replicate of the guard has another record than one without."""
        return f"r{self.index}{'-guarded' if self.guarded else ''}"

    @property
    def cost(self) -> float:
        """Trainings."""
        return 1.0 + self.guarded + is_refitted(self.index)

    def run(self, directory: RunDirectory | None, report: Reporter | None) -> Record:
        """Fit and measure; nothing of a fit is kept before it ends."""
        del directory
        if report is not None:
            report(TaskReport(self.key, "started"))
        return replicate_record(self.where.load(), self.seed, self.index, guarded=self.guarded, load=self.where.load)


@dataclass(frozen=True)
class PointsTask:
    """The guard's tests that need no training."""

    where: ModelName
    asked: Asked

    @property
    def key(self) -> str:
        """Its name in the run: the samples that it draws come after the replicates."""
        return f"{POINTS}-calls-repeats-after-{self.asked.replicates}"

    @property
    def cost(self) -> float:
        """About a training's."""
        return 1.0

    def run(self, directory: RunDirectory | None, report: Reporter | None) -> Record:
        """The p-values."""
        del directory, report
        return dict(guard_points(self.where.load(), self.asked))


@dataclass(frozen=True)
class OwnPlan:
    """What is asked of the model of that name."""

    where: ModelName
    model: OwnModel
    asked: Asked

    def parameters(self) -> dict[str, Any]:
        """Everything that a record depends on besides its number."""
        name = f"{self.where.module}:{self.where.name}"
        about = {"experiment": "own", "model": name, "source": self.where.source(), "seed": self.asked.seed}
        about |= {"m": self.model.m, "n_test": self.model.n_test}
        return about if self.where.device == "cpu" else about | {"device": self.where.device}  # which rounds otherwise

    def statement(self) -> dict[str, Any]:
        """What is asked of the records."""
        names = ("replicates", "delta", "level", "gap_alpha", "guard_level", "guard_pairs")
        return {name: getattr(self.asked, name) for name in names}

    def tasks(self) -> Sequence[OwnTask | PointsTask]:
        """The replicates, the first of them guarded, and the guard's own draws."""
        pairs, seed = self.asked.guard_pairs, self.asked.seed
        replicates = [OwnTask(self.where, seed, i, i < pairs) for i in range(self.asked.replicates)]
        return [*replicates, PointsTask(self.where, self.asked)]

    def concluded(self, records: Sequence[Record], spent: Fraction) -> Audit:
        """The audit of the plan's records; `spent` was charged by earlier looks."""
        (points,) = (record for record in records if record["key"].startswith(POINTS))
        replicates = [record for record in records if not record["key"].startswith(POINTS)]
        return conclude_model(self.model, self.asked, replicates, {n: v for n, v in points.items() if n != "key"}, spent)
