"""An embedded store of finished work: what was counted or decided survives an interrupt, a kill and a full disk.

One SQLite file holds any number of runs. A run is its canonical parameters (JSON text); a chunk of it is (position, n, k) and how many
of the n are undecided, a record is (position, text). Rows are only ever added.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from uccheck.core.errors import InvalidFile

_APPLICATION = 0x75636B32  # "uck2": says that a file is ours, and of this layout
_SCHEMA = """
CREATE TABLE IF NOT EXISTS run (id INTEGER PRIMARY KEY, parameters TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS chunk (
    run INTEGER NOT NULL REFERENCES run, position INTEGER NOT NULL, n INTEGER NOT NULL, k INTEGER NOT NULL, open INTEGER NOT NULL,
    PRIMARY KEY (run, position, n)
);
CREATE TABLE IF NOT EXISTS record (
    run INTEGER NOT NULL REFERENCES run, position INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY (run, position)
) WITHOUT ROWID;
"""


class Store:
    """The chunks and records of one run in the file `path`.

    Raises: InvalidFile if the file cannot be opened or written, or is not such a store.
    """

    def __init__(self, path: Path, parameters: str) -> None:
        self.path = path
        self.broken: str | None = None  # why writing stopped, once it has
        try:
            self._connection = sqlite3.connect(path, timeout=30)
        except sqlite3.Error as error:
            raise InvalidFile(f"cannot open {path} as a result store: {error}; name a file that can be made") from None
        try:
            self._run = self._open(parameters)
        except InvalidFile:
            self._connection.close()
            raise
        except sqlite3.Error as error:
            self._connection.close()
            raise InvalidFile(f"cannot use {path} as a result store: {error}; name a new file") from None

    def __enter__(self) -> Store:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._connection.close()

    def chunks(self) -> dict[tuple[int, int], tuple[int, int]]:
        """Every finished chunk: (position, n) -> k and how many are undecided."""
        try:
            rows = self._connection.execute("SELECT position, n, k, open FROM chunk WHERE run = ?", (self._run,)).fetchall()
        except sqlite3.Error as error:
            raise InvalidFile(f"cannot read {self.path}: {error}; name a new file") from None
        if any(min(k, undecided) < 0 or k + undecided > n for _, n, k, undecided in rows):
            raise InvalidFile(f"{self.path} holds a chunk with a count outside 0..n: it was altered; name a new file")
        return {(position, n): (k, undecided) for position, n, k, undecided in rows}

    def add(self, position: int, n: int, k: int, undecided: int = 0) -> None:
        """Keep a finished chunk. A failure to write (a full disk) is noted in `broken`, and nothing more is written."""
        self._insert("INSERT OR IGNORE INTO chunk VALUES (?, ?, ?, ?, ?)", [(self._run, position, n, k, undecided)])

    def keep(self, records: Mapping[int, str]) -> None:
        """Keep these records by position, all or none, as `add` does."""
        self._insert("INSERT OR IGNORE INTO record VALUES (?, ?, ?)", [(self._run, *record) for record in records.items()])

    def records(self, positions: Sequence[int]) -> dict[int, str]:
        """The kept records at these positions, as far as there are any; at most some hundred are asked for at once."""
        asked = f"SELECT position, text FROM record WHERE run = ? AND position IN ({','.join('?' * len(positions))})"
        try:
            return dict(self._connection.execute(asked, (self._run, *positions)))
        except sqlite3.Error as error:
            raise InvalidFile(f"cannot read {self.path}: {error}; name a new file") from None

    def _insert(self, sql: str, rows: Sequence[tuple[Any, ...]]) -> None:
        if self.broken is not None:
            return
        try:
            with self._connection:
                self._connection.executemany(sql, rows)
        except sqlite3.Error as error:
            self.broken = f"{self.path} is no longer written: {error}"

    def _open(self, parameters: str) -> int:
        connection = self._connection
        (mark,) = connection.execute("PRAGMA application_id").fetchone()
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if mark != _APPLICATION and tables:
            raise InvalidFile(f"{self.path} is a database of another program, or of an older layout: name a new file")
        # Write-ahead logging survives a killed process without an fsync a chunk.
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        with connection:
            connection.execute(f"PRAGMA application_id = {_APPLICATION}")
            connection.executescript(_SCHEMA)
            connection.execute("INSERT OR IGNORE INTO run (parameters) VALUES (?)", (parameters,))
        (found,) = connection.execute("SELECT id FROM run WHERE parameters = ?", (parameters,)).fetchone()
        return int(found)
