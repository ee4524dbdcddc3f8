"""Finite learning problems in which every quantity is computed from its definition, over all samples and all sets of samples.

Glossary
    X        finitely many points with chances; a sample is m of them, drawn independently, order kept
    margins  margins[S][x]: the margin of h_S at x; losses are ramp losses of these
    moves    commuting involutions of X that keep the chances, one a coordinate; the partner of strength rho applies each to each point
             of the sample with probability (1 + rho)/2: all of them at rho = 1 (the flip), 3/4 at rho = 1/2 (the random signs)
    turn     a permutation of X that keeps the chances, of order k: the k samples of the simplex are the turned ones, in random order
    T        a statistic of which the population loss is a function, one that does not decrease for gamma <= 2s and is monotone beyond,
             where noise takes from it; where none is given, the rank of that loss
"""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any

from uccheck.quantities.applied import known_everywhere, quantity
from uccheck.quantities.finite.likely import Kernel, Sets
from uccheck.quantities.finite.variants import ramp, variants

HALF = Fraction(1, 2)


@dataclass(frozen=True, eq=False)
class Space:
    """One learning problem with one learner.

    Raises: ValueError where a move or a turn is none, or the losses break what holds in the linear setting: the population loss is
    at most 1/2 for gamma <= 2s, between 1/2 and 1 - s/gamma beyond, and follows T as the glossary says.
    """

    m: int
    chances: tuple[Fraction, ...]
    margins: tuple[tuple[Fraction, ...], ...]
    moves: tuple[tuple[int, ...], ...] = ()
    turn: tuple[int, ...] = ()
    gamma: Fraction = Fraction(0)
    s: Fraction = Fraction(4)
    b: Fraction = Fraction(32)
    D: int = 3
    given_radius: tuple[Fraction, ...] = ()
    total: tuple[Fraction, ...] = ()

    def __post_init__(self) -> None:
        if sum(self.chances) != 1 or len(self.margins) != len(self.samples):
            raise ValueError("the chances must add up to 1, and there must be one row of margins a sample")
        if not self._keeps_the_law():
            raise ValueError("a move or a turn does not keep the law of the points")
        if self.gamma == 0 and any(margin == 0 for row in self.margins for margin in row):
            raise ValueError("a margin is 0, which has chance 0 in the linear setting")
        order = sorted(range(self.size), key=lambda p: self.radius[p])
        narrow = self.gamma <= 2 * self.s
        low, high = (Fraction(0), HALF) if narrow else (HALF, 1 - self.s / self.gamma)
        risks = [self.risk[p] for p in order]
        steady = risks == sorted(risks) or (not narrow and risks == sorted(risks, reverse=True))
        if not steady or self.loss_varies or not all(low <= risk <= high for risk in self.risk):
            raise ValueError("the population loss is none of the linear setting's")

    def _keeps_the_law(self) -> bool:
        maps, points = [*self.moves, *([self.turn] if self.turn else [])], range(len(self.chances))
        kept = all(sorted(move) == list(points) and all(self.chances[move[x]] == self.chances[x] for x in points) for move in maps)
        twice = all(move[move[x]] == x for move in self.moves for x in points)
        commute = all(one[two[x]] == two[one[x]] for one, two in itertools.combinations(self.moves, 2) for x in points)
        return kept and twice and commute

    @cached_property
    def samples(self) -> tuple[tuple[int, ...], ...]:
        """Every sample, as points."""
        return tuple(itertools.product(range(len(self.chances)), repeat=self.m))

    @property
    def size(self) -> int:
        """How many samples there are."""
        return len(self.samples)

    @cached_property
    def law(self) -> tuple[Fraction, ...]:
        """The chance of each sample."""
        found = []
        for sample in self.samples:
            chance = Fraction(1)
            for x in sample:
                chance *= self.chances[x]
            found.append(chance)
        return tuple(found)

    @cached_property
    def risk(self) -> tuple[Fraction, ...]:
        """L_D(h_S)."""
        return tuple(sum((w * ramp(g, self.gamma) for w, g in zip(self.chances, row, strict=True)), Fraction(0)) for row in self.margins)

    @cached_property
    def loss_varies(self) -> bool:
        """Whether two samples of one T have different population losses."""
        return len(set(zip(self.radius, self.risk, strict=True))) > len(set(self.radius))

    @cached_property
    def radius(self) -> tuple[Fraction, ...]:
        """T."""
        ranks = {risk: Fraction(rank) for rank, risk in enumerate(sorted(set(self.risk)), 1)}
        return self.given_radius or tuple(ranks[risk] for risk in self.risk)

    @cached_property
    def cross(self) -> tuple[tuple[Fraction, ...], ...]:
        """cross[p][q]: Lhat_q(h_p)."""
        losses = [[ramp(margin, self.gamma) for margin in row] for row in self.margins]
        return tuple(tuple(sum((row[x] for x in q), Fraction(0)) / self.m for q in self.samples) for row in losses)

    def chance(self, holds: Callable[[int], bool]) -> Fraction:
        """P(S is such)."""
        return sum((self.law[p] for p in range(self.size) if holds(p)), Fraction(0))

    def correct(self, p: int, q: int) -> Fraction:
        """The fraction of the points of q that h_p classifies correctly."""
        return Fraction(sum(self.margins[p][x] > 0 for x in self.samples[q]), self.m)

    @lru_cache(maxsize=32)  # noqa: B019 - the spaces are few and kept anyway
    def pairs(self, rho: Fraction) -> Kernel:
        """The joint law of a sample and its rho-flip: (p, q, weight)."""
        change, index = (1 + rho) / 2, {sample: p for p, sample in enumerate(self.samples)}
        moved = [self._moved(x, change) for x in range(len(self.chances))]
        found = []
        for p, sample in enumerate(self.samples):
            for images in itertools.product(*(moved[x].items() for x in sample)):
                weight = self.law[p]
                for _, chance in images:
                    weight *= chance
                found.append((p, index[tuple(x for x, _ in images)], weight))
        return tuple(found)

    def _moved(self, x: int, change: Fraction) -> dict[int, Fraction]:
        """The law of a point after each move was applied with probability `change`."""
        law = {x: Fraction(1)}
        for move in self.moves:
            after: dict[int, Fraction] = {}
            for y, weight in law.items():
                after[y] = after.get(y, Fraction(0)) + weight * (1 - change)
                after[move[y]] = after.get(move[y], Fraction(0)) + weight * change
            law = {y: weight for y, weight in after.items() if weight}
        return law

    @cached_property
    def turns(self) -> tuple[tuple[int, ...], ...]:
        """For each sample its k turned ones, itself first; none where nothing turns."""
        if not self.turn:
            return ()
        index, order = {sample: p for p, sample in enumerate(self.samples)}, _order(self.turn)
        rows = []
        for sample in self.samples:
            row, now = [], sample
            for _ in range(order):
                row.append(index[now])
                now = tuple(self.turn[x] for x in now)
            rows.append(tuple(row))
        return tuple(rows)

    @cached_property
    def k(self) -> int:
        """How many samples the simplex has; 0 where there is none."""
        return len(self.turns[0]) if self.turns else 0

    def kernel(self, rho: Fraction) -> Kernel | None:
        """The law of a pair of strength rho: that of the flip, or of two of the simplex; None where the space has neither."""
        if self.moves and 0 <= rho <= 1:
            return self.pairs(rho)
        if self.k > 1 and rho == Fraction(1, self.k - 1):
            share = Fraction(1, self.k * (self.k - 1))
            return tuple((p, q, self.law[row[0]] * share) for row in self.turns for p, q in itertools.permutations(row, 2))
        return None

    @lru_cache(maxsize=32)  # noqa: B019 - as above
    def kept(self, rho: Fraction) -> Fraction | None:
        """The mean fraction of the partner's points that are classified correctly."""
        law = self.kernel(rho)
        return None if law is None else sum((weight * self.correct(p, q) for p, q, weight in law), Fraction(0))

    def below(self, rho: Fraction, value: Fraction) -> Fraction | None:
        """P(G < value)."""
        law = self._gaps(rho)
        return None if law is None else law[1][bisect_left(law[0], value)]

    @lru_cache(maxsize=32)  # noqa: B019 - as above
    def _gaps(self, rho: Fraction) -> tuple[list[Fraction], list[Fraction]] | None:
        """The values of G in order, and the chance of lying below each and of all of them."""
        law, chances = self.kernel(rho), dict[Fraction, Fraction]()
        if law is None:
            return None
        for p, q, weight in law:
            gap = self.cross[p][q] - self.risk[p]
            chances[gap] = chances.get(gap, Fraction(0)) + weight
        values = sorted(chances)
        return values, [*itertools.accumulate((chances[value] for value in values), initial=Fraction(0))]

    def some_below(self, k: Fraction, value: Fraction) -> Fraction | None:
        """P(some pair a < c of the k samples in random order has a gap below value)."""
        if k != self.k or not self.k:
            return None
        total = Fraction(0)
        for row in self.turns:
            orders = list(itertools.permutations(row))
            bad = sum(any(self.cross[p][q] - self.risk[p] < value for p, q in itertools.combinations(order, 2)) for order in orders)
            total += self.law[row[0]] * Fraction(bad, len(orders))
        return total

    def loss(self, at: Fraction) -> Fraction:
        """The population loss at T = t: that of the samples with the greatest T up to t, or with the least of all."""
        places = dict(zip(self.radius, self.risk, strict=True))
        return places[max((radius for radius in places if radius <= at), default=min(places))]

    def e_gen(self, level: Fraction) -> Fraction | None:
        """The least gap of S with itself that is exceeded with probability at most delta; for 0 < delta < 1."""
        if not 0 < level < 1:
            return None
        gaps = [self.risk[p] - self.cross[p][p] for p in range(self.size)]
        return min(gap for gap in gaps if self.chance(lambda p, gap=gap: gaps[p] > gap) <= level)  # type: ignore[misc]

    @cached_property
    def table(self) -> list[list[Fraction]]:
        """|L_D(h_p) - Lhat_q(h_p)|."""
        return [[abs(self.risk[p] - self.cross[p][q]) for q in range(self.size)] for p in range(self.size)]

    @cached_property
    def _sets(self) -> Sets:
        return Sets.of(self.law, self.table)

    def e_unif_alg(self, level: Fraction) -> Fraction | None:
        """The least worst entry of the table over all sets of samples of probability at least 1 - delta; for 0 < delta < 1."""
        return self._sets.least_worst(1 - level) if 0 < level < 1 else None

    def meet(self, law: Kernel, level: Fraction) -> Fraction:
        """The least chance, over all sets of samples of probability at least 1 - delta, that both of a pair lie in the set."""
        return self._sets.least_meeting(law, 1 - level)

    def meet_simplex(self, level: Fraction) -> Fraction:
        """The same for two of the k samples of the simplex."""
        return self._sets.least_twice(self.turns, self.law, 1 - level)

    @lru_cache(maxsize=64)  # noqa: B019 - as above
    def under(self, gamma: Fraction) -> Space | None:
        """The same points, learner and T with another ramp; None where its losses are none of the linear setting's."""
        if gamma == self.gamma:
            return self
        try:
            return replace(self, gamma=gamma, given_radius=self.radius)
        except ValueError:
            return None

    def interpretation(self) -> dict[Any, Callable[..., Any]]:
        """Every quantity as a function of its arguments; of another setting, or of what the space does not have, it is not known."""
        setting: dict[str, Callable[..., Fraction | None]] = {
            "misfit": self._misfit,
            "unflipped": self.kept,
            "unflipped_signs": self._kept_signs,
            "all_flipped": self._all_flipped,
        }
        ramped: dict[str, Callable[..., Fraction | None]] = {
            "loss": Space.loss,
            "exceed": lambda at, e: at.chance(lambda p: at.risk[p] > e),
            "gap_below": Space.below,
            "gap_below_signs": lambda at, v: at.below(HALF, v) if at.moves else None,
            "simplex_below": Space.some_below,
            "overshoot": lambda at, e: at.chance(lambda p: at.risk[p] - at.cross[p][p] > e),
            "reach": lambda at, e: at.chance(lambda p: at.risk[p] - at.cross[p][p] >= e),
            "e_gen": Space.e_gen,
            "e_unif_alg": Space.e_unif_alg,
            **variants(),
        }
        found = {name: self._in_setting(function) for name, function in setting.items()}
        found |= {name: self._in_setting(self._with_ramp(function)) for name, function in ramped.items()}
        found |= {"tail": _known(self._tail), "head": _known(self._head)}
        return {quantity(name): function for name, function in found.items()}

    def _with_ramp(self, function: Callable[..., Fraction | None]) -> Callable[..., Fraction | None]:
        def value(gamma: Fraction, *at: Fraction) -> Fraction | None:
            space = self.under(gamma)
            return None if space is None else function(space, *at)

        return value

    def _in_setting(self, function: Callable[..., Fraction | None]) -> Callable[..., Any]:
        own = (Fraction(self.m), Fraction(self.D), self.s, self.b)
        return _known(lambda *at: function(*at[4:]) if at[:4] == own else None)

    def _kept_signs(self) -> Fraction | None:
        return self.kept(HALF) if self.moves else None

    def _misfit(self, gamma: Fraction) -> Fraction:
        short = (sum(self.margins[p][x] < gamma for x in self.samples[p]) for p in range(self.size))
        return sum((self.law[p] * count for p, count in enumerate(short)), Fraction(0)) / self.m

    def _all_flipped(self, at: Fraction) -> Fraction | None:
        if not self.moves:
            return None
        return sum((w for p, q, w in self.pairs(Fraction(1)) if self.correct(p, q) == 0 and self.radius[p] <= at), Fraction(0))

    def _statistic(self, df: Fraction) -> tuple[Fraction, ...] | None:
        return self.radius if df == self.D else self.total if df == self.m * self.D and self.total else None

    def _tail(self, df: Fraction, at: Fraction) -> Fraction | None:
        found = self._statistic(df)
        return None if found is None else self.chance(lambda p: found[p] >= at)

    def _head(self, df: Fraction, at: Fraction) -> Fraction | None:
        found = self._statistic(df)
        return None if found is None else self.chance(lambda p: found[p] <= at)


def _known(function: Callable[..., Fraction | None]) -> Callable[..., Any]:
    """The function, with NaN, which decides nothing, where it or an argument is not known."""

    def value(*at: Fraction | None) -> Any:
        from flint import arb

        found = None if None in at else function(*at)
        return arb("nan") if found is None else found

    marked: Callable[..., Any] = known_everywhere(lru_cache(maxsize=None)(value))
    return marked


def _order(turn: tuple[int, ...]) -> int:
    now, order = turn, 1
    while now != tuple(range(len(turn))):
        now, order = tuple(turn[x] for x in now), order + 1
    return order
