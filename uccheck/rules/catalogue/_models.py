"""Finite probability spaces in which every quantity of the rules is computed exactly from its definition.

A model: 2^n equally likely samples, the points of a cube; for each a population loss that grows with its T, and for each two the loss of
one's classifier on the other. The partner of a sample changes each coordinate with probability (1 + rho)/2: at rho = 1 the flip,
at rho = 1/2 the random signs. In a simplex model the samples are k, and the k-tuple is all of them in random order.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property
from typing import Any

from flint import arb

from uccheck.quantities.applied import known_everywhere, known_in, quantity
from uccheck.quantities.finite.likely import least_worst, seldom_exceeded
from uccheck.quantities.symbols import D, b, c, delta, e, e1, e2, gamma, k, m, rho, s, t, v

POINTS = 4  # points in a sample
DIMENSION = 3  # of the noise
HALF, UNKNOWN = Fraction(1, 2), arb("nan")
FOLLOWED = ("rho", "v", "e", "delta", "t")  # of a model; the rest names it


@dataclass(frozen=True)
class Model:
    """risk[p]: L_D(h_p); radius[p]: T; cross[p][q]: Lhat_q(h_p), whose complement is the fraction classified correctly."""

    risk: tuple[Fraction, ...]
    radius: tuple[Fraction, ...]
    cross: tuple[tuple[Fraction, ...], ...]
    simplex: bool = False

    @property
    def size(self) -> int:
        """How many samples there are."""
        return len(self.risk)

    def chance(self, holds: Callable[[int], bool]) -> Fraction:
        """P(S is such)."""
        return Fraction(sum(map(holds, range(self.size))), self.size)

    @cache  # noqa: B019 - the models are few and kept anyway
    def pairs(self, strength: Fraction) -> tuple[tuple[int, int, Fraction], ...]:
        """The joint law of a sample and its partner: (p, q, weight)."""
        if self.simplex:
            weight = Fraction(1, self.size * (self.size - 1))
            return tuple((p, q, weight) for p in range(self.size) for q in range(self.size) if p != q)
        bits, change = self.size.bit_length() - 1, (1 + strength) / 2
        laws = ((p, q, (p ^ q).bit_count()) for p in range(self.size) for q in range(self.size))
        weights = ((p, q, change**flips * (1 - change) ** (bits - flips) / self.size) for p, q, flips in laws)
        return tuple(law for law in weights if law[2])

    def kept(self, strength: Fraction) -> Fraction:
        """The mean fraction of the partner's points that are classified correctly."""
        return sum((weight * (1 - self.cross[p][q]) for p, q, weight in self.pairs(strength)), Fraction(0))

    def below(self, strength: Fraction, value: Fraction) -> Fraction:
        """P(G < value)."""
        return sum((w for p, q, w in self.pairs(strength) if self.cross[p][q] - self.risk[p] < value), Fraction(0))

    def some_below(self, value: Fraction) -> Fraction:
        """P(some pair a < c of the k samples in random order has a gap below value)."""
        orders = list(itertools.permutations(range(self.size)))
        bad = [any(self.cross[p][q] - self.risk[p] < value for p, q in itertools.combinations(order, 2)) for order in orders]
        return Fraction(sum(bad), len(orders))

    def loss(self, at: Fraction) -> Fraction:
        """The population loss at T = t: that of the samples with T up to t."""
        return max((self.risk[p] for p in range(self.size) if self.radius[p] <= at), default=Fraction(0))

    def e_gen(self, level: Fraction) -> Fraction:
        """The least gap of S with itself that is exceeded with probability at most delta."""
        return seldom_exceeded([self.risk[p] - self.cross[p][p] for p in range(self.size)], level)

    @cached_property
    def table(self) -> list[list[Fraction]]:
        """|L_D(h_p) - Lhat_q(h_p)|."""
        return [[abs(self.risk[p] - self.cross[p][q]) for q in range(self.size)] for p in range(self.size)]

    @cache  # noqa: B019 - as above
    def e_unif_alg(self, level: Fraction) -> Fraction:
        """The least worst entry of the table over sets of probability at least 1 - delta."""
        return least_worst(self.table, level) if level < 1 else Fraction(0)

    def defined(self) -> dict[str, Callable[..., Fraction]]:
        """The quantities of the definitions; the classifier of a sample's flip is that of its partner."""
        every = range(self.size)
        signed = [[self.risk[p] - self.cross[p][q] for q in every] for p in every]
        clean = [[Fraction(0) if self.cross[p][q] else self.risk[p] for q in every] for p in every]
        own, mirror = [self.table[p][p] for p in every], [self.table[self.size - 1 - p][p] for p in every]
        flip, worst = [max(pair) for pair in zip(own, mirror, strict=True)], [max(self.table[p][q] for p in every) for q in every]
        losses = [self.risk[p] + self.cross[p][p] for p in every]
        return {
            "e_one_sided": lambda *at: least_worst(signed, at[-1]),
            "e_margin": lambda *at: least_worst(signed, at[-1]),
            "e_zero_error": lambda *at: least_worst(clean, at[-1]),
            "e_own": lambda *at: seldom_exceeded(own, at[-1]),
            "e_path": lambda *at: seldom_exceeded(own, at[-1]),
            "e_flip": lambda *at: seldom_exceeded(flip, at[-1]),
            "e_by_surrogate": lambda *at: seldom_exceeded(losses, at[-1]),
            "e_surrogate": lambda *at: Fraction(0),
            "e_linear": lambda *at: seldom_exceeded(worst, at[-1]),
            "clean": lambda *at: self.chance(lambda p: self.cross[p][p] == 0 and self.risk[p] >= at[-1]),
            "reach": lambda *at: self.chance(lambda p: signed[p][p] >= at[-1]),
        }

    def interpretation(self, dimension: int = DIMENSION) -> dict[Any, Callable[..., Any]]:
        """Every quantity as a function of its arguments in this model; the chi-square variable of another dimension is not known."""
        short = Fraction(sum(self.cross[p][p] for p in range(self.size)), self.size)
        made: dict[str, Callable[..., Any]] = {
            "tail": lambda df, at: self.chance(lambda p: self.radius[p] >= at) if df == dimension else UNKNOWN,
            "head": lambda df, at: self.chance(lambda p: self.radius[p] <= at) if df == dimension else UNKNOWN,
            "loss": lambda *at: self.loss(at[-1]),
            "misfit": lambda *at: short,
            "exceed": lambda *at: self.chance(lambda p: self.risk[p] > at[-1]),
            "unflipped": lambda *at: self.kept(at[-1]),
            "unflipped_signs": lambda *at: self.kept(HALF),
            "gap_below": lambda *at: self.below(at[-2], at[-1]),
            "gap_below_signs": lambda *at: self.below(HALF, at[-1]),
            "simplex_below": lambda *at: self.some_below(at[-1]),
            "all_flipped": lambda *at: self.chance(lambda p: self.cross[p][self.size - 1 - p] == 1 and self.radius[p] <= at[-1]),
            "e_gen": lambda *at: self.e_gen(at[-1]),
            "e_unif_alg": lambda *at: self.e_unif_alg(at[-1]),
        }
        return {quantity(name): known_in(function, *FOLLOWED) for name, function in (made | self.defined()).items()}


