"""Enclosures of the quantities at exact arguments, however wide: what instances and mutants of statements are decided by.

They serve to refute false neighbours at computed points; certificates have sharper ones of their own.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from math import ceil, sqrt
from typing import Any

from flint import arb, ctx, fmpq

from uccheck.balls import beta

PRECISION, CELLS = 128, 60
ZERO, ONE = Fraction(0), Fraction(1)


def exact(value: Fraction) -> Any:
    """The rational as a ball."""
    return arb(fmpq(value.numerator, value.denominator))


def tail(df: Any, at: Any) -> Any:
    """P(chi2_df >= at)."""
    return (at / 2).gamma_upper(df / 2, 1) if at > 0 else arb(1) if at <= 0 else arb(0).union(arb(1))


def head(df: Any, at: Any) -> Any:
    """P(chi2_df <= at)."""
    if not at > 0:
        return arb(0) if at <= 0 else arb(0).union(arb(1))
    found, other = (at / 2).gamma_lower(df / 2, 1), 1 - tail(df, at)
    return found if found.rad() < other.rad() else other


def normal_tail(x: Any) -> Any:
    """Q(x)."""
    return (x / arb(2).sqrt()).erfc() / 2


def _density(x: Any) -> Any:
    return (-x * x / 2).exp() / (2 * arb.pi()).sqrt()


def loss(m: Fraction, D: Fraction, s: Fraction, b: Fraction, gamma: Fraction, t: Fraction) -> Any:
    """The population ramp loss at T = t, for t > 0."""
    signal, tau = exact(s), exact(b / D) * exact(m * t).sqrt()
    if gamma == 0:
        return normal_tail(signal / tau)
    g = exact(gamma)
    spread = tau / g * (_density((g - signal) / tau) - _density(signal / tau))
    return (1 - signal / g) * (1 - normal_tail((g - signal) / tau)) + signal / g * normal_tail(signal / tau) + spread


def quantile(df: Fraction, mass: float) -> Fraction:
    """A number near the point that chi2_df exceeds with probability `mass`; nothing is claimed of it."""
    from scipy.special import chdtri

    return Fraction(float(chdtri(float(df), min(max(mass, 1e-300), 1 - 1e-16)))).limit_denominator(10**6)


def unflipped(m: Fraction, D: Fraction, s: Fraction, b: Fraction, rho: Fraction) -> Any:
    """P(N_1 > 0) by cells of T: given T it is Q((rho T - r D)/(v sqrt(mT))), which decreases in T; v^2 = 1 - rho^2/m."""
    cuts, masses = _cells(D)
    values = [arb(1), *(_given(m, rho, rho * cut - s / b * D, cut) for cut in cuts), arb(0)]
    low = sum((mass * value for mass, value in zip(masses, values[1:], strict=True)), arb(0))
    high = sum((mass * value for mass, value in zip(masses, values[:-1], strict=True)), arb(0))
    return low.union(high)


@lru_cache(maxsize=512)
def _cells(D: Fraction) -> tuple[tuple[Fraction, ...], tuple[Any, ...]]:
    """Cuts of the half line, and the chances that T lies between them: the same for every flip and every m."""
    edges = [quantile(D, 1 - k / CELLS) for k in range(1, CELLS)]
    ends = [quantile(D, 1 - 10.0**-k) for k in range(14, 2, -2)] + [quantile(D, 10.0**-k) for k in range(3, 13, 2)]
    cuts = tuple(sorted({*edges, *ends} - {ZERO}))
    with ctx.workprec(PRECISION):
        tails = [arb(1), *(tail(exact(D), exact(cut)) for cut in cuts), arb(0)]
        return cuts, tuple(more - less for more, less in itertools.pairwise(tails))


def _given(m: Fraction, rho: Fraction, gap: Fraction, T: Fraction) -> Any:
    variance = 1 - rho**2 / m
    if variance == 0:
        return arb(int(gap < 0)) if gap else arb(0).union(arb(1))
    return normal_tail(exact(gap) / exact(variance * m * T).sqrt())


def exceed(m: Fraction, D: Fraction, s: Fraction, b: Fraction, gamma: Fraction, e: Fraction) -> Any:
    """P(L_D > e); for gamma <= 2s, where the loss increases with T to 1/2, between the tails at two points that straddle the solution."""
    if e <= 0 or e >= 1:
        return arb(int(e <= 0))
    if gamma > 2 * s or e >= Fraction(1, 2):
        return arb(0).union(arb(1)) if gamma > 2 * s else arb(0)
    setting = (m, D, s, b, gamma)
    low, high = D / 10**6, D * 10**6
    if not (loss(*setting, low) < exact(e) < loss(*setting, high)):
        return arb(0).union(arb(1))
    for _ in range(60):
        middle = Fraction(sqrt(float(low) * float(high)))
        found = loss(*setting, middle)
        low, high = (middle, high) if found < exact(e) else (low, middle) if found > exact(e) else (low, high)
        if high < low * (1 + Fraction(1, 10**9)) or not (found < exact(e) or found > exact(e)):
            break
    return tail(exact(D), exact(high)).union(tail(exact(D), exact(low)))


def e_gen(m: Fraction, D: Fraction, s: Fraction, b: Fraction, gamma: Fraction, delta: Fraction) -> Any:
    """e_gen between a value that L_D - Lhat exceeds too often and the loss at an upper quantile of T; below e_unif-alg for wide ramps."""
    setting = (m, D, s, b, gamma)
    if not 0 < delta < 1:
        return arb("nan")
    if gamma > 2 * s:
        return arb(-1).union(_wide(*setting, delta))
    at = quantile(D, float(delta)) * Fraction(1000001, 1000000) + Fraction(1, 1000)
    upper = loss(*setting, at) if tail(exact(D), exact(at)) < exact(delta) else arb(1)
    return _e_gen_lower(*setting, delta).union(upper)


def _e_gen_lower(m: Fraction, D: Fraction, s: Fraction, b: Fraction, gamma: Fraction, delta: Fraction) -> Any:
    """If P(T > t) > delta (1 + 1/50), and Lhat_S(h_S) > loss(t)/50 has probability below delta/50, then e_gen >= 49/50 loss(t)."""
    at = quantile(D, float(min(delta * Fraction(103, 100), (1 + delta) / 2)))
    if at <= 0:
        return arb(-1)
    value, error = loss(m, D, s, b, gamma, at), _misfit(m, D, s, b, gamma)
    if error == 0:  # no training loss at all
        return value if tail(exact(D), exact(at)) > exact(delta) else arb(-1)
    sure = tail(exact(D), exact(at)) > exact(delta * Fraction(51, 50)) and error * 50 / value < exact(delta / 50)
    return value * 49 / 50 if sure else arb(-1)


def _misfit(m: Fraction, D: Fraction, s: Fraction, b: Fraction, gamma: Fraction) -> Any:
    """P(M_1 < gamma): none where the only point has its own noise and s >= gamma, else the least of three bounds."""
    r = (s - gamma) / b
    if m == 1 and r >= 0:
        return arb(0)
    return min((_misfit_beyond(m, D, r, Fraction(1, k)) for k in (2, 4, 10)), key=float)


def _misfit_beyond(m: Fraction, D: Fraction, r: Fraction, share: Fraction) -> Any:
    """P(T <= share D) + Q of the least (T + r D)/sqrt(m T) beyond, at share D or, where larger, at r D; Chernoff's first."""
    least = max(share, r)
    head = (exact(D) / 2 * (1 - exact(share) + exact(share).log())).exp()
    return head + normal_tail(exact((least + r) * D) / exact(m * least * D).sqrt())


