"""A function in a process of its own: nothing that happened in this one, but files, can reach it.

The child runs `main`: sys.path and (function, arguments) are pickled on its stdin, its answer on its stdout.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from uccheck.core.errors import MissingTool, UccheckError, first_line

T = TypeVar("T")

_START = "from uccheck.core.apart import main; main()"


class Unloadable(UccheckError):  # noqa: N818 - as in core.errors
    """The function or its arguments cannot be sent to another process: a lambda, say, or what `__main__` defines."""


def apart(function: Callable[..., T], *arguments: Any, settings: Mapping[str, str] | None = None) -> T:
    """function(*arguments), computed in a new process with these changes of the environment.

    Raises: Unloadable if it cannot be sent there; what the function raises, if that is an error of the house; MissingTool for a
    process that ends without an answer.
    """
    try:
        sent = pickle.dumps(sys.path) + pickle.dumps((function, arguments))
    except Exception as error:  # pickle raises PicklingError, AttributeError, TypeError, or what a __reduce__ raises
        raise Unloadable(first_line(error)) from error
    child = subprocess.run(
        [sys.executable, "-c", _START], input=sent, capture_output=True, env=os.environ | dict(settings or {}), check=False
    )
    if child.returncode != 0:
        lines = child.stderr.decode(errors="replace").strip().splitlines()
        raise MissingTool(f"a process of its own ended with status {child.returncode}: {lines[-1][:200] if lines else 'killed'}")
    answer: Any = pickle.loads(child.stdout)
    if isinstance(answer, UccheckError):
        raise answer
    value: T = answer[0]
    return value


def main() -> None:
    """Answer what stdin asks; what is printed meanwhile goes to stderr, so that it cannot enter the answer."""
    threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
    out, sys.stdout = sys.stdout.buffer, sys.stderr
    answer: Any
    try:
        sys.path[:] = pickle.load(sys.stdin.buffer)
        function, arguments = _loaded()
        answer = (function(*arguments),)
    except UccheckError as error:
        answer = error
    out.write(pickle.dumps(answer))
    out.flush()


def _loaded() -> tuple[Callable[..., Any], tuple[Any, ...]]:
    try:
        found: tuple[Callable[..., Any], tuple[Any, ...]] = pickle.load(sys.stdin.buffer)
    except (Exception, SystemExit) as error:  # loading imports modules, which may do anything
        raise Unloadable(first_line(error)) from error
    return found


def _end_with_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.2)
    os._exit(1)
