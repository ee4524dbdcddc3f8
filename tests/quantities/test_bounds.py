"""Rational bounds of quantities against whole numbers, incomplete functions in many digits, and closed forms at m = 1 and 2."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise, product

import mpmath
import pytest
from flint import arb, ctx

from tests.linear.losses import mean_ramp
from tests.quantities.test_instance_errors import all_flipped, missed
from tests.quantities.test_instances import F, at, kept
from uccheck.linear.events import LEAST
from uccheck.quantities.enclosed import bounds as enclosures
from uccheck.quantities.enclosed.bounds import ENCLOSURES, bounds, price


def exactly(number: Fraction) -> mpmath.mpf:
    return mpmath.mpf(number.numerator) / number.denominator


def sharp(found: tuple[Fraction, Fraction], true: mpmath.mpf, relative: float = 3e-8) -> None:
    """low <= true <= high, to nine digits of it or of its complement; nothing below 1e-320 is told from zero."""
    low, high = map(exactly, found)
    assert 0 <= low <= true <= high <= 1, (low, true, high)
    assert high - low <= relative * min(true, 1 - true) + mpmath.mpf(10) ** -29, (low, true, high)


def tail(df: float | mpmath.mpf, t: mpmath.mpf) -> mpmath.mpf:
    return mpmath.gammainc(mpmath.mpf(df) / 2, t / 2, mpmath.inf, regularized=True)


@pytest.mark.parametrize("df", [1, 2, 9, 400])
@pytest.mark.parametrize("share", ["-1", "0", "1/1000", "2/3", "1", "3/2", "12", "4000"])
def test_tails(df: int, share: str) -> None:
    with mpmath.workdps(30):
        t = exactly(F(share) * df)
        true = tail(df, t) if t > 0 else mpmath.mpf(1)
        sharp(bounds("tail", (F(df), F(share) * df)), true)


@pytest.mark.parametrize(("D", "share"), [(60, "1/1000"), (400, "1/10"), (60, "12"), (9, "1/3")])
def test_the_rarer_side_keeps_its_own_digits(D: int, share: str) -> None:
    with ctx.workprec(96), mpmath.workdps(40):
        sides = enclosures._tail(F(D), F(share) * D)
        above = tail(D, exactly(F(share) * D))
        below = mpmath.gammainc(mpmath.mpf(D) / 2, 0, exactly(F(share) * D) / 2, regularized=True)
        for found, true in zip(sides, (above, below), strict=True):
            assert float(abs(found / arb(mpmath.nstr(true, 35)) - 1).upper()) < 1e-12


@pytest.mark.parametrize("digits", [24, 100])
def test_tails_of_astronomically_many_dimensions_are_normal(digits: int) -> None:
    """(T - D)/sqrt(2 D), for as many bits as D has; also at 64 bits, where those of the point itself are added."""
    D = F(10**digits)
    for z in (F(-2), F(1, 3), F(3)):
        true = float(mpmath.ncdf(-float(z)))
        t = D + z * F(math.isqrt(2 * int(D)))
        low, high = map(float, bounds("tail", (D, t)))
        assert low <= true * (1 + 1e-9) and true <= high * (1 + 1e-9) and high - low < 1e-8
        with ctx.workprec(64):
            beyond, below = enclosures._tail(D, t) if digits < 30 else (arb(true), 1 - arb(true))
        assert float(beyond) == pytest.approx(true, abs=1e-9) and float(beyond.rad()) < 1e-10 > float(below.rad())


@pytest.mark.parametrize("where", [(1, 6, 4, 32), (2, 40, 5, 7), (10, 300, 4, 32), (3, 90, 40, 4)])
def test_losses(where: tuple[float, float, float, float]) -> None:
    m, D, s, b = where
    for gamma, share in product((0, 0.375, 7, 80), (F(1, 7), F(1), F(5))):
        tau = b / D * math.sqrt(m * float(share) * D)
        true = mean_ramp(s, tau, gamma)
        about(bounds("loss", (*at(*where), F(gamma), share * int(D))), true)
    with pytest.raises(ArithmeticError):
        enclosures._loss(*at(*where), F(0), F(0))


def about(found: tuple[Fraction, Fraction], true: float) -> None:
    """The same beside a number that floats have to ten digits."""
    low, high = map(float, found)
    assert low * (1 - 1e-9) - 1e-13 <= true <= high * (1 + 1e-9) + 1e-13 and high - low <= 3e-8 * min(high, 1 - low) + 1e-15, (
        low,
        true,
        high,
    )


FLIPS = [
    at(1, 6, 4, 32, "1/2"),
    at(2, 3, 4, 32, 1),
    at(2, 30, 4, 32, "1/3"),
    at(3, 50, 20, 32, 1),
    at(10, 120, 4, 32, 1),
    at(1, 30, 31, 32, 1),
    at(2, 9, 4, 32, 0),
]


@pytest.mark.parametrize("where", FLIPS)
def test_flipped_points(where: tuple[Fraction, ...]) -> None:
    """Q((rho T - r D)/sqrt((m - rho^2) T)) in the mean; for m = rho = 1 the chance of s > sigma^2 T."""
    about(bounds("unflipped", where), kept(*map(float, where)))


POINTS = [(2, 3, 4, 32, 0), (2, 30, 4, 32, 9), (5, 60, 20, 32, 3), (3, 50, 4, 32, 30), (1, 6, 4, 32, 5), (1, 6, 4, 32, 40)]


@pytest.mark.parametrize("where", POINTS)
def test_missed_training_points(where: tuple[float, ...]) -> None:
    """Q((T + (s - gamma) D/b)/sqrt((m - 1) T)) in the mean; for m = 1 the chance of sigma^2 T < gamma - s."""
    about(bounds("misfit", at(*where)), missed(*where))


CRUDE = [(2, F(1, 4)), (2, F(1)), (1, F(3, 4)), (30, F(1, 2)), (30, F(1))]


@pytest.mark.parametrize(("m", "rho"), CRUDE)
def test_what_the_crudest_bound_shows_is_asked_of_no_integral(m: int, rho: Fraction, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the least D at which Chernoff's e^-741 and Q of the least score beyond fall below 1e-320; a missed training point likewise."""
    integrals: list[int] = []
    monkeypatch.setattr(enclosures, "one_flipped", lambda setting, rho: integrals.append(0) or Given())
    monkeypatch.setattr(enclosures, "Expectations", lambda *args: integrals.append(0) or Given())
    for name, signal, weight, places in (
        ("unflipped", F(1, 8), rho, lambda D: (F(m), F(D), F(4), F(32), rho)),
        ("misfit", -F(1, 8), F(1), lambda D: (F(m + 1), F(D), F(7), F(32), F(3))),
        ("misfit", F(1, 8), F(1), lambda D: (F(m + 1), F(D), F(3), F(32), F(7))),
    ):
        spread = m - float(rho) ** 2 if name == "unflipped" else m
        least = least_dimension(float(weight), float(signal), spread)
        for D, asked in ((least - 1, True), (least, False)):
            integrals.clear()
            assert bounds(name, places(D))[1] == pytest.approx(0.25 if asked else float(LEAST)) and bool(integrals) is asked, (name, D)


