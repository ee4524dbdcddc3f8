"""An equality is a zero residue: identities of every kind are seen, what differs anywhere is not taken for one."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations, permutations

import pytest
import sympy as sp

from uccheck.quantities.symbols import Q, phi
from uccheck.rules.algebra.residues import _plainly_nonzero, is_zero, limit_of, normal_form

x, y, z = sp.symbols("x y z", real=True)
p, q = sp.symbols("p q", positive=True)
k, m, n = sp.symbols("k m n", positive=True, integer=True)
w = sp.Symbol("w")
TINY = sp.Rational(1, 10**15)
ROOT = sp.sqrt(2 * sp.pi)

IDENTITIES: dict[str, sp.Expr] = {
    "powers": (x + 1) ** 2 - x**2 - 2 * x - 1,
    "fractions": 1 / (x - 1) - 1 / (x + 1) - 2 / (x**2 - 1),
    "a logarithm of a product": sp.log(p * q) - sp.log(p) - sp.log(q),
    "a logarithm of whole numbers": sp.log(k) + sp.log(m) - sp.log(k * m),
    "a logarithm of a square": sp.log(p**2 + 2 * p + 1) - 2 * sp.log(p + 1),
    "a logarithm of an odd square": sp.log(4 * m**2 - 4 * m + 1) - 2 * sp.log(2 * m - 1),
    "a logarithm of the density": sp.log(phi(x)) + x**2 / 2 + sp.log(2 * sp.pi) / 2,
    "exponentials": sp.exp(-((x - y) ** 2) / 2) - sp.exp(-(x**2) / 2) * sp.exp(x * y) * sp.exp(-(y**2) / 2),
    "an exponent that cancels": sp.exp((x**2 - 1) / (x - 1)) - sp.exp(x + 1),
    "exponents that sum": sp.exp(p / (p + 1)) * sp.exp(1 / (p + 1)) - sp.E,
    "roots": sp.sqrt(p * q + p) - sp.sqrt(p) * sp.sqrt(q + 1),
    "a power by its logarithm": sp.exp(x * sp.log(p)) - p**x,
    "circles": sp.sin(x) ** 2 + sp.cos(x) ** 2 - 1,
    "factorials": sp.gamma(m + 1) - sp.factorial(m),
    "a sum": sp.Sum(k, (k, 1, m)) - m * (m + 1) / 2,
    "the density": phi(x) - sp.exp(-(x**2) / 2) / ROOT,
    "the density at a difference": phi(x) * sp.exp(x * y - y**2 / 2) - phi(x - y),
    "tails": (Q(x) + 1) ** 2 - Q(x) ** 2 - 2 * Q(x) - 1,
}


@pytest.mark.parametrize("name", IDENTITIES)
def test_an_identity_is_a_zero_and_its_neighbours_are_none(name: str) -> None:
    """Whatever the symbols are; a thousandth of a millionth of a millionth beside it is seen, and so is a factor."""
    one = IDENTITIES[name]
    assert is_zero(one) and is_zero(-one) and not _plainly_nonzero(one)
    assert not is_zero(one + TINY) and not is_zero(one - TINY * sp.exp(x)) and not is_zero(one + 1)
    first, *_ = sp.Add.make_args(one)
    assert not is_zero(one + first / 7)


#: Zero at every positive point, or wherever the symbols are real, and not zero at the point that stands beside it.
ELSEWHERE: dict[str, tuple[sp.Expr, Mapping[sp.Symbol, sp.Expr]]] = {
    "a root of a square": (sp.sqrt(w**2) - w, {w: -sp.S.One}),
    "a modulus": (sp.Abs(x) - x, {x: -sp.S.One}),
    "a power of a square": ((x**2) ** y - x ** (2 * y), {x: -sp.S.One, y: sp.S.Half}),
    "a power of a power": ((w**y) ** z - w ** (y * z), {w: sp.I, y: sp.Integer(4), z: sp.S.Half}),
    "a logarithm of a square": (sp.log(x**2) - 2 * sp.log(x), {x: -sp.S.One}),
    "a logarithm of a product": (sp.log(x * y) - sp.log(x) - sp.log(y), {x: -sp.S.One, y: -sp.S.One}),
    "a product of roots": (sp.sqrt(x) * sp.sqrt(y) - sp.sqrt(x * y), {x: -sp.S.One, y: -sp.S.One}),
    "a logarithm of an exponential": (sp.log(sp.exp(w)) - w, {w: 2 * sp.pi * sp.I}),
    "an arc": (sp.asin(sp.sin(x)) - x, {x: sp.Integer(3)}),
    "a largest number": (sp.Max(x, 0) - x, {x: -sp.S.One}),
    "a power of 0": (sp.S.Zero ** (1 - x), {x: sp.S.One}),
    "a product with a power of 0": ((p + q) * sp.S.Zero ** (x**2) + p - p, {x: sp.S.Zero, p: sp.S.One, q: sp.S.One}),
    "a case": (sp.Piecewise((0, x < 100), (1, True)), {x: sp.Integer(100)}),
}


@pytest.mark.parametrize("name", ELSEWHERE)
def test_what_is_zero_only_for_some_values_is_no_zero(name: str) -> None:
    one, at = ELSEWHERE[name]
    assert not is_zero(one) and not is_zero(-one) and sp.Abs(one.xreplace(at)).evalf() > sp.S.Half


@pytest.mark.parametrize("one", [sp.Float(0), sp.Float(1e-30) + p, sp.Float(1) * x - x * (1 + p)])
def test_a_float_is_no_zero(one: sp.Expr) -> None:
    assert not is_zero(one) and is_zero(0) and is_zero(sp.S.Zero)


DIFFERENT = [-1 - x**2, 2 + sp.cos(x), sp.I * (1 + x**2), sp.exp(x), phi(x), Q(x) - 2, sp.log(p) - p, p - k, sp.Rational(-1, 10**9)]


@pytest.mark.parametrize("one", DIFFERENT, ids=str)
def test_what_differs_at_a_point_is_seen_there(one: sp.Expr) -> None:
    """Above zero, below it, or beside it among complex numbers."""
    assert _plainly_nonzero(one) and not is_zero(one)


def test_a_point_has_another_value_for_each_symbol() -> None:
    """None is 0, no two are equal, and no real one is the sum of two others: so a wrong letter shows."""
    reals, whole = sp.symbols("a b c d e f", real=True), sp.symbols("i j k l m n", integer=True)
    for letters in (reals, whole):
        every = sum(sp.Integer(1000) ** power * one for power, one in enumerate(letters))
        assert _plainly_nonzero(every) and all(_plainly_nonzero(one) for one in letters)
        assert all(_plainly_nonzero(one - other) and _plainly_nonzero(one + other) for one, other in combinations(letters, 2))
    for one, two, three in permutations(reals, 3):  # of six symbols: whichever stand before them
        others = [other for other in reals if other not in (one, two, three)]
        assert _plainly_nonzero((one + two - three) * sp.prod([1 + other for other in others]))


def test_where_a_point_has_no_value_nothing_is_said() -> None:
    for one in (sp.Function("f")(x) + 7, sp.zoo, sp.nan, sp.Sum(k, (k, 1, m)), sp.KroneckerDelta(k, m) + 1):
        assert not _plainly_nonzero(one)


def test_the_normal_form_is_written_out_and_short() -> None:
    assert normal_form(sp.sin(x) ** 2 + sp.cos(x) ** 2) == 1 and normal_form(phi(x) * ROOT) == sp.exp(-(x**2) / 2)
    assert normal_form((x + 1) ** 2 - x**2 - 1) == 2 * x and normal_form(p**x * p**y - p ** (x + y)) == 0
    assert normal_form((x**2 - 1) / (x - 1)) == x + 1 and normal_form(sp.Derivative(x**2, x)) == 2 * x and normal_form(Q(x)) == Q(x)


def test_a_limit_is_that_of_the_functions_themselves() -> None:
    assert limit_of(sp.Limit(Q(x), x, sp.oo)) == 0 and limit_of(sp.Limit(x * phi(x), x, sp.oo)) == 0
    assert limit_of(sp.Limit(Q(x) / phi(x) * x, x, sp.oo)) == 1 and limit_of(sp.Limit(sp.Abs(x) / x, x, 0, dir="-")) == -1
