"""What a diagram says of one m: between which values of D each half turns, gathered while the cells go by.

Glossary
    panel      the numbers besides m and D, in the linear setting (s, b, gamma, delta, epsilon)
    Column     the verdicts over D at one m of one panel, and where they turn
    turn       (the largest D refuted, the least D from which on all is certified)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from uccheck.diagram.place import Cell

Panel = tuple[Any, ...]
#: A half or the whole: how each is read off a cell.
QUESTIONS = ("e_gen", "e_unif_alg", "both")


@dataclass(frozen=True)
class Column:
    """One m of one panel; `words` holds, for each D in rising order, the initials of the verdicts on QUESTIONS."""

    panel: Panel
    m: int
    D: tuple[int, ...]
    words: tuple[str, ...]

    def turn(self, question: str) -> tuple[int | None, int | None]:
        """(the largest D refuted, the least D from which on all is certified), on this grid; nothing is claimed between its points."""
        at = QUESTIONS.index(question)
        count = next((k for k, word in enumerate(reversed(self.words)) if word[at] != "C"), len(self.words))
        first = self.D[len(self.D) - count] if count else None
        refuted = [D for D, word in zip(self.D, self.words, strict=True) if word[at] == "R"]
        return max(refuted, default=None), first


class Gathering:
    """Verdicts that come m by m, gathered into columns; no more than one m is held at a time."""

    def __init__(self) -> None:
        self._panels: dict[Panel, dict[int, str]] = {}
        self._m: int | None = None

    def add(self, panel: Panel, m: int, D: int, words: Iterable[str]) -> Iterator[Column]:
        """Take the verdicts on QUESTIONS at a point; the columns of the last m, if it begins another."""
        done = list(self.rest()) if m != self._m else []
        self._m = m
        self._panels.setdefault(panel, {})[D] = "".join(word[0] for word in words)
        yield from done

    def add_cell(self, cell: Cell) -> Iterator[Column]:
        """Take a cell of the linear setting."""
        return self.add(panel_of(cell), cell.m, cell.D, (*cell.halves.values(), cell.verdict))

    def rest(self) -> Iterator[Column]:
        """The columns of the m at hand, which is then done with."""
        panels, self._panels = self._panels, {}
        for panel, words in panels.items() if self._m is not None else ():
            dimensions = tuple(sorted(words))
            yield Column(panel, self._m or 0, dimensions, tuple(words[D] for D in dimensions))


def columns(cells: Iterable[Cell]) -> Iterator[Column]:
    """The columns of cells that come m by m."""
    gathering = Gathering()
    for cell in cells:
        yield from gathering.add_cell(cell)
    yield from gathering.rest()


def panel_of(cell: Cell) -> Panel:
    """The panel that a cell belongs to."""
    return cell.s, cell.b, cell.gamma, cell.delta, cell.epsilon
