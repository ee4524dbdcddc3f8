"""A dimension given as a formula of the other numbers, such as `--D 8m` or `--D "64 m ln(1/epsilon)"`."""

from __future__ import annotations

import re
import sys


def dimension(D: str, m: str | None, **others: str | None) -> str:
    """D as a number: a formula in m and the other numbers given is rounded up, and echoed on stderr.

    Raises: InvalidParameter for a formula that has no value.
    """
    from uccheck.core.exact import exact
    from uccheck.expressions.sizes import is_formula, rounded_up

    if not is_formula(D):
        return D
    given = {"m": m, **others}
    found = rounded_up(D, "D", {name: exact(text, name) for name, text in given.items() if text is not None})
    print(f"uccheck: D = {' '.join(D.split())} = {found}, rounded up", file=sys.stderr)
    return str(found)


def epsilon_of_event(event: str, epsilon: str | None, D: str) -> str | None:
    """The epsilon of the event: an epsilon that only the formula of D asks for is none of an event that has none."""
    from uccheck.linear.setting import POPULATION_EVENTS

    return None if event not in POPULATION_EVENTS and re.search(r"\bepsilon\b", D) else epsilon
