"""The extreme deviate's remainders: aliasing, truncation and Mills-type bounds against what they bound, at few bits.

References come by other routes: F_2 = erf, the recursion over m by mpmath's quadrature at 40 digits, and Nair's integral
on the real line, where the kit shifts the contour.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import mpmath
import pytest
from flint import acb, arb, ctx

import uccheck.balls.extreme as module
from uccheck.balls import ball, extreme_deviate, normal_cdf, normal_tail
from uccheck.balls.extreme import _Line, simplex_bound, union_bound, upper_bound


@pytest.fixture(autouse=True)
def at_160_bits() -> Iterator[None]:
    with ctx.workprec(160), mpmath.workdps(40):
        yield


def decimal(x: mpmath.mpf, digits: int = 30) -> arb:
    return arb(mpmath.nstr(x, digits + 5)) * (1 + arb(0, f"1e-{digits}"))


@cache
def recursion(m: int, c: str) -> mpmath.mpf:
    """F_m'(w) = m sqrt(m/(2 pi (m-1))) exp(-m w^2/(2(m-1))) F_(m-1)(m w/(m-1)), from F_2 = erf, in Chebyshev steps of mpmath."""
    with mpmath.workdps(40):
        return _recursion(m, mpmath.mpf(c))


def _recursion(m: int, c: mpmath.mpf) -> mpmath.mpf:
    if m == 2:
        return mpmath.erf(c)
    scale = m * mpmath.sqrt(mpmath.mpf(m) / (2 * mpmath.pi * (m - 1)))
    inner = mpmath.erf if m == 3 else lambda w: _recursion(m - 1, w)
    degree = 6 if m == 3 else 4  # nested rules stay affordable; 4 is checked against 6 below
    return scale * mpmath.quad(
        lambda w: mpmath.exp(-m * w * w / (2 * (mpmath.mpf(m) - 1))) * inner(m * w / (mpmath.mpf(m) - 1)), [0, c], maxdegree=degree
    )


@cache
def nair(m: int, c: str) -> mpmath.mpf:
    """Nair's integral on the real line; (-Q)^m, whose integral is 0, is subtracted, since the power alone decays like t^-m."""
    with mpmath.workdps(40):
        at = mpmath.mpf(c)

        def integrand(t: mpmath.mpf) -> mpmath.mpf:
            gauss, z = mpmath.exp(-t * t / 2) / 2, (at - 1j * t) / mpmath.sqrt(2)
            return mpmath.re((gauss * mpmath.erfc(-z)) ** m - (-gauss * mpmath.erfc(z)) ** m)

        return 2 * mpmath.sqrt(m / (2 * mpmath.pi)) * mpmath.quad(integrand, [0, 0.5, 1, 2, 4, 8, 14])


CASES = [(2, "0.02"), (2, "0.7"), (2, "3"), (3, "0.1"), (3, "0.9"), (3, "2.6"), (4, "1.1")]
WIDE = [(12, "1.4"), (24, "1.9"), (24, "3"), (25, "1.9"), (25, "3.3"), (40, "2.2"), (90, "2.6")]


@pytest.mark.parametrize("bits", [4, 8, 14, 20, 30, 60])
@pytest.mark.parametrize(("m", "c"), CASES + WIDE)
def test_few_bits_still_contain_the_value(m: int, c: str, bits: int) -> None:
    truth = decimal(recursion(m, c) if m <= 4 else nair(m, c), 22 if m > 3 else 30)
    for complement in (False, True):
        found = extreme_deviate(m, ball(c), bits, complement=complement)
        assert found.overlaps(1 - truth if complement else truth)
        assert found.rel_accuracy_bits() >= bits - 3
        forced = module._sum_once(m, ball(c), bits, complement)
        assert forced.overlaps(1 - truth if complement else truth)


