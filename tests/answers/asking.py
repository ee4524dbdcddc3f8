"""What the finders of the answers are asked: an inquiry at numbers as they are written."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from uccheck.answers.finders import Inquiry
from uccheck.answers.proposals import Setting
from uccheck.certificates.tree import Work
from uccheck.core.errors import InvalidParameter


def inquiry(m: int, D: int, delta: str | Fraction, gamma: str = "0", s: str | int = 4, b: str | int = 32) -> Inquiry:
    """With work of its own."""
    return Inquiry(Setting(*map(Fraction, (m, D, s, b, gamma, delta))), Work())


def require_taken(made: Callable[..., Any], refused: str | None, numbers: dict[str, Any]) -> None:
    """The instance of these numbers is made, or refused by a line that says so."""
    if refused is None:
        assert made(**numbers)
        return
    with pytest.raises(InvalidParameter, match=refused):
        made(**numbers)
