"""Exact zeros and certain signs: what sympy may say of an expression, False and None meaning "not shown".

Glossary
    residue   lhs - rhs brought to normal form; only an exact zero proves an equality.
    sign      read off a form whose symbols are written by positive ones; None where sympy cannot tell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import sympy as sp

from uccheck.quantities.applied import opaque
from uccheck.quantities.symbols import phi
from uccheck.rules.algebra.binders import masked
from uccheck.rules.claim import Domain


def normal_form(expr: Any) -> Any:
    """The expression with phi written out and everything expanded and simplified; Q stays opaque."""
    expr = sp.sympify(expr).doit().rewrite(phi, sp.exp)
    return sp.simplify(sp.powsimp(sp.expand(expr)))


@cache
def is_zero(expr: Any) -> bool:
    """Whether the normal form is the integer zero; False says nothing about the value.

    Floats, which round, and powers of 0, which sympy takes for 0, are refused; integrals, limits and sums that may run backwards are not
    carried out.
    """
    expr = sp.sympify(expr)
    if expr == 0:
        return not expr.has(sp.Float)
    if expr.has(sp.Float) or any(power.base == 0 for power in expr.atoms(sp.Pow)):
        return False
    expr, _ = opaque(masked(expr))
    if _plainly_nonzero(expr):
        return False
    return any(attempt(expr) == 0 for attempt in _ATTEMPTS)


def _plainly_nonzero(expr: Any) -> bool:
    """A quick look at one point: it can only save the work of simplifying, never prove anything."""
    if expr.has(sp.Sum, sp.Derivative, sp.Indexed, sp.Integral, sp.Limit, sp.KroneckerDelta):
        return False
    values = {
        v: (sp.Integer(index + 2) if v.is_integer else sp.Rational(2 * index + 3, 29))
        for index, v in enumerate(sorted(expr.free_symbols, key=str))
    }
    value = expr.xreplace(values).rewrite(phi, sp.exp).rewrite(sp.erfc).evalf(30)
    size = sp.Abs(value).evalf(15) if value.is_number else value
    return bool(size.is_Number and size.is_finite and size > sp.Float("1e-12"))


def limit_of(limit: Any) -> Any:
    """The value of a sympy Limit, with Q written as erfc and phi as exp."""
    expr, variable, point, side = limit.args
    free = sp.Dummy()  # sympy would take what is known of the variable for known of its distance to the point
    return sp.limit(expr.xreplace({variable: free}).rewrite(sp.erfc).rewrite(phi, sp.exp), free, point, str(side))


def _rational(expr: Any) -> Any:
    return sp.cancel(sp.together(sp.expand(_written_out(expr))))


def _logarithms(expr: Any) -> Any:
    return sp.simplify(sp.expand_log(sp.powdenest(_written_out(expr), force=False)))


def _exponents(expr: Any) -> Any:
    """Logarithms of factors taken apart and every exponent expanded, so that equal exponentials cancel."""
    apart = _written_out(expr).replace(sp.log, lambda at: sp.expand_log(sp.log(sp.factor(at))))
    return sp.expand(apart.replace(sp.exp, lambda at: sp.exp(sp.expand(sp.cancel(sp.together(at))))))


def _merged(expr: Any) -> Any:
    """The same, with products of exponentials brought under one exponent."""
    merged = sp.powsimp(_exponents(expr), combine="exp")
    return sp.expand(merged.replace(sp.exp, lambda at: sp.exp(sp.expand(sp.cancel(sp.together(at))))))


def _written_out(expr: Any) -> Any:
    return expr.doit().rewrite(phi, sp.exp)


_ATTEMPTS: tuple[Callable[[Any], Any], ...] = (sp.expand, _rational, _exponents, _merged, normal_form, _logarithms)


def _same(expr: Any) -> Any:
    return expr


def _one_fraction(expr: Any) -> Any:
    return sp.factor(sp.together(sp.expand(expr)))


def _split_logarithms(expr: Any) -> Any:
    return sp.expand(sp.expand_log(sp.expand(expr)))


_REWRITES: tuple[tuple[Callable[[Any], Any], Callable[[Any], Any]], ...] = (
    (_same, _same),
    (sp.factor, sp.factor),
    (_one_fraction, _one_fraction),
    (_split_logarithms, _same),
)


def on_domains(expr: Any, domains: tuple[Domain, ...]) -> Any:
    """The expression with each bounded symbol written by a positive one, so that roots and logarithms simplify."""
    return on_positive_symbols(sp.sympify(expr), domains)


@cache
def sign_of(expr: Any, domains: tuple[Domain, ...]) -> int | None:
    """+1 if expr > 0 throughout the domains, 0 if expr >= 0, None if sympy cannot tell.

    A bounded symbol is written as low + t or low + (high - low) t/(1 + t) with t > 0; then signs are read off factors.
    """
    expr = sp.sympify(expr)
    if expr.has(sp.Float):
        return None  # rounded
    for before, after in _REWRITES:
        found = _read_sign(after(on_positive_symbols(before(expr), domains)))
        if found is not None:
            signs = [found, *(sign_of(end, rest) for end, rest in at_closed_ends(expr, domains))]
            return None if None in signs else min(sign for sign in signs if sign is not None)
    return None


def at_closed_ends(expr: Any, domains: tuple[Domain, ...]) -> Iterator[tuple[Any, tuple[Domain, ...]]]:
    """The expression at each closed upper end, which the positive symbols leave out, with the domains of the other symbols."""
    for one in domains:
        if one.symbol in expr.free_symbols and one.low is not None and one.high is not None and not one.open_high:
            yield expr.subs(one.symbol, one.high), tuple(other for other in domains if other != one)


def on_positive_symbols(expr: Any, domains: tuple[Domain, ...]) -> Any:
    """The expression with every bounded symbol written by a positive or nonnegative one, those bounded by other symbols first."""
    for domain in sorted(domains, key=lambda domain: not any(end.free_symbols for end in _bounds(domain))):
        if domain.symbol in expr.free_symbols and not (domain.symbol.is_integer and domain.low in (None, 1)):
            expr = expr.subs(domain.symbol, _parametrised(domain))
    return expr


def _bounds(domain: Domain) -> list[Any]:
    return [sp.sympify(end) for end in (domain.low, domain.high) if end is not None]


def _parametrised(domain: Domain) -> Any:
    open_end = domain.open_low if domain.low is not None else domain.open_high
    inner = {"positive": True} if open_end else {"nonnegative": True}
    t = sp.Dummy(**inner)  # a name could meet another symbol's
    if domain.low is not None and domain.high is not None:
        return domain.low + (domain.high - domain.low) * t / (1 + t)
    if domain.low is not None:
        return domain.low + t
    return domain.high - t if domain.high is not None else domain.symbol


def _read_sign(expr: Any) -> int | None:
    expr = _logarithms_as_symbols(expr)
    if expr.is_positive:
        return 1
    if expr.is_nonnegative:
        return 0
    expanded = sp.expand(expr)
    if expanded.is_positive:
        return 1
    return 0 if expanded.is_nonnegative else None


def _logarithms_as_symbols(expr: Any) -> Any:
    """ln A replaced by a positive symbol where A > 1 is certain, by minus one where 0 < A < 1 is."""
    for log in sorted((log for log in expr.atoms(sp.log) if log.free_symbols), key=sp.count_ops):
        inside = sp.factor(log.args[0])
        above, below = (sp.factor(sp.together(gap)) for gap in (inside - 1, 1 - inside))
        if _certainly_positive(above):
            expr = expr.subs(log, sp.Dummy(positive=True))
        elif _certainly_positive(below) and _certainly_positive(inside):
            expr = expr.subs(log, -sp.Dummy(positive=True))
    return expr


def _certainly_positive(expr: Any) -> bool:
    return bool(expr.is_positive or sp.expand(expr).is_positive)
