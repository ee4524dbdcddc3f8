"""What a quantity is called, how it is typeset and what it means say the same relations: a `below` for an `at most` is seen."""

from __future__ import annotations

import itertools
import re
from fractions import Fraction

import pytest
import sympy as sp

from uccheck.quantities.catalogue import QUANTITIES
from uccheck.quantities.exponential import COUNTED
from uccheck.quantities.finite.spaces import Space
from uccheck.quantities.outcomes import OUTCOMES, _events

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
        meant = [sorted(relation for _, relation, _ in events[name](*place)) for place in places]  # of `fewer`, at some chances alone
        assert [said for said in meant if said] == [sorted(in_tex(one.tex))] * sum(map(bool, meant)) != []


@pytest.mark.parametrize(("word", "other"), [("at least", "more than"), ("is at most", "is below"), ("exceeds", "is at most")])
def test_another_word_is_seen(word: str, other: str) -> None:
    changed = [name for name in CHANCES if word in QUANTITIES[name].words]
    assert changed and all(in_words(QUANTITIES[name].words.replace(word, other)) != in_tex(QUANTITIES[name].tex) for name in changed)


#: The words for these name the square by another word than "squared norm".
NAMED = {"subsets": "swollen"}


def squared(words: str) -> bool:
    """Whether a norm is squared in words."""
    return bool(re.search(r"\bsquared\b|\bsquares? of\b", re.sub(r"chi-square", "", words)))


@pytest.mark.parametrize("name", [*QUANTITIES, *OUTCOMES])
def test_a_norm_is_squared_in_words_where_it_is_typeset_so(name: str) -> None:
    one = QUANTITIES[name] if name in QUANTITIES else OUTCOMES[name]
    assert NAMED.get(name, "") in one.words
    assert (squared(one.words) or name in NAMED) is ("|^2" in one.tex)


#: Where a loss stands in a formula, by the noun for it.
NOUNS = {"population": r"_{\mathcal{D}}", "training": r"\hat L"}
TWO_SIDED = [
    name for name in CHANCES if all(noun in QUANTITIES[name].words and sign in QUANTITIES[name].tex for noun, sign in NOUNS.items())
]


def sides(text: str, signs: list[str]) -> list[int]:
    """The order in which the signs first stand in the text."""
    return sorted(range(len(signs)), key=lambda at: text.index(signs[at]))


@pytest.mark.parametrize("name", TWO_SIDED)
def test_what_exceeds_in_words_is_what_exceeds_in_the_formula(name: str) -> None:
    one = QUANTITIES[name]
    assert len(TWO_SIDED) >= 2 and sides(one.words, list(NOUNS)) == sides(one.tex, list(NOUNS.values()))


SPACE = Space(1, (Fraction(1, 10), Fraction(2, 10), Fraction(3, 10), Fraction(4, 10)), ((Fraction(1),) * 4,) * 4)
#: A pair that is any of the four samples and one of its two neighbours on a circle, so that it meets some sets more than others.
PAIRS = tuple((p, q, SPACE.law[p] / 2) for p in range(4) for q in ((p + 1) % 4, (p - 1) % 4))
LIKELY = re.compile(r"sets of samples of probability at least `([^`]*)`")
OVER_SETS = [name for name, one in QUANTITIES.items() if LIKELY.search(one.words)]


def least(likely: Fraction) -> Fraction:
    """The least chance of PAIRS over all sets of at least that probability, set by set."""
    every = [[p for p in range(4) if kept[p]] for kept in itertools.product((False, True), repeat=4)]
    sets = [inside for inside in every if sum((SPACE.law[p] for p in inside), Fraction(0)) >= likely]
    return min(sum((w for p, q, w in PAIRS if p in inside and q in inside), Fraction(0)) for inside in sets)


@pytest.mark.parametrize("name", OVER_SETS)
def test_the_level_that_words_give_a_set_is_that_of_the_value(name: str) -> None:
    (said,) = LIKELY.findall(QUANTITIES[name].words)
    levels = [Fraction(k, 20) for k in range(1, 20)]
    read = [Fraction(str(sp.sympify(said).subs("delta", sp.Rational(level.numerator, level.denominator)))) for level in levels]
    assert len(OVER_SETS) >= 3 and [least(likely) for likely in read] == [SPACE.meet(PAIRS, level) for level in levels]
