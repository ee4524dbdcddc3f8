"""Worker processes that leave Ctrl-C to their parent and use one thread each; short work that Ctrl-C does not break into.

Where the parent of long work has loaded torch, and the system can, they are forked from a server that has imported it too: sixteen workers
load it once. The server has no threads of its own; it ends with the parent and its workers.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, wait
from contextlib import contextmanager
from multiprocessing import forkserver
from multiprocessing.context import BaseContext
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
    context = _birthplace(settings)
    others = set(context.active_children())
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_begin, initargs=(start, *arguments))
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


class _Server:
    """The server of this process, if it has one: the settings that it began with."""

    settings: Mapping[str, str] | None = None


def _birthplace(settings: Mapping[str, str]) -> BaseContext:
    """The server, started where there is none; new interpreters where none is worth it or possible, or it began with other settings."""
    if "torch" not in sys.modules or "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    if _Server.settings is None:
        context.set_forkserver_preload(["torch", *(name for name in sys.modules if name.partition(".")[0] in ("uccheck", "torch_bridge"))])
        # a SIGTERM for its whole group would end the server, and orphan the workers
        with _birth(settings, {signal.SIGINT, signal.SIGTERM}):
            forkserver.ensure_running()
        _Server.settings = dict(settings)
    return context if settings == _Server.settings else multiprocessing.get_context("spawn")  # other kernels of BLAS round otherwise


def _begin(start: Callable[..., None] | None = None, *arguments: Any) -> None:
    """The start of every worker: SIGTERM ends it, which the server that it was forked from does not hear, or does what `start` says."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    try:
        if start is not None:
            start(*arguments)
    except SystemExit as ended:  # SIGTERM came meanwhile: what an initialiser raises, the pool would print with a traceback
        os._exit(ended.code if isinstance(ended.code, int) else 1)


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
def _birth(settings: Mapping[str, str], deaf: Collection[signal.Signals] = (signal.SIGINT,)) -> Iterator[None]:
    """Children started within inherit blocked signals (the parent alone answers Ctrl-C) and a one-threaded BLAS."""
    wanted = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1") | dict(settings)
    before = {name: os.environ.get(name) for name in wanted}
    masked = signal.pthread_sigmask(signal.SIG_BLOCK, deaf) if hasattr(signal, "pthread_sigmask") else None
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
        if masked is not None:
            signal.pthread_sigmask(signal.SIG_SETMASK, masked)
