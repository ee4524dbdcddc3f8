"""Floats that propose: quantiles of chi-square, chances of unflipped points, the best split of a theorem's room. Nothing here is evidence.

Glossary
    Setting     m, D, s, b, gamma, delta as rationals
    Family      a theorem's inequality pairs P(unflipped)/e1 + learners P(T > t) < room, with its parameters
    share       the part of the room that {T > t} takes
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from statistics import NormalDist

from flint import arb, ctx

from uccheck.balls.chi2 import LogChi2, One, expectation
from uccheck.balls.normal import log_tail
from uccheck.core.exact import decimal_above

#: Relative room left between a proposed tail and the one asked for: recorded bounds are rounded to nine digits.
NEAR = 2e-8


@dataclass(frozen=True)
class Setting:
    """One question's numbers, exact."""

    m: Fraction
    D: Fraction
    s: Fraction
    b: Fraction
    gamma: Fraction
    delta: Fraction

    @property
    def at(self) -> dict[str, Fraction]:
        """The numbers by the names that the rules give them."""
        return {"m": self.m, "D": self.D, "s": self.s, "b": self.b, "gamma": self.gamma, "delta": self.delta}

    @property
    def r(self) -> float:
        """s/b."""
        return float(self.s / self.b)


@dataclass(frozen=True)
class Family:
    """One theorem of the form pairs P(one point unflipped)/e1 + learners P(L_D > e2) < room => e_unif-alg >= 1 - e1 - e2."""

    rule: str
    log_one: float
    log_room: float
    pairs: Fraction = Fraction(1)
    learners: Fraction = Fraction(1)
    extra: Mapping[str, Fraction] = field(default_factory=dict)


def upper_point(D: int, p: Fraction) -> Fraction:
    """t with P(T > t) a little below p, T ~ chi2_D: a proposal."""
    return _point(D, p, 1 - p, side=1)


def lower_point(D: int, p: Fraction) -> Fraction:
    """t with P(T < t) a little below p."""
    return _point(D, 1 - p, p, side=-1)


def _point(D: int, above: Fraction, below: Fraction, *, side: int) -> Fraction:
    """The root of a log tail, of the smaller of the two sides; `side` says which of them may not be exceeded."""
    beyond = above <= below
    rare = above if beyond else below
    goal = _log(rare) + (-NEAR if beyond == (side > 0) else NEAR)

    def gap(x: float) -> float:
        found = _log_tail(D, x, beyond) - goal
        return found if beyond else -found

    return _rational(D, _root(gap, _rough(D, rare, beyond), math.sqrt(2 / D)))


def _log(p: Fraction) -> float:
    return math.log(p.numerator) - math.log(p.denominator)


def _log_tail(D: int, x: float, beyond: bool) -> float:
    tail = expectation(LogChi2(D), One(), 44, low=arb(x)) if beyond else expectation(LogChi2(D), One(), 44, high=arb(x))
    middle = tail.mid()
    return float(middle.log().mid()) if middle > 0 else -1e300


def _rough(D: int, p: Fraction, beyond: bool) -> float:
    """log(t/D) by Wilson and Hilferty, or by the leading term of the lower tail where that is meant for."""
    z = _normal_quantile(_log(p)) * (1 if beyond else -1)
    root = 1 - 2 / (9 * D) + z * math.sqrt(2 / (9 * D))
    if root > 0.2:
        return 3 * math.log(root)
    return min(2 / D * (_log(p) + math.lgamma(D / 2 + 1)) + math.log(2 / D), 3 * math.log(0.2))


def _normal_quantile(log_p: float) -> float:
    """z > 0 with log Q(z) = log_p, by Newton's method; log_p at most about log 1/2."""
    if log_p > -30:
        return -NormalDist().inv_cdf(min(math.exp(log_p), 0.5))
    z = math.sqrt(-2 * log_p)
    for _ in range(4):
        z -= (log_tail(z) - log_p) / -(z + 1 / z)
    return z


def _root(gap: Callable[[float], float], start: float, width: float) -> float:
    """The zero of a decreasing function, by expansion and the Illinois rule."""
    low = high = start
    g_low = g_high = gap(start)
    step = 1e-3 * width
    while g_low < 0:
        low, step = low - step, step * 4
        g_low = gap(low)
    while g_high > 0:
        high, step = high + step, step * 4
        g_high = gap(high)
    above: bool | None = None  # which end moved last: an end that stays a second time counts half
    for _ in range(60):
        if high == low:
            return low
        x = high - g_high * (high - low) / (g_high - g_low)
        g = gap(x)
        if abs(g) < 1e-10 or high - low < 1e-13 * width:
            return x
        stays = 0.5 if above is (g > 0) else 1.0
        low, high, g_low, g_high, above = (x, high, g, stays * g_high, True) if g > 0 else (low, x, stays * g_low, g, False)
    return high


