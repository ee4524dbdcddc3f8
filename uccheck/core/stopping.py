"""SIGTERM ends a command as Ctrl-C does: an exception, one line, what was done is kept; work that can save itself does so first.

Glossary
    asked     SIGTERM came: the end is near, now or at the next place where work is saved
    ended     a block into which SIGTERM breaks, by `Stopped`
    saving    a block in which it does not: the work asks `asked()`, saves, and calls `stop()`
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Stopped(KeyboardInterrupt):
    """SIGTERM asked for the end; everything that answers Ctrl-C answers it."""


class _State:
    """Of this process: whether the end was asked for, and whether the handler may break into what runs."""

    asked = breakable = saving = False


def asked() -> bool:
    """Whether SIGTERM asked for the end."""
    return _State.asked


def stop() -> None:
    """The end, if it was asked for.  Raises: Stopped."""
    if _State.asked:
        raise Stopped


@contextmanager
def terminable() -> Iterator[None]:
    """SIGTERM breaks into the block; where another answer to it is set, or this is not the main thread, nothing is changed."""
    if threading.current_thread() is not threading.main_thread() or signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:
        yield
        return
    signal.signal(signal.SIGTERM, _end_command)
    try:
        with breakable():
            yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        _State.asked = False


@contextmanager
def breakable() -> Iterator[None]:
    """SIGTERM breaks into the block, and keeps it from beginning where it came before.  Raises: Stopped."""
    stop()
    before, _State.breakable = _State.breakable, True
    try:
        yield
    finally:
        _State.breakable = before


@contextmanager
def saving() -> Iterator[None]:
    """Within, SIGTERM waits for the work to save itself; a second one does not.  Raises: Stopped where it came before."""
    stop()
    before, _State.saving = _State.saving, True
    try:
        yield
    finally:
        _State.saving = before


def end_worker(number: int, frame: object) -> None:
    """The answer of a worker process, to be set where it starts: a task is broken off or saves itself, an idle process ends.

    Only the first SIGTERM counts: who signals a whole group of processes and the parent of the worker may each send one.
    """
    again, _State.asked = _State.asked, True
    if not again and not _State.saving:
        raise Stopped if _State.breakable else SystemExit(128 + number)


def _end_command(number: int, frame: object) -> None:
    again, _State.asked = _State.asked, True
    if _State.breakable and (again or not _State.saving):
        raise Stopped
