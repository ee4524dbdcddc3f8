"""Sequential decisions and the pytest plugin: right buckets, declared error rates, a budget that refuses."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from uccheck.core.verdict import Verdict
from uccheck.statistics.estimate import confidence_sequence, lower_limit
from uccheck.statistics.sequential import FIRST_LOOK, SequentialDecision, decide_at_least, draws_needed


@pytest.mark.parametrize(("p", "verdict"), [(0.999, Verdict.UPHELD), (0.5, Verdict.REFUTED), (0.02, Verdict.REFUTED)])
def test_a_clear_probability_is_decided(p: float, verdict: Verdict) -> None:
    found = decide_at_least(lambda g: bool(g.random() < p), "0.9", "0.000001", (1,))
    assert found.verdict is verdict
    assert found.interval[0] <= Fraction(p) <= found.interval[1]


def test_a_limit_leaves_it_undecided() -> None:
    found = decide_at_least(lambda g: bool(g.random() < 0.93), "0.92", "0.000001", (1,), limit=64)
    assert found.verdict is Verdict.UNDECIDED
    assert found.n == 64


def test_the_error_rate_is_the_declared_one() -> None:
    """At p = 1/2 the statement P >= 1/2 is true, and a refutation wrong; alpha = 1/4 bounds its rate."""
    runs = [decide_at_least(lambda g: bool(g.random() < 0.5), "0.5", "0.25", (7, run), limit=4096) for run in range(200)]
    wrong = sum(found.verdict is Verdict.REFUTED for found in runs)
    assert lower_limit(wrong, 200, "0.000001") <= Fraction(1, 4)


def test_without_a_draw_nothing_is_decided() -> None:
    found = decide_at_least(lambda g: True, "0.5", "0.01", (1,), limit=0)
    assert (found.verdict, found.n, found.interval, found.alpha) == (Verdict.UNDECIDED, 0, (0, 1), Fraction(1, 100))


@pytest.mark.parametrize(("k", "n", "bound"), [(97, 100, "0.95"), (10, 100, "0.2"), (50, 64, "0.8"), (0, 0, "0.5")])
def test_as_many_draws_as_are_said_to_do_would_do_and_half_would_not(k: int, n: int, bound: str) -> None:
    alpha, low = Fraction(1, 10**6), Fraction(bound)
    found = SequentialDecision(Verdict.UNDECIDED, k, n, (Fraction(0), Fraction(1)), alpha, (1,))
    needed, rate = draws_needed(found, bound), Fraction(k, n) if n else Fraction(0)
    assert needed is not None and needed % max(n, FIRST_LOOK) == 0

    def decided(draws: int) -> bool:
        ends = confidence_sequence(int(rate * draws), draws, alpha)
        return ends[0] >= low or ends[1] < low

    assert decided(needed) and (needed == max(n, FIRST_LOOK) or not decided(needed // 2))


def test_an_end_that_is_the_bound_upholds_it_and_does_not_refute_it() -> None:
    alpha = Fraction(1, 100)
    low, high = confidence_sequence(40, 64, alpha)
    found = SequentialDecision(Verdict.UNDECIDED, 40, 64, (Fraction(0), Fraction(1)), alpha, (1,))
    assert draws_needed(found, low) == draws_needed(found, low, most=64) == 64
    assert draws_needed(found, low, most=63) is None
    assert draws_needed(found, high) == 128  # at 64 draws P may be the bound itself
    assert draws_needed(found, Fraction(5, 8), most=10**4) is None  # the rate is the bound: no number of draws would do


SUITE = """
def test_fair(high_probability):
    high_probability(lambda g: g.random() < 0.999, at_least="0.9", alpha="0.001")

def test_unfair(high_probability):
    high_probability(lambda g: g.random() < 0.5, at_least="0.9", alpha="0.001")

def test_greedy(high_probability):
    high_probability(lambda g: 1 / 0, at_least="0.9", alpha="0.5")
"""


def test_the_plugin_in_another_suite(tmp_path: Path) -> None:
    (tmp_path / "test_suite.py").write_text(SUITE)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "uccheck.pytest_plugin", "-p", "no:cacheprovider", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert "2 failed, 1 passed" in done.stdout, done.stdout
    assert "P >= 0.9 is not supported" in done.stdout
    assert "test_greedy asks for alpha = 0.5, but 0.008 of 0.01 is left" in done.stdout
    assert "ZeroDivisionError" not in done.stdout  # refused before anything is drawn
    assert "spent alpha 0.002 of 0.01" in done.stdout


def suite(folder: Path, body: str, *options: str) -> str:
    """What pytest prints of a suite of its own with the plugin."""
    (folder / "test_suite.py").write_text(body)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "uccheck.pytest_plugin", "-p", "no:cacheprovider", *options, str(folder)]
    inside = {**os.environ, "TMPDIR": str(folder)}
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, env=inside, check=False).stdout


def test_a_rate_near_the_bound_passes_or_says_what_it_would_take(tmp_path: Path) -> None:
    body = """
