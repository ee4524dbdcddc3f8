"""Finite models of theorem B: errors on the partner and population errors as tables, everything else by definition."""

from __future__ import annotations

import random
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from uccheck.rules.catalogue._models import deltas, uniform_error


@dataclass(frozen=True)
class SplitModel:
    """One finite model at one (delta, e1, e2)."""

    delta: Fraction
    e1: Fraction
    e2: Fraction
    p1: Fraction
    p2: Fraction
    gap: Fraction
    unif: Fraction


@cache
def split_models(seed: int = 3) -> tuple[SplitModel, ...]:
    """Uniform spaces of 4 samples in two pairs; F and pi on grids; other entries of the table are zero."""
    draw, found = random.Random(seed), []
    for count in range(60):
        wrong = [Fraction(3 if count == 0 else draw.choice((2, 3, 4, 4, 4)), 4) for _ in range(4)]
        population = [Fraction(1 if count == 0 else draw.choice((0, 0, 1, 2)), 8) for _ in range(4)]
        table = [[abs(wrong[p] - population[p]) if q == p ^ 1 else Fraction(0) for q in range(4)] for p in range(4)]
        for level in deltas(4):
            found.extend(_at(level, wrong, population, uniform_error(4, table, level)))
    return tuple(found)


def _at(level: Fraction, wrong: list[Fraction], population: list[Fraction], unif: Fraction) -> list[SplitModel]:
    p1 = sum((1 - value for value in wrong), Fraction(0)) / 4
    models = []
    for e1 in (Fraction(1, 8), Fraction(1, 4), Fraction(1, 2)):
        for e2 in (Fraction(1, 16), Fraction(1, 8)):
            p2 = Fraction(sum(value > e2 for value in population), 4)
            gap = Fraction(sum(w - q >= 1 - e1 - e2 for w, q in zip(wrong, population, strict=True)), 4)
            models.append(SplitModel(level, e1, e2, p1, p2, gap, unif))
    return models
