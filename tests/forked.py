"""`uccheck` in a process of its own, forked from one that has loaded the kit: what `python -m uccheck` does, without loading it each time.

The server is a process of this file that takes one call a line and forks for each; it ends with the tests' process. How the command starts
from nothing is for tests that run `python -m uccheck` themselves.
"""

from __future__ import annotations

import atexit
import contextlib
import importlib
import json
import os
import pkgutil
import select
import signal
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

ROOT = Path(__file__).resolve().parents[1]


def uccheck(
    *arguments: str,
    package: str = "uccheck",
    cwd: Path = ROOT,
    stdin: str = "",
    stdout: str = "",
    merged: bool = False,
    timeout: float = 300,
    **environment: str,
) -> subprocess.CompletedProcess[str]:
    """What a call of `uccheck` prints, on both streams as one where they are merged, and its exit status.

    `package`: what its process has loaded, torch_bridge with torch where it may be asked for; `stdout`: a device to print to.
    Raises: subprocess.TimeoutExpired; ChildProcessError where the server ended, what it said being on the tests' own error stream.
    """
    words = ["uccheck", *arguments]
    with tempfile.TemporaryDirectory() as scratch:
        given, out, err = (Path(scratch, name) for name in ("in", "out", "err"))
        for path, text in ((given, stdin), (out, ""), (err, "")):
            path.write_text(text)
        paths = [str(given), stdout or str(out), str(out if merged else err)]
        asked = {"argv": words, "cwd": str(cwd), "environment": {**os.environ, **environment}, "streams": paths}
        status = _ask(_server(package), asked, timeout)
        return subprocess.CompletedProcess(words, status, out.read_text(), err.read_text())


@cache
def _server(package: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.forked", package]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    server = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    atexit.register(_end, server)
    return server


def _ask(server: subprocess.Popen[str], asked: dict[str, Any], timeout: float) -> int:
    assert server.stdin is not None and server.stdout is not None
    with contextlib.suppress(BrokenPipeError):  # of a server that has ended: there is no answer to read then
        server.stdin.write(json.dumps(asked) + "\n")
        server.stdin.flush()
    if not select.select([server.stdout], [], [], timeout)[0]:
        _end(server)
        _server.cache_clear()
        raise subprocess.TimeoutExpired(asked["argv"], timeout)
    answer = server.stdout.readline()
    if not answer:
        _end(server)
        _server.cache_clear()
        raise ChildProcessError(f"the server of {' '.join(asked['argv'])} ended without an answer")
    return int(answer)


def _end(server: subprocess.Popen[str]) -> None:
    """The server and what it forked."""
    with server:  # closes its pipes
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGKILL)


def _serve(package: str) -> None:
    """Load the package, then answer each line with the exit status of its call."""
    _load(package)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _run(**json.loads(line))
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


def _load(package: str) -> None:
    """Every module; of the kit the statements too, which each process would build anew."""
    found = importlib.import_module(package)
    for module in pkgutil.walk_packages(found.__path__, f"{package}."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    if package == "uccheck":
        importlib.import_module("uccheck.rules.catalogue").load()


def _run(argv: list[str], cwd: str, environment: dict[str, str], streams: list[str]) -> NoReturn:
    """The call, in the forked process: its words, folder, environment and streams are those of a new one."""
    modes = (os.O_RDONLY, *[os.O_WRONLY | os.O_APPEND | os.O_NOCTTY] * 2)
    for number, (path, mode) in enumerate(zip(streams, modes, strict=True)):
        os.dup2(os.open(path, mode), number)
    sys.stdin, sys.stdout = open(0, closefd=False), open(1, "w", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", buffering=1, errors="backslashreplace", closefd=False)  # noqa: SIM115
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv, sys.path[0] = argv, cwd
    from uccheck.__main__ import main

    main()  # its SystemExit ends the process as it would end another, with all that is to be done at exit


if __name__ == "__main__":
    _serve(sys.argv[1])
