"""A plan on a dask.distributed cluster: its workers take tasks, each in a process of its own, and the client records.

A worker that dies loses its task to another one. Checkpoints are kept where a worker sees the run directory under the same
path; elsewhere a lost task starts anew. Records are those of a serial run: a task's process has the environment that
this machine would give it, and nothing of the worker's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any

from torch_bridge.runs.records import Record, RunDirectory
from torch_bridge.runs.runner import Pool, Reporter, Results, Task, collected, in_order, timed, worker_environment
from uccheck.core.apart import apart
from uccheck.core.errors import InvalidParameter, MissingTool, UccheckError

#: Seconds to wait for a scheduler.
PATIENCE = 10


@contextmanager
def cluster_pool(address: str) -> Iterator[Pool]:
    """The pool of the cluster whose scheduler listens at `address`.

    Raises: MissingTool without the extra; InvalidParameter, one line, for a scheduler that does not answer or has no workers.
    """
    if find_spec("distributed") is None:
        raise MissingTool("distributed is not installed: pip install 'uccheck[dask]'")
    client = _client(address)
    try:
        if not client.scheduler_info().get("workers"):
            raise InvalidParameter(f"the scheduler at {address} has no workers: start some with `dask worker {address}`")
        yield lambda run, tasks, report: _results(client, run, tasks, report)
    finally:
        client.close()


def at_a_worker(task: Task, run: RunDirectory) -> tuple[Record, float]:
    """The record of a task; a run directory that is not to be seen from here holds no checkpoints."""
    return timed(task, run if (run.path / "run.json").exists() else None, None)


def _results(client: Any, run: RunDirectory, tasks: Sequence[Task], report: Reporter | None) -> Results:
    del report  # the cluster tells of finished tasks only
    settings = worker_environment()
    executor = client.get_executor(pure=False)

    def submit(task: Task) -> Future[tuple[Record, float]]:
        future: Future[tuple[Record, float]] = executor.submit(apart, at_a_worker, task, run, settings=settings)
        return future

    try:
        yield from collected(submit, in_order(tasks, workers=2))
    except UccheckError:
        raise
    except Exception as error:  # KilledWorker, a lost scheduler: their classes are dask's own
        raise MissingTool(f"the cluster gave up ({type(error).__name__}): run the same command again to go on") from error
    finally:
        executor.shutdown(wait=False)


def _client(address: str) -> Any:
    import logging

    _require_answer(address)
    from distributed import Client

    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # one line for the user, ours
    try:
        return Client(address, timeout=PATIENCE, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, TypeError) as error:
        raise InvalidParameter(_silent(address)) from error


def _require_answer(address: str) -> None:
    """Refuse an address at which nothing listens, before dask tries for long and leaves its own traces."""
    import socket
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(address)
        with socket.create_connection((parts.hostname or "", parts.port or 0), PATIENCE):
            pass
    except (OSError, ValueError) as error:
        raise InvalidParameter(_silent(address)) from error


def _silent(address: str) -> str:
    return f"no scheduler answers at {address!r}: start one with `dask scheduler` and give its tcp:// address"
