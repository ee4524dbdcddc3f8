"""The checker's own integrals and its own reading of the language against those of the kit, and the points proposed to both."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations_with_replacement, pairwise
from types import SimpleNamespace
from typing import Any

import pytest
from flint import acb, arb, ctx

from uccheck.answers.proposals import lower_point, upper_point
from uccheck.balls import ball
from uccheck.balls.chi2 import LogChi2, One, expectation
from uccheck.balls.extreme import extreme_deviate
from uccheck.certificates import check_integrals, check_rules
from uccheck.certificates.check_integrals import Integrals, confirm
from uccheck.certificates.check_rules import TABLE, Refused
from uccheck.certificates.language import evaluate
from uccheck.linear.events import probability
from uccheck.linear.setting import LinearSetting
from uccheck.quantities.enclosed.bounds import ENCLOSURES, bounds

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


def test_the_complete_flip_by_slices_is_below_and_near() -> None:
    exact = probability("all-flipped", LinearSetting(1000, 16_000))
    problem = Integrals(*(Fraction(v) for v in (1000, 16_000, 4, 32, 0)))
    with ctx.workprec(160):
        found = problem.all_flipped(Fraction(17_500))
    assert Fraction(7, 10) < found < exact.upper


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


@pytest.mark.parametrize(("m", "D", "t"), [(30, 1500, 1600), (25, 200, 230), (60, 500, 560), (2, 40, 50), (7, 300, 330)])
def test_slices_of_the_complete_flip_are_lower_bounds_and_fine_ones_are_sharp(m: int, D: int, t: int) -> None:
    """Few slices fall short by much, many by little, none exceeds what the kit encloses; for few points the union bound costs some."""
    exact = bounds("all_flipped", tuple(Fraction(v) for v in (m, D, 4, 32, t)))
    problem = Integrals(*(Fraction(v) for v in (m, D, 4, 32, 0)))
    with ctx.workprec(160):
        found = [problem.all_flipped(Fraction(t), slices=n) for n in (3, 9, 45)]
    assert found[0] <= found[1] <= found[2] <= exact[1]
    assert m < 20 or found[2] > exact[0] * (1 - Fraction(1, 15))


def test_a_slice_counts_with_the_score_at_its_lower_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """c(T) = (T - r D)/sqrt(m T) at T = D e^x increases with x: the mass of each slice times F_m at its lower end."""
    asked: list[tuple[int, arb]] = []
    slices: list[tuple[float, float]] = []

    def law(m: int, c: arb) -> arb:
        asked.append((m, c))
        return arb(1) / 2

    def mass(self: Integrals, low: float, high: float) -> arb:
        slices.append((low, high))
        return arb(1) / 64

    monkeypatch.setattr(check_integrals, "_extreme", law)
    monkeypatch.setattr(Integrals, "_mass", mass)
    with ctx.workprec(120):
        assert Integrals(*(Fraction(v) for v in (25, 200, 4, 32, 0))).all_flipped(Fraction(230), slices=8) == Fraction(8, 128)
        for (m, c), (low, _) in zip(asked, slices, strict=True):
            T = 200 * arb(low).exp()
            assert m == 25 and abs(c - (T - arb(200) / 8) / (25 * T).sqrt()) < arb("1e-30")
    assert all(one[1] == pytest.approx(other[0]) for one, other in pairwise(slices))
    assert slices[0][0] >= -5 * (2 / 200) ** 0.5 - 1e-9 and slices[-1][1] <= float(arb(230 / 200).log()) + 1e-9


@pytest.mark.parametrize("m", [2, 3, 7, 19, 20, 60, 250])
@pytest.mark.parametrize("c", ["0.8", "1.7", "2.6", "3.4"])
def test_the_law_of_the_greatest_deviate_is_bounded_from_below(m: int, c: str) -> None:
    """By the union bound for few points, sharp up to the pairs, and by an integral that meets the kit's for many."""
    with ctx.workprec(128):
        found, kit = check_integrals._extreme(m, arb(c)), extreme_deviate(m, arb(c), 64)
        tail = check_integrals._tail(arb(c) * (arb(m) / (m - 1)).sqrt())
        assert found.lower() <= kit.upper() and not found > kit
        assert found > kit - (m * tail) ** 2 - arb("1e-9")
        if m >= 20 and m * tail > arb("0.001"):
            assert found.overlaps(kit) and found.rad() < arb("1e-9")


