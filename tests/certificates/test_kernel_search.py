"""The lower side of the kernel's search against optima found by another way: as close above as the slack allows, and never beyond."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import cache

import mpmath as mp
import pytest
from scipy import optimize

from tests.certificates.lemmas import (
    flip_mgf,
    flipped_exponent,
    long_exponent,
    pop_scale,
    q_bound,
    sharp_exponent,
    sign_minus,
    sign_mix,
    sign_plus,
)
from tests.certificates.test_kernel_optimum import SLACK, asked, numbers
from uccheck.certificates.kernel.search import Instance, best_tilt, cap, decimal, generalizing, loss, rare, rate, terms, vacuous

#: What the rational bounds on losses lose where an integral is summed.
LOSS_SLACK = 1.2e-7


@cache
def sharpest(D: int) -> tuple[float, float]:
    """The mu at which exp(-D/2 (2 mu + ln(1 - 2 mu)) - 1)/(mu D) is least, and its logarithm there."""

    def height(ln_mu: float) -> float:
        with mp.workdps(40):
            return float(sharp_exponent(mp.mpf(D), 0, mp.exp(ln_mu))) - ln_mu - math.log(D)

    top, most = math.log(1e-2 / math.sqrt(D)), math.log(0.4999)
    found = optimize.minimize_scalar(height, bounds=(top, most), method="bounded", options={"xatol": 1e-9})
    return math.exp(found.x), found.fun


def least_alpha(D: int, p: float) -> float:
    """The least alpha at which Chernoff's bound or the sharp one is p."""
    ln_p, factor = math.log(p), sharpest(D)[1]
    if ln_p == 0:
        return 0.0

    def short(ln_alpha: float, sharp: bool) -> float:
        alpha = math.exp(ln_alpha)
        gap = alpha - math.log1p(alpha) if alpha > 1e-3 else sum((-alpha) ** k / k for k in range(2, 12))
        return D / 2 * gap + ln_p + (ln_alpha - factor if sharp else 0.0)

    return min(math.exp(optimize.brentq(short, -60, 15, args=(sharp,), xtol=1e-13, rtol=1e-14)) for sharp in (False, True))


@pytest.mark.parametrize("D", [1, 2, 10, 1000, 10**6, 10**12, 10**13])
@pytest.mark.parametrize("p", ["0.999", "0.5", "0.05", "1e-9", "1e-100"])
def test_the_excess_that_is_tolerated_is_the_least_of_both_bounds(D: int, p: str) -> None:
    found, best = rare(D, Fraction(p)), least_alpha(D, float(p))
    assert best < float(found.alpha) < best * (1 + SLACK * (1 - 1 / math.log(float(p))))  # the slack is one of ln p
    alpha, mu = (mp.mpf(v.numerator) / v.denominator for v in (found.alpha, found.mu))
    with mp.workdps(40):
        exponent = float(sharp_exponent(mp.mpf(D), alpha, mu) if found.shape == "sharp" else long_exponent(mp.mpf(D), alpha))
    assert exponent < found.cap < exponent + 4e-7 * (1 + abs(exponent))
    paid = float(found.cap) - (0.0 if found.shape == "chernoff" else float(mp.log(mu * D * alpha)))
    assert -SLACK * (1 - math.log(float(p))) < paid - math.log(float(p)) <= 0  # what is proved of the tail is p, or hardly less
    if found.shape == "sharp":
        assert float(found.mu) == pytest.approx(sharpest(D)[0], rel=1e-4)


def per_dimension(pair: str, m: int, r: float, tau: float) -> float:
    """ln E exp(tau (margin))/D as the library's own functions say; infinite outside its domain."""
    if sign_minus(m, tau) <= 0 or (pair == "sign" and sign_plus(m, tau) <= 0):
        return math.inf
    mgf = flip_mgf if pair == "flip" else sign_mix
    return float(flipped_exponent(mp.mpf(r), 1, 1, mp.mpf(tau), mgf(m, mp.mpf(tau))))


