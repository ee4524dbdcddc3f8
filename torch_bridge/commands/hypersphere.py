"""From the options of `uccheck experiment hypersphere` to its table, its JSON and its pictures."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fractions import Fraction
from io import StringIO
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from torch_bridge.errors import require
from torch_bridge.gap.hypersphere import parsed
from torch_bridge.runs.plan import Certified, Plan, as_json, conclude, per_run, preset_plan, replicates_needed
from torch_bridge.runs.records import Record, fingerprint, write_atomically
from torch_bridge.runs.run import Report, Reporter, run_plan
from uccheck.core.exact import decimal_below, exact
from uccheck.core.verdict import Verdict


@dataclass(frozen=True)
class Result:
    """What the command prints, and whether its statement is upheld."""

    text: str
    upheld: bool


def plan_from_options(
    preset: str, *, m: str | None, vary: str | None, given: Mapping[str, object], replicates: int | None, **options: Any
) -> Plan:
    """The preset's plan with every option that was given.

    Raises: InvalidParameter, in one line, for a value that does not fit.
    """
    plan = preset_plan(preset)
    base = plan.base
    for name, value in given.items():
        if value is not None:
            base = base.varied(name, str(value))
    name, values = _varied(plan, m, vary)
    if name != "m":
        require(m is not None and "," not in m, f"--vary {name} needs one --m, got {m}")
        base = base.varied("m", str(m))
    count = plan.replicates if replicates is None else replicates
    return replace(plan, base=_fitting(base, name, values), vary=name, values=values, replicates=count, **options)


def hypersphere_result(
    plan: Plan,
    out: Path | None,
    *,
    preset: str,
    workers: int,
    device: str,
    pictures: bool,
    as_json: bool,
    at_least: str | None,
) -> Result:
    """Run the plan, conclude, draw; records stay in the directory whatever happens."""
    goal = None if at_least is None else exact(at_least, "--at-least")
    require(workers >= 0, f"--workers must not be negative, got {workers}")
    directory = out if out is not None else Path("runs") / f"hypersphere-{preset}-{fingerprint(plan.parameters())[:10]}"
    _warn(plan)
    records = _run(plan, directory, workers or os.cpu_count() or 1, device)
    found = conclude(plan, records)
    result = _json(plan, records, found, preset)
    text = json.dumps(result, indent=1)
    write_atomically(directory / "result.json", text.encode() + b"\n")
    if pictures:
        from torch_bridge.draw.pictures import draw_all

        draw_all(plan, records, found, directory)
    best = max(each.value for each in found)
    upheld = best > 0 if goal is None else best >= goal
    return Result(text if as_json else table(plan, records, found, directory), upheld)


def table(plan: Plan, records: Sequence[Record], found: Sequence[Certified], directory: Path) -> str:
    """The table of cells and one sentence for each, as plain text."""
    stream = StringIO()
    console = Console(file=stream, width=128, highlight=False)
    shown = Table(
        title=f"hypersphere, partner S' = {plan.base.partner.value}, {plan.replicates} replicates a row",
        title_justify="left",
    )
    for heading in (
        plan.vary,
        "reached",
        "epochs",
        "training",
        "test error",
        "error on S'",
        "least gap limit",
        "e_unif-alg >=",
    ):
        shown.add_column(heading, justify="right")
    for each in found:
        own = [record for record in records if record["cell"] == each.cell]
        shown.add_row(*_row(plan, each, own))
    console.print(shown)
    for each in found:
        console.print(_sentence(plan, each), soft_wrap=True)
    console.print(f"trusts: {'; '.join(found[0].evidence.trusts)}", soft_wrap=True)
    console.print(f"records, checkpoints, pictures: {directory}", soft_wrap=True)
    return stream.getvalue().rstrip()


def _varied(plan: Plan, m: str | None, vary: str | None) -> tuple[str, tuple[str, ...]]:
    if vary is None:
        return "m", plan.values if m is None else tuple(part.strip() for part in m.split(","))
    name, _, values = vary.partition("=")
    require(bool(values) and name != "m", f"--vary must be NAME=V1,V2,.. with a NAME other than m, got {vary!r}")
    field = name.strip().replace("-", "_")
    return field, tuple(part.strip() for part in values.split(","))


def _fitting(base: Any, name: str, values: tuple[str, ...]) -> Any:
    """The base cell with the last value, so that it is itself a valid cell of the plan."""
    parsed(name, values[-1])
    return base.varied(name, values[-1])


def _warn(plan: Plan) -> None:
    needed = replicates_needed(plan)
    if plan.replicates < needed:
        print(
            f"note: {plan.replicates} replicates certify nothing at delta = {plan.delta}, level {plan.level}: "
            f"--replicates {needed} or more can",
            file=sys.stderr,
        )


def _run(plan: Plan, directory: Path, workers: int, device: str) -> list[Record]:
    if device != "cpu":
        from torch_bridge.runs.device import run_plan_together

        return run_plan_together(plan, directory, device=device)
    with _progress(plan) as (report, done):
        return run_plan(plan, directory, workers=workers, report=report, done=done)


def _json(plan: Plan, records: Sequence[Record], found: Sequence[Certified], preset: str) -> dict[str, Any]:
    return {"experiment": "hypersphere", "preset": preset, **as_json(plan, records, found)}


def _row(plan: Plan, each: Certified, records: Sequence[Record]) -> list[str]:
    epochs = [record["epochs"] for record in records]
    least = min(exact(per_run(plan, record)["gap_lower"], "gap") for record in records)
    return [
        each.cell,
        f"{each.reached}/{plan.replicates}",
        _span([str(min(epochs)), str(max(epochs))]),
        _errors(records, "train"),
        _errors(records, "test"),
        _errors(records, "partner"),
        f"{float(least):.4f}",
        decimal_below(each.value, 4),
    ]


def _errors(records: Sequence[Record], name: str) -> str:
    rates = [Fraction(record[f"{name}_errors"], record[f"{name}_points"]) for record in records]
    return _span([f"{float(min(rates)):.4f}", f"{float(max(rates)):.4f}"])


def _span(ends: Sequence[str]) -> str:
    return ends[0] if ends[0] == ends[1] else f"{ends[0]}..{ends[1]}"


def _sentence(plan: Plan, each: Certified) -> str:
    stopped = plan.replicates - each.reached
    lost = f" ({stopped} of {plan.replicates} runs did not reach the margin {plan.base.stop_margin:g})" if stopped else ""
    if each.evidence.verdict is Verdict.UNDECIDED:
        return f"{plan.vary} = {each.cell}: {each.evidence.word}: nothing certified above 0{lost}"
    vacuous = "; uniform convergence is vacuous here" if each.vacuous is Verdict.UPHELD else ""
    return f"{plan.vary} = {each.cell}: {each.evidence.detail}: {each.evidence.word}{lost}{vacuous}"


@contextmanager
def _progress(plan: Plan) -> Iterator[tuple[Reporter | None, Callable[[str], None] | None]]:
    """A bar on stderr when that is a terminal; otherwise nothing."""
    if not sys.stderr.isatty():
        yield None, None
        return
    columns = (MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        total = bar.add_task("replicates", total=plan.replicates * len(plan.values))

        def report(item: Report) -> None:
            bar.update(total, description=_described(item))

        yield report, lambda _: bar.advance(total)


def _described(item: Report) -> str:
    return f"{item.key} epoch {item.epoch}: {item.short}/{item.seen} short, S' {item.partner_error:.2f}, test {item.test_error:.2f}"
