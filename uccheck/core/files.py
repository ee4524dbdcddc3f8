"""The one atomic writer: a file is written whole or not at all, and never changes the mode of the folder that holds it."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

from uccheck.core.errors import InvalidFile

_WRITTEN: list[Path] = []  # by this process; what an interrupt or a refusal may say is kept


def written() -> tuple[Path, ...]:
    """The files that this process has written whole, in order, each once."""
    return tuple(dict.fromkeys(_WRITTEN))


def write_text(path: Path, text: str) -> None:
    """Write a whole text file or nothing.  Raises: InvalidFile when the folder is missing or cannot be written, or the path is no file."""
    write_bytes(path, text.encode())


def write_bytes(path: Path, data: bytes, *, durably: bool = True) -> None:
    """Write a whole file or nothing, aside and renamed; `durably` survives a power cut too.

    Raises: InvalidFile when the folder is missing or cannot be written, or the path is no regular file; what was there stays.
    """
    if path.exists() and not stat.S_ISREG(path.stat().st_mode):
        raise InvalidFile(f"cannot write {path}: it is no regular file; choose another path")
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as problem:
        raise InvalidFile(f"cannot write {path}: {problem.strerror}; choose another path") from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            if durably:
                os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
        _WRITTEN.append(path)
    except OSError as problem:
        raise InvalidFile(f"cannot write {path}: {problem.strerror}; choose another path") from None
    finally:
        Path(name).unlink(missing_ok=True)
