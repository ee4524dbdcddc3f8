"""Rigorous enclosures of the opaque quantities of the theorems at exact parameters: points for `by_balls`.

Each returns one ball that contains the quantity, however wide; s = 4 and b = 32, so that r = 1/8.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, sqrt
from typing import Any

from flint import arb, ctx

from uccheck.quantities.enclose import to_arb

PRECISION, CELLS = 128, 60
R = Fraction(1, 8)


def tail(df: int, at: Any) -> Any:
    """P(chi2_df >= at)."""
    return (to_arb(at) / 2).gamma_upper(to_arb(df) / 2, 1)


def normal_tail(x: Any) -> Any:
    """Q(x)."""
    return (x / arb(2).sqrt()).erfc() / 2


def population(m: int, D: int, T: Any) -> Any:
    """pi(T) = Q(r D/sqrt(mT))."""
    return normal_tail(to_arb(R * D) / (to_arb(T) * m).sqrt())


def quantile(df: int, mass: float) -> Fraction:
    """A number near the point that chi2_df exceeds with probability `mass`; nothing is claimed of it."""
    from scipy.stats import chi2

    return Fraction(float(chi2.isf(min(max(mass, 1e-300), 1 - 1e-16), df))).limit_denominator(10**6)


def one_flipped(m: int, D: int, rho: Fraction = Fraction(1)) -> Any:
    """P(N_1 > 0) by cells of T: given T it is Q((rho T - r D)/(v sqrt(mT))), which decreases in T; v^2 = 1 -
    rho^2/m.
    """
    with ctx.workprec(PRECISION):
        edges = [quantile(D, 1 - k / CELLS) for k in range(1, CELLS)]
        fine = [quantile(D, 1 - 10.0**-k) for k in range(14, 2, -2)]
        cuts = sorted({*edges, *fine, *(quantile(D, 10.0**-k) for k in range(3, 13, 2))})
        tails = [arb(1), *(tail(D, cut) for cut in cuts), arb(0)]
        values = [arb(1), *(_given(m, D, rho, cut) for cut in cuts), arb(0)]
        low = sum(((tails[k] - tails[k + 1]) * values[k + 1] for k in range(len(cuts) + 1)), arb(0))
        high = sum(((tails[k] - tails[k + 1]) * values[k] for k in range(len(cuts) + 1)), arb(0))
        return low.union(high)


def _given(m: int, D: int, rho: Fraction, T: Fraction) -> Any:
    variance, gap = 1 - rho**2 / m, rho * T - R * D
    if variance == 0:
        return arb(int(gap < 0)) if gap else arb(0).union(arb(1))
    return normal_tail(to_arb(gap) / (to_arb(variance) * m * to_arb(T)).sqrt())


def e_gen(m: int, D: int, delta: Fraction) -> Any:
    """e_gen(m, delta) between a value that L_D - Lhat exceeds too often and pi at an upper quantile of T."""
    with ctx.workprec(PRECISION):
        return _e_gen_lower(m, D, delta).union(_e_gen_upper(m, D, delta))


def _e_gen_upper(m: int, D: int, delta: Fraction) -> Any:
    at = quantile(D, float(delta)) * Fraction(1000001, 1000000) + Fraction(1, 1000)
    return population(m, D, at) if tail(D, at) < to_arb(delta) else arb(1)


def _e_gen_lower(m: int, D: int, delta: Fraction) -> Any:
    """If P(T > t) > delta (1 + 1/50), and Lhat_S(h_S) > pi(t)/50 has probability below delta/50, then e_gen >=
    49/50 pi(t).
    """
    at = quantile(D, float(delta) * 1.03)
    value = population(m, D, at)
    wrong = _training_error(m, D) * 50 / value
    sure = tail(D, at) > to_arb(delta * Fraction(51, 50)) and wrong < to_arb(delta / 50)
    return value * 49 / 50 if sure else arb(0)


def _training_error(m: int, D: int) -> Any:
    """P(M_1 <= 0) <= P(T <= D/2) + Q((D/2 + r D)/sqrt(m D/2)), an upper bound."""
    half = Fraction(D, 2)
    return 1 - tail(D, half) + normal_tail(to_arb(half + R * D) / (to_arb(half) * m).sqrt())


def e_unif(m: int, D: int, delta: Fraction) -> Any:
    """e_unif-alg(m, delta) between theorem B (delta < 1/2) and the set where T exceeds its delta-quantile."""
    with ctx.workprec(PRECISION):
        return _e_unif_lower(m, D, delta).union(_e_unif_upper(m, D, delta))


def _e_unif_lower(m: int, D: int, delta: Fraction) -> Any:
    room = 1 - 2 * delta
    if room <= 0:
        return arb(0)
    missed = one_flipped(m, D).upper()
    best = arb(0)
    for share in (Fraction(1, 100), Fraction(1, 4), Fraction(3, 4)):
        at = quantile(D, float(room * share)) * Fraction(1000001, 1000000) + Fraction(1, 1000)
        left = to_arb(room) - tail(D, at)
        if left > 0:
            best = best.max(1 - missed / left * to_arb(Fraction(10001, 10000)) - population(m, D, at))
    return best


def _e_unif_upper(m: int, D: int, delta: Fraction) -> Any:
    """On {T >= t}, of probability >= 1 - delta, L_D >= pi(t), so that Lhat - L_D <= 1 - pi(t), and L_D - Lhat <=
    1/2.
    """
    at = quantile(D, 1 - float(delta)) * Fraction(999999, 1000000)
    kept = at > 0 and tail(D, at) > to_arb(1 - delta)
    return (1 - population(m, D, at)).max(arb(1) / 2) if kept else arb(1)


def exceeds(m: int, D: int, level: Fraction) -> Any:
    """P(pi(T) > level), between the tails at two points that straddle the solution of pi(t) = level."""
    from scipy.stats import norm

    z = float(norm.isf(float(level)))
    near = (float(R) * D / z) ** 2 / m if z > 0 else float("inf")
    with ctx.workprec(PRECISION):
        if near > 1e4 * D:
            return arb(0).union(tail(D, 1000 * D))
        low, high = (Fraction(near * scale).limit_denominator(10**9) for scale in (1 - 1e-9, 1 + 1e-9))
        above = tail(D, high) if population(m, D, high) > to_arb(level) else arb(0)
        below = tail(D, low) if population(m, D, low) < to_arb(level) else arb(1)
        return above.union(below)


def least_root(root: float) -> int:
    """An integer D with sqrt(D) >= root, with a little room for rounding."""
    return max(1, ceil(root * root * (1 + 1e-12) + 1e-9))


def root_of(m: int, log_ratio: float, log_delta: float, constant: float = 128, extra: float = 2) -> float:
    """sqrt(constant m log_ratio) + sqrt(extra log_delta)."""
    return sqrt(constant * m * log_ratio) + sqrt(extra * log_delta)
