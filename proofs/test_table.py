"""The frozen table of the rules is what the statements say, with what their proofs rest on; a changed statement is noticed."""

from __future__ import annotations

import json
from dataclasses import replace

from uccheck.rules.catalogue import get
from uccheck.rules.claim import Claim
from uccheck.rules.table import FILE, RULES, built, statement, written


def test_the_table_is_fresh() -> None:
    assert FILE.read_text() == written(built()), "run python -m uccheck.rules.table"


def test_a_changed_statement_is_another_entry() -> None:
    """Every hypothesis dropped and every conclusion of a neighbour changes what the table says."""
    table = json.loads(FILE.read_text())["rules"]
    for name in RULES:
        claim = get(name).claim
        said = {key: table[name][key] for key in ("where", "hypotheses", "conclusion")}
        assert statement(claim) == said
        shorter = [replace(claim, given=claim.given[:n] + claim.given[n + 1 :]) for n in range(len(claim.given))]
        neighbours: list[Claim] = [*shorter, *(mutant.claim for mutant in get(name).mutants if len(mutant.claim.then) == 1)]
        assert neighbours and all(statement(other) != said for other in neighbours)
