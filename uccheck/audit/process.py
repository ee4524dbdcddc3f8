"""The process that decides claims, seen from outside: a claim that outlives its limit takes it with it, never the audit."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from uccheck.core.errors import InvalidParameter

STARTUP_ALLOWANCE = 120.0
LOADING_ALLOWANCE = 10.0  # libraries are loaded with the first claim of a kind; that is not the claim's time
MORE_IN_ALL = "a longer --total, or fewer claims, would decide it"


class Worker:
    """A child process that decides claims, replaced whenever a claim exceeds its time or kills it."""

    def __init__(self, limit: float, *, module: str = "uccheck.audit.worker") -> None:
        self.limit, self.module = limit, module
        self.process: subprocess.Popen[str] | None = None
        self.answers: queue.Queue[str] = queue.Queue()
        self.loaded: set[Any] = set()

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *problem: object) -> None:
        self.stop()

    def decide(self, table: dict[str, Any], context: dict[str, Any] | None = None, *, left: float = 3600.0) -> dict[str, Any]:
        """The decision on one claim as JSON data; INCONCLUSIVE where the limit, the total or the process gave out.

        What the process takes to start and to load its libraries is no time of the claim, and is time of the total.
        """
        end = time.monotonic() + left
        if left > 0 and (self.process is None or self.process.poll() is not None):
            self.start()
        left = end - time.monotonic()
        if left <= 0:
            return _gave_up(f"the total time of this audit was spent before it; {MORE_IN_ALL}")
        kind = table.get("kind")
        limit = min(self.limit, left)
        allowed = min(limit + (1 if kind in self.loaded else 1 + LOADING_ALLOWANCE), left)
        line = self._ask(json.dumps({"claim": table, "limit": limit, "context": context or {}}), allowed)
        if line:
            self.loaded.add(kind)
            answer: dict[str, Any] = json.loads(line)
            return answer
        timed_out = line is None
        self.stop()
        if timed_out and allowed == left:
            return _gave_up(f"the total time of this audit ended while it was decided; {MORE_IN_ALL}")
        if timed_out:
            mend = "a longer --limit, a machine with less to do, or a simpler claim would decide it"
            return _gave_up(f"not decided within {self.limit:g} seconds by the clock; {mend}")
        return _gave_up("the process that decided it ended early (memory or a fault in a library); a simpler claim may do")

    def start(self) -> None:
        """Start the child and wait until it has loaded."""
        root = str(Path(__file__).resolve().parents[2])
        path = os.pathsep.join(p for p in (root, os.environ.get("PYTHONPATH", "")) if p)
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", self.module],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="utf-8",
            env={**os.environ, "PYTHONPATH": path, "OMP_NUM_THREADS": "1"},
        )  # fmt: skip
        self.answers, self.loaded = queue.Queue(), set()
        threading.Thread(target=_pump, args=(self.process, self.answers.put), daemon=True).start()
        if not self._ask("", STARTUP_ALLOWANCE):
            self.stop()
            raise InvalidParameter(f"the deciding process does not start: {sys.executable} -P -m {self.module}")

    def stop(self) -> None:
        """End the child, however busy it is."""
        if self.process is None:
            return
        self.process.kill()
        self.process.wait()
        if self.process.stdin:
            with_pipe(self.process.stdin.close)
        self.process = None

    def _ask(self, line: str, timeout: float) -> str | None:
        """The next line of the child; None after `timeout`, "" if it ended."""
        assert self.process is not None and self.process.stdin is not None
        if line and not with_pipe(lambda: _send(self.process, line)):
            return ""
        try:
            return self.answers.get(timeout=timeout)
        except queue.Empty:
            return None


def _send(process: subprocess.Popen[str] | None, line: str) -> None:
    assert process is not None and process.stdin is not None
    process.stdin.write(line + "\n")
    process.stdin.flush()


def with_pipe(action: Callable[[], None]) -> bool:
    """Do something to a pipe that may be broken; whether it worked."""
    try:
        action()
    except (BrokenPipeError, OSError):
        return False
    return True


def _pump(process: subprocess.Popen[str], put: Callable[[str], None]) -> None:
    """Hand every line of the child over; an empty one when it ends."""
    assert process.stdout is not None
    with process.stdout as lines:
        for line in lines:
            put(line)
    put("")


def _gave_up(detail: str) -> dict[str, Any]:
    return {
        "verdict": "INCONCLUSIVE",
        "kind": "none",
        "detail": detail,
        "evidence": [],
        "trusts": [],
        "given": [],
        "needs": [],
        "alpha": "0",
        "explain": [],
    }
