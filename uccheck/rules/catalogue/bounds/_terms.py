"""Terms of a bound that grow with T: each is the value at t where P(T >= t) straddles delta, so that its two sides are statements alike."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import product
from typing import Any

import sympy as sp

from uccheck.quantities.applied import known_everywhere
from uccheck.quantities.symbols import D, b, delta, gamma, m, s, t, x
from uccheck.rules.claim import Domain, counts, positives, units
from uccheck.rules.letters import divergence, norm_value

DIVERGENCE = (
    "human: the divergence of two normal laws of covariance `I/x^2` is half of `x^2` times the squared distance of their means, here "
    "`x^2 |w_S|^2/2` with `|w_S|^2 = s m + (b/D) m T`, which increases with `T`"
)
NORMS = (
    "human: with `|w_S|^2 = s m + (b/D) m T` and `E |x|^2 = s/m + b` the term that is `2/(gamma sqrt(m))` times the norm `|w_S|` and the "
    "root of `E |x|^2` is `2 ((s + b T/D)(s/m + b))^(1/2)/gamma`, which increases with `T`"
)
DIVERGENCE_AT_T = (s + b * t / D) * x**2 / 2
NORMS_AT_T = 2 * sp.sqrt((s + b * t / D) * (s / m + b)) / gamma

Point = dict[object, object]


def where(scale: Any) -> tuple[Domain, ...]:
    """The domains of such a statement; `scale` is its letter beside the setting."""
    return (*counts(m, D), *positives(s, b, scale, t), *units(delta))


def divergence_points() -> tuple[Point, ...]:
    """The divergence at two scales."""
    return _points(divergence, x, (Fraction(1, 5), 4), lambda ball, m, D, s, b, x, T: ball((s + b * T / D) * x**2 / 2))


def norm_points() -> tuple[Point, ...]:
    """The norm bound at two margins."""
    return _points(
        norm_value, gamma, (4, 36), lambda ball, m, D, s, b, gamma, T: ball((s + b * T / D) * (s / m + b)).sqrt() * 2 / ball(gamma)
    )


def _points(made: Any, letter: Any, scales: tuple[Any, ...], term: Callable[..., Any]) -> tuple[Point, ...]:
    """The quantile of T between two points whose tails straddle delta, and the term there."""
    from flint import arb, ctx

    from uccheck.quantities import instances

    def value(m: Fraction, D: Fraction, s: Fraction, b: Fraction, scale: Fraction, delta: Fraction) -> Any:
        with ctx.workprec(128):
            near = instances.quantile(D, float(delta))
            low, high = near * Fraction(999, 1000), near * Fraction(1001, 1000)
            above, below = (instances.tail(arb(int(D)), instances.exact(at)) for at in (high, low))
            assert above < instances.exact(delta) < below
            least, most = (term(instances.exact, m, D, s, b, scale, at) for at in (low, high))
            return least.union(most)

    at = product((4, 100), scales, (Fraction(1, 20), Fraction(9, 10)), (10, 28, 31, 60))
    return tuple({m: n, D: 30, s: 4, b: 32, letter: g, delta: o, t: z, made: known_everywhere(value)} for n, g, o, z in at)
