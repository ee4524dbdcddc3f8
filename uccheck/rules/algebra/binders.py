"""Sums, integrals, limits and derivatives: what they bind, and which of them sympy may carry out without a proof of its own.

Glossary
    binder    an expression with a variable of its own; a derivative's variable is free in it and bound by it at once
    captured  a symbol put in where a binder has one of the same name: it would then mean something else
    masked    an expression with one symbol for each binder that is not carried out, so that only equal ones cancel
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import sympy as sp

from uccheck.quantities.applied import Applied
from uccheck.rules.claim import sort_of

BINDERS = (sp.Sum, sp.Product, sp.Integral, sp.Limit, sp.Derivative, sp.Subs, sp.Lambda)


def binders(expr: Any) -> Iterator[Any]:
    """The binders in an expression, outermost first."""
    return (part for part in sp.preorder_traversal(sp.sympify(expr)) if isinstance(part, BINDERS))


def bound(*exprs: Any) -> set[Any]:
    """The symbols that binders of the expressions have as their own."""
    return {symbol for expr in exprs for one in binders(expr) for symbol in _own(one)}


def _own(one: Any) -> Iterable[Any]:
    if isinstance(one, sp.Limit):
        return (one.args[1],)
    if isinstance(one, (sp.Derivative, sp.Subs, sp.Lambda)):
        return tuple(sp.sympify(one.variables))
    return tuple(limits[0] for limits in one.limits)


def captures(expr: Any, old: Iterable[Any], new: Iterable[Any]) -> bool:
    """Whether something put in for `old` by `new` touches what a binder of the expression has as its own."""
    symbols = {symbol for one in (*old, *new) for symbol in sp.sympify(one).free_symbols}
    return bool(bound(expr) & symbols)


def quantity_within(expr: Any) -> bool:
    """Whether a quantity stands inside a binder, where its arguments may run."""
    return any(one.has(Applied) for one in binders(expr))


def masked(expr: Any) -> Any:
    """The expression with a symbol for every outermost binder that may not be carried out."""
    expr = sp.sympify(expr)
    return expr.xreplace({one: sp.Dummy() for one in _left(expr)})


def _left(expr: Any) -> list[Any]:
    """The outermost binders that may not be carried out, each once."""
    if isinstance(expr, BINDERS):
        return [] if all(_plain(one) for one in binders(expr)) and not expr.has(Applied) else [expr]
    return list(dict.fromkeys(one for part in expr.args for one in _left(part)))


def _plain(one: Any) -> bool:
    """Whether sympy may carry it out: a derivative by a formula; a sum or product of a whole number of terms that is at least 0.

    An integral needs an area that is smooth between the ends, a limit that nothing vanishes for some value of its parameters.
    """
    if isinstance(one, (sp.Sum, sp.Product)):
        return all(_runs(*limits) for limits in one.limits)
    return isinstance(one, sp.Derivative)


def _runs(index: Any, low: Any, high: Any) -> bool:
    """Whether a whole number of terms, at least 0, is asked for, and `low`, so each index, is all that sympy assumes of an index."""
    terms, assumed = high - low + 1, index.assumptions0.items()
    as_assumed = sort_of(index) is not None and all(getattr(low, f"is_{name}") is value for name, value in assumed)
    return bool(terms.is_integer and terms.is_nonnegative and as_assumed)
