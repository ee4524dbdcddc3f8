"""What sentences of the documents are decided by: exit statuses, numbers in words, formulas as a page prints them, names of the source."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from tests.theory_page import value

ROOT = Path(__file__).resolve().parents[1]
_CODE = re.compile(r"`([^`\n]+)`")
_DOTTED, _PATH = (
    re.compile(r"\b(?:uccheck|torch_bridge)(?:\.\w+)+"),
    re.compile(r"\b(?:tests|proofs|uccheck|torch_bridge|examples|docs)/[\w/.*-]+\b"),
)
WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def spelled(number: int) -> str:
    """A number in words up to twelve, in digits beyond."""
    return WORDS[number] if number < len(WORDS) else str(number)


def statuses() -> dict[str, int]:
    """How commands end: the constants of the command line, which for audits must be what its engine says."""
    from uccheck import cli
    from uccheck.audit.engine import INVALID, exit_status

    def audited(verdict: str, expected: bool) -> int:
        return exit_status([SimpleNamespace(verdict=verdict, as_expected=expected)])  # type: ignore[list-item]

    assert (audited("REFUTED", True), audited("PROVED", False)) == (cli.OK, cli.NOT_UPHELD)
    return {"upheld": cli.OK, "refuted": cli.NOT_UPHELD, "misuse": cli.MISUSE, "malformed": audited(INVALID, True),
        "interrupted": cli.INTERRUPTED, "terminated": cli.TERMINATED}  # fmt: skip


def at(formula: str, **numbers: float) -> float:
    """A formula of docs/bounds.md at numbers: `4LH` is a product, S stands for `prod s`, and sums over layers are numbers of their own."""
    text = re.sub(r"\b(\d*)([LHP]{2})\b", lambda found: " ".join(filter(None, [found[1], *found[2]])), formula.replace("prod s", "S"))
    made: Any = value(text, numbers)
    return float(made)


def unfound(text: str) -> list[str]:
    """Names in code that lead nowhere: dotted names of the two packages, and paths from the root of the project."""
    codes = " ".join(_CODE.findall(text))
    paths = [path for path in _PATH.findall(codes) if not any(ROOT.glob(path))]
    return [*(name for name in dict.fromkeys(_DOTTED.findall(codes)) if not _leads(name)), *dict.fromkeys(paths)]


def _leads(name: str) -> bool:
    parts = name.split(".")
    for known in range(len(parts), 0, -1):
        try:
            found: Any = importlib.import_module(".".join(parts[:known]))
        except ModuleNotFoundError:
            continue
        for part in parts[known:]:
            if not hasattr(found, part):
                return False
            found = getattr(found, part)
        return True
    return False
