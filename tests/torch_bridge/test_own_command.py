"""`uccheck experiment own`: a module in the working directory, its records, resumption, refusals; torch stays unloaded."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.forked import uccheck

MODULE = """
import sys
import time
from pathlib import Path

import numpy as np

from uccheck.counterexample.models import OwnModel

M, NOISE = 10, 400


def draw(n, rng):
    y = rng.integers(0, 2, n)
    return np.column_stack([2 * (2 * y - 1) / np.sqrt(M), rng.normal(0, np.sqrt(32 / NOISE), (n, NOISE))]), y


def fit(x, y, seed):
    w = (2 * y - 1) @ x
    return lambda points: np.column_stack([-points @ w, points @ w])


def flip(x, y):
    return np.column_stack([x[:, :1], -x[:, 1:]]), y


SEEN = {}


def remembered(n, rng):
    x, y = rng.normal(size=(n, 5)), rng.integers(0, 2, n)
    SEEN.update((point.tobytes(), int(label)) for point, label in zip(x, y))
    return x, y


mine = OwnModel(draw=draw, fit=fit, partner=flip, m=M, n_test=1000, trivial="1/2")
relabelled = OwnModel(draw=draw, fit=fit, partner=lambda x, y: (x, 1 - y), m=M, n_test=1000)
broken = OwnModel(draw=draw, fit=lambda x, y, seed: lambda p: np.full((len(p), 2), np.nan), partner=flip, m=M, n_test=1000)
exits = OwnModel(draw=draw, fit=lambda x, y, seed: sys.exit(0), partner=flip, m=M, n_test=1000)
looks_up = OwnModel(
    draw=remembered, fit=lambda x, y, seed: lambda p: np.array([SEEN.get(a.tobytes(), 0) for a in p]), partner=lambda x, y: (-x, y), m=50,
    n_test=500)
number = 3


def patient(x, y, seed):
    time.sleep(0.0 if len(list(Path("begun").iterdir())) < 3 else 600.0)
    (Path("begun") / str(seed)).touch()
    return fit(x, y, seed)


sleeps = OwnModel(draw=draw, fit=patient, partner=flip, m=M, n_test=1000)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "mine.py").write_text(MODULE)
    (tmp_path / "leaves.py").write_text("raise SystemExit(0)")
    return tmp_path


def own(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return uccheck("experiment", "own", *arguments, package="torch_bridge", cwd=cwd)


@pytest.mark.slow
def test_a_true_model_is_confirmed_and_its_records_are_taken_up_again(folder: Path) -> None:
    first = own("mine:mine", "--workers", "2", "--out", "run", "--json", cwd=folder)
    found = json.loads(first.stdout)
    assert (first.returncode, found["word"], found["vacuous"]) == (0, "CONFIRMED(0.99)", "upheld")
    assert float(found["e_gen_upper"]) < 0.35 < 0.6 < float(found["e_unif_alg_lower"])
    again = own("mine:mine", "--workers", "1", "--out", "run", "--json", cwd=folder)
    assert again.stdout == first.stdout
    serial = own("mine:mine", "--workers", "1", "--out", "serial", "--json", cwd=folder)
    assert json.loads(serial.stdout)["records"] == found["records"]
    other = own("mine:mine", "--delta", "0.3", "--out", "run", cwd=folder)  # a second look at the same records
    assert "CONFIRMED(0.98)" in other.stdout and "1 earlier look" in other.stdout
    (folder / "mine.py").write_text(MODULE + "\n# edited\n")
    assert "other parameters (source" in own("mine:mine", "--out", "run", cwd=folder).stderr


def test_a_wrong_partner_is_refuted_with_status_1(folder: Path) -> None:
    found = own("mine:relabelled", "--workers", "2", cwd=folder)
    assert found.returncode == 1 and "REFUTED" in found.stdout and "nothing is certified" in found.stdout


def test_sigterm_to_the_command_and_its_workers_is_one_line_and_records_stay(folder: Path) -> None:
    (folder / "begun").mkdir()
    command = [sys.executable, "-m", "uccheck", "experiment", "own", "mine:sleeps", "--workers", "2", "--out", "run"]
    process = subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True, start_new_session=True)
    records = folder / "run" / "records.jsonl"
    for _ in range(2400):
        if records.exists() and records.read_bytes().count(b"\n"):
            break
        time.sleep(0.05)
    kept = records.read_bytes()
    os.killpg(process.pid, signal.SIGTERM)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 143
    assert re.fullmatch(
        r"uccheck experiment own: interrupted; records: \d, checkpoints: 0, in run; the same command goes on from there\n", said
    )
    assert records.read_bytes().startswith(kept)


