"""Branch and bound certifies true inequalities, touching points included, and refutes false ones at a point."""

from __future__ import annotations

import time
from fractions import Fraction

import pytest

from uccheck.core.effort import OutOfTime
from uccheck.expressions.branch_and_bound import Problem, Searched, _split, bounds, search, simplest
from uccheck.expressions.grammar import parse
from uccheck.expressions.intervals import interval


def run(text: str, *, strict: bool = False, seconds: float = 20, **domain: tuple[str, str]) -> Searched:
    box = {n: interval(Fraction(a), Fraction(b)) for n, (a, b) in domain.items()}
    return search(Problem(parse(text, frozenset(domain)), strict), box, deadline=time.monotonic() + seconds)


TRUE = [
    ("exp(x) - 1 - x", {"x": ("-1", "2")}),
    ("x - 1 - log(x)", {"x": ("0.01", "10")}),
    ("exp(-x**2/2)/2 - Q(x)", {"x": ("0", "10")}),
    ("a - log(1 + a) - a**2/4", {"a": ("0", "1")}),
    ("x**4 - 2*x**2 + 1", {"x": ("-2", "2")}),
    ("sin(x) - x + x**3/6", {"x": ("0", "3")}),
    ("1 - x*y", {"x": ("0", "1"), "y": ("0", "1")}),
]


@pytest.mark.parametrize(("text", "domain"), TRUE)
def test_true_inequalities_are_certified(text: str, domain: dict[str, tuple[str, str]]) -> None:
    assert run(text, **domain).proved


@pytest.mark.parametrize(("text", "domain"), TRUE)
def test_their_mutants_are_refuted_at_a_point(text: str, domain: dict[str, tuple[str, str]]) -> None:
    found = run(f"({text}) - 1/100", **domain)
    assert not found.proved and found.witness is not None
    assert found.witness.value.upper < 0


def test_equality_is_a_witness_against_a_strict_inequality() -> None:
    found = run("exp(x) - 1 - x", strict=True, x=("-1", "2"))
    assert found.witness is not None and found.witness.at == {"x": 0}


def test_what_cannot_be_decided_is_left_open() -> None:
    found = run("x**2 - 2*x*y + y**2", x=("-1", "1"), y=("-1", "1"))
    assert not found.proved and found.witness is None and found.undecided is not None


def test_the_clock_ends_the_search_and_says_so() -> None:
    with pytest.raises(OutOfTime, match="before the work"):
        run("x**2 - 2*x*y + y**2", seconds=0, x=("-1", "1"), y=("-1", "1"))


def test_an_undefined_point_is_named() -> None:
    found = run("log(x) + 10", x=("-1", "1"))
    assert found.undefined is not None and found.undefined[0] == {"x": -1}


def test_simplest_rational_lies_in_the_middle_half() -> None:
    assert simplest(Fraction(-1), Fraction(2)) == 0
    assert simplest(Fraction(1, 3), Fraction(1, 2)) == Fraction(2, 5)
    assert simplest(Fraction(-3), Fraction(-1)) == -2
    for q in map(Fraction, ("-7", "-2/9", "0", "1", "4", "22/7")):
        assert simplest(q, q) == q


@pytest.mark.parametrize("spot", ["1/50", "1/7", "3/8", "8/13", "5/7", "49/50"])
@pytest.mark.parametrize("width", ["1/1000", "1/20"])
def test_a_narrow_violation_is_found_wherever_it_lies(spot: str, width: str) -> None:
    """(x - spot)^2 < width^2 nowhere else: an unlooked-at part of the box would hide it."""
    found = run(f"(x - {spot})**2 - ({width})**2", x=("0", "1"))
    assert not found.proved and found.witness is not None
    assert abs(found.witness.at["x"] - Fraction(spot)) < Fraction(width)
    two = run(f"(x - {spot})**2 + (y - 5/9)**2 - ({width})**2", x=("0", "1"), y=("0", "1"))
    assert not two.proved


@pytest.mark.parametrize(("text", "domain"), [("(3*x - 1)**2", ("-1", "1")), ("x**2*(7*x - 2)**2", ("1/7", "1")), ("0*x", ("0", "1"))])
def test_an_equality_in_the_interior_denies_strictness(text: str, domain: tuple[str, str]) -> None:
    """Zero is attained at a point that need not be looked at: `> 0` is never upheld, `>= 0` is."""
    assert not run(text, strict=True, seconds=60, x=domain).proved
    assert run(text, seconds=20, x=domain).proved


