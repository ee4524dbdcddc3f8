"""The upper bounds on e_unif-alg against raw simulation: they hold on every pair of simulated samples, and the first is sharp."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

import numpy as np
import pytest
from scipy import stats

from tests.answers.asking import inquiry
from uccheck.answers import finders
from uccheck.answers.finders import Inquiry
from uccheck.certificates.tree import Node


def upper(find: Callable[[Inquiry], Iterator[Node]], m: int, D: int, delta: str, gamma: int) -> Fraction | None:
    """The upper bound of e_unif-alg that a finder gives, or None."""
    ends = [high for node in find(inquiry(m, D, delta, str(gamma))) for _, high in node.concludes.values()]
    return min(ends, default=None)


@pytest.fixture(scope="module")
def rng() -> np.random.Generator:
    return np.random.default_rng(20191208)


def gaps(m: int, D: int, gamma: float, z: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(T_a, sum of |z|^2 of sample b, |L_D(h_a) - Lhat_b(h_a)|) of raw samples z: (R, m, D), s = 4, b = 32."""
    variance = 32 / D
    r = z.sum(axis=1)
    T = (r**2).sum(axis=1) / m
    margins = 4 + variance * np.einsum("bij,aj->abi", z, r)
    loss = np.clip(1 - margins / gamma, 0, 1) if gamma else (margins <= 0).astype(float)
    tau = variance * np.sqrt(m * T)
    fresh = 4 + tau[:, None] * stats.norm.ppf((np.arange(4000) + 0.5) / 4000)[None, :]
    risk = np.clip(1 - fresh / gamma, 0, 1) if gamma else (fresh <= 0).astype(float)
    return T, (z**2).sum(axis=(1, 2)), np.abs(risk.mean(axis=1)[:, None] - loss.mean(axis=2))


@pytest.mark.parametrize(("m", "D", "gamma"), [(5, 50, 0), (5, 50, 3), (5, 50, 20), (3, 5, 0), (20, 500, 300), (20, 500, 1000)])
def test_the_upper_bounds_hold_on_every_pair_of_simulated_samples(rng: np.random.Generator, m: int, D: int, gamma: int) -> None:
    T, Z, gap = gaps(m, D, gamma, rng.standard_normal((120, m, D)))
    typical = stats.chi2.ppf(0.1, D) <= T
    bound = upper(finders.spread, m, D, "1/10", gamma)
    assert bound is not None and gap[np.ix_(typical, typical)].max() <= float(bound) + 1e-3
    wide = upper(finders.large_gamma, m, D, "1/10", gamma)
    if wide is not None:
        typical = (stats.chi2.isf(0.05, D) >= T) & (stats.chi2.isf(0.05, m * D) >= Z)
        assert gap[np.ix_(typical, typical)].max() <= float(wide)


def test_the_spread_bound_is_sharp_where_the_flip_succeeds(rng: np.random.Generator) -> None:
    m, D = 5, 50
    bound = upper(finders.spread, m, D, "1/10", 0)
    z = rng.standard_normal((400, m, D))
    T, _, gap = gaps(m, D, 0, np.concatenate([z, -z]))  # sample a and its flip: a + 400
    typical = np.flatnonzero(stats.chi2.ppf(0.1, D) <= T)
    assert bound is not None
    assert float(bound) - gap[np.ix_(typical, typical)].max() < 0.01


def test_aligned_samples_classify_each_other(rng: np.random.Generator) -> None:
    m, D = 2, 3
    bound = upper(finders.aligned, m, D, "999/1000", 0)
    assert bound == Fraction(1, 2)
    z = rng.standard_normal((60000, m, D))
    kept = z[((z[..., 0] >= 0) & ((z[..., 1:] ** 2).sum(axis=-1) <= 0.1874)).all(axis=1)]
    assert len(kept) > 20
    variance = 32 / D
    margins = 4 + variance * np.einsum("bij,aj->abi", kept, kept.sum(axis=1))
    assert margins.min() > 0
    assert len(kept) / len(z) >= 0.001


def test_no_restriction_no_bound() -> None:
    assert upper(finders.aligned, 100, 1000, "1/10", 0) is None
    assert upper(finders.large_gamma, 100, 1000, "1/10", 0) is None
