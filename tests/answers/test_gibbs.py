"""Gibbs classifiers: what floats bound is what the rules allow and no more, covers cover, and joined leaves are whole."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest
from scipy import special, stats

from tests.answers.asking import inquiry
from tests.answers.test_sets import kept, missed
from uccheck.answers.definitions import figure, gibbs
from uccheck.answers.definitions.gibbs import Depths
from uccheck.answers.definitions.rows import definitions
from uccheck.answers.finders import Inquiry
from uccheck.core.bisection import narrowed
from uccheck.core.errors import InvalidParameter

F = Fraction
INSTANCES = [(20, 6000, "0.05"), (100, 9000, "0.3")]


@cache
def asked(m: int, D: int, delta: str) -> tuple[Inquiry, Depths]:
    ask = inquiry(m, D, delta)
    found = gibbs.points(ask)
    assert found is not None
    return ask, found


@pytest.mark.parametrize("where", INSTANCES)
def test_the_share_that_is_left_out_is_that_of_its_chances(where: tuple[int, int, str]) -> None:
    """e1 (1 - 2 delta - P(T > t)) is the sum of four chances; of the gap alone, of two."""
    (ask, found), (m, D, delta) = asked(*where), where
    at = [float(D * (x - F(4, m)) / 32) for x in (found.p, found.q)]
    deep, far, near = kept(m, D, 4 + float(found.c)), float(stats.chi2.sf(at[0], D)), float(stats.chi2.cdf(at[1], D))
    wide = 1 - missed(m, D, float(found.theta))
    left = 1 - 2 * float(delta) - float(stats.chi2.sf(float(found.t), D))
    assert left == pytest.approx((1 - 2 * float(delta)) * 0.999, rel=1e-6)  # a thousandth is given to T > t
    assert float(found.far) == pytest.approx(far, rel=1e-8)
    assert float(found.gap_e1) == pytest.approx((deep + far) / left, rel=1e-4)
    assert float(found.e1) == pytest.approx((deep + far + near + wide) / left, rel=1e-4) and found.e1 < F(1, 4)
    assert found.q < F(4, m) + 32 < found.p and found.c < 28 and found.theta > 36 and ask.a.gamma == 0


@pytest.mark.parametrize("where", INSTANCES)
@pytest.mark.parametrize("u", ["0", "0.13", "2"])
def test_what_floats_bound_is_what_the_rules_allow(where: tuple[int, int, str], u: str) -> None:
    """A millionth less is concluded for [u, y], or for all x >= u, and a thousandth more is not."""
    ask, found = asked(*where)
    at: dict[str, Any] = {"c": found.c, "p": found.p, "t": found.t}
    for y in (F(u) + F(1, 100), F(u) + F(1, 2)):
        value = gibbs.bound(ask, found, float(F(u)), float(y))
        for off, nodes in ((F(-1, 10**6), 1), (F(1, 1000), 0)):
            more = {"u": F(u), "y": y, "q": found.q, "theta": found.theta, "e1": found.e1, "v": F(value) + off}
            assert len(list(ask.apply("gibbs-sure", **at, **more))) == nodes, (y, off)
    value = gibbs.bound(ask, replace(found, e1=found.gap_e1), float(F(u)))
    for off, nodes in ((F(-1, 10**6), 1), (F(1, 1000), 0)):
        assert len(list(ask.apply("gibbs-two-sided", **at, x=F(u) or F(1, 10**9), e1=found.gap_e1, v=F(value) + off))) == nodes
    if F(u):
        (node,) = gibbs.gap(ask, F(u))
        assert float(node.at["v"]) == pytest.approx(value, abs=1e-6)


@pytest.mark.parametrize("where", INSTANCES)
def test_the_widths_chosen_leave_the_most_where_the_least_is_left(where: tuple[int, int, str]) -> None:
    """Over margins of 2 to 4.75 standard deviations by quarters, and variances by hundredths of the usual one."""
    ask, found = asked(*where)
    deviation, spread = 32 * math.sqrt((where[0] + 1) / where[1]), math.sqrt(2 / where[1])
    grid = [2 * k / 50 / math.sqrt(32) for k in range(1, 100)]
    made = [gibbs._points(ask, 1 - 2 * ask.a.delta, F(deviation), F(spread), F(k, 4)) for k in range(8, 20)]
    left = [min(gibbs.bound(ask, one, x, x) for x in grid) for one in made if one is not None and one.e1 < F(1, 4)]
    assert left and max(left) == pytest.approx(min(gibbs.bound(ask, found, x, x) for x in grid), abs=1e-12)
    for one, k in zip(made, range(8, 20), strict=True):
        if one is not None:
            width, reach = k / 4 * deviation, F(k, 4) * F(spread)
            assert 28 - width - 1e-3 <= one.c <= 28 - width and 36 + width <= one.theta <= 36 + width + 1e-3
            assert 0 <= one.p - F(4, where[0]) - 32 * (1 + reach) <= F(1, 10**4)
            assert 0 <= 32 * (1 - reach) - (one.q - F(4, where[0])) <= F(1, 10**4)


def scaled(found: Depths, unit: Fraction) -> Depths:
    """The same with s and b in other units, in which margins and squared norms are so many times as large."""
    return replace(found, **{name: getattr(found, name) * unit for name in ("c", "p", "q", "theta")})


def test_widths_do_not_depend_on_the_unit_of_the_signal() -> None:
    _, found = asked(*INSTANCES[0])
    unit = F(1, 10**4)
    same = gibbs.points(inquiry(*INSTANCES[0], s="0.0004", b="0.0032"))
    assert same == scaled(found, unit)


@pytest.mark.parametrize(("m", "D"), [(20, 298), (5, 120), (50, 500)])
def test_a_width_needs_a_margin_that_is_left_by_it(m: int, D: int) -> None:
    """b - s = 28 against so many deviations of a flipped margin: in few dimensions some widths leave none."""
    ask, deviation = inquiry(m, D, "0.1"), 32 * math.sqrt((m + 1) / D)
    left = [gibbs._points(ask, F(4, 5), F(deviation), F(math.sqrt(2 / D)), F(k, 4)) is not None for k in range(8, 20)]
    assert left == [k / 4 * deviation < 28 for k in range(8, 20)] and 0 < sum(left) < 12


def test_nothing_is_chosen_where_the_flip_leaves_nothing() -> None:
    for where in ((20, 6000, "0.5"), (20, 6000, "0.7"), (50, 60, "0.1")):
        assert gibbs.points(inquiry(*where)) is None
    assert not list(gibbs.every(inquiry(50, 60, "0.1"))) and not list(gibbs.gap(inquiry(50, 60, "0.1"), F(1)))


@pytest.mark.parametrize("unit", [F(1), F(1, 10**4)])
@pytest.mark.parametrize("where", INSTANCES)
def test_a_cover_has_the_value_on_every_interval_and_beyond(where: tuple[int, int, str], unit: Fraction) -> None:
    """In other units of the signal too, where the variances are others."""
    ask, found = inquiry(*where, s=str(4 * unit), b=str(32 * unit)), scaled(asked(*where)[1], unit)
    least = min(gibbs.bound(ask, found, x, x) for x in (k / 200 / math.sqrt(unit) for k in range(1, 200)))
    for value in (0.2 * least, 0.7 * least, 0.9 * least):
        cuts = gibbs._cover(ask, found, value)
        assert cuts is not None and cuts[0] == 0 and cuts == sorted(set(cuts)) and len(cuts) <= gibbs._MOST_LEAVES + 1
        assert all(gibbs.bound(ask, found, float(u), float(y)) >= value - 1e-9 for u, y in pairwise(cuts))
        assert gibbs.bound(ask, found, float(cuts[-1])) >= value - 1e-9
        assert all(gibbs.bound(ask, found, float(u), float(y) * 1.001) < value for u, y in pairwise(cuts))
    assert gibbs._cover(ask, found, 0.99) is None
    most, _ = narrowed(0.0, 0.5, lambda value: gibbs._cover(ask, found, value) is not None, 20)
    assert len(gibbs._cover(ask, found, most) or ()) == gibbs._MOST_LEAVES + 1  # the number of intervals is what ends the search


@pytest.mark.parametrize("where", INSTANCES[:1])
def test_the_infimum_over_every_variance_is_nearly_the_largest_that_few_intervals_cover(where: tuple[int, int, str]) -> None:
    ask, found = asked(*where)
    (node,) = gibbs.every(ask)
    ((low, _),) = node.concludes.values()
    grid = [k / 400 for k in range(1, 800)]
    least = min(gibbs.bound(ask, found, x, x) for x in grid)
    assert 0.93 * least < float(low) < least
    assert gibbs._cover(ask, found, float(low)) is not None and gibbs._cover(ask, found, float(low) * 1.002) is None


@pytest.mark.parametrize("count", range(1, 12))
def test_leaves_are_joined_to_one_whole(count: int) -> None:
    joined: list[tuple[Fraction, Fraction, Fraction]] = []

    def apply(rule: str, first: Any, second: Any, *, u: Fraction, x: Fraction, y: Fraction, e: Fraction) -> Iterator[Any]:
        assert rule == "gibbs-join" and (first, second, e) == ((u, x), (x, y), F(1, 3))
        joined.append((u, x, y))
        yield u, y

    leaves: Any = [(F(k), F(k + 1), (F(k), F(k + 1))) for k in range(count)]
    assert gibbs._joined(SimpleNamespace(apply=apply), leaves, F(1, 3)) == [(F(0), F(count))] and len(joined) == count - 1  # type: ignore[arg-type, comparison-overlap]


def test_a_figure_draws_the_errors_of_the_limit_and_the_certified_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    board = definitions(20, 6000, "0.05", "0.01", only=("gibbs-every",))
    assert board.asking is not None
    for tau, drawn in zip((0.2, 3.0, 1000.0), figure.gaps(board.asking, [0.2, 3.0, 1000.0]), strict=True):
        ask, found = asked(20, 6000, "0.05")
        assert drawn == pytest.approx(max(gibbs.bound(ask, replace(found, e1=found.gap_e1), 1 / tau), 0), abs=1e-5)
    monkeypatch.setattr(figure, "gaps", lambda ask, taus: [tau / 1000 for tau in taus])
    axes = figure.draw(board).axes[0]
    training, population, certified, every = (line.get_xydata() for line in axes.lines)
    ends = training[0][0], training[-1][0]
    assert len(training) == 61 and ends == pytest.approx((10**-1.2, 10**2.2))
    for (tau, low), (_, high), (_, gap) in zip(training, population, certified, strict=True):
        assert low == pytest.approx(special.ndtr(-36 / (tau * math.sqrt(32)))) and gap == pytest.approx(tau / 1000)
        assert high == pytest.approx(special.ndtr(-4 / math.sqrt(32**2 * 20 / 6000 + 32 * tau**2)))
    assert [float(y) for _, y in every] == [float(board.row("gibbs-every").bracket.lower.value)] * 2
    with pytest.raises(InvalidParameter, match="linear setting alone"):
        figure.draw(replace(board, asking=None))
