"""What the programs of tests/facts.toml share: exit statuses, numbers in words, and the value of a formula as a page prints it."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

from tests.theory_page import value

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
