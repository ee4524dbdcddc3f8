"""Slopes of rounded numbers: the interval against every corner of the box of what was rounded."""

from __future__ import annotations

import itertools
import math
import re
from fractions import Fraction

import mpmath as mp
import numpy as np
import pytest

from tests.audit.asking import decided
from uccheck.audit.deciders.numbers import exponent
from uccheck.audit.deciders.numbers.exponent import ROUNDING, over_corners, widened
from uccheck.core.verdict import Verdict
from uccheck.statistics.slopes import slope_interval


def test_the_interval_of_a_slope_holds_that_of_every_y_within_its_rounding() -> None:
    """All 3^5 corners and middles of the box of log y; one spread of five is reached, so no less would do."""
    x, y = [1.0, 2.0, 5.0, 9.0, 14.0], [1.1, 1.3, 2.4, 2.9, 4.4]
    spread = [0.05, 0.01, 0.03, 0.02, 0.06]
    logs = [math.log(v) for v in y]
    for level in ("0.8", "0.95"):
        found = slope_interval(x, y, level)
        low, high = widened([math.log(v) for v in x], spread, found)
        ends = []
        for signs in itertools.product((-1, 0, 1), repeat=5):
            moved = slope_interval(x, [math.exp(v + sign * d) for v, sign, d in zip(logs, signs, spread, strict=True)], level)
            ends.append((moved.lower, moved.upper, moved.slope))
        assert low <= min(end[0] for end in ends) and high >= max(end[1] for end in ends)
        assert max(end[2] for end in ends) - found.slope > 0.9 * (max(end[2] for end in ends) - min(end[2] for end in ends)) / 2
        p, centred = 5, np.log(x) - np.mean(np.log(x))
        scale = float(np.sum(centred**2))
        t = float(mp.findroot(lambda v, miss=1 - float(level): mp.betainc(1.5, 0.5, 0, 3 / (3 + v * v), regularized=True) - miss, 3.0))
        wide = float(np.sum(np.abs(centred) * spread)) / scale + t * math.sqrt(sum(d * d for d in spread) / (p - 2) / scale)
        wide += ROUNDING
        assert (found.lower - low, high - found.upper) == pytest.approx((wide, wide), abs=ROUNDING / 10)


def test_rounding_of_y_and_of_its_logarithm_reach_the_interval() -> None:
    """y known to a half of its last digit, log10 y to that many decades: the limits are the extreme ones of all corners, by themselves."""
    y, x = ["2.0", "3.0", "5.0", "8.0"], [1, 2, 4, 8]
    plain = decided("exponent", x=x, y=y, relation="<=", value="9", level="0.9")
    low, high = extreme(x, [(float(v) - 0.05, float(v) + 0.05) for v in y])
    assert f"[{low:.4f}, {high:.4f}]" in plain.detail and plain.alpha == Fraction(1, 10)
    tens = [f"{math.log10(float(v)):.3f}" for v in y]
    low, high = extreme(x, [(10 ** (float(v) - 0.0005), 10 ** (float(v) + 0.0005)) for v in tens])
    assert f"[{low:.4f}, {high:.4f}]" in decided("exponent", x=x, log10_y=tens, relation="<=", value="9", level="0.9").detail


def extreme(x: list[int], ends: list[tuple[float, float]]) -> tuple[float, float]:
    """The least lower and the greatest upper 90% limit over the corners, each by a regression of its own."""
    found = [slope_interval([float(v) for v in x], list(corner), "0.9") for corner in itertools.product(*ends)]
    return min(f.lower for f in found), max(f.upper for f in found)


def test_many_points_are_widened_and_few_are_tried_at_their_corners() -> None:
    """Of 14 points the wider interval is printed: it holds that of the corners, which 13 of them get."""
    x, y = [2**k for k in range(14)], [f"{1.2**k:.1f}" for k in range(14)]
    many, few = (decided("exponent", x=x[:n], y=y[:n], relation="<=", value="9", level="0.9") for n in (14, 13))
    ends = [[float(v) for v in re.findall(r"interval \[(-?[\d.]+), (-?[\d.]+)\]", d.detail)[0]] for d in (many, few)]
    steps = [math.log(float(v) / (float(v) - 0.05)) for v in y]
    expected = [slope_interval([float(v) for v in x[:n]], [float(v) for v in y[:n]], "0.9") for n in (14, 13)]
    wide = [widened([math.log(v) for v in x[:n]], steps[:n], found) for n, found in zip((14, 13), expected, strict=True)]
    assert ends[0] == pytest.approx(wide[0], abs=1e-4)
    assert wide[1][0] < ends[1][0] < expected[1].lower and expected[1].upper < ends[1][1] < wide[1][1]
    box = [(math.log(float(v) - 0.05), math.log(float(v) + 0.05)) for v in y[:13]]
    assert ends[1] == pytest.approx(over_corners([math.log(v) for v in x[:13]], box, expected[1]), abs=6e-5)
    assert ends[1][0] - wide[1][0] > 2e-4 and wide[1][1] - ends[1][1] > 2e-4


