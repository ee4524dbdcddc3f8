"""Whole runs: the same records for any number of workers, after kill -9 and after Ctrl-C; controls; a device; the CLI."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests import forked
from torch_bridge.gap.hypersphere import HypersphereCell
from torch_bridge.runs.device import run_plan_together
from torch_bridge.runs.plan import Plan, conclude
from torch_bridge.runs.records import open_run
from torch_bridge.runs.run import run_plan
from torch_bridge.runs.runner import Where
from uccheck.cli import main
from uccheck.core.errors import InvalidFile, InvalidParameter

SMALL = HypersphereCell(m=200, d=50, width=300, outer=1.2, learning_rate=0.2, batch_size=1, stop_margin=4.0, max_epochs=100, n_test=1000)
WORDS = ["experiment", "hypersphere", "--no-pictures"]
COMMAND = [sys.executable, "-m", "uccheck", *WORDS]
OPTIONS = ["--d", "50", "--width", "300", "--stop-margin", "4", "--n-test", "1000", "--replicates", "3", "--halves", "lower"]
OPTIONS += ["--delta", "0.05"]


def plan(**options: Any) -> Plan:
    given: dict[str, Any] = {"base": SMALL, "values": ("150", "200"), "replicates": 3, "delta": "0.05", "halves": "lower"}
    return Plan(**(given | options))


def uccheck(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return forked.uccheck(*WORDS, *arguments, package="torch_bridge", cwd=cwd)


def test_one_and_three_workers_give_the_same_records_and_certify(tmp_path: Path) -> None:
    alone = run_plan(plan(), tmp_path / "one", where=Where(workers=1))
    assert run_plan(plan(), tmp_path / "three", where=Where(workers=3)) == alone
    assert run_plan(plan(seed=1), tmp_path / "other", where=Where(workers=2)) != alone
    found = conclude(plan(), alone)
    assert [each.reached for each in found] == [3, 3] and all(each.value > Fraction(2, 5) for each in found)
    assert not any((tmp_path / "one" / "checkpoints").iterdir())
    assert run_plan(plan(), tmp_path / "one", where=Where(workers=1)) == alone  # nothing is run again


@pytest.mark.parametrize("partner", ["unflipped", "independent"])
def test_null_controls_certify_nothing(tmp_path: Path, partner: str) -> None:
    null = plan(base=SMALL.varied("partner", partner), values=("200",))
    found = conclude(null, run_plan(null, tmp_path, where=Where(workers=2)))
    assert found[0].value == 0 and found[0].reached == 3


def test_a_margin_never_reached_and_a_rate_that_diverges_are_recorded_and_certify_nothing(tmp_path: Path) -> None:
    for change, stop in ((("max_epochs", "2"), "capped"), (("learning_rate", "1e30"), "diverged")):
        bad = plan(base=SMALL.varied(*change), values=("200",))
        records = run_plan(bad, tmp_path / stop, where=Where(workers=1))
        assert [record["stop"] for record in records] == [stop] * 3
        assert conclude(bad, records)[0].value == 0


def test_replicas_together_on_a_device_give_nearly_the_same_counts(tmp_path: Path) -> None:
    apart = run_plan(plan(), tmp_path / "apart", where=Where(workers=2))
    together = run_plan_together(plan(), tmp_path / "together", device="cpu")
    for one, other in zip(apart, together, strict=True):
        assert (one["cell"], one["replicate"], one["train_errors"]) == (other["cell"], other["replicate"], other["train_errors"])
        assert abs(one["epochs"] - other["epochs"]) <= 1 and abs(one["test_errors"] - other["test_errors"]) <= 10
    assert run_plan_together(plan(), tmp_path / "together", device="cpu") == together
    with pytest.raises(InvalidFile, match="device = cpu there"):
        run_plan(plan(), tmp_path / "together")
    with pytest.raises(InvalidParameter, match="use --device cpu"):
        run_plan_together(plan(), tmp_path / "nowhere", device="cuda")


LONG = ["--m", "600", "--stop-margin", "10", *OPTIONS[:4], "--n-test", "500", *OPTIONS[-6:], "--workers", "2"]


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What the long run gives where nothing stops it."""
    whole = uccheck(*LONG, "--out", "whole", "--json", cwd=tmp_path_factory.mktemp("unbroken"))
    assert whole.returncode == 0
    return json.loads(whole.stdout)


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_a_killed_or_interrupted_run_goes_on_to_the_same_result(tmp_path: Path, unbroken: Any, how: signal.Signals) -> None:
    """SIGTERM goes to the workers too, as from `timeout` or a service manager; who is asked to stop saves what was done."""
    arguments = [*LONG, "--checkpoint-seconds", "0.2", "--out", "cut"]
    process = subprocess.Popen([*COMMAND, *arguments], cwd=tmp_path, stderr=subprocess.PIPE, text=True, start_new_session=True)
    checkpoints = tmp_path / "cut" / "checkpoints"
    _wait(lambda: checkpoints.exists() and any(checkpoints.glob("m*.safetensors")))
    before = {path: path.stat().st_mtime_ns for path in checkpoints.glob("m*.safetensors")}
    (os.killpg if how is signal.SIGTERM else os.kill)(process.pid, how)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == {signal.SIGKILL: -9, signal.SIGINT: 130, signal.SIGTERM: 143}[how]
    _wait(lambda: not _running(tmp_path / "cut"))  # the workers end with their parent
    saved = {path: path.stat().st_mtime_ns for path in checkpoints.glob("m*.safetensors")}
    assert saved  # work to go on from
    if how is not signal.SIGKILL:
        assert re.fullmatch(r"uccheck .*: interrupted; records: \d, checkpoints: \d, in cut; the same command goes on from there\n", errors)
        assert all(time > before.get(path, 0) for path, time in saved.items())
    resumed = uccheck(*arguments, "--json", cwd=tmp_path)
    assert json.loads(resumed.stdout) == unbroken


