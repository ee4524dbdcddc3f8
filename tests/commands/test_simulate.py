"""`uccheck simulate`: what it prints and refuses, and what it keeps when it is interrupted or killed."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from uccheck.cli import main
from uccheck.core.exact import exact
from uccheck.core.store import Store
from uccheck.linear.rounding import Count
from uccheck.linear.setting import Event, LinearSetting
from uccheck.linear.simulate import simulate
from uccheck.linear.simulation import Simulation, count_chunk

CONTRACT = ["event", "k", "n", "lower", "upper", "level", "sampler", "seed"]


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
        (["--store", "/"], "cannot write /: it is a directory"),
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
def test_what_was_stored_survives_a_kill(tmp_path: Path) -> None:
    store = tmp_path / "runs.sqlite"
    process = started(store)
    process.kill()
    process.communicate(timeout=60)
    wanted = Simulation(LinearSetting(1000, 9000), Event("one-flipped"), trials=50_000_000, seed=3)
    with Store(store, wanted.canonical()) as kept:
        chunks = kept.chunks()
    assert len(chunks) >= 3
    (_, n), kept_count = next(iter(chunks.items()))
    assert Count(*kept_count) == count_chunk(wanted, 0)
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
