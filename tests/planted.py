"""python -m tests.planted [WORD ...]: errors chosen by hand, each planted in a copy of the project and caught by a named test.

tests/planted.toml lists them: the file, the text that is replaced, what the error would mean, and the test that kills it.
With words, only errors whose room, file or sentence contains one of them. Exit status 1 if an error is not caught.
"""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIST = ROOT / "tests" / "planted.toml"
_COPIED = ("uccheck", "torch_bridge", "tests", "proofs", "docs", "examples")
_FILES = ("pyproject.toml", "README.md", "CITATION.cff", "CHANGELOG.md", "LICENSE", "action.yml", ".pre-commit-hooks.yaml")


@dataclass(frozen=True)
class Planted:
    """One error: `find` becomes `replace` in `file`; `killed_by` is the pytest address that must fail."""

    room: str
    file: str
    find: str
    replace: str
    error: str
    killed_by: str

    def problem(self) -> str | None:
        """Why the error cannot be planted in today's text, or None."""
        count = (ROOT / self.file).read_text().count(self.find)
        if count != 1:
            return f"{self.file} holds the text {self.find!r} {count} times, not once: mend tests/planted.toml"
        path, _, name = self.killed_by.partition("::")
        if f"def {name.partition('[')[0]}(" not in (ROOT / path).read_text():
            return f"{self.killed_by} does not exist: mend tests/planted.toml"
        return None


def planted(path: Path = LIST) -> list[Planted]:
    """The list."""
    return [Planted(**row) for row in tomllib.loads(path.read_text())["planted"]]


@contextmanager
def copy_of_the_project() -> Iterator[Path]:
    """A folder with the kit, its tests and its documents, without what was compiled."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in _COPIED:
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", "*.vo*", "*.glob", "*.aux"))
        for name in _FILES:
            shutil.copy(ROOT / name, copy / name)
        yield copy


def _limited(seconds: int) -> None:
    """A limit on processor time, so that a busy machine fails no test; what hangs is stopped."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))


def passes(copy: Path, test: str, *, seconds: int = 300) -> bool:
    """Whether a test passes in the copy, within so much processor time.

    Raises: RuntimeError if it did not run: neither passed nor failed, or waited for ever.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    environment = {**kept, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1", "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", test]
    try:
        done = subprocess.run(
            command, cwd=copy, env=environment, capture_output=True, text=True, timeout=20 * seconds, check=False,
            preexec_fn=partial(_limited, seconds),
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise RuntimeError(f"{test} did not end, though its processor time is limited") from None
    if done.returncode not in (0, 1, -signal.SIGXCPU) and "error" not in done.stdout.lower():
        raise RuntimeError(f"{test} did not run: {done.stdout[-500:]}{done.stderr[-500:]}")
    return done.returncode == 0


def is_caught(error: Planted, copy: Path) -> bool:
    """Plant one error in the copy, run its test, take the error out again."""
    file = copy / error.file
    right = file.read_text()
    file.write_text(right.replace(error.find, error.replace))
    try:
        return not passes(copy, error.killed_by)
    finally:
        file.write_text(right)


def main(words: list[str]) -> int:
    chosen = [e for e in planted() if not words or any(w in f"{e.room} {e.file} {e.error}" for w in words)]
    failures = 0
    with copy_of_the_project() as copy:
        for test in dict.fromkeys(error.killed_by for error in chosen):
            if not passes(copy, test):
                print(f"FAILS WITHOUT AN ERROR  {test}", flush=True)
                failures += 1
        for error in chosen:
            caught = error.problem() is None and is_caught(error, copy)
            failures += not caught
            print(f"{'caught  ' if caught else 'SURVIVED'}  {error.room}: {error.error}  [{error.killed_by}]", flush=True)
    print(f"{len(chosen)} errors planted, {failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
