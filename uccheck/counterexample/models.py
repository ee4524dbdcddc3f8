"""A counterexample from anybody's model: draw, fit, partner; what one replicate of it shows, in counts.

The model may be any callable or anything with `predict`: torch, scikit-learn, JAX through numpy. What a model can do to be
falsely certified is ruled out by how it is run, not by trust:

    it gets copies, so that what it changes in place changes neither S, nor S', nor the test points;
    what draw and partner give is copied at once;
    S' is made before h_S exists and the test points after it, by a draw that still gives S when it is asked again;
    S, S' and test points are classified in one shuffled pool;
    a torch module is put into eval mode, and an answer that depends on the company of a point is refused;
    replicates 0, 3, 15, .. are fitted again, in another process, and other answers are refused: h_S must be a function of (x, y, seed),
    and what one fit leaves in memory must change no later one.

Glossary
    OwnModel     the three functions, the sizes, and the error of the best constant answer if it is known
    guarded      a replicate whose S' is trained on too, for the guard (see `guard`)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from uccheck.core.errors import InvalidParameter
from uccheck.core.exact import Exact, positive_integer, probability
from uccheck.counterexample.classified import answers_right, pooled
from uccheck.counterexample.halves import SWAP
from uccheck.counterexample.refit import answers_again, fitted
from uccheck.counterexample.rows import Points, Rows, as_array, checked, copied, named, rows

#: How far a pointwise partner may miss a coordinate, relative to its largest value, and in roundings of the largest of all.
MISSED, ROUNDINGS = 1e-5, 100

_STREAM = 13
_DRAW, _FIT, _TEST, _GUARD, _ORDER, _SIGN, _CROSS = range(7)


def compared(lemma: str) -> str:
    """The S' of a record that the lemma compares with the population: all of S moved, or each point with chance 3/4."""
    return "partner" if lemma == SWAP else "sign"


@dataclass(frozen=True, kw_only=True)
class OwnModel:
    """draw(n, rng) -> (x, y); fit(x, y, seed) -> model; partner(x, y) -> (x', y') with the law of (x, y).

    A model maps points to scores (n, C), or has `predict` and gives classes (n,). `trivial` is the error of the best
    constant answer: without it nothing is called vacuous. `pointwise` says that partner moves each point by itself, and twice
    gives it back: then S' that moves each point with probability 3/4 serves the sign lemma, for delta beyond 1/2.
    """

    draw: Callable[[int, np.random.Generator], Points]
    fit: Callable[[Any, Any, int], Any]
    partner: Callable[[Any, Any], Points]
    m: int
    n_test: int
    trivial: Exact | None = None
    pointwise: bool = False

    def __post_init__(self) -> None:
        positive_integer(self.m, "m", 10**7)
        positive_integer(self.n_test, "n_test", 10**7)
        if self.trivial is not None:
            probability(self.trivial, "trivial")


@dataclass(frozen=True)
class Drawn:
    """A sample, its partner, and the seed of the learner's own randomness, which the partner keeps."""

    sample: Points
    partner: Points
    seed: int


def drawn(model: OwnModel, seed: int, index: int) -> Drawn:
    """What h_S of replicate `index` rests on; a function of (seed, index). No test point is drawn before h_S exists.

    Raises: InvalidParameter if draw or partner give other shapes, or another answer when asked again.
    """
    sample = training_call(model, seed, index)
    _require_same(sample, training_call(model, seed, index), "draw is no function of (n, rng)")
    partner = partner_of(model, sample)
    _require_same(partner, partner_of(model, sample), "partner is no function of (x, y)")
    return Drawn(sample, partner, int(_rng(seed, index, _FIT).integers(2**63)))


def training_call(model: OwnModel, seed: int, index: int) -> Points:
    """What draw gives as S of replicate `index`."""
    return _draw(model, model.m, seed, index, _DRAW)


def fresh_call(model: OwnModel, seed: int, index: int) -> Points:
    """What draw gives as test points of replicate `index`."""
    return _draw(model, model.n_test, seed, index, _TEST)


def fresh(model: OwnModel, own: Drawn, seed: int, index: int, part: int = _TEST) -> Points:
    """Test points of replicate `index`, drawn once a fit has ended.

    Raises: InvalidParameter if draw no longer gives S: what a fit changes must not change what is drawn after it.
    """
    _require_same(own.sample, training_call(model, seed, index), "draw is no function of (n, rng)")
    return _draw(model, model.n_test, seed, index, part)


def partner_of(model: OwnModel, sample: Points) -> Points:
    """S' of S, from a copy of S, in memory of its own."""
    with named("partner"):
        moved = copied(checked(model.partner(*copied(sample)), model.m, "partner"))
    own, other = as_array(sample[0]).shape, as_array(moved[0]).shape
    if own != other:
        raise InvalidParameter(f"partner must keep the shape of x, {own}, got {other}")
    return moved


