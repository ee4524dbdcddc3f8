"""Deciding a probability by sampling until it is known to lie in one of several overlapping buckets.

Glossary
    Bucket    a named closed interval of probabilities; the buckets cover [0, 1] and neighbours overlap.
    decide    draws until the confidence sequence lies inside a bucket; overlaps make the number of draws finite.

Guarantee: whatever the probability, the bucket returned contains it except with probability at most alpha.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from uccheck.core.errors import InvalidParameter
from uccheck.core.exact import Exact, as_written, probability
from uccheck.statistics.estimate import confidence_sequence

if TYPE_CHECKING:
    import numpy as np

Draw = Callable[["np.random.Generator"], bool]
FIRST_LOOK = 32


@dataclass(frozen=True)
class Bucket:
    """Probabilities from `low` to `high`."""

    name: str
    low: Fraction
    high: Fraction


@dataclass(frozen=True)
class SequentialDecision:
    """The bucket (None when `limit` draws did not decide), the counts k of n, and the interval that decided."""

    bucket: Bucket | None
    k: int
    n: int
    interval: tuple[Fraction, Fraction]
    alpha: Fraction
    seed: tuple[int, ...]

    def __str__(self) -> str:
        low, high = (f"{float(end):.6g}" for end in self.interval)
        return f"{self.k} of {self.n} draws, P in [{low}, {high}] with error at most {as_written(self.alpha)}, seed {self.seed}"


def overlapping(buckets: tuple[Bucket, ...]) -> tuple[Bucket, ...]:
    """The buckets by their lower ends.

    Raises: InvalidParameter unless they cover [0, 1] and each overlaps the next in more than a point.
    """
    ordered = tuple(sorted(buckets, key=lambda bucket: bucket.low))
    if not ordered or ordered[0].low > 0 or max(bucket.high for bucket in ordered) < 1:
        raise InvalidParameter("the buckets must cover every probability from 0 to 1")
    for one, other in pairwise(ordered):
        if other.low >= one.high:
            ends = f"{as_written(one.high)} and {as_written(other.low)}"
            raise InvalidParameter(
                f"the buckets {one.name!r} and {other.name!r} meet at {ends} without an overlap: a probability there "
                "could never be decided; move one end"
            )
    return ordered


def two_buckets(at_least: Exact, or_below: Exact) -> tuple[Bucket, ...]:
    """`P >= at_least` against `P <= or_below`, with at_least < or_below."""
    low, high = probability(at_least, "at_least"), probability(or_below, "or_below")
    return overlapping((Bucket("holds", low, Fraction(1)), Bucket("fails", Fraction(0), high)))


def decide(event: Draw, buckets: tuple[Bucket, ...], alpha: Exact, seed: tuple[int, ...], limit: int = 10**6) -> SequentialDecision:
    """Draw in chunks that double, and stop when the confidence sequence lies inside a bucket.

    Each chunk has a generator of its own, derived from (seed, chunk), so that a result depends on the seed alone.
    """
    ordered, level = overlapping(buckets), probability(alpha, "alpha")
    k, n, interval = 0, 0, (Fraction(0), Fraction(1))
    for k, n, interval in _looks(event, level, seed, limit):
        inside = [bucket for bucket in ordered if bucket.low <= interval[0] and interval[1] <= bucket.high]
        if inside:
            return SequentialDecision(inside[-1], k, n, interval, level, seed)
    return SequentialDecision(None, k, n, interval, level, seed)


def decide_at_least(event: Draw, bound: Exact, alpha: Exact, seed: tuple[int, ...], limit: int = 10**6) -> SequentialDecision:
    """`P >= bound` (the bucket `holds`) against `P < bound` (`fails`), by the same confidence sequence.

    Any P other than the bound itself is decided by enough draws; an undecided one says nothing.
    """
    low, level = probability(bound, "at_least"), probability(alpha, "alpha")
    k, n, interval = 0, 0, (Fraction(0), Fraction(1))
    for k, n, interval in _looks(event, level, seed, limit):
        if interval[0] >= low:
            return SequentialDecision(Bucket("holds", low, Fraction(1)), k, n, interval, level, seed)
        if interval[1] < low:
            return SequentialDecision(Bucket("fails", Fraction(0), low), k, n, interval, level, seed)
    return SequentialDecision(None, k, n, interval, level, seed)


def draws_needed(found: SequentialDecision, bound: Exact, most: int = 10**12) -> int | None:
    """About how many draws in all would decide, if the rate stayed what it was so far; None where `most` would not do."""
    low, n = probability(bound, "at_least"), max(found.n, FIRST_LOOK)
    rate = Fraction(found.k, found.n) if found.n else Fraction(0)
    while n <= most:
        ends = confidence_sequence(int(rate * n), n, found.alpha)
        if ends[0] >= low or ends[1] < low:
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
    """Whether the event occurred.  Raises: InvalidParameter for anything but True and False, such as nan or a rate."""
    import numpy as np

    if isinstance(drawn, bool | np.bool_):
        return bool(drawn)
    shown = repr(drawn)
    raise InvalidParameter(
        f"the event returned {shown if len(shown) < 60 else shown[:57] + '...'}: return True where it occurs and False where it does not"
    )
