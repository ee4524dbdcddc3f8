"""Claims about the linear setting, both ways, and the upper bounds on e_unif-alg against raw simulation."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from scipy import stats

from uccheck.audit.deciders.linear_bounds import aligned, large_gamma, ramp_error, spread, upper_quantile
from uccheck.audit.files import Malformed, parse_text
from uccheck.audit.worker import decide
from uccheck.linear.setting import LinearSetting


def word(body: str) -> str:
    (item,) = parse_text(f'[[claim]]\nid = "c"\nsays = "s"\n{body}\n', "claims.toml")
    assert not isinstance(item, Malformed), item.reason
    return decide(item.table, 20).word


EVENT = 'kind = "event"\nevent = "{}"\nm = {}\nD = {}\nrelation = "{}"\nvalue = "{}"\n{}'


@pytest.mark.parametrize(
    ("event", "m", "D", "relation", "value", "more", "expected"),
    [
        ("all-flipped", 1000, 400000, ">=", "0.999", "", "CERTIFIED"),
        ("all-flipped", 1000, 400000, "<", "0.999", "", "REFUTED"),
        ("all-flipped", 1000, 400000, "==", "1", "", "REFUTED"),
        ("all-flipped", 100, 100, ">=", "0.5", "", "REFUTED"),
        ("one-flipped", 10, 100, "<=", "1", "", "CERTIFIED"),
        ("training-margin", 100, 10000, ">=", "0.99", "gamma = 4", "CERTIFIED"),
        ("population-error", 100, 40000, ">=", "0.95", 'epsilon = "0.01"', "CERTIFIED"),
        ("population-error", 100, 400, ">=", "0.95", 'epsilon = "0.01"', "REFUTED"),
        ("all-flipped-and-population-error", 100, 40000, ">=", "0.95", 'epsilon = "0.01"', "CERTIFIED"),
    ],
)
def test_events(event: str, m: int, D: int, relation: str, value: str, more: str, expected: str) -> None:
    assert word(EVENT.format(event, m, D, relation, value, more)) == expected


GENERALIZES = 'kind = "generalizes"\nm = {}\nD = {}\ndelta = "0.05"\nat_most = "{}"\ngamma = "{}"'


@pytest.mark.parametrize(
    ("m", "D", "at_most", "gamma", "expected"),
    [
        (1000, 400000, "0.01", "0", "CERTIFIED"),
        (1000, 400000, "0.006", "0", "REFUTED"),
        (1000, 40000, "0.01", "0", "REFUTED"),
        (1000, 400000, "0.2", "4", "CERTIFIED"),
        (1000, 400000, "0.1", "4", "REFUTED"),
        (1000, 40000, "0.3", "100000", "CERTIFIED"),
        (1000, 400000, "0.4", "20", "REFUTED"),
        (1000, 400000, "0.85", "20", "CERTIFIED"),
    ],
)
def test_generalization(m: int, D: int, at_most: str, gamma: str, expected: str) -> None:
    assert word(GENERALIZES.format(m, D, at_most, gamma)) == expected


VACUOUS = 'kind = "vacuous"\nm = {}\nD = {}\ndelta = "{}"\nat_least = "{}"\ngamma = "{}"'


@pytest.mark.parametrize(
    ("m", "D", "delta", "at_least", "gamma", "expected"),
    [
        (1000, 400000, "0.05", "0.9", "0", "CERTIFIED"),
        (1000, 400000, "0.05", "0.999", "0", "REFUTED"),  # small D: L_D itself is above 0.006
        (1000, 40000, "0.05", "0.9", "0", "REFUTED"),
        (1000, 400000, "0.05", "0.9", "8", "REFUTED"),
        (1000, 4000000, "0.05", "0.9", "100000", "REFUTED"),  # large gamma
        (1, 10, "0.9999", "0.6", "0", "REFUTED"),  # delta near 1
        (1000, 4000000, "0.9999", "0.6", "1", "CERTIFIED"),  # delta near 1, but D large: theorem C
        (1000, 400000, "0.6", "0.9", "0", "CERTIFIED"),
        (1000, 400000, "0.05", "0.99386", "0", "INCONCLUSIVE"),  # between the two bounds
    ],
)
def test_vacuity(m: int, D: int, delta: str, at_least: str, gamma: str, expected: str) -> None:
    assert word(VACUOUS.format(m, D, delta, at_least, gamma)) == expected


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
    setting, delta = LinearSetting(m, D), Fraction(1, 10)
    T, Z, gap = gaps(m, D, gamma, rng.standard_normal((120, m, D)))
    typical = stats.chi2.ppf(0.1, D) <= T
    bound = spread(setting, delta, Fraction(gamma))
    assert bound is not None and gap[np.ix_(typical, typical)].max() <= float(bound.value) + 1e-3
    wide = large_gamma(setting, delta, Fraction(gamma))
    if wide is not None:
        typical = (stats.chi2.isf(0.05, D) >= T) & (stats.chi2.isf(0.05, m * D) >= Z)
        assert gap[np.ix_(typical, typical)].max() <= float(wide.value)


def test_the_spread_bound_is_sharp_where_the_flip_succeeds(rng: np.random.Generator) -> None:
    m, D = 5, 50
    bound = spread(LinearSetting(m, D), Fraction(1, 10), Fraction(0))
    z = rng.standard_normal((400, m, D))
    T, _, gap = gaps(m, D, 0, np.concatenate([z, -z]))  # sample a and its flip: a + 400
    typical = np.flatnonzero(stats.chi2.ppf(0.1, D) <= T)
    assert bound is not None
    assert float(bound.value) - gap[np.ix_(typical, typical)].max() < 0.01


def test_aligned_samples_classify_each_other(rng: np.random.Generator) -> None:
    m, D = 2, 3
    bound = aligned(LinearSetting(m, D), Fraction(999, 1000), Fraction(0))
    assert bound is not None and bound.value == Fraction(1, 2)
    z = rng.standard_normal((60000, m, D))
    kept = z[((z[..., 0] >= 0) & ((z[..., 1:] ** 2).sum(axis=-1) <= 0.1874)).all(axis=1)]
    assert len(kept) > 20
    variance = 32 / D
    margins = 4 + variance * np.einsum("bij,aj->abi", kept, kept.sum(axis=1))
    assert margins.min() > 0
    assert len(kept) / len(z) >= 0.001


def test_no_restriction_no_bound() -> None:
    assert aligned(LinearSetting(100, 1000), Fraction(1, 10), Fraction(0)) is None
    assert large_gamma(LinearSetting(100, 1000), Fraction(1, 10), Fraction(0)) is None


def test_the_ramp_error_agrees_with_quadrature() -> None:
    setting = LinearSetting(100, 1000)
    x = stats.norm.ppf((np.arange(200001) + 0.5) / 200001)
    for gamma in (0, 2, 8, 50):
        tau = 32 / 1000 * np.sqrt(100 * 990)
        margins = 4 + tau * x
        exact = np.clip(1 - margins / gamma, 0, 1).mean() if gamma else (margins <= 0).mean()
        lower, upper = ramp_error(setting, Fraction(990), Fraction(gamma))
        assert float(lower) - 1e-4 <= exact <= float(upper) + 1e-4
        assert upper - lower < Fraction(1, 10**20)


def test_quantiles_are_verified() -> None:
    t = upper_quantile(1000, Fraction(1, 20))
    assert t is not None
    assert 0 <= float(t) - stats.chi2.isf(0.05, 1000) < 1e-4
