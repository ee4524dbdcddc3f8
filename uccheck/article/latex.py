"""A real run of pdflatex, and what its log complains of."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from uccheck.core.errors import InvalidFile


@dataclass(frozen=True)
class Compiled:
    """The PDF and what the log complains of: errors, undefined references, boxes overfull by more than 5pt."""

    pdf: bytes
    complaints: tuple[str, ...]


def compiled(source: str, beside: Mapping[str, str] | None = None) -> Compiled:
    """Run pdflatex until references settle; `beside` are files that the source inputs, by name.

    Raises: MissingTool without pdflatex; InvalidFile when TeX stops at an error.
    """
    from uccheck.core.programs import need

    program = need("pdflatex")
    with tempfile.TemporaryDirectory() as folder:
        for name, text in {**(beside or {}), "article.tex": source}.items():
            (Path(folder) / name).write_text(text, encoding="utf-8")
        log = ""
        for _ in range(4):
            done = subprocess.run(
                [program, "-interaction=nonstopmode", "-halt-on-error", "article.tex"],
                cwd=folder, capture_output=True, timeout=300, check=False,
            )  # fmt: skip
            log = (Path(folder) / "article.log").read_text(encoding="utf-8", errors="replace")
            if done.returncode != 0:
                raise InvalidFile(f"pdflatex stops: {next((v for v in log.splitlines() if v.startswith('!')), 'no message')}")
            if "Rerun to get" not in log and "Label(s) may have changed" not in log:
                break
        return Compiled((Path(folder) / "article.pdf").read_bytes(), complaints(log))


def complaints(log: str) -> tuple[str, ...]:
    """Lines of a TeX log that a reader of the page would see: errors, undefined or doubled references, overfull boxes over 5pt."""
    words = ("undefined", "multiply defined", "multiply-defined")
    found = [line for line in log.splitlines() if line.startswith("!") or ("Warning" in line and any(word in line for word in words))]
    for match in re.finditer(r"Overfull \\hbox \(([\d.]+)pt too wide\).*", log):
        if float(match[1]) > 5:
            found.append(match[0])
    return tuple(found)
