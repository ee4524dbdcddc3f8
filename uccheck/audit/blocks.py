"""The uccheck blocks of a Markdown text: fences whose info string names the kit, outside HTML comments.

Glossary
    blocks  (lines before the block, its text) of each block, or a `Lost` one: what was written as a block and would not be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

FENCE = re.compile(r"( {0,3})(`{3,}|~{3,})\s*([^`]*)")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_STRAY = re.compile(r"^\W*(`{3,}|~{3,})\s*uccheck\b")


@dataclass(frozen=True)
class Lost:
    """A block that would not be read: its line, and why."""

    line: int
    reason: str


def blocks(text: str) -> Iterator[tuple[int, str] | Lost]:
    """(lines before the block, its text) of every ```uccheck block; fences that open nothing are reported."""
    lines = _without_comments(text).split("\n")
    fence, start, ours = "", 0, False
    for index, line in enumerate(lines):
        match = FENCE.fullmatch(line)
        if fence:
            closing = match is not None and not match[3].strip() and match[2].startswith(fence) and line.strip() == match[2]
            if closing:
                if ours:
                    yield start, "\n".join(lines[start:index])
                fence = ""
        elif match is not None:
            fence, start, ours = match[2], index + 1, ours_named(match[3])
        elif _STRAY.match(line):
            yield Lost(index + 1, "a uccheck block inside a quotation or a list is not read; move it to the margin")
    if fence and ours:
        yield Lost(start, f"the block that opens here is never closed; end it with {fence}")


def ours_named(info: str) -> bool:
    """Whether an info string names the kit: `uccheck`, `toml uccheck`, `{.toml .uccheck}`."""
    return "uccheck" in re.findall(r"[a-z0-9_-]+", info.lower())


def _without_comments(text: str) -> str:
    """The text with HTML comments blanked, line for line, except inside fences; what is commented out is not claimed."""
    result: list[tuple[int, int]] = []
    open_fence = ""
    position = 0
    for line in text.split("\n"):
        match = FENCE.fullmatch(line)
        if open_fence:
            if match is not None and match[2].startswith(open_fence) and not match[3].strip():
                open_fence = ""
        elif match is not None and not any(a <= position < b for a, b in result):
            open_fence = match[2]
        elif (start := line.find("<!--")) >= 0 and not any(a <= position + start < b for a, b in result):
            found = _COMMENT.match(text, position + start)
            result.append((position + start, found.end() if found else len(text)))
        position += len(line) + 1
    for a, b in result:
        text = text[:a] + re.sub(r"[^\n]", " ", text[a:b]) + text[b:]
    return text
