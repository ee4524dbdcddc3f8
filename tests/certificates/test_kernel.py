"""The proposing side of kernel certificates: witnesses that close, bounds above what they bound."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from scipy import stats

from tests.certificates.planning import INSTANCES, instance, plan
from uccheck.certificates.kernel.search import (
    LossBound,
    Rare,
    best_tilt,
    excess,
    loss,
    rare,
    rate,
    terms,
    vacuous,
)


@pytest.mark.parametrize("m", [1, 2, 3, 10, 1000, 10**6])
@pytest.mark.parametrize("pair", ["flip", "sign"])
def test_best_tilt_minimizes_the_rate(pair: str, m: int) -> None:
    tau = best_tilt(pair, m)
    least = rate(pair, m, tau)
    assert least < 0
    assert all(least <= rate(pair, m, tau * nudge) + 1e-12 for nudge in (0.9, 0.999, 1.001, 1.1))


@pytest.mark.parametrize("ln_p", [-1e-3, -0.7, -3.0, -60.0])
@pytest.mark.parametrize("D", [10, 10**5, 10**12])
def test_the_excess_is_where_chernoffs_bound_is_p(D: int, ln_p: float) -> None:
    alpha = excess(D, ln_p)
    exponent = -D / 2 * (alpha - math.log1p(alpha)) if alpha > 1e-3 else -D / 2 * (alpha**2 / 2 - alpha**3 / 3 + alpha**4 / 4)
    assert exponent == pytest.approx(ln_p, rel=1e-5)
    assert exponent <= ln_p * (1 - 1e-6)


def test_the_loss_is_above_the_tail_and_close_to_it() -> None:
    for D in (2000, 17000, 50000, 350000, 10**6):
        x = 4 * math.sqrt(D / (1024 * 1000 * 1.01))
        tail = math.erfc(x / math.sqrt(2)) / 2
        assert tail < loss(instance(1000, D, "0.1"), Fraction(1, 100)).value < tail * 1.005 + 1e-5


@pytest.mark.parametrize("y", [0.01, 0.5, 1.7, 2.5, 3.2, 5.0])
def test_the_series_of_the_integral_is_long_enough_and_no_longer(y: float) -> None:
    """exp(-y^2/2) (y + y^3/3 + y^5/15 + ...), its last term taken once below the integral over [0, y] and twice above it."""
    n, integral = terms(y), math.sqrt(math.pi / 2) * math.erf(y / math.sqrt(2))
    parts = [y]
    for j in range(n + 1):
        parts.append(parts[-1] * y * y / (2 * j + 3))
    low, high = (math.exp(-y * y / 2) * total for total in (sum(parts[: n + 1]), sum(parts[: n + 2]) + parts[n + 1]))
    assert low - 1e-15 <= integral <= high + 1e-15 and high - low < 2e-9 * integral
    assert 2 * y * y <= 2 * n + 3 and n < 15 + 2 * y * y


@pytest.mark.parametrize("numbers", INSTANCES)
def test_proposed_witnesses_close(numbers: tuple[int, int, str]) -> None:
    small, large = plan(*numbers)
    delta = Fraction(numbers[2])
    kappa = 1 - 2 * delta if large.pair == "flip" else (1 - delta) ** 4
    assert small.long.p == delta and closes(small.long, numbers[1]) and closes(large.long, numbers[1])
    assert math.exp(large.cap_flip) / large.e1 + large.long.p < kappa
    assert large.e1 * numbers[0] == large.right + 1
    assert 0 < small.loss.value < 1 and 0 < large.value < 1


def closes(long: Rare, D: int) -> bool:
    """Whether the cap gives p: P(|w2|^2 > b m (1 + alpha)) <= exp(cap), or exp(cap)/(mu D alpha)."""
    return math.exp(long.cap) <= long.p * (1 if long.shape == "chernoff" else long.mu * D * long.alpha)


@pytest.mark.parametrize("D", [1, 2, 10, 1000, 10**6])
@pytest.mark.parametrize("p", ["0.9", "0.5", "0.05", "1e-9"])
def test_the_tail_of_chi_square_is_below_the_proposed_bound(D: int, p: str) -> None:
    """P(T > D (1 + alpha)) <= p by scipy's law, alpha is no more than Chernoff's, and the sharp one lies within a fifth of the quantile."""
    long = rare(D, Fraction(p))
    assert closes(long, D) and float(long.alpha) <= excess(D, math.log(float(p))) * 1.0001
    assert stats.chi2.sf(D * (1 + float(long.alpha)), D) <= float(p)
    if long.shape == "sharp" and D >= 1000 and p == "0.05":
        assert D * (1 + float(long.alpha)) - D < 1.2 * (stats.chi2.isf(0.05, D) - D)


def test_the_sharp_bound_without_its_factor_would_be_false() -> None:
    """Chernoff's bound over alpha D, without E exp(mu (T - D))/(e mu), is below the tail itself."""
    D, alpha = 1000, 0.08
    chernoff = math.exp(-D / 2 * (alpha - math.log1p(alpha)))
    assert chernoff / (alpha * D) < stats.chi2.sf(D * (1 + alpha), D) < chernoff


def test_signs_serve_where_the_flip_cannot() -> None:
    assert plan(1000, 400000, "0.1")[1].pair == "flip"
    assert {plan(1000, 400000, delta)[1].pair for delta in ("0.5", "0.9", "0.99")} == {"sign"}
    assert vacuous(instance(1000, 20000, "0.9")) is None


#: least D at which the kernel's bounds reach epsilon, beside the least D of the balls: all within half a percent
LEAST = {
    (1000, "0.05", "0.01"): (347985, 347729),
    (10**6, "0.05", "0.01"): (346438510, 346404535),
    (1000, "0.25", "0.1"): (105660, 105421),
    (1000, "0.95", "0.01"): (350102, 350020),  # the balls cite reverse hypercontractivity here
    (1000, "0.05", "0.3"): (17977, 17907),
}


@pytest.mark.parametrize("numbers", LEAST)
def test_the_kernels_least_dimension_is_close_to_the_balls(numbers: tuple[int, str, str]) -> None:
    m, delta, epsilon = numbers
    least, balls = LEAST[numbers]

    def reached(D: int) -> bool:
        small, large = plan(m, D, delta)
        return small.loss.value <= Fraction(epsilon) and large.value <= Fraction(epsilon)

    assert reached(least) and not reached(least - 1)
    assert 0 <= (least - balls) / balls < 0.005


def test_gamma_moves_the_loss_only() -> None:
    plain, ramp = plan(10, 30000, "0.1"), plan(10, 30000, "0.1", "1")
    assert plain[0].long == ramp[0].long and plain[1].tau == ramp[1].tau
    assert plain[0].loss.value < ramp[0].loss.value
    assert isinstance(ramp[0].loss, LossBound)
