"""Every rule of differentiation against central differences of the expression itself, at 600 bits, and the absence of a rule."""

from __future__ import annotations

from fractions import Fraction

import pytest

from uccheck.expressions.derivatives import derivative
from uccheck.expressions.grammar import FUNCTIONS, Expression, parse
from uccheck.expressions.intervals import enclose, fraction, point

XY = frozenset({"x", "y"})
RULES = [
    "3", "x", "y", "pi*x", "-x**3", "x + y*x", "x - y*x", "y - x", "x*y", "x*x*y", "x/y", "y/x", "(x + 1)/(x*x + y)", "1/x", "x**5",
    "x**-2", "x**0.5", "y**x", "x**y", "x**x", "(x*y)**(x + y)", "(2*x)**y", "2**(x*x)", "x**0", "3*x - 2*x",
]  # fmt: skip
COMPOSED = [f"{name}(x*x/2 + 1/5)" for name, arity in FUNCTIONS.items() if arity == 1 and name != "abs"]
H = Fraction(1, 10**40)


def at(e: Expression, x: Fraction, y: Fraction) -> Fraction:
    found = enclose(e, {"x": point(x), "y": point(y)}, bits=600)
    return (fraction(found.lower) + fraction(found.upper)) / 2


@pytest.mark.parametrize("name", ["x", "y"])
@pytest.mark.parametrize("text", [*RULES, *COMPOSED])
def test_derivatives_are_limits_of_difference_quotients(text: str, name: str) -> None:
    e = parse(text, XY)
    d = derivative(e, name)
    assert d is not None
    for x, y in ((Fraction(3, 7), Fraction(5, 4)), (Fraction(9, 8), Fraction(2, 3))):
        step = (H, Fraction(0)) if name == "x" else (Fraction(0), H)
        quotient = (at(e, x + step[0], y + step[1]) - at(e, x - step[0], y - step[1])) / (2 * H)
        assert abs(at(d, x, y) - quotient) < Fraction(1, 10**30) * (1 + abs(quotient))


@pytest.mark.parametrize("text", ["abs(x)", "min(x, y)", "max(x, 2)", "1 + abs(x)*y", "exp(min(x, y))"])
def test_what_is_not_differentiable_everywhere_has_no_derivative(text: str) -> None:
    assert derivative(parse(text, XY), "x") is None


def test_a_constant_inside_a_kink_is_a_constant() -> None:
    assert derivative(parse("exp(y)*x", XY), "y") is not None
    zero = derivative(parse("exp(y)", XY), "x")
    assert zero is not None and at(zero, Fraction(1), Fraction(1)) == 0


@pytest.mark.parametrize("text", ["abs(y)", "exp(abs(y))", "min(y, 2)", "max(y, y*y, 1)"])
def test_what_does_not_contain_the_variable_has_derivative_zero_even_at_a_kink(text: str) -> None:
    found = derivative(parse(text, XY), "x")
    assert found is not None and at(found, Fraction(1), Fraction(1)) == 0


@pytest.mark.parametrize("text", ["min(y, x)", "max(2, x)", "max(y, 1, x)"])
def test_a_variable_in_a_later_argument_is_seen(text: str) -> None:
    """A derivative of zero would let branch and bound move x to one end of its side and miss every smaller value."""
    assert derivative(parse(text, XY), "x") is None


def test_a_kink_of_other_variables_is_a_constant() -> None:
    found = derivative(parse("abs(y) + x", XY), "x")
    assert found is not None and at(found, Fraction(1), Fraction(-1)) == 1
