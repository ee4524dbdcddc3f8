"""The exponential network against raw draws on the sphere: y, x1, x2 and exp(|x + x_i|^2/2), no formula of the bounds."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from uccheck.answers.universes.exponential import ExponentialInstance
from uccheck.quantities.enclosed.bounds import bounds
from uccheck.statistics.estimate import interval

ALPHA = Fraction(1, 10**6)
TRIALS = 400


def draw(rng: np.random.Generator, m: int, D: int, b: float) -> tuple[np.ndarray, np.ndarray]:
    """Labels, and noises uniform on the sphere of radius sqrt(b)."""
    x2 = rng.standard_normal((m, D))
    return rng.choice([-1.0, 1.0], m), np.sqrt(b) * x2 / np.linalg.norm(x2, axis=1, keepdims=True)


def margins(y: np.ndarray, x2: np.ndarray, label: np.ndarray, noise: np.ndarray, s: float) -> np.ndarray:
    """label * f over the points (label sqrt(s), noise), f(x) = sum_i y_i exp(|x + x_i|^2/2)."""
    x = np.column_stack([label * np.sqrt(s), noise])
    own = np.column_stack([y * np.sqrt(s), x2])
    squares = ((x[:, None, :] + own[None, :, :]) ** 2).sum(axis=2) / 2
    return label * (np.exp(squares - squares.max()) @ y)


def counts(m: int, D: int, s: float, b: float, c: int) -> tuple[int, int, int]:
    """Samples with a scarce class; samples with a flipped point classified correctly; fresh errors of balanced samples (one a sample)."""
    rng = np.random.default_rng(20190204)
    scarce = kept = errors = 0
    for _ in range(TRIALS):
        y, x2 = draw(rng, m, D, b)
        fresh, noise = draw(rng, 1, D, b)
        few = min((y > 0).sum(), (y < 0).sum()) < c
        scarce += few
        kept += bool((margins(y, x2, -y, x2, s) > 0).any())
        errors += bool(not few and margins(y, x2, fresh, noise, s)[0] <= 0)
    return scarce, kept, errors


@pytest.mark.parametrize("m, D, b, c", [(20, 200, 9, 5), (10, 60, 8, 3), (6, 8, 6, 2)])
def test_the_bounds_hold_in_raw_draws(m: int, D: int, b: int, c: int) -> None:
    a = ExponentialInstance(m, D, Fraction(1), Fraction(b), Fraction(1, 20))
    t, u = a.fresh(c), a.turned(c)
    assert t is not None and u is not None
    few = bounds("scarce", (Fraction(m), Fraction(c)))
    near = Fraction(m * (m - 1), 2) * bounds("cap", (Fraction(D), u))[1]
    scarce, kept, errors = counts(m, D, 1.0, float(b), c)
    low, high = interval(scarce, TRIALS, ALPHA)
    assert low <= few[1] and few[0] <= high
    assert interval(kept, TRIALS, ALPHA)[0] <= few[1] + near
    assert interval(errors, TRIALS, ALPHA)[0] <= m * bounds("cap", (Fraction(D), t))[1]