@pytest.mark.parametrize("points", [3, 4, 6])
@pytest.mark.parametrize("level", ["0.8", "0.95"])
def test_corners_have_the_extreme_limits_and_a_billionth_is_added(points: int, level: str) -> None:
    """Against a regression of its own at each corner, to a tenth of what is added for floats; of exact values too."""
    x, generator = [1.0, 2.0, 5.0, 9.0, 14.0, 15.0][:points], np.random.default_rng(points)
    for spread in (0.0, 0.02, 0.3):
        box = [(v - spread, v + 2 * spread) for v in 0.7 * np.log(x) + 0.1 * generator.normal(size=points)]
        found = slope_interval(x, [math.exp(low) for low, _ in box], level)
        ends = [slope_interval(x, [math.exp(v) for v in corner], level) for corner in itertools.product(*box)]
        wanted = min(e.lower for e in ends) - ROUNDING, max(e.upper for e in ends) + ROUNDING
        assert over_corners([math.log(v) for v in x], box, found) == pytest.approx(wanted, abs=ROUNDING / 10)


def test_zeros_that_end_whole_numbers_are_asked_about_where_they_matter() -> None:
    """To the unit the slope is one; to the thousand it may be much else. An error that is given, or a decimal point, settles it."""
    said = {"x": [1, 2, 4, 8], "relation": ">=", "value": "0.9", "level": "0.9"}
    found = decided("exponent", y=["1000", "2000", "4000", "8000"], **said)
    assert found.needs == ("error",) and "CONFIRMED(0.90) if every digit of y is meant: slope 1.0000" in found.detail.replace(
        "0.9)", "0.90)"
    )
    assert (
        "if the zeros that end whole numbers are rounding: slope 1.0000" in found.detail and found.evidence[0].verdict is Verdict.UNDECIDED
    )
    for settled in ({"y": ["1000", "2000", "4000", "8000"], "error": "0.5"}, {"y": ["1000.0", "2000.0", "4000.0", "8000.0"]}):
        assert decided("exponent", **said | settled).verdict is Verdict.UPHELD
    either = decided("exponent", y=["1000", "2000", "4000", "8000"], **said | {"value": "9"})
    assert either.verdict is Verdict.REFUTED and "excludes >= 9" in either.detail and "[0.99" in either.detail
    open_ = decided("exponent", y=["1", "3", "4", "90"], **said)
    assert (
        not open_.needs and open_.verdict is Verdict.UNDECIDED and "compatible with the claim >= 0.9 and with its opposite" in open_.detail
    )
    assert "wholly satisfies >= 0.9" in decided("exponent", **said, y=["1000.0", "2000.0", "4000.0", "8000.0"]).detail


@pytest.mark.parametrize("ends", [(-math.inf, 1.0), (0.0, math.inf), (math.nan, math.nan), (-math.inf, math.inf)])
def test_limits_beyond_floats_decide_nothing(ends: tuple[float, float], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exponent, "over_corners", lambda *rest: ends)
    found = decided("exponent", x=[1, 2, 4], y=["1", "2", "4"], relation="<=", value="9", level="0.9")
    assert found.verdict is Verdict.UNDECIDED and found.detail.startswith("the values, or their errors, are beyond floating point")
    huge = decided("exponent", x=[1, 2, 4], y=["1" + "0" * 390, "1" + "0" * 391, "2" + "0" * 391], relation="<=", value="9", level="0.9")
    assert huge.verdict is Verdict.UNDECIDED and "beyond floating point" in huge.detail


def test_the_largest_error_of_a_logarithm_is_told() -> None:
    found = decided("exponent", x=[1, 2, 4], y=["1.0", "2.0", "4.0"], relation="<=", value="9", level="0.9")
    assert f"each log y is known to within {-math.log1p(-0.05):.3g}" in found.explain[1]
    tens = decided("exponent", x=[1, 2, 4], log10_y=["-1.0", "0.30", "2"], relation="<=", value="99", level="0.9")
    assert f"each log y is known to within {0.5 * math.log(10):.3g}" in tens.explain[1]
    assert f"slope {slope_interval([1, 2, 4], [0.1, 10**0.3, 100], '0.9').slope:.4f}, 90% interval" in tens.detail
