import os
import sqlite3
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from scipy.stats import chi2, norm

import uccheck.linear.simulate as module
from uccheck.core.errors import InvalidFile, InvalidParameter
from uccheck.core.processes import process_pool
from uccheck.core.store import Store
from uccheck.core.verdict import Verdict
from uccheck.linear import simulation
from uccheck.linear.setting import Event, LinearSetting
from uccheck.linear.simulate import simulate
from uccheck.linear.simulation import Simulation, count_chunk
from uccheck.statistics.estimate import confidence_sequence, interval


def small(trials: int = 60_000, *, sampler: str = "law", seed: int = 5) -> Simulation:
    """A plan of several chunks that takes a moment."""
    return Simulation(LinearSetting(20, 200), Event("one-flipped"), trials=trials, sampler=sampler, seed=seed)


class Backwards(Executor):
    """Runs what it was given in batches, the last first, and not before the batch is full."""

    def __init__(self, batch: int) -> None:
        self.batch, self.waiting = batch, list[tuple[Future[Any], Callable[..., Any], tuple[Any, ...]]]()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.waiting.append((future, fn, args))
        if len(self.waiting) == self.batch:
            while self.waiting:
                done, task, arguments = self.waiting.pop()
                done.set_result(task(*arguments))
        return future


def test_counts_depend_on_the_seed_alone() -> None:
    serial = simulate(small())
    assert serial.n == 60_000
    assert small().chunks == 4
    with ThreadPoolExecutor(7) as seven:
        assert simulate(small(), executor=seven, window=28) == serial
    with process_pool(2) as two:
        assert simulate(small(), executor=two, window=3) == serial
    assert simulate(small(), executor=Backwards(4), window=4) == serial
    assert simulate(small(seed=6)).k != serial.k
    assert simulate(small(49_152)).k == sum(count_chunk(small(), chunk).certain for chunk in range(3))  # a prefix


def test_raw_counts_depend_on_the_seed_alone() -> None:
    wanted = small(1200, sampler="raw")
    assert wanted.chunks > 1
    serial = simulate(wanted)
    with ThreadPoolExecutor(3) as three:
        assert simulate(wanted, executor=three) == serial
    assert serial.k != simulate(small(1200)).k  # another stream, another method


@pytest.mark.parametrize("sampler", ["law", "raw"])
def test_the_limits_contain_a_known_probability(sampler: str) -> None:
    """P(pi(T) <= epsilon) = P(T <= (r D/z)^2/m), z the upper quantile of epsilon; at error probability 1e-6."""
    event = Event("population-error", epsilon="0.345")
    wanted = Simulation(LinearSetting(20, 200), event, trials=3000, sampler=sampler, seed=1)
    found = simulate(wanted, level="0.999999")
    truth = chi2.cdf((200 / 8 / norm.isf(0.345)) ** 2 / 20, 200)
    assert found.lower < truth < found.upper
    assert 0.05 < truth < 0.95
    assert not found.lower < chi2.cdf((200 / 8 / norm.isf(0.335)) ** 2 / 20, 200) < found.upper


def test_a_run_is_stopped_when_decided_at_the_same_trial_by_any_workers() -> None:
    wanted = small(2_000_000)
    serial = simulate(wanted, against="0.1")
    assert serial.side == "above"
    assert serial.n < wanted.trials
    assert serial.lower > Fraction(1, 10)
    with ThreadPoolExecutor(7) as seven:
        assert simulate(wanted, against="0.1", executor=seven) == serial
    assert simulate(wanted, executor=Backwards(4), window=4, against="0.1") == serial
    assert simulate(wanted, against="0.999").side == "below"
    near = str(round(serial.k / serial.n, 3))
    undecided = simulate(small(), against=near)
    assert (undecided.side, undecided.n) == (None, 60_000)
    assert undecided.method == "confidence-sequence"


def interrupted_after(chunks: int) -> Callable[[int, int], None]:
    calls = [0]

    def progress(k: int, n: int) -> None:
        calls[0] += 1
        if calls[0] == chunks:
            raise KeyboardInterrupt

    return progress


def test_an_interrupt_keeps_what_was_done_and_a_store_resumes_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, store = simulate(small()), tmp_path / "runs.sqlite"
    part = simulate(small(), store=store, progress=interrupted_after(2))
    assert part.interrupted
    assert part.n == 2 * small().chunk_size
    assert part.k == simulate(small(part.n)).k
    assert (part.method, (part.lower, part.upper)) == ("confidence-sequence", confidence_sequence(part.k, part.n, "0.01"))

    counted: list[int] = []
    monkeypatch.setattr(module, "count_chunk", lambda plan, chunk: counted.append(chunk) or count_chunk(plan, chunk))
    resumed = simulate(small(), store=store)  # whoever resumes has seen a count: limits that hold whatever made him
    assert (resumed.k, resumed.n, resumed.method) == (whole.k, whole.n, "confidence-sequence")
    assert resumed.lower < whole.lower < whole.upper < resumed.upper
    assert counted == [2, 3]
    longer = simulate(small(70_000), store=store)  # the short last chunk alone is counted again
    assert counted == [2, 3, 3, 4]
    assert longer.n == 70_000
    assert simulate(small(seed=6), store=store).k != whole.k  # another run in the same file
    assert simulate(small(), store=store) == resumed


