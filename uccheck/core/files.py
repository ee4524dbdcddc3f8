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


def require_writable(path: Path, option: str = "path") -> None:
    """Nothing if a file can be written there: to be asked before any work is done for it.

    Raises: InvalidFile for a directory, a device, a stream of this command, and where the folder is missing or closed to us.
    """
    try:
        folder = path.resolve().parent  # a link is followed to where the bytes go
    except (OSError, RuntimeError):
        raise InvalidFile(f"cannot write {path}: it is a link that leads round in a circle; choose another {option}") from None
    if path.is_dir():
        raise InvalidFile(f"cannot write {path}: it is a directory; name a file in it, such as {path / 'result'}")
    if not folder.is_dir():
        missing = folder if path.is_symlink() else path.parent
        raise InvalidFile(f"cannot write {path}: the directory {missing} does not exist; make it or choose another {option}")
    if fault := unwritable(path):
        raise InvalidFile(f"cannot write {path}: {fault}; choose another {option}")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise InvalidFile(f"cannot write {path}: the directory {folder} is closed to writing; choose another {option}")


def unwritable(path: Path) -> str | None:
    """Why a file cannot take this name: a directory or a device stands there, or a stream of this process; None where it can."""
    try:
        there = path.stat()
    except FileNotFoundError:
        return None
    except OSError as problem:
        return str(problem.strerror)
    if not stat.S_ISREG(there.st_mode):
        return "it is no regular file"
    streams = {0: "input", 1: "output", 2: "error"}
    return next((f"it is the standard {name} of this command" for number, name in streams.items() if _open_at(number, there)), None)


def _open_at(number: int, there: os.stat_result) -> bool:
    """Whether the descriptor is open on that very file; to give its name to another would lose what the stream carries."""
    try:
        return os.path.samestat(os.fstat(number), there)
    except OSError:
        return False


class Aside:
    """A file that is written aside, piece by piece, and renamed when it is closed without an error.

    Raises: InvalidFile as `write_bytes` does.
    """

    def __init__(self, path: Path, *, durably: bool = True) -> None:
        self.path, self._durably = path, durably
        if fault := unwritable(path):
            raise InvalidFile(f"cannot write {path}: {fault}; choose another path")
        self._place = path.resolve()  # a link stays one, and what it names is written
        try:
            handle, name = tempfile.mkstemp(dir=self._place.parent, prefix=f".{self._place.name}.")
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
            self._name.replace(self._place)
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
