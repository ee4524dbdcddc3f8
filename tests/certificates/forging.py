"""Documents of every rule, and what a forger can compute too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from uccheck.certificates.check import digest

DOCUMENTS = {
    "B": (1000, 400_000, "0.05", "0.01"),
    "simplex": (1000, 400_000, "0.52", "0.01"),
    "signs": (1000, 400_000, "0.9", "0.01"),
    "correlated": (1000, 349_399, "0.9", "0.01"),
    "refuted": (20, 900, "0.1", "0.01"),
}


Document = dict[str, Any]


def signed(document: Document) -> Document:
    """The document with the hash that its content has: a forger can compute it too."""
    return {**document, "sha256": digest(document)}


def _objects(node: Any) -> Iterator[dict[str, Any]]:
    yield node
    for premise in node["premises"]:
        yield from _objects(premise)


def rehashed(*roots: Any) -> Document:
    return signed({"format": "uccheck-tree", "version": 2, "roots": list(roots), "sha256": ""})
