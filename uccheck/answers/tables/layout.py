"""How a table is written."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from enum import StrEnum


class Layout(StrEnum):
    """text is aligned for a terminal; latex is a tabular in the style of booktabs."""

    text = "text"
    csv = "csv"
    latex = "latex"
    markdown = "markdown"


def as_csv(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Comma-separated lines under a header."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return stream.getvalue()


def as_text(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Columns aligned to the right."""
    lines = [head, *rows]
    widths = [max(len(line[j]) for line in lines) for j in range(len(head))]
    return "".join("  ".join(text.rjust(width) for text, width in zip(line, widths, strict=True)) + "\n" for line in lines)


def as_markdown(head: Sequence[str], rows: Iterable[Sequence[str]], *, words: int = 0) -> str:
    """A Markdown table; the last `words` columns are aligned to the left."""
    rule = ["---:"] * (len(head) - words) + ["---"] * words
    return "".join("| " + " | ".join(line) + " |\n" for line in [head, rule, *rows])
