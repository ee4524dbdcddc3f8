"""Interval extensions of every operation and function: they contain all values on a box, sharply, and round outward."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import pytest
from flint import arb, ctx, fmpq

from uccheck.expressions.grammar import FUNCTIONS, parse
from uccheck.expressions.intervals import (
    LARGEST,
    Interval,
    Undefined,
    _Enclosure,
    _ends,
    _integer_power,
    bounded,
    enclose,
    fraction,
    interval,
    point,
)

X = frozenset({"x", "y"})


def over(text: str, x: tuple[str, str], y: tuple[str, str] = ("1", "1"), bits: int = 128) -> tuple[mpmath.mpf, mpmath.mpf]:
    box = {"x": interval(Fraction(x[0]), Fraction(x[1])), "y": interval(Fraction(y[0]), Fraction(y[1]))}
    found = enclose(parse(text, X), box, bits=bits)
    return tuple(mpmath.mpf(int(q.p)) / int(q.q) for q in (found.lower, found.upper))  # type: ignore[return-value]


MEANING = {
    "sqrt": mpmath.sqrt, "exp": mpmath.exp, "log": mpmath.log, "abs": abs, "erf": mpmath.erf, "erfc": mpmath.erfc,
    "Phi": mpmath.ncdf, "Q": lambda t: mpmath.ncdf(-t), "phi": mpmath.npdf, "sin": mpmath.sin, "cos": mpmath.cos,
    "tanh": mpmath.tanh, "sinh": mpmath.sinh, "cosh": mpmath.cosh,
}  # fmt: skip
BOXES = [("-2", "-1/2"), ("-1", "3"), ("-3", "1"), ("0", "2"), ("1/3", "5"), ("2", "2"), ("-7", "9")]


@pytest.mark.parametrize("name", sorted(MEANING))
def test_every_function_encloses_its_values_on_a_box(name: str) -> None:
    """Sampled at 200 points of each box; the ends are attained up to the sampling (sine and cosine up to their clip)."""
    with mpmath.workdps(40):
        for box in BOXES:
            if name in ("sqrt", "log") and Fraction(box[0]) <= 0:
                continue
            low, high = over(f"{name}(x)", box)
            a, b = (mpmath.mpf(Fraction(end).numerator) / Fraction(end).denominator for end in box)
            values = [MEANING[name](a + (b - a) * j / 200) for j in range(201)]
            if a <= 0 <= b:
                values.append(MEANING[name](mpmath.mpf(0)))
            slack = mpmath.mpf(10) ** -36
            assert low <= min(values) + slack and max(values) - slack <= high
            wide = mpmath.mpf("2.01") if name in ("sin", "cos") else mpmath.mpf("0.0001") * (1 + abs(high))
            assert min(values) - low <= wide and high - max(values) <= wide
            assert name not in ("sin", "cos") or (low >= -1 and high <= 1)
    assert set(MEANING) | {"min", "max"} == set(FUNCTIONS)


@pytest.mark.parametrize(
    ("text", "x", "y", "ends"),
    [
        ("x + y", ("-1", "2"), ("3", "5"), ("2", "7")),
        ("x - y", ("-1", "2"), ("3", "5"), ("-6", "-1")),
        ("-x", ("-1", "2"), ("1", "1"), ("-2", "1")),
        ("x * y", ("-1", "2"), ("-3", "5"), ("-6", "10")),
        ("x * y", ("-2", "-1"), ("3", "5"), ("-10", "-3")),
        ("x / y", ("-1", "2"), ("4", "5"), ("-1/4", "1/2")),
        ("x / y", ("1", "2"), ("-5", "-4"), ("-1/2", "-1/5")),
        ("x**2", ("-1", "3"), ("1", "1"), ("0", "9")),
        ("x**2", ("-3", "-2"), ("1", "1"), ("4", "9")),
        ("x**3", ("-2", "3"), ("1", "1"), ("-8", "27")),
        ("x**4", ("-3", "1"), ("1", "1"), ("0", "81")),
        ("x**-2", ("2", "4"), ("1", "1"), ("1/16", "1/4")),
        ("x**-1", ("-4", "-2"), ("1", "1"), ("-1/2", "-1/4")),
        ("x**0", ("-4", "2"), ("1", "1"), ("1", "1")),
        ("x**y", ("4", "9"), ("0.5", "0.5"), ("2", "3")),
        ("x**y", ("2", "3"), ("2", "2"), ("4", "9")),
        ("min(x, y, 1)", ("-1", "2"), ("0", "5"), ("-1", "1")),
        ("max(x, y, 1)", ("-1", "2"), ("0", "5"), ("1", "5")),
        ("abs(x)", ("-3", "2"), ("1", "1"), ("0", "3")),
        ("sqrt(x)", ("1/4", "9/16"), ("1", "1"), ("1/2", "3/4")),
        ("sqrt(x)", ("4/49", "25/9"), ("1", "1"), ("2/7", "5/3")),
        ("x**y", ("-1", "-1"), (str(LARGEST), str(LARGEST)), ("1", "1")),
        ("x**y", ("-1", "-1"), (str(1 - LARGEST), str(1 - LARGEST)), ("-1", "-1")),
        ("x**y", ("-1", "-1"), (str(-LARGEST), str(-LARGEST)), ("1", "1")),
    ],
)
def test_exact_operations_have_exact_ends(text: str, x: tuple[str, str], y: tuple[str, str], ends: tuple[str, str]) -> None:
    box = {"x": interval(*map(Fraction, x)), "y": interval(*map(Fraction, y))}
    found = enclose(parse(text, X), box)
    assert (fraction(found.lower), fraction(found.upper)) == tuple(map(Fraction, ends))


@pytest.mark.parametrize(
    ("text", "x", "certain"),
    [
        ("1/x", ("-1", "1"), False), ("1/x", ("0", "0"), True), ("1/x", ("0", "2"), False), ("1/x", ("-2", "0"), False),
        ("log(x)", ("0", "1"), False), ("log(x)", ("-1", "1"), False), ("log(x)", ("-2", "-1"), True), ("log(x)", ("-1", "0"), True),
        ("log(x)", ("0", "0"), True),
        ("sqrt(x)", ("-1", "1"), False), ("sqrt(x)", ("-1", "0"), False), ("sqrt(x)", ("-2", "-1"), True),
        ("x**-2", ("-1", "1"), False), ("x**0.3", ("-1", "1"), False), ("x**0.3", ("-3", "-1"), True),
    ],
)  # fmt: skip
def test_what_has_no_value_somewhere_is_said(text: str, x: tuple[str, str], certain: bool) -> None:
    with pytest.raises(Undefined) as caught:
        over(text, x)
    assert caught.value.certain is certain


def test_roots_and_powers_at_zero() -> None:
    assert over("sqrt(x)", ("0", "4")) == (0, 2)
    assert over("x**0.3", ("0", "0")) == (0, 0)
    low, high = over("x**0.3", ("0", "2"))
    assert low == 0 and abs(high - mpmath.mpf(2) ** mpmath.mpf("0.3")) < 1e-12
    assert over("x**y", ("0", "1"), ("0.5", "0.5")) == (0, 1)


def test_a_power_of_a_negative_number_has_an_integer_exponent_of_at_most_the_limit() -> None:
    """Beyond it a power is exp(y log x), on either side; so it is for an exponent of which only an interval is known."""
    for y in (LARGEST + 1, -LARGEST - 1):
        with pytest.raises(Undefined):
            over("x**y", ("-1", "-1"), (str(y), str(y)))
    low, high = over("x**y", ("2", "3"), ("0.3", "0.4"))
    assert abs(low - mpmath.mpf(2) ** mpmath.mpf("0.3")) < 1e-12 and abs(high - mpmath.mpf(3) ** mpmath.mpf("0.4")) < 1e-12


@pytest.mark.parametrize(("n", "exact"), [(LARGEST // 4, True), (LARGEST // 4 + 1, False)])
@pytest.mark.parametrize("lower", [1, 5])
def test_powers_are_exact_up_to_the_length_of_a_number_and_then_rounded_outward(lower: int, n: int, exact: bool) -> None:
    """5 has four binary digits, its denominator's among them."""
    with ctx.workprec(64):
        found = _integer_power(Interval(fmpq(lower), fmpq(5)), n)
    low, high = fmpq(lower) ** n, fmpq(5) ** n
    assert found.lower <= low and high <= found.upper
    assert (found.upper == high) == exact and found.upper <= high * (1 + fmpq(1, 2**40)) and found.lower >= low * (1 - fmpq(1, 2**40))


