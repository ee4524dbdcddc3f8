"""Which limits hold for all values of their parameters: sympy takes what it does not know to be zero to be nonzero.

Glossary
    steady   nothing that a limit divides by or compares with vanishes, cancels, or grows faster or slower for some values of the
             parameters
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from uccheck.quantities.symbols import Q, phi
from uccheck.rules.algebra.residues import limit_of, sign_of
from uccheck.rules.claim import Domain


def uniform(limit: Any, domains: tuple[Domain, ...]) -> bool:
    """Whether the limit is a sum of steady terms with finite limits, or of tails as Q(x) and exp(-x) at infinity, for all parameters."""
    terms = sp.Add.make_args(limit.args[0])
    moving = (part for part in sp.preorder_traversal(limit.args[0]) if part.has(limit.args[1]))
    if not all(isinstance(part, _ANALYTIC) for part in moving):
        return False  # of a function that jumps sympy may take the value at the point
    return all(_tail(term, limit, domains) or _steady(term, limit, domains) for term in terms) and _finite(terms, limit)


_ANALYTIC = (sp.Symbol, sp.Add, sp.Mul, sp.Pow, sp.exp, sp.log, sp.sin, sp.cos, sp.erf, sp.erfc, sp.Abs, Q, phi)


def _finite(terms: tuple[Any, ...], limit: Any) -> bool:
    return len(terms) == 1 or not limit.args[0].free_symbols - {limit.args[1]} or all(_end(term, limit).is_finite for term in terms)


def _end(term: Any, limit: Any) -> Any:
    return limit_of(sp.Limit(term, *limit.args[1:3], str(limit.args[3]))) if term.has(limit.args[1]) else term


def _tail(term: Any, limit: Any, domains: tuple[Domain, ...]) -> bool:
    """Whether the term is free of the variable, or such a factor times 1, or a Q(x) with x to infinity or an exp(x) with x to minus
    infinity, whatever is added to x; there may be a power of the variable before the exp(x).
    """
    _, rest = term.as_independent(limit.args[1], as_Add=False)
    if rest == 1:
        return True
    if sum_of_tails := sp.Add.make_args(rest) if rest.is_Add else ():
        return all(_tail(part, limit, domains) for part in sum_of_tails)
    power, tail = rest.as_independent(sp.exp, as_Add=False) if rest.is_Mul else (sp.S.One, rest)
    if not isinstance(tail, (Q, sp.exp)):
        return False
    _, moving = sp.expand(tail.args[0]).as_independent(limit.args[1], as_Add=True)
    if power != 1:
        return _power(power, limit) and _steady(moving, limit, domains) and _end(moving / sp.log(limit.args[1]), limit) == -sp.oo
    flat = (sp.oo, -sp.oo) if isinstance(tail, Q) else (-sp.oo,)
    return _steady(moving, limit, domains) and _end(moving, limit) in flat


def _power(part: Any, limit: Any) -> bool:
    """Whether it is a power of the variable, which tends to infinity: any exp(x) outweighs it where x outgrows a logarithm."""
    base, exponent = part.as_base_exp()
    return bool(base == limit.args[1] and exponent.is_number and limit.args[2] == sp.oo)


def _steady(part: Any, limit: Any, domains: tuple[Domain, ...]) -> bool:
    """Whether the part is about c g near the point, c never 0 and g without parameters: so that no other part can outgrow it for some
    of their values. No power z^a and no exp(a z) is, whatever the sign of a.
    """
    variable = limit.args[1]
    if not part.free_symbols - {variable}:
        return True
    if not part.has(variable):
        return _never_zero(part, domains)
    if isinstance(part, sp.log):
        return _steady(part.args[0], limit, domains) and _never_zero(_end(part, limit), domains)
    if isinstance(part, sp.Pow):
        return part.exp.is_number and _steady(part.base, limit, domains)
    every = isinstance(part, (sp.Mul, sp.Add)) and all(_steady(one, limit, domains) for one in part.args)
    return every and (part.is_Mul or _alike(part, limit, domains))


def _never_zero(part: Any, domains: tuple[Domain, ...]) -> bool:
    return part in (sp.oo, -sp.oo) or 1 in (sign_of(part, domains), sign_of(-part, domains))


def _alike(total: Any, limit: Any, domains: tuple[Domain, ...]) -> bool:
    """Whether all terms have the same sign near the point, so that none cancels another."""
    pairs = [term.as_independent(limit.args[1], as_Add=False) for term in total.args]
    ends = [sp.S.One if rest == 1 else _end(rest, limit) for _, rest in pairs]
    positive = all(end == sp.oo or end.is_positive for end in ends)
    return positive and any(all(sign_of(turn * factor, domains) == 1 for factor, _ in pairs) for turn in (1, -1))
