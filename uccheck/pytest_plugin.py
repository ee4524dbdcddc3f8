"""A pytest plugin: the fixture `high_probability`, a session-wide budget of error probability, and claim files as tests.

Usage in any suite:

    def test_flip_works(high_probability):
        high_probability(lambda generator: trial(generator), at_least="0.95", or_below="0.99", alpha="1e-6")

The assertion holds when sampling decides P >= 0.95 and fails when it decides P <= 0.99 with no room above 0.95; between the
two either verdict is right. Each verdict is wrong with probability at most alpha; the budget refuses to be overspent.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from uccheck.statistics.estimate import AlphaBudget

BUDGET: pytest.StashKey[AlphaBudget] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    """--uccheck-alpha, the error probability that the whole session may spend."""
    group = parser.getgroup("uccheck")
    group.addoption("--uccheck-alpha", default="0.01", help="Error probability that high_probability assertions may spend in all.")
    group.addoption("--uccheck-seed", type=int, default=0, help="Seed of high_probability assertions.")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """claims.toml, *.claims.toml, *.claims.md and claim files named on the command line are collected: one test a claim."""
    if file_path.suffix not in (".toml", ".md"):
        return None
    from uccheck.audit.collect import ClaimFile, is_claim_file

    named = [str(a) for a in parent.config.invocation_params.args]
    return ClaimFile.from_parent(parent, path=file_path) if is_claim_file(file_path, named) else None


def budget(config: pytest.Config) -> AlphaBudget:
    """The budget of this session."""
    from uccheck.statistics.estimate import AlphaBudget

    return config.stash.setdefault(BUDGET, AlphaBudget(config.getoption("--uccheck-alpha")))


@pytest.fixture
def high_probability(request: pytest.FixtureRequest) -> Callable[..., Any]:
    """assert that an event has probability at least `at_least`, by sequential sampling with error at most alpha.

    The call takes a function of a numpy generator, and keywords at_least < or_below, alpha, limit; it returns the decision.
    Raises: BudgetExceeded before anything is drawn if the session cannot afford alpha.
    """

    def check(event: Callable[..., bool], *, at_least: Any, or_below: Any, alpha: Any = "1e-6", limit: int = 10**6) -> Any:
        __tracebackhide__ = True
        from uccheck.statistics.sequential import decide, two_buckets

        buckets = two_buckets(at_least, or_below)
        budget(request.config).spend(alpha, request.node.nodeid)
        seed = (request.config.getoption("--uccheck-seed"), zlib.crc32(request.node.nodeid.encode()))
        found = decide(event, buckets, alpha, seed, limit)
        if found.bucket is None:
            pytest.fail(f"undecided: {found}; raise limit or widen the overlap of at_least and or_below", pytrace=False)
        if found.bucket.name == "fails":
            pytest.fail(f"P >= {at_least} is not supported: {found}", pytrace=False)
        return found

    return check


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """What the assertions of this session spent."""
    spent = config.stash.get(BUDGET, None)
    if spent is not None and spent.items:
        from uccheck.core.exact import as_written

        terminalreporter.write_line(
            f"uccheck: {len(spent.items)} high-probability assertions spent alpha {as_written(spent.spent)} of {as_written(spent.total)}"
        )