@cache
def least_rate(pair: str, m: int, r: float) -> float:
    """By a grid over the whole domain and a minimiser beside its best point."""
    top = 1 / (1 + math.sqrt(m)) if pair == "sign" else 1 / r if m == 1 else (1 + math.sqrt(m)) / (m - 1)
    grid = [top * (k / 60) ** 2 for k in range(60)]
    at = min(range(60), key=lambda k: per_dimension(pair, m, r, grid[k]))
    sides = (grid[max(0, at - 1)], grid[at + 1] if at < 59 else top)
    found = optimize.minimize_scalar(lambda tau: per_dimension(pair, m, r, tau), bounds=sides, method="bounded", options={"xatol": 1e-12})
    return min(0.0, float(found.fun))


@pytest.mark.parametrize("pair", ["flip", "sign"])
@pytest.mark.parametrize("m", [1, 2, 7, 1000])
@pytest.mark.parametrize("r", [0.01, 0.125, 0.45, 0.9, 1.5])
def test_no_tilt_has_a_lower_rate(pair: str, m: int, r: float) -> None:
    tau, least = best_tilt(pair, m, r), least_rate(pair, m, r)
    assert rate(pair, m, tau, r) == pytest.approx(per_dimension(pair, m, r, tau), rel=1e-9, abs=1e-15)
    assert rate(pair, m, tau, r) == pytest.approx(least, rel=1e-7, abs=1e-12)
    assert tau >= 0 and (tau > 1e-6) is (least < 0)


def population_loss(a: Instance, alpha: float) -> float:
    """The least of the bounds that the kernel has, not below exp(-200)."""
    s, b, m, D, gamma, _ = numbers(a)
    return float(max(q_bound(pop_scale(s, b, m, D, gamma, mp.mpf(alpha))), mp.exp(-200)))


def best(a: Instance, pair: str, complete: bool) -> float:
    """What is lost of 1 by the best number of flipped points that may be right; 1 if nothing is left.

    Every number for small samples; for large ones the first twenty that kappa pays for, since a point more costs 1/m.
    """
    kappa = float(1 - 2 * a.delta if pair == "flip" else (1 - a.delta) ** 4)
    least = least_rate(pair, a.m, a.r)
    price = a.m * math.exp(max(a.D * least, -40 - math.log(a.m)))
    if least >= 0 or kappa <= 0:
        return 1.0
    first = math.floor(price / kappa)
    points = range(min(first, a.m), min(a.m, first + (20 if a.m > 60 else a.m))) if not complete else range(1)
    found = [1.0]
    for right in points:
        if (rest := kappa - price / (right + 1)) > 1e-9:
            found.append(right / a.m + population_loss(a, least_alpha(a.D, rest)))
    return min(found)


ASKED = [
    asked(10, 12800, "0.1"), asked(1000, 17977, "0.05"), asked(1000, 15000, "0.05"), asked(1000, 8500, "0.01"), asked(300, 3000, "0.05"),
    asked(10, 12800, "0.49", "1/2"), asked(10, 800, "0.45"), asked(30, 2000, "0.48", "0", "4", "16"), asked(1, 400, "0.1"),
    asked(7, 60, "0.4", "0", "4", "6"), asked(1000, 30000, "0.6"), asked(4, 3000, "0.97"), asked(60, 1100, "0.1"), asked(5, 42, "1/500000"),
    asked(3, 10**6, "1e-30"), asked(1000, 200000, "0.05", "3"), asked(2, 9, "0.01", "0", "1", "9"), asked(50, 900, "0.02"),
    asked(10**5, 950000, "0.1"), asked(4, 30, "0.001", "0", "4", "12"), asked(6, 40, "0.2", "1", "3", "16"), asked(9, 50, "0.5"),
    asked(10**9, 2 * 10**11, "0.1"), asked(20, 9000, "0.6", "2", "3", "7"), asked(5, 40000, "0.3", "7/2", "4", "4"),
]  # fmt: skip


