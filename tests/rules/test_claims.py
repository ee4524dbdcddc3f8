"""Relations, domains and claims at exact points: each says what its sign says, an end is in it or not, and a point is admissible or not."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from operator import eq as equal
from operator import ge as at_least
from operator import gt as above
from operator import le as at_most
from operator import lt as below
from typing import Any

import pytest
import sympy as sp

from uccheck.rules.claim import (
    RELATIONS,
    Claim,
    Domain,
    Relation,
    as_fraction,
    counts,
    eq,
    ge,
    gt,
    le,
    lt,
    nonnegatives,
    positives,
    reals,
    shares,
    sort_of,
    units,
)

MEANING: dict[str, Callable[[Any, Any], bool]] = {"==": equal, "<=": at_most, "<": below, ">=": at_least, ">": above}
x, y = sp.symbols("x y", real=True)
n, k = sp.symbols("n k", integer=True)
NUMBERS = [Fraction(-7, 3), -1, 0, Fraction(1, 10**12), Fraction(1, 2), 2]
ROOT = sp.sqrt(x) * sp.sqrt(y) - sp.sqrt(x * y)  # zero for positive x and y, which no ball tells


@pytest.mark.parametrize("relation", RELATIONS)
def test_a_relation_holds_where_its_sides_do(relation: str) -> None:
    for left, right in itertools.product(NUMBERS, repeat=2):
        true = MEANING[relation](left, right)
        for stated in (Relation(x, relation, y), Relation(x - y, relation, 0), Relation(x**2 + x, relation, y + x**2)):
            assert stated.holds({x: left, y: right}) is true
        assert Relation(sp.Rational(left), relation, sp.Rational(right)).holds({}) is true
        slack = Relation(x, relation, y).slack.subs({x: left, y: right})
        assert true is bool(slack == 0 if relation == "==" else slack > 0 if relation in ("<", ">") else slack >= 0)
    assert Relation(x, relation, y).strict is (relation in ("<", ">"))
    assert Relation(ROOT, relation, 0).holds({x: 2, y: 3}) is None and Relation(ROOT + 1, relation, 0).holds({x: 2, y: 3}) is not None


def test_what_no_ball_holds_is_open() -> None:
    for relation in RELATIONS:
        assert Relation(sp.Limit(1 / x, x, sp.oo), relation, 0).holds({}) is None and Relation(sp.I * x, relation, 0).holds({x: 1}) is None
        with pytest.raises(TypeError, match="no bool"):
            bool(Relation(x, relation, y))
    for wrong in ("=", "!=", "=>", "", "<=>", "in"):
        with pytest.raises(ValueError, match="is no relation"):
            Relation(x, wrong, y)


def test_symbols_are_replaced_at_once_and_everywhere() -> None:
    assert le(x + y, x * y).at({x: y, y: x}) == le(y + x, y * x) and le(x, 2 * y).at({x: y, y: x}) == le(y, 2 * x)
    made = {"<": lt, "<=": le, ">": gt, ">=": ge, "==": eq}
    assert all(make(x, 1) == Relation(x, relation, sp.Integer(1)) for relation, make in made.items())


ENDS = [None, -1, 0, Fraction(1, 2), 2]


@pytest.mark.parametrize(("low", "high"), list(itertools.product(ENDS, repeat=2)), ids=str)
def test_a_domain_holds_the_values_between_its_ends(low: Any, high: Any) -> None:
    """And its constraints say the same; an open end is not in it."""
    for open_low, open_high in itertools.product((False, True), repeat=2):
        domain = Domain(x, low, high, open_low, open_high)
        for value in [*NUMBERS, Fraction(1, 2) - Fraction(1, 10**9), sp.sqrt(2), -sp.pi]:
            inside = low is None or (value > low if open_low else value >= low)
            inside = inside and (high is None or (value < high if open_high else value <= high))
            assert domain.contains(value) is bool(inside)
            told = [bool(slack.subs(x, value) > 0) if strict else bool(slack.subs(x, value) >= 0) for slack, strict in domain.slacks()]
            assert all(told) is bool(inside) and len(told) == (low is not None) + (high is not None)


def test_an_end_that_is_another_symbol_is_left_out_and_what_no_ball_tells_is_not_in() -> None:
    assert (
        Domain(x, 0, y).contains(5)
        and not Domain(x, 0, y).contains(-1)
        and Domain(x, y, 1).contains(-9)
        and not Domain(x, y, 1).contains(2)
    )
    zero = (sp.sqrt(2) + sp.sqrt(3)) ** 2 - 5 - 2 * sp.sqrt(6)
    for domain in (Domain(x, 0), Domain(x, None, 0), Domain(x, 0, open_low=True), Domain(x, 0, 1), Domain(x, -1, 0)):
        assert not domain.contains(zero)
    assert Domain(x, -1, 1).contains(zero) and Domain(x).contains(zero)


def test_a_grid_lies_in_its_domain_and_presses_on_its_ends() -> None:
    for low, high in [(0, 1), (-1, 2), (2, 5), (Fraction(1, 3), Fraction(1, 2)), (-5, Fraction(-9, 2))]:
        whole = Domain(x, low, high).grid()
        assert len(set(whole)) == len(whole) == 8 and all(low <= value <= high for value in whole) and (whole[0], whole[-1]) == (low, high)
        near = sorted(whole)
        assert 0 < near[1] - low <= (high - low) / Fraction(10**5) and 0 < high - near[-2] <= (high - low) / Fraction(500)
        assert whole == tuple(low + (high - low) * value for value in Domain(x, 0, 1).grid())
        inner = Domain(x, low, high, open_low=True, open_high=True).grid()
        assert inner == whole[1:-1]
    assert max(b - a for a, b in itertools.pairwise(sorted(Domain(x, 0, 1).grid()))) < Fraction(1, 2)


@pytest.mark.parametrize("low", [0, 3, -5, Fraction(-1, 3), sp.Rational(7, 2)])
def test_a_grid_without_an_upper_end_is_moved_with_its_lower_end(low: Any) -> None:
    found, low = Domain(x, low).grid(), as_fraction(low)
    assert len(set(found)) == len(found) == 10 and found[0] == low == min(found) and max(found) >= low + 10
    assert 0 < sorted(found)[1] - low <= Fraction(1, 10**5) and sum(low < value < low + 1 for value in found) >= 5
    assert sum(low + 1 < value < low + 10 for value in found) == 1 and low + 1 in found
    assert found == tuple(low + value for value in Domain(x, 0).grid())
    assert Domain(x, low, open_low=True).grid() == found[1:]


def test_a_grid_of_all_numbers_is_its_mirror_image() -> None:
    found = Domain(x).grid()
    assert sorted(found) == sorted(-value for value in found) and 0 in found and len(set(found)) == len(found) == 19
    assert set(Domain(x, 0).grid()) < set(found) and set(Domain(x, None, 1).grid()) == {value for value in found if value <= 1}
    least = sp.Symbol("l", nonnegative=True)
    assert min(Domain(least).grid()) == 0 and Domain(least).grid() == Domain(x, 0).grid()


def test_a_grid_of_whole_numbers_is_whole() -> None:
    assert all(isinstance(value, int) for value in Domain(n, 1).grid()) and {1, 2, 3} < set(Domain(n, 1).grid())
    assert min(Domain(n, 3).grid()) == 3 and min(Domain(n, 3, open_low=True).grid()) > 3 and max(Domain(n, 1, 5).grid()) == 5
    assert Domain(n, 1).whole and not Domain(x, 1).whole and max(Domain(n, 1).grid()) > 10**4


def test_an_end_that_is_no_fraction_leaves_the_numbers_beyond_it() -> None:
    """Roots and other symbols: y and -y once broke the grid, whose sum is 0."""
    for domain in (Domain(x, sp.sqrt(2)), Domain(x, sp.sqrt(2), 9), Domain(x, 0, sp.sqrt(2)), Domain(x, -sp.sqrt(2), sp.sqrt(2))):
        found = domain.grid()
        assert found and all(domain.contains(value) for value in found)
    for low, high in ((y, y + 1), (-y, y), (0, y), (y, 1), (y, None), (None, y)):
        found = Domain(x, low, high).grid()
        assert len(found) > 5 and all(isinstance(value, Fraction) for value in found)
    assert Domain(x, 0, 1, samples=(Fraction(1, 7), 5)).grid() == (Fraction(1, 7), 5)


def test_a_claim_has_one_domain_for_each_symbol() -> None:
    for where in ((), (Domain(x),), (Domain(x), Domain(y), Domain(n))):
        assert Claim((), where).where == where
    for where in ((Domain(x), Domain(x, 0)), (Domain(y), Domain(x), Domain(y)), (Domain(x), Domain(x))):
        with pytest.raises(ValueError, match="two domains"):
            Claim((), where)
    assert Claim((le(x, 1),), points=({x: 1},)) == Claim((le(x, 1),)) != Claim((le(x, 2),))


GIVEN = {
    "==": (eq(x, y), lambda u, v: u == v),
    "<=": (le(x, y), lambda u, v: u <= v),
    "<": (lt(x, y), lambda u, v: u < v),
    ">=": (ge(x, y), lambda u, v: u >= v),
    ">": (gt(x, y), lambda u, v: u > v),
}


@pytest.mark.parametrize("relation", GIVEN)
def test_a_point_is_admissible_where_every_hypothesis_holds(relation: str) -> None:
    """Both ends, the relation, and whole numbers for whole variables."""
    given, true = GIVEN[relation]
    claim = Claim((), (Domain(x, 0, 2, open_low=True), Domain(y), Domain(n, 1), Domain(k)), (given, ge(y, Fraction(-1, 2))))
    for u, v, w, z in itertools.product([*NUMBERS, 3], NUMBERS, (0, 1, Fraction(3, 2), 2), (-1, Fraction(1, 2))):
        meant = true(u, v) and 0 < u <= 2 and v >= Fraction(-1, 2) and w in (1, 2) and z == -1
        assert claim.admissible({x: u, y: v, n: w, k: z}) is bool(meant)
    assert claim.admissible({x: 1, y: 1, n: 1}) is (relation in ("==", "<=", ">="))  # nothing is said of k
    assert not replace(claim, given=(le(ROOT, 0),)).admissible({x: 2, y: 3, n: 1, k: 0})  # which no ball certifies
    assert replace(claim, given=(le(ROOT, 1),)).admissible({x: 2, y: 3, n: 1, k: 0})


def test_hypotheses_are_the_ends_of_domains_and_the_relations() -> None:
    claim = Claim((le(x, 9),), (Domain(x, 0, 1, open_high=True), Domain(y)), (lt(x, y), eq(y, 2)))
    assert claim.hypotheses == ((x, False), (1 - x, True), (y - x, True), (y - 2, False), (2 - y, False))


def test_points_are_those_that_are_listed_or_a_thinned_product() -> None:
    listed = ({x: 1}, {x: 5})
    assert Claim((), (Domain(x, 0),), points=listed).grid() == list(listed) == Claim((), (Domain(x, 0),), points=lambda: listed).grid()
    claim = Claim((), (Domain(x, 0, 1), Domain(y, 0), Domain(n, 1)))
    every = [dict(zip((x, y, n), values, strict=True)) for values in itertools.product(*(one.grid() for one in claim.where))]
    assert claim.grid(limit=len(every)) == every and len(every) == 640
    for limit in (1, 7, 100, 320, 600, 639):
        some = claim.grid(limit=limit)
        assert 0 < len(some) <= limit and some[0] == every[0]
        places = [every.index(point) for point in some]
        assert len({b - a for a, b in itertools.pairwise(places)}) <= 1 and 2 * len(some) > min(limit, 320)
        assert places == sorted(places) and 640 - places[-1] <= -(-640 // limit)
    assert len(claim.grid()) <= 600
    assert Claim((), (Domain(x, None, -100), Domain(y))).grid() == [] and Claim(()).grid() == [{}]


def test_every_symbol_that_no_domain_declares_is_named() -> None:
    row, other = sp.IndexedBase("r"), sp.IndexedBase("q")
    assert Claim((le(x, y),), (Domain(x),)).undeclared() == {"y"} and Claim((le(x, y),), (Domain(x), Domain(y))).undeclared() == set()
    assert Claim((le(x, 1),), (Domain(x),), (le(n, k),)).undeclared() == {"n", "k"}
    assert Claim((le(x, 1),), (Domain(x, 0, y),)).undeclared() == {"y"} and Claim((le(x, 1),), (Domain(x, n),)).undeclared() == {"n"}
    assert Claim((le(row[1] + x, row[n]),), (Domain(x), Domain(row), Domain(n))).undeclared() == set()
    assert Claim((le(row[1], other[n]),), (Domain(row), Domain(x))).undeclared() == {"q", "n"}
    assert Claim((le(sp.Sum(row[k], (k, 1, n)), 1),), (Domain(row), Domain(n))).undeclared() == set()


def test_the_domains_that_many_claims_share() -> None:
    tiny, numbers = Fraction(1, 10**9), (-1, 0, Fraction(1, 10**9), 1, 1 + Fraction(1, 10**9))
    inside = {
        positives: (False, False, True, True, True),
        nonnegatives: (False, True, True, True, True),
        shares: (False, False, True, True, False),
        units: (False, False, True, False, False),
        reals: (True, True, True, True, True),
    }
    for make, wanted in inside.items():
        for domain, symbol in zip(make(x, y), (x, y), strict=True):
            assert domain.symbol == symbol and tuple(domain.contains(value) for value in numbers) == wanted
    assert [counts(n)[0].contains(value) for value in (0, 1, 2)] == [False, True, True] and counts(n, samples=(3,))[0].grid() == (3,)
    assert units(x, samples=(tiny,))[0].grid() == positives(x, samples=(tiny,))[0].grid() == reals(x, samples=(tiny,))[0].grid() == (tiny,)


def test_what_sympy_assumes_of_a_symbol_has_a_name() -> None:
    named = {"real": {"real": True}, "positive": {"positive": True}, "nonnegative": {"nonnegative": True}, "any": {}}
    for name, signs in named.items():
        assert sort_of(sp.Symbol("s", **signs)) == (name, False) and sort_of(sp.Symbol("s", **signs, integer=True)) is not None
    for signs in ({"negative": True}, {"odd": True}, {"rational": True}, {"nonpositive": True}, {"zero": True}, {"prime": True}):
        assert sort_of(sp.Symbol("s", **signs)) is None
    assert as_fraction("7/3") == Fraction(7, 3) == as_fraction(sp.Rational(7, 3)) == as_fraction(Fraction(7, 3)) and as_fraction(-2) == -2
