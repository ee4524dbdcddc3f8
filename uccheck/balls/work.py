"""The work of enclosures, counted in terms of contour sums: the same on every machine, so that what is given up on is too.

Glossary
    limited    within it, `spend` counts, and raises Exhausted once the limit is passed; outside nothing is counted
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


class Exhausted(ArithmeticError):  # noqa: N818
    """The work that was allowed is done; what it did not reach has to be enclosed crudely."""


@dataclass
class Effort:
    """What was spent of a limit; `exhausted` once something was refused."""

    limit: int
    spent: int = 0
    exhausted: bool = False


_WORK: ContextVar[Effort | None] = ContextVar("work", default=None)


@contextmanager
def limited(limit: int) -> Iterator[Effort]:
    """Count the work done within, up to a limit."""
    work = Effort(limit)
    token = _WORK.set(work)
    try:
        yield work
    finally:
        _WORK.reset(token)


def spend(terms: int) -> None:
    """Say before it is done what something costs.  Raises: Exhausted where that, or anything before it, passes the limit."""
    work = _WORK.get()
    if work is None:
        return
    if work.exhausted or work.spent + terms > work.limit:
        work.exhausted = True
        raise Exhausted
    work.spent += terms
