"""The upper side of the kernel's search against optima found by another way: as close below as the slack allows, and never beyond."""

from __future__ import annotations

import math
from fractions import Fraction

import mpmath as mp
import pytest
from scipy import optimize

from tests.certificates.lemmas import drowned as is_drowned
from tests.certificates.lemmas import flip_mgf, flipped_exponent, long_exponent, pop_scale, q_floor, sign_minus
from uccheck.certificates.kernel import upper
from uccheck.certificates.kernel.search import Instance, aimed, best_tilt, cap

SLACK = 4e-6


def asked(m: int, D: int, delta: str, gamma: str = "0", s: str = "4", b: str = "32") -> Instance:
    return Instance(m=m, D=D, delta=Fraction(delta), gamma=Fraction(gamma), s=Fraction(s), b=Fraction(b))


def numbers(a: Instance) -> list[mp.mpf]:
    return [mp.mpf(v.numerator) / v.denominator for v in map(Fraction, (a.s, a.b, a.m, a.D, a.gamma, a.delta))]


def tilt(D: float, ln_p: float, side: int) -> float:
    """The alpha > 0 at which Chernoff's bound on P(T beyond D (1 + side alpha)) is exp(ln_p)."""
    high = 1 - 1e-15 if side < 0 else 10 + 4 * math.sqrt(-ln_p / D) + 4 * -ln_p / D

    def miss(alpha: float) -> float:
        gap = alpha - math.log1p(alpha) if side > 0 else -alpha - math.log1p(-alpha)
        if alpha < 1e-3:  # a series, against cancellation
            gap = sum((-side * alpha) ** k / k for k in range(2, 12))
        return D / 2 * gap + ln_p

    return float(optimize.brentq(miss, 1e-14, high, xtol=1e-15, rtol=1e-14)) if miss(high) > 0 else 1.0


def floor(a: Instance, ln_p: float) -> float:
    """The greatest (1 - c) q_floor(x) over twentieths c with c gamma <= s; 0 far out, where the search gives up."""
    s, b, m, D, gamma, _ = numbers(a)
    alpha = tilt(a.D, ln_p, -1)
    if alpha > 0.999:
        return 0.0
    found = [0.0]
    for k in range(20) if gamma else [0]:
        c = mp.mpf(k) / 20
        if c * gamma <= s and (x := pop_scale(s, b, m, D, c * gamma, -alpha)) < 24:
            found.append(float((1 - c) * q_floor(x)))
    return max(found)


INSTANCES = [
    asked(10, 12800, "0.1"), asked(1000, 200000, "0.05"), asked(50, 3000, "0.2"), asked(1000, 20000, "0.1", "3"),
    asked(10, 2000, "0.1", "3"), asked(1, 400, "0.1"), asked(2, 900, "0.3", "1/2"), asked(7, 60, "0.4", "4"),
    asked(3, 5000, "0.9", "5"), asked(20, 9000, "0.6", "2", "3", "7"), asked(1000, 500, "0.2"), asked(5, 4, "1/1000000"),
    asked(1, 30000, "0.1"), asked(1, 57600, "0.1"), asked(30, 40, "0.5"), asked(4, 3000, "0.97"), asked(1000, 30000, "0.1"),
    asked(200, 1700, "0.01", "1/2", "2", "5"), asked(1, 50, "0.3", "4"), asked(1, 50, "0.3", "5"), asked(3, 50000, "0.9", "5"),
    asked(50, 3000, "0.2", "1/10"),
]  # fmt: skip


@pytest.mark.parametrize("a", INSTANCES, ids=map(str, range(len(INSTANCES))))
def test_the_spread_is_the_best_that_its_bounds_give(a: Instance) -> None:
    found, best = upper.spread(a), floor(a, math.log(a.delta))
    if a.gamma >= a.s or best == 0:
        assert found is None
    else:
        assert found is not None and best * (1 - SLACK) - 1e-9 <= float(found.floor.value) <= best * (1 + 1e-12)
        assert found.value == 1 - found.floor.value
        s, b, m, D, gamma, _ = numbers(a)
        alpha, c, value = (mp.mpf(v.numerator) / v.denominator for v in (found.floor.alpha, found.floor.c, found.floor.value))
        room = (1 - c) * q_floor(pop_scale(s, b, m, D, c * gamma, -alpha)) - value
        assert room > (0 if found.floor.shape == "middle" else 5e-8 * value)  # a digit for interval arithmetic
        assert math.exp(long_exponent(mp.mpf(a.D), -mp.mpf(float(found.floor.alpha)))) <= math.exp(found.cap_thin) <= float(a.delta)


