"""Exact numbers from outside: int, Fraction, Decimal or decimal string in, Fraction out; decimal strings rounded outward.

Glossary
    exact             the rational number that a user wrote; a float is refused, since 0.05 is not 1/20 in binary.
    decimal_below     a decimal string at most the number; decimal_above: at least the number.
"""

from __future__ import annotations

import numbers
import re
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from fractions import Fraction

from uccheck.core.errors import InvalidParameter

#: What exact interfaces accept.
Exact = int | Fraction | Decimal | str

MAX_CHARACTERS = 400  # of a written number; more is a mistake or an attack
MAX_EXPONENT = 1000  # of a written number, either sign
MAX_BITS = 8192  # of a numerator or denominator

_NEAR_ONE = Fraction(999_999, 1_000_000)

_DECIMAL = re.compile(r"([+-]?)([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]{1,9}))?")
_RATIO = re.compile(r"([+-]?[0-9]+)/([0-9]+)")


def exact(value: Exact, name: str) -> Fraction:
    """The rational number written as `value`: an int, a Fraction, a Decimal, or a string such as "0.05", "1e-3", "1/8".

    Raises: InvalidParameter for a float, a bool, NaN, anything else, and for absurdly long numbers or exponents.
    """
    if isinstance(value, str):
        found = _parsed(value, name)
    elif isinstance(value, Decimal) and value.is_finite():
        found = _parsed(str(value), name)
    elif isinstance(value, numbers.Rational) and not isinstance(value, bool):
        found = Fraction(int(value.numerator), int(value.denominator))
    else:
        raise InvalidParameter(_refusal(value, name))
    if max(found.numerator.bit_length(), found.denominator.bit_length()) > MAX_BITS:
        raise InvalidParameter(f"{name} has more than {MAX_BITS} bits ({_shown(value)}): give a shorter number")
    return found


def positive_integer(value: Exact, name: str, at_most: int | None = None) -> int:
    """The whole number `value` with 1 <= value <= at_most."""
    found = exact(value, name)
    if found.denominator != 1:
        raise InvalidParameter(f"{name} must be a whole number, got {_shown(value)}")
    if found < 1:
        raise InvalidParameter(f"{name} must be at least 1, got {_shown(value)}")
    if at_most is not None and found > at_most:
        raise InvalidParameter(f"{name} must be at most {at_most}, got {_shown(value)}")
    return int(found)


def probability(value: Exact, name: str) -> Fraction:
    """The number `value` of the open interval (0, 1)."""
    found = exact(value, name)
    if not 0 < found < 1:
        raise InvalidParameter(f"{name} must lie strictly between 0 and 1, got {_shown(value)}")
    return found


def positive(value: Exact, name: str) -> Fraction:
    """The number `value` > 0."""
    found = exact(value, name)
    if found <= 0:
        raise InvalidParameter(f"{name} must be positive, got {_shown(value)}")
    return found


def nonnegative(value: Exact, name: str) -> Fraction:
    """The number `value` >= 0."""
    found = exact(value, name)
    if found < 0:
        raise InvalidParameter(f"{name} must not be negative, got {_shown(value)}")
    return found


def at_most(value: Fraction, limit: int, name: str) -> Fraction:
    """The number if it does not exceed the limit."""
    if value > limit:
        raise InvalidParameter(f"{name} must be at most {limit}, got {_shown(value)}")
    return value


def decimal_below(value: Fraction | int, digits: int = 20) -> str:
    """A decimal string of at most `digits` significant digits, never above `value`; equal to it where it fits."""
    return _decimal(Fraction(value), digits, up=False)


def decimal_above(value: Fraction | int, digits: int = 20) -> str:
    """A decimal string of at most `digits` significant digits, never below `value`; equal to it where it fits."""
    return _decimal(Fraction(value), digits, up=True)


def shown_below(value: Fraction, digits: int = 8) -> str:
    """`decimal_below`, with a number close to one written 1 - x so that its digits are seen."""
    return f"1 - {decimal_above(1 - value, digits)}" if _NEAR_ONE < value < 1 else decimal_below(value, digits)


def shown_above(value: Fraction, digits: int = 8) -> str:
    """`decimal_above`, with a number close to one written 1 - x so that its digits are seen."""
    return f"1 - {decimal_below(1 - value, digits)}" if _NEAR_ONE < value < 1 else decimal_above(value, digits)


