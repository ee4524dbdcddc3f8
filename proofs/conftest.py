"""The closing ledger of `pytest proofs`: statement, word, kind, mutants, trusts, and the total error probability
spent.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

SPENT = pytest.StashKey[dict[str, Fraction]]()


@pytest.fixture
def spend(request: pytest.FixtureRequest) -> Callable[[Fraction, str], None]:
    """Book an error probability under a name; the total is printed at the end."""

    def book(alpha: Fraction, name: str) -> None:
        request.config.stash.setdefault(SPENT, {})[name] = alpha

    return book


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The ledger of every statement that this session tested."""
    from uccheck.ledger import Row, ledger_lines

    rows: dict[str, Row] = {}
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, []):
            if not report.nodeid.startswith("proofs/test_statements.py") or "[" not in report.nodeid:
                continue
            name, _, mutant = report.nodeid.split("[", 1)[1].removesuffix("]").partition("::")
            row = rows.setdefault(name, Row(name))
            rows[name] = row.with_mutant(outcome == "passed") if mutant else row.with_statement()
    if rows:
        terminalreporter.section("ledger")
        for line in ledger_lines(tuple(rows.values())):
            terminalreporter.write_line(line)
