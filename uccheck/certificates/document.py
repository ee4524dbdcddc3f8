"""Certificates: canonical JSON with every number exact, the steps with their lemmas, and a content hash.

A certificate holds what was found; `check` holds what a certificate must say, and believes nothing in here.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from uccheck.core.errors import InvalidFile
from uccheck.core.exact import as_written

FORMAT, VERSION = "uccheck-certificate", 1


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """The claim, the steps that establish it and what they trust; numbers are int, Fraction or exact decimal strings."""

    claim: Mapping[str, int | Fraction]
    theorem: str
    steps: Sequence[Mapping[str, Any]]
    conclusion: Mapping[str, Fraction]
    trusts: Sequence[str]

    def content(self) -> dict[str, Any]:
        """The certificate without its hash, as JSON values."""
        return {
            "format": FORMAT,
            "version": VERSION,
            "claim": {key: as_written(value) for key, value in self.claim.items()},
            "theorem": self.theorem,
            "steps": [_plain(step) for step in self.steps],
            "conclusion": {key: as_written(value) for key, value in self.conclusion.items()},
            "trusts": list(self.trusts),
        }

    def document(self) -> dict[str, Any]:
        """The certificate with its hash, ready for `json.dumps`."""
        content = self.content()
        return {**content, "sha256": hashlib.sha256(canonical(content)).hexdigest()}


def canonical(content: object) -> bytes:
    """The bytes that are hashed: keys sorted, no spaces, UTF-8."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def write_text(path: Path, text: str) -> None:
    """Write a whole file or nothing.

    Raises: InvalidFile when the folder is missing or cannot be written.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as problem:
        raise InvalidFile(f"cannot write {path}: {problem.strerror}; choose another path") from None
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except OSError as problem:
        Path(name).unlink(missing_ok=True)
        raise InvalidFile(f"cannot write {path}: {problem.strerror}; choose another path") from None


def _plain(step: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value if isinstance(value, str) else as_written(value) for key, value in step.items()}
