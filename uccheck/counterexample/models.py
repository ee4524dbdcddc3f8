"""A counterexample from anybody's model: draw, fit, partner; what one replicate of it shows, in counts.

The model may be any callable or anything with `predict`: torch, scikit-learn, JAX through numpy. What a model can do to be
falsely certified is ruled out by how it is run, not by trust:

    it gets copies, so that what it changes in place changes neither S, nor S', nor the test points;
    S' is made before h_S exists and the test points after it, by a draw that still gives S when it is asked again;
    S, S' and test points are classified in one shuffled pool;
    a torch module is put into eval mode, and an answer that depends on the company of a point is refused;
    one replicate is fitted again, and other answers are refused: h_S must be a function of (x, y, seed).

Glossary
    OwnModel     the three functions, the sizes, and the error of the best constant answer if it is known
    guarded      a replicate whose S' is trained on too, for the guard (see `guard`)
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from uccheck.core.errors import InvalidParameter, UccheckError
from uccheck.core.exact import Exact, positive_integer, probability
from uccheck.counterexample.rows import Points, Rows, as_array, checked, copied, joined, rows

#: Points classified together.
CHUNK = 256
#: Points whose answers are asked for again, one at a time.
ALONE = 8
#: How far the two best scores of a point may differ with its company, relative to their median size: rounding, and no more.
ROUNDING = 1e-3
#: How far a pointwise partner may miss a coordinate, relative to its largest value, and in roundings of the largest of all.
MISSED, ROUNDINGS = 1e-5, 100

_STREAM = 13
_DRAW, _FIT, _TEST, _GUARD, _ORDER, _SIGN = range(6)


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
    return Drawn(sample, copied(partner), int(_rng(seed, index, _FIT).integers(2**63)))


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
    return copied(_draw(model, model.n_test, seed, index, part))


def partner_of(model: OwnModel, sample: Points) -> Points:
    """S' of S, from a copy of S."""
    with _named("partner"):
        moved = checked(model.partner(*copied(sample)), model.m, "partner")
    own, other = as_array(sample[0]).shape, as_array(moved[0]).shape
    if own != other:
        raise InvalidParameter(f"partner must keep the shape of x, {own}, got {other}")
    return moved


def replicate_record(model: OwnModel, seed: int, index: int, *, guarded: bool) -> dict[str, Any]:
    """Counts of errors of h_S on S, S' and fresh points; where guarded, of h_S' on other fresh points.

    Guarantee: replicate 0 is fitted a second time, after everything else; other answers raise InvalidParameter.
    """
    own = drawn(model, seed, index)
    order = _rng(seed, index, _ORDER)
    hypothesis = _fit(model, own.sample, own.seed)
    sets = {"train": own.sample, "partner": own.partner, "test": fresh(model, own, seed, index)}
    right = answers_right(hypothesis, sets, order)
    if model.pointwise:
        _require_pointwise(model, own, order)
        moved = _rng(seed, index, _SIGN).random(model.m) < 0.75
        right["sign"] = np.where(moved, right["partner"], right["train"])
    found: dict[str, Any] = {"replicate": index, "seed": seed}
    for name, values in right.items():
        found |= {f"{name}_errors": int((~values).sum()), f"{name}_points": len(values)}
    if guarded:
        hypothesis = _fit(model, own.partner, own.seed)
        other = answers_right(hypothesis, {"test": fresh(model, own, seed, index, _GUARD)}, order)["test"]
        found |= {"guard_errors": int((~other).sum()), "guard_points": len(other)}
    if index == 0:
        again = answers_right(_fit(model, own.sample, own.seed), sets, order)
        changed = sum(int((right[name] != values).sum()) for name, values in again.items())
        if changed:
            total = sum(map(len, again.values()))
            raise InvalidParameter(
                f"fit is no function of (x, y, seed): fitted again it changed {changed} of {total} answers; seed all of it from `seed`, "
                "start from new weights"
            )
    return found


def answers_right(model: Any, sets: dict[str, Points], order: np.random.Generator) -> dict[str, NDArray[np.bool_]]:
    """Which points of each set the model classifies as they are labelled; ties are errors.

    All sets are classified in one shuffled pool, so that no model can tell in which set a point is.
    Raises: InvalidParameter for scores that are not numbers, of a wrong shape, or that depend on a point's company.
    """
    x, y = joined([points[0] for points in sets.values()]), np.concatenate([as_array(p[1]) for p in sets.values()])
    shuffled: Rows = order.permutation(len(y))
    pieces = [shuffled[i : i + CHUNK] for i in range(0, len(y), CHUNK)]
    found = np.concatenate([answers(model, rows(x, piece)) for piece in pieces])
    _require_alone(model, x, shuffled, found, order)
    right = np.empty(len(y), bool)
    right[shuffled] = _right(found, y[shuffled])
    ends = np.cumsum([len(as_array(points[1])) for points in sets.values()])
    return dict(zip(sets, np.split(right, ends[:-1]), strict=True))


