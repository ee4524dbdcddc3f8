"""The closing ledger of `pytest proofs`: statement, word, kind, mutants, trusts, and the total error probability spent."""

from __future__ import annotations

from pathlib import Path

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The ledger of every statement that this session tested, from what the tests recorded (in any process)."""
    from uccheck.article.ledger import Row, kernel_lines, ledger_lines

    rows: dict[str, Row] = {}
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, []):
            if "test_statements.py" not in report.nodeid or "[" not in report.nodeid:
                continue
            name, _, mutant = report.nodeid.split("[", 1)[1].removesuffix("]").partition("::")
            row = rows.setdefault(name, Row(name))
            found = dict(report.user_properties).get("finding")
            rows[name] = row.with_mutant(outcome == "passed") if mutant else row.with_statement(found) if found else row
    if rows:
        terminalreporter.section("ledger")
        kernel = kernel_lines(Path(__file__).parent / "coq" / "LEDGER.toml", set(rows))
        for line in [*ledger_lines(tuple(rows.values())), *kernel]:
            terminalreporter.write_line(line)
