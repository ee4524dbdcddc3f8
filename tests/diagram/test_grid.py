"""Ranges as a user writes them, and what is refused before the first point."""

from __future__ import annotations

from fractions import Fraction

import pytest

from uccheck.core.errors import InvalidParameter
from uccheck.diagram.grid import Axis, Grid, grid

USUAL: dict[str, Axis] = {"gamma": 0, "s": 4, "b": 32}


def made(
    m: Axis = 10, D: Axis | None = 100, per_sample: Axis | None = None, delta: Axis = "0.05", epsilon: Axis = "0.01", **more: Axis
) -> Grid:
    numbers = {**USUAL, **more}
    return grid(m, D, per_sample, delta, epsilon, theorem=str(numbers.pop("theorem", "auto")), **numbers)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("10, 100,1000", (10, 100, 1000)),
        ("100..1e6:5", (100, 1000, 10_000, 100_000, 1_000_000)),
        ("1..3:5", (1, 2, 3)),
        ("2..10+4", (2, 6, 10)),
        ("2..11+4", (2, 6, 10)),
        ("1..1e+2:3", (1, 10, 100)),
        ("7..7:1, 7, 8", (7, 8)),
    ],
)
def test_a_range_of_whole_numbers(text: str, values: tuple[int, ...]) -> None:
    assert made(m=text).m == values


def test_other_numbers_are_exact_decimals() -> None:
    assert made(delta="0.1..0.3+0.1").delta == (Fraction(1, 10), Fraction(1, 5), Fraction(3, 10))
    assert made(epsilon="0.001..0.1:3").epsilon == (Fraction(1, 1000), Fraction(1, 100), Fraction(1, 10))
    assert made(D=None, per_sample=["1/3", 2]).dimensions(10) == (4, 20)


def test_every_combination_is_a_point_m_by_m() -> None:
    found = made(m="2,3", D="5,7", delta="0.1,0.2", epsilon="0.01,0.02", s="4,5")
    places = list(found)
    assert len(places) == found.places == 16 and len(found) == 32
    assert [int(place.setting.m) for place in places] == [2] * 8 + [3] * 8
    assert len({place.setting for place in places}) == 16


@pytest.mark.parametrize(
    ("axes", "said"),
    [
        ({"m": "10..5:3"}, "which goes down"),
        ({"m": "10..50"}, "write 100..1e6:20"),
        ({"m": "1..2:0"}, "at least 1"),
        ({"m": "1..2:1.5"}, "whole number"),
        ({"gamma": "0..4:3"}, "starts above 0"),
        ({"m": "0"}, "at least 1, got '0'"),
        ({"m": ""}, "is not a number"),
        ({"m": ()}, "has no value"),
        ({"m": "1..1e9+1"}, "more than"),
        ({"m": "1..1e6+1000", "D": "1..1e7+7000"}, "more than 1000000"),
        ({"D": None, "per_sample": "1e6", "m": "1e7"}, "D must be at most"),
        ({"D": 5, "per_sample": 5}, "either D or D per sample"),
        ({"D": None}, "either D or D per sample"),
        ({"delta": "0.5,1"}, "strictly between 0 and 1"),
        ({"delta": 0.05}, "must be exact"),
        ({"delta": "0.2,0.6", "theorem": "B"}, "needs delta < 1/2"),
        ({"theorem": "Z"}, "unknown theorem"),
        ({"s": "4,40"}, "s < b"),
    ],
)
def test_misuse_is_refused_before_any_point(axes: dict[str, Axis], said: str) -> None:
    with pytest.raises(InvalidParameter, match=said):
        made(**axes)
