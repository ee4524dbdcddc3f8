"""The complete flip and the greatest deviate in the checker's own arithmetic: lower bounds, sharp, with their remainders kept."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from flint import acb, arb, ctx

from tests.certificates.own_integrals import integrals
from uccheck.balls.extreme import extreme_deviate
from uccheck.certificates import check_integrals
from uccheck.certificates.check_integrals import Integrals, confirm
from uccheck.certificates.check_rules import Refused
from uccheck.linear.events import probability
from uccheck.linear.setting import LinearSetting
from uccheck.quantities.enclosed.bounds import bounds


def test_the_complete_flip_by_slices_is_below_and_near() -> None:
    exact = probability("all-flipped", LinearSetting(1000, 16_000))
    problem = Integrals(*(Fraction(v) for v in (1000, 16_000, 4, 32, 0)))
    with ctx.workprec(160):
        found = problem.all_flipped(Fraction(17_500))
    assert Fraction(7, 10) < found < exact.upper


@pytest.mark.parametrize(("m", "D", "t"), [(30, 1500, 1600), (25, 200, 230), (60, 500, 560), (2, 40, 50), (7, 300, 330)])
def test_slices_of_the_complete_flip_are_lower_bounds_and_fine_ones_are_sharp(m: int, D: int, t: int) -> None:
    """Few slices fall short by much, many by little; none exceeds the chance with any T, and they reach the kit's bound."""
    exact = bounds("all_flipped", tuple(Fraction(v) for v in (m, D, 4, 32, t)))
    problem = Integrals(*(Fraction(v) for v in (m, D, 4, 32, 0)))
    with ctx.workprec(160):
        found = [problem.all_flipped(Fraction(t), slices=n) for n in (3, 9, 45)]
    assert found[0] <= found[1] <= found[2] <= probability("all-flipped", LinearSetting(m, D)).upper
    assert found[2] > exact[0] * (1 - Fraction(1, 15))


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
    """By an integral that meets the kit's, or by the union bound where that is sharp up to the pairs."""
    with ctx.workprec(128):
        found, kit = check_integrals._extreme(m, arb(c)), extreme_deviate(m, arb(c), 64)
        tail = check_integrals._tail(arb(c) * (arb(m) / (m - 1)).sqrt())
        assert found.lower() <= kit.upper() and not found > kit
        assert found > kit - (m * tail) ** 2 - arb("1e-9")
        if m * tail > arb("0.001"):
            assert found.overlaps(kit) and found.rad() < arb("1e-9")


def test_a_complete_flip_of_any_T_is_sliced_where_the_mass_is() -> None:
    """With t a hundred times D the slices cover ten deviations, and lose no more than with t near D."""
    problem = integrals(60, 500, 4, 32, 0)
    with ctx.workprec(120):
        whole = [problem.all_flipped(Fraction(t)) for t in (1000, 50_000, 10**9)]
    exact = bounds("all_flipped", tuple(Fraction(v) for v in (60, 500, 4, 32, 50_000)))
    assert exact[0] * Fraction(17, 20) < whole[1] <= whole[0] * Fraction(21, 20) <= exact[1] * Fraction(21, 20)
    assert whole[1] == whole[2]


@pytest.mark.parametrize("m", [3, 8, 19])
@pytest.mark.parametrize("c", ["0.1", "0.7", "1.9"])
def test_what_lies_beyond_the_reach_of_the_paired_integral_is_kept(m: int, c: str) -> None:
    """The difference of the m-th powers beyond the reach R adds at most m A^(m-1) exp(-R^2/2)/R."""
    with ctx.workprec(100):
        kit, scale = extreme_deviate(m, arb(c), 70), 2 * (arb(m) / (2 * arb.pi())).sqrt()
        for reach in (1.0, 1.5, 2.2):
            found = check_integrals._extreme(m, arb(c), reach)
            gauss = (-(arb(reach) ** 2) / 2).exp()
            height = gauss + 2 * (-(arb(c) ** 2) / 2).exp() / (2 * arb.pi()).sqrt() / reach
            rest = scale * m * height ** (m - 1) * gauss / reach
            assert found.overlaps(kit) and rest * 0.99 < found.rad() < rest * 1.01 + arb("1e-9")
        reach = check_integrals._far_enough(m, arb(c))
        assert check_integrals._beyond(m, arb(c), arb(reach), paired=True) < 1e-12 < check_integrals._beyond(m, arb(c), arb(1), paired=True)


#: (m, D, t) where the union bound is small beside one, the points are few, or both; of each the checker once confirmed less than was found.
_SMALL = [
    (1, 3, "0.37965868356"), (1, 7, "1.84981226745"), (2, 42, "19.2545172591"), (2, 46, "21.9351356209"), (3, 16, "8.65050024049"),
    (10, 66, "52.5596166216"), (19, 660, "629.344886988"), (1, 40, "5.0001"), (12, 200, "150"),
]  # fmt: skip


@pytest.mark.parametrize(("m", "D", "t"), _SMALL)
def test_a_small_chance_of_a_complete_flip_is_found_and_confirmed_with_its_digits(m: int, D: int, t: str) -> None:
    """The end that is found is confirmed; a tenth more is not, and is not called wrong."""
    numbers = (Fraction(m), Fraction(D), Fraction(4), Fraction(32), Fraction(t))
    low, high = bounds("all_flipped", numbers)
    assert 0 < low < high == 1
    confirm(("all_flipped", *numbers), (low, high))
    with pytest.raises(Refused) as refusal:
        confirm(("all_flipped", *numbers), (low * Fraction(11, 10), high))
    assert not refusal.value.certain


@pytest.mark.parametrize(("end", "above"), [("0.44", False), ("0.54", True)])
def test_slices_carry_a_complete_flip_where_the_union_bound_leaves_less_than_a_half(end: str, above: bool) -> None:
    """m = 25, D = 130: the union bound over the points leaves 0.437, slices of T 0.542, above one half, where complements are compared."""
    numbers = tuple(map(Fraction, (25, 130, 4, 32, 520)))
    with ctx.workprec(160):
        union = 1 - 25 * integrals(25, 130, 4, 32, 0).one_unflipped(Fraction(1), Fraction(1, 1000))
    assert (union < arb(end)) and (arb(end) > arb("0.5")) is above
    confirm(("all_flipped", *numbers), (Fraction(end), Fraction(1)))


def test_a_complete_flip_of_one_point_has_all_the_mass_between_its_ends() -> None:
    """P(r D < T <= t) for m = 1, to nine digits of it, by the incomplete gamma function."""
    low, _ = bounds("all_flipped", (Fraction(1), Fraction(3), Fraction(4), Fraction(32), Fraction("0.37965868356")))
    with ctx.workprec(128):
        mass = [(arb(x) / 2).gamma_lower(arb(3) / 2, 1) for x in ("0.37965868356", "0.375")]
        assert abs(arb(low.numerator) / low.denominator / (mass[0] - mass[1]) - 1) < 1e-8


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
        assert value.overlaps(1 - rest) and 0 < value < 1
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
