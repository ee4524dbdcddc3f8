"""A plan on a real dask cluster of this machine, one of two workers killed in the middle: the records of a serial run."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import forked

pytest.importorskip("distributed")

PLAN = ["--d", "50", "--width", "300", "--stop-margin", "10", "--n-test", "500", "--m", "300,600", "--replicates", "4"]
PLAN += ["--halves", "lower", "--delta", "0.05", "--no-pictures", "--json"]


def _started(arguments: list[str], log: Path) -> subprocess.Popen[bytes]:
    with open(log, "wb") as stream:
        return subprocess.Popen([sys.executable, "-m", *arguments], stdout=stream, stderr=stream, cwd=log.parent, start_new_session=True)


def _until(condition: Any, seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and two worker processes; whatever is left of them is killed."""
    told = tmp_path / "scheduler.json"
    options = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(told)]
    processes = [_started(["distributed.cli.dask_scheduler", *options], tmp_path / "scheduler.log")]
    try:
        _until(told.exists)
        address = json.loads(told.read_text())["address"]
        mine = ["distributed.cli.dask_worker", address, "--nthreads", "1", "--no-dashboard", "--no-nanny"]
        workers = [_started([*mine, "--name", str(i)], tmp_path / f"worker{i}.log") for i in range(2)]
        processes += workers
        _until(lambda: all("Registered to" in (tmp_path / f"worker{i}.log").read_text() for i in range(2)))
        yield address, workers
    finally:
        for process in processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def uccheck(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return forked.uccheck("experiment", "hypersphere", *PLAN, *arguments, package="torch_bridge", cwd=cwd)


@pytest.mark.slow
def test_a_cluster_that_loses_a_worker_gives_the_records_of_a_serial_run(
    tmp_path: Path, cluster: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    address, workers = cluster
    command = [sys.executable, "-m", "uccheck", "experiment", "hypersphere", *PLAN]
    options = ["--cluster", address, "--checkpoint-seconds", "0.1", "--out", "run"]
    process = subprocess.Popen([*command, *options], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    records = tmp_path / "run" / "records.jsonl"
    _until(lambda: records.exists() and len(records.read_text().splitlines()) >= 2)
    os.killpg(workers[0].pid, signal.SIGKILL)  # the worker and the task's process
    out, errors = process.communicate(timeout=500)
    assert process.returncode == 0, errors
    assert len(records.read_text().splitlines()) == 8
    serial = uccheck("--workers", "1", "--out", "serial", cwd=tmp_path)
    assert json.loads(out)["records"] == json.loads(serial.stdout)["records"]


@pytest.mark.slow
def test_a_cluster_without_workers_or_without_a_scheduler_is_one_line(
    tmp_path: Path, cluster: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    address, workers = cluster
    for worker in workers:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
    time.sleep(2)
    for where, says in ((address, "has no workers"), ("tcp://127.0.0.1:9", "no scheduler answers"), ("nowhere", "no scheduler answers")):
        found = uccheck("--cluster", where, "--out", "none", cwd=tmp_path)
        assert found.returncode == 2 and says in found.stderr and found.stderr.count("\n") == 1, found.stderr
        assert not (tmp_path / "none").exists()
