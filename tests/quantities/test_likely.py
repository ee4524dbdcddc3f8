"""What a definition asks of all likely sets of samples, against the definition: every set looked at, one by one."""

import random
from fractions import Fraction
from itertools import combinations

from uccheck.quantities.finite.likely import Sets, least_worst, seldom_exceeded


def test_the_least_worst_entry_is_that_of_every_set_looked_at() -> None:
    draw = random.Random(8)
    for size in (1, 2, 3, 5):
        table = [[Fraction(draw.randrange(-2, 5), 4) for _ in range(size)] for _ in range(size)]
        for level in (Fraction(step, 4 * size) for step in range(-1, 4 * size)):
            likely = [kept for n in range(1, size + 1) for kept in combinations(range(size), n) if n >= (1 - level) * size]
            wanted = min((max(table[p][q] for p in kept for q in kept) for kept in likely), default=None)
            if wanted is not None:
                assert least_worst(table, level) == wanted
                if min(map(min, table)) >= 0:
                    assert Sets.of((Fraction(1, size),) * size, table).least_worst(1 - level) == wanted


def test_the_least_value_that_is_seldom_exceeded_may_be_exceeded_at_the_level_itself() -> None:
    values = [Fraction(n) for n in (3, 1, 1, 4)]
    assert [seldom_exceeded(values, Fraction(step, 8)) for step in (0, 1, 2, 3, 4, 7)] == [4, 4, 3, 3, 1, 1]


def test_two_of_a_row_lie_in_a_set_as_often_as_the_rows_do_together() -> None:
    """Rows of unlike chances, in which a sample may stand twice; every likely set looked at."""
    draw, law = random.Random(3), (Fraction(1, 10), Fraction(1, 5), Fraction(3, 10), Fraction(2, 5))
    for _ in range(20):
        rows = tuple(tuple(draw.randrange(4) for _ in range(3)) for _ in law)
        sets = Sets.of(law, [[Fraction(0)] * 4] * 4)
        for share in (Fraction(1, 10), Fraction(1, 2), Fraction(7, 10), Fraction(9, 10)):
            likely = [kept for n in range(1, 5) for kept in combinations(range(4), n) if sum((law[p] for p in kept), Fraction(0)) >= share]
            twice = [[weight for row, weight in zip(rows, law, strict=True) if sum(p in kept for p in row) >= 2] for kept in likely]
            assert sets.least_twice(rows, law, share) == min(sum(weights, Fraction(0)) for weights in twice)
