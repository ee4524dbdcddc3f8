"""Whole numbers x_1..x_n with a given sum and sum of squares, on a scale or not: an example, a proof that there is none, or open.

Needed are Q = T mod 2, Q at least that of the most even split of T, and on [low, high] the sum of (x - low)(high - x) >= 0. They are not
enough (two numbers of sum 0 have an even square as half their Q), so that "possible" needs an example: found by depth-first search,
the value farthest from the mean first.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

STEPS = 200_000
Scale = tuple[int, int] | None
State = tuple[int, int, int]  # n, T, Q


@dataclass
class Budget:
    """How many candidates may still be tried, over all searches of one claim."""

    left: int = STEPS


def scale_of(low: Fraction | None, high: Fraction | None) -> Scale:
    """The whole numbers of [low, high]."""
    return None if low is None or high is None else (math.ceil(low), math.floor(high))


def even_split(n: int, total: int) -> int:
    """The least sum of squares of n whole numbers of this sum."""
    quotient, rest = divmod(total, n)
    return (n - rest) * quotient**2 + rest * (quotient + 1) ** 2


def possible(state: State, scale: Scale) -> bool:
    """Whether the necessary conditions hold."""
    n, total, squares = state
    if squares % 2 != total % 2 or squares < even_split(n, total):
        return False
    if scale is None:
        return True
    low, high = scale
    most = (low + high) * total - n * low * high
    return low * n <= total <= high * n and squares <= most


def exists(state: State, scale: Scale, budget: Budget) -> bool | None:
    """True with an example found, False if there is none, None if the budget ended first."""
    if not possible(state, scale):
        return False
    branches = [(state, _next(state, scale, budget))]
    while branches:
        (n, total, squares), following = branches[-1]
        if squares == even_split(n, total):  # it lies within the scale, as the mean does
            return True
        found = next(following, None)
        if budget.left <= 0:
            return None
        if found is None:
            branches.pop()
        else:
            branches.append((found, _next(found, scale, budget)))
    return False


def _next(state: State, scale: Scale, budget: Budget) -> Iterator[State]:
    """What one value less leaves, values far from the mean first; |x - mean|^2 is at most (Q - T^2/n)(n - 1)/n."""
    n, total, squares = state
    mean = total // n
    reach = math.isqrt((squares * n - total * total) * (n - 1) // n**2)
    for away in range(reach, -1, -1):
        for x in (mean - away, mean + 1 + away):
            if budget.left <= 0:
                return
            budget.left -= 1
            rest = (n - 1, total - x, squares - x * x)
            if (scale is None or scale[0] <= x <= scale[1]) and n > 1 and possible(rest, scale):
                yield rest
