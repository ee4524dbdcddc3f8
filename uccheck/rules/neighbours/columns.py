"""Floats of expressions at many points at once: they say where to look for a witness; balls confirm what is found there.

A point at which balls certify a relation has the same sign in floats but for rounding, so that nothing certain is passed over, except
where a value is too small or too large for floats.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, reduce
from typing import Any

import numpy as np
import sympy as sp
from flint import arb, ctx
from scipy import special

from uccheck.quantities.applied import Applied
from uccheck.quantities.enclosed.evaluator import CannotEnclose, Point, enclose
from uccheck.quantities.symbols import Q, phi
from uccheck.rules.claim import Domain

#: What says that an expression has no value at a point.
VALUELESS = (CannotEnclose, KeyError, ZeroDivisionError, ValueError, TypeError, AttributeError, OverflowError)
Column = Any
BITS, NEAR = 64, 1e-9


def _density(x: Column) -> Column:
    return np.exp(-x * x / 2) / np.sqrt(2 * np.pi)


FUNCTIONS: dict[Any, Callable[..., Column]] = {
    Q: lambda x: special.ndtr(-x),
    phi: _density,
    sp.exp: np.exp,
    sp.log: np.log,
    sp.erfc: special.erfc,
    sp.erf: special.erf,
    sp.gamma: special.gamma,
    sp.Abs: np.abs,
    sp.Max: lambda *v: reduce(np.maximum, v),
    sp.Min: lambda *v: reduce(np.minimum, v),
}
#: What is looked at point by point.
_EACH = (Applied, sp.Indexed, sp.Sum, sp.Product, sp.Integral, sp.KroneckerDelta)


class Columns:
    """The values of expressions at the points, each worked out once."""

    def __init__(self, points: Sequence[Point]) -> None:
        self.points = points
        self._known: dict[Any, Column] = {}

    @classmethod
    def looks(cls, domains: tuple[Domain, ...], count: int, seed: int = 7) -> Columns:
        """Floats of the symbols at random places of their domains, on scales from a thousandth to a thousand and near the ends."""
        made, draw = cls([{}] * count), np.random.default_rng(seed)
        for domain in sorted(domains, key=lambda one: any(sp.sympify(end).free_symbols for end in (one.low, one.high) if end is not None)):
            low, high = (None if end is None else made.at(sp.sympify(end)) for end in (domain.low, domain.high))
            size, share = 10.0 ** draw.uniform(-3, 3, count), draw.choice([draw.random(count), 10.0 ** draw.uniform(-6, 0, count)])
            if low is not None and high is not None:
                value = low + (high - low) * np.where(draw.random(count) < 0.5, share, 1 - share)
            else:
                value = low + size if low is not None else high - size if high is not None else size * draw.choice([-1, 1], count)
            made._known[domain.symbol] = np.maximum(np.round(value), 1) if domain.whole else value
        return made

    def at(self, expr: Any) -> Column:
        """The expression at every point; nan where it has no value."""
        if expr not in self._known:
            with np.errstate(all="ignore"):
                self._known[expr] = self._made(expr)
        return self._known[expr]

    def _made(self, expr: Any) -> Column:
        if expr.is_Symbol:
            return np.array([_number(point.get(expr)) for point in self.points])
        if expr.is_number and not expr.has(Q, phi, sp.I):
            return np.float64(float(expr)) if expr.is_finite else np.float64("nan")
        if isinstance(expr, sp.Derivative):
            return self.at(sp.diff(expr.expr, *expr.variables))
        if isinstance(expr, _EACH):
            return np.array([middle(expr, point) for point in self.points])
        return self._applied(expr, [self.at(part) for part in expr.args])

    @staticmethod
    def _applied(expr: Any, parts: list[Column]) -> Column:
        if expr.is_Add:
            return reduce(np.add, parts)
        if expr.is_Mul:
            return reduce(np.multiply, parts)
        if isinstance(expr, sp.Pow):
            return np.power(*parts)
        made = FUNCTIONS.get(expr.func)
        return np.float64("nan") if made is None else made(*parts)

    def slack(self, relation: Any) -> tuple[Column, Column]:
        """The slack at every point, and how far from 0 it is certain."""
        slack = np.broadcast_to(self.at(sp.sympify(relation.slack)), len(self.points))
        sides = [np.abs(self.at(sp.sympify(side))) for side in (relation.lhs, relation.rhs)]
        with np.errstate(all="ignore"):
            return slack, np.broadcast_to(NEAR * (1e-3 + sides[0] + sides[1]), len(self.points))


def _number(value: Any) -> float:
    if value is None or callable(value):
        return float("nan")
    return float(value.mid()) if isinstance(value, arb) else float(value)


def middle(expr: Any, point: Point) -> float:
    """The middle of the ball of the expression at the point; nan where there is none."""
    try:
        with ctx.workprec(BITS):
            value = enclose(expr, point)
    except VALUELESS:
        return float("nan")
    return float(value.mid()) if value.is_finite() else float("nan")


@cache
def scalar(expr: Any) -> Callable[[Point], float | None]:
    """The expression at one point in floats; None where it has no real value."""
    if expr.has(*_EACH, sp.Derivative, sp.Limit, sp.I):
        return lambda point: _real(middle(expr, point))
    symbols = sorted(expr.free_symbols, key=str)
    names = {"Q": special.ndtr, "phi": _density}
    made = sp.lambdify(symbols, expr.replace(Q, lambda at: sp.Function("Q")(-at)), [names, "scipy", "numpy"], dummify=True)

    def value(point: Point) -> float | None:
        try:
            with np.errstate(all="ignore"):
                return _real(made(*(np.float64(_number(point[symbol])) for symbol in symbols)))
        except VALUELESS:
            return None

    return value


def _real(value: Any) -> float | None:
    return float(value) if np.isreal(value) and np.isfinite(value) else None
