"""The grammar at its limits: what is just small enough is read, what is one larger is refused; and its algebra against mpmath."""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction

import mpmath
import pytest
import sympy

from uccheck.core.errors import InvalidParameter
from uccheck.expressions.grammar import (
    FUNCTIONS,
    MAX_DEPTH,
    MAX_DIGITS,
    MAX_EXPONENT,
    MAX_LENGTH,
    MAX_NODES,
    MAX_TEN_POWER,
    RELATIONS,
    Call,
    Expression,
    Number,
    Operation,
    Variable,
    parse,
    to_sympy,
    walk,
)

#: What a limit is of: a text of a size that may be read, and how it is refused when it is one larger.
LIMITS: dict[str, tuple[int, Callable[[int], str], str]] = {
    "characters": (MAX_LENGTH, lambda n: "x" + " " * (n - 1), "characters"),
    "brackets": (MAX_DEPTH, lambda n: "(" * n + "x" + ")" * n, "brackets are nested"),
    "brackets of three kinds": (MAX_DEPTH, lambda n: "(" * (n - 2) + "[{" + "x" + "}]" + ")" * (n - 2), "brackets are nested"),
    "signs": (MAX_DEPTH, lambda n: "-" * (n - 1) + "x", "nested more than"),
    "plus signs": (MAX_DEPTH, lambda n: "+" * (n - 1) + "x", "nested more than"),
    "sums on the left": (MAX_DEPTH, lambda n: "+".join("x" * n), "nested more than"),
    "powers on the right": (MAX_DEPTH, lambda n: "**".join("x" * n), "nested more than"),
    "calls": (MAX_DEPTH, lambda n: "exp(" * (n - 1) + "x" + ")" * (n - 1), "nested more than"),
    "later arguments": (MAX_DEPTH, lambda n: "max(x," * (n - 1) + "x" + ")" * (n - 1), "nested more than"),
    "operations": (MAX_NODES, lambda n: f"max({','.join('x' * (n - 1))})", "operations"),
    "digits before the point": (MAX_DIGITS, lambda n: "7" * n, "digits"),
    "digits after the point": (MAX_DIGITS, lambda n: "." + "7" * n, "digits"),
    "digits on both sides": (MAX_DIGITS, lambda n: "7" * 29 + "." + "3" * (n - 29), "digits"),
    "powers of ten": (MAX_TEN_POWER, lambda n: f"1.5e{n}", "powers of ten"),
    "negative powers of ten": (MAX_TEN_POWER, lambda n: f"2E-{n}", "powers of ten"),
    "exponents": (MAX_EXPONENT, lambda n: f"x**{n}", "exponents"),
    "negative exponents": (MAX_EXPONENT, lambda n: f"x**-{n}", "exponents"),
    "exponents on the left": (MAX_EXPONENT, lambda n: f"(x**{n})*2", "exponents"),
}


def told(text: str) -> str:
    """Why a text is refused; empty where it is read."""
    try:
        parse(text, frozenset({"x"}))
    except InvalidParameter as refusal:
        return str(refusal)
    return ""


@pytest.mark.parametrize("limit", LIMITS)
def test_a_limit_is_reached_and_not_passed(limit: str) -> None:
    most, text, reason = LIMITS[limit]
    within, beyond = told(text(most)), told(text(most + 1))
    assert "of three kinds" in limit or within == "", within
    assert reason not in within and reason in beyond and "\n" not in beyond


def test_a_denominator_of_an_exponent_is_at_most_a_thousand() -> None:
    assert told("x**0.001") == told("x**2.125") == told("x**999.999") == ""
    for text in ("x**0.0009765625", "x**0.0005", "x**2.0005", "x**-0.0001"):
        assert "exponents" in told(text)


def test_brackets_side_by_side_are_not_nested() -> None:
    assert told(f"max({','.join(['(x)'] * 100)})") == ""


def test_a_refusal_shows_the_piece_or_its_beginning_and_its_column() -> None:
    for size in (5, 59, 60, 61, 120, 121):
        name = "y" * size
        shown = name if size <= 60 else "y" * 57 + "..."
        assert told(f"1 + {name}") == f"'{shown}' (column 5): not a variable of `where` (known: x, pi)"
    assert told("x +\n  (2 +  abcd)").startswith("'abcd' (column 10)"), "white space is one blank"


@pytest.mark.parametrize("sign", RELATIONS)
def test_a_sign_between_two_expressions_has_a_field_of_its_own(sign: str) -> None:
    assert told(f"x {sign} 1").startswith(f"the relation {RELATIONS[sign]} (") and "field `relation`" in told(f"x {sign} 1")
    assert "write ASCII" in told("x \u00d7 2") and "field" not in told("x \u00d7 2")


@pytest.mark.parametrize("text", ["'1'", "True", "False", "None", "b'1'", "1j", "..."])
def test_a_constant_is_a_decimal_number(text: str) -> None:
    assert "constants are decimal numbers" in told(text)


