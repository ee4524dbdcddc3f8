"""Balls in, outward decimals out: every end on its side, at the digits asked for, complements kept fine."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import arb, ctx, fmpq

from uccheck.balls import Enclosure, ball, lower_decimal, upper_decimal
from uccheck.balls.basic import escalate, hull, plus_minus, smaller


def enclosure(*ends: str | None) -> Enclosure:
    return Enclosure(*(None if end is None else Fraction(end) for end in ends))  # type: ignore[arg-type]


def exact_ends(value: arb) -> tuple[Fraction, Fraction]:
    ends = []
    for point in (value.lower(), value.upper()):
        mantissa, exponent = point.man_exp()
        ends.append(Fraction(int(mantissa)) * Fraction(2) ** int(exponent))
    return ends[0], ends[1]


@pytest.mark.parametrize("value", ["1", "-1", "0", "0.7", "-123456.789", "1e-2000", "-1e-2000", "3e400"])
@pytest.mark.parametrize("radius", ["0", "1e-9", "0.4"])
@pytest.mark.parametrize("digits", [1, 3, 20, 60])
def test_decimals_enclose_a_ball_and_no_more(value: str, radius: str, digits: int) -> None:
    with ctx.workprec(300):
        found = ball(value) * (1 + plus_minus(ball(radius)))
        low, high = exact_ends(found)
        below, above = Fraction(lower_decimal(found, digits)), Fraction(upper_decimal(found, digits))
    assert below <= low <= high <= above
    unit = Fraction(1, 10 ** (digits - 1))
    assert low - below <= abs(low) * unit and above - high <= abs(high) * unit


def test_numbers_too_small_to_write_are_rounded_outward_to_a_power_of_two() -> None:
    least = Fraction(1, 2**8000)
    with ctx.workprec(64):
        tiny = arb(2) ** -9000
        for value, ends in ((tiny, (0, least)), (-tiny, (-least, 0)), (arb(0), (0, 0)), (arb(2) ** -7999, (2 * least, 2 * least))):
            low, high = Fraction(lower_decimal(value, 60)), Fraction(upper_decimal(value, 60))
            assert low <= ends[0] and high >= ends[1]
            assert ends[0] - low <= least / 10**50 and high - ends[1] <= least / 10**50
        assert Fraction(lower_decimal(arb(2) ** -8000, 60)) > least * Fraction(99, 100)
        for value in (arb("nan"), arb("inf"), arb(0, "inf")):
            for write in (lower_decimal, upper_decimal):
                with pytest.raises(ArithmeticError, match="no decimal bound"):
                    write(value)


def test_hulls_and_radii() -> None:
    with ctx.workprec(80):
        a, b = arb(1, "0.25"), arb(4, "0.5")
        assert hull(a, b).contains(a) and hull(a, b).contains(b) and hull(b, a).contains(a)
        assert hull(a, b).upper() < arb("4.501") and hull(a, b).lower() > arb("0.749")
        around = plus_minus(arb(2, "0.125"))
        assert around.contains(arb("2.125")) and around.contains(arb("-2.125")) and around.upper() < arb("2.1251")
        assert smaller(a, b).overlaps(a) and smaller(b, a).overlaps(a) and not smaller(a, b).overlaps(b)


def test_the_tightest_ball() -> None:
    with ctx.workprec(64):
        third = ball(Fraction(1, 3))
        assert third.contains(fmpq(1, 3)) and third.rad() < arb(2) ** -60
        assert ball("0.1").contains(fmpq(1, 10)) and ball(7) == 7
        for wrong in (0.1, True, None):
            with pytest.raises(TypeError):
                ball(wrong)  # type: ignore[arg-type]


def test_a_probability_keeps_its_complement_s_digits() -> None:
    """1 - 1e-57 printed with 20 digits says nothing of the complement; the enclosure keeps both sides to 20 digits."""
    with ctx.workprec(400):
        small = arb("1e-57") * arb("1.2345678901234567890123")
        for value, complement in ((1 - small, small), (small, 1 - small)):
            found = Enclosure.around(value, complement)
            pairs = ((found.lower, found.upper, value), (found.complement_lower, found.complement_upper, complement))
            for low, high, ball_ in pairs:
                assert low is not None and high is not None
                a, b = exact_ends(ball_)
                assert Fraction(low) <= a <= b <= Fraction(high)
                assert Fraction(high) - Fraction(low) <= Fraction(1, 10**74)
            assert found.ball().contains(value) and found.complement_ball().contains(complement)
            assert found.complement_ball().rad() < arb("1e-74")
        own = enclosure("0.5", "0.6", "0.44", "0.45")  # the complement's own decimals are the finer ones
        assert own.complement_ball().rad() < arb("0.0051") and own.complement_ball().contains(arb("0.445"))
        for half in (enclosure("0.5", "0.6", "0.44"), enclosure("0.5", "0.6", None, "0.45")):
            assert half.complement_ball().contains(arb("0.5")) and half.complement_ball().contains(arb("0.401"))
        alone = Enclosure.around(arb("0.25"))
        assert (alone.lower, alone.upper, alone.complement_lower) == (Fraction(1, 4), Fraction(1, 4), None)
        assert alone.complement_ball().contains(arb("0.75"))


def test_probabilities_stay_within_0_and_1() -> None:
    with ctx.workprec(64):
        wide = Enclosure.around(arb(0, "0.001"), arb(1, "0.001"))
    assert wide.lower == 0 and wide.complement_upper == 1
    assert Fraction(wide.upper) >= Fraction(1, 1000)
    assert wide.complement_lower is not None and Fraction(wide.complement_lower) <= Fraction(999, 1000)
    assert Fraction(wide.complement_lower) > 0


def test_precision_is_doubled_until_good_and_no_further_than_the_cap() -> None:
    asked: list[int] = []
    assert escalate(lambda bits: asked.append(bits) or bits, lambda found: found >= 200) == 256
    assert asked == [64, 128, 256]
    asked.clear()
    assert escalate(lambda bits: asked.append(bits) or bits, lambda found: False, start=50, cap=100) == 100
    assert asked == [50, 100]


def test_a_notebook_shows_powers_of_ten() -> None:
    assert enclosure("1.5e-30", "0.25")._repr_latex_() == r"$\left[1.5 \times 10^{-30},\ 0.25\right]$"
