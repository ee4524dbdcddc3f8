"""Enclosures of normal and chi-square tails as pairs of Fractions: the one place where the deciders meet `flint`."""

from __future__ import annotations

from fractions import Fraction

from flint import arb, ctx

from uccheck.balls import ball as ball
from uccheck.expressions.intervals import bounded

Pair = tuple[Fraction, Fraction]
ZERO, ONE = Fraction(0), Fraction(1)


def normal_upper(at: Fraction, bits: int = 128) -> Pair:
    """Bounds of P(N(0, 1) > at)."""
    with ctx.workprec(bits):
        return bounded((ball(at) / arb(2).sqrt()).erfc() / 2, ZERO, ONE)


def chi2(df: int, side: str, at: Fraction, bits: int = 128) -> Pair:
    """Bounds of P(chi2_df > at) (upper) or P(chi2_df < at) (lower)."""
    if at <= 0:
        return (ONE, ONE) if side == "upper" else (ZERO, ZERO)
    with ctx.workprec(bits):
        x = ball(at) / 2
        found = x.gamma_upper(arb(df) / 2, 1) if side == "upper" else x.gamma_lower(arb(df) / 2, 1)
        low, high = bounded(found, ZERO, ONE)
        other = x.gamma_lower(arb(df) / 2, 1) if side == "upper" else x.gamma_upper(arb(df) / 2, 1)
        below, above = bounded(other, ZERO, ONE)
    return max(low, 1 - above), min(high, 1 - below)  # near 1 the complement is the sharper of the two
