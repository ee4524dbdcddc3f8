"""Balls of expressions against sympy's own numbers in many digits; what they do not decide, they say."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import flint
import mpmath
import pytest
import sympy as sp
from flint import arb, ctx

from uccheck.quantities import symbols
from uccheck.quantities.applied import quantity
from uccheck.quantities.enclosed.evaluator import (
    CannotEnclose,
    ball_text,
    complex_value,
    enclose,
    exact_value,
    positive_on_box,
    sign,
    to_arb,
)
from uccheck.quantities.symbols import Q, phi

x, y = sp.symbols("x y", real=True)
n, k = sp.symbols("n k", integer=True)
f = sp.IndexedBase("f")
POINT: dict[Any, Any] = {x: Fraction(7, 5), y: Fraction(2, 3), n: 4}

EXPRESSIONS = [
    x + y - 3, x * y * 5, x - y, 2 * x**3, x**-2, sp.sqrt(x), 1 / sp.sqrt(y), x**y, y ** sp.Rational(5, 3), Q(x), Q(y - 2), phi(x),
    phi(3 * y), sp.exp(-x), sp.log(x), sp.erfc(x), sp.erf(y), sp.gamma(x), sp.Abs(y - 3), sp.Abs(x), sp.Max(x, y), sp.Min(x, y),
    sp.Max(x, y, 2), sp.Min(x, y, sp.Rational(1, 2)), sp.pi * x, sp.E**x, sp.E * y, sp.Sum(x**n, (n, 0, 5)), sp.Sum(n * y, (n, 2, 7)),
    sp.Product(x + n, (n, 1, 4)), sp.Sum(sp.Product(x + n * k, (n, 1, 3)), (k, 1, 4)), sp.Sum(n**2, (n, 3, 2)), sp.Product(n, (n, 3, 2)),
    sp.Derivative(x**3 * y, x), sp.Derivative(sp.exp(x * y), y), sp.Derivative(x**4, x, x),
    sp.Integral(sp.exp(-x**2), (x, 0, y)), sp.Integral(x**3 * y + 2, (x, -1, y)), sp.Integral(phi(x), (x, -y, 3)),
    sp.Integral(x * Q(x), (x, 0, 2)), sp.Integral(x**n, (x, 0, 2)),
]  # fmt: skip


@pytest.mark.parametrize("expr", EXPRESSIONS, ids=str)
def test_a_ball_contains_what_sympy_gives(expr: Any) -> None:
    values = {
        symbol: sp.Rational(value.numerator, value.denominator) if isinstance(value, Fraction) else value for symbol, value in POINT.items()
    }
    true = sp.N(expr.rewrite(sp.erfc).rewrite(sp.exp).subs(values).doit() if expr.has(Q, phi) else expr.subs(values).doit(), 40)
    with ctx.workprec(200):
        found = enclose(expr, POINT)
        assert abs(found - arb(str(true))) < arb("1e-30"), (found, true)


def test_what_the_point_holds_is_taken_before_the_expression() -> None:
    tail = quantity("tail")
    assert enclose(x + y, {x + y: Fraction(3, 2)}) == arb("1.5")
    assert enclose(f[2] + f[n], {f: lambda i: Fraction(i, 2), n: 4}) == 3
    assert enclose(tail(symbols.D, x), {symbols.D: 3, x: 2, type(tail(symbols.D, x)): lambda D, t: Fraction(D, 8)}) == arb(3) / 8
    assert enclose(5, {}) == 5 == enclose(arb(5), {}) == enclose(Fraction(5), {})


def test_chances_at_balls_and_quantities_at_rationals() -> None:
    with ctx.workprec(128), mpmath.workdps(35):
        place = {symbols.D: 5, symbols.t: sp.sqrt(2)}
        upper = mpmath.gammainc(mpmath.mpf(5) / 2, mpmath.sqrt(2) / 2, regularized=True)
        for name, true in (("tail", upper), ("head", 1 - upper)):
            found = enclose(quantity(name)(symbols.D, symbols.t), place)
            assert abs(found - arb(mpmath.nstr(true, 33))) < arb("1e-30")
        loss = quantity("loss")(1, 2, 4, 32, 0, x)
        assert enclose(loss, {x: Fraction(2)}) > 0 and enclose(loss, {x: arb(2).sqrt()}).is_nan()


@pytest.mark.parametrize(("name", "value", "known"), [("delta", 0, False), ("delta", "1/2", True), ("delta", 1, False), ("rho", 0, True),
                                                      ("rho", 1, True), ("rho", "11/10", False), ("rho", "-1/10", False)])  # fmt: skip
def test_no_quantity_at_a_level_or_a_flip_that_is_none(name: str, value: Any, known: bool) -> None:
    at = quantity("e_gen" if name == "delta" else "unflipped")
    args = [symbols.m, symbols.D, symbols.s, symbols.b, *([sp.S.Zero, x] if name == "delta" else [x])]
    point = {symbols.m: 2, symbols.D: 9, symbols.s: 4, symbols.b: 32, x: Fraction(value)}
    modelled = {**point, type(at(*args)): lambda *numbers: Fraction(1, 3)}
    assert enclose(at(*args), point).is_nan() is not known
    assert enclose(at(*args), modelled).is_nan() is not known
    assert (exact_value(at(*args), modelled) == Fraction(1, 3)) is known
    assert sign(at(*args), modelled) == (1 if known else None)


def test_values_are_exact_or_refused() -> None:
    for value in (0.5, True, sp.Float(0.5), "1/2", None):
        with pytest.raises(TypeError):
            to_arb(value)
    assert to_arb(sp.Rational(-3, 4)) == arb("-0.75") == to_arb(Fraction(-3, 4)) and to_arb(7) == 7
    assert to_arb(sp.sqrt(2)).contains(arb(2).sqrt()) or abs(to_arb(sp.sqrt(2)) - arb(2).sqrt()) < arb("1e-10")


@pytest.mark.parametrize("expr", [sp.Sum(n * k, (n, 1, 2), (k, 1, 2)), sp.Integral(x * y, (x, 0, 1), (y, 0, 1)), sp.tan(x), sp.Symbol("w"),
                                  sp.Integral(sp.log(x), (x, 1, 2)), f[x]])  # fmt: skip
def test_what_there_is_no_ball_for_is_a_fault_of_the_statement(expr: Any) -> None:
    with pytest.raises(CannotEnclose):
        enclose(expr, {**POINT, f: lambda i: Fraction(i)})


def test_entire_functions_at_complex_points() -> None:
    at = complex(0.3, -1.2)
    inside = {y: Fraction(2, 3), n: 3}
    with mpmath.workdps(25):
        z, v = mpmath.mpc(at), mpmath.mpf(2) / 3
        cases = {
            x + y: z + v, x * y: z * v, x**3: z**3, x**n: z**3, sp.exp(sp.I * x): mpmath.exp(1j * z), sp.I * x: 1j * z,
            sp.exp(y) + x: mpmath.exp(v) + z,
            phi(x): mpmath.npdf(z), Q(x * y): mpmath.erfc(z * v / mpmath.sqrt(2)) / 2, x - 2 * y: z - 2 * v, sp.I * y: 1j * v,
        }  # fmt: skip
        for expr, true in cases.items():
            found = complex_value(expr, inside, x, flint.acb(at.real, at.imag))
            assert abs(found - flint.acb(str(true.real), str(true.imag))) < arb("1e-12"), expr
    for expr in (sp.sqrt(x), x**y, sp.log(x), 1 / sp.gamma(x)):
        with pytest.raises(CannotEnclose):
            complex_value(expr, inside, x, flint.acb(1))


def test_rational_values() -> None:
    point = {x: Fraction(7, 5), y: Fraction(-2), n: 3, k: sp.Rational(1, 4)}
    cases = {x + y: "-3/5", x * y: "-14/5", x**2: "49/25", y**-3: "-1/8", x - n * k: "13/20", sp.S(3): "3", (x + 1) ** 2 * y: "-288/25"}
    assert {expr: exact_value(expr, point) for expr in cases} == {expr: Fraction(value) for expr, value in cases.items()}
    nothing = {x: Fraction(0), y: arb(1)}
    for expr in (1 / x, sp.sqrt(x + 2), y + 1, sp.exp(x), x**x, sp.pi + x, sp.Symbol("w")):
        assert exact_value(expr, nothing) is None, expr
    assert exact_value(x**0 + x**2, nothing) == 1 == exact_value(sp.Pow(x, 0, evaluate=False), nothing)


def test_signs() -> None:
    point = {x: Fraction(7, 5), y: Fraction(7, 5), n: 3}
    assert [sign(expr, point) for expr in (x - 1, x - y, 1 - x, sp.sqrt(x) - 1, 1 - sp.sqrt(x), sp.KroneckerDelta(n, 3) - 1)] == [
        1,
        0,
        -1,
        1,
        -1,
        0,
    ]
    assert sign(sp.sqrt(x) * sp.sqrt(y) - x, point) in (0, None)
    close = sp.sqrt(x) - sp.Rational(str(sp.N(sp.sqrt(sp.Rational(7, 5)), 100)))
    assert sign(close, point) in (1, -1) and sign(-close, point) == -sign(close, point)
    assert sign(quantity("meet")(1, 1, 4, 32, x / 5, Fraction(1, 4)), point) is None
    assert sign(3, {}) == 1 and sign(0, {}) == 0 and sign(Fraction(-1, 3), {}) == -1


def test_two_numbers_are_the_same_or_are_not() -> None:
    delta = sp.KroneckerDelta(x, y)
    assert enclose(delta, {x: 2, y: 2}) == 1 and enclose(delta, {x: 2, y: 3}) == 0
    for wide in ({x: arb(2, 1), y: 2}, {x: 2, y: arb(2, 1)}, {x: arb(2, 1), y: arb(2, 1)}):
        assert enclose(delta, wide).contains(arb(0)) and enclose(delta, wide).contains(arb(1))


def test_positive_on_a_box() -> None:
    """Strictly, everywhere, and within the boxes that are allowed."""
    box = {x: (Fraction(0), Fraction(1)), y: (Fraction(1), Fraction(3))}
    assert positive_on_box(x + y, box) == (True, 1)
    for expr in (x, x - y + sp.Rational(5, 2), (x - sp.Rational(1, 3)) ** 2, -x - y):
        shown, seen = positive_on_box(expr, box, boxes=60)
        assert not shown and seen == 61
    assert positive_on_box(x, {x: (Fraction(0), Fraction(0))}, boxes=5) == (False, 6)
    hill = x * (1 - x) + sp.Rational(1, 100)
    shown, seen = positive_on_box(hill, {x: box[x]}, boxes=60)
    assert shown and positive_on_box(hill, {x: box[x]}, boxes=seen) == (True, seen)
    assert positive_on_box(hill, {x: box[x]}, boxes=seen - 1)[0] is False
    bend = y - y**2 / 4 - sp.Rational(1, 5)
    for low in (0, 100):  # the widest side is cut, wherever it lies: the other costs nothing
        thin = (Fraction(low), low + Fraction(1, 10**6))
        assert positive_on_box(bend, {x: thin, y: box[y]}, boxes=60) == positive_on_box(bend, {y: box[y]}, boxes=60)
        assert positive_on_box(hill, {x: box[x], y: thin}, boxes=60) == (True, seen)


def test_a_ball_as_text() -> None:
    assert ball_text(x / 3, {x: 1}, 5).startswith("[0.33333 +/-") and ball_text(sp.S(2), {}) == "2.0000000"
