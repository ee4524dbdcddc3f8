"""Bisection: of whole numbers the first that holds, of an interval two ends that keep a crossing between them."""

import pytest

from uccheck.core.bisection import first_of, narrowed


@pytest.mark.parametrize("wanted", [1, 2, 5, 9, 10])
def test_the_first_number_that_holds_is_found_without_asking_for_the_last(wanted: int) -> None:
    asked: list[int] = []
    assert first_of(0, 10, lambda n: asked.append(n) or n >= wanted) == wanted
    assert 10 not in asked and len(asked) <= 4
    assert first_of(-1, 10, lambda n: n >= wanted) == wanted
    assert first_of(10**12 - 1, 10**12, lambda n: False) == 10**12


def test_a_crossing_stays_between_the_ends() -> None:
    low, high = narrowed(0.0, 2.0, lambda x: x * x < 2, 40)
    assert low * low < 2 <= high * high and high - low == 2.0**-39
    near, far = narrowed(0.0, -4.0, lambda x: x > -3, 2)  # from 0 outward, on either side
    assert (near, far) == (-2.0, -3.0)
