"""A sign is that of an expression throughout its domains: lines by their ends, other functions by their values, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import permutations, product

import pytest
import sympy as sp

from uccheck.rules.algebra.residues import _read_sign, at_closed_ends, on_domains, on_positive_symbols, sign_of
from uccheck.rules.claim import Domain

x, y, z = sp.symbols("x y z", real=True)
p, q = sp.symbols("p q", positive=True)
m, n = sp.symbols("m n", positive=True, integer=True)
ENDS = (True, False)
HALF = sp.Rational(1, 2)
INTERVALS = [
    Domain(x),
    *(Domain(x, low, None, way) for low in (-2, 0, 1, HALF) for way in ENDS),
    *(Domain(x, None, high, False, way) for high in (-1, 0, 3) for way in ENDS),
    *(Domain(x, low, high, *ways) for low, high in ((0, 1), (-2, 3), (HALF, 2), (-3, -1)) for ways in product(ENDS, ENDS)),
]


def of_a_line(slope: int, root: sp.Expr, one: Domain) -> int | None:
    """What is to be found of slope (x - root): its least value is at an end, attained there if the end is closed."""
    end, is_open = (one.low, one.open_low) if slope > 0 else (one.high, one.open_high)
    if end is None or slope * (end - root) < 0:
        return None
    return 1 if slope * (end - root) > 0 or is_open else 0


@pytest.mark.parametrize("one", INTERVALS, ids=str)
def test_the_sign_of_a_line_is_that_at_its_ends(one: Domain) -> None:
    roots = {end + beside for end in (one.low, one.high, 0) if end is not None for beside in (-1, -HALF / 5, 0, HALF / 5, 1)}
    for slope, root in product((1, -3), sorted(roots)):
        assert sign_of(slope * (x - root), (one,)) == of_a_line(slope, root, one)


CURVES = [
    x**2 - 1, x**3, 1 / x, 1 / (1 - x), -1 / x, 1 / x**2, 2 - x - 1 / x, x * (1 - x), x * (x - 1), sp.log(x), -sp.log(x), sp.log(1 + x),
    sp.log(1 - x), -sp.log(1 - x), sp.log(1 - x) ** 2, sp.log(x) ** 2, -sp.log(x) ** 3, sp.log(x) * (x - 1), sp.log(1 / x), sp.log(-x),
    -sp.log(x / (1 + x)), -x * sp.log(x), -sp.log(-x) ** 3, sp.exp(x) - 1, sp.sqrt(x), sp.sqrt(x - 1), sp.sqrt(1 - x), 1 - sp.sqrt(x),
]  # fmt: skip
SOME = [one for one in INTERVALS if one.low in (None, 0, 1) and one.high in (None, 0, 1)]


def values(one: Domain) -> Iterator[sp.Expr]:
    """Numbers of the domain of a variable: its closed ends, what lies next to each end, and some between and far away."""
    low = sp.Integer(-40) if one.low is None else sp.sympify(one.low)
    high = low + 60 if one.high is None else sp.sympify(one.high)
    inside = [low + (high - low) * sp.Rational(at) for at in (Fraction(1, 1000), Fraction(1, 7), Fraction(1, 2), Fraction(999, 1000))]
    return iter([*([] if one.open_low else [low]), *inside, *([] if one.open_high else [high])])


@pytest.mark.parametrize("one", SOME, ids=str)
def test_a_sign_that_is_found_is_that_of_each_value(one: Domain) -> None:
    """Where a value is no real number none may be found: ln(1 - x)^2 is below 0 at x = 2."""
    for curve in CURVES:
        if (found := sign_of(curve, (one,))) is not None:
            every = [curve.subs(x, value) for value in values(one)]
            assert all(value.is_finite and (value > 0 or (value == 0 and found == 0)) for value in every), curve


FOUND: dict[str, tuple[sp.Expr, tuple[Domain, ...], int]] = {
    "a product": (x * (1 - x), (Domain(x, 0, 1),), 0),
    "a product between the ends": (x * (1 - x), (Domain(x, 0, 1, True, True),), 1),
    "a logarithm above one": (sp.log(x), (Domain(x, 1, open_low=True),), 1),
    "a logarithm below one": (-sp.log(x), (Domain(x, 0, 1, True, True),), 1),
    "a logarithm with an odd number": (sp.log(1 + (sp.sqrt(2) - 1) * p), (), 1),
    "a logarithm of a quotient with an odd number": (sp.log((1 + sp.sqrt(2) * p) / (1 + p)), (), 1),
    "minus a logarithm of a quotient with an odd number": (-sp.log((1 + p) / (1 + sp.sqrt(2) * p)), (), 1),
    "a logarithm of a cubic": (sp.log(1 + p**3), (), 1),
    "a logarithm of one over a cubic": (-sp.log(1 / (1 + p**3)), (), 1),
    "a logarithm of what is left by a cube": (-sp.log(1 - x**3), (Domain(x, 0, 1, True, True),), 1),
    "a logarithm of an odd share": (-sp.log(1 - (sp.sqrt(2) - 1) * x), (Domain(x, 0, 1, True),), 1),
    "a product of logarithms": (sp.log(x) * sp.log(y), (Domain(x, 0, 1, True, True), Domain(y, 0, 1, True, True)), 1),
    "logarithms of a quotient": (sp.log(p) - sp.log(p / (1 + q)), (), 1),
    "a sum over two boxes": (2 - x - y, (Domain(x, 0, 1), Domain(y, -1, 1)), 0),
    "a corner": (x + y - x * y, (Domain(x, 0, 1), Domain(y, 0, 1)), 0),
    "an even power of a whole number": (x ** (2 * m), (Domain(m, 1), Domain(x)), 0),
    "a whole number above another": (m - 3, (Domain(m, 3),), 0),
    "a number": (sp.sqrt(2) - 1, (), 1),
    "zero": (sp.S.Zero, (Domain(x, 0, 1),), 0),
    "a fraction to be joined": (1 / x - 1 / (1 + x), (Domain(x, 0, open_low=True),), 1),
    "a square to be found": (x**2 - 2 * x + 1, (Domain(x),), 0),
}  # fmt: skip


@pytest.mark.parametrize("name", FOUND)
def test_a_sign_is_found(name: str) -> None:
    one, where, sign = FOUND[name]
    for order in permutations(where):
        assert sign_of(one, order) == sign
    assert sign_of(-one, where) == (0 if one == 0 else None) and sign_of(one - 10**9, where) is None
    assert sign_of(one + sp.Float(0.3), where) is None and sign_of(sp.Float(0), where) is None


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_what_is_bounded_by_another_variable_is_written_by_it(order: tuple[int, ...]) -> None:
    """0 <= x <= y <= z <= 1, however the domains are ordered; with open ends the differences are positive."""
    for way, sign in ((True, 1), (False, 0)):
        pair = [Domain(x, 0, y, way, way), Domain(y, 0, 1, True, True)]
        for where in (pair, pair[::-1]):
            assert sign_of(y - x, tuple(where)) == sign and sign_of(x - y, tuple(where)) is None
            assert sign_of(y**2 - x * y, tuple(where)) == sign and sign_of(1 - y, tuple(where)) == 1
    three = [Domain(x, y, z, False, True), Domain(y, 0, 1, False, True), Domain(z, 1, 2, False, True)]
    where = tuple(three[i] for i in order)
    assert sign_of(x - y, where) == 0 and sign_of(z - x, where) == 1 and sign_of(x - 1, where) is None and sign_of(1 - x, where) is None


def test_a_closed_upper_end_is_looked_at_and_no_other() -> None:
    """With the domains of all other variables, in which the sign is asked for there."""
    where = (Domain(x, 0, 1), Domain(y, 0, x), Domain(z, 0, 1, False, True), Domain(p, None, 1), Domain(q, 0))
    every = x + 2 * y + z + p + q
    assert list(at_closed_ends(every, where)) == [(every.subs(x, 1), where[1:]), (every.subs(y, x), (where[0], *where[2:]))]
    assert list(at_closed_ends(z + p, where)) == []


def test_a_function_that_ends_otherwise_than_it_goes_on_has_the_sign_of_both() -> None:
    """1 on [0, 1), and -1, 0 or nothing at 1; and the same at the corner of a square alone."""
    unit, square = (Domain(x, 0, 1),), (Domain(x, 0, 1), Domain(y, 0, 1))
    for fall, sign in ((2, None), (1, 0), (-1, 1)):  # 0^(1 - x) is 0 below 1, and 1 at 1
        assert sign_of(1 - fall * sp.S.Zero ** (1 - x), unit) == sign
    assert sign_of(1 / (1 - x), unit) is None and sign_of(1 / (1 - x), (Domain(x, 0, 1, False, True),)) == 1
    assert sign_of(2 - x - y, square) == 0 and sign_of(3 - x - y, square) == 1
    assert sign_of(1 / (2 - x - y), square) is None


def test_a_variable_is_written_by_a_positive_one_only_where_it_must_be() -> None:
    """A whole number that starts at 1 stays one; what the expression has not is left alone."""
    assert on_positive_symbols(m + n, (Domain(m, 1), Domain(n, 3))).has(m) and not on_positive_symbols(m + n, (Domain(n, 3),)).has(n)
    assert on_positive_symbols(x, (Domain(y, 0),)) == x and on_domains(1, (Domain(x, 0),)) == 1
    new = on_positive_symbols(x, (Domain(x, 0),))
    assert new.is_nonnegative and not new.is_positive and on_positive_symbols(x, (Domain(x, 0, open_low=True),)).is_positive
    assert on_positive_symbols(x, (Domain(x),)) == x and sp.expand_log(on_domains(sp.log(x * y), (Domain(x, 0, open_low=True),))).is_Add


READ = [((p + 1) ** 2 - p**2, 1), ((p + 1) ** 2 - p**2 - 1, 1), ((x + 1) ** 2 - 2 * x - 1, 0), (p, 1), (x**2, 0), (x, None), (-p, None)]


@pytest.mark.parametrize(("one", "sign"), READ, ids=str)
def test_a_sign_is_read_off_a_form_or_off_its_terms(one: sp.Expr, sign: int | None) -> None:
    assert _read_sign(one) == sign and _read_sign(x + one - 1) is None