def answers(model: Any, x: Any) -> NDArray[Any]:
    """Scores (n, C) or classes (n,) of a model for its own copy of x, in eval mode where it has one.

    Raises: InvalidParameter, one line, for another shape or for what is not a number.
    """
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(model, torch.nn.Module):
        model.eval()
    with _named(f"the model, asked for {len(x)} points,"), nullcontext() if torch is None else torch.no_grad():
        found = as_array(model.predict(x) if hasattr(model, "predict") else model(x))
    shaped = found.shape == (len(x),) if found.ndim < 2 else found.ndim == 2 and len(found) == len(x) and found.shape[1] >= 2
    if not shaped or found.dtype.kind not in ("fiu" if found.ndim == 2 else "iu"):
        raise InvalidParameter(
            f"a model must give real scores (n, C) with C >= 2 or whole classes (n,), got shape {found.shape} of {found.dtype} "
            f"for {len(x)} points"
        )
    bad = int(np.isnan(found.astype(np.float64)).any(axis=1).sum()) if found.ndim == 2 else 0
    if bad:
        raise InvalidParameter(f"the model gives NaN for {bad} of {len(x)} points: no gap can be made of that")
    return found


def _right(found: NDArray[Any], y: NDArray[np.int64]) -> NDArray[np.bool_]:
    if found.ndim == 1:
        return np.asarray(found == y)
    if y.min() < 0 or y.max() >= found.shape[1]:
        raise InvalidParameter(f"classes {int(y.min())}..{int(y.max())} do not fit scores of {found.shape[1]} classes: number them from 0")
    own = np.take_along_axis(found, y[:, None], axis=1)[:, 0]
    others = found.astype(np.float64).copy()
    np.put_along_axis(others, y[:, None], -np.inf, axis=1)
    return np.asarray(own > others.max(axis=1))


def _require_alone(model: Any, x: Any, shuffled: Rows, found: NDArray[Any], order: np.random.Generator) -> None:
    """Ask again for a few points, each by itself: h is a function of one point."""
    # a class that is ruled out by a score such as -1e9 must not hide what the others do: the two best scores set the scale
    best = np.abs(np.sort(found.astype(np.float64), axis=1)[:, -2:]) if found.ndim == 2 else np.zeros(1)
    scale = ROUNDING * (1 + float(np.median(best[np.isfinite(best)]))) if np.isfinite(best).any() else 0.0
    for at in order.choice(len(found), size=min(ALONE, len(found)), replace=False):
        alone = answers(model, rows(x, shuffled[at : at + 1]))[0]
        if alone.shape != found[at].shape or not _alike(alone, found[at], scale):
            raise InvalidParameter(
                "the model answers a point by itself otherwise than among others, so it is no function of the point: "
                "put it into eval mode (batch normalisation, dropout)"
            )


def _alike(alone: NDArray[Any], among: NDArray[Any], scale: float) -> bool:
    """Whether two answers for one point agree: classes, or up to rounding the scores that were among the two best in either."""
    if among.ndim == 0:
        return bool(alone == among)
    chosen = np.union1d(np.argsort(alone)[-2:], np.argsort(among)[-2:])
    one, other = alone[chosen].astype(np.float64), among[chosen].astype(np.float64)
    with np.errstate(invalid="ignore"):  # infinite scores agree where they are equal
        return bool(((one == other) | (np.abs(one - other) <= scale)).all())


def _require_pointwise(model: OwnModel, own: Drawn, order: np.random.Generator) -> None:
    """Some of the points, in another order, must go where they went, and the partner of S' must be S up to rounding."""
    chosen: Rows = order.permutation(model.m)[: max(1, model.m // 2)]
    with _named("partner, of some of the points,"):
        part = copied((rows(own.sample[0], chosen), rows(own.sample[1], chosen)))
        some = checked(model.partner(*part), len(chosen), "partner, of some of the points,")
    with _named("partner, of S',"):
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


def _fit(model: OwnModel, points: Points, seed: int) -> Any:
    with _named("fit"):
        return model.fit(*copied(points), seed)


def _draw(model: OwnModel, n: int, seed: int, index: int, part: int) -> Points:
    with _named("draw"):
        return checked(model.draw(n, _rng(seed, index, part)), n, "draw")


@contextmanager
def _named(what: str) -> Iterator[None]:
    """What the user's own code raises, as one line that names the function."""
    try:
        yield
    except UccheckError:
        raise
    except (Exception, SystemExit) as error:  # sys.exit(0) in a fit must not end as status 0, "all upheld"
        first = (str(error).splitlines() or [""])[0][:200]
        raise InvalidParameter(f"{what} failed with {type(error).__name__}: {first}") from error


def _require_same(one: Points, other: Points, says: str) -> None:
    if not all(np.array_equal(as_array(a), as_array(b)) for a, b in zip(one, other, strict=True)):
        raise InvalidParameter(f"{says}: asked again it gave another answer")


def _rng(seed: int, index: int, part: int) -> np.random.Generator:
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(_STREAM, index, part)))