class Given:
    """In the place of an integral."""

    def complement(self) -> arb:
        return arb("0.25")


def least_dimension(weight: float, signal: float, spread: float) -> int:
    """The least D with e^-741 + Q((weight T - signal D)/sqrt(spread T)) < 1e-320 at the least such score for T >= x_0 D."""

    def shows(D: int) -> bool:
        with mpmath.workdps(30):
            half = mpmath.mpf(D) / 2
            x = -mpmath.findroot(lambda x: half * (1 - x - mpmath.exp(-x)) + 741, 1.1 * mpmath.sqrt(4 * 741 / mpmath.mpf(D)))
            x = max(x, mpmath.log(-signal / weight)) if signal < 0 else x
            score = (weight * mpmath.exp(x / 2) - signal * mpmath.exp(-x / 2)) * mpmath.sqrt(D / mpmath.mpf(spread))
            return mpmath.exp(-741) + mpmath.erfc(score / mpmath.sqrt(2)) / 2 < mpmath.mpf(10) ** -320

    low, high = 1, 2
    while not shows(high):
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if shows(middle) else (middle, high)
    return high


def test_the_only_training_point_is_right_up_to_the_signal() -> None:
    assert all(bounds("misfit", at(1, 6, 4, 32, gamma))[1] <= LEAST for gamma in (0, 4))


def test_rare_points_are_bounded_without_an_integral() -> None:
    """Chances near 1e-300 and below 1e-320."""
    for name, more in (("unflipped", 1), ("misfit", 0)):
        low, high = bounds(name, at(10, 10**5, 4, 32, more))
        assert 0 <= low <= high <= F(1, 10**300)
        assert bounds(name, at(10, 10**7, 4, 32, more)) == (0, LEAST)


COMPLETE = [((1, 6, 4, 32), "1/20 1/2 3"), ((1, 30, 30, 32), "1 2"), ((2, 40, 4, 32), "1/9 1 3"), ((2, 40, 20, 32), "1")]


