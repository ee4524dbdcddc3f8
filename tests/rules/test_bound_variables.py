"""Sums and products are carried out as they are meant, term by term, or not at all; other binders are left, each under one name."""

from __future__ import annotations

from math import prod

import pytest
import sympy as sp

from uccheck.quantities.applied import quantity
from uccheck.quantities.symbols import D, n
from uccheck.rules.algebra.binders import BINDERS, binders, bound, captures, masked, quantity_within
from uccheck.rules.algebra.residues import is_zero

x, y, z = sp.symbols("x y z", real=True)
i, j = sp.symbols("i j", positive=True, integer=True)
least = sp.Symbol("l", nonnegative=True, integer=True)
whole = sp.Symbol("k", integer=True)
INDICES = {"positive": (i, 1), "nonnegative": (least, 0), "whole": (whole, -9), "real": (x, -9)}
HALF = sp.Rational(1, 2)


@pytest.mark.parametrize("name", INDICES)
def test_a_sum_of_numbers_is_that_of_its_terms(name: str) -> None:
    """From no term on, and where the index is all that it is assumed to be; backwards, or outside of that, nothing is shown."""
    index, least_of_all = INDICES[name]
    for low in range(-2, 3):
        for high in range(low - 3, low + 3):
            added, multiplied = sp.Sum(3 * index + 1, (index, low, high)), sp.Product(3 * index + 1, (index, low, high))
            terms = [3 * at + 1 for at in range(low, high + 1)]
            shown = low >= least_of_all and high >= low - 1
            assert is_zero(added - sum(terms)) is is_zero(multiplied - prod(terms)) is shown
            assert not is_zero(added - sum(terms) - 1) and not is_zero(multiplied - prod(terms) - 1)
            left_out = [3 * at + 1 for at in range(high + 1, low)]  # what sympy takes away, or divides by, of a sum that runs backwards
            assert high >= low or not left_out or not is_zero(added + sum(left_out))
            assert high >= low or not left_out or not is_zero(multiplied - sp.Rational(1, prod(left_out)))


TOPS = [
    (n, True),
    (n + 1, True),
    (n - 1, True),
    (n - 2, False),
    (2 * n, True),
    (n**2, True),
    (n / 2, False),
    (2 - n, False),
    (whole, False),
]


@pytest.mark.parametrize(("top", "shown"), TOPS, ids=str)
def test_a_sum_to_a_whole_number_that_is_not_too_small_is_carried_out(top: sp.Expr, shown: bool) -> None:
    """For n >= 1; n - 2 may be -1, which is one term less than none."""
    for low in (1, 2, 3):
        high = top + low - 1
        value = high * (high + 1) / 2 - sp.Integer(low * (low - 1)) / 2
        assert is_zero(sp.Sum(i, (i, low, high)) - value) is shown
        assert not is_zero(sp.Sum(i, (i, low, high)) - value - 1)
        assert is_zero(sp.Product(2, (i, low, high)) - 2**top) is shown


def test_each_of_several_indices_runs_forwards() -> None:
    """At i = 0 the inner sum to i - 1 runs one term backwards, and sympy makes 0 of what is 1."""
    inner = sp.Sum(1, (j, 1, i - 1), (i, 0, 2))
    assert sum(1 for row in range(3) for _ in range(1, row)) == 1 and inner.doit() == 0
    assert not is_zero(inner) and not is_zero(inner - 1)
    assert is_zero(sp.Sum(1, (j, 1, i - 1), (i, 1, 2)) - 1) and is_zero(sp.Sum(1, (j, 1, i), (i, 1, n)) - n * (n + 1) / 2)
    assert not is_zero(sp.Sum(1, (j, i, 5), (i, 1, n)) - (5 * n - n * (n - 1) / 2))  # n = 8: 15, not 12
    assert not is_zero(sp.Sum(1, (i, 1, n), (j, 3, n)) - n * (n - 2)) and not is_zero(sp.Sum(1, (j, 3, n), (i, 1, n)) - n * (n - 2))


