"""What the statements about the minimum-norm interpolator share: the sentences behind its law, and models of it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any

import sympy as sp

from uccheck.quantities.applied import quantity
from uccheck.quantities.symbols import D, Q, b, delta, m, s, t
from uccheck.rules.claim import counts, positives, units
from uccheck.rules.letters import interpolator_e_gen, interpolator_e_unif_alg

WHERE = (*counts(m, D), *positives(s, b, t), *units(delta))
ERROR = Q(s * D / (b * sp.sqrt(m * t)))
DEGREES = D - m + 1

Point = dict[object, object]


def _error(m: Fraction, D: Fraction, s: Fraction, b: Fraction, V: Fraction) -> Any:
    from uccheck.quantities.enclosed import instances

    return instances.normal_tail(instances.exact(s * D / b) / instances.exact(m * V).sqrt())


def quantiles() -> tuple[Point, ...]:
    """e_gen as the error at the quantile of V, between two points whose tails straddle delta."""
    from flint import ctx

    from uccheck.quantities.enclosed import instances

    def value(m: Fraction, D: Fraction, s: Fraction, b: Fraction, delta: Fraction) -> Any:
        with ctx.workprec(128):
            df = D - m + 1
            near = instances.quantile(df, float(delta))
            low, high = near * Fraction(999, 1000), near * Fraction(1001, 1000)
            above, below = (instances.tail(instances.exact(df), instances.exact(at)) for at in (high, low))
            assert above < instances.exact(delta) < below
            return _error(m, D, s, b, low).union(_error(m, D, s, b, high))

    places = list(product((4, 20), (Fraction(1, 20), Fraction(9, 10))))
    at = [(*place, Fraction(z)) for place in places for z in (2, 6, 15, 24, 28, 31, 45, 60)]
    near = (Fraction(99, 100), Fraction(101, 100))  # closer to the quantile than that of a degree of freedom more or less
    at += [(n, o, instances.quantile(Fraction(31 - n), float(o)) * factor) for n, o in places for factor in near]
    return tuple({m: n, D: 30, s: 4, b: 32, delta: o, t: z, interpolator_e_gen: value} for n, o, z in at)


def flips() -> tuple[Point, ...]:
    """Where e_unif-alg is known: V almost certain, or one point on a line."""
    return (*_sure(), *_on_a_line(), *_faint())


def _sure() -> Iterator[Point]:
    """V is its degrees of freedom but for a thousandth, all of the flip is missed, and every set of chance above 1/2 holds S with its flip.

    D = 10^10, and m is 4 or D/2: there D itself is no number of degrees of freedom.
    """

    def value(m: Fraction, D: Fraction, s: Fraction, b: Fraction, delta: Fraction) -> Any:
        low, high = ((D - m + 1) * Fraction(1000 + side, 1000) for side in (-1, 1))
        return (1 - _error(m, D, s, b, high)).union(1 - _error(m, D, s, b, low))

    def step(df: Fraction, at: Fraction) -> Fraction:
        return Fraction(int(at <= df))

    size = 10**10
    places = ((4, Fraction(32, 25000)), (size // 2, Fraction(8)))
    for (n, signal), o, share in product(places, (Fraction(1, 20), Fraction(3, 10), Fraction(49, 100)), (1, 4, 9, 11, 19, 21, 40, 400)):
        at = {m: n, D: size, b: 32, s: signal, delta: o, t: Fraction(size * share, 20)}
        yield {**at, interpolator_e_unif_alg: value, quantity("tail"): step}


def _on_a_line() -> Iterator[Point]:
    """m = D = 1: where a half line, or all z below the root of s D/b, has the chance 1 - delta, no two of its samples disagree."""
    from flint import arb, ctx

    from uccheck.quantities.enclosed import instances

    def alone(signal: int, delta: Fraction) -> bool:
        with ctx.workprec(128):
            return bool(instances.tail(arb(1), instances.exact(Fraction(signal, 32))) <= instances.exact(delta))

    half = {interpolator_e_unif_alg: lambda *at: arb(0).union(arb(1) / 2)}
    for o, signal, level in product((Fraction(1, 10), Fraction(3, 5), Fraction(9, 10)), (4, 320), (Fraction(1, 100), 2, 40, 400)):
        if o >= Fraction(1, 2) or alone(signal, o):
            yield {m: 1, D: 1, s: signal, b: 32, delta: o, t: level, **half}


def _faint() -> Iterator[Point]:
    """m = D = 1 and a faint signal r = s/b: h_S errs on S' where z z' <= -r, and e_unif-alg is nearly that of {|z| >= q}.

    That set of chance 1 - delta has no gap above 1 - Q(r/q). In a set without a gap above 1 - Q(r/q'), each z with |z| < q' errs
    nowhere: with A and -A' its ends, z < r/A' or -z < r/A. So its chance is at most P(|z| >= q') + 2 P(0 < z < r/q') if A and A' are
    at least q'; else one side errs nowhere, and at most P(-r/a < z < a) is left for some a: below 0.55.
    """
    from flint import arb, ctx

    from uccheck.quantities.enclosed import instances

    def beyond(V: Fraction) -> Any:
        return instances.tail(arb(1), instances.exact(V))

    def value(m: Fraction, D: Fraction, s: Fraction, b: Fraction, delta: Fraction) -> Any:
        with ctx.workprec(128):
            kept, V = 1 - instances.exact(delta), instances.quantile(D, 1 - float(delta))
            low, high = V * Fraction(99, 100), V * Fraction(6, 5)
            assert beyond(low) >= kept > arb("0.55") and beyond(high) + 1 - beyond((s / b) ** 2 / high) < kept
            return (1 - _error(m, D, s, b, high)).union(1 - _error(m, D, s, b, low))

    for o, share in product((Fraction(1, 20), Fraction(3, 10), Fraction(2, 5)), (10, 18, 25, 40, 60, 100)):
        level = instances.quantile(Fraction(1), 1 - float(o)) * Fraction(share, 20)
        yield {m: 1, D: 1, s: Fraction(32, 10**4), b: 32, delta: o, t: level, interpolator_e_unif_alg: value}
