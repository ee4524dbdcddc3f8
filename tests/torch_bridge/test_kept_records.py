"""The records kept under docs give the certified values that stand beside them, and the tables of the page."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from torch_bridge.gap.hypersphere import Cell, Loss, Partner
from torch_bridge.runs.plan import Plan, conclude
from uccheck.core.exact import decimal_below

DOCS = Path(__file__).parents[2] / "docs"
RUNS = sorted(
    path.name for path in (DOCS / "data").iterdir() if (path / "run.json").exists() and "partner" in path.joinpath("run.json").read_text()
)


def _plan(parameters: dict[str, Any]) -> Plan:
    names = {"vary", "values", "replicates", "seed", "delta", "level", "gap_alpha"}
    fields = {name: value for name, value in parameters.items() if name not in names}
    fields |= {"loss": Loss.SIGMOID} if fields["loss"] == "varied" else {"loss": Loss(fields["loss"])}
    last, vary = parameters["values"][-1], parameters["vary"]
    base = Cell(**(fields | {"partner": Partner(fields["partner"]), vary: getattr(_any_cell().varied(vary, last), vary)}))
    own: dict[str, Any] = {name: parameters[name] for name in names} | {"values": tuple(parameters["values"])}
    return Plan(base=base, **own)


def _any_cell() -> Cell:
    return Cell(m=10**6, d=1, width=1, outer=2.0, learning_rate=0.1, batch_size=1, stop_margin=1.0, max_epochs=1, n_test=1)


def test_there_are_kept_runs() -> None:
    assert {"hypersphere-quick", "null-independent", "sweep-outer"} <= set(RUNS)


@pytest.mark.parametrize("name", RUNS)
def test_kept_records_certify_what_stands_beside_them(name: str) -> None:
    directory = DOCS / "data" / name
    plan = _plan(json.loads((directory / "run.json").read_text())["parameters"])
    records = [json.loads(line) for line in (directory / "records.jsonl").read_text().splitlines()]
    found = {each.cell: decimal_below(each.value, 12) for each in conclude(plan, records)}
    kept = json.loads((directory / "result.json").read_text())["certified"]
    assert found == {each["cell"]: each["e_unif_alg_lower"] for each in kept}
    page = (DOCS / "torch_bridge.md").read_text()
    for cell, value in found.items():
        shown = f"{math.floor(float(value) * 1e4) / 1e4:.4f}"
        row = "independent" if name.endswith("-independent") else "unflipped" if name.endswith("-unflipped") else cell
        assert any(line.startswith(f"| {row} |") and f"| {shown} |" in line for line in page.splitlines())
