"""What a quantity is called, how it is typeset and what it means say the same relations: a `below` for an `at most` is seen."""

from __future__ import annotations

import re

import pytest
import sympy as sp

from uccheck.quantities.catalogue import QUANTITIES
from uccheck.quantities.exponential import COUNTED
from uccheck.quantities.outcomes import _events

TEX = {r"\ge": ">=", r"\le": "<=", "<": "<", ">": ">", "=0": "<="}  # a loss that is 0 is at most 0
WORDS = {
    r"exceeds?\b[^,]*? by at least": ">=", r"exceeds?\b[^,]*? by more than": ">", r"\bexceeds?\b": ">", r"\bat most\b": "<=",
    r"\bat least\b": ">=", r"\bbelow\b": "<", r"\bmore than\b": ">", r"\bmisclassified\b": "<=", r"\bclassified correctly\b": ">",
    r"`T <= t`": "<=", r"\bis 0\b": "<=", r"\bbeyond\b": ">", r"\babove\b": ">", r"\bfewer than\b": "<",
}  # fmt: skip
#: A law without point masses: `exceeds` says `is at least`.
CONTINUOUS = {"tail"}
CHANCES = [name for name, one in QUANTITIES.items() if r"\mathbb{P}" in one.tex and "least chance" not in one.words]


def in_words(text: str) -> list[str]:
    return [next(sign for word, sign in WORDS.items() if re.fullmatch(word, found[0])) for found in re.finditer("|".join(WORDS), text)]


def in_tex(text: str) -> list[str]:
    plain = re.sub(r"\(i\\le @m\)|_\{[^{}]*\}", "", text)
    return [TEX[sign] for sign in re.findall(r"\\ge(?![a-z])|\\le(?![a-z])|<|>|=0", plain)]


@pytest.mark.parametrize("name", CHANCES)
def test_words_typeset_form_and_meaning_of_a_chance_agree(name: str) -> None:
    one = QUANTITIES[name]
    said = in_words(one.words)
    assert [">=" if name in CONTINUOUS and sign == ">" else sign for sign in said] == in_tex(one.tex) != []
    events = _events()
    if name in events:
        symbols = sp.symbols(f"x:{len(one.args)}", positive=True)
        places = [symbols, *([p if letter == "p" else symbol for letter, symbol in zip(one.args, symbols, strict=True)] for p in COUNTED)]
        meant = [{relation for _, relation, _ in events[name](*place)} for place in places]  # of `fewer`, at some chances p alone
        assert [said for said in meant if said] == [set(in_tex(one.tex))] * sum(map(bool, meant)) != []


@pytest.mark.parametrize(("word", "other"), [("at least", "more than"), ("is at most", "is below"), ("exceeds", "is at most")])
def test_another_word_is_seen(word: str, other: str) -> None:
    changed = [name for name in CHANCES if word in QUANTITIES[name].words]
    assert changed and all(in_words(QUANTITIES[name].words.replace(word, other)) != in_tex(QUANTITIES[name].tex) for name in changed)