def e_unif_alg(m: Fraction, D: Fraction, s: Fraction, b: Fraction, gamma: Fraction, delta: Fraction) -> Any:
    """e_unif-alg between the simplex forms of 2 to 8 samples, or e_gen, and the set where T exceeds its delta-quantile."""
    if not 0 < delta < 1:
        return arb("nan")
    if gamma > 2 * s:
        return arb(0).union(_wide(m, D, s, b, gamma, delta))
    lower = arb(0).max(_e_gen_lower(m, D, s, b, gamma, delta).lower()).max(_e_unif_lower(m, D, s, b, gamma, delta).lower())
    at = quantile(D, 1 - float(delta)) * Fraction(999999, 1000000)
    kept = at > 0 and tail(exact(D), exact(at)) > exact(1 - delta)
    return lower.union((1 - loss(m, D, s, b, gamma, at)).max(arb(1) / 2) if kept else arb(1))


def _wide(m: Fraction, D: Fraction, s: Fraction, b: Fraction, gamma: Fraction, delta: Fraction) -> Any:
    """For gamma > 2s: 1 - s/gamma, and c/gamma with c = s + (b/D) sqrt(t q), each of T >= t and W >= q with chance below delta/2."""
    t, q = (quantile(df, float(delta) * 0.49) for df in (D, m * D))
    sure = tail(exact(D), exact(t)) + tail(exact(m * D), exact(q)) < exact(delta) and m <= 4 * q
    most = exact(1 - s / gamma)
    return most.min((exact(s) + exact(b / D) * exact(t * q).sqrt()) / exact(gamma)) if sure else most


