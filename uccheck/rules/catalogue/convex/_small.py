"""Stochastic convex optimization with few points and coordinates: every sample counted, every learner run, nothing taken from the rules.

The learners' minimisers are found where they are rational: without a constraint if that lies in the ball, else for one coordinate, else
for the one strength 12/5 at which the ball's multiplier is rational.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property, partial
from itertools import product
from typing import Any

from flint import arb

from uccheck.quantities.applied import known_in
from uccheck.quantities.finite.likely import least_worst, seldom_exceeded
from uccheck.quantities.symbols import delta, k, m
from uccheck.rules.catalogue.convex._facts import (
    beyond,
    d,
    e_gen,
    e_unif,
    e_unif_alg,
    eta,
    gd_e_gen,
    gd_e_unif_alg,
    lam,
    reach,
    scarce,
    spoiled,
    spread,
    tau,
    unseen,
)  # fmt: skip

Vector = tuple[Fraction, ...]
ZERO, ONE, HALF = Fraction(0), Fraction(1), Fraction(1, 2)
#: The minimisers at eta = 12/5, where the ball's multiplier is 3/5.
KNOWN: dict[Vector, Vector] = {(ZERO, ONE): (Fraction(4, 5), Fraction(3, 5)), (ONE, ZERO): (Fraction(3, 5), Fraction(4, 5))}


def minimiser(share: Vector, pull: Fraction, weight: Fraction) -> Vector | None:
    """The minimiser's squares over the ball; None where they are not rational."""
    if pull == 0:
        first = next((j for j, c in enumerate(share) if c == 0), None) if weight == 0 else None
        return tuple(ONE if j == first else ZERO for j in range(len(share)))
    free = tuple((pull / (c + pull + weight)) ** 2 for c in share)
    if sum(free) <= 1:
        return free
    if len(set(share)) == 1:
        return (ONE / len(share),) * len(share)
    return tuple(x**2 for x in KNOWN[share]) if pull == Fraction(12, 5) and weight == 0 and share in KNOWN else None


def descent(share: Vector, pull: Fraction, total: Fraction) -> Vector:
    """The squares after steps of 1/(2 (1 + eta)), the last one shorter, that sum up to tau; each iterate stays in the ball here."""
    w, left = [ZERO] * len(share), total
    while left > 0:
        step = min(left, 1 / (2 * (1 + pull)))
        w = [x - step * (2 * c * x + 2 * pull * (x - 1)) for x, c in zip(w, share, strict=True)]
        left -= step
    return tuple(x**2 for x in w)


@dataclass(frozen=True)
class Universe:
    """All samples of m points of {0, 1}^d, equally likely, as their vectors of fractions c."""

    m: int
    d: int

    @cached_property
    def shares(self) -> list[Vector]:
        """The fraction of ones of each coordinate, sample by sample."""
        points = list(product((0, 1), repeat=self.d))
        return [tuple(Fraction(sum(column), self.m) for column in zip(*sample, strict=True)) for sample in product(points, repeat=self.m)]

    def chance(self, holds: Callable[[Vector], bool]) -> Fraction:
        """P(S is such)."""
        return Fraction(sum(map(holds, self.shares)), len(self.shares))

    def superior(self, share: Vector) -> Fraction:
        """The greatest difference of the losses at the corners of the ball's squares, and at their middle."""
        corners = [tuple(ONE if i == j else ZERO for i in range(self.d)) for j in range(self.d)]
        return max(abs(loss(corner) - training(corner, share)) for corner in (*corners, (ONE / self.d,) * self.d))

    @cached_property
    def suprema(self) -> list[Fraction]:
        """The greatest difference of each sample."""
        return [self.superior(share) for share in self.shares]

    def law(self, learner: Callable[[Vector], Vector | None]) -> Gaps | None:
        """The learner's gaps; None where it is not rational."""
        squares = [learner(share) for share in self.shares]
        return None if None in squares else Gaps(self, [found for found in squares if found is not None])

    @cache  # noqa: B019 - the universes are few and kept anyway
    def minimised(self, pull: Fraction, weight: Fraction) -> Gaps | None:
        """The gaps of the minimiser."""
        return self.law(lambda share: minimiser(share, pull, weight))

    @cache  # noqa: B019 - as above
    def descended(self, pull: Fraction, total: Fraction) -> Gaps | None:
        """The gaps of gradient descent."""
        return self.law(lambda share: descent(share, pull, total))


