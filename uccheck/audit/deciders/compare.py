"""An enclosure against a number: the three outcomes of `lower <= value <= upper` for each relation."""

from __future__ import annotations

from fractions import Fraction

from uccheck.core.verdict import Verdict

Pair = tuple[Fraction, Fraction]


def compare(lower: Fraction, upper: Fraction, relation: str, value: Fraction) -> Verdict:
    """UPHELD if every number of [lower, upper] stands in `relation` to `value`, REFUTED if none does."""
    holds = {
        "<=": (upper <= value, lower > value),
        "<": (upper < value, lower >= value),
        ">=": (lower >= value, upper < value),
        ">": (lower > value, upper <= value),
        "==": (lower == upper == value, value < lower or value > upper),
    }[relation]
    if holds[0]:
        return Verdict.UPHELD
    return Verdict.REFUTED if holds[1] else Verdict.UNDECIDED


def near(value: Fraction, digits: int = 12) -> str:
    """A short decimal for reading; exact decimals of up to `digits` digits are shown whole."""
    from uccheck.core.exact import as_written, decimal_below

    if value.denominator.bit_length() > 200:  # its digits would fill pages, or exceed what the interpreter prints
        return "~" + decimal_below(value, digits)
    whole = as_written(value)
    return whole if len(whole) <= digits + 3 and "/" not in whole else "~" + decimal_below(value, digits)


#: Digits that are tried where fewer do not tell.
_MORE = (20, 40, 80, 160, 320)


def _ends(lower: Fraction, upper: Fraction, digits: int) -> tuple[str, str]:
    """Both ends rounded outward, for printing."""
    from uccheck.core.exact import decimal_above, decimal_below

    return decimal_below(lower, digits), decimal_above(upper, digits)


def outward(lower: Fraction, upper: Fraction, digits: int = 12) -> str:
    """[lower, upper] rounded outward, for printing."""
    return f"[{', '.join(_ends(lower, upper, digits))}]"


def telling(lower: Fraction, upper: Fraction, relation: str, value: Fraction, digits: int = 12) -> tuple[str, str]:
    """The ends rounded outward, for printing, with as many digits as show what they say of the value."""
    said = compare(lower, upper, relation, value)
    for more in (digits, *_MORE):
        low, high = _ends(lower, upper, more)
        if compare(Fraction(low), Fraction(high), relation, value) is said:
            return low, high
    return _ends(lower, upper, digits)


def apart(left: Pair, right: Pair) -> tuple[str, str]:
    """Two disjoint intervals for printing, with as many digits as show that they are disjoint."""
    for digits in (12, *_MORE):
        shown = _ends(*left, digits), _ends(*right, digits)
        (a, b), (c, d) = (tuple(map(Fraction, pair)) for pair in shown)
        if b < c or d < a:
            return _pair(*shown[0]), _pair(*shown[1])
    return outward(*left), outward(*right)


def _pair(low: str, high: str) -> str:
    return low if low == high else f"[{low}, {high}]"