def _e_unif_lower(m: Fraction, D: Fraction, s: Fraction, b: Fraction, gamma: Fraction, delta: Fraction) -> Any:
    """k(k-1)/2 P(N_1 > 0)/e_1 + (k-1) P(L_D > e_2) < (k(1 - delta) - 1)/(k - 1), the second share of it small, even or large."""
    best = arb(0)
    for k in range(2, 9):
        room = (k * (1 - delta) - 1) / (k - 1)
        if room <= 0 or (k > 2 and Fraction(1, k - 1) <= s / b):
            continue
        missed = value("unflipped", m, D, s, b, Fraction(1, k - 1)).upper() * k * (k - 1) / 2
        for share in (Fraction(1, 100), Fraction(1, 4), Fraction(3, 4)):
            at = quantile(D, float(room * share / (k - 1))) * Fraction(1000001, 1000000) + Fraction(1, 1000)
            left = exact(room) - tail(exact(D), exact(at)) * (k - 1)
            if left > 0:
                best = best.max(1 - missed / left * exact(Fraction(10001, 10000)) - loss(m, D, s, b, gamma, at))
        if k == 2 and best > exact(Fraction(9, 10)):
            break
    return best


def misfit(*at: Fraction) -> Any:
    """P(M_1 < gamma), by the enclosure that certificates have."""
    return _certified("misfit", *at)


def all_flipped(*at: Fraction) -> Any:
    """P(all N_i <= 0, T <= t), from below only."""
    return _certified("all_flipped", *at)


def _certified(name: str, *at: Fraction) -> Any:
    from uccheck.quantities.enclosed.bounds import ENCLOSURES

    evaluator = ENCLOSURES[name]
    if evaluator.balls is None:
        return arb("nan")
    found = evaluator.balls(*at)[0]
    return found.union(arb(1)) if evaluator.from_below else found


def cap(D: Fraction, t: Fraction) -> Any:
    """P(w_1 >= t) on the unit sphere of R^D."""
    return beta.cap(int(D), t) if 0 < t <= 1 else arb("nan")


def fewer(m: Fraction, p: Fraction, k: Fraction) -> Any:
    """P(Bin(m, p) < k)."""
    return beta.fewer(int(m), p, k)[0]


def scarce(m: Fraction, k: Fraction) -> Any:
    """P(min(N, m - N) < k) for N ~ Bin(m, 1/2)."""
    return beta.scarce(int(m), k)[0]


def spoiled(m: Fraction, d: Fraction, k: Fraction) -> Any:
    """1 - (1 - P(min(N, m - N) < k))^d."""
    return beta.spoiled(int(m), int(d), k)[0]


def unseen(m: Fraction, d: Fraction) -> Any:
    """1 - (1 - 2^-m)^d."""
    return 1 - (1 - arb(2) ** -int(m)) ** int(d)


EXACT: dict[str, Callable[..., Any]] = {
    "loss": loss,
    "unflipped": unflipped,
    "misfit": misfit,
    "all_flipped": all_flipped,
    "exceed": exceed,
    "e_gen": e_gen,
    "e_unif_alg": e_unif_alg,
    "cap": cap,
    "fewer": fewer,
    "scarce": scarce,
    "spoiled": spoiled,
    "unseen": unseen,
}


@lru_cache(maxsize=4096)
def value(name: str, *at: Fraction) -> Any:
    """One ball that contains the quantity at exact arguments; the range of the whole line where none is known."""
    with ctx.workprec(PRECISION):
        return EXACT[name](*at) if name in EXACT else arb("nan")


def least_root(root: float) -> int:
    """An integer D with sqrt(D) >= root, with a little room for rounding."""
    return max(1, ceil(root * root * (1 + 1e-12) + 1e-9))


def root_of(m: int, log_ratio: float, log_delta: float, constant: float = 128, extra: float = 2) -> float:
    """sqrt(constant m log_ratio) + sqrt(extra log_delta)."""
    return sqrt(constant * m * log_ratio) + sqrt(extra * log_delta)
