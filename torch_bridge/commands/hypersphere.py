"""From the options of `uccheck experiment hypersphere` to its table, its JSON and its pictures."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from io import StringIO
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from torch_bridge.errors import require
from torch_bridge.gap.hypersphere import parsed
from torch_bridge.runs.looks import Charge, charge
from torch_bridge.runs.plan import TRIVIAL, Certified, Plan, as_json, conclude, per_run
from torch_bridge.runs.presets import preset_fields
from torch_bridge.runs.progress import progress
from torch_bridge.runs.records import Record, fingerprint
from torch_bridge.runs.run import run_plan
from torch_bridge.runs.runner import Where, resumable
from uccheck.core.exact import decimal_above, decimal_below, exact
from uccheck.core.files import write_bytes
from uccheck.core.verdict import Verdict

#: Of a terminal; the headings break between words, the numbers never.
WIDTH = 80
COLUMNS = ("training", "test\nerror", "error\non S'", "least gap\nlimit", "e_gen\n<=", "e_unif-alg\n>=")


@dataclass(frozen=True)
class Result:
    """What the command prints, and whether its statement is upheld."""

    text: str
    upheld: bool


def plan_from_options(preset: str, *, m: str | None, vary: str | None, given: Mapping[str, object], **options: Any) -> Plan:
    """The preset's plan with every option that was given; `options` are fields of the plan, None for the preset's.

    Raises: InvalidParameter, in one line, for a value that does not fit.
    """
    fields = preset_fields(preset) | {name: value for name, value in options.items() if value is not None}
    base = fields["base"]
    name, values = _varied(fields["values"], m, vary)
    if name != "m":
        require(m is not None and "," not in m, f"--vary {name} needs one --m, got {m}")
        base = base.varied("m", str(m))
    else:
        parsed("m", values[-1])
    for field, value in given.items():
        if value is not None:
            base = base.varied(field, str(value))
    return Plan(**(fields | {"base": base.varied(name, values[-1]), "vary": name, "values": values}))


def hypersphere_result(
    plan: Plan,
    out: Path | None,
    *,
    preset: str,
    where: Where,
    device: str,
    pictures: bool,
    as_json: bool,
    at_least: str | None,
) -> Result:
    """Run the plan, charge the look, conclude, draw; records stay in the directory whatever happens."""
    goal = None if at_least is None else exact(at_least, "--at-least")
    directory = out if out is not None else Path("runs") / f"hypersphere-{preset}-{fingerprint(plan.parameters())[:10]}"
    with resumable(directory):
        records = _run(plan, directory, where, device)
    cost = charge(directory, plan.parameters(), plan.statement(), plan.alpha * len(plan.values))
    found = conclude(plan, records, cost.before)
    text = json.dumps(_json(plan, records, found, preset, cost), indent=1)
    write_bytes(directory / "result.json", text.encode() + b"\n")
    if pictures:
        from torch_bridge.draw.pictures import draw_all

        draw_all(plan, records, found, directory)
    best = max(each.value for each in found)
    upheld = best > 0 if goal is None else best >= goal
    return Result(text if as_json else table(plan, records, found, directory, cost), upheld)


def table(plan: Plan, records: Sequence[Record], found: Sequence[Certified], directory: Path, cost: Charge) -> str:
    """The table of cells and one sentence for each, as plain text."""
    stream = StringIO()
    console = Console(file=stream, width=WIDTH, highlight=False)
    shown = Table(
        title=f"hypersphere, partner S' = {plan.partner}, {plan.replicates} replicates a row, delta = {plan.delta}",
        title_justify="left",
        box=None,
        padding=(0, 1, 0, 0),
        pad_edge=False,
    )
    for heading in (plan.vary.replace("_", "\n"), "reached", "epochs", *COLUMNS):
        shown.add_column(heading, justify="right", no_wrap=True)
    for each in found:
        own = [record for record in records if record["cell"] == each.cell]
        shown.add_row(*_row(plan, each, own))
    console.print(shown)
    for each in found:
        console.print(_sentence(plan, each), soft_wrap=True)
    console.print(_levels(cost), soft_wrap=True)
    console.print(f"trusts: {'; '.join(found[0].evidence.trusts)}", soft_wrap=True)
    console.print(f"records, checkpoints, pictures: {directory}", soft_wrap=True)
    return "\n".join(line.rstrip() for line in stream.getvalue().splitlines()).strip("\n")


def _varied(rows: tuple[str, ...], m: str | None, vary: str | None) -> tuple[str, tuple[str, ...]]:
    if vary is None:
        return "m", rows if m is None else tuple(part.strip() for part in m.split(","))
    name, _, values = vary.partition("=")
    require(bool(values) and name != "m", f"--vary must be NAME=V1,V2,.. with a NAME other than m, got {vary!r}")
    field = name.strip().replace("-", "_")
    return field, tuple(part.strip() for part in values.split(","))


def _run(plan: Plan, directory: Path, where: Where, device: str) -> list[Record]:
    if device != "cpu":
        require(where.cluster is None, "--device and --cluster exclude each other: the cluster's workers use their processors")
        from torch_bridge.runs.device import run_plan_together

        return run_plan_together(plan, directory, device=device, checkpoint_seconds=where.checkpoint_seconds)
    with progress() as watcher:
        return run_plan(plan, directory, where=where, watcher=watcher)


def _json(plan: Plan, records: Sequence[Record], found: Sequence[Certified], preset: str, cost: Charge) -> dict[str, Any]:
    return {"experiment": "hypersphere", "preset": preset, "look": cost.number, **as_json(plan, records, found, cost.before)}


def _row(plan: Plan, each: Certified, records: Sequence[Record]) -> list[str]:
    epochs = [record["epochs"] for record in records]
    least = min(exact(per_run(plan, record)["gap_lower"], "gap") for record in records)
    return [
        each.cell,
        f"{each.reached}/{plan.replicates}",
        _span([str(min(epochs)), str(max(epochs))]),
        _errors(records, "train"),
        _errors(records, "test"),
        _errors(records, plan.shown),
        f"{float(least):.4f}",
        "-" if each.halves.e_gen_upper is None else decimal_above(each.halves.e_gen_upper, 4),
        decimal_below(each.value, 4),
    ]


def _errors(records: Sequence[Record], name: str) -> str:
    rates = [Fraction(record[f"{name}_errors"], record[f"{name}_points"]) for record in records]
    return _span([f"{float(min(rates)):.4f}", f"{float(max(rates)):.4f}"])


def _span(ends: Sequence[str]) -> str:
    return ends[0] if ends[0] == ends[1] else f"{ends[0]}..\n{ends[1]}"  # two lines: nine columns fit a terminal of 80


def _sentence(plan: Plan, each: Certified) -> str:
    stopped = plan.replicates - each.reached
    lost = f" ({stopped} of {plan.replicates} runs did not reach the margin {plan.base.stop_margin:g})" if stopped else ""
    if each.evidence.verdict is Verdict.UNDECIDED:
        return f"{plan.vary} = {each.cell}: {each.evidence.word}: nothing certified above 0{lost}"
    return f"{plan.vary} = {each.cell}: {each.evidence.detail}: {each.evidence.word}{lost}{_beside(each)}"


def _beside(each: Certified) -> str:
    """What v says beside u and beside the trivial predictor; nothing where u is not certified."""
    if each.halves.exceeds is not Verdict.UPHELD:
        return ""
    coin = f", and vacuous beside a fair coin's {float(TRIVIAL):g}" if each.vacuous is Verdict.UPHELD else ""
    return f"; every uniform convergence bound exceeds the certified gap{coin}"


def _levels(cost: Charge) -> str:
    together = decimal_below(1 - cost.alpha, 6)
    beside = f"; with {cost.others}: {decimal_below(1 - cost.total, 6)}" if cost.others else ""
    return f"all of this together: {together}{beside}"
