"""Sympy expressions at exact points, enclosed by python-flint balls: a small evaluator of Q, phi and chi-square tails.

Guarantee: the ball contains the value of the expression at the point. A wide or non-finite ball is an honest "unknown".
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import reduce
from typing import Any

import flint
import sympy as sp
from flint import arb, ctx, fmpq

from uccheck.quantities.applied import Applied
from uccheck.quantities.enclosed import instances
from uccheck.quantities.symbols import Q, phi

Point = Mapping[Any, Any]
PRECISIONS = (64, 128, 256, 512)


class CannotEnclose(TypeError):  # noqa: N818
    """The evaluator meets a function or symbol it has no ball for: a fault of the statement, not of the user."""


def to_arb(value: Any) -> Any:
    """The exact value as a ball; refuses floats, which are not the decimals they look like."""
    if isinstance(value, arb):
        return value
    if isinstance(value, sp.Rational):
        return arb(fmpq(int(value.p), int(value.q)))
    if isinstance(value, (int, Fraction)) and not isinstance(value, bool):
        return arb(fmpq(Fraction(value).numerator, Fraction(value).denominator))
    if isinstance(value, sp.Expr) and value.is_number and not value.has(sp.Float):
        return enclose(value, {})
    raise TypeError(f"an exact value is needed, not {value!r}: give an int or a Fraction")


def enclose(expr: Any, point: Point) -> Any:
    """A ball that contains `expr` at `point` (symbols to int, Fraction or arb; an IndexedBase to a function of
    its indices; the class of a quantity to a function of its arguments: a finite model).
    """
    if isinstance(expr, (int, Fraction, arb)):
        return to_arb(expr)
    if expr in point:
        return to_arb(point[expr])
    if expr.is_Rational:
        return arb(fmpq(int(expr.p), int(expr.q)))
    if isinstance(expr, Applied):
        return _quantity(expr, point)
    if isinstance(expr, sp.Indexed):
        return to_arb(point[expr.base](*(int(_integer(index, point)) for index in expr.indices)))
    if isinstance(expr, (sp.Sum, sp.Product)):
        return _iterate(expr, point)
    if isinstance(expr, sp.Derivative):
        return enclose(sp.diff(expr.expr, *expr.variables), point)
    if isinstance(expr, sp.Integral):
        return _integral(expr, point)
    return _apply(expr, [enclose(v, point) for v in expr.args])


def _quantity(expr: Applied, point: Point) -> Any:
    """What the point's model makes of the quantity, else its enclosure; NaN, which decides nothing, where there is none."""
    at = [exact_value(value, point) for value in expr.args]
    if any(value is not None and not _named(name, value) for name, value in zip(expr.about.args, at, strict=True)):
        return arb("nan")
    if type(expr) in point:
        return to_arb(point[type(expr)](*at))
    if expr.about.name in ("tail", "head"):
        chance = instances.tail if expr.about.name == "tail" else instances.head
        return chance(*(enclose(value, point) for value in expr.args))
    return arb("nan") if None in at else instances.value(expr.about.name, *at)


def _named(argument: str, value: Fraction) -> bool:
    """Whether an argument of that name may have the value: no quantity is defined at a delta outside of (0, 1), nor a flip beyond 1."""
    return 0 < value < 1 if argument == "delta" else 0 <= value <= 1 if argument == "rho" else True


def _integer(index: Any, point: Point) -> int:
    value = enclose(index, point).unique_fmpz()
    if value is None:
        raise CannotEnclose(f"index {index} is not an integer at this point")
    return int(value)


def _iterate(expr: Any, point: Point) -> Any:
    variable, low, high = expr.limits[0]
    terms = [enclose(expr.function, {**point, variable: value}) for value in range(_integer(low, point), _integer(high, point) + 1)]
    if len(expr.limits) > 1:
        raise CannotEnclose("write nested sums one inside the other")
    unit, op = (arb(0), lambda p, q: p + q) if isinstance(expr, sp.Sum) else (arb(1), lambda p, q: p * q)
    return reduce(op, terms, unit)


def _apply(expr: Any, values: list[Any]) -> Any:
    if expr.is_Add:
        return sum(values, arb(0))
    if expr.is_Mul:
        return reduce(lambda p, q: p * q, values, arb(1))
    if isinstance(expr, sp.Pow):
        return _power(expr, values)
    for kind, function in FUNCTIONS.items():
        if expr is kind or (isinstance(kind, type) and isinstance(expr, kind)):
            return function(*values)
    raise CannotEnclose(f"no ball for {sp.srepr(expr)[:80]}: give the symbol a value or teach `evaluator` the function")


def _power(expr: Any, values: list[Any]) -> Any:
    base, exponent = values
    return base ** int(expr.exp) if expr.exp.is_Integer else base**exponent


def _normal_tail(value: Any) -> Any:
    return (value / arb(2).sqrt()).erfc() / 2


def _density(value: Any) -> Any:
    return (-value * value / 2).exp() / (2 * arb.pi()).sqrt()


def _equal(p: Any, q: Any) -> Any:
    """1 where both are the same number, 0 where they are certainly two, else anything from 0 to 1."""
    if not p.overlaps(q):
        return arb(0)
    return arb(1) if p.is_exact() and q.is_exact() else arb(0).union(arb(1))


FUNCTIONS: dict[Any, Callable[..., Any]] = {
    Q: _normal_tail,
    phi: _density,
    sp.exp: lambda v: v.exp(),
    sp.log: lambda v: v.log(),
    sp.erfc: lambda v: v.erfc(),
    sp.erf: lambda v: v.erf(),
    sp.gamma: lambda v: v.gamma(),
    sp.Abs: abs,
    sp.KroneckerDelta: _equal,
    sp.Max: lambda *v: reduce(lambda p, q: p.max(q), v),
    sp.Min: lambda *v: reduce(lambda p, q: p.min(q), v),
    sp.pi: lambda: arb.pi(),
    sp.E: lambda: arb(1).exp(),
}