@pytest.mark.parametrize("kind", ["odd", "even", "prime", "negative", "nonzero"])
def test_an_index_of_which_more_is_assumed_is_not_run(kind: str) -> None:
    """(-1)^i is -1 for every odd i, and 1 at the even ones that a sum runs through."""
    special = sp.Symbol("i", integer=True, **{kind: True})
    for low, high in ((1, 3), (2, 4), (-3, -1), (3, 5)):
        assert not is_zero(sp.Sum(special, (special, low, high)) - sum(range(low, high + 1)))
    halves = sp.Sum((-1) ** (2 * i), (i, HALF, 5 * HALF))
    assert not is_zero(halves - 3) and not is_zero(halves + 3)
    assert is_zero(sp.Sum(x, (x, HALF, 5 * HALF)) - 9 * HALF)


UNDONE = {
    "an integral": sp.Integral(y, (y, 0, 1)),
    "a limit": sp.Limit(z / (1 + z), z, sp.oo),
    "a value": sp.Subs(sp.Derivative(sp.Function("f")(x), x), x, 0),
    "a sum of integrals": sp.Sum(sp.Integral(i * y, (y, 0, 1)), (i, 1, 2)),
    "an integral of a sum": sp.Integral(sp.Sum(y, (i, 1, 2)), (y, 0, 1)),
    "a sum of quantities": sp.Sum(quantity("tail")(D, i), (i, 1, 2)),
    "a derivative of a quantity": sp.Derivative(quantity("tail")(D, x), x),
    "a sum that may run backwards": sp.Sum(i, (i, 1, whole)),
}


@pytest.mark.parametrize("name", UNDONE)
def test_what_is_not_carried_out_is_one_symbol_wherever_it_stands(name: str) -> None:
    """Only equal ones cancel, and nothing else of the expression is touched."""
    one, plain = UNDONE[name], sp.Sum(i, (i, 1, 3)) + sp.Derivative(x**3, x)
    left = masked(one**2 + x * one + plain)
    assert not left.has(one) and len(left.free_symbols - plain.free_symbols - {x}) == 1 and left.has(*plain.args)
    assert is_zero(2 * one - one - one) and not is_zero(one - one.doit() - 7) and not is_zero(one - 2 * one)
    assert is_zero((one + x) ** 2 - one**2 - 2 * x * one - x**2)
    for other in UNDONE:
        assert is_zero(one - UNDONE[other]) is (other == name)
    assert masked(plain) == plain and masked(x) == x and masked(3) == 3


def test_a_variable_of_its_own_is_one_of_each_kind_of_binder() -> None:
    own: dict[sp.Expr, set[sp.Symbol]] = {
        sp.Sum(x * i, (i, 1, n), (j, 1, i)): {i, j},
        sp.Product(x, (i, 1, n)): {i},
        sp.Integral(x * y, (y, 0, x)): {y},
        sp.Limit(x * z, z, y): {z},
        sp.Derivative(x * y, x, y, y): {x, y},
        sp.Subs(sp.Function("f")(x, y), (x, y), (0, z)): {x, y},
        sp.Lambda(x, x + y): {x},
    }
    assert {type(one) for one in own} == set(BINDERS)
    for one, variables in own.items():
        assert bound(one) == bound(2, one) == variables and next(binders(one)) == one
        for other in (x, y, z, i, j, n):
            assert captures(one, [other], []) == captures(one, [], [2 * other]) == (other in variables)
    assert bound(x, sp.Sum(sp.Integral(y, (y, 0, i)), (i, 1, n))) == {i, y} and not bound(x + y) and not captures(x, [x], [y])


def test_a_quantity_within_a_binder_is_seen() -> None:
    made, plain = quantity("tail")(D, i), sp.Sum(x, (i, 1, 2))
    assert quantity_within(plain + sp.Sum(made, (i, 1, 2))) and quantity_within(sp.Sum(1 + made, (i, 1, 2)) * plain)
    assert not quantity_within(plain + made) and not quantity_within(made) and not quantity_within(plain)