def replicate_record(
    model: OwnModel, seed: int, index: int, *, guarded: bool, load: Callable[[], OwnModel] | None = None
) -> dict[str, Any]:
    """Counts of errors of h_S on S, S', fresh points and S' of another sample; where guarded, of h_S' on other fresh points.

    Guarantee: a replicate that `is_refitted` is fitted a second time, in a process of its own where the model, or `load` which gives it,
    can be sent to one; other answers raise InvalidParameter. The record says where, and holds the classes of the fresh points.
    """
    own = drawn(model, seed, index)
    cross = partner_of(model, _draw(model, model.m, seed, index, _CROSS))
    order = _rng(seed, index, _ORDER)
    hypothesis = fitted(model, own.sample, own.seed)
    sets = {"train": own.sample, "partner": own.partner, "test": fresh(model, own, seed, index), "cross": cross}
    right = answers_right(hypothesis, sets, order)
    if model.pointwise:
        _require_pointwise(model, own, order)
        moved = _rng(seed, index, _SIGN).random(model.m) < 0.75
        right["sign"] = np.where(moved, right["partner"], right["train"])
    classes, counts = np.unique(as_array(sets["test"][1]), return_counts=True)
    found: dict[str, Any] = {"replicate": index, "seed": seed, "classes": dict(zip(map(str, classes), map(int, counts), strict=True))}
    for name, values in right.items():
        found |= {f"{name}_errors": int((~values).sum()), f"{name}_points": len(values)}
    if guarded:
        hypothesis = fitted(model, own.partner, own.seed)
        other = answers_right(hypothesis, {"test": fresh(model, own, seed, index, _GUARD)}, order)["test"]
        found |= {"guard_errors": int((~other).sum()), "guard_points": len(other)}
    if is_refitted(index):
        found["refitted"] = _require_again(model, load, own, sets, right, order)
    return found


def is_refitted(index: int) -> bool:
    """Whether a replicate is fitted twice: 0, 3, 15, 63, .., so that a fit changed by those before it is met at little cost."""
    return (index + 1).bit_count() == 1 and (index + 1).bit_length() % 2 == 1


def _require_again(
    model: OwnModel,
    load: Callable[[], OwnModel] | None,
    own: Drawn,
    sets: dict[str, Points],
    right: dict[str, NDArray[np.bool_]],
    order: np.random.Generator,
) -> str:
    """Where the sample was fitted for the second time, if that gave the same answers."""
    pool = pooled(sets, order)
    found, where = answers_again(model, load, own.sample, own.seed, pool.x)
    again = pool.right(found)
    changed = sum(int((right[name] != values).sum()) for name, values in again.items())
    if changed:
        raise InvalidParameter(
            f"fit is no function of (x, y, seed): fitted again {where} it changed {changed} of {len(pool.y)} answers; seed all of it from "
            "`seed`, start from new weights, and answer from the fit alone, not from what draw or partner left behind"
        )
    return where


def _require_pointwise(model: OwnModel, own: Drawn, order: np.random.Generator) -> None:
    """Some of the points, in another order, must go where they went, and the partner of S' must be S up to rounding."""
    chosen: Rows = order.permutation(model.m)[: max(1, model.m // 2)]
    with named("partner, of some of the points,"):
        part = copied((rows(own.sample[0], chosen), rows(own.sample[1], chosen)))
        some = checked(model.partner(*part), len(chosen), "partner, of some of the points,")
    with named("partner, of S',"):
        back = checked(model.partner(*copied(own.partner)), model.m, "partner, of S',")
    pairs = [(some, (rows(own.partner[0], chosen), rows(own.partner[1], chosen))), (back, own.sample)]
    if not all(_same_points(one, other) for one, other in pairs):
        raise InvalidParameter("partner is not pointwise: a point moves otherwise among others, or twice does not give it back")


def _same_points(one: Points, other: Points) -> bool:
    """Whether classes are equal, and coordinates up to rounding on the scale that each has."""
    x, y = (as_array(points[0]) for points in (one, other))
    if x.shape != y.shape or not np.array_equal(as_array(one[1]), as_array(other[1])):
        return False
    size = np.abs(y.astype(np.float64)).max(axis=0)
    epsilon = float(np.finfo(y.dtype).eps) if y.dtype.kind == "f" else 0.0
    missed = np.abs(x.astype(np.float64) - y.astype(np.float64))
    return bool((missed <= MISSED * size + ROUNDINGS * epsilon * size.max()).all())


def _draw(model: OwnModel, n: int, seed: int, index: int, part: int) -> Points:
    """What draw gives, in memory of its own: draw may fill one buffer again and again, and fit may reach it."""
    with named("draw"):
        return copied(checked(model.draw(n, _rng(seed, index, part)), n, "draw"))


def _require_same(one: Points, other: Points, says: str) -> None:
    if not all(np.array_equal(as_array(a), as_array(b)) for a, b in zip(one, other, strict=True)):
        raise InvalidParameter(f"{says}: asked again it gave another answer")


def _rng(seed: int, index: int, part: int) -> np.random.Generator:
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(_STREAM, index, part)))
