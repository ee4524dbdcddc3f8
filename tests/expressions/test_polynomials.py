"""Polynomial inequalities on rays and lines: what is shown holds at random points, and false ones are not shown."""

from __future__ import annotations

import random
import time
from fractions import Fraction

import pytest

from uccheck.expressions.grammar import parse
from uccheck.expressions.polynomials import Lower, nonnegative

ZERO = Fraction(0)


def shown(text: str, *, strict: bool = False, **lower: Lower) -> bool:
    return nonnegative(parse(text, frozenset(lower)), lower, strict=strict) is not None


@pytest.mark.parametrize(
    ("text", "lower"),
    [
        ("(x**2 + y**2)/2 - x*y", {"x": None, "y": None}),
        ("x**2 + y**2 + z**2 - x*y - y*z - z*x", {"x": None, "y": None, "z": None}),
        ("(x**3 + y**3 + z**3)/3 - x*y*z", {"x": ZERO, "y": ZERO, "z": ZERO}),
        ("x**4 - 2*x**2 + 1", {"x": None}),
        ("x**3 - 1", {"x": Fraction(1)}),
        ("x*y*(x - y)**2", {"x": ZERO, "y": ZERO}),
        ("-(-x)", {"x": ZERO}),
    ],
)
def test_true_ones_are_shown(text: str, lower: dict[str, Lower]) -> None:
    assert shown(text, **lower)


@pytest.mark.parametrize(
    ("text", "lower"),
    [
        ("x**2 + y**2 - 2.01*x*y", {"x": None, "y": None}),
        ("(x**3 + y**3 + z**3)/3 - x*y*z", {"x": None, "y": None, "z": None}),
        ("x**3 - 1", {"x": Fraction(999, 1000)}),
        ("x*y", {"x": None, "y": None}),
        ("-x**2", {"x": None}),
        ("y**2 + 2*x", {"x": None, "y": None}),
        ("2*x*y", {"x": None, "y": None}),
    ],
)
def test_false_ones_are_not(text: str, lower: dict[str, Lower]) -> None:
    assert not shown(text, **lower)


def test_strictness_is_seen() -> None:
    assert shown("x**2 + 1", strict=True, x=None) and not shown("x**2", strict=True, x=None)
    assert shown("x + 1", strict=True, x=ZERO) and not shown("x", strict=True, x=ZERO)
    assert not shown("0*x", strict=True, x=None) and shown("0*x", x=None)


@pytest.mark.parametrize("text", ["x*x/x", "x**0.5", "pi*x", "exp(x)", "x**(-2)", "x/0", "((x + 1)**12)**12"])
def test_what_is_no_polynomial_with_a_value_everywhere_is_left_alone(text: str) -> None:
    started = time.monotonic()
    assert not shown(text, x=ZERO)
    assert time.monotonic() - started < 2


def test_quadratic_forms_against_their_least_values() -> None:
    """Random forms: shown ones are nonnegative at every point tried, and those with a negative value are never shown."""
    draw = random.Random(5)
    counts = {True: 0, False: 0}
    for _ in range(200):
        a, b, c, d = (draw.randint(-3, 6) for _ in range(4))
        text = f"{a}*x**2 + ({b})*x*y + {c}*y**2 + {d}"
        seen = shown(text, x=None, y=None)
        counts[seen] += 1
        least = min(a * x * x + b * x * y + c * y * y + d for x in range(-8, 9) for y in range(-8, 9))
        assert not (seen and least < 0), text
    assert min(counts.values()) > 10