@pytest.mark.parametrize("bits", [8, 20, 64])
def test_ends_are_rounded_outward(bits: int) -> None:
    """At few bits every irrational value lies strictly inside; what is exact stays exact until it grows too long."""
    with mpmath.workdps(50):
        tenth = mpmath.mpf(2) ** mpmath.mpf("0.1")
        cases = [("exp(1)", mpmath.e), ("sqrt(2)", mpmath.sqrt(2)), ("log(3)", mpmath.log(3)), ("pi", mpmath.pi)]
        for text, truth in [*cases, ("-exp(1)", -mpmath.e), ("Phi(1)", mpmath.ncdf(1)), ("2**0.1", tenth)]:
            low, high = over(text, ("0", "0"), bits=bits)
            assert low < truth < high
            assert high - low < mpmath.mpf(2) ** (6 - bits)
        third = mpmath.mpf(1)
        for j in range(1, 60):
            third *= mpmath.mpf(3 * j + 1) / (3 * j)
        product = "1"
        for block in range(8):  # in brackets, for the grammar bounds the nesting
            factors = "*".join(f"({3 * j + 1}/{3 * j})" for j in range(1 + 8 * block, min(60, 9 + 8 * block)) if j < 60)
            product = f"({product})*({factors})" if factors else product
        low, high = over(f"({product})*x", ("1", "2"), bits=bits)
        assert low <= third * (1 + mpmath.mpf(10) ** -40) and high >= 2 * third * (1 - mpmath.mpf(10) ** -40)
        assert low >= third * (1 - mpmath.mpf(2) ** (9 - bits))
        assert high <= 2 * third * (1 + mpmath.mpf(2) ** (9 - bits))


