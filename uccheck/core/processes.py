"""Worker processes that leave Ctrl-C to their parent and use one thread each; short work that Ctrl-C does not break into."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, wait
from contextlib import contextmanager


@contextmanager
def process_pool(workers: int) -> Iterator[Executor | None]:
    """An executor of that many processes, deaf to Ctrl-C and of one thread each; None for one worker."""
    if workers == 1:
        yield None
        return
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        with _birth():  # processes are born as work is submitted
            born = [pool.submit(os.getpid) for _ in range(workers)]
            wait(born)
        yield pool


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
def _birth() -> Iterator[None]:
    """Children started within inherit a blocked SIGINT (the parent alone answers Ctrl-C) and a one-threaded BLAS."""
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    before = {name: os.environ.get(name) for name in names}
    masked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}) if hasattr(signal, "pthread_sigmask") else None
    os.environ.update(dict.fromkeys(names, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
        if masked is not None:
            signal.pthread_sigmask(signal.SIG_SETMASK, masked)
