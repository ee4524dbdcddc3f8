"""The language of the rules evaluated in rational intervals: +, * exactly, powers, exp, ln and Q by balls rounded outward.

Glossary
    Interval    rational ends around a real number
    Ground      a quantity at exact arguments: (name, argument, ...)
    known       an interval for every ground quantity that an expression may meet
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from flint import arb, ctx, fmpq

Interval = tuple[Fraction, Fraction]
Ground = tuple[Any, ...]
Values = Mapping[str, Fraction]
Known = Mapping[Ground, Interval]

_EXACT_POWER = 64  # whole exponents up to this are taken in rationals
_BITS = 256
BEYOND = Fraction(10) ** 2000  # above what a quantity without an upper end can be at numbers of 700 digits
_SPAN = 1100  # powers of two beyond which a number is rounded outward to zero, or refused


@cache
def table() -> dict[str, Any]:
    """The frozen table of the rules and quantities."""
    import json

    found: dict[str, Any] = json.loads((Path(__file__).parents[1] / "data" / "rules.json").read_bytes())
    return found


def quantity_range(name: str) -> Interval:
    """The ends of a quantity; one without an upper end (a norm bound) stays below 10^2000 at the numbers of a certificate."""
    about = table()["quantities"][name]
    return constant(str(about["low"])), BEYOND if about["high"] is None else constant(str(about["high"]))


def rests_on(*names: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the enclosures of quantities trust, and the sentences given for their laws, by the table; each once."""
    about = [table()["quantities"][name] for name in names]
    trusts, given = ({word: None for entry in about for word in entry[part]} for part in ("trusts", "given"))
    return tuple(trusts), tuple(given)


@cache
def constant(text: str) -> Fraction:
    """A number of the table."""
    return Fraction(text)


def quantities(e: Any, at: Values) -> Iterator[Ground]:
    """The ground quantities of an expression or a relation."""
    if isinstance(e, list):
        if e[0] in table()["quantities"]:
            yield ground(e, at)
        for part in e[1:]:
            yield from quantities(part, at)


def ground(e: Any, at: Values) -> Ground:
    """A quantity at the values of its variables; its arguments are rational expressions."""
    ends = [evaluate(part, at, {}) for part in e[1:]]
    if any(low != high for low, high in ends):
        raise ArithmeticError(f"an argument of {e[0]} is not exact")
    return (e[0], *(low for low, _ in ends))


def evaluate(e: Any, at: Values, known: Known) -> Interval:
    """An interval around an expression.  Raises: KeyError for an unknown quantity, ArithmeticError for what is not defined."""
    if isinstance(e, str):
        value = at[e] if e in at else constant(e)
        return value, value
    if e[0] in table()["quantities"]:
        return known[ground(e, at)]
    parts = [evaluate(part, at, known) for part in e[1:]]
    if e[0] == "+":
        return sum((low for low, _ in parts), Fraction(0)), sum((high for _, high in parts), Fraction(0))
    if e[0] == "*":
        return _product(parts)
    if e[0] == "**":
        return _power(*parts)
    return _monotone(e[0], parts[0])


def holds(relation: Any, at: Values, known: Known) -> bool:
    """Certainly true; False says nothing."""
    op, left, right = relation
    (_, high), (low, _) = evaluate(left, at, known), evaluate(right, at, known)
    return high < low if op == "<" else high <= low


def _product(parts: list[Interval]) -> Interval:
    low = high = Fraction(1)
    for a, b in parts:
        if a is b and low is high:  # exact numbers, of which most products are made
            low = high = low * a
            continue
        ends = (low * a, low * b, high * a, high * b)
        low, high = min(ends), max(ends)
    return low, high


def _power(base: Interval, exponent: Interval) -> Interval:
    (a, b), (p, q) = base, exponent
    if p != q:
        raise ArithmeticError("an exponent is not exact")
    if p < 0:
        low, high = _power(base, (-p, -q))
        if low <= 0 <= high:
            raise ArithmeticError("a division by an interval around zero")
        return 1 / high, 1 / low
    if p.denominator == 1 and p <= _EXACT_POWER:
        ends = a ** int(p), b ** int(p)
        return (Fraction(0) if a < 0 < b and p % 2 == 0 and p > 0 else min(ends)), max(ends)
    if a < 0:
        raise ArithmeticError("a root or a high power of a negative number")
    low = _end(lambda: _ball(a) ** _ball(p), up=False) if a else Fraction(0)
    return low, _end(lambda: _ball(b) ** _ball(p), up=True) if b else Fraction(0)


def _monotone(head: str, x: Interval) -> Interval:
    low, high = x
    if head == "Q":
        return _end(lambda: _tail(high), up=False), _end(lambda: _tail(low), up=True)
    if head == "ln" and low <= 0:
        raise ArithmeticError("the logarithm of a number that may not be positive")
    function: Callable[[arb], arb] = {"exp": arb.exp, "ln": arb.log}[head]
    return _end(lambda: function(_ball(low)), up=False), _end(lambda: function(_ball(high)), up=True)


def _tail(x: Fraction) -> arb:
    return (_ball(x) / arb(2).sqrt()).erfc() / 2


def _ball(x: Fraction) -> arb:
    return arb(fmpq(x.numerator, x.denominator))


def _end(value: Callable[[], arb], *, up: bool) -> Fraction:
    """One end of a ball as a dyadic number of about 250 bits; a tiny one is rounded outward to zero or to the least."""
    with ctx.workprec(_BITS):  # the ends too: outside they would be rounded to what a caller works with
        ball = value()
        if not ball.is_finite() or abs(ball) > arb(2) ** _SPAN:
            raise ArithmeticError("a value beyond what is told apart")
        point = ball.upper() if up else ball.lower()
        if abs(point) < arb(2) ** -_SPAN:
            return Fraction(int(up and point > 0), 2**_SPAN) if point >= 0 else Fraction(-int(not up), 2**_SPAN)
        mantissa, exponent = point.man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
