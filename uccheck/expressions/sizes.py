"""Whole numbers written as formulas, such as `8m` or `64 m ln(1/epsilon)`: rounded up to an integer, by enclosures."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction

from uccheck.core.errors import InvalidParameter
from uccheck.expressions.grammar import FUNCTIONS, parse

_PLAIN = re.compile(r"\s*[+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?\s*|\s*[+-]?[0-9]+/[0-9]+\s*")
_TOKEN = re.compile(r"[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?|\.[0-9]+|[A-Za-z_]+[0-9]*|\*\*|\S")
_BITS = (64, 128, 256, 512, 1024, 2048)


def is_formula(text: str) -> bool:
    """Whether a text is anything but a plain number."""
    return _PLAIN.fullmatch(text) is None


def rounded_up(text: str, name: str, values: Mapping[str, Fraction]) -> int:
    """The least integer that is at least the value of the formula in `values`; `ln`, `^` and products without a sign are understood.

    Guarantee: both ends of an enclosure round up to it. Raises: InvalidParameter, with the formula and the mend.
    """
    from uccheck.expressions.intervals import Undefined, enclose, fraction, point

    try:
        formula = parse(_with_signs(text), frozenset(values))
        for bits in _BITS:
            found = enclose(formula, {key: point(value) for key, value in values.items()}, bits=bits)
            low, high = (-(-end.numerator // end.denominator) for end in (fraction(found.lower), fraction(found.upper)))
            if low == high:
                return low
    except (InvalidParameter, Undefined, ArithmeticError) as problem:
        known = ", ".join(sorted(values))
        said = str(problem).replace("not a variable of `where` (known", "not a known number (known")
        example = "8m or 64 m ln(1/epsilon)" if "epsilon" in values else "8m"
        raise InvalidParameter(f"{name} = {text!r} has no value: {said}; write it as in {example}, in {known}") from None
    raise InvalidParameter(f"{name} = {text!r} is too close to a whole number to be rounded up: give the number")


def _with_signs(text: str) -> str:
    """The same with `*` between factors, `log` for `ln` and `**` for `^`."""
    written, before = "", ""
    for token in _TOKEN.findall(text):
        word = {"ln": "log", "^": "**"}.get(token, token)
        if _ends(before) and _begins(word):
            written += "*"
        written, before = written + word, word
    return written


def _begins(token: str) -> bool:
    return token == "(" or token[0].isalnum() or token[0] in "._"


def _ends(token: str) -> bool:
    """Whether a factor ends here; the bracket after a function's name belongs to it."""
    return token == ")" or (token != "" and token not in FUNCTIONS and (token[-1].isalnum() or token[-1] in "._"))
