"""Running a plan: replicates over worker processes (or together on a device), resumed from records and checkpoints.

Each replicate runs on one thread in a process of its own, so its floating-point results are the same for any number of
workers. Workers are spawned with the BLAS settings of `worker_environment`; they end when their parent does.
"""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from multiprocessing import get_context, parent_process
from multiprocessing.queues import SimpleQueue
from pathlib import Path
from typing import Any

import torch

from torch_bridge.errors import require
from torch_bridge.gap.hypersphere import Cell, Replicate, outcome, prepare
from torch_bridge.nets.networks import error_count
from torch_bridge.runs.plan import Plan
from torch_bridge.runs.records import Record, RunDirectory, open_run, versions, write_atomically
from torch_bridge.runs.slices import save_slices
from torch_bridge.train.training import Epoch, train
from uccheck.core.errors import MissingTool

#: Seconds between two reports of one replicate.
REPORT_EVERY = 2.0
#: Points on which a report estimates the partner's and the test error.
REPORT_POINTS = 512


@dataclass(frozen=True)
class Task:
    """One replicate of one cell, small enough to be sent to a process."""

    run: RunDirectory
    key: str
    value: str
    cell: Cell
    number: int
    seed: int


@dataclass(frozen=True)
class Report:
    """Where a replicate stands: `short` of `seen` points lack the margin; errors on `REPORT_POINTS` points."""

    key: str
    epoch: int
    short: int
    seen: int
    partner_error: float
    test_error: float


Reporter = Callable[[Report], None]


def run_plan(
    plan: Plan,
    directory: Path,
    *,
    workers: int = 1,
    report: Reporter | None = None,
    done: Callable[[str], None] | None = None,
) -> list[Record]:
    """Run what is not yet recorded and return every record of the plan, in the plan's order.

    Guarantee: the records depend on the plan alone, not on `workers`, on interruptions, or on what had been run before.
    Raises: InvalidFile if the directory holds another plan or cannot be written.
    """
    require_memory(plan, workers)
    run = open_run(directory, plan.parameters())
    finished = run.records()
    tasks = [task for task in _tasks(plan, run) if task.key not in finished]
    for key, record, seconds in _results(tasks, workers, report):
        run.append(key, record)
        _note_time(run, key, seconds)
        if done is not None:
            done(key)
    found = run.records()
    return [found[task.key] for task in _tasks(plan, run)]


def require_memory(plan: Plan, workers: int) -> None:
    """Refuse a plan whose weights alone do not fit into this machine's memory."""
    cells = plan.cells().values()
    largest = max(4 * (sum(a * b for a, b in pairwise(c.sizes)) + 2 * c.m * c.d + c.n_test * c.d) for c in cells)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") if hasattr(os, "sysconf") else largest * workers
    require(
        largest * workers <= memory,
        f"{workers} workers need {largest * workers / 1e9:.3g} GB for weights and points, and there are {memory / 1e9:.3g}: "
        "lower --width, --d, --m or --workers",
    )


def worker_environment() -> dict[str, str]:
    """One thread for each library; AVX-512 kernels of OpenBLAS where the processor has them.

    OpenBLAS chooses kernels by the processor's name, and on recent AMD ones takes those of AVX2, at half the speed.
    """
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    settings = dict.fromkeys(names, "1")
    if torch.backends.cpu.get_cpu_capability() == "AVX512":
        settings["OPENBLAS_CORETYPE"] = os.environ.get("OPENBLAS_CORETYPE", "SkylakeX")
    return settings


def run_task(task: Task, report: Reporter | None = None) -> tuple[Record, float]:
    """Train one replicate, from its checkpoint if there is one, and measure it; the record and the seconds it took."""
    started = time.perf_counter()
    replicate = prepare(task.cell, task.number, task.seed)
    saved = task.run.load(task.key)
    if saved is not None:
        replicate.network.load(saved.tensors)
    watch = _Watch(replicate, task.key, report)

    def on_epoch(epoch: Epoch) -> None:
        task.run.save(task.key, epoch.number, replicate.network.tensors())
        watch(epoch)

    points, y = replicate.sample.points(), replicate.sample.y
    first = 0 if saved is None else saved.epoch
    config = task.cell.training
    result = train(replicate.network, points, y, config, seed=replicate.shuffle_seed, first_epoch=first, on_epoch=on_epoch)
    if task.number == 0:
        save_slices(task.run.path / "slices" / f"{task.key}.npz", replicate)
    return _record(task, replicate, result), time.perf_counter() - started