def _rational(D: int, x: float) -> Fraction:
    with ctx.workprec(160 + 2 * D.bit_length()):
        point = (D * arb(x).exp()).mid()
        mantissa, exponent = point.man_exp()
    return Fraction(decimal_above(Fraction(int(mantissa)) * Fraction(2) ** int(exponent), 14 + len(str(D)) // 2))


def log_unflipped(a: Setting, rho: float) -> float:
    """log P(N_1^rho > 0), nearly: the largest of log density and log Q(score) over T = D e^x."""
    D, m = float(a.D), float(a.m)
    if m == rho:  # one point, flipped as a whole: its margin and its image's have the same noise
        return _split_log(D, a.r)
    scale, ratio = rho * math.sqrt(D / (m - rho * rho)), a.r / rho

    def log_term(x: float) -> float:
        return D / 2 * (x - math.expm1(x)) + log_tail(scale * (math.exp(x / 2) - ratio * math.exp(-x / 2)))

    low, high = math.log(ratio) - 6 * math.sqrt(2 / D), 6 * math.sqrt(2 / D)
    for _ in range(60):
        one, two = low + 0.382 * (high - low), low + 0.618 * (high - low)
        low, high = (low, two) if log_term(one) > log_term(two) else (one, high)
    return min(log_term((low + high) / 2), 0.0)


def _split_log(D: float, ratio: float) -> float:
    x = math.log(ratio)
    return D / 2 * (x - math.expm1(x)) if x < 0 else 0.0


def chernoff_point(a: Setting) -> tuple[float, float]:
    """(x, log of the bound): the least Chernoff bound of P(a point with random signs is classified correctly)."""
    D, m, r = float(a.D), float(a.m), a.r
    top = 1 / (1 + math.sqrt(m))

    def log_bound(x: float) -> float:
        square = x * x * (m - 1)
        # 1 + y - 1 kept by log1p and expm1: D multiplies what is left
        plus, minus = -0.5 * math.log1p(-2 * x - square), -0.5 * math.log1p(2 * x - square)
        return D * (r * x + math.log1p(math.expm1(plus) / 4 + 3 * math.expm1(minus) / 4))

    low, high = 0.0, top * (1 - 1e-9)
    for _ in range(80):
        one, two = low + 0.382 * (high - low), low + 0.618 * (high - low)
        low, high = (low, two) if log_bound(one) < log_bound(two) else (one, high)
    x = (low + high) / 2
    return x, log_bound(x)


def elementary(a: Setting, rules: tuple[str, ...]) -> Iterator[Family]:
    """The theorems of that form which delta and r admit and which cite nothing: B, the simplices, random signs."""
    delta = a.delta
    if delta < Fraction(1, 2) and "theorem-b" in rules:
        yield Family("theorem-b", log_unflipped(a, 1.0), _log(1 - 2 * delta))
    for k in simplex_sizes(delta, a.r) if "theorem-simplex" in rules else ():
        room = (k * (1 - delta) - 1) / (k - 1)
        pairs, extra = Fraction(k * (k - 1), 2), {"k": Fraction(k)}
        yield Family("theorem-simplex", log_unflipped(a, 1 / (k - 1)), _log(room), pairs, Fraction(k - 1), extra)
    if "theorem-signs" in rules:
        x, log_one = chernoff_point(a)
        yield Family("theorem-signs", min(log_one, 0.0), 4 * _log(1 - delta), extra={"x": Fraction(f"{x:.9g}")})


def simplex_sizes(delta: Fraction, r: float) -> range:
    """The sizes of a simplex that delta and r admit, and that are worth a look."""
    return range(max(3, math.floor(1 / (1 - delta)) + 1), min(math.ceil(1 / r) + 1, 40))


def cited(a: Setting, rules: tuple[str, ...]) -> Iterator[Family]:
    """The correlated flip at the strength rho in (r, 1) that looks best; it cites reverse hypercontractivity."""
    if "theorem-c" not in rules:
        return
    found: tuple[float, Family] | None = None
    kept = _log(1 - a.delta)
    for step in range(1, 60):
        rho = a.r + (1 - a.r) * step / 60
        family = _with_rho(a, rho, kept)
        value = best_share(a, family)[0]
        if found is None or value > found[0]:
            found = value, family
    if found is None or found[0] <= 0:
        return
    centre, width = float(found[1].extra["rho"]), (1 - a.r) / 60
    finer = (centre + width * j / 8 for j in range(-8, 9))
    families = [found[1], *(_with_rho(a, rho, kept) for rho in finer if a.r < rho < 1)]
    yield max(families, key=lambda family: best_share(a, family)[0])


def _with_rho(a: Setting, rho: float, kept: float) -> Family:
    exact = Fraction(f"{rho:.4f}") if rho - a.r > 1e-2 and rho < 0.999 else Fraction(rho)
    return Family("theorem-c", log_unflipped(a, float(exact)), 2 / (1 - float(exact)) * kept, extra={"rho": exact})


def best_share(a: Setting, family: Family) -> tuple[float, Fraction]:
    """(the value 1 - e1 - e2 that the best split would give, nearly; the share of the room left to {T > t})."""
    best = (-math.inf, Fraction(1, 2))
    if family.log_room < -700:
        return best
    rough = float(family.pairs) * math.exp(max(min(family.log_one - family.log_room, 700), -700))
    for share in _SHARES:
        log_p = math.log(share) + family.log_room - math.log(family.learners)
        value = 1 - rough / (1 - float(share)) - loss(a, _rough_point(float(a.D), log_p))
        if value > best[0]:
            best = value, share
    return best


#: From one half upward, where the classifier's loss dominates, and downward, where the unflipped points do.
_SHARES = (*(1 - Fraction(1, 2**j) for j in range(1, 31)), *(Fraction(1, 2**j) for j in range(2, 9)))


def _rough_point(D: float, log_p: float) -> float:
    """t with log P(T > t) = log_p, by Wilson and Hilferty."""
    return _cubed(D, _normal_quantile(log_p) if log_p < -0.6931 else NormalDist().inv_cdf(-math.expm1(log_p)))


def _cubed(D: float, z: float) -> float:
    return float(D * max(1 - 2 / (9 * D) + z * math.sqrt(2 / (9 * D)), 1e-3) ** 3)


def rough_upper_point(D: float, p: Fraction) -> float:
    """t with P(T > t) = p, by Wilson and Hilferty."""
    z = _normal_quantile(_log(min(p, 1 - p)))  # p may be nearer to 1 than floats tell apart
    return _cubed(D, z if p < Fraction(1, 2) else -z)


def loss(a: Setting, t: float) -> float:
    """L_D at T = t, in floats."""
    s, gamma = float(a.s), float(a.gamma)
    tau = float(a.b / a.D) * math.sqrt(float(a.m) * t)
    if tau <= 1e-300 * s:
        return max(0.0, 1 - s / gamma) if gamma > 0 else 0.0
    if gamma == 0:
        return math.erfc(s / tau / math.sqrt(2)) / 2

    def psi(z: float) -> float:
        return z * math.erfc(-z / math.sqrt(2)) / 2 + math.exp(-z * z / 2) / math.sqrt(2 * math.pi)

    return min(max(tau / gamma * (psi((gamma - s) / tau) - psi(-s / tau)), 0.0), 1.0)


def loss_point(a: Setting, epsilon: Fraction) -> Fraction | None:
    """t a little below the T at which L_D = epsilon, for gamma <= 2s; None where there is none within a thousandth to a thousandfold D."""
    low, high, level = float(a.D) / 1000, float(a.D) * 1000, float(epsilon)
    if not loss(a, low) < level < loss(a, high):
        return None
    for _ in range(200):
        middle = math.sqrt(low * high)
        low, high = (middle, high) if loss(a, middle) < level else (low, middle)
    return Fraction(f"{low * (1 - 1e-7):.12g}")


def in_order(a: Setting, candidates: Iterable[Family]) -> list[tuple[float, Fraction, Family]]:
    """The families with their values and shares, the best first; of two simplices or flips only the better."""
    best: dict[str, tuple[float, Fraction, Family]] = {}
    for family in candidates:
        value, share = best_share(a, family)
        if value > 0 and (family.rule not in best or value > best[family.rule][0]):
            best[family.rule] = value, share, family
    return sorted(best.values(), key=lambda found: -found[0])