def test_the_two_routes_of_reference_agree() -> None:
    for m, c in ((3, "0.9"), (4, "1.1")):
        assert abs(recursion(m, c) / nair(m, c) - 1) < mpmath.mpf("1e-20")
    assert nair(2, "0.7") == pytest.approx(mpmath.erf(mpmath.mpf("0.7")), rel=1e-25)


@pytest.mark.parametrize("m", [2, 3, 4, 12, 24, 25, 40])
@pytest.mark.parametrize("c", ["0.3", "1.5", "3"])
def test_simple_bounds_hold_and_are_their_formulas(m: int, c: str) -> None:
    at, mp = ball(c), mpmath.mpf(c)
    value = extreme_deviate(m, at, 60)
    assert value <= upper_bound(m, at) or value.overlaps(upper_bound(m, at))
    assert 1 - value <= union_bound(m, at) or (1 - value).overlaps(union_bound(m, at))
    union = m * mpmath.erfc(mp * mpmath.sqrt(mpmath.mpf(m) / (m - 1)) / mpmath.sqrt(2)) / 2
    assert union_bound(m, at).overlaps(decimal(union))
    volume = mpmath.sqrt(m) * (2 * mpmath.pi) ** (-mpmath.mpf(m - 1) / 2) * (m * mp) ** (m - 1) / mpmath.factorial(m - 1)
    assert simplex_bound(m, at).overlaps(decimal(volume))


def test_the_upper_bounds_are_near_where_they_should_be() -> None:
    """The simplex bound is attained as c -> 0, the union bound as c -> infinity; the tilted one is within a small factor."""
    for m in (2, 3, 5, 30):
        near, far = ball("0.0001"), arb(9)
        assert abs(extreme_deviate(m, near, 60) / simplex_bound(m, near) - 1) < arb("1e-5")
        assert abs(upper_bound(m, near) / simplex_bound(m, near) - 1) < arb("1e-20")
        assert abs(extreme_deviate(m, far, 60, complement=True) / union_bound(m, far) - 1) < arb("1e-6")
    for m, c in ((5, "1"), (30, "1.2"), (300, "2"), (10**4, "3")):
        assert upper_bound(m, ball(c)) < 6 * extreme_deviate(m, ball(c), 60)
    assert upper_bound(4, arb(40)) <= 1


def test_below_the_floor_the_value_is_enclosed_by_its_bound() -> None:
    for m, c, complement in ((10**4, "0.9", False), (2, "60", True), (50, "75", True)):
        found = extreme_deviate(m, ball(c), 60, complement=complement)
        bound = union_bound(m, ball(c)) if complement else upper_bound(m, ball(c))
        assert found.contains(0) and found.contains(bound.lower())
        assert found.upper() < arb("1e-1000")
        assert extreme_deviate(1, ball(c), 60, complement=complement) == (0 if complement else 1)


def modulus(m: int, x: float, t: float, complement: bool, paired: bool) -> arb:
    """|exp(-m t^2/2) (Phi(x - it)^m - (-Q)^m)| or with 1 - Phi^m + (-Q)^m, from the functions themselves."""
    z = acb(x, -t)
    tail = (z / acb(2).sqrt()).erfc() / 2
    pair = (-tail) ** m if paired else acb(0)
    body = 1 - (1 - tail) ** m + pair if complement else (1 - tail) ** m - pair
    return abs(body * (arb(-m) * arb(t) ** 2 / 2).exp())


XS = (-2.0, -0.5, 0.0, 0.4, 1.5, 4.0)
TS = (0.05, 0.3, 0.8, 1.0, 1.4, 2.0, 3.5, 8.0)


@pytest.mark.parametrize("complement", [False, True])
@pytest.mark.parametrize("m", [2, 3, 7, 24, 25, 60])
def test_the_bounds_on_a_line_hold_at_every_point(m: int, complement: bool) -> None:
    for x in XS:
        line = _Line(m, arb(x), complement)
        if line.paired and x < 0:
            continue  # the rule keeps paired lines on the side Re z >= 0
        for t in TS:
            value = modulus(m, x, t, complement, line.paired)
            assert value <= line.everywhere()
            assert all(value <= line.at(arb(s)) for s in TS if s <= t)


