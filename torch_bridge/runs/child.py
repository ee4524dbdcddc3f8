"""A task in a process of its own: (task, directory) pickled on stdin, its record and seconds pickled on stdout."""

from __future__ import annotations

import os
import pickle
import sys
import threading
import time
from typing import Any

from torch_bridge.runs.runner import timed
from uccheck.core.errors import UccheckError


def main() -> None:
    """Run the task; a checkpoint directory that is not this run's, seen from here, is not used."""
    threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
    task, directory = pickle.loads(sys.stdin.buffer.read())
    out, sys.stdout = sys.stdout.buffer, sys.stderr  # what a task prints must not enter the answer
    usable = directory if (directory.path / "run.json").exists() else None
    answer: Any
    try:
        answer = timed(task, usable, None)
    except UccheckError as error:
        answer = error
    out.write(pickle.dumps(answer))
    out.flush()


def _end_with_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.2)
    os._exit(1)


if __name__ == "__main__":
    main()
