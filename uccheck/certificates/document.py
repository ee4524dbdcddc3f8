"""Certificates as documents: trees in canonical JSON with a hash over everything; `check` believes nothing that stands in one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from uccheck.certificates.tree import Node

FORMAT, VERSION = "uccheck-tree", 2


def document(roots: Sequence[Node]) -> dict[str, Any]:
    """The certificate of these trees, ready for `json.dumps`."""
    content = {"format": FORMAT, "version": VERSION, "roots": [root.record() for root in roots]}
    return {**content, "sha256": hashlib.sha256(canonical(content)).hexdigest()}


def canonical(content: object) -> bytes:
    """The bytes that are hashed: keys sorted, no spaces, ASCII."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()
