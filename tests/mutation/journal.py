"""The fates found so far, kept as they become known, so that a run that was broken off goes on where it stopped.

One file a room and text of the kit and of the room's tests together: a fate is never read back for another text.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from . import engine
from .operators import Mutant
from .rooms import Room


@dataclass(frozen=True)
class Journal:
    """Lines of a mutant's digest and its fate."""

    path: Path

    @classmethod
    def of(cls, room: Room) -> Journal:
        """The journal of today's text of a room."""
        return cls(Path(tempfile.gettempdir()) / f"uccheck-fates-{engine.fingerprint(room)}.txt")

    def known(self) -> dict[str, str]:
        """Digest -> fate; a line that was cut off is left out."""
        lines = self.path.read_text().splitlines() if self.path.exists() else []
        return {parts[0]: parts[1] for line in lines if len(parts := line.split()) == 3}

    def add(self, mutant: Mutant, fate: str) -> None:
        """Keep one fate."""
        with self.path.open("a") as file:
            file.write(f"{_digest(mutant)} {fate} .\n")


def fates(room: Room, wanted: list[Mutant], *, workers: int) -> Iterator[tuple[Mutant, str]]:
    """(mutant, fate): those of the journal first, then the others as they become known."""
    journal = Journal.of(room)
    known = journal.known()
    yield from ((m, known[_digest(m)]) for m in wanted if _digest(m) in known)
    if waiting := [m for m in wanted if _digest(m) not in known]:
        for mutant, fate in engine.fates(waiting, engine.reaches(room), workers=workers):
            journal.add(mutant, fate)
            yield mutant, fate


def _digest(mutant: Mutant) -> str:
    return sha256(f"{mutant.module}\0{mutant.source}".encode()).hexdigest()
