"""The record of a quantity: a function of named arguments."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Quantity:
    """name(args): a real number of [low, high] (None: unbounded); @name in `tex` stands for the argument of that name.

    `rests_on` names the statements that its enclosure rests on; without them no balls enclose it, and rules alone speak of it.
    """

    name: str
    args: tuple[str, ...]
    tex: str
    words: str
    low: int | None = 0
    high: int | None = 1
    rests_on: tuple[str, ...] | None = None
