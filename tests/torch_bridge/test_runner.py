"""The runner by itself, on tasks that train nothing: order, resumption, progress, throttled checkpoints, refusals."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing import get_all_start_methods
from pathlib import Path
from typing import Any

import pytest
import torch

from torch_bridge.runs import records as keeping
from torch_bridge.runs.records import FORMAT, Keeper, Record, RunDirectory, open_run
from torch_bridge.runs.runner import Reporter, TaskReport, Where, in_order, run_plan, worker_environment
from uccheck.core.errors import InvalidFile, InvalidParameter, MissingTool
from uccheck.core.processes import process_pool, stoppable_pool


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


@pytest.mark.skipif("forkserver" not in get_all_start_methods(), reason="processes cannot be forked here")
def test_workers_are_forked_from_one_server_and_with_other_settings_from_none() -> None:
    """The settings are of the environment in which libraries are loaded, which the server did once."""
    with stoppable_pool(2, settings=worker_environment()) as pool:
        (server,) = {future.result() for future in [pool.submit(os.getppid) for _ in range(4)]}
    with stoppable_pool(1, settings=worker_environment() | {"MKL_NUM_THREADS": "2"}) as pool:
        assert pool.submit(os.getenv, "MKL_NUM_THREADS").result() == "2"
        assert server != os.getpid() == pool.submit(os.getppid).result()
    with process_pool(2) as light:  # it has this process's own settings, and rounds as it does
        assert light is not None and light.submit(os.getppid).result() == os.getpid()
