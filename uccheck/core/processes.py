"""Worker processes that leave Ctrl-C to their parent and use one thread each; short work that Ctrl-C does not break into."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, wait
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from typing import Any

#: Seconds in which processes that were told to stop may save what they do.
PATIENCE = 20.0


@contextmanager
def process_pool(workers: int) -> Iterator[Executor | None]:
    """An executor of that many processes, deaf to Ctrl-C and of one thread each; None for one worker."""
    if workers == 1:
        yield None
        return
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        _bear(pool, workers, {})
        yield pool


@contextmanager
def stoppable_pool(
    workers: int, *, settings: Mapping[str, str], start: Callable[..., None] | None = None, arguments: tuple[Any, ...] = ()
) -> Iterator[Executor]:
    """The same for long work, one process or several: each begins with `start` and more settings of its environment.

    Where the block ends with an error the processes get SIGTERM, and are killed if they have not ended after `PATIENCE` seconds
    or at a second interrupt; otherwise what was submitted is done first.
    """
    context = multiprocessing.get_context("spawn")
    others = set(context.active_children())
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=start, initargs=arguments)
    try:
        _bear(pool, workers, settings)
        yield pool
    except BaseException:
        done = threading.Thread(target=pool.shutdown, kwargs={"cancel_futures": True})  # waits, with no limit
        done.start()
        _stop([process for process in context.active_children() if process not in others])
        done.join()  # else the interpreter may end beside a pool that is being taken down, and complain
        raise
    pool.shutdown()


def _stop(processes: Sequence[BaseProcess]) -> None:
    """SIGTERM, some patience, SIGKILL."""
    ends = time.monotonic() + PATIENCE
    try:
        for process in processes:
            process.terminate()
        for process in processes:
            process.join(max(0.0, ends - time.monotonic()))
    finally:
        for process in processes:
            process.kill()


def _bear(pool: Executor, workers: int, settings: Mapping[str, str]) -> None:
    """Processes are born as work is submitted, with the environment and the signals of that moment."""
    with _birth(settings):
        wait([pool.submit(os.getpid) for _ in range(workers)])


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Ctrl-C and SIGTERM wait until the block is done: an exception inside a callback of flint would come out as another."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    asked: list[int] = []
    before = {number: signal.signal(number, lambda came, frame: asked.append(came)) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, answer in before.items():
            signal.signal(number, answer)
    if asked:
        signal.raise_signal(asked[0])


@contextmanager
def _birth(settings: Mapping[str, str]) -> Iterator[None]:
    """Children started within inherit a blocked SIGINT (the parent alone answers Ctrl-C) and a one-threaded BLAS."""
    wanted = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1") | dict(settings)
    before = {name: os.environ.get(name) for name in wanted}
    masked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}) if hasattr(signal, "pthread_sigmask") else None
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
        if masked is not None:
            signal.pthread_sigmask(signal.SIG_SETMASK, masked)
