"""Sets of samples that are likely enough: the least worst entry of a table over them, and what else a definition asks of all of them.

The functions are for equally likely samples, however many; `Sets` is for at most 16 with chances of their own.
"""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import Any

Kernel = tuple[tuple[int, int, Fraction], ...]


def seldom_exceeded(values: list[Fraction], level: Fraction) -> Fraction:
    """The least of the values, one a sample, that is exceeded with probability at most the level."""
    return next(v for v in sorted(set(values)) if Fraction(sum(other > v for other in values), len(values)) <= level)


def least_worst(table: list[list[Fraction]], level: Fraction) -> Fraction:
    """The least worst entry of a table over the sets, not empty, of probability at least 1 - level."""
    share, size = max(1 - level, Fraction(1, len(table))), len(table)
    return next(v for v in sorted({entry for row in table for entry in row}) if Fraction(_largest(table, v), size) >= share)


def _largest(table: list[list[Fraction]], value: Fraction) -> int:
    """The size of the largest set all of whose pairs have entries of at most the value."""
    size = len(table)
    near = [sum(1 << q for q in range(size) if max(table[p][q], table[q][p], table[p][p], table[q][q]) <= value) for p in range(size)]

    def grown(chosen: int, left: int, best: int) -> int:
        while left and chosen + left.bit_count() > best:
            p = left.bit_length() - 1
            left &= ~(1 << p)
            best = max(best, grown(chosen + 1, left & near[p], best))
        return max(best, chosen)

    return grown(0, sum(1 << p for p in range(size) if near[p] >> p & 1), 0)


class Sets:
    """All sets of at most 16 samples as the numbers 0 .. 2^n - 1, with their probabilities; answers by looking at each."""

    def __init__(self, weights: list[int], whole: int, values: list[Fraction], worst: Any) -> None:
        import numpy as np

        self.weights, self.whole, self.values = weights, whole, values
        self.mass = _sums(np.array(weights, dtype=np.int64))
        order = np.argsort(self.mass, kind="stable")
        self._sorted = self.mass[order]
        self._least = np.minimum.accumulate(worst[order][::-1])[::-1]

    @classmethod
    def of(cls, law: tuple[Fraction, ...], table: list[list[Fraction]]) -> Sets:
        """The worst entry of every set, by doubling: a set with sample i is one without, and the entries of i with it."""
        import numpy as np

        if len(law) > 16:
            raise ValueError(f"{len(law)} samples have too many sets: take at most 16")
        values = sorted({Fraction(0), *(entry for row in table for entry in row)})
        rank = {value: number for number, value in enumerate(values)}
        worst = np.zeros(1, dtype=np.int32)
        for i in range(len(law)):
            with_i = np.full(1, rank[table[i][i]], dtype=np.int32)
            for q in range(i):
                with_i = np.concatenate([with_i, np.maximum(with_i, max(rank[table[i][q]], rank[table[q][i]]))])
            worst = np.concatenate([worst, np.maximum(worst, with_i)])
        whole = lcm(*(weight.denominator for weight in law))
        return cls([int(weight * whole) for weight in law], whole, values, worst)

    def _first(self, share: Fraction) -> int:
        import numpy as np

        return int(np.searchsorted(self._sorted, -(-share.numerator * self.whole // share.denominator), side="left"))

    def least_worst(self, share: Fraction) -> Fraction:
        """The least worst entry over the sets of probability at least `share`."""
        return self.values[int(self._least[self._first(share)])]

    def least_meeting(self, law: Kernel, share: Fraction) -> Fraction:
        """The least chance that both of a pair lie in the set."""
        import numpy as np

        n, whole = len(self.weights), lcm(*(weight.denominator for _, _, weight in law))
        joint = np.zeros((n, n), dtype=object)
        for p, q, weight in law:
            joint[p, q] += int(weight * whole)
        both = np.zeros(1, dtype=object)
        for i in range(n):
            extra = np.full(1, joint[i, i], dtype=object)
            for q in range(i):
                extra = np.concatenate([extra, extra + joint[i, q] + joint[q, i]])
            both = np.concatenate([both, both + extra])
        return Fraction(int(min(both[self.mass * share.denominator >= share.numerator * self.whole])), whole)

    def least_twice(self, rows: tuple[tuple[int, ...], ...], law: tuple[Fraction, ...], share: Fraction) -> Fraction:
        """The least chance that two of a row lie in the set."""
        import numpy as np

        total = np.zeros(len(self.mass), dtype=np.int64)
        for row, weight in zip(rows, law, strict=True):
            ones = np.zeros(len(self.weights), dtype=np.int64)
            for p in row:
                ones[p] += 1
            total += (_sums(ones) >= 2) * int(weight * self.whole)
        return Fraction(int(total[self.mass * share.denominator >= share.numerator * self.whole].min()), self.whole)


def _sums(values: Any) -> Any:
    """The sum over every set."""
    import numpy as np

    found = np.zeros(1, dtype=np.int64)
    for value in values:
        found = np.concatenate([found, found + value])
    return found
