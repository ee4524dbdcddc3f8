"""What `uccheck statements` lists: every entry that holds all words of the search and no other, of the kind that is asked for, counted."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.commands.said import ran
from uccheck.commands.statements import _near, known

KNOWN = known()


def holds(entry: dict[str, Any], words: str) -> bool:
    text = f"{entry['id']} {entry['says']} {entry['scope']}".lower()
    return all(word in text for word in words.lower().split())


@pytest.mark.parametrize("words", ["swap", "swap lemma", "the of at", "Norm grows", "in runs"])
def test_a_search_shows_what_holds_all_of_its_words(words: str) -> None:
    status, text = ran("statements", "--search", words, "--json")
    wanted = [entry for entry in KNOWN if holds(entry, words)]
    assert status == 0 and wanted and json.loads(text)["statements"] == wanted
    assert len(wanted) < len([entry for entry in KNOWN if any(holds(entry, word) for word in words.split())]) or " " not in words


def test_where_nothing_holds_all_words_the_nearest_are_shown() -> None:
    """At most eight, and among them what the words name beside a word that is nowhere."""
    found = _near(KNOWN, "swap zzqq lemma")
    assert 0 < len(found) <= 8 and not any(holds(entry, "swap zzqq lemma") for entry in found)
    assert _near(KNOWN, "zzqqxx") == []


@pytest.mark.parametrize("kind", sorted({entry["kind"] for entry in KNOWN}))
def test_a_kind_shows_all_of_its_entries_and_counts_them(kind: str) -> None:
    own = [entry for entry in KNOWN if entry["kind"] == kind]
    status, text = ran("statements", "--kind", kind)
    assert status == 0 and text.rstrip().endswith(f"\n{len(own)} entries")
    assert re.findall(rf"^{kind}  (.*)$", text, re.MULTILINE) == [entry["id"] for entry in own]


READ = "With 1000 samples in dimension 400000 every flipped point is misclassified with probability at least 0.999{}."


@pytest.mark.parametrize("word", ["", "quantized", "Byzantine", "stochastic"])
def test_a_word_that_the_claim_does_not_hold_is_told(word: str) -> None:
    """In the text and in the JSON; a sentence that was read whole has no such line."""
    sentence = READ.format(f" for {word} gradients" if word else "")
    (status, text), (same, body) = ran("claim", sentence), ran("claim", sentence, "--json")
    assert status == same == 0
    lines = [line.removeprefix("check: ") for line in text.splitlines() if line.startswith("check: ")]
    assert lines == json.loads(body)["remarks"]
    lost = [line for line in lines if line.startswith("not understood: ")]
    assert (word.lower() in lost[0].lower() and len(lost) == 1) if word else lost == []
