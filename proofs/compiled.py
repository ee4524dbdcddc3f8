"""The folder of the kernel-checked core, and copies of it to spoil."""

from __future__ import annotations

import shutil
from pathlib import Path

COQ = Path(__file__).parent / "coq"


def copy_of(folder: Path, to: Path) -> Path:
    """The library, compiled or not, copied."""
    for path in folder.iterdir():
        if path.suffix in (".v", ".vo") or path.name == "_CoqProject":
            shutil.copy2(path, to)
    return to