@pytest.mark.parametrize(("where", "shares"), COMPLETE)
def test_complete_flips_from_below(where: tuple[int, float, float, float], shares: str) -> None:
    for share in map(F, shares.split()):
        low, high = bounds("all_flipped", (*at(*where), share * int(where[1])))
        true = all_flipped(*where, float(share) * where[1])
        assert high == 1 and 0.93 * true - 0.003 <= low <= true, (low, true)


def test_no_training_noise_flips_nothing() -> None:
    """T <= t has no chance for t <= 0, for few points and many."""
    assert [bounds("all_flipped", at(m, 9, 4, 32, t)) for m in (1, 2, 20_000) for t in (0, -3)] == [(0, 1)] * 6


def test_slices_are_asked_for_where_the_union_bound_leaves_half(monkeypatch: pytest.MonkeyPatch) -> None:
    """And where there are few points; the larger of both counts."""
    asked: list[tuple[object, ...]] = []
    monkeypatch.setattr(enclosures, "MOST_SLICED", 3)
    monkeypatch.setattr(enclosures, "_by_slices", lambda *args: asked.append(args) or arb("0.375"))
    places = [(2, 600, "1.1"), (2, 600, "0.99"), (3, 90, "0.9"), (4, 90, "0.9")]
    found = [bounds("all_flipped", at(m, D, 4, 32, F(share) * D))[0] for m, D, share in places]
    assert asked == [(2, 600, F(1, 8), F("0.99") * 600), (3, 90, F(1, 8), 81)]
    assert float(found[0]) > 0.9 and 0.375 < float(found[1]) < 0.5 and 0.2 < float(found[3]) < 0.3
    assert float(found[1]) == pytest.approx(tail_below(600, 0.99 * 600), rel=1e-6) and float(found[2]) == pytest.approx(0.375, rel=1e-6)


def tail_below(df: int, t: float) -> float:
    return float(1 - tail(df, mpmath.mpf(t)))


@pytest.mark.parametrize(("m", "law"), [(1, lambda c: 1.0), (2, math.erf)])
def test_slices_count_with_their_lower_ends(m: int, law: Callable[[float], float], monkeypatch: pytest.MonkeyPatch) -> None:
    """sum F_m(c(x_j)) P(x_j < x <= x_(j+1)), but for a part of 10^-4 that a checker that cuts elsewhere may lose."""
    monkeypatch.setattr(enclosures, "SLICES", 5)
    for D, share in ((6, 3), (400, 1)):
        points = [*(D * math.exp(cut) for cut in enclosures.slices(D, F(1, 8), F(share * D))), share * D]
        scores = [(t - D / 8) / math.sqrt(m * t) for t in points]
        masses = [tail_below(D, end) - tail_below(D, start) for start, end in pairwise(points)]
        with ctx.workprec(192):
            found = float(enclosures._by_slices(m, D, F(1, 8), F(share * D)))
        assert found == pytest.approx(0.9999 * sum(law(c) * mass for c, mass in zip(scores, masses, strict=False)), rel=2e-6)


def test_slices_are_worth_their_work_where_the_last_is_likely(monkeypatch: pytest.MonkeyPatch) -> None:
    """F_m(c(t)) > 1e-6 in floats, c(t) = (t - r D)/sqrt(m t); one point always, and a score that is not positive never."""
    asked: list[tuple[int, float]] = []
    estimate = [0.0]
    monkeypatch.setattr(enclosures, "log_estimates", lambda m, score: asked.append((m, score)) or (estimate[0], None))
    for m, D, ratio, share in product((2, 5, 40), (2, 600), (F(1, 8), F(3, 4)), (F(1, 2), F(1), F(3))):
        score = (share - ratio) * D / math.sqrt(m * share * D)
        for estimate[0], likely in ((math.log(1.001e-6), True), (math.log(0.999e-6), False)):
            asked.clear()
            assert enclosures._plausible(m, D, ratio, share * D) is (likely and score > 0)
            assert asked == ([(m, pytest.approx(score, rel=1e-12))] if score > 0 else [])
        assert enclosures._plausible(1, D, ratio, share * D)


def test_slices_that_are_not_worth_it_are_not_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enclosures, "extreme_deviate", None)
    assert enclosures._by_slices(40, 40, F(1, 8), F(6)) == 0  # unlikely
    assert enclosures._by_slices(1, 40, F(1, 8), F(2)) == 0 == enclosures._by_slices(2, 40, F(1, 8), F(2))  # T <= r D