class Mortal(Executor):
    """Runs so many tasks at once, then breaks."""

    def __init__(self, tasks: int) -> None:
        self.tasks = tasks

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.tasks -= 1
        if self.tasks >= 0:
            future.set_result(fn(*args))
        else:
            future.set_exception(BrokenExecutor("died"))
        return future


def test_the_death_of_a_worker_keeps_what_was_done() -> None:
    found = simulate(small(), executor=Mortal(2))
    assert found.interrupted
    assert found.n == 2 * small().chunk_size
    assert "a worker process died" in found.notes[0]
    with process_pool(2) as pool:
        assert pool is not None
        pool.submit(os._exit, 1)
        broken = simulate(small(10**8), executor=pool)
    assert broken.interrupted
    assert broken.n < 10**8


def test_limits_of_a_fixed_number_of_trials_are_clopper_pearson_s(tmp_path: Path) -> None:
    first = simulate(small(2000), level="0.95", store=tmp_path / "runs.sqlite")
    assert (first.method, (first.lower, first.upper)) == ("clopper-pearson", interval(first.k, 2000, "0.05"))
    again = simulate(small(2000), level="0.95", store=tmp_path / "runs.sqlite")
    assert (again.k, again.method) == (first.k, "confidence-sequence")


def test_a_full_disk_costs_the_store_and_not_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Store._open

    def cramped(self: Store, parameters: str) -> int:
        found = real(self, parameters)
        self._connection.execute("PRAGMA journal_mode = DELETE")
        (pages,) = self._connection.execute("PRAGMA page_count").fetchone()
        self._connection.execute(f"PRAGMA max_page_count = {pages}")
        return found

    monkeypatch.setattr(Store, "_open", cramped)
    monkeypatch.setattr(simulation, "_TRIALS_A_CHUNK", 8)
    found = simulate(small(4000), store=tmp_path / "runs.sqlite")
    assert found.n == 4000
    assert "is no longer written: database or disk is full" in found.notes[0]


def test_chunks_of_other_code_are_not_taken_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, counted = tmp_path / "runs.sqlite", list[int]()
    simulate(small(), store=store)
    monkeypatch.setattr(module, "count_chunk", lambda plan, chunk: counted.append(chunk) or count_chunk(plan, chunk))
    simulate(small(), store=store)
    assert counted == []
    monkeypatch.setattr(simulation, "code_hash", lambda: "another sampler")
    simulate(small(), store=store)
    assert counted == [0, 1, 2, 3]


def test_evidence_of_an_outcome_is_statistical_and_three_valued() -> None:
    found = simulate(small(1000), level="0.999")  # about 0.997
    verdicts = {(rel, value): found.evidence(rel, value).verdict for rel in ("<", "<=", ">", ">=") for value in ("0.9", 1)}
    assert {key for key, verdict in verdicts.items() if verdict is Verdict.UPHELD} == {
        *[(">", "0.9"), (">=", "0.9"), ("<", 1), ("<=", 1)],
    }
    assert {key for key, verdict in verdicts.items() if verdict is Verdict.REFUTED} == {
        *[("<", "0.9"), ("<=", "0.9"), (">", 1), (">=", 1)],
    }
    assert found.evidence(">", "0.997").verdict is Verdict.UNDECIDED
    assert found.evidence(">", "0.9").word == "CONFIRMED(0.999)"
    assert found.evidence(">", "0.9").alpha == Fraction(1, 1000)
    with pytest.raises(InvalidParameter, match="unknown relation '=='"):
        found.evidence("==", "0.9")


def test_a_notebook_shows_the_limits() -> None:
    assert LinearSetting(20, 200)._repr_latex_() == r"$m = 20,\ D = 200,\ K = 1,\ s = 4,\ b = 32$"
    found = simulate(small(1000))._repr_latex_()
    assert found.startswith(r"$\Pr[\text{one-flipped}] \in [0.9")
    assert found.endswith("of 1000 trials")


@pytest.mark.parametrize("content", [b"k,n\n3,4\n" * 500, b"\0" * 5000, b"SQLite format 3\0" + b"\xff" * 4080])
def test_a_file_that_is_no_store_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "data"
    path.write_bytes(content)
    with pytest.raises(InvalidFile, match="name a"):
        simulate(small(10), store=path)
    assert path.read_bytes() == content


def test_databases_of_others_and_altered_counts_are_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.sqlite"
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE mine (x)")
    connection.close()
    with pytest.raises(InvalidFile, match="database of another program"):
        simulate(small(10), store=other)

    altered = tmp_path / "runs.sqlite"
    simulate(small(), store=altered)
    connection = sqlite3.connect(altered)
    with connection:
        connection.execute("UPDATE chunk SET k = n + 1 WHERE position = 1")
    connection.close()
    with pytest.raises(InvalidFile, match="it was altered"):
        simulate(small(), store=altered)
    with pytest.raises(InvalidFile, match="cannot open"):
        simulate(small(), store=tmp_path / "no" / "such" / "folder")
