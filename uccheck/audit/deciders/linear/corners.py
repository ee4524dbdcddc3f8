"""Formulas in m, delta, epsilon as polynomials in m, L = ln(1/epsilon), M = ln(1/delta), N = ln m, and their signs beyond a corner.

slack    a maximum is one of its arguments, or their mean, plus something nonnegative: sound wherever in the formula it stands.
cases    a minimum or maximum is one of its arguments at every point: what holds in every case holds.
corner   with every letter counted from its least value, a polynomial without negative coefficient is nonnegative; a letter with a largest
         value may be counted down from it, or, where the polynomial is affine in it, be put at both ends.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import TYPE_CHECKING

from uccheck.audit.kinds.linear import VARIABLES
from uccheck.expressions.grammar import parse

if TYPE_CHECKING:
    import sympy


def polynomials(text: str, symbols: tuple[sympy.Symbol, ...]) -> list[list[sympy.Expr]]:
    """For each case of the minima, polynomials in m, L, M, N and slacks >= 0: the formula takes the values of each, for some slacks."""
    return [_slackened(form, symbols) for form in _by_case(_of_letters(text, symbols), maxima=False)]


def _slackened(form: sympy.Expr, symbols: tuple[sympy.Symbol, ...]) -> list[sympy.Expr]:
    found = (_opened(slack, symbols) for slack in _with_slack(form))
    return [polynomial for polynomial in found if polynomial is not None]


def cases(text: str, symbols: tuple[sympy.Symbol, ...]) -> list[sympy.Expr] | None:
    """Polynomials one of which is the formula, at every point; None where some case is no polynomial."""
    found = [_opened(form, symbols) for form in _by_case(_of_letters(text, symbols), maxima=True)]
    return None if None in found else [polynomial for polynomial in found if polynomial is not None]


def _of_letters(text: str, symbols: tuple[sympy.Symbol, ...]) -> sympy.Expr:
    import sympy as sp

    from uccheck.expressions.grammar import to_sympy

    _, L, M, _ = symbols
    return to_sympy(parse(text, VARIABLES), {"m": _size(), "delta": sp.exp(-M), "epsilon": sp.exp(-L)})


def _size() -> sympy.Symbol:
    import sympy as sp

    return sp.Symbol("m_")


def _opened(form: sympy.Expr, symbols: tuple[sympy.Symbol, ...]) -> sympy.Expr | None:
    """Logarithms of products opened, ln m = N; None unless that is a polynomial."""
    import sympy as sp

    m, _, _, N = symbols
    opened = sp.expand(sp.expand_log(form, force=True))
    found = sp.expand(opened.subs(sp.log(_size()), N).subs(_size(), m))
    plain = not found.has(sp.I, sp.zoo, sp.nan, sp.oo) and found.is_polynomial(*symbols, *_slacks(found, symbols))
    return found if plain else None


def _slacks(form: sympy.Expr, symbols: tuple[sympy.Symbol, ...]) -> list[sympy.Symbol]:
    return sorted(form.free_symbols - set(symbols), key=str)


def _with_slack(form: sympy.Expr) -> Iterator[sympy.Expr]:
    """A maximum is each of its arguments, or their mean, plus something >= 0: wherever in the formula it stands."""
    import sympy as sp

    greatest = next(iter(form.atoms(sp.Max)), None)
    if greatest is None:
        yield form
        return
    slack = sp.Dummy("slack", nonnegative=True)
    for bound in (*greatest.args, sum(greatest.args) / len(greatest.args)):
        yield from _with_slack(form.subs(greatest, bound + slack))


def _by_case(form: sympy.Expr, *, maxima: bool) -> Iterator[sympy.Expr]:
    """A minimum (a maximum too) is one of its arguments, at every point."""
    import sympy as sp

    extreme = next(iter(form.atoms(sp.Min, sp.Max) if maxima else form.atoms(sp.Min)), None)
    if extreme is None:
        yield form
        return
    for argument in extreme.args:
        yield from _by_case(form.subs(extreme, argument), maxima=maxima)


def nonnegative(difference: sympy.Expr, least: dict[sympy.Symbol, sympy.Expr]) -> bool:
    """Whether, after moving the origin to `least`, every coefficient is certainly nonnegative."""
    import sympy as sp

    slacks = _slacks(difference, tuple(least))
    if not least and not slacks:
        return _certainly(sp.expand(difference))
    shifted = sp.Poly(sp.expand(difference.subs({s: s + low for s, low in least.items()})), *least, *slacks)
    return all(_certainly(c) for c in shifted.coeffs())


def beyond_a_corner(difference: sympy.Expr, least: dict[sympy.Symbol, sympy.Expr], most: dict[sympy.Symbol, sympy.Expr]) -> bool:
    """Whether it is nonnegative for all letters from `least` up to `most`, where they have one.

    Where it is affine in a bounded letter it is least at an end: both ends must do. Other bounded letters are counted upwards or downwards.
    """
    import sympy as sp

    affine = [s for s in most if sp.degree(difference, s) <= 1]
    vertices = [dict(zip(affine, ends, strict=True)) for ends in itertools.product(*((least[s], most[s]) for s in affine))]
    curved = [s for s in most if s not in affine]
    for down in itertools.chain.from_iterable(itertools.combinations(curved, k) for k in range(len(curved) + 1)):
        turned = difference.subs({s: most[s] - s for s in down})
        origin = {s: sp.Integer(0) if s in down else low for s, low in least.items() if s not in affine}
        if all(nonnegative(turned.subs(vertex), origin) for vertex in vertices):
            return True
    return False


def _certainly(coefficient: sympy.Expr) -> bool:
    """Whether a constant of logarithms and rationals is >= 0: exactly zero, or a ball above zero."""
    from uccheck.quantities.enclosed.evaluator import sign

    found = sign(coefficient, {})
    return found is not None and found >= 0
