"""Words of comparison in a statement's sentence say what its record says: *below* for *at most*, or another side, is seen.

A phrase is a word of comparison before an object: *at most `e`*, *exceeds {epsilon}*. Some relation of the claim, of a domain or of the
event whose chance a quantity is must have that object on that side, strict where the word is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
import sympy as sp

from uccheck.quantities.applied import Applied
from uccheck.quantities.outcomes import meanings
from uccheck.rules.catalogue import load
from uccheck.rules.prose import PLACE, Tied, _expression, pieces
from uccheck.rules.statement import Statement

WORDS = {
    "at most": "<=", "at least": ">=", "below": "<", "less than": "<", "fewer than": "<", "above": ">", "more than": ">", "exceeds": ">",
}  # fmt: skip
OBJECT = r"\{[^{}]*\}|`[^`]*`|(?:1 - |2 )?\b(?:delta|epsilon|e|k|n|m)\b"
PHRASE = re.compile(rf"\b({'|'.join(WORDS)})((?: (?:with|the|a|chance|probability|of|twice))*) ({OBJECT})")
#: Phrases about what the record has no quantity for: each with the object that it is about.
LOOSE = {
    "all-flipped-event": "the difference of the two sides",
    "ramp-domination": "the integral divided by gamma",
    "chi2-root-tail": "the tail with D y^2 written as a",
    "fourth-power": "the mean of the left side over its first moment",
    "simplex-range": "1/(k - 1), the correlation",
    "three-events": "the gap, of which the atoms are",
    "overfit-wide": "the population loss at every T",
    "sharpness": "the value of Q and the dimension below which it is",
    "all-gamma": "a bound of another definition, made from the last conclusion",
    "ball-small": "the fraction of margins in the means of the misfits",
    "gibbs-every": "the variances of a Gibbs classifier",
    "gibbs-two-sided": "the ratios from x on, all of them",
    "kl-of-one": "a multiple",
    "norm-bound": "the value at the paper's constants",
    "two-sided": "the set of the definition",
    "extreme-deviate": "the event of `made`, which says that no deviate is at least c",
    "interpolator-spread": "the complement of the tail's event",
    "simplex-count": "the set of the definition",
    "exp-flipped-margin": "each product behind A, whose sum the record bounds",
    "exp-fresh-margin": "each product behind A and B, whose sums the record bounds",
    "exp-near-pairs": "the product of two noises, with a factor in words",
    "sco-sup": "the difference of the losses, from the two relations",
    "sco-descent": "the bound of a coordinate, with a factor in words",
    "sco-regularised": "the bound of a coordinate, with a divisor in words",
    "sco-seen": "the bound of a coordinate, with a factor in words",
}  # fmt: skip

Side = tuple[Any, str, Any]
_ANYTHING = sp.Dummy("anything")


def relations(record: Statement) -> Iterator[Side]:
    """Of the claim, the terms, the domains and the events whose chances occur in the claim."""
    claim, ties = record.claim, [one for one in record.terms.values() if isinstance(one, Tied) and hasattr(one.shown, "relation")]
    for one in (*claim.given, *claim.then, *(tie.shown for tie in ties)):
        yield one.lhs, one.relation, one.rhs
    for domain in claim.where:  # a level is the end of a domain, not the symbol itself, which lies above 0 nearly always
        if domain.low is not None:
            yield domain.low, "<" if domain.open_low else "<=", _ANYTHING
        if domain.high is not None:
            yield _ANYTHING, "<" if domain.open_high else "<=", domain.high
    sides = [sp.sympify(side) for one in (*claim.given, *claim.then) for side in (one.lhs, one.rhs)]
    for atom in {atom for side in sides for atom in side.atoms(Applied)}:
        yield from (relation for meaning in meanings(atom) if isinstance(meaning, tuple) for relation in meaning)
        if atom.about.name == "misfit":
            yield sp.Symbol("M_1"), "<", atom.args[-1]


@cache
def upward(name: str) -> list[Side]:
    """Each as (smaller, < or <=, larger), and the same of the complements; an equality is one both ways."""
    record = load()[name]
    found = list[Side]()
    for left, relation, right in relations(record):
        pairs = [(left, right)] if relation in ("<", "<=") else [(right, left)] if relation != "==" else [(left, right), (right, left)]
        for low, high in pairs:
            sign = "<" if relation in ("<", ">") else "<="
            found += [(low, sign, high), (1 - high, sign, 1 - low)]
    return found


def wrong(record: Statement) -> list[str]:
    """The phrases of the record's sentence that none of its relations bears out."""
    known, bad = upward(record.id), list[str]()
    for match in PHRASE.finditer(record.says):
        level = _level(match[3], record)
        if level is None:
            continue
        if "twice" in match[2]:
            level = 2 * level
        side, sign = (2 if WORDS[match[1]] in ("<", "<=") else 0), WORDS[match[1]].replace(">", "<")
        if not any(one[1] == sign and sp.expand(sp.sympify(one[side]) - level) == 0 for one in known):
            bad.append(match[0])
    return bad


def _level(text: str, record: Statement) -> Any:
    found = list(pieces(text, record.claim, record.terms))[1] if PLACE.fullmatch(text) else _expression(text, record.claim)
    found = found.shown if isinstance(found, Tied) else found
    return found if isinstance(found, sp.Basic) else None


@cache
def findings() -> dict[str, list[str]]:
    return {name: wrong(record) for name, record in load().items() if PHRASE.search(record.says)}


def test_every_word_of_comparison_is_that_of_a_relation() -> None:
    assert {name for name, bad in findings().items() if bad} == set(LOOSE)
    assert sum(not bad for bad in findings().values()) >= 36


@pytest.mark.parametrize("word", ["at most", "at least", "below", "above"])
def test_another_word_in_its_place_is_seen(word: str) -> None:
    """In every sentence that is borne out, one phrase at a time; a relation and its strict form may both stand in a record."""
    tried = seen = 0
    for name in (name for name, bad in findings().items() if not bad):
        record = load()[name]
        for match in PHRASE.finditer(record.says):
            if WORDS[match[1]] != WORDS[word] and _level(match[3], record) is not None:
                says = record.says[: match.start()] + match[0].replace(match[1], word) + record.says[match.end() :]
                tried, seen = tried + 1, seen + bool(wrong(replace(record, says=says)))
    assert tried >= 36 and seen >= 0.8 * tried, (tried, seen)