def _record(task: Task, replicate: Replicate, result: Any) -> Record:
    about = {"cell": task.value, "m": task.cell.m, "seed": task.seed, "versions": versions()}
    return {**about, **outcome(replicate, result)}


class _Watch:
    """Reports at most every `REPORT_EVERY` seconds, on a few points, and never changes anything."""

    def __init__(self, replicate: Replicate, key: str, report: Reporter | None):
        self._network, self._key, self._report = replicate.network, key, report
        self._last = time.monotonic()
        samples = () if report is None else (replicate.partner(), replicate.test())
        self._samples = [(x[:REPORT_POINTS].clone(), y[:REPORT_POINTS]) for x, y in samples]

    def __call__(self, epoch: Epoch) -> None:
        if self._report is None or time.monotonic() - self._last < REPORT_EVERY:
            return
        self._last = time.monotonic()
        partner, test = (error_count(self._network, x, y) / len(y) for x, y in self._samples)
        self._report(Report(self._key, epoch.number, epoch.short, epoch.seen, partner, test))


def _tasks(plan: Plan, run: RunDirectory) -> list[Task]:
    """Every replicate of every cell, in the plan's order."""
    return [
        Task(run, plan.key(value, number), value, cell, number, plan.seed)
        for value, cell in plan.cells().items()
        for number in range(plan.replicates)
    ]


def _results(tasks: list[Task], workers: int, report: Reporter | None) -> Iterator[tuple[str, Record, float]]:
    """Results as they come; processes are stopped at once when the caller is interrupted."""
    if not tasks:
        return
    context = get_context("spawn")
    queue: SimpleQueue[Report | None] = context.SimpleQueue()
    # One worker takes the plan's order; several take the costly tasks first, so that they end together.
    order = tasks if workers == 1 else sorted(tasks, key=lambda t: -t.cell.m * t.cell.d * t.cell.width)
    others = set(context.active_children())
    with environment(worker_environment()):
        pool = ProcessPoolExecutor(min(workers, len(tasks)), context, initializer=_start_worker, initargs=(queue if report else None,))
        listener = threading.Thread(target=_listen, args=(queue, report), daemon=True)
        listener.start()
        try:
            futures: dict[Future[tuple[Record, float]], str] = {pool.submit(_work, task): task.key for task in order}
            for future in as_completed(futures):
                record, seconds = _finished(future)
                yield futures[future], record, seconds
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for process in set(context.active_children()) - others:
                process.terminate()
            raise
        finally:
            queue.put(None)
        pool.shutdown()


def _finished(future: Future[tuple[Record, float]]) -> tuple[Record, float]:
    try:
        return future.result()
    except BrokenProcessPool as error:
        raise MissingTool(
            "a worker process was killed, perhaps for want of memory: run the same command again to go on, with fewer --workers"
        ) from error


_reports: SimpleQueue[Report | None] | None = None  # of a worker process, set once by its initialiser


def _start_worker(queue: SimpleQueue[Report | None] | None) -> None:
    """One thread, no signals of the terminal (the parent stops us), and an end when the parent ends."""
    import signal

    global _reports
    _reports = queue
    torch.set_num_threads(1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(task: Task) -> tuple[Record, float]:
    return run_task(task, None if _reports is None else _reports.put)


def _listen(queue: SimpleQueue[Report | None], report: Reporter | None) -> None:
    while (item := queue.get()) is not None:
        if report is not None:
            report(item)


@contextmanager
def environment(settings: dict[str, str]) -> Iterator[None]:
    """The environment that spawned processes inherit; a library reads it once, when it is loaded."""
    before = {name: os.environ.get(name) for name in settings}
    os.environ.update(settings)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _note_time(run: RunDirectory, key: str, seconds: float) -> None:
    """Times are kept apart from the records, which depend on the plan alone."""
    path = run.path / "seconds.json"
    known = json.loads(path.read_bytes()) if path.exists() else {}
    write_atomically(path, json.dumps(known | {key: round(seconds, 2)}, sort_keys=True, indent=1).encode() + b"\n")
