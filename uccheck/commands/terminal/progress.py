"""A line on stderr while something takes long, where stderr is a terminal; stdout stays clean."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def status(what: str) -> Iterator[Callable[[str], None]]:
    """A spinner with a text that the caller may change; nothing at all where stderr is not a terminal."""
    if not sys.stderr.isatty():
        yield lambda text: None
        return
    from rich.console import Console

    with Console(stderr=True).status(what) as shown:
        yield lambda text: shown.update(f"{what}: {text}")


def paced(notice: Callable[[str], None], total: int) -> Callable[[int], None]:
    """Says at most five times a second how far it is, and how long the rest will take at the pace so far."""
    from time import monotonic

    start, last = monotonic(), [0.0]

    def say(done: int) -> None:
        now = monotonic()
        if now - last[0] > 0.2:
            last[0] = now
            notice(f"{done} done, about {(now - start) / done * (total - done):.0f} s left")

    return say
