"""Scores, factors and their bounds off the real line, against the functions themselves at complex points."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from flint import acb, arb, ctx
from scipy.special import erf, erfc

from uccheck.balls import ball
from uccheck.balls.extreme import simplex_bound, upper_bound
from uccheck.balls.normal import normal_tail
from uccheck.linear.factors import Extreme, Normal, Score


@pytest.fixture(autouse=True)
def at_128_bits() -> Iterator[None]:
    with ctx.workprec(128), mpmath.workdps(40):
        yield


SCORES = [
    Score(Fraction(30), Fraction(1, 8)),
    Score(Fraction(2), Fraction(3)),
    Score(Fraction(9, 2), Fraction(-1, 4)),
    Score(Fraction(5), Fraction(0)),
    Score(Fraction(3), Fraction(1), 0),
]
BOXES = [("-3", "-2", "0.5"), ("-1", "-0.4", "0.3"), ("-0.3", "0.1", "0.2"), ("0.2", "1.1", "0.6"), ("-3", "1", "1"), ("-0.1", "0.4", "0")]


def score_at(score: Score, u: float, v: float) -> mpmath.mpc:
    x = mpmath.mpc(u, v)
    square, ratio = (mpmath.mpf(q.numerator) / q.denominator for q in (score.square, score.ratio))
    return mpmath.sqrt(square) * (score.rise * mpmath.exp(x / 2) - ratio * mpmath.exp(-x / 2))


def real(x: mpmath.mpf) -> arb:
    return arb(mpmath.nstr(x, 30))


def grid(box: tuple[str, str, str]) -> Iterator[tuple[float, float]]:
    low, high, height = map(float, box)
    for u in np.linspace(low, high, 13):
        for v in {0.0, height / 2, height, -height}:
            yield float(u), v


@pytest.mark.parametrize("box", BOXES)
@pytest.mark.parametrize("score", SCORES)
def test_boxes_of_a_score_are_its_range(score: Score, box: tuple[str, str, str]) -> None:
    """No point of the box leaves it; the real ends are attained on the real line and at its corners."""
    left, right, imaginary = score.box(*map(ball, box))
    values = [score_at(score, u, v) for u, v in grid(box)]
    slack = arb("1e-12")  # the grid is made of floats
    assert left <= real(min(c.real for c in values)) + slack and real(max(c.real for c in values)) <= right + slack
    assert real(max(abs(c.imag) for c in values)) <= imaginary + slack
    on_line = [c.real for c in values] + [score_at(score, float(box[i]), 0.0).real for i in (0, 1)]
    assert right - real(max(on_line)) < arb("0.02") * (1 + abs(right)) and real(min(on_line)) - left < arb("0.2") * (1 + abs(left))
    assert imaginary <= real(max(abs(c.imag) for c in values)) * arb("1.0001") + slack
    for x in ("-0.7", "0.3"):
        assert abs(score.at(ball(x)) - real(score_at(score, float(x), 0).real)) < arb("1e-15")
        assert score.estimate(float(x)) == pytest.approx(float(score_at(score, float(x), 0).real), rel=1e-12)


@pytest.mark.parametrize("box", [(-3, -2, 0.5), (-2, -1, 0.25), (-1.375, -0.5, 0), (-0.5, 0.25, 0.5), (0.5, 2, 1), (-3, 1, 0.125)])
@pytest.mark.parametrize("score", SCORES)
def test_a_box_of_few_bits_holds_the_one_of_many(score: Score, box: tuple[float, float, float]) -> None:
    """Each of the three ends is rounded outward: a rounding turned round shows at sixteen bits."""
    exact = score.box(*map(arb, box))
    with ctx.workprec(16):
        few = score.box(*map(arb, box))
    assert few[0] <= exact[0] and few[1] >= exact[1] and few[2] >= exact[2]
    assert all(abs(here - there) < arb("0.01") * (1 + abs(there)) for here, there in zip(few, exact, strict=True))


def test_a_score_with_negative_ratio_is_least_where_its_derivative_vanishes() -> None:
    score = Score(Fraction(1), Fraction(-1, 4))  # e^(x/2) + e^(-x/2)/4, least at log(1/4) with the value 1
    left, right, _ = score.box(arb(-3), arb(2), arb(0))
    assert abs(left - 1) < arb("1e-8") and left <= 1
    assert abs(right - (arb(1).exp() + arb(-1).exp() / 4).max(arb("1.5").exp() / 4 + arb("-1.5").exp())) < arb("1e-7")
    for low, high in (("-3", "-2"), ("-1", "2")):  # on one side of it the ends decide
        left, _, _ = score.box(ball(low), ball(high), arb(0))
        ends = [real(score_at(score, float(x), 0).real) for x in (low, high)]
        assert abs(left - ends[0].min(ends[1])) < arb("1e-7")


Complex = np.ndarray  # of complex numbers


def normal(c: Complex, complement: bool) -> Complex:
    """Phi and Q, entire, by scipy."""
    return np.asarray(erfc((c if complement else -c) / np.sqrt(2)) / 2)


def extreme_2(c: Complex, complement: bool) -> Complex:
    return np.asarray(erfc(c) if complement else erf(c))


def extreme_3(c: Complex, complement: bool) -> Complex:
    """The recursion's integral along the segment from 0 to c, F_3 being entire; for the complement from c on to the right."""
    nodes, weights = np.polynomial.legendre.leggauss(120)
    reach = c if not complement else np.full_like(c, 14.0)  # beyond 14 nothing is left
    t = (nodes + 1) / 2
    w = c[:, None] * t if not complement else c[:, None] + reach[:, None] * t
    values = np.exp(-w * w * 3 / 4) * erf(w * 3 / 2) * 3 * np.sqrt(3 / (4 * np.pi))
    return np.asarray(reach * (values @ weights) / 2)


