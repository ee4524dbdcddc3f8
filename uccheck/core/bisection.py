"""Bisection of an interval; of whole numbers the standard library's `bisect` does it, over a range with a key."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable


def narrowed(low: float, high: float, below: Callable[[float], bool], steps: int) -> tuple[float, float]:
    """The two ends after so many halvings: `below` says that a point lies on the side of `low`."""
    for _ in range(steps):
        middle = (low + high) / 2
        low, high = (middle, high) if below(middle) else (low, middle)
    return low, high


def first_of(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """The least number of (low, high] that holds, high being known to, or being all that is left; what holds once is taken to hold on."""
    return low + 1 + bisect_left(range(low + 1, high), True, key=holds)