@pytest.mark.parametrize("theorem", ["A", "B", "C"])
@pytest.mark.parametrize("a", ASKED, ids=map(str, range(len(ASKED))))
def test_no_split_of_kappa_loses_less(a: Instance, theorem: str) -> None:
    found = vacuous(a, theorem)
    least = best(a, "sign" if theorem == "C" else "flip", theorem == "A")
    if least >= 1:
        assert found is None
    else:
        assert found is not None and least * (1 - 1e-9) < found.value < least * (1 + SLACK) + LOSS_SLACK
        assert (found.pair == "sign") is (theorem == "C") and (found.right == 0 or theorem != "A")
        assert math.exp(found.cap_flip) / found.e1 + found.long.p < (1 - 2 * a.delta if theorem != "C" else (1 - a.delta) ** 4)


@pytest.mark.parametrize("a", [a for a in ASKED if a.m < 100])
def test_where_no_theorem_is_named_the_best_of_all_is_found(a: Instance) -> None:
    each = [plan.value for plan in (vacuous(a, theorem) for theorem in "ABC") if plan is not None]
    found = vacuous(a)
    assert (None if found is None else found.value) == min(each, default=None)


@pytest.mark.parametrize("a", ASKED, ids=map(str, range(len(ASKED))))
def test_the_loss_of_short_weights_is_the_least_of_its_bounds(a: Instance) -> None:
    found, least = generalizing(a), population_loss(a, least_alpha(a.D, float(a.delta)))
    assert found.long.p == a.delta and least < found.loss.value < least * (1 + SLACK) + LOSS_SLACK


@pytest.mark.parametrize("D", [10, 1000, 3000, 6000, 9000, 30000, 10**6, 5 * 10**6])
def test_a_loss_is_above_its_bound_by_its_slack_alone(D: int) -> None:
    a = asked(10, D, "0.1")
    found, least = loss(a, Fraction(1, 100)), population_loss(a, 0.01)
    most = {"middle": LOSS_SLACK, "tail": 2e-7 * least, "far": 1e-8 * least}[found.shape]
    assert (0 if found.shape == "far" else most / 3) < float(found.value) - least < most
    if found.shape == "middle":
        x = float(pop_scale(*numbers(a)[:5], mp.mpf("0.01")))
        assert 5e-8 * x < x - found.y < 2e-7 * x  # so is the integral's end


@pytest.mark.parametrize("part", [-(10**4), -1000, -1, 0, 1, 1000, 10**4])
def test_a_loss_is_far_out_from_where_the_bell_is_with_room_to_show_it(part: int) -> None:
    """x^2/2 = (s/b)^2 D/(2 m) at 200 (1 + part/(256 10^8))."""
    found = loss(asked(10**6, 256 * 10**8 + part, "0.1"), Fraction(0))
    assert (found.shape == "far") is (part == 10**4)


def test_the_series_ends_where_its_terms_are_a_part_in_ten_to_the_eleven() -> None:
    """From there on each term is below half of the one before, as the bound of what is left out asks."""
    for y in (k / 60 for k in range(1, 720)):
        n, sizes = terms(y), [1.0]
        while sizes[-1] > 1e-11:
            sizes.append(sizes[-1] * y * y / (2 * len(sizes) + 1))
        assert n == len(sizes) - 1 and 2 * y * y < 2 * n + 3


@pytest.mark.parametrize("exponent", [-1e7, -40.0, -1.0, -1e-3, 0.0, 1e-3])
def test_a_cap_leaves_room_for_interval_arithmetic_and_little_more(exponent: float) -> None:
    room = 1e-7 * (1 + abs(exponent))
    assert exponent + 0.99 * room < cap(exponent) < exponent + 1.01 * room + 1e-9


@pytest.mark.parametrize("value", [1 / 3, 2 / 3e40, 98765432123.456789, 0.999999999999, 12345678.25])
def test_a_decimal_has_nine_digits_beside_its_value(value: float) -> None:
    near, above = decimal(value, up=False), decimal(value, up=True)
    unit = Fraction(10) ** (math.floor(math.log10(value)) - 8)
    assert abs(near - Fraction(value)) <= unit / 2 and Fraction(value) <= above < Fraction(value) + unit
    assert (near / unit).denominator == (above / unit).denominator == 1
