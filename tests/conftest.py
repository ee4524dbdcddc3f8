"""What every test needs of its surroundings."""

from __future__ import annotations

import signal

import pytest

from tests.tools import needed, nothing_may_be_missing


def pytest_configure(config: pytest.Config) -> None:
    """Let Ctrl-C reach the programs under test: a job started in the background inherits a SIGINT that is ignored."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if nothing_may_be_missing():
        pytest.importorskip = needed  # a package that is not there fails its tests: skipped, nobody would miss them


#: What examines every statement: in one process, where a worker keeps a contiguous part, each is examined once.
EXAMINING = ("proofs/", "tests/article/", "tests/report/", "tests/rules/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """These first, the longest too; the rest in its order."""
    items.sort(key=lambda item: not item.nodeid.startswith(EXAMINING))