def shown(value: Fraction) -> str:
    """`as_written`, with a long number whose distance below 1 or 1/2 is short written 1 - x or 1/2 - x: exact either way."""
    text = as_written(value)
    for whole in (Fraction(1), Fraction(1, 2)) if len(text) > 24 else ():
        rest = as_written(whole - value)
        if 0 < value < whole and len(rest) < 24:
            return f"{whole} - {rest}"
    return text


def as_written(value: Fraction | int) -> str:
    """`value` exactly, as a plain integer, a terminating decimal, or a ratio "p/q"; `exact` reads back up to MAX_CHARACTERS."""
    number = Fraction(value)
    if number.denominator == 1:
        return str(number.numerator)
    rest, twos, fives = number.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    places = max(twos, fives)
    decimal = _placed(int(number * 10**places), -places) if rest == 1 and places <= MAX_EXPONENT else ""
    return decimal if 0 < len(decimal) <= MAX_CHARACTERS else f"{number.numerator}/{number.denominator}"


def _parsed(text: str, name: str) -> Fraction:
    written = text.strip()
    if len(written) > MAX_CHARACTERS:
        raise InvalidParameter(f"{name} has {len(written)} characters ({_shown(text)}): give at most {MAX_CHARACTERS}")
    if ratio := _RATIO.fullmatch(written):
        if int(ratio[2]) == 0:
            raise InvalidParameter(f"{name} has denominator 0: {_shown(text)}")
        return Fraction(int(ratio[1]), int(ratio[2]))
    found = _DECIMAL.fullmatch(written)
    if found is None or not (found[2] or found[3]):
        raise InvalidParameter(f'{name} is not a number: {_shown(text)}; write it as in "20", "0.05", "1e-3" or "1/8"')
    sign, whole, places, exponent = found[1], found[2] or "", found[3] or "", int(found[4] or 0)
    if abs(exponent) > MAX_EXPONENT:
        raise InvalidParameter(f"{name} has the exponent {exponent} ({_shown(text)}): keep it within {MAX_EXPONENT}")
    return Fraction(int(sign + whole + places)) * Fraction(10) ** (exponent - len(places))


def _refusal(value: object, name: str) -> str:
    if isinstance(value, float):
        plain = float.__repr__(value)  # a numpy float is one too, and its own repr is no decimal
        return f'{name} must be exact, got the float {plain}: pass a string such as "{plain}", an int or a Fraction'
    kind = type(value).__name__
    return f'{name} must be an int, a Fraction, a Decimal or a decimal string such as "0.05", got {kind} {_shown(value)}'


def _shown(value: object) -> str:
    # Never str() of a huge int: the interpreter caps that conversion, and the line must stay one line.
    if isinstance(value, numbers.Rational):
        bits = max(int(value.numerator).bit_length(), int(value.denominator).bit_length())
        if bits > 400:
            return f"a number of {bits} bits"
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else f"{text[:40]}...{text[-8:]}"


def _decimal(value: Fraction, digits: int, *, up: bool) -> str:
    """The quotient correctly rounded to one side, by the decimal module."""
    way = Context(prec=digits, rounding=ROUND_CEILING if up else ROUND_FLOOR, Emin=-(10**6), Emax=10**6)
    sign, figures, exponent = way.divide(Decimal(value.numerator), Decimal(value.denominator)).normalize(way).as_tuple()
    assert isinstance(exponent, int)  # finite: the quotient of two whole numbers
    return _placed((-1) ** sign * int("".join(map(str, figures))), int(exponent))


def _placed(mantissa: int, exponent: int) -> str:
    """mantissa * 10**exponent as text: positional while that is short, else with an exponent."""
    sign, digits = ("-" if mantissa < 0 else ""), str(abs(mantissa))
    decade = len(digits) - 1 + exponent
    if not -7 <= decade <= 20:
        return f"{sign}{digits[0]}{'.' + digits[1:] if digits[1:] else ''}e{decade}"
    if exponent >= 0:
        return sign + digits + "0" * exponent
    padded = digits.rjust(1 - exponent, "0")
    return f"{sign}{padded[:exponent]}.{padded[exponent:]}"
