"""From a sentence to a table and back: powers of ten, what a table says without having it, and the text of a table."""

from __future__ import annotations

import tomllib
from fractions import Fraction
from itertools import product
from typing import Any

import pytest

from tests.audit import sentences_said, sentences_worded
from uccheck.audit.kinds.models import KINDS
from uccheck.audit.said.propose import _SAID_BY_KIND, as_toml, powers_of_ten, propose, refusal, unheard
from uccheck.audit.said.words import NEGATION


@pytest.mark.parametrize(
    ("base", "sign", "digits", "times"), [*product(("", "3", "6.3"), ("", "-", "+"), ("0", "4", "12", "300"), ("x", "*"))]
)
def test_a_power_of_ten_is_one_number(base: str, sign: str, digits: str, times: str) -> None:
    """Of the same value, however it is written."""
    value = Fraction(base or "1") * Fraction(10) ** int(sign + digits)
    front = f"{base} {times} " if base else ""
    for power in (f"10^{sign}{digits}", f"10^{{{sign}{digits}}}", f"10^({sign}{digits})", f"10 ^ {sign}{digits}"):
        for before, after in (("", ""), ("m = ", ","), ("(", ")")):
            read = powers_of_ten(f"{before}{front}{power}{after}")
            assert read.startswith(before) and read.endswith(after)
            assert Fraction(read[len(before) : len(read) - len(after)]) == value, power


@pytest.mark.parametrize("text", ["110^3", "2.10^3", "x10^3", "a 10^x", "10 3", "3 x 11^2", "10^3.5", "3 x 10^12.5", "10^1234"])
def test_no_other_power_is_one_number(text: str) -> None:
    assert powers_of_ten(text) == text


TABLES: list[dict[str, Any]] = [
    *(table for _, table in (*sentences_said.ALL, *sentences_worded.ALL) if table is not None),
    {"kind": "citation", "bib": '@a{b, title = "C\\d {\\"o}"}', "first": True, "only": False, "n": -3,
     "under": {"a b": "c", "d": "1"}, "l": [0, "inf"]},
]  # fmt: skip


def test_the_text_of_a_table_is_that_table() -> None:
    for table in TABLES:
        assert tomllib.loads(as_toml(table))["claim"] == [table]


def test_what_a_kind_says_without_having_it_is_of_a_known_kind_and_turns_nothing_round() -> None:
    """No word that is heard for a kind is a negation, and each is heard."""
    assert set(_SAID_BY_KIND) <= set(KINDS)
    for kind, heard in _SAID_BY_KIND.items():
        assert len(heard.split()) == len(set(heard.split())) and not NEGATION.search(heard)
        assert unheard(heard, {"kind": kind, "paper": "x"}, "") == []
        assert unheard("xylophones", {"kind": kind, "paper": "x"}, "") == ["xylophones"]


def test_a_refusal_says_what_turns_the_sentence_round() -> None:
    for text, table in (*sentences_said.ALL, *sentences_worded.ALL):
        if table is None:
            assert propose(text) is None and (("write the claim that it denies" in refusal(text)) == bool(NEGATION.search(text))), text
