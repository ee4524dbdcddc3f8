"""Formulas for a dimension: the least integer that is at least their value, by enclosures; no eval, nothing unbounded."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest

from uccheck.core.errors import InvalidParameter
from uccheck.expressions.sizes import is_formula, rounded_up

VALUES = {"m": Fraction(1000), "epsilon": Fraction(1, 100), "delta": Fraction(1, 20)}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("8m", 8000),
        ("64 m ln(1/epsilon)", math.ceil(64000 * math.log(100))),
        ("m^2/3", 333334),
        ("2(m + 1)(m - 1)", 2 * 1001 * 999),
        ("m sqrt(4)", 2000),
        ("(sqrt(128 m ln(2/epsilon)) + sqrt(2 ln(1/delta)))**2", None),
        ("1e3m", 10**6),
        ("exp(0)m", 1000),
        ("m/7", 143),
        ("1001m/7", 143000),
    ],
)
def test_a_formula_is_rounded_up(text: str, value: int | None) -> None:
    if value is None:
        value = math.ceil((math.sqrt(128000 * math.log(200)) + math.sqrt(2 * math.log(20))) ** 2)
    assert is_formula(text)
    assert rounded_up(text, "D", VALUES) == value


@pytest.mark.parametrize("text", ["400000", "4e5", " 12 ", "1/8", "-3"])
def test_a_number_is_no_formula(text: str) -> None:
    assert not is_formula(text)


@pytest.mark.parametrize(
    "text",
    [
        "8n",
        "1/(m - m)",
        "ln(0) m",
        "__import__('os').system('true')",
        "m" * 3000,
        "(" * 100 + "m" + ")" * 100,
        "exp(exp(exp(m)))",
        "",
        "8m ×",
    ],
)
def test_what_has_no_value_is_one_line(text: str) -> None:
    with pytest.raises(InvalidParameter) as refused:
        rounded_up(text, "D", VALUES)
    assert "\n" not in str(refused.value)


def test_what_cannot_be_told_from_a_whole_number_is_refused() -> None:
    with pytest.raises(InvalidParameter, match="too close to a whole number"):
        rounded_up("m exp(ln(3)) / 3", "D", VALUES)
