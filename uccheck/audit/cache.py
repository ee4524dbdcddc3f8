"""A cache of decisions keyed by their content: the claim, what it speaks of, and the kit that decided it.

What is kept carries a seal, so that a hand that edits the file is noticed and the claim decided anew; whoever can compute the seal can
also forge it, and therefore a report names the cache among what is trusted for every decision that was taken from it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
from functools import cache as once
from importlib.resources import files
from pathlib import Path
from types import TracebackType
from typing import Any

from uccheck.core.errors import InvalidFile


@once
def kit_hash() -> str:
    """A hash of every source and data file of the kit: another kit decides anew."""
    digest = hashlib.sha256()
    root = Path(str(files("uccheck")))
    for path in sorted(p for p in root.rglob("*") if p.suffix in (".py", ".toml", ".json")):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


#: Fields of a claim that no decision depends on.
APART = ("id", "says", "source", "speaks_of", "decided_on", "expect")


class Cache:
    """Decisions in one SQLite file.  Raises InvalidFile where it cannot be used."""

    def __init__(self, path: Path) -> None:
        try:
            self.connection = sqlite3.connect(path, timeout=10)
            self.connection.execute("CREATE TABLE IF NOT EXISTS kept (key TEXT PRIMARY KEY, answer TEXT NOT NULL, seal TEXT NOT NULL)")
            self.connection.execute("SELECT key, answer, seal FROM kept LIMIT 0")
        except sqlite3.Error as problem:
            raise InvalidFile(f"cannot use {path} as a cache: {problem}; name another file") from None

    def __enter__(self) -> Cache:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.connection.close()

    def key(self, table: dict[str, Any], context: dict[str, Any]) -> str:
        """The content that the decision depends on; what is only printed is not of it."""
        said = {k: v for k, v in table.items() if k not in APART}
        text = json.dumps([said, context, kit_hash()], sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()

    def get(self, key: str) -> dict[str, Any] | None:
        """The kept answer, or None where there is none or its seal is broken."""
        try:
            row = self.connection.execute("SELECT answer, seal FROM kept WHERE key = ?", (key,)).fetchone()
        except sqlite3.Error:  # damaged after it was opened
            return None
        if row is None or not isinstance(row[0], str) or row[1] != _seal(key, row[0]):
            return None
        answer: dict[str, Any] = json.loads(row[0])
        return answer

    def put(self, key: str, answer: dict[str, Any]) -> None:
        """Keep a decision; one that ran out of time is not kept, since more time may decide it."""
        if answer["verdict"] == "INCONCLUSIVE" and not answer["needs"]:
            return
        text = json.dumps(answer)
        with contextlib.suppress(sqlite3.Error), self.connection:  # a full or locked disk costs the next run its time, and no verdict
            self.connection.execute("INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", (key, text, _seal(key, text)))


def _seal(key: str, answer: str) -> str:
    return hashlib.sha256(f"{key}\n{answer}".encode()).hexdigest()
