"""Words of regular expressions that decide nothing: each is put out of a copy of its module, and a test must see the difference."""

from __future__ import annotations

import ast
import re
import sys
import types
from collections.abc import Callable, Iterator
from pathlib import Path

_WORD = re.compile(r"(?<![A-Za-z\\])[A-Za-z]{2,}")


def patterns(tree: ast.Module) -> Iterator[tuple[ast.Constant, re.Match[str]]]:
    """The words of each regular expression of a module, but for those of its classes of characters."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.search(r"\\|\|", node.value) and "\n" not in node.value:
            classes = [range(*found.span()) for found in re.finditer(r"\[[^\]]*\]", node.value)]
            yield from ((node, word) for word in _WORD.finditer(node.value) if not any(word.start() in taken for taken in classes))


def idle(module: types.ModuleType, is_seen: Callable[[str, types.ModuleType], bool]) -> list[str]:
    """The words whose loss nobody sees, as they stand in their pattern."""
    assert module.__file__ is not None
    text = Path(module.__file__).read_text()
    count = len(list(patterns(ast.parse(text))))
    assert count > 20, "a module of patterns has words"
    lost = []
    for number in range(count):
        tree = ast.parse(text)
        node, word = list(patterns(tree))[number]
        whole = str(node.value)
        node.value = f"{whole[: word.start()]}qqq{whole[word.end() :]}"
        changed = types.ModuleType(module.__name__)
        changed.__file__ = module.__file__
        kept = sys.modules[module.__name__]
        sys.modules[module.__name__] = changed  # where a dataclass looks for its module
        try:
            exec(compile(tree, module.__name__, "exec"), changed.__dict__)
        finally:
            sys.modules[module.__name__] = kept
        if not is_seen(word[0], changed):
            lost.append(whole[max(0, word.start() - 12) : word.end() + 12])
    return lost
