"""An enclosure against a number: the three outcomes of `lower <= value <= upper` for each relation."""

from __future__ import annotations

from fractions import Fraction

from uccheck.core.verdict import Verdict

NEGATION = {"<=": ">", "<": ">=", ">=": "<", ">": "<=", "==": "!="}


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


def outward(lower: Fraction, upper: Fraction, digits: int = 12) -> str:
    """[lower, upper] rounded outward, for printing."""
    from uccheck.core.exact import decimal_above, decimal_below

    return f"[{decimal_below(lower, digits)}, {decimal_above(upper, digits)}]"
