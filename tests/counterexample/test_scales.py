"""The guard sees the same at every scale of the coordinates, and what it cannot compute refutes nothing and passes nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from uccheck.core.errors import InvalidParameter
from uccheck.counterexample.guard import feature_table, near_one, permutation_p_value, point_tests, shortened
from uccheck.counterexample.rows import Points

POWERS = (-1060, -560, -3, 0, 5, 530, 1018)


def circles(rng: np.random.Generator, n: int = 40, d: int = 2) -> Points:
    """Points of both classes, at radius 1 and 1.2 in two coordinates, others normal."""
    y, angle = rng.integers(0, 2, n), rng.uniform(0, 2 * np.pi, n)
    ring = np.column_stack([np.cos(angle), np.sin(angle)]) * np.where(y == 1, 1.2, 1.0)[:, None]
    return np.column_stack([ring, rng.normal(size=(n, d - 2))]), y


def compared(scale: Any, moved: Any, d: int = 2) -> dict[str, float]:
    rng = np.random.default_rng(4)
    own, other = ([circles(rng, d=d) for _ in range(6)] for _ in range(2))
    return point_tests([(x * scale, y) for x, y in own], [(moved * x * scale, y) for x, y in other], np.random.default_rng(9))


@pytest.mark.parametrize("d", [2, 40])
@pytest.mark.parametrize("moved", [1.0, 3.0])
def test_p_values_are_those_of_the_points_in_other_units(moved: float, d: int) -> None:
    found = [compared(2.0**power, moved, d) for power in POWERS[1:]]
    assert all(one == pytest.approx(found[0]) for one in found)
    assert (found[0]["points"] < 0.01) is (moved == 3.0)


@pytest.mark.parametrize("sizes", [(1e-300, 1e300), (1.0, 1e200), (1e-160, 1.0)])
def test_a_small_coordinate_is_seen_beside_a_large_one(sizes: tuple[float, float]) -> None:
    """The large one has the same law on both sides."""
    for moved, seen in ((1.0, False), (3.0, True)):
        found = compared(np.array(sizes), np.array([moved, 1.0]))
        assert (found["points"] < 0.01) is seen


def test_columns_are_brought_near_one_without_rounding() -> None:
    x = np.array([[3.0, 1e-300, 0.0], [-5.0, 4e-300, 0.0]]) * 1.1
    for found, size in ((near_one(x, axis=0), np.abs(x).max(axis=0)), (near_one(x), np.abs(x).max())):
        back = found * np.exp2(np.ceil(np.log2(np.where(size > 0, size, 1))))
        assert np.array_equal(back, x)
    assert np.array_equal(near_one(np.zeros((2, 2))), np.zeros((2, 2))) and near_one(np.full((1, 1), 5e-324)) == 0.5
    table = feature_table(shortened(x * 1e8), np.array([0, 1]), np.array([0, 1]))
    assert np.isfinite(table).all()


@pytest.mark.parametrize(("drawn", "observed"), [([1.0, 2.0], np.nan), ([1.0, np.nan], 1.0), ([1.0, np.inf], 1.0)])
def test_a_statistic_that_is_no_number_is_refused(drawn: list[float], observed: float) -> None:
    with pytest.raises(InvalidParameter, match="not finite"):
        permutation_p_value(drawn, observed)
