"""The record of a quantity: a function of named arguments."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Quantity:
    """name(args): a real number of [low, high] (None: unbounded); @name in `tex` stands for the argument of that name."""

    name: str
    args: tuple[str, ...]
    tex: str
    words: str
    low: int | None = 0
    high: int | None = 1
    rests_on: tuple[str, ...] | None = None

    @property
    def has_enclosure(self) -> bool:
        """Whether balls enclose it at exact arguments; otherwise rules alone speak of it."""
        return self.rests_on is not None