FACTORS: dict[str, tuple[Callable[[Score, bool], Normal | Extreme], Callable[[Complex, bool], Complex]]] = {
    "normal": (lambda score, side: Normal(score, side), normal),
    "m = 2": (lambda score, side: Extreme(2, score, side), extreme_2),
    "m = 3": (lambda score, side: Extreme(3, score, side), extreme_3),
}


def scores_of(score: Score, points: list[tuple[float, float]]) -> Complex:
    x = np.array([complex(u, v) for u, v in points])
    return np.asarray(np.sqrt(float(score.square)) * (np.exp(x / 2) - float(score.ratio) * np.exp(-x / 2)))


def shares(name: str, score: Score, complement: bool, box: tuple[str, str, str]) -> float:
    """The greatest |g|/ceiling over the grid of a box."""
    make, function = FACTORS[name]
    bound = make(score, complement).ceiling(*map(ball, box))
    assert bound is not None
    top = float(bound.mid())
    return float(np.max(np.abs(function(scores_of(score, list(grid(box))), complement)))) / top if top > 1e-250 else 0.0


@pytest.mark.parametrize("complement", [False, True])
@pytest.mark.parametrize("name", ["normal", "m = 2", "m = 3"])
def test_ceilings_bound_the_functions_off_the_real_line(name: str, complement: bool) -> None:
    """On boxes left and right of the zero of the score, thin and tall; and some are nearly attained."""
    best = []
    for score in (SCORES[0], SCORES[2], Score(Fraction(40), Fraction(1, 8)), Score(Fraction(400), Fraction(1, 8))):
        zero = float(np.log(0.125)) if score.ratio > 0 else -9.0
        boxes = [*BOXES, (str(zero + 0.02), str(zero + 0.05), "0.015"), (str(zero + 0.3), str(zero + 0.31), "0.1")]
        boxes += [(str(zero + 0.5), str(zero + 0.6), "0.2"), (str(zero - 0.6), str(zero - 0.5), "0.2")]
        for box in boxes:
            if name != "normal" and score.ratio > 0 and float(box[0]) < zero:
                continue  # the extreme deviate is used right of the zero only
            best.append(shares(name, score, complement, box))
            assert best[-1] <= 1 + 1e-9
    assert max(best) > 0.9


@pytest.mark.parametrize("complement", [False, True])
@pytest.mark.parametrize(("name", "m"), [("m = 2", 2), ("m = 3", 3)])
def test_ceilings_bound_the_entire_extreme_deviate_around_the_zero_of_its_score(name: str, m: int, complement: bool) -> None:
    """Boxes that hold the zero, in which the corner of greatest modulus lies left or right; the volume is nearly attained there."""
    for score in (SCORES[0], Score(Fraction(40), Fraction(1, 8)), Score(Fraction(1, 100), Fraction(1, 8))):
        zero = float(np.log(0.125))
        for left, right, height in ((0.01, 0.01, 0.02), (0.05, 0.001, 0.01), (0.001, 0.05, 0.01), (0.3, 0.1, 0.1), (0.02, 0.01, 0.001)):
            box = str(zero - left), str(zero + right), str(height)
            share = shares(name, score, complement, box)
            assert (0.4 if complement else 0.0) < share <= 1 + 1e-9
            if not complement and score.square < 1 and height < 0.1:
                assert share > 0.95