def test_slices_cut_what_lies_below_t_where_the_flip_can_work() -> None:
    for D, ratio, share in product((2, 40, 10**6), (F(1, 8), F(9, 10)), (F(1, 2), F(1), F(2))):
        cuts = enclosures.slices(D, ratio, share * D)
        start = max(-5 * math.sqrt(2 / D), math.log(ratio))
        if math.log(share) <= start:
            assert not cuts
            continue
        assert len(cuts) == enclosures.SLICES and 0 <= float(cuts[0]) - start < 1e-8
        end = min(math.log(share), start + 10 * math.sqrt(2 / D))
        steps = [float(after - before) for before, after in pairwise(cuts)]
        assert all(step == pytest.approx((end - start) / enclosures.SLICES, rel=1e-6, abs=1e-9) for step in steps)


PLACES = {
    "tail": ["3 1", "3 9", "4 0"], "loss": ["2 9 4 32 0 8", "2 9 4 32 1 8"], "unflipped": ["2 9 4 32 1", "10 100000 4 32 1"],
    "misfit": ["1 9 4 32 1", "1 9 4 32 6", "2 9 4 32 1", "10 100000 4 32 0"], "all_flipped": ["2 200 4 32 240"],
    "cap": ["1 1/2", "2 1/2", "2 1", "300 1/9", "10000 9/10"], "scarce": ["9 3", "9 5", "5000 9"],
    "fewer": ["9 1/3 4", "9 1/3 12", "9 1/3 0"], "spoiled": ["9 4 3", "9 4 5", "9 100 1"],
}  # fmt: skip


@pytest.mark.parametrize("name", PLACES)
def test_a_value_and_its_complement_are_one(name: str) -> None:
    balls = ENCLOSURES[name].balls
    assert balls is not None and set(PLACES) == {name for name in ENCLOSURES if ENCLOSURES[name].balls}
    for place in PLACES[name]:
        with ctx.workprec(128):
            value, complement = balls(*at(*place.split()))
            assert (value + complement).contains(arb(1)) and abs(value + complement - 1) < arb("1e-9"), place


def test_the_price_is_that_of_the_integrals() -> None:
    """Slices are tried up to ten thousand points; otherwise a union bound asks for two integrals."""
    assert price("all_flipped", at(10**4, 10, 4, 32, 5)) == enclosures.SLICES and price("all_flipped", at(10**4 + 1, 10, 4, 32, 5)) == 2
    for name in set(ENCLOSURES) - {"all_flipped"}:
        assert ENCLOSURES[name].price() == 1
    assert [name for name in ENCLOSURES if not ENCLOSURES[name].trusts] == ["unseen"]
    assert ENCLOSURES["tail"].trusts == ("flint",)


AROUND = [("0.3", "1e-30"), ("0.3", "1e-5"), ("1e-300", "1e-310"), ("1e-321", "1e-330"), ("0.9", "0.3")]


@pytest.mark.parametrize(("middle", "radius"), AROUND)
def test_decimals_around_a_ball(middle: str, radius: str) -> None:
    with ctx.workprec(128):
        low, high = enclosures._outward(arb(middle, radius))
    least, most = F(middle) - F(radius), min(F(middle) + F(radius), F(1))
    assert 0 <= low <= least and most <= high <= 1
    if most > LEAST:
        assert high <= most * (1 + F(1, 10**7)) and (low >= least * (1 - F(1, 10**7)) or least < 2 * LEAST)
    else:
        assert (low, high) == (0, LEAST)


def test_what_is_recorded_is_no_sharper_than_a_part_in_a_thousand_million() -> None:
    """Both ends leave that much of the value, which another arithmetic may need; but for the ends of the range."""
    for value in (F(3, 8), F(1, 3), F(1, 2**900), F(7, 8)):
        low, high = enclosures._outward(arb(value.numerator) / value.denominator)
        assert low * (1 + F(9, 10**10)) <= value and value * (1 + F(9, 10**10)) <= high
    assert enclosures._outward(arb(1))[1] == 1 and enclosures._outward(arb(0)) == (0, LEAST)


def test_a_ball_of_which_nothing_is_known() -> None:
    assert enclosures._outward(arb("nan")) == (0, 1) == enclosures._outward(arb(0, "inf"))
    assert enclosures._rational(arb(0)) == 0 and enclosures._rational(arb(2) ** -1101) == 0
    assert enclosures._rational(arb(2) ** -1099) == F(1, 2**1099) and enclosures._rational(arb("-0.375")) == F(-3, 8)
