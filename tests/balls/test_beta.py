"""Tails of the beta function against sums of rationals and the areas of caps: either side, each with its own digits."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from math import comb

import mpmath
import pytest
from flint import arb, ctx

from uccheck.balls import ball, beta

HALF = Fraction(1, 2)


@pytest.fixture(autouse=True)
def at_53_bits() -> Iterator[None]:
    with ctx.workprec(53), mpmath.workdps(40):
        yield


def binomial(m: int, p: Fraction, n: int) -> Fraction:
    """P(N <= n)."""
    return sum((comb(m, i) * p**i * (1 - p) ** (m - i) for i in range(n + 1)), Fraction(0))


def near(found: arb, exact: Fraction, bits: int = 44) -> bool:
    """Whether the ball holds the number and is as narrow as that, relative to it."""
    if exact == 0:
        return bool(found == 0)
    with ctx.workprec(4000):
        return bool(found.overlaps(ball(exact)) and abs(found / ball(exact) - 1) < arb(2) ** -bits)


def quarters(low: int, high: int) -> list[Fraction]:
    return [Fraction(i, 4) for i in range(4 * low, 4 * high + 1)]


@pytest.mark.parametrize("p", [Fraction(1, 3), HALF, Fraction(9, 10), Fraction(1, 10**6)])
def test_fewer_than_k_and_its_complement_are_sums_of_rationals(p: Fraction) -> None:
    for m in (1, 2, 5, 6):
        for k in quarters(-1, m + 2):
            few, rest = beta.fewer(m, p, k)
            exact = sum((comb(m, i) * p**i * (1 - p) ** (m - i) for i in range(m + 1) if i < k), Fraction(0))
            assert near(few, exact) and near(rest, 1 - exact)


def test_the_lesser_count_is_scarce_as_counted() -> None:
    """Over all 2^m sequences; 1 exactly where k exceeds every value of the minimum."""
    for m in (1, 2, 3, 6, 7, 8):
        for k in quarters(-1, m // 2 + 2):
            exact = Fraction(sum(comb(m, i) for i in range(m + 1) if min(i, m - i) < k), 2**m)
            few, rest = beta.scarce(m, k)
            assert near(few, exact) and near(rest, 1 - exact)


@pytest.mark.parametrize("d", [1, 2, 7, 100])
def test_one_of_many_is_spoiled_as_counted(d: int) -> None:
    """A chance of 2^-199 has its digits, and so has the complement of one near to 1."""
    for m, k in ((1, 1), (4, 0), (4, 1), (4, 2), (5, 2), (6, 3), (200, 1), (200, 2), (61, 30), (60, 31)):
        one = Fraction(sum(comb(m, i) for i in range(m + 1) if min(i, m - i) < k), 2**m)
        few, rest = beta.spoiled(m, d, Fraction(k))
        assert near(few, 1 - (1 - one) ** d, 42) and near(rest, (1 - one) ** d, 42)


@pytest.mark.parametrize("D", [2, 3, 4, 5, 12, 41])
def test_caps_have_their_share_of_the_sphere(D: int) -> None:
    """The coordinate's density is (1 - u^2)^((D - 3)/2) / B(1/2, (D - 1)/2); u = cos(a) makes it a power of a sine. D = 3: Archimedes."""
    for t in (Fraction(1, 100), Fraction(1, 3), Fraction(9, 10)):
        angle = mpmath.acos(mpmath.mpf(t.numerator) / t.denominator)
        share = mpmath.quad(lambda a: mpmath.sin(a) ** (D - 2), [0, angle]) / mpmath.beta(mpmath.mpf(D - 1) / 2, mpmath.mpf("0.5"))
        assert near(beta.cap(D, t), Fraction(mpmath.nstr(share, 35)))
        assert D > 3 or near(beta.cap(D, t), (1 - t) / 2 if D == 3 else Fraction(mpmath.nstr(angle / mpmath.pi, 35)))
    assert beta.cap(D, Fraction(1)) == 0
    assert beta.cap(1, Fraction(1, 3)) == beta.cap(1, Fraction(1)) == 0.5  # a sphere of two points, 1 and -1


