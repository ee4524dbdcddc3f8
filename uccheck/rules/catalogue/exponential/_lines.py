"""The exponential network on the line: D = 1, where the sphere is two points and every sample can be counted.

No formula of the rules stands here: margins are sums of exponentials in floats, exact enough for their signs, which are far from 0
or cancel exactly; probabilities are counts.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from itertools import product
from math import exp, factorial, prod
from typing import Any

from uccheck.quantities.applied import known_in
from uccheck.quantities.finite.likely import least_worst, seldom_exceeded
from uccheck.quantities.symbols import D, b, delta, m, s
from uccheck.rules.catalogue.exponential._facts import e_gen, e_unif_alg, scarce

Point = tuple[int, int]  # label and noise
SIGNAL, NOISE = 1, 3
ALL: tuple[Point, ...] = tuple(product((-1, 1), repeat=2))  # type: ignore[arg-type]


def correct(sample: tuple[Point, ...], y: int, v: int) -> bool:
    """Whether y f(y u, v) > 0."""
    terms = [(y * label, y == label, v * noise) for label, noise in sample]
    return sum(sign * exp(2 * SIGNAL * same + NOISE * side) for sign, same, side in terms) > 1e-9


def error(sample: tuple[Point, ...], points: tuple[Point, ...]) -> Fraction:
    """The fraction of the points that the network of the sample misclassifies."""
    return Fraction(sum(not correct(sample, y, v) for y, v in points), len(points))


@cache
def lines() -> tuple[dict[Any, Any], ...]:
    """For one, two and three points: e_gen and, for up to two, e_unif-alg at many delta."""
    found = []
    for size in (1, 2, 3):
        samples = list(product(ALL, repeat=size))
        risks = [error(sample, ALL) for sample in samples]
        gaps = [risk - error(sample, sample) for risk, sample in zip(risks, samples, strict=True)]
        meaning = _meaning(samples, risks, gaps)
        found += [{m: size, D: 1, s: SIGNAL, b: NOISE, delta: Fraction(step, 16) - Fraction(1, 100), **meaning} for step in range(1, 16)]
    return tuple(found)


def _meaning(samples: list[tuple[Point, ...]], risks: list[Fraction], gaps: list[Fraction]) -> dict[Any, Any]:
    """The chance of a small class, e_gen and, for up to two points, e_unif-alg, as functions of their arguments."""

    def few(size: Any, count: Any) -> Fraction:
        sizes = (sum(y > 0 for y, _ in sample) for sample in samples)
        return Fraction(sum(min(ones, len(samples[0]) - ones) < count for ones in sizes), len(samples))

    def gen(*at: Any) -> Fraction:
        return seldom_exceeded(gaps, at[-1])

    made = {scarce: known_in(few, "k"), e_gen: known_in(gen, "delta")}
    if len(samples) > 16:
        return made
    table = [[abs(risk - error(sample, other)) for other in samples] for risk, sample in zip(risks, samples, strict=True)]
    least = cache(lambda level: least_worst(table, level))
    return {**made, e_unif_alg: known_in(lambda *at: least(at[-1]), "delta")}


def crowd(size: int, signal: Any, noise: Any) -> dict[Any, Any]:
    """Many points: samples whose network is right everywhere have a chance above 4/5, and there no two differ."""
    strength, reach = exp(2 * float(signal)), exp(2 * float(noise))
    right = Fraction(0)
    for n in product(range(size + 1), repeat=3):
        if (rest := size - sum(n)) >= 0:
            groups = (n[0], n[1], n[2], rest)  # labels and noises (-, -), (-, +), (+, -), (+, +)
            sides = ((groups[0], groups[1]), (groups[2], groups[3]))
            margins = [
                strength * (own[v] * reach + own[1 - v]) - (other[v] * reach + other[1 - v])
                for own, other in (sides, sides[::-1]) for v in (0, 1)
            ]  # fmt: skip
            ways = factorial(size) // prod(map(factorial, groups))
            right += Fraction(ways, 4**size) * all(margin > 1e-6 * reach for margin in margins)
    if right < Fraction(4, 5):
        raise ValueError("the crowd is not as was thought")
    return {m: size, D: 1, s: signal, b: noise, e_gen: _zero, e_unif_alg: _zero}


def _zero(*at: Any) -> int:
    return 0
