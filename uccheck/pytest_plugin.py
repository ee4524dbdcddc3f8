"""A pytest plugin: the fixture `high_probability`, a session-wide budget of error probability, and claim files as tests.

Usage in any suite:

    def test_flip_works(high_probability):
        high_probability(lambda generator: trial(generator), at_least="0.95", alpha="1e-6")

The assertion holds when sampling decides P >= 0.95 and fails when it decides P < 0.95; where the limit came first, it fails and says
how many draws would decide. Each verdict is wrong with probability at most alpha; the budget, that of all workers together, refuses
to be overspent.
"""

from __future__ import annotations

import tempfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from uccheck.statistics.estimate import AlphaBudget

BUDGET: pytest.StashKey[AlphaBudget] = pytest.StashKey()
SHARED: pytest.StashKey[Path] = pytest.StashKey()


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


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Under xdist every worker books what it spends in one file, so that the budget is that of the whole session."""
    shared = node.config.stash.setdefault(SHARED, Path(tempfile.mkdtemp(prefix="uccheck-alpha-")) / "spent")
    node.workerinput["uccheck_alpha"] = str(shared)


def pytest_unconfigure(config: pytest.Config) -> None:
    """The file that workers shared goes."""
    if (shared := config.stash.get(SHARED, None)) is not None:
        shared.unlink(missing_ok=True)
        shared.parent.rmdir()


def budget(config: pytest.Config) -> AlphaBudget:
    """The budget of this process."""
    from uccheck.statistics.estimate import AlphaBudget

    return config.stash.setdefault(BUDGET, AlphaBudget(config.getoption("--uccheck-alpha")))


def _spend(config: pytest.Config, alpha: Any, name: str) -> None:
    """Book alpha in the budget of the session.  Raises: BudgetExceeded."""
    shared = getattr(config, "workerinput", {}).get("uccheck_alpha")
    if shared is None:
        budget(config).spend(alpha, name)
        return
    import fcntl

    from uccheck.core.exact import as_written
    from uccheck.statistics.estimate import AlphaBudget

    with open(shared, "a+") as file:  # closing it gives the lock back
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        whole = AlphaBudget(config.getoption("--uccheck-alpha"))
        for line in file.read().splitlines():
            whole.spend(line, "an earlier assertion")
        file.write(as_written(whole.spend(alpha, name)) + "\n")


@pytest.fixture
def high_probability(request: pytest.FixtureRequest) -> Callable[..., Any]:
    """assert that an event has probability at least `at_least`, by sequential sampling with error at most alpha.

    The call takes a function of a numpy generator that returns True or False, and keywords at_least, alpha, limit; it returns the decision.
    Raises: BudgetExceeded before anything is drawn if the session cannot afford alpha; InvalidParameter for a draw that is no bool.
    """

    def check(event: Callable[..., bool], *, at_least: Any, alpha: Any = "1e-6", limit: int = 10**6) -> Any:
        __tracebackhide__ = True
        from uccheck.core.exact import as_written, exact
        from uccheck.statistics.sequential import decide_at_least, draws_needed

        name, spent = request.node.nodeid, as_written(exact(alpha, "alpha"))
        _spend(request.config, alpha, name)
        request.node.user_properties.append(("uccheck_alpha", spent))
        seed = (request.config.getoption("--uccheck-seed"), zlib.crc32(name.encode()))
        found = decide_at_least(event, at_least, alpha, seed, limit)
        verdict = found.verdict.value
        request.node.user_properties.append(("uccheck_verdict", f"{verdict}: P >= {at_least}: {found}"))
        if verdict == "undecided":
            enough = draws_needed(found, at_least)
            told = "no number of draws would do at this rate" if enough is None else f"about {enough} draws would decide at this rate"
            pytest.fail(f"undecided: P >= {at_least}: {found}; {told}: raise limit", pytrace=False)
        if verdict == "refuted":
            pytest.fail(f"P >= {at_least} is not supported: {found}", pytrace=False)
        return found

    return check


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """The verdicts of this session and what they spent, whichever workers gave them."""
    from fractions import Fraction

    from uccheck.core.exact import as_written, exact

    reports = [report for kind in terminalreporter.stats.values() for report in kind if getattr(report, "when", "") == "call"]
    kept = [(report.nodeid, key, value) for report in reports for key, value in report.user_properties]
    alphas = [exact(value, "alpha") for _, key, value in kept if key == "uccheck_alpha"]
    if not alphas:
        return
    terminalreporter.section("uccheck: high-probability assertions")
    for nodeid, key, value in kept:
        if key == "uccheck_verdict":
            terminalreporter.write_line(f"{nodeid}: {value}")
    total, spent = exact(config.getoption("--uccheck-alpha"), "--uccheck-alpha"), sum(alphas, Fraction(0))
    terminalreporter.write_line(
        f"{len(alphas)} high-probability assertions spent alpha {as_written(spent)} of {as_written(total)}"
    )
