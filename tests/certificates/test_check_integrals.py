"""The checker's own integrals and its own reading of the language against those of the kit, and the points proposed to both."""

from __future__ import annotations

import contextlib
from fractions import Fraction
from itertools import combinations_with_replacement
from typing import Any

import pytest
from flint import arb, ctx

from tests.certificates.own_integrals import integrals
from uccheck.answers.proposals import lower_point, upper_point
from uccheck.balls import ball
from uccheck.balls.chi2 import LogChi2, One, expectation
from uccheck.certificates import check_integrals, check_rules
from uccheck.certificates.check_integrals import Integrals, confirm
from uccheck.certificates.check_rules import TABLE, Refused
from uccheck.certificates.language import evaluate
from uccheck.linear.events import probability
from uccheck.linear.setting import LinearSetting
from uccheck.quantities.enclosed.bounds import ENCLOSURES, Evaluator, bounds

#: A quantity at arguments where its value is neither rare nor sure, rare, and nearly sure.
QUANTITIES: tuple[tuple[Any, ...], ...] = (
    ("tail", 400_000, 401_472), ("tail", 3, 1), ("tail", 10, 200), ("tail", 5, Fraction(1, 10**9)),
    ("loss", 1000, 400_000, 4, 32, 0, 401_472),
    ("loss", 1000, 400_000, 4, 32, 7, 401_472), ("loss", 5, 20, 4, 32, 300, 25), ("unflipped", 20, 300, 4, 32, 1),
    ("unflipped", 20, 300, 4, 32, Fraction(1, 3)),
    ("unflipped", 1, 30, 4, 32, 1), ("unflipped", 1, 30, 4, 32, Fraction(1, 2)), ("misfit", 20, 300, 4, 32, 0),
    ("misfit", 20, 300, 4, 32, 9),
    ("misfit", 1, 30, 4, 32, 20), ("misfit", 1000, 3000, 4, 32, 0), ("all_flipped", 30, 1500, 4, 32, 1600),
    ("all_flipped", 2, 40, 4, 32, 50), ("all_flipped", 200, 3200, 4, 32, 3280), ("all_flipped", 200, 3200, 4, 32, 3600),
    ("all_flipped", 200, 2000, 4, 32, 2200),
)  # fmt: skip


@pytest.mark.parametrize("quantity", QUANTITIES, ids=str)
def test_two_enclosures_that_share_no_code_meet_and_a_wrong_one_is_refuted(quantity: tuple[Any, ...]) -> None:
    """What the kit records is confirmed; moved inward past the other end by a millionth of its smaller side it is refuted."""
    name, *args = quantity
    exact = tuple(Fraction(value) for value in args)
    low, high = bounds(name, exact)
    confirm((name, *exact), (low, high))
    room = min(low, 1 - low, high, 1 - high) / 10**6
    if name == "all_flipped":  # a lower bound on both sides: too large a one is refused, not refuted
        whole = probability("all-flipped", LinearSetting(args[0], args[1])).upper
        assert 0 < low <= whole < 1
        with pytest.raises(Refused):
            confirm((name, *exact), (whole + (1 - whole) / 100, Fraction(1)))
        return
    for wrong in ((high + room, Fraction(1)), (Fraction(0), low - room)):
        with pytest.raises(Refused) as refusal:
            confirm((name, *exact), wrong)
        assert refusal.value.certain


def test_every_enclosure_has_its_second() -> None:
    assert (
        set(ENCLOSURES)
        == {*check_integrals.OWN, *check_integrals.EXACT}
        == {name for name, q in TABLE["quantities"].items() if q["trusts"] is not None}
    )


@pytest.mark.parametrize(("m", "D"), [(30, 3000), (1000, 400_000), (10**6, 4 * 10**8)])
def test_the_checkers_integrals_agree_with_the_makers(m: int, D: int) -> None:
    problem = Integrals(*(Fraction(v) for v in (m, D, 4, 32, 0)))
    ours = probability("one-flipped", LinearSetting(m, D))
    with ctx.workprec(128 + 2 * D.bit_length()):
        theirs = problem.one_unflipped(Fraction(1), ours.complement_upper or Fraction(1))
        assert theirs.overlaps(ours.complement_ball())
        assert theirs.rel_accuracy_bits() > 30
        t = Fraction(D) + int((2 * D) ** 0.5)
        assert problem.upper_tail(t, Fraction(1, 10)).overlaps(expectation(LogChi2(D), One(), 54, low=(ball(t) / D).log()))


@pytest.mark.parametrize("p", ["0.05", "0.899999", "1e-12", "1e-200"])
@pytest.mark.parametrize("D", [1, 30, 400_000, 10**12])
def test_proposed_quantiles_lie_on_the_safe_side_and_near(D: int, p: str) -> None:
    level = Fraction(p)
    above, below = upper_point(D, level), lower_point(D, level)
    assert bounds("tail", (Fraction(D), above))[1] <= level
    assert bounds("tail", (Fraction(D), below))[0] >= 1 - level
    step = 1 - Fraction(1, 10**6) / (1 + int(D**0.5))
    assert bounds("tail", (Fraction(D), above * step))[0] > level


