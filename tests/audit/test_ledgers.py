"""Ledgers: no entry changes unseen, and no premise of a rule stands there for nothing."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tests import ledgers
from uccheck.audit.deciders.literature.inference import _ledger
from uccheck.audit.deciders.literature.statement import ledger_evidence
from uccheck.core.verdict import Verdict

RULES, MODELS = _ledger()["rule"], _ledger()["model"]


def test_every_entry_is_as_it_was_read() -> None:
    assert ledgers.changed() == []
    assert len(ledgers.listed()) > 150


def test_a_word_that_changes_is_seen() -> None:
    entry = {"id": "a", "premises": ["b", "c"], "year": 2019}
    for name, value in (("premises", ["b"]), ("year", 2020), ("id", "b")):
        assert ledgers.digest(copy.deepcopy(entry) | {name: value}) != ledgers.digest(entry)


@pytest.mark.parametrize(
    ("rule", "premise"), [(rule, premise) for rule in RULES for premise in rule["premises"] if len(rule["premises"]) > 1]
)
def test_without_a_premise_some_model_has_the_others_and_not_the_conclusion(rule: dict[str, Any], premise: str) -> None:
    """A misclassified partner says nothing of a learner that does not generalize."""
    others = {*rule["premises"]} - {premise}
    models = [m for m in MODELS if others <= {*m["holds"]} and {premise, rule["conclusion"]} <= {*m["fails"]}]
    assert models and all(e.verdict is Verdict.UPHELD for e in ledger_evidence({**models[0], "because": models[0]["id"]}))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{'+'.join(rule['premises'])} -> {rule['conclusion']}")
def test_no_model_has_the_premises_of_a_rule_without_its_conclusion(rule: dict[str, Any]) -> None:
    assert not [m["id"] for m in MODELS if {*rule["premises"]} <= {*m["holds"]} and rule["conclusion"] in m["fails"]]
    for model in MODELS:
        assert not {*model["holds"]} & {*model["fails"]}
