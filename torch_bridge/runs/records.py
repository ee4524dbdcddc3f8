"""Records and checkpoints that survive kill -9: append-only JSON lines, and tensors written aside and renamed.

Glossary
    run directory   `run.json` (the parameters and their fingerprint), `records.jsonl`, `checkpoints/KEY.safetensors`.
    key             the name of one piece of work of the run, e.g. `m1024-r3`; it has one record or one checkpoint.
    fingerprint     SHA-256 of the parameters as canonical JSON: a directory or a checkpoint of others is refused.
    keeper          saves checkpoints of one training, and not more often than it may.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from uccheck.core.errors import InvalidFile
from uccheck.core.files import write_bytes
from uccheck.core.stopping import asked, saving, stop

if TYPE_CHECKING:
    from torch import Tensor

Record = dict[str, Any]

#: 1: biases started on +-sqrt(3/out), and a plan's statement was part of its parameters. 2: this one.
FORMAT = 2

#: Seconds between two checkpoints of one training; a kill loses no more than that, plus one epoch.
CHECKPOINT_SECONDS = 20.0
#: A checkpoint that takes t seconds to write is followed by at least this many times t without one.
CHECKPOINT_SHARE = 20


def fingerprint(parameters: Mapping[str, Any]) -> str:
    """SHA-256 of the parameters as JSON with sorted keys."""
    return hashlib.sha256(_canonical(parameters).encode()).hexdigest()


def versions() -> dict[str, str]:
    """The versions that a result depends on."""
    from importlib.metadata import version
    from platform import python_version

    packages = ("uccheck", "torch", "numpy", "scipy")
    return {"python": python_version()} | {name: version(name) for name in packages}


@dataclass(frozen=True)
class Checkpoint:
    """The tensors after `epoch` whole epochs, and a note of whoever saved them."""

    epoch: int
    tensors: dict[str, Tensor]
    note: str


@dataclass(frozen=True)
class RunDirectory:
    """Records and checkpoints of one run; open it with `open_run`."""

    path: Path
    fingerprint: str
    every: float = CHECKPOINT_SECONDS

    @property
    def _records(self) -> Path:
        return self.path / "records.jsonl"

    def records(self) -> dict[str, Record]:
        """Every finished record by its key; a last line cut off by a crash is ignored."""
        if not self._records.exists():
            return {}
        lines = self._records.read_bytes().split(b"\n")[:-1]  # what follows the last newline was cut off
        found = (self._parsed(line, number) for number, line in enumerate(lines, 1))
        return {record["key"]: record for record in found}

    def append(self, key: str, record: Record) -> None:
        """Add a finished record durably, then drop its checkpoint.

        Raises: InvalidFile if the disk refuses; earlier records stay readable.
        """
        line = json.dumps({"key": key, **record}, sort_keys=True).encode() + b"\n"
        try:
            with open(self._records, "ab") as stream:
                _cut_to(stream.fileno(), self._whole_lines())
                stream.write(line)
                stream.flush()
                os.fsync(stream.fileno())
        except OSError as error:
            raise InvalidFile(f"cannot write {self._records}: {error.strerror}") from error
        self.forget(key)

    def forget(self, key: str) -> None:
        """Remove the checkpoint of `key`, if there is one."""
        self._checkpoint(key).unlink(missing_ok=True)

    def save(self, key: str, epoch: int, tensors: Mapping[str, Tensor], note: str = "") -> None:
        """Replace the checkpoint of `key` atomically: a killed process leaves the old one or the new one."""
        from safetensors.torch import save

        about = {"fingerprint": self.fingerprint, "key": key, "epoch": str(epoch), "note": note}
        write_bytes(self._checkpoint(key), save(dict(tensors), metadata=about), durably=False)

    def load(self, key: str) -> Checkpoint | None:
        """The checkpoint of `key`, or None if there is none.

        Raises: InvalidFile for a checkpoint of other parameters or a damaged one.
        """
        from safetensors import SafetensorError, safe_open

        path = self._checkpoint(key)
        if not path.exists():
            return None
        try:
            with safe_open(path, framework="pt") as stored:
                about = stored.metadata() or {}
                tensors = {name: stored.get_tensor(name) for name in stored.keys()}  # noqa: SIM118 - not a mapping
        except (SafetensorError, OSError) as error:
            raise InvalidFile(f"{path} is no readable checkpoint ({error}): remove it to start anew") from error
        if about.get("fingerprint") != self.fingerprint or about.get("key") != key:
            raise InvalidFile(f"{path} is a checkpoint of other parameters: remove it, or give another --out")
        return Checkpoint(int(about["epoch"]), tensors, about["note"])

    def _checkpoint(self, key: str) -> Path:
        return self.path / "checkpoints" / f"{key}.safetensors"

    def _whole_lines(self) -> int:
        return self._records.read_bytes().rfind(b"\n") + 1

    def _parsed(self, line: bytes, number: int) -> Record:
        try:
            record = json.loads(line)
            record["key"]
        except (ValueError, TypeError, KeyError) as error:
            raise InvalidFile(f"{self._records}, line {number}, is not a record: remove the line or the file") from error
        return dict(record)


class Keeper:
    """Checkpoints of the training `key`, at most every `directory.every` seconds; none without a directory."""

    def __init__(self, directory: RunDirectory | None, key: str) -> None:
        self._directory, self._key = directory, key
        self._next = time.monotonic() + (0.0 if directory is None else directory.every)

    def load(self) -> Checkpoint | None:
        """The checkpoint to go on from, if there is one."""
        return None if self._directory is None else self._directory.load(self._key)

    def due(self) -> bool:
        """Whether a checkpoint may be written now: it is time, or SIGTERM asked for the end."""
        return self._directory is not None and (asked() or time.monotonic() >= self._next)

    @contextmanager
    def training(self) -> Iterator[None]:
        """Within, SIGTERM is answered by the next checkpoint.  Raises: Stopped after it."""
        with saving() if self._directory is not None else nullcontext():
            yield

    def save(self, epoch: int, tensors: Mapping[str, Tensor], note: str = "") -> None:
        """Write a checkpoint; the next is not due before its share of the time has passed.  Raises: Stopped where the end was asked for."""
        assert self._directory is not None
        started = time.monotonic()
        self._directory.save(self._key, epoch, tensors, note)
        ended = time.monotonic()
        self._next = ended + max(self._directory.every, CHECKPOINT_SHARE * (ended - started))
        stop()


def open_run(path: Path, parameters: Mapping[str, Any], every: float = CHECKPOINT_SECONDS) -> RunDirectory:
    """Make or reopen the directory of the run with these parameters.

    Raises: InvalidFile if it holds a run of another version or of other parameters (it names the first that differs), or
    cannot be used.
    """
    run = RunDirectory(path, fingerprint(parameters), every)
    head = path / "run.json"
    try:
        (path / "checkpoints").mkdir(parents=True, exist_ok=True)
        if not head.exists():
            about = {"format": FORMAT, "fingerprint": run.fingerprint, "parameters": dict(parameters)}
            write_bytes(head, json.dumps(about, indent=1, sort_keys=True).encode() + b"\n")
        found = head.read_bytes()
    except OSError as error:
        raise InvalidFile(f"cannot use {path} for records: {error.strerror}") from error
    try:
        stored = json.loads(found)
    except ValueError as error:
        raise InvalidFile(f"{head} is not JSON: give another --out") from error
    if stored.get("format") != FORMAT:
        raise InvalidFile(f"{path} holds a run of format {stored.get('format')}, and this version writes {FORMAT}: give another --out")
    if stored.get("fingerprint") != run.fingerprint:
        raise InvalidFile(f"{path} holds a run of other parameters ({_difference(stored, parameters)}): give another --out")
    return run


def _cut_to(descriptor: int, length: int) -> None:
    """Drop what a crash left after the last whole line, so that the next line starts a line."""
    os.ftruncate(descriptor, length)


def _canonical(parameters: Mapping[str, Any]) -> str:
    return json.dumps(parameters, sort_keys=True, separators=(",", ":"))


def _difference(stored: Mapping[str, Any], parameters: Mapping[str, Any]) -> str:
    theirs, ours = stored.get("parameters", {}), json.loads(_canonical(parameters))
    names = sorted(n for n in {*theirs, *ours} if theirs.get(n) != ours.get(n))
    if not names:
        return "its head was edited"
    return f"{names[0]} = {theirs.get(names[0])} there, {ours.get(names[0])} here"
