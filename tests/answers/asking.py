"""What the finders of the answers are asked: an inquiry at numbers as they are written."""

from __future__ import annotations

from fractions import Fraction

from uccheck.answers.finders import Inquiry
from uccheck.answers.proposals import Setting
from uccheck.certificates.tree import Work


def inquiry(m: int, D: int, delta: str | Fraction, gamma: str = "0", s: str | int = 4, b: str | int = 32) -> Inquiry:
    """With work of its own."""
    return Inquiry(Setting(*map(Fraction, (m, D, s, b, gamma, delta))), Work())