@pytest.mark.parametrize("D", [1, 7, 200])
def test_what_lies_beyond_the_edges_is_kept(D: int) -> None:
    """With edges where Chernoff's bound is a sixteenth the integral misses mass, and the ball must still hold the whole."""
    problem = Integrals(Fraction(1), Fraction(D), Fraction(1), Fraction(1), Fraction(0))
    for bits, width in ((40, "0.25"), (34, "0.005"), (24, "1e-5")):
        with ctx.workprec(100):
            whole = problem._expect(lambda x: acb(1), None, Fraction(2) ** bits)
            assert whole.contains(arb(1)) and whole.rad() < arb(width)


@pytest.mark.parametrize("D", [1, 2, 5, 60])
def test_a_tail_is_at_most_half_of_chernoffs_bound_where_that_is_small(D: int) -> None:
    """So what lies beyond two edges is within one tolerance; the checker adds two."""
    with ctx.workprec(400):
        half = arb(D) / 2
        for step in range(-400, 200):
            x = arb(step) / 20
            bound = (half * (x - x.expm1())).exp()
            if bound < arb(1) / 16 and bound > arb("1e-40"):
                below = _below(half, half * x.exp())
                assert (below if step < 0 else 1 - below) < bound / 2


@pytest.mark.parametrize(
    ("D", "t", "side"), [(10, 150, "upper"), (3, 120, "upper"), (400, 900, "upper"), (900, 300, "lower"), (60, 2, "lower")]
)
def test_a_tail_beyond_the_edge_is_between_zero_and_chernoffs_bound(D: int, t: int, side: str) -> None:
    problem = Integrals(Fraction(1), Fraction(D), Fraction(1), Fraction(1), Fraction(0))
    with ctx.workprec(100):
        found = (problem.upper_tail if side == "upper" else problem.lower_tail)(Fraction(t), Fraction(1))
        half = arb(D) / 2
    with ctx.workprec(800):  # the incomplete gamma function cancels
        beyond = (arb(t) / 2).gamma_upper(half, 1) if side == "upper" else (arb(t) / 2).gamma_lower(half, 1)
        assert found.contains(beyond) and found.upper() < beyond * 4 * half.sqrt() * max(1, t / D)


