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

from uccheck.quantities import symbols
from uccheck.quantities.applied import Applied, quantity
from uccheck.quantities.catalogue import QUANTITIES
from uccheck.quantities.outcomes import meanings
from uccheck.rules.catalogue import load
from uccheck.rules.claim import Relation
from uccheck.rules.prose import PLACE, Tied, _expression, pieces, spelled
from uccheck.rules.statement import Statement

WORDS = {
    "at most": "<=", "at least": ">=", "below": "<", "less than": "<", "fewer than": "<", "above": ">", "more than": ">", "exceeds": ">",
}  # fmt: skip
TURNED = {"<=": ">", ">=": "<", "<": ">=", ">": "<="}
OBJECT = r"\{[^{}]*\}|`[^`]*`|(?:1 - |2 )?\b(?:delta|epsilon|e|k|n|m)\b"
FILLER = r"(?: (?:with|the|a|chance|probability|of|twice))*"
PHRASE = re.compile(rf"\b({'|'.join(WORDS)})({FILLER}) ({OBJECT})(?: (times|divided by) ({OBJECT}|that\b))?")
#: Words that turn what follows in their clause.
NEGATED = re.compile(r"\b(?:no|neither|all but)\b", re.IGNORECASE)
#: What a thing is compared with by its definition, wherever it is named: the quantity whose words say so, and whether of its complement.
DEFINED = {"set of probability": ("e_unif_alg", False), "the gap is": ("gap_below", True)}
#: Phrases about what the record has no quantity for: each with the object that it is about. All other phrases of a record are checked.
LOOSE = {
    ("all-flipped-event", "at most {threshold}"): "the sign of the flipped margin, a positive multiple of the difference of the two",
    ("all-gamma", "at least {then[2].lhs}"): "what a theorem is said to say, and `then[2]` denies",
    ("chi2-root-tail", "exceeds {root}"): "the root of the variable of the tail, at D y^2 = 2 a",
    ("chi2-root-tail", "at most {chance}"): "the bound on the tail at D y^2 = 2 a",
    ("exp-flipped-margin", "below `u b`"): "each product behind A, whose sum the record bounds",
    ("exp-fresh-margin", "above `-t b`"): "each product behind A, whose sum the record bounds",
    ("exp-fresh-margin", "below `t b`"): "each product behind B, whose sum the record bounds",
    ("fourth-power", "at least {power}"): "the mean of the relation, at x of mean p",
    ("ramp-domination", "below {s}"): "where the remaining signal s - gamma is positive",
    ("sharpness", "exceeds {epsilon}"): "epsilon is no letter of the record: it stands for a number below Q",
    ("sharpness", "less than `1 - epsilon`"): "the bound 1 - Q where Q exceeds epsilon",
    ("sharpness", "below {dimension}"): "Q(z) = epsilon at the paper's constants, solved for D",
}  # fmt: skip

Side = tuple[Any, str, Any]
_ANYTHING = sp.Dummy("anything")


def relations(record: Statement) -> Iterator[Side]:
    """Of the claim, the terms, what bears these out, the domains, and what is said of the quantities that occur."""
    claim, ties = record.claim, [one for one in record.terms.values() if isinstance(one, Tied)]
    shown = [tie.shown for tie in ties if isinstance(tie.shown, Relation)]
    for one in (*claim.given, *claim.then, *shown, *(made for tie in ties for made in tie.relations if made.relation != "==")):
        yield one.lhs, one.relation, one.rhs
    for domain in claim.where:  # a level is the end of a domain, not the symbol itself, which lies above 0 nearly always
        if domain.low is not None:
            yield domain.low, "<" if domain.open_low else "<=", _ANYTHING
        if domain.high is not None:
            yield _ANYTHING, "<" if domain.open_high else "<=", domain.high
    sides = [sp.sympify(side) for one in (*claim.given, *claim.then) for side in (one.lhs, one.rhs)]
    sides += [term for term in record.terms.values() if isinstance(term, sp.Basic)]
    for atom in {atom for side in sides for atom in side.atoms(Applied)}:
        complement = any(1 - atom in (side, -side) for side in sides)
        for one in said_of(atom):
            yield from (one, _turned(one)) if complement else (one,)


def _turned(side: Side) -> Side:
    """The complement of an event of one comparison; an equality has none."""
    return side[0], TURNED.get(side[1], side[1]), side[2]


def said_of(atom: Any) -> Iterator[Side]:
    """The relations of the event whose chance the quantity is; what its words compare, where these say more than the event."""
    events = [relation for meaning in meanings(atom) if isinstance(meaning, tuple) for relation in meaning]
    yield from events
    at = {symbol(name): value for name, value in zip(atom.about.args, atom.args, strict=True) if symbol(name) is not None}
    for match in PHRASE.finditer(atom.about.words):
        level = spelled(match[3].strip("`"), None)
        if isinstance(level, sp.Basic) and not any(level.xreplace(at) in (low, high) for low, _, high in events):
            yield _ANYTHING, WORDS[match[1]], level.xreplace(at)
    for text in re.findall(r"`([^`]*)`", atom.about.words):
        if isinstance(one := spelled(text, None), Relation) and one.relation != "==":
            yield one.lhs.xreplace(at), one.relation, one.rhs.xreplace(at)


