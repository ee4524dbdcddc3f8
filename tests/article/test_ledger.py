"""What `verify` prints: the count of sentences first, then a line a statement, and what is given under each."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

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


def test_every_number_of_a_record_stands_under_its_own_name() -> None:
    """Two records none of whose numbers are alike."""
    one = replace(record("markov"), refuted=3, mutants=5, surviving=("a", "b"), alpha=Fraction(1, 8), neighbours=None)
    other = replace(one, id="other", refuted=7, mutants=11, surviving=("c", "d", "e", "f"), alpha=Fraction(1, 4))
    shown = json.loads(as_json([one, other]))
    assert [(row["id"], row["mutants_refuted"], row["mutants"], row["alpha"]) for row in shown["statements"]] == [
        ("markov", 3, 5, "0.125"), ("other", 7, 11, "0.25"),
    ]  # fmt: skip
    assert shown["alpha_total"] == "0.375"
    lines = record_lines([one, other])
    assert next(line for line in lines if "mutants 3/5" in line).startswith("markov ") and any("mutants 7/11" in line for line in lines)
    assert lines[-1] == "2 statements, 10 of 16 mutants refuted, total alpha 0.375"
    assert [line.split()[-1] for line in lines if "NOT REFUTED" in line] == list("abcdef")
