"""What looks at the same records cost, and the time left: arithmetic of runs, without a process."""

from __future__ import annotations

import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rich.progress import Progress

from torch_bridge.runs.looks import NAME, charge
from torch_bridge.runs.progress import TimeLeft, _Bar, progress
from torch_bridge.runs.runner import TaskReport
from uccheck.core.errors import InvalidFile, InvalidParameter


def task(cost: float) -> Any:
    return SimpleNamespace(cost=cost)


def test_the_time_left_is_said_only_once_a_task_ended_and_weighs_costs() -> None:
    now = [100.0]
    left = TimeLeft(lambda: now[0])
    left.resumed([task(10), task(30)])
    now[0] = 120.0
    assert left.seconds() is None and "unknown" in left.says()
    left.finish(task(10))
    assert left.seconds() == 60 and left.says() == "about 60 s left, from 1 finished"


@pytest.mark.parametrize(
    ("seconds", "says"), [(99.4, "99 s"), (100, "2 min"), (300, "5 min"), (5999, "100 min"), (6000, "1.7 h"), (36_000, "10.0 h")]
)
def test_the_time_left_is_in_units_that_it_needs(seconds: float, says: str) -> None:
    """One of two tasks alike took as long as the other will."""
    now = [5.0]
    left = TimeLeft(lambda: now[0])
    left.resumed([task(7), task(7)])
    now[0] += seconds
    left.finish(task(7))
    assert left.says() == f"about {says} left, from 1 finished"
    now[0] += seconds
    left.finish(task(7))
    assert left.says() == "about 0 s left, from 2 finished"


def test_the_rate_is_that_of_all_that_was_finished() -> None:
    now = [0.0]
    left = TimeLeft(lambda: now[0])
    left.resumed([task(1), task(3), task(4)])
    left.finish(task(1))
    now[0] = 8.0
    left.finish(task(3))
    assert left.seconds() == 8


def test_the_bar_counts_earlier_runs_and_tells_what_it_was_told() -> None:
    bar = Progress(disable=True)
    drawn = _Bar(bar)
    (shown,) = bar.tasks
    drawn.resumed([task(1), task(1), task(1)], [task(2), task(2)])
    assert (shown.total, shown.completed, shown.description) == (5, 3, "time left unknown until a task ends")
    drawn.report(TaskReport("r4", "epoch 7"))
    assert shown.description == "time left unknown until a task ends; r4 epoch 7"
    drawn.finished(task(2), 0.0)
    assert shown.completed == 4 and shown.description.endswith("left, from 1 finished; r4 epoch 7")


def test_no_bar_is_drawn_where_stderr_is_no_terminal() -> None:
    with progress() as watcher:
        assert watcher is None


def test_the_bar_is_drawn_on_stderr_alone(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Standard output belongs to what was asked for."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    with progress() as watcher:
        assert watcher is not None
        watcher.resumed([task(1)], [task(1), task(2)])
    out, err = capsys.readouterr()
    assert out == "" and "1/3" in err


def test_every_look_is_charged_once_and_only_to_its_family(tmp_path: Path) -> None:
    one, per_cent = {"seed": 0, "d": 5}, Fraction(1, 100)
    first = charge(tmp_path / "a", one, {"delta": "0.25"}, per_cent)
    assert (first.number, first.before, first.total) == (1, 0, per_cent)
    assert charge(tmp_path / "a", one, {"delta": "0.25"}, per_cent) == first  # the same statement again
    second = charge(tmp_path / "a", one, {"delta": "0.3"}, per_cent)  # another delta
    third = charge(tmp_path / "b", one | {"seed": 1}, {"delta": "0.25"}, per_cent)  # another seed
    assert (second.number, second.total, third.number, third.total) == (2, 2 * per_cent, 3, 3 * per_cent)
    again = charge(tmp_path / "a", one, {"delta": "0.25"}, per_cent)  # as it was when it was made, and what was booked since
    assert again == replace(first, later=2, after=2 * per_cent) and again.total == 3 * per_cent
    assert (first.others, third.others, again.others) == (
        "", "2 earlier looks at such records", "2 later looks at such records",
    )  # fmt: skip
    assert (second.others, replace(first, later=1).others) == ("1 earlier look at such records", "1 later look at such records")
    again = charge(tmp_path / "a", one, {"delta": "0.3"}, per_cent)
    assert again.others == "1 earlier and 1 later looks at such records" and again.before == per_cent
    assert charge(tmp_path / "c", one | {"d": 6}, {"delta": "0.25"}, per_cent).before == 0  # another family


def test_a_ledger_survives_a_cut_and_refuses_nonsense_and_overspending(tmp_path: Path) -> None:
    charge(tmp_path / "a", {}, {"delta": "0.25"}, Fraction(1, 2))
    with open(tmp_path / NAME, "ab") as stream:
        stream.write(b'{"family": "cut o')
    assert charge(tmp_path / "a", {}, {"delta": "0.3"}, Fraction(1, 4)).total == Fraction(3, 4)
    assert len((tmp_path / NAME).read_text().splitlines()) == 2
    with pytest.raises(InvalidParameter, match=r"^3 looks at these records cost 1: nothing is left of the level$"):
        charge(tmp_path / "a", {}, {"delta": "0.4"}, Fraction(1, 4))
    (tmp_path / NAME).write_text("nonsense\n")
    with pytest.raises(InvalidFile, match="not a ledger of looks"):
        charge(tmp_path / "a", {}, {"delta": "0.25"}, Fraction(1, 2))