def symbol(name: str) -> Any:
    """The letter of an argument of a quantity."""
    found = getattr(symbols, name, None)
    return found if isinstance(found, sp.Symbol) else None


@cache
def upward(name: str) -> list[Side]:
    """Each as (smaller, < or <=, larger), and the same of the complements; an equality is one both ways."""
    return [made for one in relations(load()[name]) for made in _upward(one)]


def _upward(side: Side) -> list[Side]:
    left, relation, right = side
    pairs = [(left, right)] if relation in ("<", "<=") else [(right, left)] if relation != "==" else [(left, right), (right, left)]
    sign = "<" if relation in ("<", ">") else "<="
    return [made for low, high in pairs for made in ((low, sign, high), (1 - high, sign, 1 - low))]


def wrong(record: Statement) -> list[str]:
    """The phrases of the record's sentence that none of its relations bears out."""
    found = [(match, _levels(match, record)) for match in PHRASE.finditer(record.says)]
    return [match[0] for match, levels in found if levels and not _borne_out(match, levels, record)]


def _borne_out(match: re.Match[str], levels: list[Any], record: Statement) -> bool:
    clause, rest = re.split(r"[.:;,]", record.says[: match.start()])[-1], re.split(r"[.:;,]", record.says[match.start() :])[0]
    turned = NEGATED.search(clause) and "more than the chance" not in rest  # else of an event, whose chance is spoken of
    word = TURNED[WORDS[match[1]]] if turned else WORDS[match[1]]
    side, sign = (2 if word in ("<", "<=") else 0), word.replace(">", "<")
    known = [*upward(record.id)]
    for words, (name, complement) in DEFINED.items():
        if clause.endswith(f"{words} "):
            made = said_of(quantity(name)(*map(_letter, QUANTITIES[name].args)))
            known += [up for one in made for up in _upward(_turned(one) if complement else one)]
    if clause.endswith("differ by "):  # a - b <= v, whichever side v stands on
        known += [(low - more, kind, high - more) for low, kind, high in known for more in _others(high, levels)]
    if "each coordinate" in clause.lower():  # the losses differ by at most half of the squared norm of d coordinates
        levels = [symbols.d * level**2 / 2 for level in levels]
    if factor := re.search(r"Multiplied by \{(\w+)\}", record.says):
        known += [(low / symbol(factor[1]), kind, high / symbol(factor[1])) for low, kind, high in known]
    return any(one[1] == sign and sp.expand(sp.sympify(one[side]) - level) == 0 for one in known for level in levels)


def _letter(name: str) -> Any:
    found = symbol(name)
    return sp.Dummy(name) if found is None else found


def _others(side: Any, levels: list[Any]) -> list[Any]:
    """What is added to a level on that side."""
    return [sp.sympify(side) - level for level in levels if level in sp.Add.make_args(sp.sympify(side))]


def _levels(match: re.Match[str], record: Statement) -> list[Any]:
    """What the words compare with: the object, a multiple of it where words say so, or *that* of which both sides are a multiple."""
    level = _level(match[3], record)
    if level is None:
        return []
    level = 2 * level if "twice" in match[2] else level
    if given := re.search(rf"[Ww]ith `{re.escape(match[3].strip('`'))} = ([^`=]*)`", record.says):
        level = _expression(given[1], record.claim)  # the sentence says itself what the letter is
    if match[4] is None:
        return [level]
    last = [_level(text, record) for text in re.findall(OBJECT, record.says[: match.start()])]
    other = (last or [None])[-1] if match[5] == "that" else _level(match[5], record)
    if other is None:
        return [level]
    return [level / other] if match[4] == "divided by" else [level * other, *([other] if match[5] == "that" else [])]


def _level(text: str, record: Statement) -> Any:
    found = list(pieces(text, record.claim, record.terms))[1] if PLACE.fullmatch(text) else _expression(text, record.claim)
    found = found.shown if isinstance(found, Tied) else found
    return found if isinstance(found, sp.Basic) else None


@cache
def findings() -> dict[str, list[str]]:
    return {name: wrong(record) for name, record in load().items() if PHRASE.search(record.says)}


def test_every_word_of_comparison_is_that_of_a_relation() -> None:
    assert {(name, phrase) for name, bad in findings().items() for phrase in bad} == set(LOOSE)
    assert sum(not bad for bad in findings().values()) >= 54


@pytest.mark.parametrize("word", ["at most", "at least", "below", "above"])
def test_another_word_in_its_place_is_seen(word: str) -> None:
    """In every sentence, one phrase at a time; a relation and its strict form may both stand in a record."""
    tried = seen = 0
    for name, bad in findings().items():
        record = load()[name]
        for match in PHRASE.finditer(record.says):
            if WORDS[match[1]] != WORDS[word] and _levels(match, record):
                says = record.says[: match.start()] + match[0].replace(match[1], word) + record.says[match.end() :]
                tried, seen = tried + 1, seen + (wrong(replace(record, says=says)) != bad)
    assert tried >= 60 and seen >= 0.8 * tried, (tried, seen)
