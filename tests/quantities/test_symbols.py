"""Symbols and the normal law: what sympy is told of a symbol follows from its domains; Q, Phi and phi are those of scipy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
import sympy as sp
from scipy import integrate
from scipy.stats import norm

from tests.rules.test_facts_in_raw_data import rules
from uccheck.quantities import symbols
from uccheck.quantities.symbols import TEX, Phi, Q, a, b, c, c_index, i, j, m, named, phi, t, x, zeta_bar
from uccheck.rules.catalogue import load

POINTS = ("-5/2", "-1/3", "1/7", "1", "12/5")
NEAR = 1e-12
KINDS = ("is_real", "is_positive", "is_nonnegative", "is_integer")


def every_rule() -> Iterator[Any]:
    """Every rule of every proof of the catalogue."""
    return (rule for one in load().values() for proof in one.proofs for rule in rules(proof))


def number(value: Any) -> float:
    return float(sp.sympify(value).evalf(30))


@pytest.mark.parametrize("at", [sp.Rational(point) for point in POINTS])
def test_tail_distribution_and_density_are_those_of_another_library(at: Any) -> None:
    for made, expected in ((Q(at), norm.sf(float(at))), (Phi(at), norm.cdf(float(at))), (phi(at), norm.pdf(float(at)))):
        assert number(made) == pytest.approx(expected, rel=NEAR)
    assert number(Q(x).rewrite(sp.erfc).subs(x, at)) == pytest.approx(norm.sf(float(at)), rel=NEAR)
    assert number(phi(x).rewrite(sp.exp).subs(x, at)) == pytest.approx(norm.pdf(float(at)), rel=NEAR)
    beyond = integrate.quad(lambda y: number(phi(sp.Float(y))), float(at), 9)[0]
    assert beyond == pytest.approx(number(Q(at)), abs=1e-9)


@pytest.mark.parametrize("function", [Q, phi])
@pytest.mark.parametrize("at", [0.25, -1.5])
def test_derivatives_are_quotients_of_differences(function: Any, at: float) -> None:
    step = 1e-4
    slope = (number(function(sp.Float(at + step, 30))) - number(function(sp.Float(at - step, 30)))) / (2 * step)
    assert number(sp.diff(function(x), x).subs(x, sp.Float(at, 30))) == pytest.approx(slope, abs=1e-7)


def test_one_normal_form_remains() -> None:
    assert (Q(0), Q(sp.oo), Q(-sp.oo)) == (sp.Rational(1, 2), 0, 1)
    assert Q(-x) == 1 - Q(x) and Q(a - t) + Q(t - a) == 1 and Phi(-x) == Q(x) and phi(-x) == phi(x) and phi(a - t) == phi(t - a)
    assert Q(x).args == (x,) and phi(x).args == (x,) and Q(x) != Q(a) and Q(x).func is Q


def test_both_are_positive_at_real_numbers_alone() -> None:
    z = sp.Symbol("z")
    for function in (Q, phi):
        assert function(x).is_positive is True and function(z).is_positive is None


@pytest.mark.parametrize(
    ("made", "text"),
    [
        (Q(x), r"Q\left(x\right)"),
        (Q(x) ** 2, r"Q^{2}\left(x\right)"),
        (phi(t) ** m, r"\varphi^{m}\left(t\right)"),
        (phi(t), r"\varphi\left(t\right)"),
        (Q(x + t), r"Q\left(t + x\right)"),
        (Q(sp.I * t - x), r"\Phi\left(- i t + x\right)"),
        (Q(sp.I * t + c), r"Q\left(c + i t\right)"),
        (Q(sp.I * t), r"Q\left(i t\right)"),
        (Q(sp.I * t - x) ** 2, r"\Phi^{2}\left(- i t + x\right)"),
        (Q(2 * b - t), r"Q\left(2 b - t\right)"),
    ],
)
def test_how_they_print(made: Any, text: str) -> None:
    assert sp.latex(made) == text


def admits(symbol: Any, values: Iterable[Any]) -> bool:
    """Whether nothing that sympy is told of the symbol speaks against one of the values."""
    said = [(getattr(symbol, kind), getattr(value, kind)) for value in map(sp.sympify, values) for kind in KINDS]
    return symbol.is_real is True and all(told in (None, true) for told, true in said)


def test_what_sympy_is_told_of_a_symbol_follows_from_each_of_its_domains() -> None:
    domains = {domain for one in load().values() for domain in one.claim.where}
    assert len(domains) > 60 and [str(one) for one in domains if not admits(one.symbol, one.grid())] == []


def test_an_index_may_be_whatever_a_sum_begins_with() -> None:
    sides = [sp.sympify(side) for one in load().values() for part in one.claim.then for side in (part.lhs, part.rhs)]
    limits = {limit for side in sides for made in side.atoms(sp.Sum, sp.Product) for limit in made.limits}
    limits |= {(index, sp.S.One, m) for index in (i, j, c_index)}
    assert [str(index) for index, low, _ in limits if not (index.is_integer and (low.free_symbols or admits(index, (low, low + 1))))] == []


def test_a_symbol_may_be_whatever_its_random_variable_may_be() -> None:
    seen = {(symbol, atom.about) for rule in every_rule() for symbol, atom in getattr(rule, "outcome", {}).items()}
    ends = {(symbol, about): [end for end in (about.low, about.high) if end is not None] for symbol, about in seen if about.name != "chi"}
    assert len(ends) > 30 and [str(symbol) for (symbol, _), values in ends.items() if not admits(symbol, values)] == []


def test_a_name_of_one_statement_prints_as_it_is_told() -> None:
    one = named("some", r"\mathfrak{s}", positive=True)
    assert TEX[one] == r"\mathfrak{s}" and one.is_positive and one.is_real and TEX[zeta_bar] == r"\bar\zeta"
    assert named("some", "s").is_real and named("some", "s").is_positive is None and symbols.lam != symbols.lamda
