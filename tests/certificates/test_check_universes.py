"""The checker's own sums and integrals of the other counterexamples: exact values for small numbers, other functions for large ones."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from importlib.resources import files
from itertools import product
from math import comb

import pytest
from flint import arb, ctx, fmpq

from uccheck.certificates import check, check_universes
from uccheck.certificates.check_rules import Refused
from uccheck.certificates.check_universes import own_cap, own_fewer, own_scarce, own_spoiled, own_unseen

ONE = Fraction(1)


def fewer(m: int, p: Fraction, k: Fraction) -> Fraction:
    return sum((comb(m, j) * p**j * (1 - p) ** (m - j) for j in range(m + 1) if j < k), Fraction(0))


def scarce(m: int, k: Fraction) -> Fraction:
    return sum((Fraction(comb(m, j), 2**m) for j in range(m + 1) if min(j, m - j) < k), Fraction(0))


def encloses(pair: tuple[arb, arb], value: Fraction, width: str = "1e-12") -> bool:
    """Both balls hold the value and its complement, and no more than needed."""
    with ctx.workprec(4000):
        exact = arb(fmpq(value.numerator, value.denominator))
        held = pair[0].contains(exact) and pair[1].contains(1 - exact)
    return bool(held and pair[0].rad() < arb(width) and pair[1].rad() < arb(width))


@pytest.mark.parametrize("p", [Fraction(1, 3), Fraction(1, 2), Fraction(9, 10)])
def test_binomial_tails_of_every_count_on_both_sides_of_the_mean(p: Fraction) -> None:
    with ctx.workprec(120):
        for m, twice in product(range(1, 9), range(-2, 20)):
            k = Fraction(twice, 2)
            assert encloses(own_fewer(Fraction(m), p, k, ONE), fewer(m, p, k)), (m, k)


def test_a_tail_that_is_broken_off_keeps_its_rest() -> None:
    """Asked for to a scale so large that a rest of a tenth is small enough, the ball still holds the sum."""
    with ctx.workprec(120):
        for m, p, k in product((60, 400), (Fraction(1, 2), Fraction(1, 5)), (Fraction(1, 3), Fraction(9, 20), Fraction(3, 5))):
            n = Fraction(int(m * k))
            for scale in (ONE, Fraction(2) ** 39, Fraction(2) ** 41):
                found, exact = own_fewer(Fraction(m), p, n, scale), fewer(m, p, n)
                assert encloses(found, exact, "1e-10" if scale == 1 else "1"), (m, p, n, scale)


#: Caps that are common, rare and beyond 10^-300; dimensions of one integral and of the other.
CAPS = (
    (2, "0.5"),
    (3, "0.3"),
    (64, "0.9"),
    (65, "0.9"),
    (65, "0.99"),
    (66, "0.5"),
    (200, "0.05"),
    (200, "0.9"),
    (5000, "0.02"),
    (5000, "0.5"),
)


def cap(D: int, height: Fraction) -> arb:
    with ctx.workprec(1400):
        x = 1 - arb(fmpq(height.numerator, height.denominator)) ** 2
        return x.beta_lower(arb(D - 1) / 2, arb(1) / 2, 1) / 2


@pytest.mark.parametrize(("D", "t"), CAPS)
@pytest.mark.parametrize("cuts", ["own", "none", "many", "uneven"])
def test_a_cap_is_told_to_12_digits_of_its_size_wherever_the_integral_is_cut(
    D: int, t: str, cuts: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the interval is cut costs evaluations only: with no cut, with many and with uneven ones the ball holds the value."""
    if cuts != "own":
        shares = {"none": [], "many": [j / 40 for j in range(1, 40)], "uneven": [0.5, 0.01, 0.01, 0.9]}[cuts]
        other = [lambda low, high, share=share: low + (high - low) * share for share in shares]
        monkeypatch.setattr(check_universes, "_between", lambda low, high, step: [at(low, high) for at in other])
    height, exact = Fraction(t), cap(D, Fraction(t))
    mantissa, exponent = exact.mid().man_exp()
    scale = int(mantissa) * Fraction(2) ** int(exponent)
    with ctx.workprec(160):
        found = own_cap(Fraction(D), height, scale)
    assert found[0].overlaps(exact) and found[1].overlaps(1 - exact)
    assert found[0].rel_accuracy_bits() >= (42 if cuts == "own" else 30)


def test_a_rare_tail_keeps_its_digits_on_its_own_side() -> None:
    """At the scale of a probability of 10^-40 to 10^-250 it, and the complement of one so near to 1, have twelve digits."""
    with ctx.workprec(160):
        for m, p, n in ((400, Fraction(1, 2), 60), (400, Fraction(1, 2), 3), (900, Fraction(9, 10), 500), (900, Fraction(1, 10), 10)):
            low = fewer(m, p, Fraction(n))
            assert 0 < low < Fraction(1, 10**20)
            found = own_fewer(Fraction(m), p, Fraction(n), low)
            assert encloses(found, low) and found[0].rel_accuracy_bits() > 40
            turned = own_fewer(Fraction(m), 1 - p, Fraction(m - n + 1), low)  # the same event of the failures
            assert encloses(turned, 1 - low) and turned[1].rel_accuracy_bits() > 40
        for d in (1, 10**3, 10**9):
            one = scarce(3000, Fraction(1200))
            found = own_spoiled(Fraction(3000), Fraction(d), Fraction(1200), one * d)
            assert ball(one * d * (1 - one * d - Fraction(1, 10**11))) < found[0] < ball(one * d * (1 + Fraction(1, 10**11)))
            assert found[0].rel_accuracy_bits() > 40


