"""Verdicts do not depend on how busy the machine is: work is counted, and where the clock ends it, the clock is named."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from uccheck.audit.worker import decide
from uccheck.core.effort import OutOfTime, Steps, watch

ROOT = Path(__file__).resolve().parents[2]
CLOCK = r"^(import time|from time)|monotonic\(|perf_counter"
SLOW = {"id": "c", "says": "s", "kind": "inequality", "lhs": "x**2 - 2*x*y + y**2", "relation": ">=", "rhs": "0"}


def test_no_decider_reads_the_clock() -> None:
    """They have steps; only the guard, which says so, has the time."""
    files = [file for room in ("audit/deciders", "expressions") for file in sorted((ROOT / "uccheck" / room).rglob("*.py"))]
    assert {"threshold.py", "open_ends.py", "statistic.py"} <= {file.name for file in files}  # subfolders too
    assert [file.name for file in files if re.search(CLOCK, file.read_text(encoding="utf-8"), re.MULTILINE)] == []


def test_the_clock_is_named_where_it_ends_a_claim() -> None:
    claim = SLOW | {"where": {"x": ["-1", "1"], "y": ["-1", "1"]}}
    found = decide(claim, 1e-9)
    assert found.word == "INCONCLUSIVE" and "by the clock" in found.detail and "longer --limit" in found.detail


def test_steps_are_counted_and_the_guard_raises() -> None:
    effort = Steps(2, time.monotonic() + 100)
    assert [effort.step() for _ in range(3)] == [True, True, False]
    with pytest.raises(OutOfTime):
        Steps(2, 0.0).step()
    with pytest.raises(OutOfTime):
        watch(0.0)


def test_a_slow_machine_decides_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every look at the clock costs half a second of it: the verdicts of a claim that is searched stay."""
    from uccheck.core import effort

    claim = {"id": "c", "says": "s", "kind": "inequality", "lhs": "x*exp(-x)", "relation": "<=", "rhs": "2/5", "where": {"x": ["0", "inf"]}}
    quick = decide(claim, 1000)
    ticks = iter(range(10**6))
    monkeypatch.setattr(effort.time, "monotonic", lambda: start + next(ticks) / 2)
    start = time.time()
    slow = decide(claim, 10**5)
    assert quick.word == slow.word == "CERTIFIED" and quick.detail == slow.detail
