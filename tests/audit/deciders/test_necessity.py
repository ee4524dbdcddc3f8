"""What is necessary: true claims, false neighbours, what stays open, and the bounds that it rests on."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import pytest

from tests.audit.asking import decided, word


def test_what_is_necessary() -> None:
    assert word("necessary", D="m*log(m)", delta=["0.1", "0.2"], m=[100, 3000], epsilon=["0.2", "0.5"]) == "REFUTED"
    assert word("necessary", D="m/1000", delta=["0.1", "0.2"], m=[100, 200], epsilon=["0.001", "0.01"]) == "CERTIFIED"


BELOW = {"delta": ["0.05", "0.25"], "epsilon": [0, "0.01"], "m": [10, "inf"]}


@pytest.mark.parametrize(
    ("D", "more", "expected"),
    [
        ("64*m*log(1/epsilon)", {}, "CERTIFIED"),
        ("max(m, 60*m*log(1/epsilon)) + log(1/delta)", {"m": [100, "inf"]}, "CERTIFIED"),
        ("70*m*log(1/epsilon)", {}, "CERTIFIED"),
        ("76*m*log(1/epsilon)", {}, "REFUTED or INCONCLUSIVE"),  # 64 z^2 is 75.2 ln(1/epsilon) at epsilon = 0.01
        ("128*m*log(1/epsilon)", {}, "REFUTED"),
        ("64*m*log(1/epsilon)", {"delta": [0, "0.25"]}, "INCONCLUSIVE"),  # rare samples: not shown
        ("60*m*log(1/epsilon) - log(1/delta)", {}, "CERTIFIED"),
        ("60*m*log(1/epsilon) + 1000000*log(1/delta)", {}, "REFUTED or INCONCLUSIVE"),
        ("max(128*m*log(1/epsilon), 64*m*log(1/epsilon))", {}, "REFUTED"),  # a maximum is necessary where each part is
        ("max(128*m*log(1/epsilon) - m, 64*m*log(1/epsilon))", {}, "REFUTED"),  # of parts that algebra does not compare
        ("max(64*m*log(1/epsilon), m)", {}, "CERTIFIED"),
        ("min(128*m*log(1/epsilon), 64*m*log(1/epsilon))", {}, "CERTIFIED or INCONCLUSIVE"),
    ],
)
def test_what_is_necessary_for_all_m(D: str, more: dict[str, object], expected: str) -> None:
    assert word("necessary", D=D, **{**BELOW, **more}) in expected.split(" or ")


ALONE = {"conclusion": "e_gen", "delta": [0, "0.05"], "epsilon": [0, "0.01"], "m": [4, 4]}


@pytest.mark.parametrize(
    ("D", "more", "expected"),
    [
        ("64*m*log(1/epsilon)", {"m": [10, "inf"]}, "REFUTED"),
        ("64*m*log(1/epsilon)", {}, "CERTIFIED"),
        ("75*m*log(1/epsilon)", {}, "CERTIFIED"),
        ("76*m*log(1/epsilon)", {}, "REFUTED or INCONCLUSIVE"),  # 64 z^2 is 75.2 ln(1/epsilon) at epsilon = 0.01
        ("300*m*log(1/epsilon)", {}, "REFUTED"),
        ("64*m*log(1/epsilon)", {"delta": [0, "0.4"]}, "INCONCLUSIVE"),
        ("64*m*log(1/epsilon)", {"m": [4, 1000]}, "INCONCLUSIVE"),
        ("m/5000", {"m": [10, "inf"]}, "REFUTED"),
    ],
)
def test_what_is_necessary_for_e_gen_alone(D: str, more: dict[str, object], expected: str) -> None:
    found = decided("necessary", D=D, **{**ALONE, **more})
    assert found.word in expected.split(" or "), found.detail


#: The chance that each statistical test below fails though what it tests is right.
ALPHA = 1e-6


def few_drawn(m: int, D: int, draws: int) -> tuple[Any, ...]:
    """T, zbar, the training errors, the zeta_i and L_D of samples in R^D: (zeta_i - zbar) is what a point has along w beyond its mean."""
    import numpy as np
    from scipy import stats

    generator = np.random.default_rng(13)
    noise, zbar = generator.standard_normal((draws, m, D)), generator.standard_normal(draws) / m**0.5
    weights = noise.sum(axis=1)
    length = np.linalg.norm(weights, axis=1)
    T, products = length**2 / m, np.einsum("nij,nj->ni", noise, weights)
    zeta = products / length[:, None] - (length / m)[:, None] + zbar[:, None]
    return T, zbar, (D / 8 + products <= 0).mean(axis=1), zeta, stats.norm.sf(D / 8 / length)


def test_in_few_dimensions_each_part_of_the_bound_bounds_its_part_of_raw_samples() -> None:
    """Where T <= t and zbar >= -h every sample obeys the comparison; where not, and where the rate falls, counts at ALPHA.

    The whole bound is a thousand times the chance of a gap, so that gaps alone would let most errors pass.
    """
    import numpy as np
    from scipy import stats

    m, D, t, H, draws = 60, 1, 4.0, 1.0, 20_000
    T, zbar, training, zeta, risk = few_drawn(m, D, draws)
    shift = (D / 8 + T) / np.sqrt(m * T) + H / m**0.5
    rate, count = stats.norm.cdf(-shift), (zeta <= -shift[:, None]).mean(axis=1)
    inside = (t >= T) & (zbar >= -H / m**0.5)
    assert (training >= count)[inside].all()
    assert ((risk - rate) * m**0.5 <= (np.sqrt(T) + H) / (2 * np.pi) ** 0.5).all()
    for v in (-1.0, -0.5, 0.0):
        wide = inside & (risk - training > v / m**0.5 + (t**0.5 + H) / (2 * np.pi * m) ** 0.5)
        assert wide.sum() > 20 and (count <= rate - v / m**0.5)[wide].all()
    outside, beyond = int((~inside).sum()), 1 - stats.chi2.cdf(t, D) * stats.norm.cdf(H)
    assert stats.binomtest(outside, draws, beyond).pvalue > ALPHA
    assert stats.binomtest(outside, draws, stats.norm.sf(H)).pvalue < ALPHA  # a term dropped is seen
    v = 1.25
    fallen = int((count <= rate - v / m**0.5).sum())
    assert stats.binom.sf(fallen - 1, draws, np.exp(-2 * v * v)) > ALPHA
    assert stats.binom.sf(fallen - 1, draws, np.exp(-4 * v * v)) < ALPHA  # and so is twice the exponent


def test_in_few_dimensions_the_bound_is_the_sum_of_its_parts() -> None:
    import numpy as np
    from scipy import stats

    from uccheck.audit.deciders.linear import few_dimensions as few

    m, D, t, H, wide = 300, 2, Fraction(4), Fraction(1), Fraction("0.12")
    v = float(wide) * m**0.5 - 3 / (2 * np.pi) ** 0.5
    assert float(few.bad_chance(m, D, t, H, wide)) == pytest.approx(stats.chi2.sf(4, D) + stats.norm.sf(1) + np.exp(-2 * v * v), rel=1e-9)
    assert few.bad_chance(m, D, t, H, Fraction("0.06")) == 1  # v is negative: nothing is shown
    assert word("generalizes", m=2000, D=3, delta="0.05", at_most="0.1") == "CERTIFIED"
    assert word("generalizes", m=2000, D=3, delta="0.05", at_most="0.01") == "INCONCLUSIVE"


@pytest.mark.parametrize("bits", [16, 20, 24, 30])
def test_at_few_bits_the_bound_in_few_dimensions_is_one(bits: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every end of an enclosure is the upper one: at few bits the sum is still at least its value by mpmath, where each term leads."""
    from mpmath import mp, mpf

    from uccheck.audit.deciders.linear import few_dimensions as few

    mp.dps = 40
    monkeypatch.setattr(few, "BITS", bits)
    for m, D, t, H in ((10**5, 2, 4, 9), (10**5, 3, 90, 1), (10**5, 7, 5, 2), (10**6, 30, 41, 7), (3600, 5, 60, 8)):
        v = mpf(3) / 25 * mp.sqrt(m) - (mp.sqrt(t) + H) / mp.sqrt(2 * mp.pi)
        value = mp.gammainc(mpf(D) / 2, mpf(t) / 2, mp.inf, regularized=True) + mp.erfc(H / mp.sqrt(2)) / 2 + mp.exp(-2 * v * v)
        found = few.bad_chance(m, D, Fraction(t), Fraction(H), Fraction(3, 25))
        assert value <= mpf(found.numerator) / found.denominator <= value * (1 + mpf(2) ** (12 - bits)) + mpf(2) ** (-4 * bits)


