"""The chi-square law on a log scale, T = D e^x, and rigorous expectations E[g(T); lo < x < hi] by Gauss-Legendre panels.

The density of x is f(x) = C exp((D/2)(1 + x - e^x)), C = (D/2)^(D/2) e^(-D/2) / Gamma(D/2); the incomplete gamma function is never
evaluated. Both tails obey P(x beyond x_0) <= exp((D/2)(1 + x_0 - e^x_0)) (Chernoff's bound; theory.md 5, tail tools).

A panel of half-length H with n nodes errs by at most (64/15) H M rho^(-2n) / (1 - rho^(-2)), where M bounds |f g| on the ellipse with
foci at the panel's ends and semi-axes H (rho +- 1/rho)/2: the Chebyshev coefficients are at most 2 M rho^-k, the rule is exact to degree
2n - 1, odd terms cancel, and each further even one costs at most 2 + 2/(4n^2 - 1) <= 32/15 for n >= 2.

Glossary
    Factor    the function g: its values, a bound on complex boxes, an unrigorous logarithm that steers
    sup       a rigorous upper bound of |f g| on a real interval
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Protocol

from flint import arb, ctx

from uccheck.balls.basic import hull, plus_minus
from uccheck.balls.work import Exhausted, spend

#: Ratios of the Bernstein ellipses that are tried on every panel.
_RATIOS = (1.2, 1.4, 1.7, 2.1, 2.7, 3.5, 5.0, 8.0, 13.0, 25.0)
_LOG_LEAST = -340 * math.log(10)  # no tolerance is relative to less
_MOST_PANELS = 3000  # beyond, panels are enclosed crudely: the ball is wide, but there is one
_PANEL_PRICE = 10  # in terms of contour sums, beside what the factor's values cost
_LADDER = (4, 6, 8, 12, 16, 20, 24, 32, 40, 48, 64, 80, 96, 128, 192, 256, 384, 512)


class Factor(Protocol):
    """A function g of x = log(T/D) with 0 <= g <= 1 on the real line."""

    def value(self, x: arb, bits: int) -> arb:
        """g(x) at a real point with a relative error of about 2^-bits."""

    def ceiling(self, low: arb, high: arb, height: arb) -> arb | None:
        """An upper bound of |g| on [low, high] + i [-height, height]; None where g is not known to be analytic."""

    def span(self, low: arb, high: arb, bits: int) -> arb:
        """A ball around all values of g on the real interval [low, high]."""

    def log_estimate(self, x: float) -> float:
        """log g(x) in floats, for searches only."""


@dataclass(frozen=True)
class One:
    """g = 1: the probability of an interval of T."""

    def value(self, x: arb, bits: int) -> arb:
        return arb(1)

    def ceiling(self, low: arb, high: arb, height: arb) -> arb | None:
        return arb(1)

    def span(self, low: arb, high: arb, bits: int) -> arb:
        return arb(1)

    def log_estimate(self, x: float) -> float:
        return 0.0


@dataclass(frozen=True)
class LogChi2:
    """The law of x = log(T/D) for T ~ chi2_D."""

    D: int

    @cached_property
    def _constants(self) -> dict[int, arb]:
        return {}

    def constant(self) -> arb:
        """C, at the precision in force."""
        if ctx.prec not in self._constants:
            half = arb(self.D) / 2
            self._constants[ctx.prec] = (half * half.log() - half - half.lgamma()).exp()
        return self._constants[ctx.prec]

    def density(self, x: arb) -> arb:
        """f(x)."""
        return self.constant() * (arb(self.D) / 2 * (x - x.expm1())).exp()

    def log_shape(self, x: float) -> float:
        """(D/2)(1 + x - e^x) in floats."""
        return self.D / 2 * _one_plus_minus_exp(x)

    def tail(self, x: arb) -> arb:
        """Chernoff's bound of P(beyond x), on the side of x away from 0."""
        return (arb(self.D) / 2 * (x - x.expm1())).exp()

    def ceiling(self, low: arb, high: arb, height: arb) -> arb:
        """sup |f| on [low, high] + i [-height, height], height < pi/2: the exponent (D/2)(1 + u - e^u cos v) is concave in u."""
        cosine = height.cos()
        peak = -cosine.log()
        if low > peak:
            exponent = 1 + low - low.exp() * cosine
        elif high < peak:
            exponent = 1 + high - high.exp() * cosine
        else:
            exponent = peak
        return self.constant() * (arb(self.D) / 2 * exponent).exp()

    def edge(self, nats: float, side: int) -> float:
        """The x on one side of 0 where log_shape = -nats, in floats."""
        far = float(side)
        while -self.log_shape(far) < nats:
            far *= 2
        near = 0.0
        while (middle := (near + far) / 2) not in (near, far):
            near, far = (middle, far) if -self.log_shape(middle) < nats else (near, middle)
        return far