def test_two_readers_of_the_language_agree() -> None:
    """Every head of the language, by the kit's evaluator and by the checker's."""
    at = {"x": Fraction(3, 7), "m": Fraction(12), "rho": Fraction(47, 100)}
    for e in (
        ["exp", ["*", "-3", "x"]], ["ln", "x"], ["Q", "x"], ["Q", ["*", "-1", "x"]], ["**", "x", "1/2"], ["**", "x", "-1/2"],
        ["**", "x", "m"],
        ["**", "x", ["*", "50", "m"]], ["**", ["+", "-1", "x"], "3"], ["**", "x", ["*", "2", ["**", ["+", "1", ["*", "-1", "rho"]], "-1"]]],
    ):  # fmt: skip
        ours, theirs = evaluate(e, at, {}), check_rules._value(e, at, {})
        assert max(ours[0], theirs[0]) <= min(ours[1], theirs[1]), e
        assert theirs[1] - theirs[0] <= abs(theirs[1]) / 10**30
    for bad in (["ln", ["+", "-1", "x"]], ["**", ["+", "-1", "x"], "1/2"], ["**", ["+", "x", "-3/7"], "-1"]):
        for reader in (evaluate, check_rules._value):
            with pytest.raises(ArithmeticError):
                reader(bad, at, {})


def test_rational_bounds_are_confirmed_on_their_sides_only() -> None:
    """A value between 1/4 and 1/2: recorded ends must enclose it; certainly wrong is what excludes all of it."""
    low, high = Fraction(1, 4), Fraction(1, 2)
    for first, last in combinations_with_replacement([Fraction(k, 8) for k in range(8)], 2):
        if first <= low and high <= last:
            check_integrals._confirm_exactly(("unseen", Fraction(2), Fraction(2)), (first, last), low, high)
            continue
        with pytest.raises(Refused) as refusal:
            check_integrals._confirm_exactly(("unseen", Fraction(2), Fraction(2)), (first, last), low, high)
        if first <= low or high <= last:
            assert refusal.value.certain == (first > high or last < low)


def test_a_lower_bound_of_a_ball_is_below_it_and_near() -> None:
    with ctx.workprec(40):
        for middle, radius in ((0.5, 1e-3), (-2.0, 0.25), (1e-9, 1e-12)):
            found = check_integrals.to_lower(arb(middle, radius))
            assert Fraction(middle) - Fraction(radius) * Fraction(11, 10) <= found <= Fraction(middle) - Fraction(radius)
        assert check_integrals.to_lower(arb("nan")) == 0


def test_numbers_of_the_setting_are_taken_within_their_domain_only() -> None:
    most = 10**30
    for right in ((1, 1, 4, 32, 0), (most, 1, 4, 32, 0), (1, most, 4, 32, 0), (3, 5, "1/9", "1/7", 2)):
        integrals(*right)
    for wrong in (
        *((0, 9, 4, 32, 0), (9, 0, 4, 32, 0), ("3/2", 9, 4, 32, 0), (9, "3/2", 4, 32, 0), (9, 9, 0, 32, 0), (9, 9, 4, 0, 0)),
        *((9, 9, -1, 32, 0), (9, 9, 4, -1, 0), (most + 1, 1, 4, 32, 0), (1, most + 1, 4, 32, 0)),
    ):
        with pytest.raises(Refused):
            integrals(*wrong)


def test_the_loss_has_no_value_where_T_is_not_positive() -> None:
    for t in (0, -1):
        with pytest.raises(Refused):
            integrals(5, 9, 4, 32, 2).loss(Fraction(t))


#: Far on either side, at every size of numbers, and loosely bounded from one side.
FAR: tuple[tuple[Any, ...], ...] = (
    ("tail", 10, 400),
    ("tail", 40, Fraction(1, 1000)),
    ("tail", 10, Fraction(49, 5)),
    ("tail", 10**24, 10**24 + 3 * 10**12),
)


@pytest.mark.parametrize("quantity", FAR, ids=str)
def test_rare_nearly_sure_and_large_numbers_keep_their_digits(quantity: tuple[Any, ...]) -> None:
    name, *args = quantity
    exact = (name, *map(Fraction, args))
    low, high = bounds(name, exact[1:])
    room = min(low, 1 - high) / 10**6
    for ends in ((low, high), (low, max(high, Fraction(1, 2))), (min(low, Fraction(1, 2)), high)):
        confirm(exact, ends)
    for ends in ((high + room, Fraction(1)), (Fraction(0), low - room)):
        with pytest.raises(Refused) as refusal:
            confirm(exact, ends)
        assert refusal.value.certain
        assert ("at least" in str(refusal.value)) == (ends[1] == 1)


