"""The law of the extreme deviate from the mean, F_m(c) = P(max_i (zeta_i - zbar) < c), for any m and either tail.

For c > 0 and every real nu (the contour of Nair's integral moved to Im t = -nu; the integrand is entire)

    F_m(c) = sqrt(m/2pi) Int exp(-m (t - i nu)^2 / 2) Phi(c - nu - i t)^m dt,

and the same integral with 1 - Phi^m gives 1 - F_m(c), with (-Q)^m gives 0. At the saddle nu the integrand is of the size
of its integral, so the trapezoidal sum loses nothing, however small F_m or its complement is; some 15 terms give 1e-17.

Every bound used here follows from one fact. Put e = exp(-t^2/2); then e Phi(x - it) = Int_{w<x} phi(w) exp(itw) dw, so with
integration by parts (or Q = phi R, |z R(z)| <= 2 for Re z >= 0)

    e |Phi(x - it)| <= p(t) := min(Phi(x), e [x >= 0] + 2 phi(x)/t),    e |Q(x - it)| <= q(t) := min(Q(x), e [x < 0] + 2 phi(x)/t).

Glossary
    e, p, q     the three bounds above; all decrease in t
    paired      the m-th power of -Q is subtracted from that of Phi, which makes the integrand decay like exp(-t^2/2):
                used for small m, where t^-m alone would decay too slowly
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from flint import acb, arb, ctx

from uccheck.balls.basic import hull, plus_minus, smaller
from uccheck.balls.normal import complex_tail, hazard, log_tail, normal_cdf, normal_density, normal_tail
from uccheck.balls.work import spend

#: Up to this m the integrand's tail is paired.
PAIRED_UP_TO = 24

#: What the choice of a rule costs, in terms of its sum.
_RULE_PRICE = 25

#: Below this logarithm a value is enclosed by [0, its upper bound] instead of being computed.
NEGLIGIBLE = -2500.0


def extreme_deviate(m: int, c: arb, bits: int, *, complement: bool = False) -> arb:
    """F_m(c), or 1 - F_m(c), for a real c > 0 with a relative error of about 2^-bits.

    Guarantee: the ball contains the value; too few terms, or a value below e^-2500, make it wide, never wrong.
    Requires: c > 0.   Source: Nair 1948; theory.md 3 (extreme deviate).
    """
    if m == 1:
        return arb(0) if complement else arb(1)
    log_value, log_complement = log_estimates(m, float(c.mid()))
    wanted, other = (log_complement, log_value) if complement else (log_value, log_complement)
    if wanted < NEGLIGIBLE:
        return hull(arb(0), union_bound(m, c) if complement else upper_bound(m, c))
    if wanted > -0.5 and other < wanted:
        visible = bits + 4 + math.ceil(other / math.log(2))  # bits of the small one that 1 minus it shows
        small = hull(arb(0), upper_bound(m, c) if complement else union_bound(m, c))
        return 1 - (extreme_deviate(m, c, visible, complement=not complement) if visible > 3 else small)
    return _contour_sum(m, c, bits, complement=complement)


def log_estimates(m: int, c: float) -> tuple[float, float]:
    """Laplace estimates of log F_m(c) and log(1 - F_m(c)) in floats; they steer searches and decide nothing."""
    nu = _saddle(m, c, complement=False)
    log_value = min(0.0, m * (nu * nu / 2 + log_tail(nu - c)))
    if m > 1:
        log_union = math.log(m) + log_tail(c * math.sqrt(m / (m - 1)))
        if log_union < -1:
            return math.log1p(-math.exp(log_union)), log_union
    return log_value, math.log(-math.expm1(log_value)) if log_value < 0 else -0.5


def upper_bound(m: int, c: arb) -> arb:
    """F_m(c) <= Phi(c - nu)^m / Q(sqrt(m) nu) for every nu, <= sqrt(m) (2 pi)^(-(m-1)/2) (mc)^(m-1) / (m-1)!, and <= 1.

    First: zbar is independent of the deviates, so P(max dev <= c) P(zbar <= -nu) <= P(all zeta_i <= c - nu).
    Second: the deviates' density on their hyperplane is at most (2 pi)^(-(m-1)/2), and {all <= c} is a simplex.
    """
    nu = arb(_saddle(m, float(c.mid()), complement=False))
    tilted = normal_cdf(c - nu) ** m / _tail_from_below(arb(m).sqrt() * nu)
    best = smaller(tilted, arb(1)) if tilted.is_finite() else arb(1)
    if not c < 1:
        return best
    volume = simplex_bound(m, c)
    return smaller(best, volume) if volume.is_finite() else best


def _tail_from_below(x: arb) -> arb:
    """Q(x), or beyond 30, where a ball around it may lose all its digits, phi(x) x/(1 + x^2) <= Q(x)."""
    return normal_density(x) * x / (1 + x**2) if x > 30 else normal_tail(x)


def union_bound(m: int, c: arb) -> arb:
    """1 - F_m(c) <= m Q(c sqrt(m/(m-1))) for c >= 0, m >= 2."""
    return m * normal_tail(c * (arb(m) / (m - 1)).sqrt())


def simplex_bound(m: int, c: arb) -> arb:
    """V_m(c) = sqrt(m) (2 pi)^(-(m-1)/2) (mc)^(m-1) / (m-1)!, the volume of the simplex {all deviates <= c} times the top density."""
    log_volume = (m - 1) * (m * c / (2 * arb.pi()).sqrt()).log() - arb(m).lgamma() + arb(m).log() / 2
    return log_volume.exp()


def _saddle(m: int, c: float, *, complement: bool) -> float:
    """The shift nu at which the integrand on the imaginary axis is least, by bisection in floats."""
    if complement:
        low, high = -1.0, 0.0
        while m * low + hazard(c - low) > 0:
            low *= 2
        return _bisect(lambda nu: m * nu + hazard(c - nu), low, high)
    high = 1.0
    while high < hazard(high - c):
        high *= 2
    return _bisect(lambda nu: nu - hazard(nu - c), 0.0, high)


def _bisect(increasing: Callable[[float], float], low: float, high: float) -> float:
    for _ in range(24):
        middle = (low + high) / 2
        low, high = (low, middle) if increasing(middle) > 0 else (middle, high)
    return (low + high) / 2


@dataclass(frozen=True)
class _Line:
    """Bounds of the scaled integrand |exp(-m t^2/2) (..)| on the line Re z = x, as functions of t > 0."""

    m: int
    x: arb
    complement: bool

    @property
    def paired(self) -> bool:
        return self.m <= PAIRED_UP_TO

    def pieces(self, t: arb) -> tuple[arb, arb, arb]:
        """(e, p, q) at t."""
        e, mills = self._decay(t)
        q = smaller(normal_tail(self.x), self._beside(mills, e, self.x >= 0))
        p = e + q if self.x >= 0 else self._beside(mills, e, self.x <= 0)
        return e, smaller(normal_cdf(self.x), p), q

    def _decay(self, t: arb) -> tuple[arb, arb]:
        """exp(-t^2/2) and 2 phi(x)/t."""
        return (-(t**2) / 2).exp(), 2 * normal_density(self.x) / t

    @staticmethod
    def _beside(mills: arb, e: arb, small_side: bool) -> arb:
        """2 phi/t, and e beside it unless Re z certainly lies on the side where the function itself is small."""
        return mills if small_side else mills + e

    def everywhere(self) -> arb:
        """A bound for all t."""
        tail = normal_tail(self.x)
        body = self.m * tail if self.complement else normal_cdf(self.x) ** self.m
        return body + tail**self.m if self.paired else body

    def at(self, t: arb) -> arb:
        """A bound at t and beyond."""
        e, p, q = self.pieces(t)
        m = self.m
        body = m * q * e.max(p) ** (m - 1) if self.complement else p**m
        if not self.paired:
            return body
        decay = m * e * q * (e + q) ** (m - 2) if self.complement else m * e * p.max(q) ** (m - 1)
        return smaller(body + q**m, decay)

    def beyond(self, t: arb) -> arb:
        """A bound of the integral from t >= 1 to infinity: e(t') <= e t/t' and 2 phi/t' make everything a power of t/t'."""
        e, p, q = self.pieces(t)
        m = self.m
        if self.paired:
            gaussian = e / t
            return m * q * (e + q) ** (m - 2) * gaussian if self.complement else m * p.max(q) ** (m - 1) * gaussian
        _, mills = self._decay(t)
        p, q = self._beside(mills, e, self.x <= 0), self._beside(mills, e, self.x >= 0)
        top = m * q * (mills + e) ** (m - 1) if self.complement else p**m
        return top * t / (m - 1)

    def from_here(self, t: arb) -> arb:
        """A bound of the integral from t to infinity: a staircase of growing steps, then `beyond`; infinite for a t below 1e-6."""
        total, best = arb(0), None
        for _ in range(60):
            if t >= 1:
                whole = total + self.beyond(t)
                if best is not None and not whole < best:
                    return best
                best = whole.upper()
            step = t * 0.25
            total += step * self.at(t)
            t = t + step
        return best if best is not None else arb.pos_inf()

    def whole(self) -> arb:
        """A bound of the integral over the real line: a flat middle, then the tail."""
        t, best = arb(1), None
        for _ in range(40):
            bound = 2 * t * self.everywhere() + 2 * self.beyond(t)
            if best is not None and not bound < best:
                break
            best, t = bound, t * 1.5
        return best if best is not None else arb.pos_inf()


@dataclass(frozen=True)
class _Rule:
    """A trapezoidal rule on the shifted line: nodes j h for |j| <= terms, and a bound of its whole error."""

    nu: float
    h: arb
    terms: int
    error: arb
    log_size: float


def _contour_sum(m: int, c: arb, bits: int, *, complement: bool) -> arb:
    """The trapezoidal sum with its error bound added; asked again for more bits when the sum cancels."""
    asked = bits
    for _ in range(4):
        total = _sum_once(m, c, asked, complement)
        short = bits - total.rel_accuracy_bits()
        if short <= 2 or asked > 40 * bits:
            break
        asked += short + 4
    return total


def _sum_once(m: int, c: arb, bits: int, complement: bool) -> arb:
    spend(_RULE_PRICE)
    with ctx.workprec(64):
        rule = _rule(m, c, bits, complement)
    spare = 40 + 2 * math.log2(m)
    if complement and m <= PAIRED_UP_TO:
        spare += max(0.0, -rule.log_size) / math.log(2)
    with ctx.workprec(int(bits + spare)):
        spend(rule.terms * _price_of_a_term(ctx.prec))
        total = _term(m, c, rule.nu, arb(0), complement)
        for j in range(1, rule.terms + 1):
            total += 2 * _term(m, c, rule.nu, j * rule.h, complement)
        return total * rule.h * (arb(m) / (2 * arb.pi())).sqrt() + plus_minus(rule.error)


def _price_of_a_term(bits: int) -> int:
    return 1 if bits < 160 else 3 * bits // 160


def _rule(m: int, c: arb, bits: int, complement: bool) -> _Rule:
    """Choose the step by the growth off the saddle and the number of terms by the decay; bound both errors."""
    c_float = float(c.mid())
    nu = _saddle(m, c_float, complement=complement)
    if m <= PAIRED_UP_TO:
        nu = min(nu, c_float)  # on the line Re z >= 0 the paired power of Q is no larger than that of Phi
    scale = (arb(m) / (2 * arb.pi())).sqrt()
    factor = scale * (m * arb(nu) ** 2 / 2).exp()
    line = _Line(m, c - nu, complement)
    curvature = _curvature(m, c_float - nu, complement)
    size = factor * line.everywhere() * (2 * arb.pi() / curvature).sqrt()
    target = (size * arb(2) ** -(bits + 2)).upper()
    h, alias = _step(m, c, nu, complement, target, bits, scale)
    terms, cut = _cut(line, h, factor, target, bits, curvature)
    return _Rule(nu, h, terms, (alias + cut).upper(), float(size.log().mid()))


def _curvature(m: int, x: float, complement: bool) -> float:
    """-(log |integrand|)'' at the saddle, in floats."""
    if complement:
        return max(m - hazard(x) * (hazard(x) - x), 0.5)
    ratio = hazard(-x)
    return m * max(1 - ratio * (ratio + x), 1e-3 / (1 + x * x))


def _growth(m: int, c: float, nu: float, complement: bool) -> float:
    """log of the integrand's bound on the line Im t = -nu, in floats."""
    x = c - nu
    log_q, log_p = log_tail(x), log_tail(-x)
    body = math.log(m) + log_q if complement else m * log_p
    return m * nu * nu / 2 + (max(body, m * log_q) if m <= PAIRED_UP_TO else body)


def _strip(m: int, c: float, nu: float, complement: bool, nats: float) -> float:
    """The half-width at which the bound on one of the two sides has grown by so many nats."""
    level = _growth(m, c, nu, complement) + nats

    def excess(width: float) -> float:
        return max(_growth(m, c, nu - width, complement), _growth(m, c, nu + width, complement)) - level

    return _bisect(excess, 0.0, 2 * math.sqrt(2 * nats) + abs(nu) + 2)


def _step(m: int, c: arb, nu: float, complement: bool, target: arb, bits: int, scale: arb) -> tuple[arb, arb]:
    """A step h and a bound of the aliasing error (N(nu - a) + N(nu + a)) / (exp(2 pi a / h) - 1).

    The half-width a of the strip is taken where the integrand has grown by as many nats as are asked for.
    """
    nats, c_float = bits * math.log(2) + 6, float(c.mid())
    for _ in range(12):
        a = _strip(m, c_float, nu, complement, nats)
        h = arb(math.pi * a / nats)
        both = arb(0)
        for shift in (nu - a, nu + a):
            both += scale * (m * arb(shift) ** 2 / 2).exp() * _Line(m, c - shift, complement).whole()
        alias = both / ((2 * arb.pi() * arb(a) / h).exp() - 1)
        if alias < target:
            break
        nats *= 1.25
    return h, alias


def _cut(line: _Line, h: arb, factor: arb, target: arb, bits: int, curvature: float) -> tuple[int, arb]:
    """The number of terms kept on each side and a bound of those left out (a decreasing bound: sum <= integral)."""
    terms = max(2, int(math.sqrt(2 * (bits * math.log(2) + 4) / curvature) / float(h)))
    for _ in range(60):
        cut = 2 * factor * line.from_here(h * terms)
        if cut < target or terms > 20_000:
            break
        terms = terms + max(1, terms // 6)
    return terms, cut


def _term(m: int, c: arb, nu: float, t: arb, complement: bool) -> arb:
    """The real part of the integrand at t; those at t and -t are conjugate."""
    z = acb(c - nu, -t)
    gauss = (-((acb(t, -nu)) ** 2) / 2).exp()
    tail = complex_tail(z)
    body = 1 - tail if z.real >= 0 else complex_tail(-z)
    paired = (gauss * -tail) ** m if m <= PAIRED_UP_TO else acb(0)
    if not complement:
        return ((gauss * body) ** m - paired).real
    missing = -(m * (-tail).log1p()).expm1() if abs(tail) < 0.1 else 1 - body**m
    return (gauss**m * missing + paired).real