@pytest.mark.parametrize("a", INSTANCES, ids=map(str, range(len(INSTANCES))))
def test_the_training_margins_cost_what_the_best_tilt_costs(a: Instance) -> None:
    """m exp(D rate) at the least rate, found by another minimiser, at least exp(-40); the rest of 1 - delta pays for short weights."""
    s, b, m, D, gamma, _ = numbers(a)

    def rate(tau: float) -> float:
        if sign_minus(a.m, tau) <= 0:
            return math.inf
        return float(flipped_exponent(s - gamma, b, mp.mpf(1), -mp.mpf(tau), flip_mgf(a.m, mp.mpf(tau))))

    alone = float(a.b / (a.gamma - a.s)) if a.gamma > a.s else 4.0  # what a single point's margin never falls below is s
    top = alone if a.m == 1 else (1 + math.sqrt(a.m)) / (a.m - 1) * (1 - 1e-9)
    grid = [top * k / 400 for k in range(401)]
    start = min(grid, key=rate)
    least = optimize.minimize_scalar(
        rate, bounds=(max(0.0, start - top / 400), min(top, start + top / 400)), method="bounded", options={"xatol": 1e-10}
    )
    price = m * mp.exp(max(D * min(least.fun, rate(start)), -40 - mp.log(m)))
    rest = 1 - float(a.delta) - float(price)
    best = floor(a, math.log(rest)) if least.fun < 0 and rest > 0 else 0.0
    found = upper.overfitting(a)
    if best == 0:
        assert found is None
    else:
        assert found is not None and best * (1 - SLACK) - 1e-9 <= float(found.value) <= best * (1 + 1e-9)
        assert found.tau > 0 and rate(float(found.tau)) == pytest.approx(least.fun, rel=1e-6)
        exponent = max(a.D * rate(float(found.tau)), -40 - math.log(a.m))
        assert exponent < found.cap_right < exponent + 3e-7 * (1 - exponent)
        left = math.log(1 - a.delta - a.m * math.exp(found.cap_right))
        assert left - 3e-6 * (1 - left) < found.cap_thin < left


@pytest.mark.parametrize("m", [2, 10, 1000])
@pytest.mark.parametrize("s", ["1", "40"])
def test_the_tilt_is_the_best_for_weak_and_strong_signals(m: int, s: str) -> None:
    """A strong signal tilts towards the end of the domain, tau < (1 + sqrt m)/(m - 1), a weak one to about 1/m."""

    def rate(tau: float) -> float:
        return float(flipped_exponent(mp.mpf(s), 7, mp.mpf(1), -mp.mpf(tau), flip_mgf(m, mp.mpf(tau))))

    end = (1 + math.sqrt(m)) / (m - 1)
    best = min(rate(end * k / 300) for k in range(300))
    assert rate(best_tilt("flip", m, -int(s) / 7)) < best * (1 - 1e-9)


@pytest.mark.parametrize("p", [1 - 1e-12, 0.999, 0.5, 1e-3, 1e-9, 1e-100, 1e-300])
def test_what_is_aimed_at_leaves_room_for_its_cap_and_little_more(p: float) -> None:
    """With the slack of the cap alone, which grows with the exponent, exp(cap) exceeded every p below e^-9."""
    assert math.log(p) - 3e-6 * (1 - math.log(p)) < cap(aimed(p)) < math.log(p)


DEEP = [
    asked(10, 2000, "0.1", "1000"), asked(10, 2000, "0.1", "105"), asked(3, 3, "0.2", "4000"), asked(3, 5, "0.2", "4000"),
    asked(2, 40, "0.4", "90"), asked(10, 2000, "0.1", "1000", "5", "7"), asked(3, 2, "0.2", "4000"), asked(3, 9, "0.2", "4"),
    asked(3, 9, "0.2", "3"), asked(10, 2000, "0.1", "5"),
]  # fmt: skip


@pytest.mark.parametrize("a", DEEP, ids=map(str, range(len(DEEP))))
def test_a_large_gamma_drowns_as_much_as_the_best_of_its_shares(a: Instance) -> None:
    s, b, m, _, gamma, delta = numbers(a)

    def value(share: float) -> float:
        alpha, beta = tilt(a.D, math.log(delta * share), 1), tilt(a.m * a.D, math.log(delta * (1 - share)), 1)
        return float((s + b * mp.sqrt(m * (1 + alpha) * (1 + beta))) / gamma)

    best = min(map(value, (0.5, 0.8, 0.9, 0.97, 0.99)))
    found = upper.drowned(a)
    if a.gamma <= a.s or a.D < 3 or best >= 1:
        assert found is None
    else:
        assert found is not None and best <= float(found.value) <= best * (1 + SLACK)
        given = [mp.mpf(v.numerator) / v.denominator for v in (found.alpha, found.beta, found.reach, found.value)]
        assert is_drowned(*numbers(a), *given)
        alpha, beta, reach, bound = given
        assert reach > b * mp.sqrt(m * (1 + alpha) * (1 + beta)) * (1 + 5e-8)  # a digit for interval arithmetic
        assert bound > (s + reach) / gamma * (1 + 5e-8)
        paid = math.exp(found.cap_long) + math.exp(found.cap_total)
        assert float(a.delta) * (1 - 1e-5) < paid <= float(a.delta)


@pytest.mark.parametrize("ln_p", [-1e-6, -0.01, -0.7, -60.0, -1e4])
@pytest.mark.parametrize("D", [1, 7, 10**3, 10**7])
def test_a_deficiency_is_just_above_that_of_chernoffs_bound(D: int, ln_p: float) -> None:
    exact = tilt(D, ln_p, -1)
    found = upper.deficiency(D, ln_p)
    assert exact < found < exact * (1 + 3e-7) if exact < 1 else found >= 1


@pytest.mark.parametrize("value", [Fraction(1, 3), Fraction(2, 3), Fraction(1, 10**40) / 7, Fraction(98765432123456789), Fraction(1, 8)])
def test_nine_digits_are_kept_and_nothing_is_added(value: Fraction) -> None:
    found = upper._nine_below(value)
    digits = str(found.numerator * 10**60 // found.denominator).rstrip("0")
    assert value * (1 - Fraction(1, 10**9)) < found <= value and len(digits) <= 10
    assert upper._nine_below(Fraction(0)) == upper._nine_below(Fraction(-1, 3)) == 0
