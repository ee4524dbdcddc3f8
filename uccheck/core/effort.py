"""What a search may cost: steps that are counted and the same on every machine, with the clock as an outer guard that names itself.

Glossary
    watch    raises OutOfTime once the guard's time has come: a verdict never depends on how busy the machine was without saying so.
    Steps    the steps that are left; `step` takes one, and is False when none is left.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from uccheck.core.errors import UccheckError


class OutOfTime(UccheckError):  # noqa: N818 - no fault of the claim
    """The clock ran out before the work that a decision may cost was spent; says nothing about the claim."""


def watch(deadline: float) -> None:
    """Raises OutOfTime after `deadline` (time.monotonic)."""
    if time.monotonic() > deadline:
        raise OutOfTime("the time limit came before the work that this claim may cost was spent")


@dataclass
class Steps:
    """Steps left, and the guard."""

    left: int
    deadline: float

    def step(self) -> bool:
        """Take a step; False when none was left.  Raises OutOfTime after the deadline."""
        watch(self.deadline)
        self.left -= 1
        return self.left >= 0
