"""The checker's integrals at plain numbers."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from uccheck.certificates.check_integrals import Integrals


def integrals(*numbers: Any) -> Integrals:
    return Integrals(*(Fraction(v) for v in numbers))
