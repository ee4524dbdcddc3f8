"""Worker processes that leave Ctrl-C to their parent and use one thread each; short work that Ctrl-C does not break into."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, ProcessPoolExecutor, wait
from contextlib import contextmanager
from typing import Any


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

    Where the block ends with an error the processes are stopped at once; otherwise what was submitted is done first.
    """
    context = multiprocessing.get_context("spawn")
    others = set(context.active_children())
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=start, initargs=arguments)
    try:
        _bear(pool, workers, settings)
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        for process in set(context.active_children()) - others:
            process.terminate()
        raise
    pool.shutdown()


def _bear(pool: Executor, workers: int, settings: Mapping[str, str]) -> None:
    """Processes are born as work is submitted, with the environment and the signals of that moment."""
    with _birth(settings):
        wait([pool.submit(os.getpid) for _ in range(workers)])


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Ctrl-C waits until the block is done: an exception inside a callback of flint would come out as another."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    asked: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, frame: asked.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if asked:
        raise KeyboardInterrupt


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