def test_the_pieces_bound_the_two_functions() -> None:
    """e |Phi(x - it)| <= p and e |Q(x - it)| <= q; half of 2 phi/t would be false, and so would p without e."""
    close, without = arb(0), arb(0)
    for x in (-3.0, -1.0, -0.2, 0.0, 0.2, 1.0, 3.0):
        line = _Line(30, arb(x), False)
        for t in (0.02, 0.1, 0.5, 1.0, 1.5, 1.9, 2.5, 4.0, 9.0):
            e, p, q = line.pieces(arb(t))
            gauss = (-(arb(t) ** 2) / 2).exp()
            phi, tail = (abs(gauss * (s * acb(x, -t) / acb(2).sqrt()).erfc() / 2) for s in (-1, 1))
            assert e.overlaps(gauss)
            assert phi <= p * (1 + arb(2) ** -99) and tail <= q * (1 + arb(2) ** -99)
            assert p <= normal_cdf(arb(x)) * (1 + arb(2) ** -99) and q <= normal_tail(arb(x)) * (1 + arb(2) ** -99)
            close = close.max(tail / q if x == 0.0 and t > 1.2 else arb(0))
            without = without.max(phi / (p - e) if x > 0 and p > e else arb(0))
    assert close > 0.6
    assert without > 1


def integral(m: int, x: float, t: float, complement: bool, paired: bool) -> mpmath.mpf:
    def f(u: mpmath.mpf) -> mpmath.mpf:
        return mpmath.mpf(float(modulus(m, x, float(u), complement, paired).mid()))

    with mpmath.workdps(15):
        return mpmath.quad(f, [t, t + 0.5, t + 1.5, t + 4, t + 12, t + 60], maxdegree=5)


@pytest.mark.parametrize("complement", [False, True])
@pytest.mark.parametrize(("m", "x"), [(2, 0.0), (2, 1.5), (3, 0.5), (24, 1.0), (25, 1.0), (25, -1.0), (60, 2.0)])
def test_the_bounds_of_tails_exceed_the_tails(m: int, x: float, complement: bool) -> None:
    line = _Line(m, arb(x), complement)
    for t in (0.3, 1.0, 1.7, 3.0):
        truth = arb(float(integral(m, x, t, complement, line.paired)))
        assert truth <= line.from_here(arb(t)) * arb("1.000001")
        if t >= 1:
            assert truth <= line.beyond(arb(t)) * arb("1.000001")
    assert arb(2 * float(integral(m, x, 0.0, complement, line.paired))) <= line.whole() * arb("1.000001")


def coarse(m: int, c: str, complement: bool, bits: int) -> tuple[arb, arb, arb, arb]:
    """A step chosen for so few (even negative) bits that aliasing is large: the sum over all terms, its bound, step, line."""
    at = ball(c)
    nu = module._saddle(m, float(at.mid()), complement=complement)
    if m <= module.PAIRED_UP_TO:
        nu = min(nu, float(at.mid()))
    scale = (arb(m) / (2 * arb.pi())).sqrt()
    h, alias = module._step(m, at, nu, complement, arb("1e300"), bits, scale)
    total = module._term(m, at, nu, arb(0), complement)
    for j in range(1, 400):
        term = 2 * module._term(m, at, nu, j * h, complement)
        total += term
        if abs(term) < arb("1e-25") and j > 5:
            break
    return total * h * scale, alias, h, arb(nu)


@pytest.mark.parametrize("complement", [False, True])
@pytest.mark.parametrize(("m", "c"), [(2, "0.7"), (3, "0.9"), (3, "2.6"), (24, "1.9"), (25, "1.9"), (40, "2.2")])
def test_aliasing_is_within_its_bound_where_it_is_seen(m: int, c: str, complement: bool) -> None:
    """A sum with a step so wide that it misses the integral by a visible amount, never by more than was said."""
    truth = decimal(recursion(m, c) if m <= 3 else nair(m, c), 22)
    truth = 1 - truth if complement else truth
    for bits in (-7, -5, -3, 0):
        total, alias, _, _ = coarse(m, c, complement, bits)
        assert abs(total - truth) <= alias
        assert alias < truth * 40 * arb(2) ** -bits


