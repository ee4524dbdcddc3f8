"""A counterexample of your own, from a torch model and a map that preserves the measure; `docs/torch_bridge.md` has one whole.

What must hold, and no test can show: `partner` has the law of the sample, the draws of `draw` are independent, and `fit`
depends on its arguments alone. The seed given to `fit` belongs to the sample and is the same for S and S'.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

import numpy as np
import torch
from torch import Tensor

from torch_bridge.errors import require
from torch_bridge.nets.networks import ROWS, margins_of
from uccheck.core.exact import Exact, probability
from uccheck.counterexample.own import Counterexample, honest_gap

Points = tuple[Tensor, Tensor]
Scores = Callable[[Tensor], Tensor]


@dataclass(frozen=True, eq=False)
class SeededSample:
    """Points x `(m, ..)`, classes y `(m,)`, and the seed of the learner's own randomness."""

    x: Tensor
    y: Tensor
    seed: int


def model_counterexample(
    *,
    draw: Callable[[int, np.random.Generator], Points],
    fit: Callable[[Tensor, Tensor, int], Scores],
    partner: Callable[[Tensor, Tensor], Points],
    m: int,
    n_test: int,
    gap_alpha: Exact = "0.01",
) -> Counterexample[SeededSample, Scores]:
    """The counterexample draw(n, rng) -> (x, y); fit(x, y, seed) -> model; partner(x, y) -> (x', y').

    A model maps points to one score for each class `(n, C)`; an error is a margin that is not positive. The gap of a
    replicate is the error on the whole of S' less an upper limit of the population error, from `n_test` fresh points.
    """
    level = probability(gap_alpha, "gap_alpha")
    require(m >= 1 and n_test >= 1, f"sizes must be at least 1, got m = {m}, n_test = {n_test}")
    return Counterexample(
        draw=partial(_draw, draw, m),
        learn=partial(_fit, fit),
        partner=partial(_partner, partner),
        gap=partial(_gap, draw, n_test, level),
        gap_alpha=level,
    )


def errors_of(model: Scores, x: Tensor, y: Tensor) -> int:
    """How many points the model does not classify as y; ties and NaN are errors."""
    right = 0
    with torch.no_grad():
        for points, labels in zip(torch.split(x, ROWS), torch.split(y, ROWS), strict=True):
            scores = model(points)
            good = scores.dim() == 2 and len(scores) == len(points) and scores.shape[1] >= 2
            require(good, f"a model must give scores (n, C) with C >= 2, got shape {tuple(scores.shape)}")
            right += int((margins_of(scores, labels) > 0).sum())
    return len(y) - right


def _draw(draw: Callable[[int, np.random.Generator], Points], m: int, rng: np.random.Generator) -> SeededSample:
    x, y = draw(m, rng)
    return SeededSample(x, y, int(rng.integers(2**63)))


def _fit(fit: Callable[[Tensor, Tensor, int], Scores], sample: SeededSample) -> Scores:
    return fit(sample.x, sample.y, sample.seed)


def _partner(partner: Callable[[Tensor, Tensor], Points], sample: SeededSample, rng: np.random.Generator) -> SeededSample:
    del rng
    x, y = partner(sample.x, sample.y)
    return SeededSample(x, y, sample.seed)


def _gap(
    draw: Callable[[int, np.random.Generator], Points],
    n_test: int,
    level: Exact,
    model: Scores,
    moved: SeededSample,
    rng: np.random.Generator,
) -> Fraction:
    x, y = draw(n_test, rng)
    return honest_gap(
        wrong_on_partner=errors_of(model, moved.x, moved.y),
        partner_size=len(moved.y),
        wrong_on_test=errors_of(model, x, y),
        test_size=n_test,
        alpha=level,
    )