@pytest.mark.parametrize("size", ["0.03", "0.11", "0.2", "0.24"])
@pytest.mark.parametrize("bits", [1, 6, 12])
def test_the_series_near_zero_keeps_its_remainder(size: str, bits: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Broken off after the terms for few bits while many are computed: the ball holds x - (e^x - 1), real and imaginary."""
    monkeypatch.setattr(check_integrals, "ctx", SimpleNamespace(prec=bits))
    with ctx.workprec(200):
        for x in (acb(arb(size)), acb(-arb(size)), acb(0, arb(size)), acb(arb(size) / 2, -arb(size) / 2)):
            found, exact = check_integrals._x_minus_expm1(x), x - x.expm1()
            assert found.contains(exact) or found.overlaps(exact)
            assert abs(found - exact).upper() < 4 * arb(size) ** (6 + bits // 3)


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


def integrals(*numbers: Any) -> Integrals:
    return Integrals(*(Fraction(v) for v in numbers))


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


@pytest.mark.parametrize("D", [1, 2, 9, 40])
def test_masses_of_slices_are_those_of_chi_square(D: int) -> None:
    """P(low < log(T/D) <= high) by the incomplete gamma function; tails at their ends and beyond."""
    problem = integrals(1, D, 1, 1, 0)
    with ctx.workprec(120):
        for low, high in ((-0.4, -0.1), (-0.1, 0.05), (0.05, 0.6)):
            half, ends = arb(D) / 2, [arb(D) / 2 * arb(x).exp() for x in (low, high)]
            exact = _below(half, ends[1]) - _below(half, ends[0])
            found = problem._mass(low, high)
            assert found.overlaps(exact) and found.rad() < arb("1e-9")
        assert problem.upper_tail(Fraction(0), Fraction(1)) == 1 and problem.lower_tail(Fraction(0), Fraction(1)) == 0


def _below(half: arb, x: arb) -> arb:
    """P(half, x), the regularised lower incomplete gamma function."""
    with ctx.workprec(500):
        return x.gamma_lower(half, 1)


@pytest.mark.parametrize("m", [1, 2, 3])
@pytest.mark.parametrize("gamma", [0, 2, 4, 9])
def test_small_margins_of_few_points_are_those_of_the_kit(m: int, gamma: int) -> None:
    """One point with gamma <= s has no small margin; two points may: M_1 = s + (b/D) (T + sqrt(2 T)(zeta_1 - mean))."""
    problem = integrals(m, 12, 4, 32, gamma)
    with ctx.workprec(160):
        found = problem.misfit(Fraction(1, 10**6))
    low, high = bounds("misfit", (Fraction(m), Fraction(12), Fraction(4), Fraction(32), Fraction(gamma)))
    assert found.overlaps(arb(float(low)).union(arb(float(high))))
    assert (found == 0) == (m == 1 and gamma <= 4)
    assert found == 0 or found.rel_accuracy_bits() > 20


def test_a_complete_flip_of_any_T_is_sliced_where_the_mass_is() -> None:
    """With t a hundred times D the slices cover ten deviations, and lose no more than with t near D."""
    problem = integrals(60, 500, 4, 32, 0)
    with ctx.workprec(120):
        whole = [problem.all_flipped(Fraction(t)) for t in (1000, 50_000, 10**9)]
    exact = bounds("all_flipped", tuple(Fraction(v) for v in (60, 500, 4, 32, 50_000)))
    assert exact[0] * Fraction(17, 20) < whole[1] <= whole[0] * Fraction(21, 20) <= exact[1] * Fraction(21, 20)
    assert whole[1] == whole[2]


@pytest.mark.parametrize("m", [20, 24, 60])
@pytest.mark.parametrize("c", ["0.4", "0.9", "1.6"])
def test_what_lies_beyond_the_reach_of_nairs_integral_is_kept(m: int, c: str) -> None:
    """Broken off where much is left, the ball still holds the kit's value, and the rest is that of its bound."""
    with ctx.workprec(100):
        kit = extreme_deviate(m, arb(c), 70)
        for reach in (1.0, 1.1, 1.3, 1.7, 2.2):
            found = check_integrals._extreme(m, arb(c), reach)
            height = (-(arb(reach) ** 2) / 2).exp() + 2 * (-(arb(c) ** 2) / 2).exp() / (2 * arb.pi()).sqrt() / reach
            rest = 2 * height**m * reach / (m - 1) * (arb(m) / (2 * arb.pi())).sqrt()
            assert found.overlaps(kit)
            assert rest * 0.99 < found.rad() < rest * 1.01 + arb("1e-9")


def test_one_deviate_is_its_own_mean() -> None:
    assert check_integrals._extreme(1, arb("0.3")) == 1
    assert check_integrals._x_minus_expm1(acb(0)).contains(0)


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


@pytest.mark.parametrize(
    ("m", "D", "t"),
    [
        (1000, 400_000, 410_000),
        (10**9, 64 * 10**9, 64 * 10**9 + 4 * 10**6),
        (30, 1500, 10**5),
        (30, 800, 1300),
        (1, 40, 90),
        (200, 3200, 3280),
        (60, 500, 560),
    ],
)
def test_a_complete_flip_is_bounded_from_below_by_what_can_go_wrong(m: int, D: int, t: int) -> None:
    """1 - P(T > t) - m P(N_1 > 0), or slices where that says little; never an upper bound."""
    numbers = (Fraction(m), Fraction(D), Fraction(4), Fraction(32))
    doubt = bounds("tail", (numbers[1], Fraction(t)))[1] + m * bounds("unflipped", (*numbers, Fraction(1)))[1]
    with ctx.workprec(200):
        value, rest = check_integrals._own_all_flipped(*numbers, Fraction(t), scale=min(doubt, Fraction(1, 2)))
        assert value.contains(1) and rest.contains(0) and value.overlaps(1 - rest.upper())
    upper = Fraction(int(rest.upper().man_exp()[0])) * Fraction(2) ** int(rest.upper().man_exp()[1])
    if doubt < Fraction(1, 2):
        assert doubt * Fraction(999_999, 10**6) < upper < doubt * Fraction(1_000_001, 10**6)
        with pytest.raises(Refused):
            confirm(("all_flipped", *numbers, Fraction(t)), (1 - doubt * Fraction(9, 10), Fraction(1)))
        confirm(("all_flipped", *numbers, Fraction(t)), (1 - doubt * Fraction(11, 10), Fraction(1)))
    else:
        assert 1 - bounds("all_flipped", (*numbers, Fraction(t)))[1] <= upper < 1
    with pytest.raises(Refused):
        confirm(("all_flipped", *numbers, Fraction(t)), (Fraction(0), 1 - upper / 2))