def test_some_sums_are_wrong_by_more_than_a_tenth_of_their_bound() -> None:
    """So the bound is of use: without it, or at a tenth, the enclosure would miss."""
    worst = arb(0)
    for m, c in ((2, "0.7"), (3, "0.9"), (24, "1.9")):
        total, alias, _, _ = coarse(m, c, False, -7)
        worst = worst.max(abs(total - decimal(recursion(m, c) if m <= 3 else nair(m, c), 22)) / alias)
    assert worst > 0.1


def test_terms_left_out_are_bounded() -> None:
    for m, c, complement in ((2, "0.7", False), (3, "0.9", True), (25, "1.9", False), (40, "2.2", True)):
        at = ball(c)
        nu = module._saddle(m, float(at.mid()), complement=complement)
        nu = min(nu, float(at.mid())) if m <= module.PAIRED_UP_TO else nu
        factor = (arb(m) / (2 * arb.pi())).sqrt() * (m * arb(nu) ** 2 / 2).exp()
        line, h = _Line(m, at - nu, complement), arb("0.2")
        terms, cut = module._cut(line, h, factor, arb("1e300"), -3, 40.0)
        scale = (arb(m) / (2 * arb.pi())).sqrt() * h
        left_out = sum((abs(2 * module._term(m, at, nu, j * h, complement)) for j in range(terms + 1, 200)), arb(0)) * scale
        assert left_out <= cut
        assert cut < 100 * left_out + arb("1e-12")


def test_terms_are_the_integrand() -> None:
    """Re of exp(-m (t - i nu)^2/2) Phi(c - nu - it)^m and its complement, paired up to m = 24, by mpmath."""
    for m, c, nu, t, complement in (
        (3, "0.9", 0.3, 0.7, False),
        (3, "0.9", 0.3, 0.7, True),
        (30, "2.2", 0.4, 0.2, False),
        (30, "5", -0.1, 0.1, True),
    ):
        z = mpmath.mpc(mpmath.mpf(c) - nu, -t)
        phi, tail = mpmath.erfc(-z / mpmath.sqrt(2)) / 2, mpmath.erfc(z / mpmath.sqrt(2)) / 2
        gauss = mpmath.exp(-m * mpmath.mpc(t, -nu) ** 2 / 2)
        pair = (-tail) ** m if m <= 24 else 0
        truth = (gauss * (1 - phi**m + pair if complement else phi**m - pair)).real
        found = module._term(m, ball(c), nu, arb(t), complement)
        assert abs(found / decimal(truth, 28) - 1) < arb("1e-22")


def test_a_bound_of_many_points_keeps_its_digits() -> None:
    """Where Q of a large number has no digits left, F_m is still bounded far below 1; and the bound of Q is from below and near."""
    assert upper_bound(616_111_403_024, arb("1.1")) < arb("1e-1000000")
    for x in (31, 60, 400):
        below, tail = module._tail_from_below(arb(x)), normal_tail(arb(x))
        assert below < tail < below * (1 + arb(2) / arb(x) ** 2)


def test_one_minus_something_small_asks_for_what_is_seen_of_it() -> None:
    """1 - F_m(c) at a small c: F_m is not computed where 1 - F_m shows no digit of it, and what is shown is right."""
    for m, c in ((30, "0.0003"), (10, "0.05"), (3, "0.01")):
        bits = 60
        found = extreme_deviate(m, ball(c), bits, complement=True)
        assert found.contains(1 - extreme_deviate(m, ball(c), 200))
        assert found.rel_accuracy_bits() >= bits - 3