@dataclass(frozen=True, eq=False)
class Gaps:
    """What the learner makes of each sample."""

    universe: Universe
    squares: list[Vector]

    @cached_property
    def gaps(self) -> list[Fraction]:
        """L - Lhat, sample by sample."""
        return [loss(w) - training(w, share) for w, share in zip(self.squares, self.universe.shares, strict=True)]

    def reach(self, value: Fraction) -> Fraction:
        """P(L - Lhat >= value)."""
        return Fraction(sum(gap >= value for gap in self.gaps), len(self.gaps))

    @cache  # noqa: B019 - as above
    def e_gen(self, level: Fraction) -> Fraction:
        """The least gap that is exceeded with probability at most delta."""
        return seldom_exceeded(self.gaps, level)

    @cache  # noqa: B019 - as above
    def e_unif_alg(self, level: Fraction) -> Fraction:
        """The least v for which the samples with gaps of at most v, in pairs, contain a set of chance 1 - delta."""
        return least_worst([[abs(loss(w) - training(w, share)) for share in self.universe.shares] for w in self.squares], level)


def loss(squares: Vector) -> Fraction:
    """L(w)."""
    return sum(squares, ZERO) / 2


def training(squares: Vector, share: Vector) -> Fraction:
    """Lhat_S(w)."""
    return sum((c * x for c, x in zip(share, squares, strict=True)), ZERO)


SIZES = ((1, 1), (2, 1), (3, 1), (1, 2), (2, 2), (1, 3))
STRENGTHS = (
    (ZERO, ZERO),
    (ZERO, ONE),
    (Fraction(1, 4), ZERO),
    (Fraction(1, 4), ONE),
    (Fraction(12, 5), ZERO),
    (Fraction(1, 8), Fraction(1, 2)),
)


@cache
def points() -> tuple[dict[Any, Any], ...]:
    """Every learner in every small universe, at each delta at which something changes."""
    return tuple(_points())


def _points() -> Iterator[dict[Any, Any]]:
    for (size, dimension), (pull, weight), step in product(SIZES, STRENGTHS, (1, 3, 5, 7, 9, 11, 13, 15)):
        universe = Universe(size, dimension)
        if universe.minimised(pull, weight) is not None:
            level = Fraction(step, 16) - Fraction(1, 1000)
            for count in (1, 2):
                shared = {m: size, d: dimension, eta: pull, lam: weight, tau: Fraction(1, 8), delta: level, k: count}
                yield {**shared, **_meaning(universe)}


@cache
def _meaning(universe: Universe) -> dict[Any, Any]:
    """Every quantity as a function of its arguments in this universe."""

    def few(share: Vector, count: Any) -> bool:
        return any(min(c, 1 - c) * universe.m < count for c in share)

    def blank(size: Any, dimension: Any) -> Fraction:
        return (
            1 - (1 - Fraction(1, 2 ** int(size))) ** int(dimension) if size != universe.m else universe.chance(lambda share: ZERO in share)
        )

    def minimised(name: str, *at: Any) -> Any:
        return _of(universe.minimised(*at[2:4]), name, at[4])

    def descended(name: str, *at: Any) -> Any:
        return _of(universe.descended(*at[2:4]), name, at[4])

    made = {
        unseen: blank,
        spoiled: lambda size, dimension, count: universe.chance(lambda share: few(share, count)),
        scarce: lambda size, count: universe.chance(lambda share: min(share[0], 1 - share[0]) * universe.m < count),
        spread: lambda size, dimension, value: _share(found >= value for found in universe.suprema),
        beyond: lambda size, dimension, value: _share(found > value for found in universe.suprema),
        reach: partial(minimised, "reach"),
        e_gen: partial(minimised, "e_gen"),
        e_unif_alg: partial(minimised, "e_unif_alg"),
        gd_e_gen: partial(descended, "e_gen"),
        gd_e_unif_alg: partial(descended, "e_unif_alg"),
        e_unif: lambda size, dimension, level: seldom_exceeded(universe.suprema, level),
    }
    return {key: known_in(function, *FOLLOWED) for key, function in made.items()}


FOLLOWED = ("eta", "lam", "tau", "k", "e", "delta")  # of a universe; m and d name it


def _share(hits: Iterable[bool]) -> Fraction:
    found = list(hits)
    return Fraction(sum(found), len(found))


def _of(gaps: Gaps | None, name: str, at: Fraction) -> Any:
    """A quantity of a learner, or what decides nothing where it is not rational."""
    return arb("nan") if gaps is None else getattr(gaps, name)(at)
