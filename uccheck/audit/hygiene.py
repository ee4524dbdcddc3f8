"""What comes from a claim file is printed as one clean line: no terminal escapes, no direction marks, no absolute paths."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path


def clean(text: str) -> str:
    """`text` on one line, without control, format, private and unassigned characters (ESC, U+202E and the like)."""
    return " ".join("".join(" " if unicodedata.category(c)[0] == "C" else c for c in text).split())


def displayed(path: Path, under: Path | None = None) -> str:
    """A path as reports show it: relative to the current directory where it lies inside, never absolute.

    `under` is the directory that was named, if the file was found in one.
    """
    whole, kit = Path(os.path.abspath(path)), Path(__file__).resolve().parents[1]
    bases = [Path.cwd(), *([kit.parent] if whole.is_relative_to(kit) else []), *([Path(os.path.abspath(under)).parent] if under else [])]
    found = next((whole.relative_to(base) for base in bases if whole.is_relative_to(base)), None)
    return clean(found.as_posix() if found is not None else whole.name)
