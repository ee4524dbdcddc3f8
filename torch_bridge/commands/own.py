"""What `uccheck experiment own` does: plan, run or resume, conclude."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from torch_bridge.errors import need_torch, require
from torch_bridge.runs.looks import Charge, charge
from torch_bridge.runs.own import OwnPlan, named
from torch_bridge.runs.progress import progress
from torch_bridge.runs.records import Record, fingerprint
from torch_bridge.runs.runner import Where, resumable, run_plan
from uccheck.core.exact import decimal_above, decimal_below, exact
from uccheck.core.files import write_bytes
from uccheck.core.verdict import Verdict
from uccheck.counterexample.audit import Asked, Audit


def own_command(
    written: str, asked: Asked, *, folder: Path, out: Path | None, where: Where, device: str, at_least: str | None, as_json: bool
) -> tuple[str, bool]:
    """What to print, and whether the audit upholds (that much of) e_unif-alg.

    Raises: InvalidParameter or InvalidFile, one line, for a model that is not what it must be.
    """
    goal = None if at_least is None else exact(at_least, "--at-least")
    if device != "cpu":
        need_torch()
        from torch_bridge.runs.device import check_device

        require(where.cluster is None, "--device and --cluster exclude each other: the cluster's workers use their processors")
        check_device(device)
    name = named(written, folder, device)
    plan = OwnPlan(name, name.load(), asked)
    asked.require_partner(plan.model)
    directory = out or Path("runs") / f"own-{name.name}-{fingerprint(plan.parameters())[:10]}"
    with resumable(directory), progress() as watcher:
        records = run_plan(plan, directory, where, watcher)
    cost = charge(directory, plan.parameters(), plan.statement(), asked.alpha)
    audit = plan.concluded(records, cost.before)
    found = document(plan, records, audit, cost)
    write_bytes(directory / "result.json", json.dumps(found, indent=1).encode() + b"\n")
    reached = goal is None or audit.halves.e_unif_alg_lower >= goal
    upheld = audit.evidence.verdict is Verdict.UPHELD and reached
    return (json.dumps(found) if as_json else text(plan, audit, cost, directory)), upheld


def document(plan: OwnPlan, records: list[Record], audit: Audit, cost: Charge) -> dict[str, Any]:
    """The result under the keys of the command line."""
    refuted = audit.evidence.verdict is Verdict.REFUTED
    return {
        "experiment": "own",
        "parameters": plan.parameters(),
        "statement": plan.statement(),
        "records": records,
        "verdict": audit.evidence.verdict.value,
        "word": audit.evidence.word,
        "detail": audit.evidence.detail,
        "trusts": list(audit.evidence.trusts),
        "e_gen_upper": None if refuted else decimal_above(audit.halves.e_gen_at_most, 12),
        "e_unif_alg_lower": None if refuted else decimal_below(audit.halves.e_unif_alg_lower, 12),
        "vacuous": audit.vacuous.value,
        "guard": {"p_values": audit.guard.p_values, "refuted_by": audit.guard.refuted_by, "level": plan.asked.guard_level},
        "look": cost.number,
        "level": plan.asked.level,
        "level_with_earlier_looks": decimal_below(1 - cost.total, 12),
    }


def text(plan: OwnPlan, audit: Audit, cost: Charge, directory: Path) -> str:
    """The audit for a reader."""
    lines = [f"{plan.where.module}:{plan.where.name}: {audit.evidence.word}: {audit.evidence.detail}"]
    if audit.evidence.verdict is Verdict.UPHELD and audit.halves.exceeds is Verdict.UPHELD:
        coin = f", and vacuous beside the trivial predictor's {plan.model.trivial}" if audit.vacuous is Verdict.UPHELD else ""
        lines.append(f"every uniform convergence bound exceeds the certified gap{coin}")
    if cost.others:
        lines.append(f"with {cost.others} all of it holds together at {decimal_below(1 - cost.total, 6)}")
    lines += [f"trusts: {'; '.join(audit.evidence.trusts)}"] if audit.evidence.trusts else []
    return "\n".join([*lines, f"records: {directory}"])
