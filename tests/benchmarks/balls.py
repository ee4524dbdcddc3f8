"""Enclosures against mpmath.quad at equal digits, in one run: `python tests/benchmarks/balls.py`.

The baseline integrates the same formula of the exact law (E over T of Phi of the score, or of Nair's integral) with mpmath's own
quadrature, the integrand vectorless as mpmath has it, to 14 digits and over a sensible window; it is not rigorous.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import mpmath

from uccheck.linear.events import probability
from uccheck.linear.setting import LinearSetting


def main() -> None:
    mpmath.mp.dps = 15
    row("one-flipped (1000, 30000)", ours("one-flipped", 1000, 30_000), lambda: one_flipped(1000, 30_000))
    row("one-flipped (20, 200)", ours("one-flipped", 20, 200), lambda: one_flipped(20, 200))
    row("all-flipped (20, 200)", ours("all-flipped", 20, 200), lambda: all_flipped(20, 200))


def ours(event: str, m: int, D: int) -> Callable[[], float]:
    def run() -> float:
        found = probability(event, LinearSetting(m, D))
        return float(Fraction(found.complement_lower or 0))

    return run


def one_flipped(m: int, D: int) -> float:
    """P(N_1 > 0)."""
    return over_t(D, lambda t: mpmath.ncdf(-(t - mpmath.mpf(D) / 8) / mpmath.sqrt(m * t) * mpmath.sqrt(mpmath.mpf(m) / (m - 1))))


def all_flipped(m: int, D: int) -> float:
    """P(some N_i > 0), with Nair's integral inside."""

    def missing(t: mpmath.mpf) -> mpmath.mpf:
        c = (t - mpmath.mpf(D) / 8) / mpmath.sqrt(m * t)
        if c <= 0:
            return mpmath.mpf(1)
        inner = mpmath.quad(lambda u: mpmath.re(nair(u, c)), [0, 1, 3])
        return 1 - 2 * inner * mpmath.sqrt(m / (2 * mpmath.pi))

    def nair(u: Any, c: Any) -> Any:
        return (mpmath.exp(-u * u / 2) * mpmath.erfc(mpmath.mpc(-c, u) / mpmath.sqrt(2)) / 2) ** m

    return over_t(D, missing)


def over_t(D: int, factor: Callable[[Any], Any]) -> float:
    half = mpmath.mpf(D) / 2
    log_constant = -half * mpmath.log(2) - mpmath.loggamma(half)
    width = mpmath.sqrt(2 * D)
    ends = [max(mpmath.mpf("1e-9"), D + j * width) for j in range(-10, 11, 4)]
    return float(mpmath.quad(lambda t: mpmath.exp(log_constant + (half - 1) * mpmath.log(t) - t / 2) * factor(t), ends))


def row(name: str, mine: Callable[[], float], baseline: Callable[[], float]) -> None:
    mine()  # nodes and constants are cached; both sides are timed warm
    times = []
    for run in (mine, baseline):
        start = time.perf_counter()
        value = run()
        times.append((time.perf_counter() - start, value))
    (fast, exact), (slow, rough) = times
    print(f"{name:28s} balls {fast:9.4f} s {exact:.12g}   mpmath.quad {slow:9.3f} s {rough:.12g}   ratio {slow / fast:8.0f}")


if __name__ == "__main__":
    main()
