"""The one runner: tasks over worker processes or a cluster, records appended as they come, resumed from what is there.

Glossary
    plan      what is to be recorded: parameters (hashed, they name the run directory) and tasks.
    task      one piece of work with a key; its record depends on the plan alone, not on where or beside what it ran.
    worker    a process of its own with one thread; it ends when its parent does.

Guarantee: each record is written once and durably. kill -9 loses what each training did since its last checkpoint, Ctrl-C and
SIGTERM what it did in the present epoch; the same command goes on from there and ends with the records of an unbroken run, for
any number of workers.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from multiprocessing.queues import SimpleQueue
from pathlib import Path
from typing import Any, Protocol

from torch_bridge.errors import require
from torch_bridge.runs.records import CHECKPOINT_SECONDS, Record, RunDirectory, open_run
from uccheck.core.errors import Interrupted, MissingTool
from uccheck.core.files import write_bytes
from uccheck.core.processes import stoppable_pool
from uccheck.core.stopping import breakable, end_worker


@dataclass(frozen=True)
class TaskReport:
    """Where a task stands, in one line."""

    key: str
    says: str


Reporter = Callable[[TaskReport], None]


class Task(Protocol):
    """One piece of work, small enough to be sent to a process; `cost` orders the work and weighs the time left."""

    @property
    def key(self) -> str: ...
    @property
    def cost(self) -> float: ...
    def run(self, directory: RunDirectory | None, report: Reporter | None) -> Record: ...


class Runnable(Protocol):
    """A plan: everything that its records depend on, and the tasks that are wanted, in order."""

    def parameters(self) -> dict[str, Any]: ...
    def tasks(self) -> Sequence[Task]: ...


@dataclass(frozen=True)
class Where:
    """How a plan is run; nothing here changes a record."""

    workers: int = 1
    cluster: str | None = None
    checkpoint_seconds: float = CHECKPOINT_SECONDS

    def __post_init__(self) -> None:
        require(self.workers >= 0, f"--workers must not be negative, got {self.workers}")
        require(self.checkpoint_seconds >= 0, f"--checkpoint-seconds must not be negative, got {self.checkpoint_seconds}")

    @property
    def processes(self) -> int:
        """Worker processes on this machine; 0 asks for one for each core."""
        return self.workers or os.cpu_count() or 1


class Watcher(Protocol):
    """Who is told what happens; `resumed` comes once, before any `finished`."""

    def resumed(self, done: Sequence[Task], left: Sequence[Task]) -> None: ...
    def report(self, item: TaskReport) -> None: ...
    def finished(self, task: Task, seconds: float) -> None: ...


def run_plan(plan: Runnable, directory: Path, where: Where | None = None, watcher: Watcher | None = None) -> list[Record]:
    """Run what is not yet recorded and return every record of the plan, in the plan's order.

    Raises: InvalidFile if the directory holds another plan or cannot be written; MissingTool if workers are lost.
    """
    chosen = where or Where()
    with executor_of(chosen) as pool:  # an unreachable cluster is refused before anything is written
        run = open_run(directory.absolute(), plan.parameters(), chosen.checkpoint_seconds)
        known, tasks = run.records(), plan.tasks()
        left = [task for task in tasks if task.key not in known]
        if watcher is not None:
            watcher.resumed([task for task in tasks if task.key in known], left)
        for task, record, seconds in pool(run, left, None if watcher is None else watcher.report):
            run.append(task.key, record)
            _note_time(run, task.key, seconds)
            if watcher is not None:
                watcher.finished(task, seconds)
    found = run.records()
    return [found[task.key] for task in tasks]


@contextmanager
def resumable(directory: Path) -> Iterator[None]:
    """Ctrl-C and SIGTERM as one line that says what is kept and how to go on.  Raises: Interrupted."""
    try:
        yield
    except KeyboardInterrupt:
        raise Interrupted(f"interrupted; {_kept(directory)}") from None


def _kept(directory: Path) -> str:
    done = sum(path.read_bytes().count(b"\n") for path in directory.rglob("records.jsonl"))
    begun = sum(1 for _ in directory.rglob("checkpoints/*.safetensors"))
    if not done + begun:
        return "nothing is finished yet: the same command starts anew"
    return f"records: {done}, checkpoints: {begun}, in {directory}; the same command goes on from there"


Results = Iterator[tuple[Task, Record, float]]
Pool = Callable[[RunDirectory, Sequence[Task], "Reporter | None"], Results]


@contextmanager
def executor_of(where: Where) -> Iterator[Pool]:
    """What turns tasks into results: this machine's processes, or the cluster's workers."""
    if where.cluster is None:
        yield lambda run, tasks, report: _on_this_machine(run, tasks, report, where.processes)
        return
    from torch_bridge.runs.cluster import cluster_pool

    with cluster_pool(where.cluster) as pool:
        yield pool


def worker_environment() -> dict[str, str]:
    """One thread for each library; AVX-512 kernels of OpenBLAS where torch is loaded and the processor has them.

    OpenBLAS chooses kernels by the processor's name, and on recent AMD ones takes those of AVX2, at half the speed.
    """
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    settings = dict.fromkeys(names, "1")
    if "torch" in sys.modules and sys.modules["torch"].backends.cpu.get_cpu_capability() == "AVX512":
        settings["OPENBLAS_CORETYPE"] = os.environ.get("OPENBLAS_CORETYPE", "SkylakeX")
    return settings


def timed(task: Task, directory: RunDirectory | None, report: Reporter | None) -> tuple[Record, float]:
    """The record of a task and the seconds that it took."""
    started = time.perf_counter()
    return task.run(directory, report), time.perf_counter() - started


def collected(submit: Callable[[Task], Future[tuple[Record, float]]], tasks: Sequence[Task]) -> Results:
    """Results in the order in which they come."""
    futures = {submit(task): task for task in tasks}
    for future in as_completed(futures):
        record, seconds = future.result()
        yield futures[future], record, seconds


def in_order(tasks: Sequence[Task], workers: int) -> list[Task]:
    """One worker takes the plan's order; several take the costly tasks first, so that they end together."""
    return list(tasks) if workers == 1 else sorted(tasks, key=lambda task: -task.cost)