CHANCES = [("tail", (10, 12)), ("cap", (10, "0.3")), ("unflipped", (10, 100, 4, 32, 1)), ("fewer", (10, "0.3", 4))]


@pytest.mark.parametrize("ends", [(0, 0), (1, 1)])
@pytest.mark.parametrize(("name", "args"), CHANCES)
def test_a_chance_strictly_between_is_neither_0_nor_1(name: str, args: tuple[Any, ...], ends: tuple[int, int]) -> None:
    """An end at the edge of [0, 1] says nothing on its own side only."""
    exact = (name, *map(Fraction, args))
    confirm(exact, (Fraction(0), Fraction(1)))
    with pytest.raises(Refused):
        confirm(exact, (Fraction(ends[0]), Fraction(ends[1])))


def test_an_exact_value_may_be_its_own_bound() -> None:
    """A cap of the line is 1/2, and 1 - (1 - 1/4)^2 is 7/16; each refusal names the side that is not shown."""
    half, whole = Fraction(1, 2), Fraction(7, 16)
    confirm(("cap", Fraction(1), Fraction(1, 3)), (half, half))
    confirm(("unseen", Fraction(2), Fraction(2)), (whole, whole))
    for ends, side in (((whole, Fraction(3, 8)), "at most"), ((half, half), "at least")):
        with pytest.raises(Refused, match=f"not shown to be {side}"):
            confirm(("unseen", Fraction(2), Fraction(2)), ends)


def test_a_long_number_is_shown_as_a_decimal() -> None:
    values = [Fraction(10**digits + 7, 3 * 10**digits) for digits in (1, 13, 14, 15, 40)]
    assert len(str(Fraction(10**15 + 7, 3 * 10**12))) == 30
    for value in (*values, Fraction(10**15 + 7, 3 * 10**12)):
        shown = check_integrals._short(value)
        assert shown == (str(value) if len(str(value)) < 30 else f"{float(value):.12g}") and len(shown) < 30
    powers = ((1, 690), (-1, 690), (1, -690), (1, 400), (1, -400))
    assert [check_integrals._short(sign * Fraction(10) ** power) for sign, power in powers] == [
        "about 2^2292", "about -2^2292", "about 2^-2292", "about 2^1328", "about 2^-1328",
    ]  # fmt: skip
    assert check_integrals._short(Fraction(2**1000)) == "about 2^1000" and check_integrals._short(Fraction(2**999)) == "5.35754303593e+300"


@pytest.mark.parametrize(("s", "gamma"), [("31/250", "31/250"), ("1/3", "1/3"), ("1/3", "1/6")])
def test_the_loss_at_a_margin_of_the_signal_is_told_and_confirmed(s: str, gamma: str) -> None:
    """At gamma = s = 1/3 the ramp ends where the margins are centred: a ball around 0, whose square flint does not tell."""
    at = (Fraction(1), Fraction(3), Fraction(s), Fraction("91.8"), Fraction(gamma), Fraction("3.729"))
    low, high = bounds("loss", at)
    assert 0.49 < low < high < 0.5 and high - low < 1e-8
    confirm(("loss", *at), (low, high))


def test_what_is_no_number_bounds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A ball that came out as no number once gave the bounds [0, 0]."""
    for found in (arb("nan"), arb("nan").union(arb(1)), arb.pos_inf()):
        monkeypatch.setitem(ENCLOSURES, "unknown", Evaluator(lambda at, found=found: (found, 1 - found), lambda at: 1))
        assert bounds("unknown", (Fraction(1),)) == (0, 1)


#: Sizes that a file may name: numbers of points and dimensions are whole.
SIZES = [Fraction(10) ** power for power in (690, 151, 149, 40, -40, -149, -151, -690)]


@pytest.mark.parametrize("name", dict.fromkeys(one[0] for one in QUANTITIES))
def test_no_argument_however_large_or_small_ends_in_anything_but_an_answer(name: str) -> None:
    args = [Fraction(value) for value in next(one for one in QUANTITIES if one[0] == name)[1:]]
    whole = 1 if name == "tail" else 2
    for place in range(len(args)):
        for value in SIZES:
            if place >= whole or value == 10**40:
                with contextlib.suppress(Refused):
                    confirm((name, *args[:place], value, *args[place + 1 :]), (Fraction(1, 9), Fraction(8, 9)))
    for value in (SIZES[0], SIZES[-1], 1 / check_integrals._FAREST / 2, 2 * check_integrals._FAREST):
        with pytest.raises(Refused, match="beyond the 150 digits"):
            confirm((name, *args[:-1], value), (Fraction(1, 9), Fraction(8, 9)))
    for value in (check_integrals._FAREST, 1 / check_integrals._FAREST):
        with pytest.raises(Refused) as refusal:
            confirm((name, *args[:-1], value), (Fraction(1, 9), Fraction(1, 9)))
        assert "beyond the 150 digits" not in str(refusal.value)
