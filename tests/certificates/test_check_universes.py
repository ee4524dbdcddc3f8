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

from uccheck.certificates import check
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


@pytest.mark.parametrize(("m", "d"), [(0, 5), (1, 1), (3, 7), (40, 30), (30, 200), (61, 1000), (2150, 3), (5000, 12)])
def test_an_unseen_coordinate_in_whole_numbers(m: int, d: int) -> None:
    low, high = own_unseen(Fraction(m), Fraction(d))
    exact = 1 - (1 - Fraction(1, 2**m)) ** d
    assert low <= exact <= high and (m * d > 2400 or low == high)
    assert high - low <= Fraction(1, 2**2000) or m > 2100


@pytest.mark.parametrize(
    "call",
    [
        lambda: own_cap(Fraction(5, 2), Fraction(1, 2), ONE),
        lambda: own_cap(Fraction(5), Fraction(0), ONE),
        lambda: own_cap(Fraction(5), Fraction(3, 2), ONE),
        lambda: own_fewer(Fraction(5), ONE, ONE, ONE),
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
    assert len(ends) >= 9 and ends == set(check._WORDS)
