"""`--at-least` asks for that much of the certified e_unif-alg, equality included; without it anything above 0 will do."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from torch_bridge.commands import hypersphere, own
from torch_bridge.runs.looks import Charge
from torch_bridge.runs.runner import Where
from uccheck.core.verdict import Verdict

F = Fraction
#: What is asked for beside a certified 1/2, and whether that is reached.
GOALS = [(None, True), ("0.5", True), ("1/2", True), ("0.500001", False), ("0.49", True), ("0", True), ("0.8", False)]


@pytest.fixture(name="folder")
def fixture_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for module in (hypersphere, own):
        monkeypatch.setattr(module, "charge", lambda *rest: Charge(1, F(1, 100), F(0)))
    return tmp_path


@pytest.mark.parametrize(("goal", "reached"), GOALS)
@pytest.mark.parametrize("verdict", list(Verdict))
def test_own_is_upheld_by_its_audit_and_the_goal(
    goal: str | None, reached: bool, verdict: Verdict, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With an e_gen far above each goal, and one far below."""
    for small in (F(1, 100), F(99, 100)):
        halves = SimpleNamespace(e_unif_alg_lower=F(1, 2), e_gen_at_most=small, e_gen_upper=small)
        audit = SimpleNamespace(halves=halves, evidence=SimpleNamespace(verdict=verdict))
        plan = SimpleNamespace(parameters=dict, statement=dict, model=None, concluded=lambda records, spent, audit=audit: audit)
        asked: Any = SimpleNamespace(require_partner=lambda model: None, alpha=F(1, 100))
        monkeypatch.setattr(own, "named", lambda *rest: SimpleNamespace(load=lambda: None, name="a"))
        monkeypatch.setattr(own, "OwnPlan", lambda *rest, plan=plan: plan)
        monkeypatch.setattr(own, "run_plan", lambda *rest: [])
        monkeypatch.setattr(own, "document", lambda *rest: {"kept": True})
        options: dict[str, Any] = {"folder": folder, "out": folder, "where": Where(), "device": "cpu", "at_least": goal, "as_json": True}
        said, upheld = own.own_command("a:b", asked, **options)
        assert upheld is (reached and verdict is Verdict.UPHELD) and json.loads(said) == {"kept": True}
        assert json.loads((folder / "result.json").read_text()) == {"kept": True}


@pytest.mark.parametrize(("goal", "reached"), GOALS)
def test_the_best_row_of_the_hypersphere_reaches_the_goal(
    goal: str | None, reached: bool, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for values, best in (((F(1, 9), F(1, 2), F(0)), True), ((F(0), F(0)), False)):
        monkeypatch.setattr(hypersphere, "_run", lambda *rest: [])
        monkeypatch.setattr(hypersphere, "conclude", lambda *rest, values=values: [SimpleNamespace(value=one) for one in values])
        monkeypatch.setattr(hypersphere, "_json", lambda *rest: {"kept": True})
        plan: Any = SimpleNamespace(parameters=dict, statement=dict, alpha=F(1, 100), values=values)
        options: dict[str, Any] = {"preset": "quick", "where": Where(), "device": "cpu", "pictures": False, "as_json": True}
        found = hypersphere.hypersphere_result(plan, folder, at_least=goal, **options)
        assert found.upheld is (reached if best else goal == "0")