@pytest.mark.parametrize("call", ["max(x, *x)", "max(*x, x)", "exp(*x)", "max(x, **x)", "max(x, a=x)", "exp(x, a=1)", "max(a=x)"])
def test_arguments_are_plain(call: str) -> None:
    assert "plain arguments" in told(call)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_takes_its_number_of_arguments(name: str) -> None:
    for count in (0, 1, 2, 3):
        right = count >= 1 if FUNCTIONS[name] is None else count == FUNCTIONS[name]
        assert ("argument(s)" not in told(f"{name}({','.join('x' * count)})")) is right


def test_a_walk_meets_every_node_once_and_the_root_first() -> None:
    found = parse("max(-(x), 2*y, exp(x - 1)) / y**2", frozenset({"x", "y"}))
    x, y, one, two = Variable("x"), Variable("y"), Number(Fraction(1)), Number(Fraction(2))
    minus, double, less, square = (
        Operation(sign, parts) for sign, parts in (("neg", (x,)), ("*", (two, y)), ("-", (x, one)), ("**", (y, two)))
    )
    power = Call("exp", (less,))
    largest = Call("max", (minus, double, power))
    whole = Operation("/", (largest, square))
    wanted: list[Expression] = [whole, largest, minus, x, double, two, y, power, less, x, one, square, y, two]
    assert list(walk(found)) == wanted


# ----- the tree as algebra ------------------------------------------------------------------------

Value = Callable[..., mpmath.mpf]
#: The functions by mpmath, which knows no Phi, Q and phi: written by the error function's integral and by the density.
KNOWN: dict[str, Value] = {
    "abs": abs, "min": min, "max": max, "sqrt": mpmath.sqrt, "exp": mpmath.exp, "log": mpmath.log, "erf": mpmath.erf, "erfc": mpmath.erfc,
    "Phi": mpmath.ncdf, "Q": lambda x: mpmath.ncdf(-x), "phi": mpmath.npdf, "sin": mpmath.sin, "cos": mpmath.cos, "tanh": mpmath.tanh,
    "sinh": mpmath.sinh, "cosh": mpmath.cosh,
}  # fmt: skip


def test_every_function_of_the_grammar_is_known() -> None:
    assert set(KNOWN) == set(FUNCTIONS)


def drawn(draw: random.Random, depth: int) -> tuple[str, Callable[[mpmath.mpf], mpmath.mpf]]:
    """A text in x and the function that it should be."""
    if depth == 0:
        text = draw.choice(["x", "2", "0.5", "3", "pi"])
        return text, lambda x: x if text == "x" else +mpmath.pi if text == "pi" else mpmath.mpf(text)
    kind = draw.choice(["+", "-", "*", "/", "**", "neg", "call", "call"])
    one, first = drawn(draw, depth - 1)
    if kind == "neg":
        return f"-({one})", lambda x: -first(x)
    if kind == "call":
        name = draw.choice([name for name in KNOWN if name not in ("sqrt", "log")])
        if FUNCTIONS[name] == 1:
            return f"{name}({one})", lambda x: KNOWN[name](first(x))
        other, second = drawn(draw, depth - 1)
        return f"{name}({one}, {other})", lambda x: KNOWN[name](first(x), second(x))
    if kind == "**":
        power = draw.choice([2, 3, -1])
        return f"({one})**{power}", lambda x: first(x) ** power
    other, second = drawn(draw, depth - 1)
    made: dict[str, Value] = {"+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "/": lambda a, b: a / b}
    return f"({one}) {kind} ({other})", lambda x: made[kind](first(x), second(x))


def test_the_algebra_of_a_tree_has_the_values_of_mpmath() -> None:
    draw, x, compared = random.Random(4), sympy.Symbol("x", real=True), 0
    with mpmath.workdps(40):
        for _ in range(120):
            text, function = drawn(draw, draw.choice([1, 1, 2, 2, 3]))
            for place in (Fraction(-3, 4), Fraction(5, 3)):
                try:
                    wanted = function(mpmath.mpf(place.numerator) / place.denominator)
                except (ZeroDivisionError, OverflowError):
                    continue
                if not mpmath.isfinite(wanted) or abs(wanted) > 1e12:
                    continue
                at = sympy.Rational(place.numerator, place.denominator)
                found = mpmath.mpf(str(sympy.N(to_sympy(parse(text, frozenset({"x"})), {"x": x}).subs(x, at), 30)))
                assert abs(found - wanted) <= mpmath.mpf(10) ** -20 * (1 + abs(wanted)), (text, place)
                compared += 1
    assert compared > 150


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_as_algebra_has_the_values_of_mpmath(name: str) -> None:
    with mpmath.workdps(40):
        for place in (Fraction(3, 10), Fraction(2), Fraction(7, 5)):
            x = mpmath.mpf(place.numerator) / place.denominator
            found = to_sympy(parse(f"{name}({place})", frozenset()), {})
            assert abs(mpmath.mpf(str(sympy.N(found, 30))) - (KNOWN[name](x) if FUNCTIONS[name] else x)) < mpmath.mpf(10) ** -25