def test_the_mean_gap_and_the_tail_at_the_mean_that_e_gen_rests_on() -> None:
    """The mean by 200,000 raw samples to within what the empirical Bernstein bound allows at ALPHA: gaps lie in [-1, 1]."""
    import numpy as np
    from scipy import stats

    from uccheck.audit.deciders.linear import necessity
    from uccheck.core.effort import Steps

    draws = 200_000
    noise = np.random.default_rng(5).standard_normal((draws, 4, 1))
    weights = noise.sum(axis=1)
    training = (1 / 8 + np.einsum("nij,nj->ni", noise, weights) <= 0).mean(axis=1)
    gaps = stats.norm.sf(1 / 8 / np.abs(weights[:, 0])) - training
    log = math.log(4 / ALPHA)
    mean, reach = gaps.mean(), math.sqrt(2 * gaps.var(ddof=1) * log / draws) + 7 * 2 * log / (3 * (draws - 1))
    assert reach < 0.003
    for delta in (0.0, 0.05):
        below, above_it = (Fraction((mean + sign * reach - delta) / (1 - delta)) for sign in (-1, 1))
        assert necessity._in_mean(4, 1, Fraction(delta), below, Steps(9, 1e18))
        assert not necessity._in_mean(4, 1, Fraction(delta), above_it, Steps(9, 1e18))
    above = [float(stats.chi2.sf(D, D)) for D in range(1, 200)]
    assert all(later > earlier for earlier, later in zip(above, above[2:], strict=False))
    first = necessity._settled_from(4, Fraction("0.25"))
    assert first is not None and above[first - 1] * (1 - 4 * stats.norm.sf(2 * (first / 32) ** 0.5)) > 0.25
    assert necessity._settled_from(4, Fraction("0.5")) is None