@pytest.mark.slow
def test_a_run_killed_five_times_ends_with_the_records_of_an_unbroken_one(tmp_path: Path) -> None:
    arguments = ["--m", "400,600", "--stop-margin", "10", *OPTIONS[:4], "--n-test", "500", *OPTIONS[-6:], "--workers", "2"]
    arguments += ["--checkpoint-seconds", "0.05", "--out"]
    whole = uccheck(*arguments, "whole", "--json", cwd=tmp_path)
    seen = tmp_path / "cut" / "checkpoints"
    killed = 0
    for _ in range(5):
        before = _state(tmp_path / "cut")
        process = subprocess.Popen([*COMMAND, *arguments, "cut"], cwd=tmp_path, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        _wait(lambda before=before, process=process: _state(tmp_path / "cut") > before or process.poll() is not None)
        killed += process.poll() is None
        process.kill()
        process.wait()
        _wait(lambda: not _running(tmp_path / "cut"))
    assert killed == 5 and any(seen.iterdir())
    resumed = uccheck(*arguments, "cut", "--json", cwd=tmp_path)
    assert json.loads(resumed.stdout)["records"] == json.loads(whole.stdout)["records"]


def _state(run: Path) -> tuple[int, int]:
    """How far a run is: its records, and the newest checkpoint's time."""
    records = run / "records.jsonl"
    done = len(records.read_bytes().splitlines()) if records.exists() else 0
    times = [path.stat().st_mtime_ns for path in run.glob("checkpoints/m*.safetensors")]
    return done, max(times, default=0)


@dataclass(frozen=True)
class Call:
    """What `uccheck experiment hypersphere` did in this process."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Call]:
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> Call:
        with pytest.raises(SystemExit) as ended:
            main(["experiment", "hypersphere", "--no-pictures", *arguments])
        captured = capsys.readouterr()
        code = ended.value.code
        return Call(code if isinstance(code, int) else 1, captured.out, captured.err)

    return run


def test_the_command_prints_its_table_and_its_json(call: Callable[..., Call]) -> None:
    shown = call(*OPTIONS, "--m", "150,200", "--out", "run")
    assert shown.returncode == 0 and "CONFIRMED(0.995)" in shown.stdout and "trusts:" in shown.stdout
    result = json.loads(call(*OPTIONS, "--m", "150,200", "--out", "run", "--json").stdout)
    assert {"records", "e_unif_alg_lower", "level"} <= set(result) and result["level"] == "0.99"
    assert len(result["records"]) == 6 and all(r["test_points"] == 1000 for r in result["records"])
    assert isinstance(result["e_unif_alg_lower"], str) and float(result["e_unif_alg_lower"]) > 0.4
    failed = call(*OPTIONS, "--m", "150,200", "--out", "run", "--at-least", "0.99")
    assert failed.returncode == 1


def test_a_second_look_prints_its_words_at_the_level_that_is_left(call: Callable[..., Call], tmp_path: Path) -> None:
    first = call(*OPTIONS, "--m", "150", "--out", "run")
    assert "CONFIRMED(0.99)" in first.stdout and "all of this together: 0.99\n" in first.stdout
    second = call(*OPTIONS[:-1], "0.06", "--m", "150", "--out", "run")  # another delta, nothing is trained again
    assert "CONFIRMED(0.98)" in second.stdout and "with 1 earlier look at such records: 0.98" in second.stdout
    seed = call(*OPTIONS, "--m", "150", "--out", "other", "--seed", "1", "--json")
    assert json.loads(seed.stdout)["level_with_earlier_looks"] == "0.97"
    again = call(*OPTIONS, "--m", "150", "--out", "run")  # its own words, and what the others cost since
    together = "all of this together: 0.99"
    assert again.stdout == first.stdout.replace(together, f"{together}; with 2 later looks at such records: 0.97")
    assert len((tmp_path / "looks.jsonl").read_text().splitlines()) == 3


def test_sweeps_vary_any_parameter(call: Callable[..., Call]) -> None:
    result = call(*OPTIONS, "--m", "150", "--vary", "output-bias=true,false", "--out", "run", "--json")
    found = json.loads(result.stdout)["certified"]
    assert [each["cell"] for each in found] == ["true", "false"] and all(each["m"] == 150 for each in found)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--m", "100", "--batch-size", "128"], "m = 100 is smaller than the batch size 128"),
        (["--outer", "1"], "inner = 1.0, outer = 1.0"),
        (["--inner", "2"], "inner = 2.0, outer = 1.2"),
        (["--m", "a lot"], "m = 'a lot' is not of type int"),
        (["--m", "100,100"], "must differ"),
        (["--preset", "huge"], "choose one of quick, blog, paper"),
        (["--vary", "width=1,2"], "needs one --m"),
        (["--vary", "m=1,2"], "NAME other than m"),
        (["--delta", "0.5"], "cannot carry delta = 0.5"),
        (["--delta", "0.9999"], "lower gap_alpha"),
        (["--replicates", "23"], "give --replicates 24"),
        (["--cluster", "tcp://127.0.0.1:9", "--m", "150"], "no scheduler answers"),
        (["--level", "2"], "level must lie strictly between 0 and 1"),
        (["--at-least", "x"], "not a number"),
        (["--workers", "-1"], "got -1"),
        (["--device", "cuda", "--m", "150"], "use --device cpu"),
        (["--device", "meta", "--m", "150"], "use --device cpu"),  # it left a folder and a traceback once
        (["--device", "cuda", "--m", "150", "--estimate"], "leave out --device"),
        (["--cluster", "tcp://x:1", "--m", "150", "--estimate"], "leave out --device and --cluster"),
        (["--device", "cuda", "--m", "150", "--cluster", "tcp://x:1"], "exclude each other"),
        (["--checkpoint-seconds", "-1"], "must not be negative"),
        (["--loss", "hinge"], "loss = 'hinge': choose one of sigmoid, softmax"),
        (["--width", "10000000000", "--m", "150"], "GB for weights and points"),
        (["--width", "10000000000", "--m", "150", "--estimate"], "GB for weights and points"),
    ],
)
def test_misuse_is_one_line_and_writes_nothing(call: Callable[..., Call], tmp_path: Path, arguments: list[str], message: str) -> None:
    result = call(*arguments)
    assert result.returncode == 2 and message in result.stderr
    assert result.stderr.count("\n") == 1 and not result.stdout
    assert not list(tmp_path.iterdir())


def test_a_directory_of_another_plan_is_refused(call: Callable[..., Call], tmp_path: Path) -> None:
    open_run(tmp_path / "run", plan(values=("150",)).parameters())
    result = call("--m", "150", "--out", "run")
    assert result.returncode == 2 and "holds a run of other parameters" in result.stderr


def test_without_torch_the_extra_is_named(tmp_path: Path) -> None:
    hide = "import importlib.util as u, sys; f = u.find_spec; u.find_spec = lambda n, *a: None if n == 'torch' else f(n, *a);"
    code = f"{hide} from uccheck.cli import main; main(['experiment', 'hypersphere'])"
    result = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert result.returncode == 2 and "pip install 'uccheck[torch]'" in result.stderr and "Traceback" not in result.stderr


def test_the_estimate_runs_nothing(call: Callable[..., Call], tmp_path: Path) -> None:
    result = call(*OPTIONS, "--m", "150", "--estimate")
    assert "3 replicates a row; delta = 0.05 at level 0.99 in 1 row: e_unif-alg needs 3" in result.stdout
    assert result.returncode == 0 and "m = 150" in result.stdout and not list(tmp_path.iterdir())


def _wait(condition: Any) -> None:
    deadline = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def _running(directory: Path) -> bool:
    """Whether a process still has its working directory beside `directory`, other than this one."""
    entries = Path("/proc").iterdir() if Path("/proc").exists() else iter(())
    for entry in entries:
        try:
            if entry.name.isdigit() and int(entry.name) != os.getpid() and os.readlink(entry / "cwd") == str(directory.parent):
                return True
        except OSError:
            continue
    return False
