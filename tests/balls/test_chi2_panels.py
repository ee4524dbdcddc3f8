"""What a panel of the chi-square integrals may leave open, ask for and spend: each limit from both of its sides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flint import arb, ctx

import uccheck.balls.chi2 as chi2
from tests.balls.test_chi2_rigour import Asked, Constant, Flat, boxes
from uccheck.balls import ball
from uccheck.balls.chi2 import _RATIOS, LogChi2, One, _enough, _Integral
from uccheck.balls.work import limited


@pytest.fixture(autouse=True)
def at_128_bits() -> Iterator[None]:
    with ctx.workprec(128):
        yield


def integral(factor: object, low: object, high: object, tolerance: object, *, bits: int = 40, law: LogChi2 | None = None) -> _Integral:
    return _Integral(law or Flat(), factor, bits, arb(low), arb(high), arb(0), arb(tolerance), ())  # type: ignore[arg-type]


@dataclass(frozen=True)
class Opaque(Constant):
    """g = level on the real line, not known to be analytic, between level and twice that on intervals; notes the bits it is asked for."""

    asked: list[int] = field(default_factory=list)

    def value(self, x: arb, bits: int) -> arb:
        self.asked.append(bits)
        return ball(self.level)

    def ceiling(self, low: arb, high: arb, height: arb) -> arb | None:  # type: ignore[override]
        return None if height > 0 else ball(self.level)

    def span(self, low: arb, high: arb, bits: int) -> arb:
        self.asked.append(bits)
        return ball(self.level).union(2 * ball(self.level))


@pytest.mark.parametrize(("share", "open_"), [("0.95", True), ("1.05", False), ("32", False)])
def test_a_panel_is_left_open_only_below_a_64th_of_the_tolerance(share: str, open_: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """g = 1/2 on [-1, 1] has mass 1: the tolerance is 64/share of it."""
    monkeypatch.setattr(_Integral, "_sharp", lambda self, low, high, depth: arb(7))
    found = integral(Constant("0.5"), -1, 1, arb(64) / ball(share))._panel(arb(-1), arb(1), 0)
    assert (found != 7 and found.contains(0) and found.contains(1 - arb(2) ** -60)) if open_ else found == 7


def test_the_61st_cut_and_the_3001st_panel_are_the_first_to_be_left_open() -> None:
    for depth, visited, open_ in ((60, 0, False), (61, 0, True), (0, 2999, False), (0, 3000, True)):
        whole = _Integral(Flat(), Constant("1"), 40, arb(-1), arb(1), arb(0), arb("1e-9"), (), [0] * visited)
        found = whole._panel(arb(-1), arb(1), depth)
        assert found.contains(2 - arb(2) ** -100) and bool(found.contains(0)) == open_


def test_halves_of_panels_are_one_deeper_each() -> None:
    """Where nothing is known panels are halved from the left: 0, 1, .., 61, and the right half of the last is as deep."""
    whole = integral(Opaque("1"), 0, 1, "1e-60")
    assert whole._panel(whole.low, whole.high, 0).contains(1)
    assert whole.visited[:64] == [*range(62), 61, 60] and max(whole.visited) == 61


def test_a_rule_takes_as_many_nodes_as_the_digits_allow_and_no_more() -> None:
    """24 + bits/2 nodes at most, the least of the ladder whose bound is a 16th of the tolerance; for g = 1 the widest ellipse is best."""
    half, ratio = arb("0.1"), arb(_RATIOS[-1])
    for bits, need, nodes in ((40, 39.5, 40), (40, 40.5, None), (16, 31.5, 32), (15, 31.5, None), (40, 23.5, 24), (40, 11.5, 12)):
        scale = half * 64 / 15 / (1 - ratio**-2)
        whole = integral(Constant("1"), -half, half, 16 * scale * ratio ** (-2 * ball(str(need))), bits=bits)
        chosen, error = whole._rule(whole.low, whole.high)
        assert chosen == nodes
        assert nodes is None or abs(error / (scale * ratio ** (-2 * nodes)) - 1) < arb("1e-30")
        assert nodes is None or error < whole.tolerance / 16


@pytest.mark.parametrize("half", ["0.1", "0.5", "1"])
def test_ellipses_are_tried_while_they_keep_below_the_height_where_the_density_is_bounded(half: str) -> None:
    boxes.clear()
    whole = integral(Asked("1"), -ball(half), ball(half), "1e-18")
    whole._rule(whole.low, whole.high)
    heights = [float(half) * (ratio - 1 / ratio) / 2 for ratio in _RATIOS]
    assert len(boxes) == sum(height < 1.5 for height in heights) < len(_RATIOS) + (half == "0.1")


def test_the_number_of_nodes_is_enough_by_a_hundredth() -> None:
    for ratio in (arb("1.2"), arb(5)):
        for need, nodes in (("7.5", 8), ("7.98", 8), ("8", 12), ("8.5", 12), ("3", 4), ("511", 512), ("513", None)):
            assert _enough(arb(7) * ratio ** (2 * ball(need)), ratio, arb(7)) == nodes
    assert _enough(arb("nan"), arb(2), arb(1)) is None


def test_a_node_is_left_open_only_below_its_share_and_asks_for_six_bits_more() -> None:
    """With exact numbers: weight 1/2 times bound 1/4 is below 1/8 + 1/1000 and not below 1/8."""
    factor = Opaque("0.25")
    whole = integral(factor, -1, 1, 1, bits=30)
    skipped = whole._node(arb(0), arb("0.5"), arb("0.126"))
    assert skipped.contains(0) and skipped.contains(arb("0.125") - arb(2) ** -100) and skipped < arb("0.1251") and factor.asked == []
    assert whole._node(arb(0), arb("0.5"), arb("0.125")).overlaps(arb("0.125")) and factor.asked == [36]
    assert whole._node(arb(0), arb("0.5"), arb("0.124")) > arb("0.1249")


def test_the_nodes_of_a_rule_share_a_64th_of_the_tolerance(monkeypatch: pytest.MonkeyPatch) -> None:
    shares: list[arb] = []
    monkeypatch.setattr(_Integral, "_node", lambda self, x, weight, least: shares.append(least) or weight)
    whole = integral(Constant("1"), -1, 1, "0.75")
    assert whole._gauss(whole.low, whole.high, 6).overlaps(arb(2))
    assert len(shares) == 6 and all(abs(sum(shares, arb(0)) * 64 / whole.tolerance - 1) < arb("1e-30") for _ in shares)


@pytest.mark.parametrize(("share", "flat"), [("0.9", True), ("1.1", False), ("1.9", False)])
def test_a_factor_is_flat_if_its_range_costs_less_than_a_16th_of_the_tolerance(share: str, flat: bool) -> None:
    """The range of g times the greatest density times the length of the panel."""
    law, factor, low, high = LogChi2(4), Opaque("0.25"), arb("0.25"), arb("0.5")
    cost = ball("0.25") * law.ceiling(low, high, arb(0)) * (high - low)
    found = integral(factor, low, high, 16 * cost / ball(share), law=law)._flat(low, high)
    assert (found is not None) == flat and factor.asked == [46]


def test_the_mass_of_a_flat_panel_is_as_sharp_as_the_factor_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tolerance over the greatest value of g, and over 2^-40000 where g is less than that."""
    asked: list[Any] = []

    def noted(*parts: Any) -> _Integral:
        asked.append(parts)
        return _Integral(*parts)

    for level, divisor in (("0.25", ball("0.5")), ("1e-20000", arb(2) ** -40_000)):
        whole = integral(Opaque(level), 0, 1, 100)
        with monkeypatch.context() as patch:
            patch.setattr(chi2, "_Integral", noted)
            found = whole._flat(arb(0), arb(1))
        assert found is not None and found.overlaps(ball(level)) and not found > 2 * ball(level)
        law, factor, bits, low, high, outside, tolerance, cuts = asked.pop()
        assert (law, factor, bits, low, high, outside, cuts) == (whole.law, One(), 40, 0, 1, 0, ())
        assert abs(tolerance * divisor / 100 - 1) < arb("1e-6")


