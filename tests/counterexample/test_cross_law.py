"""The cross test's p-value and shift by another route: every way to deal the errors out, counted with whole numbers."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from math import comb

import numpy as np
import pytest
from scipy import stats

from uccheck.counterexample.cross import POWER, cross_counts, cross_p_value, cross_shift

Row = tuple[int, int, int, int]


def dealt(row: Row) -> Iterator[tuple[int, Fraction]]:
    """(errors on S', chance), if the errors of a replicate are dealt out anew among all of its points."""
    errors, points, others, fresh = row
    both = errors + others
    for k in range(points + 1):
        yield k, Fraction(comb(points, k) * comb(fresh, both - k) if k <= both else 0, comb(points + fresh, both))


def judged(rows: tuple[Row, ...]) -> list[Fraction]:
    """The chance of a sum of excesses, and of a sum of squared excesses by variance, as large as what is seen."""
    laws = [list(dealt(row)) for row in rows]
    means = [sum((k * chance for k, chance in law), Fraction(0)) for law in laws]
    variances = [sum(((k - mean) ** 2 * chance for k, chance in law), Fraction(0)) or 1 for law, mean in zip(laws, means, strict=True)]

    def statistics(errors: tuple[int, ...]) -> tuple[Fraction, Fraction]:
        excess = [k - mean for k, mean in zip(errors, means, strict=True)]
        return abs(sum(excess, Fraction(0))), sum((e * e / v for e, v in zip(excess, variances, strict=True)), Fraction(0))

    seen, found = statistics(tuple(row[0] for row in rows)), [Fraction(0), Fraction(0)]
    for drawn in product(*laws):
        chance = math.prod((chance for _, chance in drawn), start=Fraction(1))
        for i, value in enumerate(statistics(tuple(k for k, _ in drawn))):
            found[i] += chance if value >= seen[i] else 0
    return found


@pytest.mark.parametrize(
    ("rows", "less"),
    [
        (((4, 10, 5, 20), (5, 10, 6, 20)), "sum"),  # a little too often in both
        (((2, 10, 10, 20), (1, 6, 8, 20)), "sum"),  # too seldom: the side does not matter
        (((2, 6, 7, 12), (5, 6, 4, 12)), "squares"),  # as often as is due, but unlike
        (((2, 4, 2, 12), (4, 12, 10, 14)), "squares"),  # samples of unlike sizes: a variance is each replicate's own
        (((1, 4, 0, 30), (2, 12, 5, 12)), "squares"),
        (((2, 4, 1, 12), (3, 12, 6, 12)), "squares"),
        (((0, 8, 0, 20), (4, 8, 3, 20)), "either"),  # a replicate without errors says nothing,
        (((8, 8, 20, 20), (4, 8, 3, 20)), "either"),  # nor does one that errs everywhere
    ],
)
def test_the_p_value_is_twice_the_lesser_chance_of_two_statistics(rows: tuple[Row, ...], less: str) -> None:
    by_sum, by_squares = judged(rows)
    assert less == ("sum" if by_sum < by_squares else "squares" if by_squares < by_sum else "either")
    assert cross_p_value(np.array(rows)) == pytest.approx(float(2 * min(by_sum, by_squares)), rel=0.05, abs=0.004)


def test_a_p_value_is_at_most_one() -> None:
    rows = ((2, 10, 4, 20), (1, 5, 4, 20))  # just what is due: either chance is 1
    assert judged(rows) == [1, 1] and cross_p_value(np.array(rows)) == 1


@pytest.mark.parametrize("level", [0.01 / 8, 0.2])
@pytest.mark.parametrize("rows", [((20, 100, 180, 1000), (7, 40, 61, 300)), ((1, 3, 4, 7),)])
def test_the_shift_is_that_at_which_the_sum_of_excesses_has_the_stated_power(rows: tuple[Row, ...], level: float) -> None:
    """Its errors are those of a hypergeometric law; the level is halved for two statistics and again for two sides."""
    spread = math.sqrt(sum(stats.hypergeom(p + f + 2, e + o + 1, p).var() for e, p, o, f in rows))
    mean = cross_shift(np.array(rows), level) * sum(p - p * p / (p + f) for _, p, _, f in rows)
    assert stats.norm.sf(stats.norm.isf(level / 2 / 2) - mean / spread) == pytest.approx(POWER, abs=1e-9)


def test_the_counts_are_those_of_the_records_that_have_them() -> None:
    names = ("cross_errors", "cross_points", "test_errors", "test_points")
    records = [{"test_errors": 8, "test_points": 9}, *(dict(zip(names, row, strict=True)) for row in [(1, 2, 3, 4), (5, 6, 7, 8)])]
    assert cross_counts(records).tolist() == [[1, 2, 3, 4], [5, 6, 7, 8]]
    assert cross_counts(records[:1]).shape == (0, 4)
