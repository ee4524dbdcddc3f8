"""Runs that are kept with the documents: a plan read back from a run directory, its records, and what was asked of them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from fractions import Fraction
from pathlib import Path
from typing import Any

from torch_bridge.gap.hypersphere import HypersphereCell, Partner
from torch_bridge.growth.plan import GrowthPlan
from torch_bridge.nets.losses import Loss
from torch_bridge.runs.looks import NAME
from torch_bridge.runs.own import OwnPlan, named
from torch_bridge.runs.plan import Certified, Plan, conclude
from torch_bridge.runs.records import Record
from uccheck.core.errors import InvalidFile
from uccheck.core.exact import exact
from uccheck.counterexample.audit import Asked, Audit

#: A statement that many replicates would carry: what a run without a look is read by, and nothing is concluded from.
LOWEST = {"replicates": 99, "delta": "0.25", "level": "0.99", "gap_alpha": "0.01", "halves": "both"}


@dataclass(frozen=True)
class Kept:
    """A run of the hypersphere experiment with what its records certify at the plan's level."""

    name: str
    plan: Plan
    records: list[Record]
    found: list[Certified]
    older: bool  # of format 1: biases started on +-sqrt(3/out)


def kept_run(directory: Path) -> Kept:
    """The run in the directory; a run of format 1 has its statement among its parameters.

    Raises: InvalidFile if no look at it is kept.
    """
    head = json.loads((directory / "run.json").read_bytes())
    parameters, older = head["parameters"], head["format"] == 1
    asked = parameters | {"halves": "lower"} if older else asked_of(directory)
    plan = plan_of(parameters, asked)
    records = [r for r in read_records(directory) if r["cell"] in plan.values and r["replicate"] < plan.replicates]
    return Kept(directory.name, plan, records, conclude(plan, records), older)


def measured(directory: Path) -> Kept:
    """The run in the directory as far as it has come; with no look at it, or replicates missing, nothing is certified."""
    parameters = json.loads((directory / "run.json").read_bytes())["parameters"]
    records = read_records(directory)
    if (directory.parent / NAME).exists() and any(look["run"] == directory.name for look in looks(directory.parent)):
        return kept_run(directory)
    rows = sorted({record["cell"] for record in records}, key=float)
    return Kept(directory.name, plan_of(parameters, LOWEST | {"values": rows}), records, [], False)


def plan_of(parameters: Mapping[str, Any], asked: Mapping[str, Any]) -> Plan:
    """The plan with those parameters and that statement."""
    vary, values = parameters["vary"], tuple(asked["values"])
    names = {field.name for field in fields(HypersphereCell)}
    known = {name: value for name, value in parameters.items() if name in names and name != vary}
    known |= {name: kind(known[name]) for name, kind in (("loss", Loss), ("partner", Partner)) if name in known}
    base = HypersphereCell(**(known | {vary: getattr(_any_cell().varied(vary, values[-1]), vary)}))
    own = {name: asked[name] for name in ("replicates", "delta", "level", "gap_alpha", "halves")}
    return Plan(base=base, vary=vary, values=values, seed=parameters["seed"], **own)


def kept_growth(directory: Path) -> tuple[GrowthPlan, list[Record], Mapping[str, Any]]:
    """The plan of a run of bounds, its records, and what was asked."""
    parameters, asked = json.loads((directory / "run.json").read_bytes())["parameters"], asked_of(directory)
    names = {field.name for field in fields(GrowthPlan)}
    known = {name: value for name, value in parameters.items() if name in names}
    rows = {name: tuple(asked[name]) for name in ("ms", "batch_sizes")}
    plan = GrowthPlan(**(known | {"hidden": tuple(known["hidden"])} | rows), replicates=asked["replicates"])
    wanted = {task.key for task in plan.tasks()}
    return plan, [record for record in read_records(directory) if record["key"] in wanted], asked


def kept_own(directory: Path, examples: Path) -> tuple[OwnPlan, list[Record], Audit]:
    """The run of a model of the folder of examples, its records in the plan's order, and what they certify.

    Raises: InvalidFile if the model's module is no longer the one that was run.
    """
    parameters, asked = json.loads((directory / "run.json").read_bytes())["parameters"], asked_of(directory)
    name = named(parameters["model"], examples)
    plan = OwnPlan(name, name.load(), Asked(**asked, seed=parameters["seed"]))
    if plan.parameters() != parameters:
        raise InvalidFile(f"{directory} is of another {parameters['model']}: run it again")
    known = {record["key"]: record for record in read_records(directory)}
    records = [known[task.key] for task in plan.tasks()]
    return plan, records, plan.concluded(records, Fraction(0))


def read_records(directory: Path) -> list[Record]:
    """Every record of the directory."""
    return [json.loads(line) for line in (directory / "records.jsonl").read_bytes().splitlines()]


def asked_of(directory: Path) -> Mapping[str, Any]:
    """What the first look at the run asked."""
    for look in looks(directory.parent):
        if look["run"] == directory.name:
            asked: Mapping[str, Any] = look["asked"]
            return asked
    raise InvalidFile(f"{directory.parent / NAME} has no look at {directory.name}: keep it with its run")


def looks(folder: Path) -> list[Mapping[str, Any]]:
    """Every look of the folder's ledger, in order."""
    return [json.loads(line) for line in (folder / NAME).read_bytes().splitlines()]


def spent(runs: Sequence[str], folder: Path) -> Fraction:
    """The error probability of the looks at these runs together; a run of format 1 spent 1 - level."""
    booked = {name: sum((exact(k["alpha"], "alpha") for k in looks(folder) if k["run"] == name), Fraction(0)) for name in runs}
    return sum((alpha or _older(folder / name) for name, alpha in booked.items()), Fraction(0))


def _older(directory: Path) -> Fraction:
    return 1 - exact(json.loads((directory / "run.json").read_bytes())["parameters"]["level"], "level")


def _any_cell() -> HypersphereCell:
    return HypersphereCell(m=10**6, d=1, width=1, outer=2.0, learning_rate=0.1, batch_size=1, stop_margin=1.0, max_epochs=1, n_test=1)
