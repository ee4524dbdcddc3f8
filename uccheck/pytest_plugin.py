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
from fractions import Fraction
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from uccheck.statistics.estimate import AlphaBudget
    from uccheck.statistics.sequential import SequentialDecision

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


def pytest_configure(config: pytest.Config) -> None:
    """A budget that is no probability is misuse of the command line, said once and before any test."""
    from uccheck.core.errors import InvalidParameter
    from uccheck.core.exact import probability

    try:
        probability(config.getoption("--uccheck-alpha"), "--uccheck-alpha")
    except InvalidParameter as misuse:
        raise pytest.UsageError(str(misuse)) from None


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Under xdist every worker books what it spends in one file, so that the budget is that of the whole session."""
    if SHARED not in node.config.stash:
        node.config.stash[SHARED] = Path(tempfile.mkdtemp(prefix="uccheck-alpha-")) / "spent"
    node.workerinput["uccheck_alpha"] = str(node.config.stash[SHARED])


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

    from uccheck.statistics.estimate import AlphaBudget

    with open(shared, "a+") as file:  # closing it gives the lock back
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        whole = AlphaBudget(config.getoption("--uccheck-alpha"))
        for line in file.read().splitlines():
            whole.spend(Fraction(line), "an earlier assertion")
        file.write(f"{whole.spend(alpha, name)}\n")


def _booked(config: pytest.Config) -> list[Fraction]:
    """What every assertion of the session spent, those of workers that died included."""
    shared = config.stash.get(SHARED, None)
    if shared is None:
        return [alpha for _, alpha in budget(config).items]
    return [Fraction(line) for line in shared.read_text().splitlines()] if shared.exists() else []


@pytest.fixture
def high_probability(request: pytest.FixtureRequest) -> Callable[..., Any]:
    """assert that an event has probability at least `at_least`, by sequential sampling with error at most alpha.

    The call takes a function of a numpy generator that returns True or False, and keywords at_least, alpha, limit; it returns the decision.
    The test fails, in one line, where the session cannot afford alpha (nothing is drawn then), where a draw is no bool, where a
    parameter is outside its domain, and unless P >= at_least is what the draws decide.
    """
    calls = count()

    def check(event: Callable[..., bool], *, at_least: Any, alpha: Any = "1e-6", limit: int = 10**6) -> Any:
        __tracebackhide__ = True
        seed = (request.config.getoption("--uccheck-seed"), zlib.crc32(request.node.nodeid.encode()), next(calls))
        found = _decided(request, event, (at_least, alpha, limit), seed)
        problem = found if isinstance(found, str) else _problem(found, at_least)
        if problem is not None:
            pytest.fail(problem, pytrace=False)
        return found

    return check


def _decided(
    request: pytest.FixtureRequest, event: Callable[..., bool], asked: tuple[Any, Any, Any], seed: tuple[int, ...]
) -> SequentialDecision | str:
    """The decision, noted for the summary and for JUnit; or what was wrong with what was asked for or drawn."""
    from uccheck.core.errors import UccheckError
    from uccheck.statistics.sequential import InvalidDraw, decide_at_least

    noted = request.node.user_properties
    try:
        bound, level, limit = _domains(event, *asked)
        _spend(request.config, level, request.node.nodeid)
    except UccheckError as misuse:
        return str(misuse)
    noted.append(("uccheck_alpha", _decimal(level)))
    try:
        found = decide_at_least(event, bound, level, seed, limit)
    except InvalidDraw as misuse:
        noted.append(("uccheck_verdict", f"invalid: {misuse}"))
        return str(misuse)
    noted.append(("uccheck_verdict", f"{found.verdict.value}: P >= {asked[0]}: {found}"))
    return found


def _domains(event: object, at_least: Any, alpha: Any, limit: Any) -> tuple[Fraction, Fraction, int]:
    """The exact numbers that were asked for.  Raises: InvalidParameter, before anything is spent or drawn."""
    from uccheck.core.errors import InvalidParameter
    from uccheck.core.exact import positive_integer, probability
    from uccheck.statistics.estimate import MAX_TRIALS

    if not callable(event):
        raise InvalidParameter(f"the event must be a function of a numpy generator that returns True or False, got {event!r}")
    return probability(at_least, "at_least"), probability(alpha, "alpha"), positive_integer(limit, "limit", MAX_TRIALS)


def _problem(found: SequentialDecision, at_least: Any) -> str | None:
    """Why the assertion does not hold; None where it does, which is for an upheld verdict alone."""
    from uccheck.core.verdict import Verdict
    from uccheck.statistics.sequential import draws_needed

    if found.verdict is Verdict.UPHELD:
        return None
    if found.verdict is Verdict.REFUTED:
        return f"P >= {at_least} is not supported: {found}"
    enough = draws_needed(found, at_least)
    told = "no number of draws would do at this rate" if enough is None else f"about {enough} draws would decide at this rate: raise limit"
    return f"undecided: P >= {at_least}: {found}; {told}"


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """The verdicts of this session and what they spent, whichever workers gave them; claims of files in a line of their own."""
    from uccheck.core.exact import exact

    if spent := _booked(config):
        terminalreporter.section("uccheck: high-probability assertions")
        for nodeid, value in _said(terminalreporter.stats, "uccheck_verdict"):
            terminalreporter.write_line(f"{nodeid}: {value}")
        total, told = exact(config.getoption("--uccheck-alpha"), "--uccheck-alpha"), _decimal(sum(spent, Fraction(0)))
        terminalreporter.write_line(f"{len(spent)} high-probability assertions spent alpha {told} of {_decimal(total)}")
    if claims := _said(terminalreporter.stats, "uccheck_claim_alpha"):
        told = _decimal(sum((Fraction(value) for _, value in claims), Fraction(0)))
        terminalreporter.write_line(f"uccheck: claims decided: {len(claims)}; total alpha {told}")


def _said(stats: dict[str, list[Any]], wanted: str) -> list[tuple[str, str]]:
    """By test, the values of a property: set-up, call and teardown each report all that the test said so far, and may be the last to."""
    kept: dict[str, list[str]] = {}
    for report in (one for some in stats.values() for one in some):
        values = [value for key, value in getattr(report, "user_properties", ()) if key == wanted]
        if values and len(values) > len(kept.get(report.nodeid, ())):
            kept[report.nodeid] = values
    return [(nodeid, value) for nodeid, values in kept.items() for value in values]


def _decimal(value: Fraction) -> str:
    """The number as written, or where that is long, the next greater one of a few digits."""
    from uccheck.core.exact import as_written, shown_above

    return written if len(written := as_written(value)) <= 24 else f"at most {shown_above(value)}"
