"""What the statements about the exponential network share: letters, hypotheses, facts at every outcome, finite models."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cache
from typing import Any

import sympy as sp

from uccheck.quantities.applied import known_in, quantity
from uccheck.quantities.outcomes import Fact, outcome
from uccheck.quantities.symbols import D, F, H, L, b, c, delta, e, e1, m, n, s, t, u, v
from uccheck.rules.catalogue._models import HALF, POINTS, Model, models, sharp
from uccheck.rules.claim import Relation, counts, ge, le, positives, shares, units
from uccheck.rules.letters import X
from uccheck.rules.steps.cited import Known
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.means import Mean

SETTING = (*counts(m, D), *positives(s, b))
PAIRS = (*SETTING, *units(delta))
CLASSES = positives(c)
HEIGHTS = (*shares(t), *shares(u))
ZE = (m, D, s, b, delta)

cap, scarce, fewer, near_mean, mixed, fresh_error = map(quantity, ("cap", "scarce", "fewer", "exp_near", "mixed", "exp_fresh_error"))
exceed, gap_below, gap_below_signs = map(quantity, ("exp_exceed", "exp_gap_below", "exp_gap_below_signs"))
meet, meet_signs, overshoot, reach = map(quantity, ("exp_meet", "exp_meet_signs", "exp_overshoot", "exp_reach"))
e_gen, e_unif_alg = map(quantity, ("exp_e_gen", "exp_e_unif_alg"))

FEW = sp.Symbol("N_few", integer=True, nonnegative=True)
NEAR = sp.Symbol("N_near", integer=True, nonnegative=True)
TOUCHED = sp.Symbol("N_touched", integer=True, nonnegative=True)
CHANGED = sp.Symbol("N_changed", integer=True, nonnegative=True)
COUNTS = {
    FEW: outcome("few")(m),
    NEAR: outcome("near")(m, D, u),
    TOUCHED: outcome("touched")(m, D, u),
    CHANGED: outcome("changed")(m),
}


#: Forms of what is below: of the misclassified points of the flip, and of the population error.
TURNED_FEW = {TOUCHED / m - F: 1, NEAR - TOUCHED: 1 / m}
SMALL_LOSS = {m * cap(D, t) - fresh_error(*X, c): 1, fresh_error(*X, c) - L: 1}


def fresh() -> Relation:
    """A class of at least c points decides for a fresh point of its label, unless some noise is off by more than t b."""
    return le((m - c) * sp.exp(2 * t * b - 2 * s), c)


def turned() -> Relation:
    """A flipped point's own term outweighs the class that it has left, unless one of its noises is within u b."""
    return le((m - c) * sp.exp(2 * s + u * b - b), 1)


def small() -> Relation:
    """The union bound over the training points is at most e."""
    return le(m * cap(D, t), e)


def population(X: tuple[Any, ...]) -> Fact:
    """Where both classes have c points the population error is at most the greatest chance of an error."""
    because = "definition: `L_D(h_S)` is the chance, given `S`, that a fresh point is misclassified"
    return Fact(outcome("exp_risk")(*X), "<=", fresh_error(*X, c), because, (), (ge(FEW, c),)).of(COUNTS)


def union(X: tuple[Any, ...]) -> tuple[Relation, Known]:
    """That chance is at most m caps."""
    return le(fresh_error(*X, c), m * cap(D, t)), Known("exp-fresh-error")


def kept(X: tuple[Any, ...]) -> tuple[Fact, Fact]:
    """Where both classes have c points a flipped point is classified correctly only if it is near a point of the class that it joins."""
    right, laws = outcome("exp_kept")(*X), ("exp-flipped-margin", "exp-kernel")
    why, pairs = "definition: the 0-1 loss of a margin that is not positive is 1", "definition: each of these points begins a near pair"
    near = Fact(right, "<=", TOUCHED / m, why, laws, (ge(FEW, c), turned())), Fact(TOUCHED, "<=", NEAR, pairs)
    return near[0].of(COUNTS), near[1].of(COUNTS)


def flipped(X: tuple[Any, ...]) -> Fact:
    """A flipped point that is not classified correctly is an error."""
    because = "definition: the 0-1 loss of a margin that is not positive is 1"
    return Fact(outcome("exp_partner")(*X), ">=", 1 - outcome("exp_kept")(*X), because)


