"""The one pool: the environment of its processes, and their end when the caller fails."""

from __future__ import annotations

import os
import signal
import time

import pytest

from uccheck.core import processes
from uccheck.core.processes import process_pool, stoppable_pool, uninterrupted


@pytest.fixture(autouse=True)
def fixture_a_server_that_began_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    """It gives these pools no process, nor do they begin one of their settings for the tests after them."""
    monkeypatch.setattr(processes._Server, "settings", {"OPENBLAS_CORETYPE": "another"})


def sees(name: str) -> str | None:
    return os.environ.get(name)


def test_processes_have_one_thread_and_the_settings_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    with stoppable_pool(1, settings={"OPENBLAS_CORETYPE": "Prescott"}) as pool:
        assert pool.submit(sees, "OPENBLAS_CORETYPE").result() == "Prescott"
        assert pool.submit(sees, "OMP_NUM_THREADS").result() == "1"
    assert os.environ["OMP_NUM_THREADS"] == "7" and os.environ.get("OPENBLAS_CORETYPE") != "Prescott"


def test_an_error_stops_long_work_at_once() -> None:
    started = time.monotonic()
    with pytest.raises(KeyError), stoppable_pool(2, settings={}) as pool:
        for _ in range(3):
            pool.submit(time.sleep, 60)
        raise KeyError
    assert time.monotonic() - started < 20


def test_without_an_error_what_was_submitted_is_done() -> None:
    with stoppable_pool(1, settings={}) as pool:
        futures = [pool.submit(pow, 2, k) for k in range(5)]
    assert [future.result() for future in futures] == [1, 2, 4, 8, 16]
    with process_pool(1) as none:
        assert none is None


def test_an_interrupt_waits_for_the_end_of_a_block() -> None:
    done = []
    with pytest.raises(KeyboardInterrupt), uninterrupted():
        signal.raise_signal(signal.SIGINT)
        done.append("the rest of the block")
    assert done
    with uninterrupted():
        done.append("a quiet block")
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
