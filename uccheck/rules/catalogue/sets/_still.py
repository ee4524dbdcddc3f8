"""A setting without chance, in which the quantities of balls are known: orthogonal noise of one squared norm, so that T = W = D.

With |y_i x2_i|^2 = b and products 0 every margin is s + b, a margin of v = sum_i c_i y_i x2_i is s + b c_i, and to misclassify a fraction
p of S takes the relative distance (1 + s/b) sqrt(p) from w_2, exactly.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache
from typing import Any

from flint import arb

from uccheck.quantities.applied import known_everywhere, quantity
from uccheck.quantities.enclosed import instances
from uccheck.quantities.symbols import D, b, delta, gamma, m, s
from uccheck.rules.catalogue._models import step, still

POINTS = 4
WIDE = Fraction(10**6)


def fraction(kappa: Fraction, s: Fraction, b: Fraction) -> Fraction:
    """The greatest share of the four points that a member of the ball misclassifies."""
    return max(Fraction(k, POINTS) for k in range(POINTS + 1) if (1 + s / b) ** 2 * Fraction(k, POINTS) <= kappa**2)


def ball(m: Fraction, D: Fraction, s: Fraction, b: Fraction, gamma: Fraction, kappa: Fraction, delta: Fraction) -> Any:
    """That share, but for a population loss of at most loss((1 + kappa)^2 D)."""
    share, risk = instances.exact(fraction(kappa, s, b)), instances.loss(m, D, s, b, gamma, (1 + kappa) ** 2 * D)
    return (share - risk).max(arb(0)).union(share.max(risk).min(arb(1)))


@cache
def meaning() -> dict[Any, Callable[..., Any]]:
    """The quantities of that setting."""
    made = {
        **still(),
        quantity("swollen"): step(lambda count, df, at: df > at),
        quantity("exceed"): lambda m, D, s, b, gamma, e: Fraction(int(instances.loss(m, D, s, b, gamma, D) > instances.exact(e))),
        quantity("e_ball"): ball,
        quantity("e_linear"): lambda *at: Fraction(1),
    }
    return {key: known_everywhere(function) for key, function in made.items()}


def place(**more: Any) -> dict[Any, Any]:
    """A point of the setting: m = 4, D = 10^6, s = 4, b = 32, the 0-1 loss, delta = 1/4."""
    return {m: POINTS, D: int(WIDE), s: 4, b: 32, gamma: 0, delta: Fraction(1, 4), **meaning(), **more}
