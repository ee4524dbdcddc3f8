"""Exact numbers in, outward decimal strings out; precision only through a context manager.

Glossary
    arb         a ball of python-flint: midpoint and radius, every operation rounded outward
    Enclosure   two exact decimals around a real number and, where it is a probability, around its complement
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NoReturn

from flint import arb, fmpq

from uccheck.core.exact import decimal_above, decimal_below

#: The most bits that `escalate` asks for.
CAP_BITS = 3072

#: Numbers below 2^-8000 (about 1e-2408) are not written out.
_TINY = 8000


def ball(value: int | Fraction | str) -> arb:
    """The tightest ball around an int, Fraction or decimal string, at the precision in force; a float is a TypeError."""
    if isinstance(value, bool) or not isinstance(value, (int, Fraction, str)):
        raise TypeError(f"exact numbers are int, Fraction or decimal string, not {type(value).__name__} {value!r}")
    exact = value if isinstance(value, Fraction) else Fraction(value)  # a copy takes as long as the ball
    return arb(fmpq(exact.numerator, exact.denominator))


def hull(low: arb, high: arb) -> arb:
    """A ball that contains both balls and everything between them."""
    return low.union(high)


def plus_minus(radius: arb) -> arb:
    """The ball [-radius, radius] for a radius given as a ball around (or above) a nonnegative number."""
    bound = radius.upper()
    return bound.neg().union(bound)


def smaller(a: arb, b: arb) -> arb:
    """A ball around min(a, b)."""
    return a.min(b)


@dataclass(frozen=True)
class Enclosure:
    """lower <= value <= upper, exact numbers that are decimals rounded outward; for a probability also its complement.

    The complement is enclosed by itself, so a probability such as 1 - 1e-57 keeps its relative accuracy on both sides. The ends compare
    with int and Fraction; a string or a float is refused by them or compared exactly, never by its letters.
    """

    lower: Fraction
    upper: Fraction
    complement_lower: Fraction | None = None
    complement_upper: Fraction | None = None

    @classmethod
    def around(cls, value: arb, complement: arb | None = None, *, digits: int = 20) -> Enclosure:
        """Outward decimals of a ball; with a complement, each side is rounded as finely as the smaller of the two needs."""
        if complement is None:
            return cls(Fraction(lower_decimal(value, digits)), Fraction(upper_decimal(value, digits)))
        zeros = digits + max(_leading_zeros(value), _leading_zeros(complement))
        ends = []
        for part in (value, complement):
            kept = zeros if part.mid() > 0.5 else digits
            ends += [max(Fraction(lower_decimal(part, kept)), Fraction(0)), min(Fraction(upper_decimal(part, kept)), Fraction(1))]
        return cls(*ends)

    def __bool__(self) -> NoReturn:
        raise TypeError("an enclosure is no bool: compare its ends, as in `p.lower >= Fraction(19, 20)`")

    def __repr__(self) -> str:
        return f"[{decimal_below(self.lower, 8)}, {decimal_above(self.upper, 8)}]"

    def ball(self) -> arb:
        """The ball spanned by the two ends."""
        return hull(ball(self.lower), ball(self.upper))

    def complement_ball(self) -> arb:
        """The ball around 1 - value; from the complement's own ends where they are kept."""
        if self.complement_lower is None or self.complement_upper is None:
            return 1 - self.ball()
        return hull(ball(self.complement_lower), ball(self.complement_upper))

    def _repr_latex_(self) -> str:
        return rf"$\left[{_tex(decimal_below(self.lower))},\ {_tex(decimal_above(self.upper))}\right]$"


def lower_decimal(value: arb, digits: int = 20) -> str:
    """A decimal with so many significant digits that is certainly <= value."""
    return decimal_below(_end(value.lower(), value, up=False), digits)


def upper_decimal(value: arb, digits: int = 20) -> str:
    """A decimal with so many significant digits that is certainly >= value."""
    return decimal_above(_end(value.upper(), value, up=True), digits)


def _end(point: arb, value: arb, *, up: bool) -> Fraction:
    """The exact dyadic rational that ends a ball; one below 2^-8000 is rounded outward to a multiple of it."""
    if not value.is_finite():
        raise ArithmeticError(f"no decimal bound for the ball {value}")
    if abs(point) < arb(2) ** -_TINY:
        least = Fraction(1, 1 << _TINY)
        return (least if point > 0 else Fraction(0)) if up else (-least if point < 0 else Fraction(0))
    mantissa, exponent = point.mid().man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


def _leading_zeros(value: arb) -> int:
    """About -log10 of a probability's upper end, at most 400."""
    top = value.upper()
    if not top > 0:
        return 400
    return min(400, max(0, int(-float((top.log() / arb(10).log()).mid())) + 1))


def _tex(decimal: str) -> str:
    match = re.fullmatch(r"(.*)e(-?\d+)", decimal)
    return rf"{match[1]} \times 10^{{{match[2]}}}" if match else decimal


def escalate(compute: Callable[[int], Any], good: Callable[[Any], bool], *, start: int = 64, cap: int = CAP_BITS) -> Any:
    """The first result that is good, with the requested bits doubled from start to cap; the last one if none is."""
    bits = start
    result = compute(bits)
    while not good(result) and bits < cap:
        bits *= 2
        result = compute(bits)
    return result
