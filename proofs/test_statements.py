"""`pytest proofs`: one test a statement, one a mutant; `pytest proofs -k swap` selects by id."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from uccheck.article.ledger import summary
from uccheck.core.verdict import Verdict
from uccheck.rules.catalogue import finding, load, mutant_finding
from uccheck.rules.statement import Mutant, Statement

STATEMENTS = list(load().values())
MUTANTS = [(statement, mutant) for statement in STATEMENTS for mutant in statement.mutants]


def mutant_id(pair: tuple[Statement, Mutant]) -> str:
    """swap-lemma::delta-for-2-delta."""
    return f"{pair[0].id}::{pair[1].name.replace(' ', '-').replace('/', '|')}"


@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda statement: statement.id)
def test_statement(statement: Statement, record_property: Callable[[str, object], None]) -> None:
    found = finding(statement.id)
    record_property("finding", summary(found))
    detail = "; ".join(f"{check.name}: {evidence.detail}" for check, evidence in found.evidence)
    assert found.verdict is Verdict.UPHELD, detail


@pytest.mark.parametrize("pair", MUTANTS, ids=mutant_id)
def test_mutant_is_refuted(pair: tuple[Statement, Mutant]) -> None:
    verdict, detail = mutant_finding(*pair)
    assert verdict is Verdict.REFUTED, f"{verdict.name}: {detail}"


def test_there_are_enough() -> None:
    """A catalogue that lost its files, or mutants that lost their teeth, would otherwise pass in silence."""
    assert len(STATEMENTS) >= 85
    assert len(MUTANTS) >= 265
    assert min(len(statement.mutants) for statement in STATEMENTS) >= 3


def test_the_page_counts_what_there_is() -> None:
    text = (Path(__file__).parents[1] / "docs" / "proofs.md").read_text(encoding="utf-8")
    assert f"{len(STATEMENTS)} statements" in text and f"{len(MUTANTS)} false neighbours" in text
    given = {sentence for statement in STATEMENTS for sentence in finding(statement.id).given}
    people, papers = (sum(sentence.startswith(kind) for sentence in given) for kind in ("human:", "cited:"))
    assert f"{people} sentences are taken from people and {papers} from papers" in text
