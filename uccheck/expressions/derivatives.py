"""Partial derivatives of grammar expressions, as expressions of the same grammar."""

from __future__ import annotations

from fractions import Fraction

from uccheck.expressions.grammar import Call, Expression, Number, Operation, Variable

ZERO, ONE, TWO = Number(Fraction(0)), Number(Fraction(1)), Number(Fraction(2))
_TWO_OVER_ROOT_PI = Operation("/", (TWO, Call("sqrt", (Variable("pi"),))))


def derivative(e: Expression, name: str) -> Expression | None:
    """d e / d name wherever e is differentiable; None where the grammar cannot say it (abs, min, max)."""
    if isinstance(e, Number):
        return ZERO
    if isinstance(e, Variable):
        return ONE if e.name == name else ZERO
    if isinstance(e, Call):
        return _chain(e, name)
    inner = [derivative(x, name) for x in e.operands]
    if any(d is None for d in inner):
        return None
    return _of_operation(e, [d for d in inner if d is not None])


def _of_operation(e: Operation, d: list[Expression]) -> Expression | None:
    if e.operator == "neg":
        return negative(d[0])
    if e.operator in "+-":
        return add(d[0], d[1]) if e.operator == "+" else add(d[0], negative(d[1]))
    x, y = e.operands
    if e.operator == "*":
        return add(times(d[0], y), times(x, d[1]))
    if e.operator == "/":
        return add(over(d[0], y), negative(over(times(x, d[1]), Operation("**", (y, TWO)))))
    return _of_power(e, d)


def _of_power(e: Operation, d: list[Expression]) -> Expression:
    x, y = e.operands
    if isinstance(y, Number):
        lowered: Expression = Operation("**", (x, Number(y.value - 1)))
        return times(times(y, lowered), d[0])
    return times(e, add(times(d[1], Call("log", (x,))), times(y, over(d[0], x))))


def _chain(e: Call, name: str) -> Expression | None:
    inner = [derivative(x, name) for x in e.arguments]
    if all(d == ZERO for d in inner):
        return ZERO
    outer = _outer(e, e.arguments[0])
    return None if inner[0] is None or outer is None else times(outer, inner[0])


def _outer(e: Call, x: Expression) -> Expression | None:
    """f'(x) for e = f(x)."""
    gauss = Call("exp", (negative(Operation("**", (x, TWO))),))
    return {
        "sqrt": over(ONE, times(TWO, e)),
        "exp": e,
        "log": over(ONE, x),
        "erf": times(_TWO_OVER_ROOT_PI, gauss),
        "erfc": negative(times(_TWO_OVER_ROOT_PI, gauss)),
        "Phi": Call("phi", (x,)),
        "Q": negative(Call("phi", (x,))),
        "phi": negative(times(x, e)),
        "sin": Call("cos", (x,)),
        "cos": negative(Call("sin", (x,))),
        "tanh": add(ONE, negative(Operation("**", (e, TWO)))),
        "sinh": Call("cosh", (x,)),
        "cosh": Call("sinh", (x,)),
    }.get(e.function)


def negative(x: Expression) -> Expression:
    """-x."""
    return Number(-x.value) if isinstance(x, Number) else Operation("neg", (x,))


def add(x: Expression, y: Expression) -> Expression:
    """x + y."""
    if ZERO in (x, y):
        return y if x == ZERO else x
    return Operation("+", (x, y))


def times(x: Expression, y: Expression) -> Expression:
    """x * y."""
    if ZERO in (x, y):
        return ZERO
    if ONE in (x, y):
        return y if x == ONE else x
    return Operation("*", (x, y))


def over(x: Expression, y: Expression) -> Expression:
    """x / y."""
    return ZERO if x == ZERO else Operation("/", (x, y))
