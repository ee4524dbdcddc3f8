"""Named confidence intervals of a proportion, enclosed by balls, so that "this is the Wilson interval" is decided as it stands.

Glossary
    enclosed  (lower, upper) of the named method for k of n, each end as a pair of Fractions around it; None where balls do not reach.
"""

from __future__ import annotations

from fractions import Fraction

from flint import arb, ctx

from uccheck.audit.deciders.tails import Pair, ball
from uccheck.core.errors import InvalidParameter
from uccheck.expressions.intervals import bounded

BITS = 192
WIDE = Fraction(10)


def enclosed(method: str, k: int, n: int, level: Fraction) -> tuple[Pair, Pair] | None:
    """Rigorous enclosures of both ends, which may lie outside [0, 1]; None for the methods that are not closed formulas."""
    with ctx.workprec(BITS):
        z = arb(2).sqrt() * ball(level).erfinv()
        if not z.is_finite():
            raise InvalidParameter(f"the level {level} is too close to 1")
        found = _ends(method, ball(k), ball(n), z)
        if found is None:
            return None
        low, high = (bounded(end, -WIDE, WIDE) for end in found)
    return low, high


def clip(pair: Pair) -> Pair:
    """The end within [0, 1]."""
    return min(max(pair[0], Fraction(0)), Fraction(1)), min(max(pair[1], Fraction(0)), Fraction(1))


def _ends(method: str, k: arb, n: arb, z: arb) -> tuple[arb, arb] | None:
    p = k / n
    if method == "Wald":
        return _wald(p, n, z)
    if method == "Wald with continuity correction":
        low, high = _wald(p, n, z)
        return low - 1 / (2 * n), high + 1 / (2 * n)
    if method == "Wilson":
        centre = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)).sqrt()
        return centre - half, centre + half
    if method == "Agresti-Coull":
        return _wald((k + z * z / 2) / (n + z * z), n + z * z, z)
    if method == "plus four":
        return _wald((k + 2) / (n + 4), n + 4, z)
    return _arcsine(p, n, z) if method == "arcsine" else None


def _wald(p: arb, n: arb, z: arb) -> tuple[arb, arb]:
    half = z * (p * (1 - p) / n).sqrt()
    return p - half, p + half


def _arcsine(p: arb, n: arb, z: arb) -> tuple[arb, arb]:
    centre, half = p.sqrt().asin(), z / (2 * n.sqrt())
    low, high = (centre - half).max(arb(0)), (centre + half).min(arb.pi() / 2)
    return low.sin() ** 2, high.sin() ** 2