def test_enough(high_probability):
    high_probability(lambda g: bool(g.random() < 0.97), at_least="0.95")

def test_too_few(high_probability):
    high_probability(lambda g: bool(g.random() < 0.97), at_least="0.95", limit=200)
"""
    said = suite(tmp_path, body, "--junit-xml=junit.xml")
    assert "1 failed, 1 passed" in said
    needed = re.search(r"undecided: P >= 0.95: .*; about (\d+) draws would decide at this rate: raise limit", said)
    assert needed is not None and 1000 < int(needed[1]) < 100_000
    assert "test_enough: upheld: P >= 0.95" in said and "test_too_few: undecided" in said
    kept = (tmp_path / "junit.xml").read_text()
    assert 'name="uccheck_verdict" value="upheld: P &gt;= 0.95' in kept and 'name="uccheck_alpha" value="0.000001"' in kept


def test_what_is_no_bool_is_no_success(tmp_path: Path) -> None:
    body = """
import pytest
@pytest.mark.parametrize("drawn", [float("nan"), 0.3, 1, None, "yes"])
def test_it(high_probability, drawn):
    high_probability(lambda g: drawn, at_least="0.5")
"""
    said = suite(tmp_path, body)
    assert "5 failed" in said
    for shown in ("nan", "0.3", "1", "None", "'yes'"):
        assert f"the event returned {shown}: return True where it occurs and False where it does not" in said


def test_workers_share_one_budget(tmp_path: Path) -> None:
    """Six assertions at 0.003 and a budget of 0.01: three are affordable, wherever they run."""
    body = """
import pytest
@pytest.mark.parametrize("number", range(6))
def test_it(high_probability, number):
    high_probability(lambda g: True, at_least="0.5", alpha="0.003")
"""
    said = suite(tmp_path, body, "-n", "2")
    assert "3 failed, 3 passed" in said and "asks for alpha = 0.003, but 0.001 of 0.01 is left" in said
    assert "3 high-probability assertions spent alpha 0.009 of 0.01" in said
    assert not list(tmp_path.glob("uccheck-alpha-*"))  # the file that they shared is gone


def test_the_budget_and_the_draws_are_those_that_are_asked_for(tmp_path: Path) -> None:
    """--uccheck-alpha bounds what is spent, with workers and without; --uccheck-seed changes the draws, and nothing else does."""
    body = """
import pytest
@pytest.mark.parametrize("number", range(2))
def test_it(high_probability, number):
    drawn = []
    high_probability(lambda g: drawn.append(g.random()) or True, at_least="0.5", alpha="0.002")
    print("first draw", drawn[0])
"""
    drawn = list[list[str]]()
    for options in (("--uccheck-seed=7",), ("--uccheck-seed=8",), ("--uccheck-seed=7", "-n", "1")):
        said = suite(tmp_path, body, "-rP", "--uccheck-alpha=0.0025", *options)
        assert "1 failed, 1 passed" in said and "asks for alpha = 0.002, but 0.0005 of 0.0025 is left" in said
        assert "1 high-probability assertions spent alpha 0.002 of 0.0025" in said
        drawn.append(re.findall(r"^first draw (\S+)", said, re.MULTILINE))
    assert drawn[0] == drawn[2] != drawn[1] and len(drawn[1]) == 1


def test_misuse_is_one_line_without_a_traceback(tmp_path: Path) -> None:
    body = """
import pytest
@pytest.mark.parametrize("more", [
    {"at_least": 0.95}, {"at_least": "nan"}, {"at_least": "0.5", "alpha": "0"}, {"at_least": "0.5", "limit": 0},
    {"at_least": "0.5", "limit": 10.5}, {"at_least": "0.5", "limit": None}, {"at_least": "0.5", "event": True},
])
def test_it(high_probability, more):
    high_probability(more.pop("event", lambda g: 1 / 0), **more)
"""
    said = suite(tmp_path, body)
    assert "7 failed" in said and "Traceback" not in said and "ZeroDivisionError" not in said and "sequential.py" not in said
    assert "During handling" not in said and "assertions spent" not in said  # nothing was drawn, nothing booked
    for told in ("at_least must be exact, got the float 0.95", "limit must be at least 1, got 0", "the event must be a function"):
        assert told in said
    for wrong in ("abc", "nan", "2"):
        command = [sys.executable, "-m", "pytest", "-p", "uccheck.pytest_plugin", f"--uccheck-alpha={wrong}", str(tmp_path)]
        refused = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
        assert refused.returncode == 4 and refused.stderr.startswith("ERROR: --uccheck-alpha"), refused.stderr


def test_what_set_up_and_teardown_spent_is_told(tmp_path: Path) -> None:
    """Also where the set-up failed, so that the test itself never ran; two assertions of one test see two streams of numbers."""
    body = """
import pytest
@pytest.fixture
def early(high_probability):
    high_probability(lambda g: g.random() < 0.3, at_least="0.9", alpha="0.001")
@pytest.fixture
def late(high_probability):
    yield
    high_probability(lambda g: True, at_least="0.9", alpha="0.001")
