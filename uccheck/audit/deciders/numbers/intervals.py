"""Named confidence intervals of a proportion: closed formulas in balls, so that "this is the Wilson interval" is decided as it stands.

Glossary
    METHODS   the approximations that papers report; all but Jeffreys' are closed formulas.
    enclosed  (lower, upper) of a closed formula for k of n, each end as a pair of Fractions around it.
    clipped   both ends of any of them in floats, within [0, 1].
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache

from flint import arb, ctx

from uccheck.audit.deciders.tails import Pair
from uccheck.balls import Enclosure, ball

BITS = 192


def _wald(k: arb, n: arb, z: arb) -> tuple[arb, arb]:
    """p -+ z sqrt(p (1 - p)/n)."""
    half = z * (k * (n - k) / n).sqrt() / n
    return k / n - half, k / n + half


def _wald_continuity(k: arb, n: arb, z: arb) -> tuple[arb, arb]:
    """Wald widened by 1/(2n)."""
    low, high = _wald(k, n, z)
    return low - 1 / (2 * n), high + 1 / (2 * n)


def _wilson(k: arb, n: arb, z: arb) -> tuple[arb, arb]:
    """Inversion of the score test: (k - n p)^2 = z^2 n p (1 - p) at both ends."""
    half = z * (k * (n - k) / n + z * z / 4).sqrt()
    return (k + z * z / 2 - half) / (n + z * z), (k + z * z / 2 + half) / (n + z * z)


def _agresti_coull(k: arb, n: arb, z: arb) -> tuple[arb, arb]:
    """Wald after adding z^2/2 successes and as many failures."""
    return _wald(k + z * z / 2, n + z * z, z)


def _plus_four(k: arb, n: arb, z: arb) -> tuple[arb, arb]:
    """Wald after adding two successes and two failures."""
    return _wald(k + 2, n + 4, z)


def _arcsine(k: arb, n: arb, z: arb) -> tuple[arb, arb]:
    """Wald on the scale of arcsin sqrt p."""
    centre, half = (k / n).sqrt().asin(), z / (2 * n.sqrt())
    low, high = (centre - half).max(arb(0)), (centre + half).min(arb.pi() / 2)
    return low.sin() ** 2, high.sin() ** 2


_FORMULAS: dict[str, Callable[[arb, arb, arb], tuple[arb, arb]]] = {
    "Wald": _wald, "Wald with continuity correction": _wald_continuity, "Wilson": _wilson, "Agresti-Coull": _agresti_coull,
    "plus four": _plus_four, "arcsine": _arcsine,
}  # fmt: skip
METHODS = (*_FORMULAS, "Jeffreys")


def enclosed(method: str, k: int, n: int, level: Fraction) -> tuple[Pair, Pair]:
    """Rigorous enclosures of both ends of a closed formula, which may lie outside [0, 1]."""
    with ctx.workprec(BITS):
        low, high = (Enclosure.around(end, digits=40) for end in _ends(method, k, n, level))
    return (low.lower, low.upper), (high.lower, high.upper)


def clip(pair: Pair) -> Pair:
    """The end within [0, 1]."""
    return min(max(pair[0], Fraction(0)), Fraction(1)), min(max(pair[1], Fraction(0)), Fraction(1))


@lru_cache(maxsize=2**14)
def clipped(method: str, k: int, n: int, level: Fraction) -> tuple[float, float]:
    """The interval within [0, 1], in floats."""
    low, high = _jeffreys(k, n, float(level)) if method == "Jeffreys" else (float(end.mid()) for end in _ends(method, k, n, level))
    return max(0.0, low), min(1.0, high)


def _ends(method: str, k: int, n: int, level: Fraction) -> tuple[arb, arb]:
    with ctx.workprec(BITS + level.denominator.bit_length()):  # 1 - level is its reciprocal at least
        return _FORMULAS[method](arb(k), arb(n), _z(level))


@lru_cache(maxsize=64)
def _z(level: Fraction) -> arb:
    """The two-sided quantile of the normal distribution, at the precision in force."""
    return arb(2).sqrt() * ball(level).erfinv()


def _jeffreys(k: int, n: int, level: float) -> tuple[float, float]:
    """Equal-tailed posterior interval under the Jeffreys prior."""
    from scipy import stats

    law = stats.beta(k + 0.5, n - k + 0.5)
    return (float(law.ppf((1 - level) / 2)) if k else 0.0), (float(law.ppf((1 + level) / 2)) if k < n else 1.0)