def test_the_factor_of_what_is_necessary_against_mpmath() -> None:
    """kappa makes (kappa e^(1 - kappa))^(D/2) at most delta from its first D on; alpha is below z^2/ln(1/epsilon) at smaller epsilon."""
    import time

    from mpmath import mp, mpf

    from uccheck.audit.deciders.linear import necessity

    mp.dps = 40
    for delta in ("0.05", "0.25"):
        for D in (1, 2, 50, 3000):
            kappa = necessity.ratio(Fraction(delta), D)
            k = mpf(kappa.numerator) / kappa.denominator
            assert (k * mp.e ** (1 - k)) ** (mpf(D) / 2) <= mpf(delta) < (k * 1.001 * mp.e ** (1 - k * 1.001)) ** (mpf(D) / 2)
    for epsilon in ("0.4", "0.01"):
        z = necessity.quantile_below(Fraction(epsilon))
        alpha = necessity.slope(Fraction(epsilon), z, time.monotonic() + 20)
        assert alpha is not None
        for smaller in (mpf(epsilon), mpf(epsilon) / 3, mpf(epsilon) ** 2, mpf(epsilon) ** 20):
            quantile = mp.sqrt(2) * mp.erfinv(1 - 2 * smaller)
            assert alpha.numerator * mp.log(1 / smaller) / alpha.denominator <= quantile**2
        assert mpf(alpha.numerator) / alpha.denominator > 0.999 * float(z) ** 2 / mp.log(1 / mpf(epsilon))