@cache
def models(seed: int = 3, simplex: bool = False) -> tuple[Model, ...]:
    """Random models, half of them with a successful flip and little else, in which the bounds are nearly sharp."""
    draw = random.Random(seed)
    return tuple(_model(draw, draw.choice((3, 4) if simplex else (2, 4)), simplex, count) for count in range(40))


def _model(draw: random.Random, size: int, simplex: bool, count: int) -> Model:
    risk = sorted(Fraction(draw.choice((0, 0, 1, 2, 4)), 8) for _ in range(size))
    order = draw.sample(range(size), size)
    rows = []
    for p in range(size):
        row = [Fraction(draw.choice((0, 0, 0, 1, 2)), POINTS) if count % 2 else risk[order[p]] for _ in range(size)]
        for q in range(size):
            if q == size - 1 - p or (simplex and q != p):
                row[q] = Fraction(draw.choice((0, 1, 1) if count % 5 == 0 else (2, 3, 4, 4, 4, 4)), POINTS)
        row[p] = Fraction(draw.choice((0, 0, 0, 1)), POINTS)
        rows.append(tuple(row))
    radius = tuple(Fraction(order[p] + 1) for p in range(size))
    return Model(tuple(risk[order[p]] for p in range(size)), radius, tuple(rows), simplex)


