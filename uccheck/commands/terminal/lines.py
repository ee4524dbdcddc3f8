"""What a terminal is shown: lines broken between words at its width, verdicts in colour; a pipe gets the text as it is.

Glossary
    Terminal   stands for stdout while a command runs on a terminal: whole lines are shown as soon as they are complete
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO

_COLOURS = {"32": "PROVED|CERTIFIED|CONFIRMED|ACCEPTED", "31": "REFUTED|REFUSED|INVALID", "33": "INCONCLUSIVE|MEASURED|ARGUED|OUT-OF-SCOPE"}
_WORDS = re.compile("|".join(rf"\b(?:{words})\b" for words in _COLOURS.values()))
_LABEL = re.compile(r"\s*(?:% )?(?:[a-z][\w' -]{0,14}: +)?")


class Terminal:
    """A text stream that breaks what is written into lines of the terminal's width; what it does not define is the stream's own."""

    def __init__(self, stream: TextIO, *, width: int, colour: bool) -> None:
        self._stream, self._width, self._colour, self._line = stream, width, colour, ""

    def write(self, text: str) -> int:
        """Show every line that is complete and keep the rest."""
        *whole, self._line = (self._line + text).split("\n")
        for line in whole:
            self._stream.write(self._shown(line) + "\n")
        return len(text)

    def flush(self) -> None:
        """Show what was kept too."""
        line, self._line = self._line, ""
        self._stream.write(self._shown(line))
        self._stream.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def _shown(self, line: str) -> str:
        if "\x1b" in line or line.lstrip().startswith(("{", "[", '"')):  # drawn already, or JSON, which is for programs
            return line
        broken = folded(line, self._width)
        return _WORDS.sub(_painted, broken) if self._colour else broken


def folded(line: str, width: int) -> str:
    """The line broken between words; what follows is indented to where the text behind a label begins."""
    if len(line) <= width:
        return line
    label = _LABEL.match(line)
    start = "" if label is None else label[0]
    rest = start if start.strip() == "%" else "%" + " " * (len(start) - 1) if start.startswith("% ") else " " * max(len(start), 2)
    whole = textwrap.TextWrapper(width, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False, replace_whitespace=False)
    return "\n".join(whole.wrap(line))


def _painted(word: re.Match[str]) -> str:
    code = next(code for code, words in _COLOURS.items() if re.fullmatch(words, word[0]))
    return f"\x1b[{code}m{word[0]}\x1b[0m"


@contextmanager
def stdout_for_people() -> Iterator[None]:
    """Within it, stdout is a `Terminal` if it is a terminal at all; colours unless NO_COLOR is set or the terminal is dumb."""
    stream = sys.stdout
    if stream is None or not stream.isatty():
        yield
        return
    colour = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    shown = Terminal(stream, width=shutil.get_terminal_size().columns, colour=colour)
    sys.stdout = shown
    try:
        yield
        shown.flush()
    finally:
        sys.stdout = stream


@contextmanager
def whole_words() -> Iterator[None]:
    """Within it, help texts break at spaces alone: a name such as e_unif-alg stays on one line."""
    usual = textwrap.TextWrapper.wordsep_re
    textwrap.TextWrapper.wordsep_re = textwrap.TextWrapper.wordsep_simple_re
    try:
        yield
    finally:
        textwrap.TextWrapper.wordsep_re = usual