def test_a_margin_is_upheld_strictly() -> None:
    assert run("x**2 + 1/1000", strict=True, x=("-1", "1")).proved
    assert run("1 - x*y", strict=True, x=("0", "1"), y=("0", "99/100")).proved


@pytest.mark.parametrize("most", [1, 2, 7])
def test_no_more_boxes_than_allowed_are_looked_at(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("uccheck.expressions.branch_and_bound.MAX_BOXES", most)
    found = run("x**2 - 2*x*y + y**2", x=("-1", "1"), y=("-1", "1"))
    assert found.undecided is not None and found.boxes == most


@pytest.mark.parametrize("shift", ["-3", "-2", "-1", "0", "1", "2", "3"])
@pytest.mark.parametrize("sign", ["", "-"])
def test_a_monotone_expression_is_bounded_by_its_ends_unless_its_sign_is_plain(sign: str, shift: str) -> None:
    """x^2 - x on [1, 2] is [0, 2] by monotonicity, [-1, 3] by its operations, which serve where they exclude 0, an end at 0 not."""
    c, box = Fraction(shift), {"x": interval(Fraction(1), Fraction(2))}
    found = bounds(Problem(parse(f"{sign}(x**2 - x + ({shift}))", frozenset("x")), True), (), box, order=2)
    low, high = (c, 2 + c) if -1 + c <= 0 <= 3 + c else (c - 1, 3 + c)
    assert found == interval(low, high) if not sign else found == interval(-high, -low)


def test_a_strict_relation_is_seen_where_the_operations_only_reach_0() -> None:
    assert run("x**2 - x + 1", strict=True, x=("1", "2")).boxes == 1


@pytest.mark.parametrize(("a", "b"), [("0", "1"), ("0", "2"), ("-1", "1"), ("1/4", "7/8"), ("-2", "3")])
@pytest.mark.parametrize("sign", ["", "-"])
def test_the_mean_value_form_reaches_half_a_side_times_the_steepest_slope(sign: str, a: str, b: str) -> None:
    """x^2 - x where 2x - 1 changes its sign: around the value at the centre, cut by what the operations alone give."""
    low, high = Fraction(a), Fraction(b)
    centre, reach = (low + high) / 2, (high - low) / 2 * max(1 - 2 * low, 2 * high - 1)
    value, square = centre**2 - centre, (low**2, high**2)
    least, most = (0 if low < 0 else min(square)) - high, max(square) - low
    wide = max(value - reach, least), min(value + reach, most)
    found = bounds(Problem(parse(f"{sign}(x**2 - x)", frozenset("x")), True), (), {"x": interval(low, high)}, order=1)
    assert found == (interval(*wide) if not sign else interval(-wide[1], -wide[0]))


def test_a_side_that_is_a_point_is_not_split_and_stops_nothing() -> None:
    found = run("y*(x**4 - 2*x**2) + 2", x=("-2", "2"), y=("2", "2"))
    assert found.proved and found.boxes > 1
    assert run("y*(x**4 - 2*x**2) + 199/100", x=("-2", "2"), y=("2", "2")).witness is not None


def test_the_side_that_is_longest_for_its_domain_is_cut() -> None:
    """In units of the domain's sides, so that a unit of measurement decides nothing."""
    domain = {"x": interval(Fraction(0), Fraction(1000)), "y": interval(Fraction(0), Fraction(1))}
    for side, cut in (("10", "y"), ("500", "y"), ("1000", "x")):
        halves = _split({"x": interval(Fraction(0), Fraction(side)), "y": interval(Fraction(0), Fraction(3, 4))}, domain)
        assert [half[cut] != halves[0][cut] for half in halves] == [False, True]
        assert all(halves[0][n] == halves[1][n] for n in ("x", "y") if n != cut)


def test_around_an_irrational_zero_the_search_ends_at_boxes_that_are_tiny_on_every_side_that_has_a_length() -> None:
    for y in (("2", "2"), ("1", "3")):
        found = run("y*(x**2 - 2)**2", strict=True, seconds=60, x=("1", "2"), y=y)
        assert found.undecided is not None and found.boxes < 3000
        low, high = found.undecided["x"]
        assert low**2 <= 2 <= high**2 and high - low <= Fraction(1, 2**60)