@cache
def sharp(simplex: bool = False) -> tuple[Model, ...]:
    """Models without population or training loss in which few pairs, or all a little, keep the bounds from more."""
    found = []
    for size in (3, 4) if simplex else (2, 4):
        for most, few in ((2, 2), (3, 3), (4, 3), (4, 4)):
            rows = [[Fraction(most, POINTS)] * size for _ in range(size)]
            rows[0][1] = rows[1][0] = rows[0][0] = Fraction(few, POINTS)
            for p in range(size):
                rows[p][p] = rows[p][p] if size == 2 else Fraction(0)
            found.append(Model((Fraction(0),) * size, tuple(map(Fraction, range(1, size + 1))), tuple(map(tuple, rows)), simplex))
    alone = ((Fraction(3, 4), Fraction(1)), (Fraction(1), Fraction(1)))
    return tuple(found) if simplex else (*found, Model((Fraction(0),) * 2, (Fraction(1), Fraction(2)), alone))


SHARES = (Fraction(1, 8), Fraction(1, 4), HALF, Fraction(1))
LEVELS = (Fraction(0), Fraction(1, 16), Fraction(1, 8), Fraction(1, 4))


@cache
def points(seed: int = 5, *, simplex: bool = False, draws: int = 12) -> tuple[dict[Any, Any], ...]:
    """Points of the rules' variables, each in a model: every delta at which the admissible sets change, the rest at random."""
    draw, found = random.Random(seed), []
    for model in models(simplex=simplex):
        meaning = model.interpretation()
        for _ in range(draws):
            share, level = draw.choice(SHARES), draw.choice(LEVELS)
            found.append(
                {
                    m: POINTS, D: DIMENSION, s: 4, b: 32, gamma: 0, k: model.size,
                    delta: Fraction(2 * draw.randrange(2 * model.size) + 1, 4 * model.size),
                    e1: share, e2: level, rho: draw.choice((Fraction(1, 4), HALF, Fraction(3, 4))),
                    t: draw.randrange(1, model.size + 1), e: Fraction(draw.randrange(-1, 5), 8), c: 1,
                    v: draw.choice((Fraction(1, 4), HALF, Fraction(3, 4), Fraction(7, 8), Fraction(1), 1 - share - level)),
                    **meaning,
                }
            )  # fmt: skip
    return (*found, *_sharp_points(simplex))


def _sharp_points(simplex: bool) -> Iterator[dict[Any, Any]]:
    for model in sharp(simplex):
        meaning, levels = model.interpretation(), range(2 * model.size)
        for step, share, strength in itertools.product(levels, (Fraction(6, 25), Fraction(1, 8), Fraction(1)), (HALF, Fraction(3, 4))):
            level = Fraction(2 * step + 1, 4 * model.size)
            yield {
                m: POINTS, D: DIMENSION, s: 4, b: 32, gamma: 0, k: model.size, delta: level, e1: share, e2: 0, rho: strength,
                t: 1, e: 0, c: 1, v: 1 - share, **meaning,
            }  # fmt: skip


def step(holds: Callable[..., bool]) -> Callable[..., Fraction]:
    """A chance that is 1 or 0."""
    return lambda *at: Fraction(int(holds(*at)))


def still() -> dict[Any, Callable[..., Any]]:
    """Where nothing is left to chance: T = D, orthogonal noise of one squared norm b, margins s + b and flipped ones s - b."""
    made = {
        quantity("tail"): step(lambda df, at: at <= df),
        quantity("misfit"): step(lambda m, D, s, b, gamma: s + b < gamma),
        quantity("unflipped"): step(lambda m, D, s, b, rho: s > b),
    }
    return {key: known_everywhere(function) for key, function in made.items()}