def test_the_work_of_a_rule_is_counted_before_it_is_done() -> None:
    """Ten for a panel and two a node; what is refused leaves the panel open."""
    whole = integral(Constant("1"), "-0.1", "0.1", "1e-9")
    nodes, _ = whole._rule(whole.low, whole.high)
    assert nodes is not None
    for limit, open_ in ((10 + 2 * nodes, False), (10 + 2 * nodes - 1, True), (9, True)):
        with limited(limit) as work:
            found = whole._panel(whole.low, whole.high, 0)
        assert work.exhausted == open_ == bool(found.contains(0))
        assert open_ or work.spent == limit


def test_a_plan_leaves_out_what_lies_beyond_both_ends() -> None:
    """Two tails, a tail and the radius of an end, or two radii times the density there: their sum and no less."""
    law, low, high = LogChi2(5), arb("-0.5", "0.0001"), arb("0.25", "0.0002")
    for first, last in ((None, None), (low, None), (None, high), (low, high)):
        plan = _Integral.plan(law, One(), 10, first, last)
        left = law.tail(plan.low) if first is None else law.ceiling(low, low, arb(0)) * arb("0.0001")
        right = law.tail(plan.high) if last is None else law.ceiling(high, high, arb(0)) * arb("0.0002")
        assert plan.low < 0 < plan.high and left > 0 and right > 0
        assert abs(plan.outside / (left + right) - 1) < arb("0.01")


def test_a_window_without_length_holds_what_is_left_out_of_it_and_nothing_below_zero() -> None:
    for low, high in ((1, 1), (1, 0)):
        empty = _Integral(LogChi2(3), One(), 50, arb(low), arb(high), arb("0.125"), arb("1e-15"), ()).value()
        assert empty.contains(arb("0.125") - arb(2) ** -60) and empty.contains(0) and empty.lower() > -arb("1e-9") and empty < arb("0.126")
