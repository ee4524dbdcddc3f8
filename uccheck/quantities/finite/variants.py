"""The quantities of the definitions on a finite space, each from its words: one side, errors on samples without loss, the learner's own
sample, its flip, its gradient path, the surrogate.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

from uccheck.quantities.finite.likely import Sets

if TYPE_CHECKING:
    from uccheck.quantities.finite.spaces import Space

Table = list[list[Fraction]]


def ramp(margin: Fraction, gamma: Fraction) -> Fraction:
    """1 where the margin is not positive, 0 where it is at least gamma, linear between."""
    if margin <= 0:
        return Fraction(1)
    return Fraction(0) if margin >= gamma else 1 - margin / gamma


def variants() -> dict[str, Callable[[Space, Fraction], Fraction | None]]:
    """Each as a function of the space and of delta."""
    return {
        "e_one_sided": lambda at, level: _over_sets(at, _signed, level),
        "e_zero_error": lambda at, level: _over_sets(at, _clean, level),
        "e_margin": lambda at, level: _over_sets(at, _errors, level),
        "e_own": lambda at, level: _likely(at, [at.table[p][p] for p in range(at.size)], level),
        "e_flip": lambda at, level: _likely(at, _with_flip(at), level) if at.moves else None,
        "e_path": lambda at, level: _likely(at, [_along_the_path(at, p) for p in range(at.size)], level),
        "e_surrogate": lambda at, level: Fraction(0),  # margins of s everywhere: one loss on every sample
        "e_by_surrogate": lambda at, level: _likely(at, _from_surrogate(at), level),
    }


def _over_sets(space: Space, table: Callable[[Space], Table], level: Fraction) -> Fraction | None:
    return _sets(space, table).least_worst(1 - level) if 0 < level < 1 else None


@cache
def _sets(space: Space, table: Callable[[Space], Table]) -> Sets:
    return Sets.of(space.law, table(space))


def _likely(space: Space, values: list[Fraction], level: Fraction) -> Fraction | None:
    """The least of the values that is exceeded with probability at most delta."""
    if not 0 < level < 1:
        return None
    beyond = Fraction(0)
    for value, chance in sorted(zip(values, space.law, strict=True), reverse=True):
        beyond += chance
        if beyond > level:
            return value
    return None


def _signed(space: Space) -> Table:
    return [[space.risk[p] - space.cross[p][q] for q in range(space.size)] for p in range(space.size)]


def _clean(space: Space) -> Table:
    return [[Fraction(0) if space.cross[p][q] else space.risk[p] for q in range(space.size)] for p in range(space.size)]


def _errors(space: Space) -> Table:
    zero = Fraction(0)
    wrong = [sum((w for w, margin in zip(space.chances, row, strict=True) if margin <= 0), zero) for row in space.margins]
    return [[wrong[p] - space.cross[p][q] for q in range(space.size)] for p in range(space.size)]


def _with_flip(space: Space) -> list[Fraction]:
    index, found = {sample: p for p, sample in enumerate(space.samples)}, []
    for p, sample in enumerate(space.samples):
        image = sample
        for move in space.moves:
            image = tuple(move[x] for x in image)
        found.append(max(space.table[p][p], space.table[index[image]][p]))
    return found


def _along_the_path(space: Space, p: int) -> Fraction:
    """The greatest difference over x w_S, x > 0: linear in x between the places where a margin reaches gamma, 0 as x falls to 0."""
    row, gamma = space.margins[p], space.gamma
    scales = {gamma / margin for margin in row if margin > 0} if gamma else {Fraction(1)}
    gaps = [Fraction(0)]
    for scale in scales:
        losses = [ramp(scale * margin, gamma) for margin in row]
        population = sum((w * value for w, value in zip(space.chances, losses, strict=True)), Fraction(0))
        gaps.append(abs(population - sum((losses[x] for x in space.samples[p]), Fraction(0)) / space.m))
    return max(gaps)


def _from_surrogate(space: Space) -> list[Fraction]:
    fixed = ramp(space.s, space.gamma)
    return [abs(space.risk[p] - fixed) + abs(space.cross[p][p] - fixed) for p in range(space.size)]