def test_early(early): pass
def test_late(late): pass
def test_both(late, high_probability):
    high_probability(lambda g: True, at_least="0.9", alpha="0.001")
def test_twice(high_probability):
    drawn = []
    for _ in range(2):
        high_probability(lambda g: drawn.append(g.random()) or True, at_least="0.5", alpha="0.001")
    assert len(drawn) == len(set(drawn))
"""
    for options in ((), ("-n", "1")):
        said = suite(tmp_path, body, *options)
        assert "3 passed, 1 error" in said and "6 high-probability assertions spent alpha 0.006 of 0.01" in said
        assert "test_early: refuted" in said and "test_late: upheld" in said
        assert said.count("test_twice: upheld") == said.count("test_both: upheld") == 2


def test_a_rate_that_is_the_bound_itself_stays_undecided(tmp_path: Path) -> None:
    body = """
from itertools import cycle
def test_it(high_probability):
    drawn = cycle([True, False])
    high_probability(lambda g: next(drawn), at_least="0.5", limit=64)
"""
    assert "no number of draws would do at this rate" in suite(tmp_path, body)


def test_claim_files_are_summed_and_carry_their_verdicts(tmp_path: Path) -> None:
    claims = """
[[claim]]
id = "slow"
says = "The bounds grow at least like x."
kind = "exponent"
x = [128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768]
log10_y = ["3.687", "3.87", "3.96", "4.467", "4.633", "4.886", "5.124", "5.362", "5.443"]
error = "0.01"
relation = ">="
value = 1
level = "0.99"
expect = "REFUTED"

[[claim]]
id = "exact"
says = "One and one is two."
kind = "identity"
lhs = "a + a"
rhs = "2*a"
where = { a = "real" }
"""
    again = claims.partition("\n\n[[claim]]")[0].replace('"slow"', '"again"').replace('"0.99"', '"0.98"')
    (tmp_path / "claims.toml").write_text(claims + again)
    said = suite(tmp_path, "", "--junit-xml=junit.xml")
    assert "uccheck: claims decided: 3; total alpha 0.03" in said and "3 passed" in said
    kept = (tmp_path / "junit.xml").read_text()
    assert 'name="uccheck_claim_verdict" value="REFUTED' in kept and 'name="uccheck_claim_alpha" value="1/100"' in kept


@pytest.mark.parametrize("limit", [1, 31, 32, 33, 50, 100, 128, 200])
def test_exactly_so_many_draws_each_a_fresh_one(limit: int) -> None:
    """The last chunk is cut at the limit, and no chunk repeats another's numbers."""
    drawn: list[float] = []

    def event(g: np.random.Generator) -> bool:
        drawn.append(float(g.random()))
        return len(drawn) % 20 != 0  # 0.95, the bound itself: never decided

    found = decide_at_least(event, "0.95", "0.000001", (3, 1), limit=limit)
    assert (found.verdict, found.n, len(drawn), found.alpha, found.seed) == (Verdict.UNDECIDED, limit, limit, Fraction(1, 10**6), (3, 1))
    assert len(set(drawn)) == limit
    starts = [0, *(FIRST_LOOK * 2**j for j in range(5))]
    expected = [np.random.default_rng(np.random.SeedSequence((3, 1, chunk))).random() for chunk in range(len(starts))]
    assert [drawn[start] for start in starts if start < limit] == [x for x, start in zip(expected, starts, strict=True) if start < limit]


@pytest.mark.parametrize(("bound", "seed"), [("0.3", 1), ("0.45", 2), ("0.5", 3), ("0.55", 4), ("0.7", 5)])
def test_the_interval_is_what_the_confidence_sequence_left_after_every_look(bound: str, seed: int) -> None:
    """Counted again from the draws: an interval for one look alone would be narrower, and wrong more often the more looks there are."""
    alpha, drawn = Fraction(1, 10), list[bool]()

    def event(g: np.random.Generator) -> bool:
        drawn.append(bool(g.random() < 0.5))
        return drawn[-1]

    found = decide_at_least(event, bound, alpha, (seed,), limit=1024)
    ends, n = [(Fraction(0), Fraction(1))], FIRST_LOOK
    while n <= len(drawn):
        ends.append(confidence_sequence(sum(drawn[:n]), n, alpha))
        n *= 2
    assert n == 2 * len(drawn) and (found.k, found.n) == (sum(drawn), len(drawn))
    assert found.interval == (max(low for low, _ in ends), min(high for _, high in ends))


@pytest.mark.parametrize(("always", "verdict"), [(False, Verdict.REFUTED), (True, Verdict.UPHELD)])
def test_certain_events_are_decided_at_the_very_ends(always: bool, verdict: Verdict) -> None:
    """With no success (or no failure) the interval begins at 0 (ends at 1)."""
    found = decide_at_least(lambda g: always, "0.5", "0.01", (5,))
    assert found.verdict is verdict
    assert (0 if not always else 1) in found.interval and found.alpha == Fraction(1, 100)
