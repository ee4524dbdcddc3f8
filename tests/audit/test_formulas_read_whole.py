"""A formula in a sentence is read as it stands or not at all: letters and signs by their names, values as on paper, nothing left out."""

from __future__ import annotations

import math
import unicodedata

import pytest

from uccheck.audit.kinds.reading import ascii_text, formula
from uccheck.audit.said.propose import propose
from uccheck.expressions.grammar import FUNCTIONS, parse, to_sympy

NAMES = frozenset({"m", "epsilon", "delta"})
GREEK = "εϵδγΩΘχπσμρΦϕφ"
#: Signs by the names that Unicode gives them.
SIGNS = {
    "GREATER-THAN OR EQUAL TO": ">=", "LESS-THAN OR EQUAL TO": "<=", "GREATER-THAN OR SLANTED EQUAL TO": ">=",
    "LESS-THAN OR SLANTED EQUAL TO": "<=", "MULTIPLICATION SIGN": "*", "MIDDLE DOT": "*", "DOT OPERATOR": "*", "MINUS SIGN": "-",
    "EN DASH": "-", "SQUARE ROOT": "sqrt", "INFINITY": "inf", "NOT EQUAL TO": "!=", "MUCH LESS-THAN": "<<", "MUCH GREATER-THAN": ">>",
    "FRACTION SLASH": "/", "PER MILLE SIGN": "per mille",
}  # fmt: skip


@pytest.mark.parametrize("letter", GREEK)
def test_a_greek_letter_is_read_by_its_name_and_case(letter: str) -> None:
    words = unicodedata.name(letter).removesuffix(" SYMBOL").split()
    name = words[-1].lower()
    capital = "CAPITAL" in words
    assert words[0] == "GREEK" and ascii_text(letter) == (name.capitalize() if capital else name)
    assert ascii_text(f"\\{name.capitalize() if capital else name}") == ascii_text(letter)


@pytest.mark.parametrize("name", SIGNS)
def test_a_sign_is_read_by_its_name(name: str) -> None:
    assert ascii_text(f"a {unicodedata.lookup(name)} b").split() == ["a", *SIGNS[name].split(), "b"]


#: As people write it, and its value at m = 20, epsilon = 0.05, delta = 0.3; None: it is not read.
M, E = 20, 0.05
WRITTEN: list[tuple[str, float | None]] = [
    ("64 m ln(1/ε)", 64 * M * math.log(1 / E)), (r"64 m \log\frac{1}{\epsilon}", 64 * M * math.log(1 / E)),
    (r"$64\, m \bigl(1 + \ln\tfrac{1}{\epsilon}\bigr)$", 64 * M * (1 + math.log(1 / E))), (r"\displaystyle 64 m \eps", 64 * M * E),
    ("m ln 2", M * math.log(2)), ("log(2) m", M * math.log(2)), ("√2 m", math.sqrt(2) * M),
    (r"\sqrt{m}\,\ln m", math.sqrt(M) * math.log(M)),
    ("Φ(1) m", 0.8413447460685429 * M), ("φ(1) m", 0.24197072451914337 * M), ("m² + m", M**2 + M), ("m⁻¹", 1 / M), ("3·m × m", 3 * M * M),
    ("64 m lg(1/ε)", None), (r"64 m \lg(1/\epsilon)", None), ("64 m log2(1/ε)", None), ("64 m log₂ m", None), ("64 m log_2 m", None),
    (r"64 m \log_2(1/\epsilon)", None), (r"64 m \log_{10} m", None), ("64 m log10 m", None), (r"64 \lceil m \rceil", None),
    ("64mlog(1/ε)", None), ("64 mε", None), ("64 m2", None), ("m3 + m", None), ("1e3 m", 1e3 * M), ("64 m ln2", 64 * M * math.log(2)),
    ("64 ⌊m⌋", None), ("64 m_0", None), (r"64 m \epsilon_1", None), ("64 m arctan(m)", None),
]  # fmt: skip


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize(("text", "value"), WRITTEN)
def test_a_formula_has_the_value_that_it_has_on_paper_or_is_not_read(text: str, value: float | None, whole: bool) -> None:
    """In the middle of a sentence too: what goes on is never cut off where the reader stops."""
    found = formula(ascii_text(text if whole else f"{text} suffices"), NAMES, whole=whole)
    if value is None:
        assert found is None
        return
    assert found is not None
    at = {"m": M, "epsilon": E, "delta": 0.3}
    assert float(to_sympy(parse(found, NAMES), at)) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize("function", ["lg", "log2", "log_2", "log10"])
@pytest.mark.parametrize("sentence", ["D >= 64 m {}(1/epsilon) suffices.", r"$D \ge 64 m \mathrm{{{}}}(1/\epsilon)$ suffices."])
def test_no_claim_is_proposed_of_a_logarithm_to_another_base(function: str, sentence: str) -> None:
    found = propose(sentence.format(function))
    assert function not in FUNCTIONS and (found is None or "D" not in found.table), found


def test_a_macro_of_ones_own_is_read_as_its_name() -> None:
    """It is not left out: what it means the sentence that is printed says, or the list of words that were not understood."""
    assert ascii_text(r"$\textstyle 64 m \eps$") == "64 m eps" and ascii_text(r"$a \foo b$") == "a foo b"
    assert ascii_text(r"$\left(\bigl[a\bigr]\right)$") == "([a])" and ascii_text(r"$\Pr(X)$") == "P(X)"
