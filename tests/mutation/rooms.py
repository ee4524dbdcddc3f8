"""What is mutated, and what must notice: for each room its modules of formulas and its own fast killing tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .operators import Mutant, mutants

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Room:
    """Modules by their dotted names and the test files that must kill their mutants."""

    name: str
    modules: tuple[str, ...]
    tests: tuple[str, ...]

    def mutants(self) -> Iterator[Mutant]:
        """Every mutant of the room, module by module."""
        for module in self.modules:
            yield from mutants(module, path_of(module).read_text())


def path_of(module: str) -> Path:
    """The file of a module of this checkout."""
    return ROOT / (module.replace(".", "/") + ".py")


ROOMS = {
    room.name: room
    for room in (
        Room("core", ("uccheck.core.exact", "uccheck.core.verdict"), ("tests/core",)),
        Room(
            "expressions",
            ("uccheck.expressions.intervals", "uccheck.expressions.derivatives", "uccheck.expressions.branch_and_bound"),
            ("tests/expressions",),
        ),
        Room(
            "balls",
            tuple(f"uccheck.balls.{name}" for name in ("basic", "normal", "chi2", "extreme")),
            ("tests/balls",),
        ),
        Room(
            "linear",
            tuple(f"uccheck.linear.{name}" for name in ("setting", "law", "sample", "factors", "events")),
            tuple(f"tests/linear/test_{name}.py" for name in ("setting", "law", "sample", "small_m", "factors", "events")),
        ),
        Room(
            "statistics",
            tuple(f"uccheck.statistics.{name}" for name in ("binomial", "estimate", "sequential", "slopes")),
            ("tests/statistics",),
        ),
    )
}
