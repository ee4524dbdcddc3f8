"""SIGTERM breaks into a command as Ctrl-C does; work that saves itself is asked first; a worker that is idle ends by itself."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from uccheck.core.processes import uninterrupted
from uccheck.core.stopping import Stopped, asked, breakable, end_worker, saving, stop, terminable


@pytest.fixture
def worker() -> Iterator[None]:
    """The answer of a worker process, in this one; as a command ends, it forgets that the end was asked for."""
    with terminable():
        before = signal.signal(signal.SIGTERM, end_worker)
        yield
        signal.signal(signal.SIGTERM, before)


def test_sigterm_is_an_interrupt_of_a_command_and_of_nothing_else() -> None:
    with pytest.raises(KeyboardInterrupt) as came, terminable():
        signal.raise_signal(signal.SIGTERM)
    assert came.type is Stopped and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL and not asked()
    before = signal.signal(signal.SIGTERM, signal.SIG_IGN)  # as nohup sets it, or a program that we are part of
    with terminable():
        signal.raise_signal(signal.SIGTERM)
    assert signal.signal(signal.SIGTERM, before) is signal.SIG_IGN


def test_work_that_saves_itself_is_asked_once_and_the_next_does_not_begin() -> None:
    done = []
    with terminable():
        with pytest.raises(Stopped), saving():
            signal.raise_signal(signal.SIGTERM)
            done.append(asked())
            stop()
        with pytest.raises(Stopped), saving():
            done.append("more")
    with pytest.raises(Stopped), terminable(), saving():
        signal.raise_signal(signal.SIGTERM)
        done.append("saving")
        signal.raise_signal(signal.SIGTERM)
        done.append("never")
    assert done == [True, "saving"]


@pytest.mark.usefixtures("worker")
def test_a_task_is_broken_off_and_the_next_one_does_not_begin() -> None:
    with pytest.raises(Stopped), breakable():
        signal.raise_signal(signal.SIGTERM)
    with pytest.raises(Stopped), breakable():
        pytest.fail("it began")


@pytest.mark.usefixtures("worker")
def test_the_signals_of_the_group_and_of_the_parent_are_one() -> None:
    done = []
    with pytest.raises(Stopped), breakable(), saving():
        signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(signal.SIGTERM)
        done.append("saved")
        stop()
    assert done


def test_an_idle_worker_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    from uccheck.core import stopping

    monkeypatch.setattr(stopping._State, "asked", False)
    before = signal.signal(signal.SIGTERM, end_worker)
    try:
        with pytest.raises(SystemExit) as end:
            signal.raise_signal(signal.SIGTERM)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert end.value.code == 143


def test_sigterm_waits_for_the_end_of_a_block_too() -> None:
    done = []
    with pytest.raises(Stopped), terminable(), uninterrupted():
        signal.raise_signal(signal.SIGTERM)
        done.append("the rest of the block")
    assert done
