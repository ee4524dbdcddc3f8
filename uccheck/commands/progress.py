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