def _one_plus_minus_exp(x: float) -> float:
    """1 + x - e^x without cancellation near 0."""
    if abs(x) > 0.01:
        return x - math.expm1(x)
    return -x * x * (0.5 + x * (1 / 6 + x * (1 / 24 + x * (1 / 120 + x / 720))))


def expectation(law: LogChi2, factor: Factor, bits: int, *, low: arb | None = None, high: arb | None = None) -> arb:
    """E[g; low < x < high] with a relative error of about 2^-bits (absolute 1e-330 where it is smaller than that).

    Guarantee: the ball contains the expectation; unfavourable input makes it wide, never wrong.
    """
    with ctx.workprec(int(bits + 2 * math.log2(law.D + 2) + 60)):
        if low is not None and low > law.edge(800.0 + bits, 1):
            return hull(arb(0), law.tail(low))
        if high is not None and high < law.edge(800.0 + bits, -1):
            return hull(arb(0), law.tail(high))
        return _Integral.plan(law, factor, bits, low, high).value()


@dataclass(frozen=True)
class _Integral:
    """One integral with its window and its absolute tolerance."""

    law: LogChi2
    factor: Factor
    bits: int
    low: arb
    high: arb
    outside: arb
    tolerance: arb
    cuts: tuple[float, ...]
    visited: list[int] = field(default_factory=list)

    @classmethod
    def plan(cls, law: LogChi2, factor: Factor, bits: int, low: arb | None, high: arb | None) -> _Integral:
        """Find the mode of f g in floats, the window outside of which nothing matters, and cuts a few widths apart."""
        left = law.edge(800.0 + bits, -1) if low is None else float(low.mid())
        right = law.edge(800.0 + bits, 1) if high is None else float(high.mid())
        height = _log_height(law, factor)
        mode = _argmax(height, left, right)
        width = _width(height, mode, left, right)
        log_total = height(mode) + math.log(width) + 0.5 * math.log(law.D / (4 * math.pi) + 0.02)
        log_total = max(log_total, _LOG_LEAST)
        nats = max(1.0, (bits + 4) * math.log(2) - log_total)
        low, outside = cls._end(law, low, -1, nats)
        high, other = cls._end(law, high, 1, nats)
        tolerance = arb(log_total).exp() * arb(2) ** -(bits + 4)
        steps = range(-5, 6)
        cuts = tuple(mode + 3.0 * width * k for k in steps)
        return cls(law, factor, bits, low, high, outside + other, tolerance.mid(), cuts)

    @staticmethod
    def _end(law: LogChi2, end: arb | None, side: int, nats: float) -> tuple[arb, arb]:
        """An exact end of the window and a bound of what lies beyond: Chernoff's tail, or the end's own rounding."""
        if end is None:
            point = arb(law.edge(nats, side))
            return point, law.tail(point)
        wide = end - end.mid()
        return end.mid(), law.ceiling(end, end, arb(0)) * wide.abs_upper()

    def value(self) -> arb:
        """The sum over panels and the bound of what lies outside."""
        if not self.low < self.high:
            return hull(arb(0), self.outside)
        total = arb(0)
        for low, high in self._initial():
            total += self._panel(low, high, 0)
        return total + plus_minus(self.outside)

    def _initial(self) -> Iterator[tuple[arb, arb]]:
        inner = [arb(cut) for cut in self.cuts if self.low < arb(cut) < self.high]
        ends = [self.low, *inner, self.high]
        return pairwise(ends)

    def _panel(self, low: arb, high: arb, depth: int) -> arb:
        """One panel: negligible, or by a Gauss rule, or g nearly constant, or cut in two; crudely where the work allowed is done."""
        self.visited.append(depth)
        length = high - low
        crude = hull(arb(0), self._sup(low, high) * length)
        if crude < self.tolerance / 64 or depth > 60 or len(self.visited) > _MOST_PANELS:
            return crude
        try:
            spend(_PANEL_PRICE)
            return self._sharp(low, high, depth)
        except Exhausted:
            return crude

    def _sharp(self, low: arb, high: arb, depth: int) -> arb:
        """One panel that matters.  Raises: Exhausted."""
        nodes, error = self._rule(low, high)
        if nodes is not None:
            spend(2 * nodes)
            return self._gauss(low, high, nodes) + plus_minus(error)
        flat = self._flat(low, high)
        if flat is not None:
            return flat
        middle = ((low + high) / 2).mid()
        return self._panel(low, middle, depth + 1) + self._panel(middle, high, depth + 1)

    def _sup(self, low: arb, high: arb) -> arb:
        bound = self.factor.ceiling(low, high, arb(0))
        density = self.law.ceiling(low, high, arb(0))
        return density if bound is None else density * bound

    def _rule(self, low: arb, high: arb) -> tuple[int | None, arb]:
        """The least number of nodes of the ladder whose error bound is within the tolerance."""
        most = 24 + self.bits // 2
        best: tuple[int | None, arb] = (None, arb(0))
        half, centre = (high - low) / 2, (high + low) / 2
        for ratio in map(arb, _RATIOS):
            reach, height = half * (ratio + 1 / ratio) / 2, half * (ratio - 1 / ratio) / 2
            if not height < 1.5:
                break
            bound = self.factor.ceiling(centre - reach, centre + reach, height)
            if bound is None:
                continue
            scale = bound * self.law.ceiling(centre - reach, centre + reach, height) * half * 64 / 15 / (1 - ratio**-2)
            nodes = _enough(scale, ratio, self.tolerance / 16)
            if nodes is not None and nodes <= most and (best[0] is None or nodes < best[0]):
                best = nodes, scale * ratio ** (-2 * nodes)
        return best

    def _gauss(self, low: arb, high: arb, nodes: int) -> arb:
        half, centre = (high - low) / 2, (high + low) / 2
        total = arb(0)
        for root, weight in _legendre(nodes, ctx.prec):
            x = centre + half * root
            total += self._node(x, weight * half * self.law.density(x), self.tolerance / (64 * nodes))
        return total

    def _node(self, x: arb, weight: arb, least: arb) -> arb:
        """A node of a rule; g itself is evaluated only where its bound does not make the node negligible."""
        ceiling = self.factor.ceiling(x, x, arb(0))
        if ceiling is not None and weight * ceiling < least:
            return hull(arb(0), weight * ceiling)
        return weight * self.factor.value(x, self.bits + 6)

    def _flat(self, low: arb, high: arb) -> arb | None:
        """g times the mass of the panel, where g hardly varies on it."""
        if isinstance(self.factor, One):
            return None
        ends = self.factor.span(low, high, self.bits + 6)
        if not 2 * ends.rad() * self.law.ceiling(low, high, arb(0)) * (high - low) < self.tolerance / 16:
            return None
        tolerance = self.tolerance / ends.abs_upper().max(arb(2) ** -40_000)  # an error of the mass counts g times
        mass = _Integral(self.law, One(), self.bits, low, high, arb(0), tolerance.mid(), ())
        return mass.value() * ends


