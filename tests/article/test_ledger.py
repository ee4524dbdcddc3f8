"""What `verify` prints: the count of sentences first, then a line a statement, and what is given under each."""

from __future__ import annotations

import json

from uccheck.article.ledger import as_json, record, record_lines, sentences


def test_distinct_sentences_are_counted_by_their_kind() -> None:
    given = (("human: one", "cited: paper"), ("human: one", "human: two", "definition: of it"))
    assert sentences(given) == "2 sentences are taken from people, 1 from papers; 1 definition is unfolded"


def test_verify_opens_with_the_count_and_names_what_is_given() -> None:
    found = record("correlated-swap-lemma")
    lines = record_lines([found])
    assert lines[0].startswith("1 sentence is taken from people, 1 from papers")
    assert lines[1].split()[:2] == ["correlated-swap-lemma", "ARGUED"]
    assert any(line.strip().startswith("given: cited: reverse hypercontractivity") for line in lines)


def test_the_json_has_trusts_and_given_apart() -> None:
    (one,) = json.loads(as_json([record("markov")]))["statements"]
    assert one["verdict"] == "PROVED" and one["trusts"] == ["sympy"]
    assert one["given"] == ["definition: the ramp loss of a margin that is not positive is 1"]
    assert one["mutants_refuted"] == one["mutants"] == 4 and one["alpha"] == "0"