def flipped_signs(X: tuple[Any, ...]) -> Fact:
    """The same for the partner by random labels: its changed points are errors but for those that the flip keeps."""
    because = "definition: a point whose label is changed is the flipped point, and the 0-1 loss of a margin that is not positive is 1"
    return Fact(outcome("exp_partner_signs")(*X), ">=", CHANGED / m - outcome("exp_kept")(*X), because).of(COUNTS)


def cases(partner: str, turns: Fact, *by: Form, split: tuple[Relation, ...] = (), changed: Mapping[Any, Any] | None = None) -> Mean:
    """What Theorems A, B and C look at: scarce classes, near pairs, the population error, and the error on the partner."""
    losses = {F: outcome("exp_kept")(*X), H: outcome(partner)(*X), L: outcome("exp_risk")(*X)}
    seen = {**{symbol: COUNTS[symbol] for symbol in (FEW, NEAR, TOUCHED)}, **(changed or {}), **losses}
    return Mean(seen, facts=(population(X), *kept(X), turns), split=split, lines=(union(X),), by=by)


def conditions(room: Relation) -> tuple[Relation, ...]:
    """Both conditions on margins, the union bound, and what its chances leave."""
    return fresh(), turned(), small(), room


def one_class(X: tuple[Any, ...]) -> tuple[Fact, Fact]:
    """Where all labels agree f has their sign everywhere: half of the fresh points are errors, and none of the sample."""
    positive, alone = "definition: the 0-1 loss of a positive margin is 0", (_none(),)
    fair = "definition: a fresh label is a fair sign, and the 0-1 loss of a margin is 1 where it is negative and 0 where it is positive"
    laws = ("exp-one-sign",)
    half = Fact(outcome("exp_risk")(*X), "==", HALF, fair, laws, alone)
    return half.of(COUNTS), Fact(outcome("exp_training")(*X), "==", 0, positive, laws, alone).of(COUNTS)


def _none() -> Relation:
    """FEW < 1, as whole numbers have it."""
    return Relation(FEW, "<", sp.S.One)


TINY, HEIGHT, SIGNAL, NOISE = Fraction(1, 1000), HALF, 10, 100


@cache
def spaces(*, signs: bool = False) -> tuple[dict[Any, Any], ...]:
    """Finite models of the rules: samples with a population error above the level have a class without points."""
    return tuple(point for model in (*models(), *sharp()) for point in _points(model, signs))


def _points(model: Model, signs: bool) -> Iterator[dict[Any, Any]]:
    for step in range(2 * model.size):
        for level in (Fraction(0), Fraction(1, 8), Fraction(1, 4)):
            for share in (Fraction(1, 8), Fraction(6, 25), HALF, Fraction(1)):
                yield {
                    m: POINTS, D: 3, s: SIGNAL, b: NOISE, c: 1, t: TINY, u: HEIGHT, e: level, e1: share,
                    n: max(1, int(POINTS * share)), v: 1 - share, delta: Fraction(2 * step + 1, 4 * model.size),
                    **_meaning(model, level, signs),
                }  # fmt: skip


def _meaning(model: Model, level: Fraction, signs: bool) -> dict[Any, Any]:
    """Near pairs are what keeps flipped points; for random labels as many are changed as are errors."""
    flip, half = Fraction(1), HALF

    def caps(size: Any, height: Any) -> Fraction:
        crowd = Fraction(0) if signs else model.kept(flip)
        return level / POINTS if height == TINY else 2 * crowd / (POINTS - 1)

    def errors(size: Any, chance: Any, count: Any) -> Fraction:
        return sum((w for p, q, w in model.pairs(half) if model.cross[p][q] * POINTS < count), Fraction(0))

    return {
        cap: caps,
        near_mean: lambda *at: POINTS * (Fraction(0) if signs else model.kept(flip)),
        scarce: lambda size, count: model.chance(lambda p: model.risk[p] > level),
        fewer: known_in(errors, "k"),
        exceed: known_in(lambda *at: model.chance(lambda p: model.risk[p] > at[-1]), "e"),
        gap_below: known_in(lambda *at: model.below(flip, at[-1]), "v"),
        gap_below_signs: known_in(lambda *at: model.below(half, at[-1]), "v"),
        e_gen: known_in(lambda *at: model.e_gen(at[-1]), "delta"),
        e_unif_alg: known_in(lambda *at: model.e_unif_alg(at[-1]), "delta"),
    }
