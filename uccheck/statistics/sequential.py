"""Deciding `P >= bound` by sampling until a confidence sequence lies on one side of the bound.

Guarantee: whatever the probability, a verdict is wrong with probability at most alpha, however often the draws are looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from uccheck.core.errors import InvalidParameter
from uccheck.core.exact import Exact, as_written, probability
from uccheck.core.verdict import NoBool, Verdict
from uccheck.statistics.estimate import MAX_TRIALS, confidence_sequence

if TYPE_CHECKING:
    import numpy as np

Draw = Callable[["np.random.Generator"], bool]
FIRST_LOOK = 32


class InvalidDraw(InvalidParameter):
    """An event returned what is neither True nor False."""


@dataclass(frozen=True)
class SequentialDecision(NoBool):
    """The verdict (UNDECIDED when `limit` draws did not do), the counts k of n, and the interval that decided."""

    verdict: Verdict
    k: int
    n: int
    interval: tuple[Fraction, Fraction]
    alpha: Fraction
    seed: tuple[int, ...]

    def __str__(self) -> str:
        low, high = (f"{float(end):.6g}" for end in self.interval)
        return f"{self.k} of {self.n} draws, P in [{low}, {high}] with error at most {as_written(self.alpha)}, seed {self.seed}"


def decide_at_least(event: Draw, bound: Exact, alpha: Exact, seed: tuple[int, ...], limit: int = 10**6) -> SequentialDecision:
    """`P >= bound`, from draws in chunks that double: each has a generator of its own, derived from (seed, chunk).

    Any P other than the bound itself is decided by enough draws; an undecided one says nothing.
    """
    low, level = probability(bound, "at_least"), probability(alpha, "alpha")
    found = SequentialDecision(Verdict.UNDECIDED, 0, 0, (Fraction(0), Fraction(1)), level, seed)
    for k, n, interval in _looks(event, level, seed, limit):
        found = SequentialDecision(_side(interval, low), k, n, interval, level, seed)
        if found.verdict is not Verdict.UNDECIDED:
            break
    return found


def _side(interval: tuple[Fraction, Fraction], low: Fraction) -> Verdict:
    """On which side of the bound an interval lies; the bound itself is upheld."""
    if interval[0] >= low:
        return Verdict.UPHELD
    return Verdict.REFUTED if interval[1] < low else Verdict.UNDECIDED


def draws_needed(found: SequentialDecision, bound: Exact, most: int = MAX_TRIALS) -> int | None:
    """About how many draws in all would decide, if the rate stayed what it was so far; None where `most` would not do."""
    low, n = probability(bound, "at_least"), max(found.n, FIRST_LOOK)
    rate = Fraction(found.k, found.n) if found.n else Fraction(0)
    while n <= most:
        if _side(confidence_sequence(int(rate * n), n, found.alpha), low) is not Verdict.UNDECIDED:
            return n
        n *= 2
    return None


def _looks(event: Draw, level: Fraction, seed: tuple[int, ...], limit: int) -> Iterator[tuple[int, int, tuple[Fraction, Fraction]]]:
    """After each chunk: the successes, the draws, and the interval so far."""
    import numpy as np

    k = n = chunk = 0
    interval = (Fraction(0), Fraction(1))
    while n < limit:
        generator = np.random.default_rng(np.random.SeedSequence((*seed, chunk)))
        size = min(max(n, FIRST_LOOK), limit - n)
        k += sum(_success(event(generator)) for _ in range(size))
        n, chunk = n + size, chunk + 1
        low, high = confidence_sequence(k, n, level)
        interval = (max(interval[0], low), min(interval[1], high))
        yield k, n, interval


def _success(drawn: object) -> bool:
    """Whether the event occurred.  Raises: InvalidDraw for anything but True and False, such as nan or a rate."""
    import numpy as np

    if isinstance(drawn, bool | np.bool_):
        return bool(drawn)
    shown = repr(drawn)
    raise InvalidDraw(
        f"the event returned {shown if len(shown) < 60 else shown[:57] + '...'}: return True where it occurs and False where it does not"
    )