def _enough(scale: arb, ratio: arb, tolerance: arb) -> int | None:
    need = float(((scale / tolerance).log() / (2 * ratio.log())).upper())
    return next((n for n in _LADDER if n >= need + 0.01), None) if math.isfinite(need) else None


@lru_cache(maxsize=256)
def _legendre(nodes: int, bits: int) -> tuple[tuple[arb, arb], ...]:
    """Roots and weights of the Gauss-Legendre rule at this precision, all signs."""
    with ctx.workprec(bits):
        return tuple(arb.legendre_p_root(nodes, k, weight=True) for k in range(nodes))


def _log_height(law: LogChi2, factor: Factor) -> Callable[[float], float]:
    return lambda x: law.log_shape(x) + factor.log_estimate(x)


def _argmax(function: Callable[[float], float], low: float, high: float) -> float:
    """The maximiser of a unimodal function of floats by golden section; a wrong answer costs time, not rigour."""
    golden = (math.sqrt(5) - 1) / 2
    a, b = high - golden * (high - low), low + golden * (high - low)
    fa, fb = function(a), function(b)
    for _ in range(60):
        if fa > fb:
            high, b, fb = b, a, fa
            a = high - golden * (high - low)
            fa = function(a)
        else:
            low, a, fa = a, b, fb
            b = low + golden * (high - low)
            fb = function(b)
    return (low + high) / 2


def _width(height: Callable[[float], float], mode: float, low: float, high: float) -> float:
    """The distance from the mode at which the height falls by one half, as for one standard deviation."""
    top = height(mode)
    widths = []
    for side, limit in ((-1, mode - low), (1, high - mode)):
        near, far = 0.0, max(limit, 1e-300)
        for _ in range(40):
            middle = math.sqrt(near * far) if near > 0 else far / 64
            fell = height(mode + side * middle) < top - 0.5
            near, far = (near, middle) if fell else (middle, far)
        widths.append(far)
    return max(max(widths), 1e-200)
