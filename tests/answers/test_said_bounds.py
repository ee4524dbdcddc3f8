"""What a sentence or a table says of a bound is no sharper than the bound: decimals are rounded to the side that stays true."""

from __future__ import annotations

import re
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest

from uccheck.answers.answer import E_GEN, E_UNIF_ALG
from uccheck.answers.tables.thresholds import ThresholdCell
from uccheck.answers.threshold import _below
from uccheck.core.verdict import Verdict

SAID = re.compile(r"(e_gen|e_unif-alg) (<=|>=) ([0-9.e-]+)")
#: None is a decimal, so that a decimal on the wrong side says something false.
VALUES = [Fraction(1, 7), Fraction(2, 3), Fraction(10**9, 3 * 10**9 + 1), Fraction(1, 3 * 10**12)]


def refuted(half: str, value: Fraction) -> Any:
    """An instance of which one half fails by that value and nothing is known of the other."""
    halves = {name: SimpleNamespace(verdict=Verdict.UNDECIDED, end=SimpleNamespace(value=Fraction(0))) for name in (E_GEN, E_UNIF_ALG)}
    halves[half] = SimpleNamespace(verdict=Verdict.REFUTED, end=SimpleNamespace(value=value))
    setting = SimpleNamespace(m=Fraction(10), D=Fraction(99), delta=Fraction(1, 20))
    return SimpleNamespace(verdict=Verdict.REFUTED, halves=halves, answer=SimpleNamespace(setting=setting))


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize(("half", "name", "sign"), [(E_GEN, "e_gen", ">="), (E_UNIF_ALG, "e_unif-alg", "<=")])
def test_what_is_said_beyond_a_threshold_is_no_sharper_than_what_was_shown(half: str, name: str, sign: str, value: Fraction) -> None:
    verdict, text = _below(refuted(half, value))
    ((about, relation, digits),) = SAID.findall(text)
    assert verdict is Verdict.UPHELD and (about, relation) == (name, sign)
    assert Fraction(digits) < value if sign == ">=" else Fraction(digits) > value
    assert abs(Fraction(digits) / value - 1) < Fraction(1, 10**6)


@pytest.mark.parametrize("value", VALUES)
def test_a_row_of_a_table_is_no_sharper_than_what_was_shown(value: Fraction) -> None:
    outcome = SimpleNamespace(e_gen_upper=value, e_unif_alg_lower=value, given=())
    found: Any = SimpleNamespace(outcome=outcome, D=7, theorem="B", elementary=None, below=Verdict.UPHELD)
    row = ThresholdCell(10, Fraction(1, 20), Fraction(1, 100), found).record()
    assert Fraction(row["e_unif_alg_lower"]) < value < Fraction(row["e_gen_upper"])
    assert all(abs(Fraction(row[key]) / value - 1) < Fraction(1, 10**6) for key in ("e_unif_alg_lower", "e_gen_upper"))
