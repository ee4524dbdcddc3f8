"""The one atomic writer: a file is written whole or not at all, and never changes the mode of the folder that holds it.

Glossary
    Aside    a file that grows beside its name, and gets it at the end
"""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path
from types import TracebackType

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
    with Aside(path, durably=durably) as file:
        file.write(data)


class Aside:
    """A file that is written aside, piece by piece, and renamed when it is closed without an error.

    Raises: InvalidFile as `write_bytes` does.
    """

    def __init__(self, path: Path, *, durably: bool = True) -> None:
        self.path, self._durably = path, durably
        if path.exists() and not stat.S_ISREG(path.stat().st_mode):
            raise InvalidFile(f"cannot write {path}: it is no regular file; choose another path")
        try:
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        except OSError as problem:
            raise self._refused(problem) from None
        self._file, self._name = os.fdopen(handle, "wb"), Path(name)

    def __enter__(self) -> Aside:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close() if kind is None else self.drop()

    def write(self, data: bytes) -> None:
        """Add a piece."""
        try:
            self._file.write(data)
        except OSError as problem:
            self.drop()
            raise self._refused(problem) from None

    def close(self) -> None:
        """Give the file its name."""
        try:
            with self._file as file:
                file.flush()
                if self._durably:
                    os.fsync(file.fileno())
            self._name.chmod(0o644)
            self._name.replace(self.path)
            _WRITTEN.append(self.path)
        except OSError as problem:
            raise self._refused(problem) from None
        finally:
            self._name.unlink(missing_ok=True)

    def drop(self) -> None:
        """Leave what stood under the name."""
        with suppress(OSError):
            self._file.close()
        self._name.unlink(missing_ok=True)

    def _refused(self, problem: OSError) -> InvalidFile:
        return InvalidFile(f"cannot write {self.path}: {problem.strerror}; choose another path")
