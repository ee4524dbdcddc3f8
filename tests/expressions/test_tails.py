"""Inequalities on rays: what is said to hold holds at large points, what is false or undefined there is never said to hold."""

from __future__ import annotations

import time
from fractions import Fraction
from typing import Any

import pytest
import sympy as sp

from uccheck.expressions import tails
from uccheck.expressions.derivatives import derivative
from uccheck.expressions.grammar import Operation, parse
from uccheck.expressions.intervals import enclose, fraction, point
from uccheck.expressions.tails import (
    MAX_DEPTH,
    Extended,
    Unknown,
    _factors,
    _from_sympy,
    extended,
    limit_at_infinity,
    nonnegative,
)

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
        ("1 + 0*x", "0"),
        ("exp(x)*(1 - 1) + 1", "0"),  # zero times what is unbounded
        ("(x - 70)**0 + 1", "8"),  # a power of a whole number is defined everywhere, if that is not negative
        ("-1/(5 - x)", "8"),
        ("(5 - x)**(-2)", "8"),
        ("(x - 5)**(-0.5)", "8"),
        ("x**0.5 - 1", "1"),
        ("log(x) - log(2)", "2"),  # equality at an end that no ball decides
        ("pi/3 + exp(-x) - 1", "1"),
        ("(x**2 - 18*x + 82)*exp(-x)", "8"),
        ("x - sin(x)", "0"),
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
        ("1 + (70 - x)**0.5 - (70 - x)**0.5", "8"),
        ("1 + (5 - x)**(-0.5) - (5 - x)**(-0.5)", "8"),  # of a negative number no root
        ("(x - 20)**4 - 1", "8"),  # positive at both ends, false between: the slope's factor has both signs
        ("x**2/2 - 100*x + 4000", "8"),
        ("x*log(x) - x + 0.5", "0.01"),
        ("exp(x/10) - x", "0"),
        ("min(x, 5) - 6", "1"),  # no slope where two parts meet
        ("2 - abs(x - 9)", "8"),
    ],
)
def test_false_or_undefined_is_never_said_to_hold(text: str, start: str) -> None:
    assert holds(text, start) is None


def test_a_strict_inequality_needs_a_positive_limit() -> None:
    assert holds("1 + exp(-x)", "0", strict=True) is True
    assert holds("x - 8", "8", strict=True) is None
    assert holds("x - 8", "8") is True
    assert holds("log(x) - log(2)", "2", strict=True) is None
    assert holds("x**3 - 1", "1", strict=True) is None
    assert holds("x**3 - 0.999", "1", strict=True) is True
    assert holds("1 + (x**2 - 16*x + 65)*exp(-x)", "8", strict=True) is True  # flat at 9, but the limit is 1


@pytest.mark.parametrize(
    "part", ["log(70 - x)", "sqrt(70 - x)", "1/(x - 70)", "(x - 70)**(-1)", "(5 - x)**0.5", "(5 - x)**(-0.5)", "(9 - x)**x"]
)
@pytest.mark.parametrize("rest", ["x", "exp(-x)"])
def test_what_has_no_value_is_never_said_to_hold_though_algebra_cancels_it(part: str, rest: str) -> None:
    assert holds(f"{rest} + {part} - {part}", "8") is None
    assert holds(rest, "8") is True


def cut_off(degree: int) -> str:
    """1 + (x - 8) + (x - 8)^2/2 + ..., expanded: from 8 on it grows, for its slope, the same of one degree less, is positive."""
    x = sp.Symbol("x")
    return str(sp.expand(sum((x - 8) ** k / sp.factorial(k) for k in range(degree + 1))))


@pytest.mark.parametrize("degree", [MAX_DEPTH, MAX_DEPTH + 1, MAX_DEPTH + 2])
def test_slopes_of_slopes_are_looked_into_as_deep_as_is_said(degree: int) -> None:
    assert holds(cut_off(degree), "8") is (True if degree <= MAX_DEPTH + 1 else None)


@pytest.mark.parametrize("steps", [0, 1, MAX_DEPTH - 1, MAX_DEPTH])
def test_no_more_slopes_are_taken_than_are_allowed(steps: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is true is told from so many steps on as it needs slopes, what is false never."""
    taken = list[object]()

    def counted(*arguments: Any) -> Any:
        taken.append(arguments)
        return derivative(*arguments)

    monkeypatch.setattr(tails, "derivative", counted)
    for text, told in ((cut_off(MAX_DEPTH + 1), steps >= MAX_DEPTH), ("exp(x/10) - x", False), ("x**2/2 - 100*x + 4000", False)):
        taken.clear()
        found = nonnegative(parse(text, X), "x", Fraction(8), strict=False, deadline=time.monotonic() + 60, steps=steps)
        assert found is (True if told else None) and len(taken) <= steps


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


@pytest.mark.parametrize(
    "text",
    ["x**2 - 1", "pi*exp(x)*Q(x) + exp(x)", "x/3*(1 - x)", "exp(x)*sinh(x) + exp(x)", "x**0.25*tanh(x)", "phi(x)*x - phi(x)", "7*x**(-2)"],
)
def test_factors_multiply_to_what_was_factored(text: str) -> None:
    e = parse(text, X)
    factors = _factors(e, "x")
    assert len(factors) > 1
    product = factors[0]
    for factor in factors[1:]:
        product = Operation("*", (product, factor))
    for at in ("0.3", "1", "2.7"):
        here = {"x": point(Fraction(at))}
        a, b = enclose(e, here, bits=100), enclose(product, here, bits=100)
        assert abs(fraction(a.lower) - fraction(b.upper)) < Fraction(1, 10**20)


def test_what_the_grammar_has_no_word_for_is_not_read_back() -> None:
    x = sp.Symbol("x", real=True)
    for beyond in (sp.zeta(x), sp.atan(x), sp.I, sp.oo, sp.E, sp.Abs(x), sp.Piecewise((x, x > 0), (0, True))):
        with pytest.raises(Unknown):
            _from_sympy(beyond)


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("exp(-x)", "0"), ("3/2 - 1/x", "3/2"), ("sqrt(x + 1) - sqrt(x)", "0"), ("x*Q(x)", "0"), ("-2 + 1/x", "-2"),
        ("-x", None), ("-x**0.5", None), ("sin(x)", None), ("pi + 1/x", None),
    ],
)  # fmt: skip
def test_limits_are_rational_or_not_told(text: str, limit: str | None) -> None:
    assert limit_at_infinity(parse(text, X), "x") == (None if limit is None else Fraction(limit))
    assert limit_at_infinity(parse("x - log(x)", X), "x") == 1  # infinity, and whatever is positive lies below
