"""Where an expression is continuous, as far as its form and the signs of its parts tell."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import sympy as sp

from uccheck.quantities.symbols import Q, phi
from uccheck.rules.algebra.residues import sign_of
from uccheck.rules.claim import Domain


def smooth(expr: Any, variable: Any, domains: tuple[Domain, ...]) -> bool:
    """Whether the expression is certainly continuous throughout the domains: roots of what may be 0 are, and may have a kink there."""
    expr = sp.sympify(expr)
    if not expr.has(variable):
        return True
    if isinstance(expr, sp.Pow) and not (expr.exp.is_integer and expr.exp.is_nonnegative):
        base = sign_of(expr.base, domains)
        allowed = base == 1 or (base == 0 and expr.exp.is_positive) or (expr.exp.is_integer and sign_of(-expr.base, domains) == 1)
        return bool(allowed) and all(smooth(part, variable, domains) for part in expr.args)
    if isinstance(expr, sp.log) and sign_of(expr.args[0], domains) != 1:
        return False
    return isinstance(expr, _SMOOTH) and all(smooth(part, variable, domains) for part in expr.args)


_SMOOTH = (sp.Symbol, sp.Add, sp.Mul, sp.Pow, sp.exp, sp.log, sp.erf, sp.erfc, Q, phi)


def closed(domains: tuple[Domain, ...], variable: Any, *anchors: Any) -> tuple[Domain, ...]:
    """The domains with those ends of the variable's that are anchors."""

    def ends(one: Domain) -> Domain:
        low, high = (end is not None and sp.sympify(end) in anchors for end in (one.low, one.high))
        return replace(one, open_low=one.open_low and not low, open_high=one.open_high and not high)

    return tuple(ends(one) if one.symbol == variable else one for one in domains)


def opened(domains: tuple[Domain, ...], variable: Any) -> tuple[Domain, ...]:
    """The domains without the ends of the variable's."""
    return tuple(replace(one, open_low=True, open_high=True) if one.symbol == variable else one for one in domains)
