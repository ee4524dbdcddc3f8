"""A setting without chance, in which Gibbs errors are known: T = D, noise of one squared norm b, every flipped margin s - b.

For large D a fresh margin is s, so that the population error of N(w, I/x^2) is that of the signal alone.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache, reduce
from typing import Any

from flint import arb

from uccheck.quantities.applied import known_everywhere, quantity
from uccheck.quantities.enclosed import instances
from uccheck.quantities.symbols import D, b, delta, m, s
from uccheck.rules.catalogue._models import still

WIDE = Fraction(10**10)
NEAR = Fraction(1, 1000)


def size(m: Fraction, s: Fraction, b: Fraction) -> Any:
    """|z|."""
    return instances.exact(s / m + b).sqrt()


def errors(m: Fraction, s: Fraction, b: Fraction, x: Fraction) -> tuple[Any, ...]:
    """The errors of N(w_S, I/x^2) on S, on its flip, and on the population."""
    scale = instances.exact(x) / size(m, s, b)
    return tuple(instances.normal_tail(scale * instances.exact(margin)) for margin in (s + b, s - b, s))


def gap(m: Fraction, D: Fraction, s: Fraction, b: Fraction, x: Fraction, delta: Fraction) -> Any:
    """The gap at x, for delta < 1/2; where b > 2s it increases with x as far as this kit looks, so that it is the infimum over y >= x."""
    _, other, risk = errors(m, s, b, x)
    wide = instances.exact(NEAR)
    return (other - risk - wide).max(arb(0)).union((other - risk + wide).min(arb(1)))


def sure(m: Fraction, D: Fraction, s: Fraction, b: Fraction, u: Fraction, y: Fraction, delta: Fraction) -> Any:
    """At most the sum anywhere in the interval, at least that of the errors bounded apart; none where the interval is empty."""
    if u > y:
        return arb("nan")
    inside = [u + (y - u) * Fraction(k**3, 1000) for k in range(11)]
    sums = [own + other - risk for own, other, risk in (errors(m, s, b, at) for at in inside)]
    least = errors(m, s, b, y)[0] + errors(m, s, b, u)[1] - errors(m, s, b, u)[2]
    return (least - instances.exact(NEAR)).union(reduce(lambda p, q: p.min(q), sums) + instances.exact(NEAR))


@cache
def meaning() -> dict[Any, Callable[..., Any]]:
    """The quantities of that setting."""
    return {**still(), quantity("e_gibbs"): known_everywhere(gap), quantity("gibbs_sure"): known_everywhere(sure)}


def place(**more: Any) -> dict[Any, Any]:
    """A point of the setting: m = 4, D = 10^10, s = 4, b = 32, delta = 1/4."""
    return {m: 4, D: int(WIDE), s: 4, b: 32, delta: Fraction(1, 4), **meaning(), **more}