def _on_this_machine(run: RunDirectory, tasks: Sequence[Task], report: Reporter | None, workers: int) -> Results:
    """Results as they come; when the caller is interrupted, processes are told to stop, and save what they do first."""
    if not tasks:
        return
    queue: SimpleQueue[TaskReport | None] = get_context("spawn").SimpleQueue()
    threading.Thread(target=_listen, args=(queue, report), daemon=True).start()
    start = {"start": _start_worker, "arguments": (queue if report else None,)}
    try:
        with stoppable_pool(min(workers, len(tasks)), settings=worker_environment(), **start) as pool:  # type: ignore[arg-type]
            yield from collected(lambda task: pool.submit(_work, task, run), in_order(tasks, workers))
    except BrokenProcessPool as error:
        said = "a worker process was killed, perhaps for want of memory: run the same command again to go on, with fewer --workers"
        raise MissingTool(said) from error
    queue.put(None)  # not after an error: a worker that was killed may hold the queue


_reports: SimpleQueue[TaskReport | None] | None = None  # of a worker process, set once by its initialiser


def _start_worker(queue: SimpleQueue[TaskReport | None] | None) -> None:
    """One thread, no signals of the terminal, SIGTERM (of the parent, or of whoever ends us all) noted, and an end when the parent ends."""
    import signal

    global _reports
    _reports = queue
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, end_worker)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(task: Task, run: RunDirectory) -> tuple[Record, float]:
    with breakable():
        return timed(task, run, None if _reports is None else _reports.put)


def _listen(queue: SimpleQueue[TaskReport | None], report: Reporter | None) -> None:
    while (item := queue.get()) is not None:
        if report is not None:
            report(item)


def _note_time(run: RunDirectory, key: str, seconds: float) -> None:
    """Times are kept apart from the records, which depend on the plan alone."""
    path = run.path / "seconds.json"
    known = json.loads(path.read_bytes()) if path.exists() else {}
    write_bytes(path, json.dumps(known | {key: round(seconds, 2)}, sort_keys=True, indent=1).encode() + b"\n", durably=False)