def test_huge_and_tiny_magnitudes_are_rounded_outward_or_refused() -> None:
    found = enclose(parse("exp(x)", X), {"x": point(Fraction(-20_000)), "y": point(Fraction(1))})
    assert found.lower == 0 and found.upper == fmpq(1, 1 << LARGEST)
    negative = enclose(parse("-exp(x)", X), {"x": point(Fraction(-20_000)), "y": point(Fraction(1))})
    assert negative.upper == 0 and negative.lower == fmpq(-1, 1 << LARGEST)
    with pytest.raises(Undefined):
        enclose(parse("exp(x)", X), {"x": point(Fraction(20_000)), "y": point(Fraction(1))})


def test_a_number_known_to_lie_between_bounds() -> None:
    with ctx.workprec(64):
        assert bounded(arb("nan"), Fraction(0), Fraction(1)) == (0, 1)
        low, high = bounded(arb(0, "0.25"), Fraction(0), Fraction(1))
        assert low == 0 and 0 <= high - Fraction(1, 4) < Fraction(1, 10**6)
        low, high = bounded(arb("0.75", "0.5"), Fraction(0), Fraction(1))
        assert high == 1 and 0 <= Fraction(1, 4) - low < Fraction(1, 10**6)


def test_intervals_know_their_points() -> None:
    assert point(Fraction(1, 3)).is_point and not interval(Fraction(0), Fraction(1)).is_point
    assert interval(Fraction(0), Fraction(1)).contains_zero() and interval(Fraction(-1), Fraction(0)).contains_zero()
    assert not Interval(fmpq(1, 9), fmpq(1)).contains_zero() and not Interval(fmpq(-1), fmpq(-1, 9)).contains_zero()


def test_what_is_exact_stays_exact_up_to_its_length() -> None:
    """Ends of up to twice the bits, points of up to eight times; what is longer is rounded outward to about the bits asked for."""
    bits = 20

    def long(length: int) -> fmpq:
        return fmpq(1 << (length - 3), 3)  # length - 2 binary digits over two

    zero, points = fmpq(0), [(long(41), long(41)), (long(160), long(160))]
    kept = [*points, (long(40), long(40)), (zero, long(40)), (-long(40), zero), (long(39), long(40))]
    wide = [(zero, long(41)), (-long(41), zero), (long(41), long(43)), (long(160), long(162)), (long(3), long(41))]
    rounded = [*wide, (long(161), long(161))]
    with ctx.workprec(bits):
        for low, high in kept:
            assert _Enclosure({}, bits).round(Interval(low, high)) == Interval(low, high)
        for low, high in rounded:
            found = _Enclosure({}, bits).round(Interval(low, high))
            assert found != Interval(low, high) and found.lower <= low and high <= found.upper
            assert low - found.lower <= abs(low) / 2 ** (bits - 2) and found.upper - high <= abs(high) / 2 ** (bits - 2)


@pytest.mark.parametrize("mantissa", [1, 3, 2**50 + 1])
@pytest.mark.parametrize("sign", [1, -1])
def test_magnitudes_are_kept_exactly_up_to_the_limit_on_both_sides(mantissa: int, sign: int) -> None:
    """|x| < 2^LARGEST and |x| >= 2^-(LARGEST + 1) are exact; larger is refused, smaller goes outward to 0 or one power of two."""
    length = mantissa.bit_length()
    with ctx.workprec(64):
        for top, held in ((LARGEST, True), (LARGEST + 1, False), (-LARGEST, True), (-LARGEST - 1, False)):
            x = arb(sign * mantissa) * arb(2) ** (top - length)
            exact = sign * mantissa * fmpq(2) ** (top - length)
            if held:
                assert _ends(x, x) == Interval(exact, exact)
            elif top > 0:
                with pytest.raises(Undefined, match="beyond"):
                    _ends(x, x)
            else:
                least = fmpq(1, 1 << LARGEST)
                assert _ends(x, x) == (Interval(fmpq(0), least) if sign > 0 else Interval(-least, fmpq(0)))


def test_an_end_that_is_not_finite_is_refused_on_either_side() -> None:
    for low, high in ((arb("nan"), arb(1)), (arb(1), arb("nan")), (arb("-inf"), arb(1)), (arb(1), arb("inf")), (arb("nan"), arb("nan"))):
        with pytest.raises(Undefined, match="cannot be bounded"):
            _ends(low, high)
    assert _ends(arb(0), arb(0)) == Interval(fmpq(0), fmpq(0))
