"""What uses what, as a picture: a band for every section, a box with a name for every statement, an arrow from what is used to its user.

Glossary
    Box      a statement at (x, y), its left upper corner, of a width that its name needs
    Arrow    a cubic from the lower edge of what is used to the upper edge of its user; arrows that follow from others are left out
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from uccheck.article.graph import draw

WIDTH = 930
_HEIGHT, _GAP, _ROW, _TITLE, _LETTER = 24, 10, 58, 30, 6.7


@dataclass(frozen=True)
class Box:
    """A statement's box."""

    id: str
    x: float
    y: float
    width: float

    @property
    def middle(self) -> float:
        """The x of its middle."""
        return self.x + self.width / 2


@dataclass(frozen=True)
class Band:
    """A section's title and where it starts and ends."""

    title: str
    top: float
    bottom: float


@dataclass(frozen=True)
class Arrow:
    """An edge with the path that draws it."""

    used: str
    user: str
    path: str


@dataclass(frozen=True)
class DependencyPicture:
    """The whole picture."""

    boxes: tuple[Box, ...]
    bands: tuple[Band, ...]
    arrows: tuple[Arrow, ...]
    height: float


def network(sections: Sequence[tuple[str, Sequence[str]]], uses: Mapping[str, tuple[str, ...]]) -> DependencyPicture:
    """The picture of the statements, section by section; `uses` lists each after those that it uses."""
    drawing = draw(uses)
    level = {node.id: node.y for node in drawing.nodes}
    rows, bands, y = _rows(sections, level)
    place = {box.id: box for row in rows for box in row}
    for sweep in range(12):
        for row in rows if sweep % 2 else rows[::-1]:
            for box in _settled(row, place, uses):
                place[box.id] = box
    arrows = tuple(Arrow(used, user, _path(place[used], place[user])) for used, user in drawing.edges)
    return DependencyPicture(tuple(place[name] for name in uses), tuple(bands), arrows, y)


def _rows(sections: Sequence[tuple[str, Sequence[str]]], level: Mapping[str, int]) -> tuple[list[list[Box]], list[Band], float]:
    """Boxes in rows that fit the width: within a section by level, so that its own arrows point down."""
    rows: list[list[Box]] = []
    bands, y = [], 0.0
    for title, names in sections:
        top, y = y, y + _TITLE
        row: list[Box] = []
        for name in sorted(names, key=lambda name: level[name]):
            box = Box(name, 0, y, _LETTER * len(name) + 16)
            if row and (level[row[0].id] != level[name] or sum(b.width + _GAP for b in row) + box.width > WIDTH):
                rows.append(row)
                row, y = [], y + _ROW
            row.append(replace(box, y=y))
        rows.append(row)
        y += _ROW
        bands.append(Band(title, top, y - _ROW + _HEIGHT + 14))
    return [_spread(row, [box.id for box in row]) for row in rows], bands, y


def _settled(row: list[Box], place: Mapping[str, Box], uses: Mapping[str, tuple[str, ...]]) -> list[Box]:
    """The row in the order of the middles of its neighbours, each box as near to them as its fellows allow."""
    wanted = {box.id: _wanted(box.id, place, uses) for box in row}
    ordered = sorted((place[box.id] for box in row), key=lambda box: wanted[box.id])
    lefts = _packed([wanted[box.id] - box.width / 2 for box in ordered], [box.width for box in ordered])
    ends = [WIDTH - wanted[box.id] - box.width / 2 for box in reversed(ordered)]
    rights = _packed(ends, [box.width for box in reversed(ordered)])[::-1]
    places = [(left + WIDTH - right - box.width) / 2 for box, left, right in zip(ordered, lefts, rights, strict=True)]
    return [replace(box, x=x) for box, x in zip(ordered, places, strict=True)]


def _packed(wanted: Sequence[float], widths: Sequence[float]) -> list[float]:
    """Each box at its wish or right after the one before it, and none so far right that the rest do not fit.

    The mean of this and of its mirror image, where each is right before the next, keeps the boxes apart and leans to no side.
    """
    rest = sum(widths) + _GAP * (len(widths) - 1)
    placed, free = [], 0.0
    for wish, width in zip(wanted, widths, strict=True):
        placed.append(min(max(wish, free), WIDTH - rest))
        free = placed[-1] + width + _GAP
        rest -= width + _GAP
    return placed


def _wanted(name: str, place: Mapping[str, Box], uses: Mapping[str, tuple[str, ...]]) -> float:
    near = [place[other].middle for other in uses[name] if other in place]
    near += [place[other].middle for other, used in uses.items() if name in used]
    return sum(near) / len(near) if near else place[name].middle


def _spread(row: list[Box], order: list[str]) -> list[Box]:
    free = (WIDTH - sum(box.width for box in row)) / (len(row) + 1)
    left, placed = free, []
    for box in sorted(row, key=lambda box: order.index(box.id)):
        placed.append(replace(box, x=left))
        left += box.width + free
    return placed


def _path(used: Box, user: Box) -> str:
    """From below what is used to above its user; where the user stands higher or beside it, round from the side that faces it."""
    down = user.y > used.y
    start, end = (used.y + _HEIGHT, user.y) if down else (used.y, user.y + _HEIGHT)
    bend = max(18.0, abs(end - start) * 0.4) * (1 if down else -1)
    tip = end - 5 if down else end + 5
    near, far = f"{used.middle:.0f}", f"{user.middle:.0f}"
    return f"M{near} {start:.0f}C{near} {start + bend:.0f} {far} {tip - bend:.0f} {far} {tip:.0f}"
