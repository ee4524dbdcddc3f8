"""What a model answers, for one shuffled pool of all points, and which answers are right.

Glossary
    PointPool        points of several sets, shuffled together: no model can tell in which set a point is
    answers     scores (n, C), or classes (n,), of a fitted model
"""

from __future__ import annotations

import sys
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from uccheck.core.errors import InvalidParameter
from uccheck.counterexample.rows import Points, Rows, as_array, joined, named, rows

#: Points classified together.
CHUNK = 256
#: Points whose answers are asked for again, one at a time.
ALONE = 8
#: How far the two best scores of a point may differ with its company, relative to their median size: rounding, and no more.
ROUNDING = 1e-3


@dataclass(frozen=True)
class PointPool:
    """Points x and classes y of several sets, in the order `shuffled` of their concatenation."""

    x: Any
    y: NDArray[np.int64]
    shuffled: Rows
    sizes: dict[str, int]

    def right(self, found: NDArray[Any]) -> dict[str, NDArray[np.bool_]]:
        """Which points of each set are answered as they are labelled; ties are errors."""
        right = np.empty(len(self.y), bool)
        right[self.shuffled] = _right(found, self.y)
        ends = np.cumsum(list(self.sizes.values()))
        return dict(zip(self.sizes, np.split(right, ends[:-1]), strict=True))


def pooled(sets: dict[str, Points], order: np.random.Generator) -> PointPool:
    """All sets in one shuffled pool."""
    x, y = joined([points[0] for points in sets.values()]), np.concatenate([as_array(p[1]) for p in sets.values()])
    shuffled: Rows = order.permutation(len(y))
    return PointPool(rows(x, shuffled), y[shuffled], shuffled, {name: len(as_array(points[1])) for name, points in sets.items()})


def answers_right(model: Any, sets: dict[str, Points], order: np.random.Generator) -> dict[str, NDArray[np.bool_]]:
    """Which points of each set the model classifies as they are labelled; ties are errors.

    Raises: InvalidParameter for scores that are not numbers, of a wrong shape, or that depend on a point's company.
    """
    pool = pooled(sets, order)
    found = all_answers(model, pool.x)
    _require_alone(model, pool.x, found, order)
    return pool.right(found)


def all_answers(model: Any, x: Any) -> NDArray[Any]:
    """Answers for the rows of x, asked for in chunks."""
    places = np.arange(len(x))
    return np.concatenate([answers(model, rows(x, places[i : i + CHUNK])) for i in range(0, len(x), CHUNK)])


def answers(model: Any, x: Any) -> NDArray[Any]:
    """Scores (n, C) or classes (n,) of a model for its own copy of x, in eval mode where it has one.

    Raises: InvalidParameter, one line, for another shape or for what is not a number.
    """
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(model, torch.nn.Module):
        model.eval()
    with named(f"the model, asked for {len(x)} point{'' if len(x) == 1 else 's'},"), nullcontext() if torch is None else torch.no_grad():
        found = np.array(as_array(model.predict(x) if hasattr(model, "predict") else model(x)))  # a model may use its buffer again
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


def _require_alone(model: Any, x: Any, found: NDArray[Any], order: np.random.Generator) -> None:
    """Ask again for a few points, each by itself: h is a function of one point."""
    # a class that is ruled out by a score such as -1e9 must not hide what the others do: the two best scores set the scale
    best = np.abs(np.sort(found.astype(np.float64), axis=1)[:, -2:]) if found.ndim == 2 else np.zeros(1)
    scale = ROUNDING * (1 + float(np.median(best[np.isfinite(best)]))) if np.isfinite(best).any() else 0.0
    for at in order.choice(len(found), size=min(ALONE, len(found)), replace=False):
        alone = answers(model, rows(x, np.array([at])))[0]
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
