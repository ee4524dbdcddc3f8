"""Finite probability spaces in which every quantity of the transfer lemmas is computed exactly from its definition."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from typing import Any

from uccheck.quantities.symbols import E_UNIF, delta, quantity, v

P_GAP = quantity("P_gap", r"\mathbb{P}(G\ge v)", nonnegative=True)
IN = quantity("P_in", r"\mathbb{P}(S\in\mathcal{S})", nonnegative=True)
PARTNER_IN = quantity("P_partner_in", r"\mathbb{P}(S'\in\mathcal{S})", nonnegative=True)
ATOMS = {
    bits: quantity("p" + "".join(map(str, bits)), "p_{" + "".join(map(str, bits)) + "}", nonnegative=True)
    for bits in itertools.product((0, 1), repeat=3)
}


def deltas(size: int) -> list[Fraction]:
    """Every level at which the admissible sets change, and one between each two."""
    return [Fraction(2 * step + 1, 4 * size) for step in range(2 * size)]


@cache
def swap_models(*, preserving: bool = True, seed: int = 1) -> tuple[dict[Any, Fraction], ...]:
    """Uniform spaces of 2..5 samples with a map phi and a table |L_D(h_S) - Lhat_S'(h_S)|; one point per (model,
    delta, set, v).
    """
    draw = random.Random(seed)
    points: list[dict[Any, Fraction]] = []
    for size, _ in itertools.product((2, 3, 4, 5), range(12)):
        phi = _involution(size, draw) if preserving else [draw.randrange(size) for _ in range(size)]
        table = [[Fraction(draw.randrange(5), 4) for _ in range(size)] for _ in range(size)]
        if draw.random() < 0.6:
            table = [[Fraction(int(phi[p] == q)) for q in range(size)] for p in range(size)]
        points.extend(_points(size, phi, table))
    return tuple(points)


def _involution(size: int, draw: random.Random) -> list[int]:
    phi, rest = list(range(size)), list(range(size))
    draw.shuffle(rest)
    for p, q in zip(rest[::2], rest[1::2], strict=False):
        phi[p], phi[q] = q, p
    return phi


def _points(size: int, phi: list[int], table: list[list[Fraction]]) -> Iterator[dict[Any, Fraction]]:
    for level in deltas(size):
        unif = uniform_error(size, table, level)
        for value in (Fraction(1, 4), Fraction(1, 2), Fraction(1)):
            good = [table[p][phi[p]] >= value for p in range(size)]
            for members in admissible_sets(size, level):
                atoms = _atoms(size, phi, good, set(members))
                inside = Fraction(len(members), size), Fraction(sum(phi[p] in members for p in range(size)), size)
                laws = dict(zip((IN, PARTNER_IN), inside, strict=True))
                yield {delta: level, v: value, E_UNIF: unif, P_GAP: Fraction(sum(good), size), **laws, **atoms}


def _atoms(size: int, phi: list[int], good: list[bool], members: set[int]) -> dict[Any, Fraction]:
    counts = dict.fromkeys(ATOMS, 0)
    for p in range(size):
        counts[int(p in members), int(phi[p] in members), int(good[p])] += 1
    return {ATOMS[bits]: Fraction(count, size) for bits, count in counts.items()}


def admissible_sets(size: int, level: Fraction) -> list[tuple[int, ...]]:
    """The smallest sets of samples of probability at least 1 - delta."""
    need = next(k for k in range(size + 1) if Fraction(k, size) >= 1 - level)
    return list(itertools.combinations(range(size), need))


def uniform_error(size: int, table: list[list[Fraction]], level: Fraction) -> Fraction:
    """e_unif-alg by its definition: the least worst entry of the table over admissible sets."""
    sets = admissible_sets(size, level)
    return min(max((table[p][q] for p in members for q in members), default=Fraction(0)) for members in sets)
