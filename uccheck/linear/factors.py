"""The functions of T whose expectations are the events: Phi or Q of a score, and the law of the extreme deviate at a score.

All scores have the form c(x) = A (e^(x/2) - ratio e^(-x/2)) with T = D e^x, which is (T - ratio D)/sqrt(mT) for A = sqrt(D/m);
a fresh point, at no correlation with any training point, lacks the first term.

Bounds off the real line, c = u + iv:
    |Phi(c)| <= e^(v^2/2) Phi(u) and <= 1 + e^(v^2/2) Q(u), since |phi(w + iv)| = e^(v^2/2) phi(w); likewise Q.
    The deviates have density (2 pi)^(-(m-1)/2) exp(-|d|^2/2) on their hyperplane; scaling the simplex {all d_i <= c} to
    Delta = {all d_i <= 1} makes F_m entire,  F_m(c) = k_m c^(m-1) Int_Delta exp(-c^2 |d|^2 / 2) dd,  with |d|^2 <= m(m-1) on Delta. Hence
        |F_m(c)| <= (|c| / w)^(m-1) F_m(w),  w = sqrt(Re c^2), where Re c^2 > 0;
        |F_m(c)| <= V_m(|c|) exp(m(m-1) max(0, -Re c^2) / 2),  V_m(|c|) = k_m |c|^(m-1) vol(Delta), everywhere.
    F_m'(w) = m k exp(-m w^2 / (2(m-1))) F_(m-1)(m w/(m-1)), integrated from c horizontally to infinity with theta = |arg c|, gives
        |1 - F_m(c)| <= m exp(m v^2 / (2(m-1))) (cos 2 theta)^(-(m-2)/2) Q(u sqrt(m/(m-1))).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from flint import arb

from uccheck.balls.basic import ball, hull, smaller
from uccheck.balls.extreme import extreme_deviate, log_estimates, simplex_bound, upper_bound
from uccheck.balls.normal import log_tail, normal_cdf, normal_tail


@dataclass(frozen=True)
class Score:
    """c(x) = sqrt(square) (rise e^(x/2) - ratio e^(-x/2)), with square and ratio exact and rise 1, or 0 for a fresh point."""

    square: Fraction
    ratio: Fraction
    rise: int = 1

    def at(self, x: arb) -> arb:
        """c(x) at a real point."""
        return ball(self.square).sqrt() * self._inner(x)

    def estimate(self, x: float) -> float:
        """c(x) in floats."""
        return math.sqrt(float(self.square)) * (self.rise * math.exp(x / 2) - float(self.ratio) * math.exp(-x / 2))

    def box(self, low: arb, high: arb, height: arb) -> tuple[arb, arb, arb]:
        """(least real part, greatest real part, greatest |imaginary part|) of c on [low, high] + i [-height, height]."""
        scale, half = ball(self.square).sqrt(), height / 2
        terms = [self._terms(end) for end in (low, high)]
        real = self._range(low, high, hull(*(up - down for up, down in terms)))
        real = hull(real, real * half.cos())
        sums = [abs(up + down) for up, down in terms]
        return (scale * real).lower(), (scale * real).upper(), (scale * half.sin() * sums[0].max(sums[1])).upper()

    def _inner(self, x: arb) -> arb:
        up, down = self._terms(x)
        return up - down

    def _terms(self, x: arb) -> tuple[arb, arb]:
        """What rises with x, and what falls and is subtracted."""
        return self.rise * (x / 2).exp(), ball(self.ratio) * (-x / 2).exp()

    def _range(self, low: arb, high: arb, ends: arb) -> arb:
        """A ball around the inner factor on an interval, from one around its ends: monotone for ratio >= 0, else least at log(-ratio)."""
        if self.ratio >= 0:
            return ends
        least = ball(-self.ratio).log()
        return ends if (high < least or low > least) else hull(ends, 2 * ball(-self.ratio).sqrt())


@dataclass(frozen=True)
class Normal:
    """g = Phi(c), or Q(c) for the complement: one point against its score."""

    score: Score
    complement: bool = False

    def value(self, x: arb, bits: int) -> arb:
        c = self.score.at(x)
        return normal_tail(c) if self.complement else normal_cdf(c)

    def span(self, low: arb, high: arb, bits: int) -> arb:
        return hull(*(self._of(c) for c in self.score.box(low, high, arb(0))[:2]))

    def ceiling(self, low: arb, high: arb, height: arb) -> arb | None:
        left, right, imaginary = self.score.box(low, high, height)
        swell = (imaginary**2 / 2).exp()
        near, far = (left, right) if self.complement else (right, left)
        return smaller(swell * self._of(near), 1 + swell * self._of(far, other=True))

    def log_estimate(self, x: float) -> float:
        c = self.score.estimate(x)
        return log_tail(c if self.complement else -c)

    def _of(self, c: arb, *, other: bool = False) -> arb:
        return normal_tail(c) if self.complement != other else normal_cdf(c)


@dataclass(frozen=True)
class Extreme:
    """g = F_m(c), or 1 - F_m(c) for the complement: all m points against their common score, where it is positive."""

    m: int
    score: Score
    complement: bool = False

    def value(self, x: arb, bits: int) -> arb:
        return self._of(self.score.at(x), bits)

    def span(self, low: arb, high: arb, bits: int) -> arb:
        left, right, _ = self.score.box(low, high, arb(0))
        at_left = self._of(left, bits) if left > 0 else arb(1 if self.complement else 0)
        return hull(at_left, self._of(right, bits))

    def ceiling(self, low: arb, high: arb, height: arb) -> arb | None:
        left, right, imaginary = self.score.box(low, high, height)
        if height == 0:
            return self._real_ceiling(left, right)
        slope = imaginary / left if left > 0 else arb(1)
        if not slope < 1:
            crude = self._everywhere(left, right, imaginary)
            return 1 + crude if self.complement else crude
        swell = -((1 - slope**2) / (1 + slope**2)).log() / 2
        cdf = ((self.m - 1) * swell).exp() * upper_bound(self.m, right)  # w = sqrt(Re c^2) is at most Re c
        return smaller(1 + cdf, self._union(left, imaginary, swell)) if self.complement else cdf

    def log_estimate(self, x: float) -> float:
        c = self.score.estimate(x)
        if c <= 1e-12:
            return 0.0 if self.complement else -1e9 * self.m
        return log_estimates(self.m, c)[1 if self.complement else 0]

    def _of(self, c: arb, bits: int) -> arb:
        return extreme_deviate(self.m, c, bits, complement=self.complement)

    def _real_ceiling(self, left: arb, right: arb) -> arb:
        if not self.complement:
            return upper_bound(self.m, right) if right > 0 else arb(0)
        return smaller(arb(1), self._union(left, arb(0), arb(0))) if left > 0 else arb(1)

    def _everywhere(self, left: arb, right: arb, imaginary: arb) -> arb:
        """V_m(|c|) exp(m(m-1) max(0, -Re c^2)/2)."""
        modulus = (left.abs_upper().max(right.abs_upper()) ** 2 + imaginary**2).sqrt()
        real = left**2 if left > 0 else arb(0)
        excess = (imaginary**2 - real).max(arb(0))
        return simplex_bound(self.m, modulus) * (self.m * (self.m - 1) * excess / 2).exp()

    def _union(self, left: arb, imaginary: arb, swell: arb) -> arb:
        m = self.m
        stretch = arb(m) / (m - 1)
        return m * (stretch * imaginary**2 / 2 + (m - 2) * swell).exp() * normal_tail(left * stretch.sqrt())
