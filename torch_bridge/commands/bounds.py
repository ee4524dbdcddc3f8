"""What `uccheck experiment bounds` and `memorize` do once torch is there: plan, run or resume, summarise, draw."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from torch_bridge.draw.growth import plot
from torch_bridge.errors import require
from torch_bridge.growth.cost import cost
from torch_bridge.growth.memorize import memorize, plans
from torch_bridge.growth.memorize import text as memorize_text
from torch_bridge.growth.plan import GrowthPlan
from torch_bridge.growth.presets import preset
from torch_bridge.growth.report import authors_curves, document, text
from torch_bridge.growth.samples import check_data
from torch_bridge.growth.summary import growths
from torch_bridge.runs.device import check_device
from torch_bridge.runs.looks import charge
from torch_bridge.runs.progress import progress
from torch_bridge.runs.runner import Where, resumable, run_plan
from uccheck.core.errors import InvalidParameter
from uccheck.core.exact import as_written, exact, positive_integer, probability
from uccheck.core.files import write_bytes
from uccheck.core.verdict import Verdict
from uccheck.statistics.slopes import METHODS


def numbers(listed: str | None, option: str) -> tuple[int, ...] | None:
    """Whole numbers separated by commas, or None for the preset's.

    Raises: InvalidParameter naming the option for anything else.
    """
    if listed is None:
        return None
    return tuple(positive_integer(part.strip(), option, at_most=10**7) for part in listed.split(","))


def run_command(
    data: str,
    name: str,
    changes: dict[str, Any],
    *,
    seed: int,
    level: str,
    out: Path | None,
    interval: str,
    pictures: bool,
    as_json: bool,
    where: Where,
    estimate: bool,
) -> tuple[str, bool]:
    """What to print, and whether the paper's sentence is upheld at every batch size.

    Raises: InvalidParameter or InvalidFile, one line, before anything is trained or written where that can be known.
    """
    probability(level, "--level")
    if interval not in METHODS:
        raise InvalidParameter(f"unknown --interval {interval!r}: choose one of {', '.join(METHODS)}")
    plan = preset(data, name, seed=seed, **changes)
    check_data(plan)
    _check_device(plan, where, estimate)
    if estimate:
        return cost(plan), True
    directory = out or default_directory(f"bounds-{data}-{name}", seed)
    with resumable(directory), progress() as watcher:
        records = run_plan(plan, directory, where, watcher)
    found = document(plan, records, level, interval)
    asked = plan.statement() | {"level": level, "interval": interval}
    spent = charge(directory, plan.parameters(), asked, exact(found["alpha_total"], "alpha"))
    found |= {"look": spent.number, "alpha_of_earlier_looks": as_written(spent.before)}
    write_bytes(directory / "result.json", json.dumps(found, indent=1).encode())
    if pictures:
        rule = f"fixed {float(plan.stop_margin):g}"
        plot(growths(records, level, interval), rule, directory / "growth", found["split"], theirs=authors_curves(plan))
    if as_json:
        return json.dumps(found), found["verdict"] == Verdict.UPHELD.value
    beside = f"\nwith {spent.others}: {as_written(spent.total)}" if spent.others else ""
    return f"{text(found)}{beside}\nrecords: {directory}", found["verdict"] == Verdict.UPHELD.value


def memorize_command(
    data: str,
    name: str,
    changes: dict[str, Any],
    *,
    seed: int,
    level: str,
    out: Path | None,
    as_json: bool,
    where: Where,
    estimate: bool,
) -> tuple[str, bool]:
    """What to print, and whether everything that the experiment is run to show was seen.

    Raises: InvalidParameter or InvalidFile, one line, before anything is trained or written where that can be known.
    """
    probability(level, "--level")
    true, random = plans(data, name, seed=seed, **changes)
    _check_device(true, where, estimate)
    if estimate:
        return f"{cost(true)}\n{cost(random)}", True
    directory = out or default_directory(f"memorize-{data}-{name}", seed)
    with resumable(directory), progress() as watcher:
        found = memorize(true, random, directory, level, where, watcher)
    write_bytes(directory / "result.json", json.dumps(found, indent=1).encode())
    upheld = found["verdict"] == Verdict.UPHELD.value
    return (json.dumps(found) if as_json else f"{memorize_text(found)}\nrecords: {directory}"), upheld


def _check_device(plan: GrowthPlan, where: Where, estimate: bool) -> None:
    """Refuse a device that is not there, and one beside a cluster, before anything is trained.  Raises: InvalidParameter."""
    require(not (estimate and where.cluster), "--estimate times one core of this machine: leave out --cluster")
    if plan.device != "cpu":
        require(where.cluster is None, "--device and --cluster exclude each other: the cluster's workers use their processors")
        require(not estimate, "--estimate times one core of this machine: leave out --device")
        check_device(plan.device)


def default_directory(name: str, seed: int) -> Path:
    """`runs/NAME-sSEED` under the working directory."""
    return Path("runs") / f"{name}-s{seed}"
