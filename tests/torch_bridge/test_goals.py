"""`--at-least` asks for that much of the certified e_unif-alg, equality included; without it anything above 0 will do."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from torch_bridge.commands import hypersphere, own
from torch_bridge.runs.looks import Charge
from torch_bridge.runs.own import ModelName, OwnPlan
from torch_bridge.runs.runner import Where
from uccheck.core.verdict import Verdict
from uccheck.counterexample.audit import Asked
from uccheck.counterexample.models import OwnModel

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


def test_the_result_of_own_has_each_number_under_its_name() -> None:
    """No two numbers are alike; limits are rounded outward; of a refuted model neither half is told."""
    cost = Charge(3, F(1, 100), F(1, 50), later=1, after=F(1, 25))
    halves = SimpleNamespace(e_unif_alg_lower=F(2, 3), e_gen_at_most=F(1, 7))
    guard = SimpleNamespace(p_values={"points": 0.3}, refuted_by=None)
    plan: Any = SimpleNamespace(
        parameters=lambda: {"m": 8}, statement=lambda: {"delta": "0.2"}, asked=SimpleNamespace(guard_level="0.02", level="0.99")
    )
    for verdict in Verdict:
        evidence = SimpleNamespace(verdict=verdict, word="a word", detail="a detail", trusts=("a", "b"))
        audit: Any = SimpleNamespace(halves=halves, guard=guard, vacuous=Verdict.UNDECIDED, evidence=evidence)
        told = own.document(plan, [{"key": "r0"}], audit, cost)
        shown = (None, None) if verdict is Verdict.REFUTED else ("0.142857142858", "0.666666666666")
        assert (told["e_gen_upper"], told["e_unif_alg_lower"]) == shown
        assert (told["level"], told["level_with_earlier_looks"], told["look"]) == ("0.99", "0.93", 3)
        assert (told["verdict"], told["vacuous"], told["trusts"]) == (verdict.value, "undecided", ["a", "b"])
        assert (told["parameters"], told["statement"], told["records"]) == ({"m": 8}, {"delta": "0.2"}, [{"key": "r0"}])
        assert told["guard"] == {"p_values": {"points": 0.3}, "refuted_by": None, "level": "0.02"}


def test_a_run_that_is_extended_keeps_its_replicates_and_draws_the_guards_samples_anew() -> None:
    """The guard's own samples come after the replicates: of more replicates they are others, and so is the record of a guarded one."""
    where = ModelName("a", "b", "there")

    def keys(replicates: int, pairs: int) -> set[str]:
        plan = OwnPlan(where, cast(OwnModel, None), Asked(replicates=replicates, guard_pairs=pairs))
        tasks = plan.tasks()
        assert len({task.key for task in tasks}) == len(tasks) == replicates + 1
        return {task.key for task in tasks}

    small, large, more_pairs = keys(30, 6), keys(40, 6), keys(30, 8)
    assert len(small - large) == 1 and len(large - small) == 11  # the guard's own task is another
    assert len(small - more_pairs) == 2 == len(more_pairs - small)