def _integral(expr: Any, point: Point) -> Any:
    """An integral of an analytic integrand over one bounded interval, by flint's rigorous quadrature."""
    if len(expr.limits) != 1:
        raise CannotEnclose("write nested integrals one inside the other")
    variable, low, high = expr.limits[0]
    start, end = flint.acb(enclose(low, point)), flint.acb(enclose(high, point))
    inner = {key: value for key, value in point.items() if key != variable}
    value = flint.acb.integral(lambda at, _: complex_value(expr.function, inner, variable, at), start, end)
    return value.real


def complex_value(expr: Any, point: Point, variable: Any, at: Any) -> Any:
    """An acb that contains an entire integrand at a complex point: sums, products, powers, exp, phi, Q only."""
    if expr == variable:
        return at
    if expr == sp.I:
        return flint.acb(0, 1)
    if variable not in expr.free_symbols and not expr.has(sp.I):
        return flint.acb(enclose(expr, point))
    values = [complex_value(v, point, variable, at) for v in expr.args]
    if expr.is_Add:
        return sum(values, flint.acb(0))
    if expr.is_Mul:
        return reduce(lambda p, q: p * q, values, flint.acb(1))
    if isinstance(expr, sp.Pow) and expr.exp.subs(_integers(point)).is_Integer:
        return values[0] ** int(expr.exp.subs(_integers(point)))
    if isinstance(expr, sp.exp):
        return values[0].exp()
    if isinstance(expr, phi):
        return (-values[0] * values[0] / 2).exp() / flint.acb(2 * arb.pi()).sqrt()
    if isinstance(expr, Q):
        return (values[0] / flint.acb(2).sqrt()).erfc() / 2
    raise CannotEnclose(f"the integrand {expr} is outside what is known to be entire")


def _integers(point: Point) -> dict[Any, int]:
    return {key: value for key, value in point.items() if isinstance(value, int)}


def exact_value(expr: Any, point: Point) -> Fraction | None:
    """The value of a rational expression at a rational point, or None when either is not rational."""
    found = _rational(expr, point)
    return None if found is None else Fraction(int(found.p), int(found.q))


def _rational(expr: Any, point: Point) -> Any:
    """The same as flint's rational number, whose arithmetic is many times faster than that of fractions."""
    if expr in point:
        return _leaf(point[expr])
    if expr.is_Rational:
        return fmpq(int(expr.p), int(expr.q))
    if type(expr) in point:
        at = [exact_value(value, point) for value in expr.args]
        about = zip(expr.about.args, at, strict=True)
        named = all(value is not None and _named(name, value) for name, value in about)
        return _leaf(point[type(expr)](*at) if named else None)
    if isinstance(expr, sp.Pow):
        base = _rational(expr.base, point) if expr.exp.is_Integer else None
        return None if base is None or (base == 0 and expr.exp < 0) else base ** int(expr.exp)
    if not (expr.is_Add or expr.is_Mul):
        return None
    values = [_rational(value, point) for value in expr.args]
    if any(value is None for value in values):
        return None
    return sum(values, fmpq(0)) if expr.is_Add else reduce(lambda p, q: p * q, values, fmpq(1))


def _leaf(value: Any) -> Any:
    if type(value) is Fraction or isinstance(value, (int, sp.Rational, Fraction)):  # its own type first: asking an abstract class is slow
        return fmpq(int(value.numerator), int(value.denominator))
    return None


def sign(expr: Any, point: Point) -> int | None:
    """+1, -1 or 0 when rational arithmetic or balls decide the sign of `expr` (0 only when it is exactly zero),
    else None.
    """
    exact = _rational(sp.sympify(expr), point)
    if exact is not None:
        return int(exact > 0) - int(exact < 0)
    for precision in PRECISIONS:
        with ctx.workprec(precision):
            value = enclose(expr, point)
            if value > 0:
                return 1
            if value < 0:
                return -1
            if value.is_zero():
                return 0
    return None


def ball_text(expr: Any, point: Point, digits: int = 8) -> str:
    """The ball of `expr` as text, for a witness."""
    with ctx.workprec(256):
        return str(enclose(expr, point).str(digits))


def positive_on_box(expr: Any, box: Mapping[Any, tuple[Fraction, Fraction]], *, boxes: int = 20000) -> tuple[bool, int]:
    """Whether `expr` > 0 on a compact box, by bisection of the widest side; with the number of boxes looked at.

    Guarantee: (True, n) means strictly positive at every point of the box; False only means that it was not shown.
    """
    pending = [dict(box)]
    for seen in itertools.count(1):
        if not pending:
            return True, seen - 1
        if seen > boxes:
            return False, seen
        current = pending.pop()
        with ctx.workprec(128):
            if not enclose(expr, {v: _hull(*ends) for v, ends in current.items()}) > 0:
                pending.extend(_halves(current))
    raise AssertionError("unreachable")


def _hull(low: Fraction, high: Fraction) -> Any:
    return to_arb(low).union(to_arb(high))


def _halves(box: Mapping[Any, tuple[Fraction, Fraction]]) -> Iterable[dict[Any, tuple[Fraction, Fraction]]]:
    widest = max(box, key=lambda v: box[v][1] - box[v][0])
    low, high = box[widest]
    middle = (low + high) / 2
    yield {**box, widest: (low, middle)}
    yield {**box, widest: (middle, high)}
