import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from scipy.stats import chi2, norm

import uccheck.linear.simulate as module
from uccheck.cli import main
from uccheck.core.errors import InvalidFile, InvalidParameter
from uccheck.core.exact import exact
from uccheck.core.processes import process_pool
from uccheck.core.store import Store
from uccheck.core.verdict import Verdict
from uccheck.linear.setting import Event, LinearSetting
from uccheck.linear.simulate import Simulation, count_chunk, simulate
from uccheck.statistics.estimate import confidence_sequence, interval

CONTRACT = ["event", "k", "n", "lower", "upper", "level", "sampler", "seed"]


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
    assert simulate(small(49_152)).k == sum(count_chunk(small(), chunk) for chunk in range(3))  # a prefix


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
    monkeypatch.setattr(module, "_TRIALS_A_CHUNK", 8)
    found = simulate(small(4000), store=tmp_path / "runs.sqlite")
    assert found.n == 4000
    assert "is no longer written: database or disk is full" in found.notes[0]


def test_chunks_of_other_code_are_not_taken_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, counted = tmp_path / "runs.sqlite", list[int]()
    simulate(small(), store=store)
    monkeypatch.setattr(module, "count_chunk", lambda plan, chunk: counted.append(chunk) or count_chunk(plan, chunk))
    simulate(small(), store=store)
    assert counted == []
    monkeypatch.setattr(module, "_code_hash", lambda: "another sampler")
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


def test_sizes_that_cannot_be_drawn_are_refused_at_once() -> None:
    event = Event("one-flipped")
    for setting, options, message in [
        (LinearSetting(10**10, 10), {}, "m must be at most 1000000000"),
        (LinearSetting(10**6, 10**6), {"sampler": "raw"}, "use the sampler law"),
        (LinearSetting(1, 10**10), {"sampler": "raw"}, "use the sampler law"),
        (LinearSetting(2, 2), {"sampler": "exact"}, "unknown sampler 'exact'"),
        (LinearSetting(2, 2), {"trials": 10**10}, "trials must be at most"),
        (LinearSetting(2, 2), {"seed": -1}, "seed must be a whole number"),
        (LinearSetting(2, 2), {"seed": 2**63}, "seed must be a whole number"),
    ]:
        with pytest.raises(InvalidParameter, match=message):
            Simulation(setting, event, **{"trials": 10, **options})  # type: ignore[arg-type]


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main(["simulate", *arguments])
    out, err = capsys.readouterr()
    assert isinstance(left.value.code, int)
    return left.value.code, out, err


SMALL = ["one-flipped", "--m", "20", "--D", "200", "--trials", "500"]


def test_the_command_prints_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, *SMALL, "--sampler", "raw", "--seed", "7", "--level", "0.95", "--json")
    found = json.loads(out)
    assert (code, err) == (0, "")
    assert list(found)[: len(CONTRACT)] == CONTRACT
    wanted = simulate(Simulation(LinearSetting(20, 200), Event("one-flipped"), trials=500, sampler="raw", seed=7), level="0.95")
    assert (found["event"], found["k"], found["n"], found["level"]) == ("one-flipped", wanted.k, 500, "0.95")
    assert exact(found["lower"], "lower") <= wanted.lower < wanted.upper <= exact(found["upper"], "upper")
    assert (found["sampler"], found["seed"], found["m"], found["D"]) == ("raw", 7, 20, 200)
    code, out, _ = run(capsys, *SMALL)
    assert code == 0
    assert "of 500 trials" in out
    assert "at confidence 0.99" in out


