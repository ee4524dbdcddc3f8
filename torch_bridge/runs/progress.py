"""A bar on stderr where that is a terminal: tasks done (those of earlier runs too), and the time left once it is known."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from torch_bridge.runs.runner import Task, TaskReport, Watcher


class TimeLeft:
    """Seconds left, from the costs of what was finished since the start and of what is left; None until a task ended.

    The cost is a number of steps; how many epochs a training needs is not known beforehand, so this is an extrapolation.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._started = clock, clock()
        self.done = self.left = 0.0
        self.finished = 0

    def resumed(self, left: Sequence[Task]) -> None:
        """Start to measure, with these tasks ahead."""
        self._started, self.left = self._clock(), sum(task.cost for task in left)

    def finish(self, task: Task) -> None:
        """A task ended."""
        self.finished, self.done, self.left = self.finished + 1, self.done + task.cost, self.left - task.cost

    def seconds(self) -> float | None:
        """What is left at the rate so far."""
        return None if not self.finished else (self._clock() - self._started) * self.left / self.done

    def says(self) -> str:
        """The time left in words, with what it rests on."""
        seconds = self.seconds()
        if seconds is None:
            return "time left unknown until a task ends"
        shown = f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"
        return f"about {shown} left, from {self.finished} finished"


@contextmanager
def progress() -> Iterator[Watcher | None]:
    """A watcher that draws the bar, or None where stderr is not a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (MofNCompleteColumn(), BarColumn(bar_width=20), TimeElapsedColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield _Bar(bar)


class _Bar:
    """Draws what it is told; `bar` is rich's."""

    def __init__(self, bar: object) -> None:
        from rich.progress import Progress

        assert isinstance(bar, Progress)
        self._bar, self._left, self._says = bar, TimeLeft(), ""
        self._task = bar.add_task("", total=None)

    def resumed(self, done: Sequence[Task], left: Sequence[Task]) -> None:
        self._left.resumed(left)
        self._bar.update(self._task, total=len(done) + len(left), completed=len(done), description=self._left.says())

    def report(self, item: TaskReport) -> None:
        self._says = f"{item.key} {item.says}"
        self._bar.update(self._task, description=f"{self._left.says()}; {self._says}")

    def finished(self, task: Task, seconds: float) -> None:
        del seconds
        self._left.finish(task)
        self._bar.update(self._task, advance=1, description=f"{self._left.says()}; {self._says}")
