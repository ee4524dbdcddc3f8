"""What `verify` prints: the count of sentences first, then a line a statement, and what is given under each."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from uccheck.article.ledger import Row, as_json, kernel_lines, ledger_lines, record, record_lines, sentences
from uccheck.certificates.kernel.library import Library


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


def test_the_ledger_of_a_session_counts_what_was_looked_at() -> None:
    """Rows of unlike numbers: each under its name, the last lines their sums, each trust once under the number that rows name."""
    row = Row("markov", "PROVED", "symbolic", ("sympy",), ("human: a", "definition: b"), Fraction(1, 8), 3, 5)
    other = Row("swap-lemma", "ARGUED", "ball", ("flint", "sympy"), ("human: a", "cited: c"), Fraction(1, 4), 7, 11)
    shown = ledger_lines((row, other))
    told = {line.split()[0]: line.split()[1:] for line in shown if line.split()[0] in (row.id, other.id)}
    assert told[row.id][:3] == ["PROVED", "symbolic", "3/5"] and told[other.id][:3] == ["ARGUED", "ball", "7/11"]
    assert any(line.startswith("2 statements, 10 of 16 mutants refuted, total alpha 0.375") for line in shown)
    named = dict(re.fullmatch(r"  trust +(\d+): (.*)", line).groups() for line in shown if line.startswith("  trust "))  # type: ignore[union-attr]
    assert sorted(named.values()) == sorted({*row.trusts, *row.given, *other.trusts, *other.given})
    for one in (row, other):
        assert {named[number] for number in re.findall(r"\d+", " ".join(told[one.id][3:]))} == {*one.trusts, *one.given}


def test_each_fate_of_neighbours_stands_by_its_word() -> None:
    """Counts none of which are alike, on the line of the statement and in the JSON."""
    fates = {"refuted": 11, "shown": 7, "reasoned": 5, "open": 3}
    kept: Any = SimpleNamespace(generated=26, count=fates.__getitem__)
    one = replace(record("markov"), neighbours=kept)
    line = next(line for line in record_lines([one]) if line.startswith("markov "))
    assert line.endswith("neighbours 26: 11 refuted, 7 true, 5 with a reason, 3 open")
    assert json.loads(as_json([one]))["statements"][0]["neighbours"] == {"generated": 26, **fates}


#: What a library is said to be by its report: kept and without a fault, with one, none kept.
STATES = {"sound": (), "refused": ("coqchk: a loop",), "unseen": None}


@pytest.mark.parametrize("state", STATES)
def test_only_a_library_that_passed_every_gate_is_said_to_be_accepted(state: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    faults = STATES[state]
    report = None if faults is None else Library(folder="", sha256="7" * 64, coq="coq", axioms=(), faults=faults)
    monkeypatch.setattr("uccheck.certificates.kernel.library.kept_report", lambda folder: report)
    entry = '[[checked]]\nid = "{}"\ntheorem = "t_{}"\nfile = "F.v"\ntitle = "of {}"\n'
    (tmp_path / "LEDGER.toml").write_text("".join(entry.format(name, name, name) for name in ("markov", "other")))
    shown = kernel_lines(tmp_path / "LEDGER.toml", {"markov"})
    if state == "sound":
        assert (
            shown[0].startswith("Coq's kernel accepts") and "7" * 12 in shown[0] and shown[1:] == ["  markov: t_markov in F.v: of markov"]
        )
    else:
        assert len(shown) == 1 and "nothing is said of the kernel" in shown[0] and "accepts" not in shown[0]
    assert kernel_lines(tmp_path / "LEDGER.toml", {"nothing"}) == [] == kernel_lines(tmp_path / "none", {"markov"})