def test_a_model_that_looks_up_what_draw_gave_is_refused(folder: Path) -> None:
    """In one process it was CONFIRMED with e_gen near 0, for labels that nobody can predict."""
    found = own("mine:looks_up", "--workers", "1", "--out", "run", cwd=folder)
    assert found.returncode == 2 and "fitted again in a process of its own it changed" in found.stderr
    assert found.stderr.count("\n") == 1


def test_misuse_is_one_line(folder: Path) -> None:
    for arguments, says in (
        (["mine"], "module:object"),
        (["nothing:mine"], "cannot be imported (ModuleNotFoundError"),
        (["mine:number"], "is int, not an OwnModel"),
        (["mine:nothing"], "the module mine has no object nothing"),
        (["mine:broken"], "NaN for"),
        (["mine:exits"], "fit failed with SystemExit"),
        (["leaves:mine"], "cannot be imported (SystemExit"),
        (["mine:mine", "--replicates", "19"], "give --replicates 20"),
        (["mine:mine", "--guard-pairs", "1"], "exceeds its level"),
    ):
        found = own(*arguments, cwd=folder)
        assert found.returncode == 2 and says in found.stderr and found.stderr.count("\n") == 1 and not found.stdout


def test_torch_is_not_loaded_for_a_model_without_it(folder: Path) -> None:
    code = "import sys; sys.path.insert(0, '.'); import torch_bridge.commands.own as o; from pathlib import Path; "
    code += "from torch_bridge.runs.own import named; named('mine:mine', Path()).load(); assert 'torch' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], cwd=folder, check=True)


TENSORS = """
import numpy as np
import torch

from uccheck.counterexample.models import OwnModel

SEEN = set()


def draw(n, rng):
    y = rng.integers(0, 2, n)
    x = np.column_stack([2 * (2 * y - 1) / np.sqrt(10), rng.normal(0, np.sqrt(32 / 400), (n, 400))])
    return torch.from_numpy(x), torch.from_numpy(y)


class Linear(torch.nn.Module):
    def __init__(self, w):
        super().__init__()
        self.w, self.drop = w, torch.nn.Dropout(0.5)

    def forward(self, x):
        assert x.device == self.w.device
        return torch.stack([-self.drop(x) @ self.w, self.drop(x) @ self.w], 1)


def fit(x, y, seed):
    return Linear((2 * y - 1).to(x) @ x)


def flip(x, y):
    return torch.cat([x[:, :1], -x[:, 1:]], 1), y


mine = OwnModel(draw=draw, fit=fit, partner=flip, m=10, n_test=1000, trivial="1/2")
"""


@pytest.mark.slow
def test_a_model_on_a_device_has_the_counts_that_it_has_here(folder: Path) -> None:
    """torch's second name for the processor goes the whole way of a device; it is never mixed with records of another."""
    (folder / "tensors.py").write_text(TENSORS)
    here, there = (
        json.loads(own("tensors:mine", "--workers", "1", *more, "--json", cwd=folder).stdout) for more in ((), ("--device", "cpu:0"))
    )
    assert there["parameters"].pop("device") == "cpu:0" and there["parameters"] == here["parameters"]
    assert there["records"] == here["records"] and there["word"] == "CONFIRMED(0.99)"


def test_a_device_that_is_not_there_or_has_nothing_to_move_is_one_line(folder: Path) -> None:
    for arguments, says in (
        (["mine:mine", "--device", "cpu:0"], "moves tensors of torch, and draw gives ndarray"),
        (["mine:mine", "--device", "gpu"], "torch cannot use the device 'gpu'"),
        (["mine:mine", "--device", "meta"], "torch cannot use the device 'meta'"),
        (["mine:mine", "--device", "cpu:0", "--cluster", "127.0.0.1:1"], "exclude each other"),
    ):
        found = own(*arguments, cwd=folder)
        assert found.returncode == 2 and says in found.stderr and found.stderr.count("\n") == 1
