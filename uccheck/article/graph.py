"""The dependency graph of the statements: levels, an order within levels that shortens edges, and reduced edges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class GraphNode:
    """A statement at column `x` in [0, 1] of level `y` (0 at the top: what uses nothing)."""

    id: str
    x: float
    y: int


@dataclass(frozen=True)
class Drawing:
    """Nodes, the edges (used, user) without those that follow from others, and the number of levels."""

    nodes: tuple[GraphNode, ...]
    edges: tuple[tuple[str, str], ...]
    levels: int


def draw(uses: Mapping[str, tuple[str, ...]]) -> Drawing:
    """A layered drawing; `uses` lists each statement after those that it uses."""
    level: dict[str, int] = {}
    for name, used in uses.items():
        level[name] = 1 + max((level[other] for other in used if other in level), default=-1)
    rows: dict[int, list[str]] = {}
    for name in uses:
        rows.setdefault(level[name], []).append(name)
    place = _places(rows)
    for _ in range(8):
        for row in rows.values():
            row.sort(key=lambda name: _barycentre(name, uses, place))
            place = _places(rows)
    nodes = tuple(GraphNode(name, place[name], level[name]) for name in uses)
    return Drawing(nodes, tuple(_reduced(uses)), len(rows))


def _places(rows: Mapping[int, list[str]]) -> dict[str, float]:
    return {name: (index + 0.5) / len(row) for row in rows.values() for index, name in enumerate(row)}


def _barycentre(name: str, uses: Mapping[str, tuple[str, ...]], place: Mapping[str, float]) -> float:
    near = [place[other] for other in uses[name] if other in place]
    near += [place[other] for other, used in uses.items() if name in used]
    return sum(near) / len(near) if near else place[name]


def _reduced(uses: Mapping[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    """Edges that are not implied by a longer path."""
    reach: dict[str, set[str]] = {}
    for name, used in uses.items():
        reach[name] = set(used) | {far for other in used for far in reach.get(other, set())}
    return [
        (other, name)
        for name, used in uses.items()
        for other in used
        if other in uses and not any(other in reach.get(third, set()) for third in used if third != other)
    ]