@pytest.mark.parametrize("complement", [False, True])
@pytest.mark.parametrize("name", ["normal", "m = 2", "m = 3"])
def test_values_spans_and_estimates(name: str, complement: bool) -> None:
    make, function = FACTORS[name]
    for score in (SCORES[0], Score(Fraction(3), Fraction(1, 8))):
        factor = make(score, complement)
        for x in ("-1.8", "-0.4", "0.3"):
            truth = float(function(scores_of(score, [(float(x), 0.0)]), complement)[0].real)
            assert abs(factor.value(ball(x), 60) - truth) < 1e-12
            if 1e-200 < truth < 0.2:
                assert factor.log_estimate(float(x)) == pytest.approx(np.log(truth), abs=2.5)  # it steers only
        over = factor.span(ball("-1.8"), ball("0.3"), 60)
        for x in ("-1.8", "-0.4", "0.3"):
            assert over.overlaps(factor.value(ball(x), 60))
        ends = [factor.value(ball(x), 60) for x in ("-1.8", "0.3")]
        assert over.rad() * 2 < abs(ends[0] - ends[1]) * arb("1.001") + arb("1e-12")


def test_the_extreme_deviate_left_of_the_zero_of_its_score() -> None:
    """Where the score is negative F_m is 0 and its complement 1, and spans and real ceilings say so."""
    score = SCORES[0]
    for m in (2, 5, 30):
        inside, outside = Extreme(m, score), Extreme(m, score, True)
        assert inside.span(arb(-3), arb("-2.5"), 60).contains(0) and outside.span(arb(-3), arb("-2.5"), 60).contains(1)
        assert inside.ceiling(arb(-3), arb("-2.5"), arb(0)) == 0
        assert outside.ceiling(arb(-3), arb("-2.5"), arb(0)) >= 1
        mixed = outside.span(arb(-3), arb("-1.5"), 60)
        assert mixed.contains(1) and mixed.overlaps(outside.value(arb("-1.5"), 60))
        assert inside.value(arb("-1.5"), 60) <= inside.ceiling(arb("-1.9"), arb("-1.5"), arb(0))
        right = outside.ceiling(arb("-1.9"), arb("-1.5"), arb(0))
        assert right is not None and outside.value(arb("-1.9"), 60) <= right <= 1
        assert inside.log_estimate(-2.5) < -1e8 and outside.log_estimate(-2.5) == 0


@pytest.mark.parametrize("m", [2, 3, 10, 200])
@pytest.mark.parametrize(("x", "height"), [("-1.9", "0.05"), ("-1.5", "0.2"), ("-1.9", "0.15"), ("0.5", "0.3")])
def test_ceilings_of_the_extreme_deviate_are_the_bounds_of_theory(m: int, x: str, height: str) -> None:
    """(|c|/w)^(m-1) F_m, w = sqrt(Re c^2), and m exp(m v^2/(2(m-1))) (cos 2 theta)^(-(m-2)/2) Q: by complex numbers, at the corner."""
    score = Score(Fraction(40), Fraction(1, 8))
    left, right, v = score.box(ball(x), ball(x), ball(height))
    c = acb(left, v)
    w, angle = (c * c).real.sqrt(), 2 * (v / left).atan()
    cdf = (abs(c) / w) ** (m - 1) * upper_bound(m, right)
    stretch = (arb(m) / (m - 1)).sqrt()
    union = m * (stretch**2 * v**2 / 2).exp() * angle.cos() ** -(arb(m - 2) / 2) * normal_tail(left * stretch)
    for complement, expected in ((False, cdf), (True, (1 + cdf).min(union))):
        found = Extreme(m, score, complement).ceiling(ball(x), ball(x), ball(height))
        assert found is not None and abs(found / expected - 1) < arb("1e-12")


@pytest.mark.parametrize("m", [2, 5, 30])
@pytest.mark.parametrize("box", [("-0.5", "0.25", "0.75"), ("-0.25", "0.5", "0.125"), ("0.25", "0.5", "0.75"), ("0.5", "0.75", "0.25")])
def test_the_bound_everywhere_is_that_of_the_greatest_modulus_and_the_least_real_part(m: int, box: tuple[str, str, str]) -> None:
    left, right, v = map(ball, box)
    modulus = abs(acb(left, v)).max(abs(acb(right, v)))
    least = min(0.0 if float(box[0]) < 0 < float(box[1]) else float(u) ** 2 for u in box[:2])
    expected = simplex_bound(m, modulus) * (arb(m * (m - 1)) / 2 * (v**2 - arb(least)).max(arb(0))).exp()
    assert abs(Extreme(m, SCORES[0])._everywhere(left, right, v) / expected - 1) < arb("1e-12")


def test_real_ceilings_are_sharp() -> None:
    score = Score(Fraction(40), Fraction(1, 8))
    normal = Normal(score, True).ceiling(arb("-1.6"), arb("-1.5"), arb(0))
    assert normal is not None and normal < Normal(score, True).value(arb("-1.6"), 60) * arb("1.0001")
    far = Extreme(3, score, True).ceiling(arb("0.2"), arb("0.3"), arb(0))
    assert far is not None and far < Extreme(3, score, True).value(arb("0.2"), 60) * arb("1.01")
