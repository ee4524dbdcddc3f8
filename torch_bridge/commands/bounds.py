"""What `uccheck experiment bounds` and `memorize` do once torch is there: plan, run or resume, summarise, draw."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import torch

from torch_bridge.draw.growth import plot
from torch_bridge.growth.cells import check_data, run
from torch_bridge.growth.memorize import memorize, plans
from torch_bridge.growth.memorize import text as memorize_text
from torch_bridge.growth.presets import preset
from torch_bridge.growth.report import document, is_notebook, text
from torch_bridge.growth.summary import growths
from torch_bridge.runs.records import open_run, write_atomically
from uccheck.core.errors import InvalidParameter
from uccheck.core.exact import positive_integer, probability
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
) -> tuple[str, bool]:
    """What to print, and whether the paper's sentence is upheld at every batch size.

    Raises: InvalidParameter or InvalidFile, one line, before anything is trained or written where that can be known.
    """
    probability(level, "--level")
    if interval not in METHODS:
        raise InvalidParameter(f"unknown --interval {interval!r}: choose one of {', '.join(METHODS)}")
    plan = preset(data, name, seed=seed, **changes)
    check_data(plan)
    torch.set_num_threads(1)  # the products are small: a second thread costs more than it gives
    directory = open_run(out or default_directory(f"bounds-{data}-{name}", seed), plan.parameters())
    records = run(plan, directory, progress if sys.stderr.isatty() else None)
    found = document(plan, records, level, interval)
    write_atomically(directory.path / "result.json", json.dumps(found, indent=1).encode())
    if pictures:
        rule = f"fixed {float(plan.stop_margin):g}"
        plot(
            growths(records, level, interval), rule, directory.path / "growth.png", found["split"], overlay=is_notebook(plan)
        )
    if as_json:
        return json.dumps(found), found["verdict"] == Verdict.UPHELD.value
    return f"{text(found)}\nrecords: {directory.path}", found["verdict"] == Verdict.UPHELD.value


def memorize_command(
    data: str, name: str, changes: dict[str, Any], *, seed: int, level: str, out: Path | None, as_json: bool
) -> tuple[str, bool]:
    """What to print, and whether everything that the experiment is run to show was seen.

    Raises: InvalidParameter or InvalidFile, one line, before anything is trained or written where that can be known.
    """
    probability(level, "--level")
    true, random = plans(data, name, seed=seed, **changes)
    torch.set_num_threads(1)
    directory = out or default_directory(f"memorize-{data}-{name}", seed)
    found = memorize(true, random, directory, level, progress if sys.stderr.isatty() else None)
    write_atomically(directory / "result.json", json.dumps(found, indent=1).encode())
    upheld = found["verdict"] == Verdict.UPHELD.value
    return (json.dumps(found) if as_json else f"{memorize_text(found)}\nrecords: {directory}"), upheld


def default_directory(name: str, seed: int) -> Path:
    """`runs/NAME-sSEED` under the working directory."""
    return Path("runs") / f"{name}-s{seed}"


def progress(number: int, total: int, name: str) -> None:
    """One line on the terminal, rewritten for every training."""
    print(f"\r{number + 1} of {total}: {name}".ljust(40), end="" if number + 1 < total else "\n", file=sys.stderr)
