"""Points decided in batches, here or in workers, kept in a store and taken up again: what the sweeps of all counterexamples share.

Glossary
    group     points that one call decides, one after the other, so that they may share what is found
    record    JSON values of a decided point, its name under "point"; it depends on the point's own numbers alone
"""

from __future__ import annotations

import hashlib
import json
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Generic, TypeVar

from uccheck.core.errors import InvalidParameter
from uccheck.core.processes import process_pool, uninterrupted
from uccheck.core.store import Store

MOST_WORKERS, _BATCH = 256, 8

P = TypeVar("P")


@dataclass(frozen=True)
class Job(Generic[P]):
    """How points are named, and how the texts of several are made: decide(points, *arguments), which can be sent to a process."""

    name: Callable[[P], str]
    decide: Callable[..., list[str]]
    arguments: tuple[Any, ...] = ()


def records(
    groups: Iterable[Sequence[P]], job: Job[P], about: dict[str, Any], *, workers: int, store: Path | None,
    warn: Callable[[str], None] = warnings.warn,
) -> Iterator[dict[str, Any]]:  # fmt: skip
    """The records in the order of the points; `about` is what the store knows the run by.

    Guarantee: what was yielded is kept; the records are the same for every number of workers and after any cut.
    Raises: InvalidParameter, InvalidFile before the first record; `warn` is told where a store could not be written to the end.
    """
    if not 1 <= workers <= MOST_WORKERS:
        raise InvalidParameter(f"workers must lie between 1 and {MOST_WORKERS}, got {workers}")
    kept = None if store is None else Store(store, json.dumps(about, sort_keys=True))
    return _run(groups, job, workers, kept, warn)


def _run(
    groups: Iterable[Sequence[P]], job: Job[P], workers: int, kept: Store | None, warn: Callable[[str], None]
) -> Iterator[dict[str, Any]]:
    with ExitStack() as open_things:
        if kept is not None:
            open_things.enter_context(kept)
        executor = open_things.enter_context(process_pool(workers)) if workers > 1 else None
        size, most = (1, 1) if executor is None else (_BATCH, 3 * workers)
        under_way: deque[_Batch[P]] = deque()
        left = iter(groups)
        try:
            while True:
                while len(under_way) < most and (chosen := list(islice(left, size))):
                    under_way.append(_Batch([point for group in chosen for point in group], job, kept, executor))
                if not under_way:
                    return
                yield from under_way[0].records()
                under_way.popleft()
        finally:
            for batch in under_way:
                batch.settle()
            if kept is not None and kept.broken is not None:
                warn(kept.broken)


class _Batch(Generic[P]):
    """Some points: what is kept of them is read, the rest is decided, here or in a worker."""

    def __init__(self, points: list[P], job: Job[P], kept: Store | None, executor: Executor | None) -> None:
        self.job, self.kept = job, kept
        self.names = [job.name(point) for point in points]
        self.known = {} if kept is None else _read(kept, self.names)
        self.missing = [(name, point) for name, point in zip(self.names, points, strict=True) if name not in self.known]
        self.work = (job.decide, [point for _, point in self.missing], *job.arguments)
        self.future: Future[list[str]] | None = executor.submit(*self.work) if executor is not None and self.missing else None

    def records(self) -> Iterator[dict[str, Any]]:
        """Its records in order; what was missing is kept before the first is yielded."""
        if self.future is not None:
            self._take(self.future.result())
        elif self.missing:
            decide, *arguments = self.work
            with uninterrupted():
                self._take(decide(*arguments))
        for name in self.names:
            yield json.loads(self.known[name])

    def settle(self) -> None:
        """After an interrupt: keep what has begun, drop what has not."""
        if self.future is not None and not self.future.cancel() and self.future.exception() is None:
            self._take(self.future.result())

    def _take(self, texts: list[str]) -> None:
        found = {name: text for (name, _), text in zip(self.missing, texts, strict=True)}
        self.known |= found
        self.missing = []
        if self.kept is not None and found:
            self.kept.keep({key(name): text for name, text in found.items()})


def key(name: str) -> int:
    """The number by which a store knows a point."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") >> 1


def _read(kept: Store, names: list[str]) -> dict[str, str]:
    """The kept records of these points; a record of other numbers under the same key is none."""
    by_key = {key(name): name for name in names}
    texts = kept.records(list(by_key))
    return {by_key[position]: text for position, text in texts.items() if json.loads(text)["point"] == by_key[position]}
