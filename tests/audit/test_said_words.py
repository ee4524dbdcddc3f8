"""Every word, sign and unit that `uccheck claim` reads: each stands in a sentence whose table was written by hand, beside its opposite.

A word of a pattern that is put out of the kit must change what is read of some sentence: a word that nobody tests, or that decides nothing,
is found here.
"""

from __future__ import annotations

import types
from typing import Any

import pytest

from tests.audit import sentences_said as said
from tests.audit.idle_words import idle
from uccheck.audit.said import formulas, inequalities, propose

GROUPS = {name: rows for name, rows in vars(said).items() if name.isupper() and isinstance(rows, list) and name != "ALL"}


def reading(text: str) -> dict[str, Any] | None:
    """The proposed table, and whether a part of it is said to be a guess."""
    found = propose.propose(text)
    return found and {**found.table, **({"guess": True} if any("guess" in remark for remark in found.remarks) else {})}


@pytest.mark.parametrize("group", sorted(GROUPS))
def test_each_sentence_is_read_as_a_person_reads_it(group: str) -> None:
    assert {text: found for text, table in GROUPS[group] if (found := reading(text)) != table} == {}


def test_every_relation_in_words_has_its_sign_by_hand() -> None:
    """The kit's table is that of the sentences, and every word of it stands in one."""
    assert {
        word: sign for word, sign in said.RELATIONS.items() if sign in formulas._TIMES.values() and word not in (">=", "<=", ">", "<")
    } == (formulas._TIMES)
    assert set(formulas._RELATIONS.strip("()").split("|")) == set(said.RELATIONS)


@pytest.mark.parametrize("module", [formulas, inequalities])
def test_every_word_of_a_pattern_decides_a_sentence(module: types.ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    def is_seen(word: str, changed: types.ModuleType) -> bool:
        with monkeypatch.context() as put:
            for name in ("POSITIVE", "REPORTED"):
                readers = getattr(propose, name)
                put.setattr(propose, name, tuple(getattr(changed, r.__name__) if r.__module__ == module.__name__ else r for r in readers))
            if module is inequalities:
                put.setattr(propose, "inequalities_said", changed)
            return any(word.lower() in text.lower() and reading(text) != table for text, table in said.ALL)

    assert idle(module, is_seen) == []
