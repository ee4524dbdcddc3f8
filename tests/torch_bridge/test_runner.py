"""The runner by itself, on tasks that train nothing: order, resumption, progress, throttled checkpoints, looks, refusals."""

from __future__ import annotations

import errno
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import torch

from torch_bridge.runs import records as keeping
from torch_bridge.runs.looks import NAME, charge
from torch_bridge.runs.progress import TimeLeft, progress
from torch_bridge.runs.records import FORMAT, Keeper, Record, RunDirectory, open_run
from torch_bridge.runs.runner import Reporter, TaskReport, Where, in_order, run_plan
from uccheck.core.errors import InvalidFile, InvalidParameter, MissingTool


@dataclass(frozen=True)
class Square:
    """A task whose record is its square; it ends its process or its run where it is told to."""

    n: int
    ends: str = ""

    @property
    def key(self) -> str:
        return f"n{self.n}"

    @property
    def cost(self) -> float:
        return float(self.n)

    def run(self, directory: RunDirectory | None, report: Reporter | None) -> Record:
        if self.ends == "process":
            import os

            os._exit(9)
        if self.ends == "line":
            raise InvalidParameter(f"{self.n} is not wanted")
        if report is not None:
            report(TaskReport(self.key, "squaring"))
        return {"square": self.n**2}


@dataclass(frozen=True)
class Squares:
    numbers: tuple[int, ...]
    ends: str = ""

    def parameters(self) -> dict[str, Any]:
        return {"experiment": "squares"}

    def tasks(self) -> list[Square]:
        return [Square(n, self.ends if n == 3 else "") for n in self.numbers]


class Told:
    """A watcher that remembers."""

    def __init__(self) -> None:
        self.start: tuple[int, int] = (0, 0)
        self.ended: list[str] = []

    def resumed(self, done: Sequence[Any], left: Sequence[Any]) -> None:
        self.start = len(done), len(left)

    def report(self, item: TaskReport) -> None:
        del item

    def finished(self, task: Any, seconds: float) -> None:
        assert seconds >= 0
        self.ended.append(task.key)


def test_records_come_in_the_plans_order_and_a_resumed_run_shows_what_is_done(tmp_path: Path) -> None:
    first, second = Told(), Told()
    run_plan(Squares((1, 2)), tmp_path, Where(workers=2), first)
    found = run_plan(Squares((4, 1, 2, 5)), tmp_path, Where(workers=2), second)
    assert [record["square"] for record in found] == [16, 1, 4, 25]
    assert (first.start, second.start) == ((0, 2), (2, 2)) and set(second.ended) == {"n4", "n5"}
    assert set(json.loads((tmp_path / "seconds.json").read_text())) == {"n1", "n2", "n4", "n5"}


def test_a_worker_that_dies_is_one_line_and_what_was_done_is_kept(tmp_path: Path) -> None:
    with pytest.raises(MissingTool, match="run the same command again") as refusal:
        run_plan(Squares((1, 2, 3, 4), "process"), tmp_path, Where(workers=1))
    assert "\n" not in str(refusal.value)
    assert [r["square"] for r in run_plan(Squares((1, 2, 3, 4)), tmp_path, Where(workers=1))] == [1, 4, 9, 16]


def test_what_a_task_refuses_reaches_the_caller_and_earlier_records_stay(tmp_path: Path) -> None:
    with pytest.raises(InvalidParameter, match="3 is not wanted"):
        run_plan(Squares((1, 3), "line"), tmp_path, Where(workers=1))
    assert list(open_run(tmp_path, {"experiment": "squares"}).records()) == ["n1"]


def test_a_full_disk_is_one_line_and_nothing_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run_plan(Squares((1,)), tmp_path, Where(workers=1))

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(keeping.os, "fsync", full)
    with pytest.raises(InvalidFile, match="No space left"):
        run_plan(Squares((1, 2)), tmp_path, Where(workers=1))
    monkeypatch.undo()
    assert [r["square"] for r in run_plan(Squares((1, 2)), tmp_path, Where(workers=1))] == [1, 4]


def test_costly_tasks_go_first_where_there_are_several_workers() -> None:
    tasks = Squares((1, 3, 2)).tasks()
    assert [t.n for t in in_order(tasks, 1)] == [1, 3, 2] and [t.n for t in in_order(tasks, 2)] == [3, 2, 1]


def test_the_time_left_is_said_only_once_a_task_ended_and_weighs_costs() -> None:
    now = [100.0]
    left = TimeLeft(lambda: now[0])
    left.resumed([Square(10), Square(30)])
    now[0] = 120.0
    assert left.seconds() is None and "unknown" in left.says()
    left.finish(Square(10))
    assert left.seconds() == 60 and left.says() == "about 60 s left, from 1 finished"


def test_no_bar_is_drawn_where_stderr_is_no_terminal() -> None:
    with progress() as watcher:
        assert watcher is None


def test_checkpoints_are_throttled_by_time_and_by_what_they_cost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(keeping.time, "monotonic", lambda: now[0])
    run = open_run(tmp_path, {}, every=20)
    keeper = Keeper(run, "a")
    assert not keeper.due()
    now[0] = 20.0
    assert keeper.due()
    save = RunDirectory.save

    def slow(self: RunDirectory, *arguments: Any) -> None:
        save(self, *arguments)
        now[0] += 3.0  # a checkpoint of 400 MB

    monkeypatch.setattr(RunDirectory, "save", slow)
    keeper.save(1, {"weight0": torch.zeros(1)})
    now[0] += 59.0
    assert not keeper.due()  # three seconds of writing want sixty without
    now[0] += 1.0
    assert keeper.due() and Keeper(None, "a").due() is False


def test_a_store_of_another_version_is_refused(tmp_path: Path) -> None:
    open_run(tmp_path, {})
    head = json.loads((tmp_path / "run.json").read_text())
    (tmp_path / "run.json").write_text(json.dumps(head | {"format": FORMAT - 1}))
    with pytest.raises(InvalidFile, match=f"format {FORMAT - 1}, and this version writes {FORMAT}: give another --out"):
        open_run(tmp_path, {})


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
    again = charge(tmp_path / "a", one, {"delta": "0.3"}, per_cent)
    assert again.others == "1 earlier and 1 later looks at such records" and again.before == per_cent
    assert charge(tmp_path / "c", one | {"d": 6}, {"delta": "0.25"}, per_cent).before == 0  # another family


def test_a_ledger_survives_a_cut_and_refuses_nonsense_and_overspending(tmp_path: Path) -> None:
    charge(tmp_path / "a", {}, {"delta": "0.25"}, Fraction(1, 2))
    with open(tmp_path / NAME, "ab") as stream:
        stream.write(b'{"family": "cut o')
    assert charge(tmp_path / "a", {}, {"delta": "0.3"}, Fraction(1, 4)).total == Fraction(3, 4)
    assert len((tmp_path / NAME).read_text().splitlines()) == 2
    with pytest.raises(InvalidParameter, match="nothing is left of the level"):
        charge(tmp_path / "a", {}, {"delta": "0.4"}, Fraction(1, 4))
    (tmp_path / NAME).write_text("nonsense\n")
    with pytest.raises(InvalidFile, match="not a ledger of looks"):
        charge(tmp_path / "a", {}, {"delta": "0.25"}, Fraction(1, 2))
