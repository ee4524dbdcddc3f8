"""Polynomial inequalities on products of rays and lines: e >= 0 (or e > 0) for all values, by exact algebra.

    corner    every x that occurs is >= a: with x = a + t the coefficients in t are nonnegative, and the constant one is e at the corner.
    form      e is quadratic: the symmetric matrix of (1, x) has nonnegative pivots (exact elimination, pivots taken on the diagonal).
    factors   (e >= 0 only) even powers of the factors of e over the rationals are left out; every other is >= 0 by corner or form, and the
              constant is. (No factor is <= 0: its first coefficient is positive, and every variable goes to infinity.)
A polynomial that is none of these stays open: nothing here says that an inequality is false.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from uccheck.expressions.grammar import Call, Expression, Number, Operation, Variable, to_sympy, walk

if TYPE_CHECKING:
    import sympy

MAX_TERMS = 200
MAX_DEGREE = 12
Lower = Fraction | None  # the lower end of a variable; None where it is unbounded below


def nonnegative(e: Expression, lower: Mapping[str, Lower], *, strict: bool) -> str | None:
    """Why e >= 0 (e > 0 where strict) for all values from `lower` upwards; None where these methods do not tell."""
    polynomial = _polynomial(e, tuple(lower))
    if polynomial is None or len(polynomial.terms()) > MAX_TERMS:
        return None
    ends = list(lower.values())
    whole = _of_one(polynomial, ends, strict)
    if whole is not None or strict:
        return whole
    constant, factors = polynomial.factor_list()
    odd = [(factor, _of_one(factor, ends, strict=False)) for factor, power in factors if power % 2]
    if constant < 0 or any(why is None for _, why in odd):
        return None
    return "; ".join(dict.fromkeys(["even powers of its factors left out", *(f"({factor.as_expr()}): {why}" for factor, why in odd)]))


def _of_one(polynomial: sympy.Poly, lower: list[Lower], strict: bool) -> str | None:
    occurring = [low for x, low in zip(polynomial.gens, lower, strict=True) if x in polynomial.free_symbols]
    if None not in occurring and _corner(polynomial, lower, strict):
        return "expanded at the least values, no coefficient is negative"
    if polynomial.total_degree() <= 2 and _form(polynomial, strict):
        return "it is a quadratic form with nonnegative pivots"
    return None


def _polynomial(e: Expression, names: tuple[str, ...]) -> sympy.Poly | None:
    """e over the rationals; None unless sums, products, whole powers and division by numbers write it: it has a value everywhere."""
    import sympy as sp

    if not all(_whole(part) for part in walk(e)) or _degree(e) > MAX_DEGREE:
        return None
    symbols = {name: sp.Symbol(name) for name in names}
    try:
        return sp.Poly(to_sympy(e, dict(symbols)), *symbols.values(), domain="QQ")
    except sp.PolynomialError:
        return None


def _degree(e: Expression) -> int:
    """At least the degree, before anything is multiplied out."""
    if isinstance(e, Variable):
        return 1
    if not isinstance(e, Operation):
        return 0
    inner = [_degree(part) for part in e.operands]
    if e.operator == "**" and isinstance(e.operands[1], Number):
        return inner[0] * int(e.operands[1].value)
    return sum(inner) if e.operator == "*" else max(inner)


def _whole(part: Expression) -> bool:
    if isinstance(part, Call):
        return False
    if isinstance(part, Variable):
        return part.name != "pi"
    if isinstance(part, Number) or part.operator in ("+", "-", "*", "neg"):
        return True
    by = part.operands[1]
    if not isinstance(by, Number):
        return False
    return by.value != 0 if part.operator == "/" else by.value >= 0 and by.value.denominator == 1


def _corner(polynomial: sympy.Poly, lower: list[Lower], strict: bool) -> bool:
    import sympy as sp

    at = {x: x + sp.Rational(low.numerator, low.denominator) for x, low in zip(polynomial.gens, lower, strict=True) if low is not None}
    moved = sp.Poly(polynomial.as_expr().subs(at), *polynomial.gens, domain="QQ")
    constant = moved.as_expr().subs(dict.fromkeys(polynomial.gens, 0))
    return all(c >= 0 for c in moved.coeffs()) and (constant > 0 if strict else True)


def _form(polynomial: sympy.Poly, strict: bool) -> bool:
    """Elimination of the Gram matrix of (1, x): a pivot 0 needs a row of zeros; strict needs the last pivot, of the constant, positive."""
    rows = _gram(polynomial)
    while len(rows) > 1:
        (pivot, *rest), below = rows[0], rows[1:]
        if pivot < 0 or (pivot == 0 and any(rest)):
            return False
        rows = below if pivot == 0 else [[x - row[0] * r / pivot for x, r in zip(row[1:], rest, strict=True)] for row in below]
        if pivot == 0:
            rows = [row[1:] for row in rows]
    return bool(rows[0][0] > 0 if strict else rows[0][0] >= 0)


def _gram(polynomial: sympy.Poly) -> list[list[Fraction]]:
    """The symmetric matrix A with e = (x, 1) A (x, 1)^T, the constant last."""
    n = len(polynomial.gens)
    rows = [[Fraction(0)] * (n + 1) for _ in range(n + 1)]
    for powers, coefficient in polynomial.terms():
        places = [i for i, power in enumerate(powers) for _ in range(power)]
        i, j = (*places, n, n)[:2]
        value = Fraction(int(coefficient.p), int(coefficient.q))
        rows[i][j] += value / 2
        rows[j][i] += value / 2
    return rows