def test_the_command_says_whether_it_was_decided(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, *SMALL, "--until-decided-against", "0.01")
    assert code == 0
    assert "decided: above" in out
    code, out, _ = run(capsys, *SMALL, "--until-decided-against", "0.995", "--json")
    assert (code, json.loads(out)["side"]) == (1, None)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (["--m", "0"], "m must be at least 1"),
        (["--m", "-3"], "m must be at least 1"),
        (["--m", "1e13"], "m must be at most"),
        (["--D", "2.5"], "D must be a whole number"),
        (["--D", "nan"], "D = 'nan' has no value"),
        (["--trials", "0"], "trials must be at least 1"),
        (["--level", "1"], "level must lie strictly between 0 and 1"),
        (["--level", "99"], "level must lie strictly between 0 and 1"),
        (["--seed", "0.5"], "seed must be a whole number"),
        (["--workers", "0"], "workers must be at least 1"),
        (["--epsilon", "0.1"], "the event one-flipped has no epsilon"),
        (["--rho", "2"], "rho must lie in"),
        (["--s", "32"], "the flip fails"),
        (["--sampler", "exact"], "unknown sampler"),
        (["--learner", "svm"], "unknown learner 'svm': choose one of one-step"),
        (["--learner", "logistic"], "no law is known here for the learner logistic: use the sampler raw"),
        (["--until-decided-against", "1e-2x"], "is not a number: '1e-2x'"),
        (["--store", "/"], "cannot open / as a result store"),
    ],
)
def test_misuse_is_one_line_and_status_two(
    change: list[str], message: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    store = [] if "--store" in change else ["--store", "runs.sqlite"]
    code, out, err = run(capsys, *SMALL, *store, *change)
    assert (code, out) == (2, "")
    assert err.startswith("uccheck simulate: ")
    assert message in err
    assert err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


LONG = ["one-flipped", "--m", "1000", "--D", "9000", "--trials", "50000000", "--seed", "3", "--json"]


def started(store: Path, *options: str) -> subprocess.Popen[str]:
    """A long run of the command, once its store holds a few chunks."""
    command = [sys.executable, "-m", "uccheck", "simulate", *LONG, "--store", str(store), *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while stored(store) < 3:
        assert process.poll() is None, process.stderr and process.stderr.read()
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return process


def stored(store: Path) -> int:
    if not store.exists():
        return 0
    try:
        connection = sqlite3.connect(f"file:{store}?mode=ro", uri=True)
        (count,) = connection.execute("SELECT count(*) FROM chunk").fetchone()
        connection.close()
    except sqlite3.Error:
        return 0
    return int(count)


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("workers", ["1", "2"])
def test_ctrl_c_prints_what_was_done(tmp_path: Path, workers: str) -> None:
    process = started(tmp_path / "runs.sqlite", "--workers", workers)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    found = json.loads(out)
    assert process.returncode == 130, err
    assert found["interrupted"] is True
    assert 0 < found["n"] < 50_000_000
    again = simulate(Simulation(LinearSetting(1000, 9000), Event("one-flipped"), trials=found["n"], seed=3), store=tmp_path / "runs.sqlite")
    assert again.k == found["k"]


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_what_was_stored_survives_a_kill(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = tmp_path / "runs.sqlite"
    process = started(store)
    process.kill()
    process.communicate(timeout=60)
    wanted = Simulation(LinearSetting(1000, 9000), Event("one-flipped"), trials=50_000_000, seed=3)
    with Store(store, wanted.canonical()) as kept:
        chunks = kept.chunks()
    assert len(chunks) >= 3
    (_, n), k = next(iter(chunks.items()))
    assert k == count_chunk(wanted, 0)
    assert n == wanted.chunk_size


def test_the_command_module_is_light_and_the_check_of_it_can_fail() -> None:
    heavy = "import sys; import {0}; print(sorted({{'numpy', 'scipy', 'flint'}} & set(sys.modules)))"
    light = subprocess.run([sys.executable, "-c", heavy.format("uccheck.commands.simulate")], capture_output=True, text=True, check=True)
    assert light.stdout.strip() == "[]"
    loaded = subprocess.run([sys.executable, "-c", heavy.format("uccheck.linear.simulate")], capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "['flint', 'numpy', 'scipy']"


def test_the_learner_reaches_the_count_the_sentence_and_the_record(capsys: pytest.CaptureFixture[str]) -> None:
    """At D = 36 the interpolator misses the whole flip in most samples and one step hardly ever: the option is not ignored."""
    asked = ["all-flipped", "--m", "30", "--D", "36", "--trials", "200", "--sampler", "raw"]
    _, out, _ = run(capsys, *asked, "--learner", "minimum-norm")
    assert "at m = 30, D = 36, learner minimum-norm: " in out
    found = {name: json.loads(run(capsys, *asked, "--learner", name, "--json")[1]) for name in ("one-step", "minimum-norm")}
    assert found["minimum-norm"]["learner"] == "minimum-norm" and found["one-step"]["learner"] == "one-step"
    assert found["one-step"]["k"] < 40 < 100 < found["minimum-norm"]["k"]