CASES = [(10, HALF, 3), (10, HALF, 5), (10, HALF, 6), (8, Fraction(1, 4), 2), (9, Fraction(1, 3), 0), (9, Fraction(1, 3), 8)]


@pytest.mark.parametrize(("m", "p", "n"), [*CASES, (2, Fraction(1, 10**400), 1), (10**5, Fraction(1, 7), 99)])
def test_the_exponent_is_that_of_chernoff_rounded_down(m: int, p: Fraction, n: int) -> None:
    """m KL of the nearest count of the smaller tail: of n below the mean, else of n + 1."""
    count = n if n < m * p else n + 1
    truth = sum(
        mpmath.mpf(c) * mpmath.log(mpmath.mpf(c) / m * q.denominator / q.numerator) for c, q in ((count, p), (m - count, 1 - p)) if c
    )
    assert beta._exponent(m, p, n) == pytest.approx(float(truth), rel=1e-12)
    with ctx.workprec(20):
        assert beta._exponent(m, p, n) <= truth * (1 + mpmath.mpf("1e-15"))
    if m < 20:
        tail = binomial(m, p, n) if n < m * p else 1 - binomial(m, p, n)
        assert mpmath.mpf(tail.numerator) / tail.denominator <= mpmath.exp(-truth) * (1 + mpmath.mpf("1e-30"))  # Chernoff's


def test_tails_have_digits_up_to_the_exponent_and_reach_from_zero_to_a_least_number_beyond() -> None:
    m, far = 1300, []
    for n in range(20, 60):
        exact = binomial(m, HALF, n)
        for few, rest in (beta.fewer(m, HALF, Fraction(n + 1)), beta.fewer(m, HALF, Fraction(m - n))[::-1]):
            if few.contains(0):
                far.append(n)
                assert exact < Fraction(1, 10**320)
                holds_from_zero(few, rest, exact)
            else:
                assert near(few, exact)
    digits = [n for n in range(20, 60) if n not in far]
    assert far and max(far) < min(digits)
    assert beta._exponent(m, HALF, max(far)) > 760 >= beta._exponent(m, HALF, min(digits))


def holds_from_zero(few: arb, rest: arb, exact: Fraction) -> None:
    with ctx.workprec(4000):
        assert few.contains(ball(exact)) and few.contains(0) and few < arb("1e-319")
        assert rest.contains(1 - ball(exact)) and rest > 1 - arb("1e-9")


def test_far_tails_next_to_a_mean_that_is_near_an_end() -> None:
    """One success where nearly none is met, and one failure where nearly none is: the smaller tail is the right one."""
    rare, both = Fraction(1, 10**400), Fraction(2)
    few, rest = beta.fewer(2, rare, both)  # all but two successes
    holds_from_zero(rest, few, rare**2)
    few, rest = beta.fewer(2, 1 - rare, both)
    holds_from_zero(few, rest, 2 * rare - rare**2)


def test_precision_is_doubled_until_a_ball_is_narrow_or_the_most_is_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    noted: list[int] = []

    def exact(x: Fraction) -> arb:
        noted.append(ctx.prec)
        return ball(x)

    def wide(x: Fraction) -> arb:
        noted.append(ctx.prec)
        return arb(0.5, 0.5) if x == Fraction(1, 3) else ball(x)

    monkeypatch.setattr(beta, "ball", exact)
    found = beta._regularised(Fraction(4), Fraction(3), Fraction(1, 3))
    asked = sorted(set(noted))
    assert near(found, 1 - binomial(6, Fraction(1, 3), 3)) and asked[0] == 53 and len(asked) <= 3
    assert all(b == 2 * a for a, b in pairwise(asked))
    noted.clear()
    monkeypatch.setattr(beta, "ball", wide)
    found = beta._regularised(Fraction(4), Fraction(3), Fraction(1, 3))
    assert max(noted) > beta._MOST_BITS >= max(noted) / 2 and len(noted) == 3 * len(set(noted))
    assert all(found.contains(ball(1 - binomial(6, x, 3))) for x in (Fraction(1, 8), HALF, Fraction(7, 8)))
    assert found > -arb("1e-8") and found < 1 + arb("1e-8")  # nothing outside of [0, 1], though the function on a wide ball has more
