"""Whole numbers of a given sum and sum of squares: every answer against all multisets of few small numbers."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction

import pytest

from uccheck.audit.deciders.numbers.whole import STEPS, Budget, Scale, State, _next, even_split, exists, possible, scale_of

SCALES: tuple[Scale, ...] = (None, (0, 1), (1, 4), (-2, 1), (2, 2), (-3, -2), (-1, 2))


def attained(n: int, scale: Scale) -> set[State]:
    """(n, sum, sum of squares) of all n numbers of the scale; without one, of all of -6 .. 6."""
    values = range(-6, 7) if scale is None else range(scale[0], scale[1] + 1)
    return {(n, sum(x), sum(v * v for v in x)) for x in itertools.combinations_with_replacement(values, n)}


def near(n: int) -> list[State]:
    return [(n, total, squares) for total in range(-9, 18) for squares in range(33)]


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_an_example_is_found_exactly_where_there_is_one(n: int, scale: Scale) -> None:
    """Of squares below 33 no value exceeds 5; what is attained is always possible, and on a scale of two values nothing else is."""
    true = attained(n, scale)
    for state in near(n):
        budget = Budget()
        assert exists(state, scale, budget) is (state in true), state
        assert possible(state, scale) or state not in true
        if scale is not None and scale[1] - scale[0] == 1:
            assert possible(state, scale) is (state in true), state


@pytest.mark.parametrize("n", [1, 2, 3, 5])
def test_the_most_even_split_has_the_least_sum_of_squares(n: int) -> None:
    least: dict[int, int] = {}
    for _, total, squares in attained(n, None):
        least[total] = min(squares, least.get(total, squares))
    for total in range(-2 * n, 2 * n + 1):
        assert even_split(n, total) == least[total]
        assert [possible((n, total, least[total] + more), None) for more in (-2, -1, 0, 1, 2)] == [False, False, True, False, True]


@pytest.mark.parametrize("scale", [(1, 4), (-2, 1), (0, 2), (-3, -1), (2, 2), (-1, 0)])
@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_a_scale_bounds_the_sum_and_the_sum_of_squares(n: int, scale: tuple[int, int]) -> None:
    """With j numbers at the upper end and the rest at the lower one the squares are largest; no sum lies beyond n of either end."""
    low, high = scale
    for j in range(n + 1):
        total, most = (n - j) * low + j * high, (n - j) * low**2 + j * high**2
        assert possible((n, total, most), scale) and not possible((n, total, most + 2), scale)
    for total in (n * low - 2, n * high + 2, n * low - 1, n * high + 1):
        assert not any(possible((n, total, squares), scale) for squares in range(200))


@pytest.mark.parametrize("scale", [None, (1, 4), (-2, 1)])
def test_what_one_value_leaves_is_all_that_is_possible_far_values_first(scale: Scale) -> None:
    """Of every value of a wide range; as many are tried as lie within (Q - T^2/n)(n - 1)/n of the mean, two for each whole distance."""
    for state in [*near(2)[::7], *near(3)[::11], (4, 5, 90), (5, -7, 200)]:
        if not possible(state, scale):
            continue
        n, total, squares = state
        budget = Budget()
        found = list(_next(state, scale, budget))
        inside = [x for x in range(-40, 41) if scale is None or scale[0] <= x <= scale[1]]
        left = [(n - 1, total - x, squares - x * x) for x in inside]
        assert sorted(found) == sorted(rest for rest in left if possible(rest, scale))
        reach = max(a for a in range(60) if a * a <= (squares - Fraction(total**2, n)) * (n - 1) / n)
        assert STEPS - budget.left == 2 * (reach + 1)
        away = [math.floor(abs(total - rest[1] - Fraction(total, n))) for rest in found]
        assert all(one >= other - 1 for one, other in itertools.pairwise(away))
    assert list(_next((1, 3, 9), None, Budget())) == []


@pytest.mark.parametrize("state", [(4, 3, 31), (3, 0, 10), (3, 1, 41), (4, 0, 14), (6, 1, 101)])
def test_a_search_that_the_budget_ends_says_nothing_and_spends_no_more(state: State) -> None:
    whole = Budget()
    truth = exists(state, None, whole)
    spent = STEPS - whole.left
    assert truth is (state in attained(state[0], None)) and spent > 0
    for steps in range(spent + 4):
        budget = Budget(steps)
        found = exists(state, None, budget)
        assert found is (truth if steps > spent else None) or (steps == spent and found is truth)
        assert budget.left == max(0, steps - spent)


def test_the_scale_holds_the_whole_numbers_between_its_ends() -> None:
    assert scale_of(Fraction(1, 2), Fraction(7, 2)) == (1, 3) and scale_of(Fraction(-3), Fraction(4)) == (-3, 4)
    assert scale_of(Fraction(-7, 2), Fraction(-1, 2)) == (-3, -1)
    assert scale_of(None, Fraction(3)) is scale_of(Fraction(3), None) is scale_of(None, None) is None