def test_a_tail_of_many_is_summed_as_far_as_it_counts() -> None:
    with ctx.workprec(120):
        m, n = 10**7, 4_950_000
        found, _ = own_fewer(Fraction(m), Fraction(1, 2), Fraction(n), Fraction(1, 10**320))
        first = (arb(m + 1).lgamma() - arb(n).lgamma() - arb(m - n + 2).lgamma() - m * arb(2).log()).exp()  # P(N = n - 1)
        ratio = arb(n - 1) / (m - n + 2)
        assert first < found < first / (1 - ratio) and found.rel_accuracy_bits() > 40


def test_classes_of_which_nothing_is_known_are_spoiled_with_some_chance() -> None:
    """Asked for so coarsely that the ball of the complement reaches 0, both balls still hold what they are about."""
    with ctx.workprec(120):
        wide = 0
        for m, least, d in product((5, 9, 30, 61), range(1, 31), (1, 3)):
            exact = 1 - (1 - scarce(m, Fraction(least))) ** d
            for bits in range(36, 52, 3):
                found = own_spoiled(Fraction(m), Fraction(d), Fraction(least), Fraction(2) ** bits)
                assert encloses(found, exact, "2"), (m, least, d, bits)
                wide += found[1].contains(0) and not found[1].is_zero()
        assert wide > 5


def test_sizes_are_taken_up_to_ten_to_the_thirteen() -> None:
    most = Fraction(10**13)
    assert own_unseen(Fraction(10**12), Fraction(5)) == (0, Fraction(5, 2**4000))
    with ctx.workprec(160):
        calls = (
            lambda n: own_cap(n, Fraction(1, 10**6), ONE),
            lambda n: own_fewer(n, Fraction(1, 2), ONE, ONE),
            lambda n: own_unseen(Fraction(50), n),
            lambda n: own_unseen(Fraction(10**12), n),
        )
        for call in calls:
            call(most)
            with pytest.raises(Refused):
                call(most + 1)


def ball(x: Fraction) -> arb:
    return arb(fmpq(x.numerator, x.denominator))


def test_classes_without_enough_points_and_several_of_them() -> None:
    with ctx.workprec(120):
        for m, twice in product(range(1, 11), range(1, 14)):
            k = Fraction(twice, 2)
            one = scarce(m, k)
            assert encloses(own_scarce(Fraction(m), k, ONE), one), (m, k)
            for d in (1, 2, 5):
                assert encloses(own_spoiled(Fraction(m), Fraction(d), k, ONE), 1 - (1 - one) ** d), (m, k, d)


@pytest.mark.parametrize("D", [1, 2, 3, 4, 11, 64, 65, 200, 5000])
@pytest.mark.parametrize("t", ["0.01", "0.2", "0.55", "0.9", "1"])
def test_caps_of_the_sphere_by_the_incomplete_beta_function(D: int, t: str) -> None:
    """P(w_1 >= t) = I_{1 - t^2}((D - 1)/2, 1/2)/2; at a coarse scale too, where much lies beyond the edge."""
    height = Fraction(t)
    for scale in (ONE, Fraction(2) ** 38):
        with ctx.workprec(120):
            found = own_cap(Fraction(D), height, scale)
        with ctx.workprec(400):
            x = 1 - arb(fmpq(height.numerator, height.denominator)) ** 2
            exact = arb(1) / 2 if D == 1 else x.beta_lower(arb(D - 1) / 2, arb(1) / 2, 1) / 2
            assert found[0].overlaps(exact) and found[1].overlaps(1 - exact)
            assert scale != 1 or found[0].rad() < arb("1e-12")


@pytest.mark.parametrize(
    ("m", "d"), [(0, 5), (1, 1), (3, 7), (40, 30), (30, 200), (61, 1000), (60, 40), (2099, 5), (2150, 3), (2250, 7), (5000, 12)]
)
def test_an_unseen_coordinate_in_whole_numbers(m: int, d: int) -> None:
    low, high = own_unseen(Fraction(m), Fraction(d))
    exact = 1 - (1 - Fraction(1, 2**m)) ** d
    assert low <= exact <= high and (m * d > 2400 or low == high)
    assert high - low <= Fraction(1, 2**2000) and high <= Fraction(d, 2 ** min(m, 4000)) + Fraction(1, 2**2190)


@pytest.mark.parametrize(
    "call",
    [
        lambda: own_cap(Fraction(5, 2), Fraction(1, 2), ONE),
        lambda: own_cap(Fraction(5), Fraction(0), ONE),
        lambda: own_cap(Fraction(5), Fraction(3, 2), ONE),
        lambda: own_fewer(Fraction(5), ONE, ONE, ONE),
        lambda: own_fewer(Fraction(5), Fraction(0), ONE, ONE),
        lambda: own_fewer(Fraction(1, 2), Fraction(1, 2), ONE, ONE),
        lambda: own_unseen(Fraction(-1), ONE),
        lambda: own_unseen(ONE, Fraction(1, 2)),
    ],
)
def test_numbers_outside_the_domain_are_refused(call: object) -> None:
    with pytest.raises(Refused):
        call()  # type: ignore[operator]


def test_what_a_certificate_ends_in_has_words() -> None:
    """`interpolator_e_gen` stood once in the sentence that says what was checked."""
    quantities = json.loads((files("uccheck") / "data" / "rules.json").read_text(encoding="utf-8"))["quantities"]
    ends = {name for name in quantities if re.search(r"(^|_)e_(gen|unif)(_alg)?$", name)}
    assert len(ends) >= 9 and ends == set(check.WORDS)
