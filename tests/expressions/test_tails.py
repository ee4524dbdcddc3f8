"""Inequalities on rays: what is said to hold holds at large points, what is false or undefined there is never said to hold."""

from __future__ import annotations

import time
from fractions import Fraction

import pytest

from uccheck.expressions.grammar import parse
from uccheck.expressions.tails import Extended, Unknown, extended, nonnegative

X = frozenset({"x"})


def holds(text: str, start: str, *, strict: bool = False) -> bool | None:
    return nonnegative(parse(text, X), "x", Fraction(start), strict=strict, deadline=time.monotonic() + 20)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("exp(-x**2/2)/2 - Q(x)", "8"),
        ("phi(x)/x - Q(x)", "8"),
        ("Q(x) - x/(1 + x**2)*phi(x)", "8"),
        ("x - log(1 + x)", "8"),
        ("exp(x) - 1 - x - x**2/2", "8"),
        ("1 - tanh(x)", "8"),
        ("sqrt(x) - log(x)", "8"),
        ("x**2 + 1 - 2*x", "8"),
        ("1/x", "1"),
        ("min(x, 5)", "1"),
        ("2 + sin(x)", "0"),
    ],
)
def test_true_on_the_ray(text: str, start: str) -> None:
    assert holds(text, start) is True


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("100 - x", "8"),  # false from 100 on
        ("exp(-x) - 1e-9", "8"),
        ("log(x) - 10", "8"),
        ("1e6 - x*log(x)", "8"),
        ("x + log(70 - x) - log(70 - x)", "8"),  # no value beyond 70
        ("x + sqrt(70 - x) - sqrt(70 - x)", "8"),
        ("x + 1/(x - 70) - 1/(x - 70)", "8"),
        ("(x - 70)**(-1) + 100", "8"),
        ("sin(x)", "0"),
        ("Q(x) - exp(-x**2/2)/2", "8"),
    ],
)
def test_false_or_undefined_is_never_said_to_hold(text: str, start: str) -> None:
    assert holds(text, start) is None


def test_a_strict_inequality_needs_a_positive_limit() -> None:
    assert holds("1 + exp(-x)", "0", strict=True) is True
    assert holds("x - 8", "8", strict=True) is None
    assert holds("x - 8", "8") is True


def test_extended_intervals() -> None:
    ray = {"x": Extended(Fraction(2), None)}
    assert extended(parse("1/x", X), ray) == Extended(Fraction(0), Fraction(1, 2))
    assert extended(parse("-x", X), ray) == Extended(None, Fraction(-2))
    assert extended(parse("x*x", X), ray) == Extended(Fraction(4), None)
    assert extended(parse("exp(-x)", X), ray).lower == 0
    with pytest.raises(Unknown):
        extended(parse("1/(x - 3)", X), ray)


@pytest.mark.parametrize(
    ("text", "start", "strict", "expected"),
    [
        ("phi(x)/x - Q(x)", "0.001", True, True),
        ("Q(x) - x/(1 + x**2)*phi(x)", "0", True, True),
        ("1/x - 1/(x + 1)", "1", True, True),
        ("1/x", "1", True, True),
        ("exp(-x) - exp(-x)", "0", True, None),  # never positive: the slope is 0
        ("Phi(x)*0", "0", True, None),
        ("0.999*phi(x)/x - Q(x)", "1", False, None),
    ],
)
def test_what_falls_to_zero_without_arriving(text: str, start: str, strict: bool, expected: bool | None) -> None:
    e = parse(text, frozenset("x"))
    assert nonnegative(e, "x", Fraction(start), strict=strict, deadline=time.monotonic() + 20) is expected
