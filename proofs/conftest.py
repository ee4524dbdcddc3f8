"""The closing ledger of `pytest proofs`: statement, word, kind, mutants, trusts, and the total error probability spent."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from proofs.compiled import COQ
from uccheck.certificates.kernel.library import MINUTE, build_library
from uccheck.core.errors import MissingTool
from uccheck.core.programs import need


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


@pytest.fixture(scope="session")
def library() -> Iterator[Path]:
    """The compiled development; `make` does nothing when it is up to date."""
    try:
        need("coqc")
    except MissingTool as missing:
        if os.environ.get("UCCHECK_REQUIRE_TOOLS") == "1":
            pytest.fail(str(missing))
        pytest.skip(str(missing))
    with (COQ / ".build.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        build_library(COQ, 60 * MINUTE)
    yield COQ
