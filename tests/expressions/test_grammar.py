"""The grammar refuses everything outside its whitelist, and its three readings of an expression agree."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uccheck.core.errors import InvalidParameter
from uccheck.expressions.derivatives import derivative
from uccheck.expressions.grammar import Expression, parse, to_sympy
from uccheck.expressions.intervals import Undefined, enclose, fraction, interval, point

X = frozenset({"x"})


def read(text: str) -> Expression:
    return parse(text, frozenset({"x", "y", "gamma"}))


@pytest.mark.parametrize(
    ("text", "mend"),
    [
        ("__import__('os').system('true')", "functions are"),
        ("x.__class__", "attributes"),
        ("x^2", r"\*\*"),
        ("x // 2", "write /"),
        ("x <= 1", "relation"),
        ("x[0]", "indices"),
        ("[x for x in y]", "allowed are"),
        ("lambda: x", "allowed are"),
        ("(y := x)", "allowed are"),
        ("f'{x}'", "allowed are"),
        ("'abc'", "decimal"),
        ("True", "decimal"),
        ("1j", "decimal"),
        ("0x10", "decimal"),
        ("1_000", "decimal"),
        ("z + 1", "not a variable"),
        ("open(x)", "functions are"),
        ("exp(x, y)", "1 argument"),
        ("exp(*x)", "plain"),
        ("exp(x=1)", "plain"),
        ("max()", "argument"),
        ("not x", "signs"),
        ("~x", "signs"),
        ("x and y", "allowed are"),
        ("x if x else y", "allowed are"),
        ("1e999999", "powers of ten|decimal"),
        ("9" * 61, "digits"),
        ("x**100000", "exponents"),
        ("x**0.00001", "exponents"),
        ("(" * 500 + "x" + ")" * 500, "nested"),
        ("-" * 500 + "x", "nested"),
        ("+".join(["x"] * 500), "nested|operations"),
        ("x" * 5000, "characters"),
        ("x +", "not an expression"),
        ("x\x00", "character"),
        ("x\u200b", "character"),
        ("\u03b3", "ASCII"),
        ("", "empty"),
        ("   ", "empty"),
        ("x; y", "not an expression"),
        ("import os", "not an expression"),
    ],
)
def test_everything_outside_the_grammar_is_refused_in_one_line(text: str, mend: str) -> None:
    with pytest.raises(InvalidParameter, match=mend) as caught:
        read(text)
    assert "\n" not in str(caught.value)


def test_decimals_are_exact() -> None:
    value = enclose(read("0.1 + 0.2 - 0.3"), {})
    assert value.is_point and value.lower == 0


def test_pi() -> None:
    value = enclose(read("pi"), {})
    assert float(fraction(value.lower)) <= math.pi <= float(fraction(value.upper))
    assert not value.is_point


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("exp(0)", "1"), ("log(1)", "0"), ("sqrt(9/4)", "3/2"), ("(9/4)**0.5", "3/2"), ("Phi(0)", "1/2"),
        ("Q(0)", "1/2"), ("erfc(0)", "1"), ("cos(0)", "1"), ("abs(-2)", "2"), ("max(1, 2, 1.5)", "2"), ("2**-3", "1/8"),
        ("0**0.5", "0"), ("min(1, 2)", "1"), ("(-2)**3", "-8"), ("-2**2", "-4"), ("x**0", "1"),
    ],
)  # fmt: skip
def test_rational_values_are_points(text: str, value: str) -> None:
    found = enclose(read(text), {"x": point(Fraction(7))})
    assert found.is_point and fraction(found.lower) == Fraction(value)


@pytest.mark.parametrize("text", ["1/0", "1/(x-x)", "log(0)", "log(-1)", "sqrt(-1)", "(-8)**0.5", "0**-1"])
def test_no_value_is_said(text: str) -> None:
    with pytest.raises(Undefined) as caught:
        enclose(read(text), {"x": point(Fraction(2))})
    assert caught.value.certain


@pytest.mark.parametrize("text", ["2**(1000**1000)", "exp(exp(exp(100)))", "((9**999)**999)**999", "exp(-exp(1000))/exp(-exp(2000))"])
def test_huge_numbers_neither_hang_nor_exhaust_memory(text: str) -> None:
    with pytest.raises(Undefined):
        enclose(read(text), {})


_LEAVES = st.sampled_from(["x", "y", "2", "0.5", "1/3", "-1"])
_TREES = st.recursive(
    _LEAVES,
    lambda e: st.one_of(
        st.tuples(e, st.sampled_from("+-*/"), e).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        st.tuples(st.sampled_from(["exp", "abs", "tanh", "Phi", "erf", "sin", "cosh", "Q"]), e).map(lambda t: f"{t[0]}({t[1]})"),
        e.map(lambda t: f"({t})**2"),
    ),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None)
@given(_TREES, st.fractions(-2, 2, max_denominator=7), st.fractions(-2, 2, max_denominator=7))
def test_intervals_agree_with_sympy(text: str, x: Fraction, y: Fraction) -> None:
    import sympy

    e = parse(text, frozenset({"x", "y"}))
    try:
        found = enclose(e, {"x": point(x), "y": point(y)})
    except Undefined:
        return
    symbols = {n: sympy.Symbol(n, real=True) for n in "xy"}
    values = {
        symbols["x"]: sympy.Rational(x.numerator, x.denominator),
        symbols["y"]: sympy.Rational(y.numerator, y.denominator),
    }
    reference = to_sympy(e, symbols).xreplace(values)
    number = sympy.Rational(str(sympy.N(reference, 60)))
    slack = Fraction(1, 10**25) * (1 + abs(Fraction(int(number.p), int(number.q))))
    assert fraction(found.lower) - slack <= Fraction(int(number.p), int(number.q)) <= fraction(found.upper) + slack


@settings(max_examples=150, deadline=None)
@given(
    _TREES,
    st.fractions(-2, 2, max_denominator=7),
    st.fractions(0, 1, max_denominator=5),
    st.fractions(0, 1, max_denominator=9),
)
def test_a_box_encloses_its_points(text: str, x: Fraction, width: Fraction, share: Fraction) -> None:
    e = parse(text, frozenset({"x", "y"}))
    y = point(Fraction(1, 2))
    try:
        over = enclose(e, {"x": interval(x, x + width), "y": y})
    except Undefined:
        return
    at = enclose(e, {"x": point(x + share * width), "y": y})
    assert over.lower <= at.upper and at.lower <= over.upper


@settings(max_examples=100, deadline=None)
@given(_TREES, st.fractions(-2, 2, max_denominator=7))
def test_derivatives_agree_with_sympy(text: str, x: Fraction) -> None:
    import sympy

    e = parse(text, frozenset({"x", "y"}))
    d = derivative(e, "x")
    if d is None:
        assert "abs" in text
        return
    try:
        found = enclose(d, {"x": point(x), "y": point(Fraction(3, 4))}, bits=256)
        enclose(e, {"x": point(x), "y": point(Fraction(3, 4))})
    except Undefined:
        return
    symbols = {n: sympy.Symbol(n, real=True) for n in "xy"}
    values = {symbols["x"]: sympy.Rational(x.numerator, x.denominator), symbols["y"]: sympy.Rational(3, 4)}
    reference = sympy.N(sympy.diff(to_sympy(e, symbols), symbols["x"]).xreplace(values), 50)
    if not reference.is_number or not reference.is_finite:
        return
    middle = float(fraction(found.lower))
    assert middle == pytest.approx(float(reference), rel=1e-9, abs=1e-9)
