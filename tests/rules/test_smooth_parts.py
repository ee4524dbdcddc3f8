"""A function is continuous on a domain where nothing of it is singular: compared with its set of singular points."""

from __future__ import annotations

from itertools import combinations, product

import pytest
import sympy as sp

from uccheck.quantities.applied import quantity
from uccheck.quantities.symbols import D, Q, phi
from uccheck.rules.algebra.smooth import closed, opened, smooth
from uccheck.rules.claim import Domain, positives, reals

x, y = sp.symbols("x y", real=True)
a = sp.Symbol("a", positive=True)
n = sp.Symbol("n", positive=True, integer=True)
k = sp.Symbol("k", integer=True)
HALF, THIRD = sp.Rational(1, 2), sp.Rational(1, 3)
NOWHERE, ZERO, ONE = sp.S.EmptySet, sp.FiniteSet(0), sp.FiniteSet(1)
BELOW, UP_TO = sp.Interval.open(-sp.oo, 0), sp.Interval(-sp.oo, 0)

#: Each function with the points where it is no continuous real function.
SINGULAR: dict[sp.Expr, sp.Set] = {
    x**2: NOWHERE,
    x**3 - x: NOWHERE,
    x**n: NOWHERE,
    1 / x: ZERO,
    x**-2: ZERO,
    x ** (-n): ZERO,
    x**k: ZERO,
    sp.sqrt(x): BELOW,
    x**a: BELOW,
    x ** (3 * HALF): BELOW,
    1 / sp.sqrt(x): UP_TO,
    x ** (-a): UP_TO,
    sp.log(x): UP_TO,
    1 / (1 - x): ONE,
    sp.log(1 - x): sp.Interval(1, sp.oo),
    sp.sqrt(1 - x): sp.Interval.open(1, sp.oo),
    (x - 2) ** -3: sp.FiniteSet(2),
    1 / (1 + x**2): NOWHERE,
    sp.log(1 + x**2): NOWHERE,
    2**x: NOWHERE,
    a**x: NOWHERE,
    2 ** (1 / x): ZERO,
    sp.exp(-x): NOWHERE,
    sp.exp(1 / x): ZERO,
    sp.erf(x) + sp.erfc(x / 2): NOWHERE,
    Q(x) * phi(x): NOWHERE,
    Q(1 / x): ZERO,
    sp.floor(x): sp.S.Reals,
    1 / (2 + sp.exp(sp.floor(x))): sp.S.Reals,
    sp.exp(x) + sp.sign(x): sp.S.Reals,
    quantity("tail")(D, x): sp.S.Reals,
    sp.tan(x): sp.S.Reals,
}
DOMAINS = [
    Domain(x),
    *(Domain(x, low, None, way) for low in (0, 2) for way in (True, False)),
    *(Domain(x, None, high, False, way) for high in (0, -1) for way in (True, False)),
    *(Domain(x, 0, 1, *ways) for ways in product((True, False), repeat=2)),
]
OTHERS = (*positives(a), Domain(n, 1), Domain(k), *reals(y))


def points(one: Domain) -> sp.Set:
    """The domain as a set."""
    low, high = (-sp.oo if one.low is None else one.low), (sp.oo if one.high is None else one.high)
    return sp.Interval(low, high, one.open_low, one.open_high)


@pytest.mark.parametrize("one", DOMAINS, ids=str)
def test_a_function_is_continuous_where_it_has_no_singular_point(one: Domain) -> None:
    where, inside = (one, *OTHERS), points(one)
    found = {function: smooth(function, x, where) for function in SINGULAR}
    assert found == {function: bad.intersect(inside) is NOWHERE for function, bad in SINGULAR.items()}
    assert all(smooth(function, y, where) for function in SINGULAR) and smooth(3, x, where)
    for f, g in list(combinations(SINGULAR, 2))[::7]:
        both = found[f] and found[g]
        for made in (f * y + g, Q(f + y * g), sp.erf(y * (f - y * g))):
            assert smooth(made, x, where) is both


def test_what_is_smooth_by_itself_may_be_no_base_or_logarithm() -> None:
    """The sign of the whole is asked for: y has none, and x - y may vanish."""
    where = (Domain(x, 0, 1), *reals(y), *positives(a))
    for inside in (x - y, x * y, x - HALF, -x - 1):
        assert smooth(inside, x, where) and not smooth(sp.log(inside), x, where) and not smooth(sp.sqrt(inside), x, where)
    assert not smooth((x - HALF) ** -2, x, where) and smooth((-x - 1) ** -3, x, where) and not smooth((-x - 1) ** -THIRD, x, where)
    assert smooth((x + a) ** y, x, where) and not smooth(x**y, x, where) and smooth(sp.log(x + a) / (x + a), x, where)
    assert smooth(x ** (1 + x), x, (Domain(x, 0, 1, True),)) and not smooth(x**x, x, where)


def test_ends_that_are_anchors_are_closed_and_all_others_stay() -> None:
    """The other variables' too."""
    for ways in product((True, False), repeat=2):
        one, other = Domain(x, 0, y, *ways), Domain(y, 0, 1, *ways)
        low, high = ways
        assert closed((one, other), x, 0) == (Domain(x, 0, y, False, high), other)
        assert closed((other, one), x, y) == (other, Domain(x, 0, y, low, False))
        assert closed((one, other), y, 1, 0) == (one, Domain(y, 0, 1, False, False))
        assert closed((one, other), x) == closed((one, other), x, 1, HALF, a) == closed((one, other), a, 0, 1, y) == (one, other)
        assert opened((one, other), x) == (Domain(x, 0, y, True, True), other) and opened((one, other), y) == (
            one,
            Domain(y, 0, 1, True, True),
        )
    ray = Domain(x, None, HALF, False, True)
    assert closed((ray,), x, sp.oo) == (ray,) and closed((ray,), x, HALF) == (Domain(x, None, HALF),)
