"""Finders of the definitions' ends against the best instance of each rule, by scipy's quantiles and integrals on fine grids."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from scipy import optimize, special

from tests.answers.asking import inquiry
from tests.linear.losses import loss
from uccheck.answers.definitions import sets
from uccheck.answers.proposals import log_unflipped
from uccheck.certificates.check import check
from uccheck.certificates.document import document
from uccheck.certificates.tree import Node
from uccheck.core.verdict import Verdict

F = Fraction


def mean(D: int, function: Callable[[Any], Any]) -> float:
    """E f(T) by the trapezoidal rule in log T, fourteen standard deviations each way."""
    x = np.linspace(-14, 14, 4001) * math.sqrt(2 / D)
    density = np.exp(D / 2 * (math.log(D / 2) + x - np.exp(x)) - math.lgamma(D / 2))
    return float(np.trapezoid(function(D * np.exp(x)) * density, x))


def beyond(D: int, p: Any) -> Any:
    """The t that T exceeds with the chance p."""
    return special.chdtri(D, p)


def kept(m: int, D: int, s: float = 4, b: float = 32) -> float:
    """P(N_1 > 0)."""
    return mean(D, lambda t: special.ndtr((s / b * D - t) / np.sqrt((m - 1) * t)))


def missed(m: int, D: int, gamma: float = 0, s: float = 4, b: float = 32) -> float:
    """P(M_1 < gamma)."""
    return mean(D, lambda t: special.ndtr(-(t + (s - gamma) / b * D) / np.sqrt((m - 1) * t)))


def end(nodes: Iterator[Node], side: int) -> float | None:
    """The one end that the nodes conclude, which the checker confirms; None where there is no node."""
    found = list(nodes)
    if not found:
        return None
    assert check(document(found)).verdict is Verdict.UPHELD
    return float(next(iter(found[-1].concludes.values()))[side])


@pytest.mark.parametrize("gamma", ["0", "4", "8", "8.1"])
@pytest.mark.parametrize("delta", ["0.05", "0.9"])
def test_a_loss_that_is_seldom_exceeded_is_that_at_a_quantile(gamma: str, delta: str) -> None:
    """Up to gamma = 2s, where the loss grows with T."""
    q = inquiry(50, 3000, delta, gamma)
    for find in (lambda: sets.small(q, "one-sided-small"), lambda: sets.small(q, "zero-error-small")):
        found = end(find(), 1)
        wanted = loss(50, 3000, beyond(3000, float(delta)), gamma=float(gamma))
        assert (found is None) if gamma == "8.1" else found == pytest.approx(wanted, rel=1e-6)
    (half,) = sets.exceeding(q, F(1, 2)) if gamma != "8.1" else (None,)
    if half is not None:
        wanted = loss(50, 3000, beyond(3000, float(delta) / 2), gamma=float(gamma))
        assert float(half.at["e"]) == pytest.approx(wanted, rel=1e-6)


@pytest.mark.parametrize(("D", "delta", "gamma"), [(300, "0.3", "0"), (350, "0.1", "0"), (350, "0.5", "3"), (420, "0.2", "4")])
def test_training_points_that_are_missed_take_their_part_of_delta(D: int, delta: str, gamma: str) -> None:
    """From above at the order delta - m P(M_1 < gamma), from below at 1 - delta - m P(M_1 < gamma)."""
    q, level, scale = inquiry(50, D, delta, gamma), float(delta), float(gamma)
    part = 50 * missed(50, D, scale)
    assert part > 0.005
    for rule in ("own-small", "by-surrogate-small"):
        found = end(sets.fair(q, rule), 1)
        if part >= level:
            assert found is None
        else:
            assert found == pytest.approx(loss(50, D, beyond(D, level - part), gamma=scale), rel=1e-6)
    for at, rule in ((gamma, "zero-error-overfit"), ("0", "margin-overfit")):
        found = end(sets.overfit(q, rule, F(at)), 0)
        assert found == pytest.approx(loss(50, D, beyond(D, level + part), gamma=float(at)), rel=1e-6)


def test_no_end_where_the_missed_points_take_all() -> None:
    part = 50 * inquiry(50, 300, "0.1").bounds("misfit", F(0))[1]
    for share, fair, over in ((F(99, 100), 0, 1), (F(1), 0, 1), (F(101, 100), 1, 1)):
        assert len(list(sets.fair(inquiry(50, 300, part * share), "own-small"))) == fair
        assert len(list(sets.overfit(inquiry(50, 300, part * share), "zero-error-overfit", F(0)))) == over
        assert len(list(sets.overfit(inquiry(50, 300, 1 - part * share), "zero-error-overfit", F(0)))) == fair
    for gamma, found in (("8", 1), ("8.1", 0)):
        assert len(list(sets.overfit(inquiry(50, 3000, "0.1", gamma), "zero-error-overfit", F(gamma)))) == found


def test_the_population_error_against_a_ramp_needs_no_margin() -> None:
    """At any gamma, beyond 2s too."""
    for gamma in ("1", "9", "100"):
        assert end(sets.margin(inquiry(50, 3000, "0.05", gamma)), 1) == pytest.approx(loss(50, 3000, beyond(3000, 0.05)), rel=1e-6)


def best_split(m: int, D: int, delta: float, ratio: float = 1, gamma: float = 0) -> float:
    """The least e1 + e2 with P(N_1 > 0)/e1 + P(T > t) < 1 - delta, at the signal s/ratio."""
    one, room = kept(m, D, 4 / ratio), 1 - delta
    shares = np.concatenate([np.linspace(0.01, 0.99, 60), 1 - np.geomspace(1e-9, 1e-2, 40)])
    return float((one / (room * (1 - shares)) + loss(m, D, beyond(D, shares * room), 4 / ratio, gamma / ratio)).min())


@pytest.mark.parametrize(("m", "D", "delta"), [(20, 300, "0.1"), (20, 600, "0.9"), (50, 700, "0.5"), (5, 400, "0.05")])
@pytest.mark.parametrize("gamma", ["0", "5"])
def test_a_set_closed_under_the_flip_is_split_nearly_as_well_as_can_be(m: int, D: int, delta: str, gamma: str) -> None:
    best = 1 - best_split(m, D, float(delta), gamma=float(gamma))
    found = end(sets.flip(inquiry(m, D, delta, gamma)), 0)
    assert found is not None and 1 - 1.06 * (1 - best) <= found <= best + 1e-6
    assert end(sets.flip_spread(inquiry(m, D, delta, gamma)), 1) == pytest.approx(
        max(1 - loss(m, D, beyond(D, 1 - float(delta)), gamma=float(gamma)), 0.5), rel=1e-6
    )


def test_flips_end_at_twice_the_signal_and_where_points_are_kept() -> None:
    for gamma, count in (("8", 1), ("8.1", 0)):
        assert len(list(sets.flip(inquiry(20, 600, "0.1", gamma)))) == count == len(list(sets.flip_spread(inquiry(20, 600, "0.1", gamma))))
    assert not list(sets.flip(inquiry(50, 6, "0.9")))


@pytest.mark.parametrize(
    ("m", "D", "delta", "s"), [(20, 300, "0.1", "4"), (50, 700, "0.5", "4"), (20, 300, "0.1", "25"), (20, 300, "0.9", "100")]
)
def test_all_linear_classifiers_take_the_signal_that_suits_the_flip(m: int, D: int, delta: str, s: str) -> None:
    """Whatever the signal is, (w_1, -q w_2) sees s/q: half of b, or a quarter, is nearly as good as the best."""
    values = [1 - best_split(m, D, float(delta), 4 / sees) for sees in np.linspace(1, 30, 30)]
    found = max(filter(None, (end(iter([node]), 0) for node in sets.linear(inquiry(m, D, delta, "3", s)))))
    assert found <= max(values) + 1e-3
    at = [1 - best_split(m, D, float(delta), 4 / sees) for sees in (16, 8)]
    assert 1 - found <= 1.6 * (1 - max(at))


@pytest.mark.parametrize(("kappa", "found"), [("1", False), ("1.0001", False), ("1.5", True), ("2", True)])
def test_a_ball_beyond_the_origin_holds_a_weak_flip(kappa: str, found: bool) -> None:
    """(w_1, -(kappa - 1) w_2)."""
    at = end(sets.ball_flip(inquiry(20, 600, "0.1"), F(kappa)), 0)
    assert (at is not None) is found
    if at is not None:
        best = 1 - best_split(20, 600, 0.1, float(kappa) - 1)
        assert 1 - 1.06 * (1 - best) <= at <= best + 1e-6


@pytest.mark.parametrize(("m", "D", "epsilon", "delta"), [(20, 2000, "0.01", "0.05"), (20, 700, "0.1", "0.9"), (50, 400, "0.001", "0.05")])
def test_the_critical_radius_from_above_is_nearly_the_least_whose_ball_is_vacuous(m: int, D: int, epsilon: str, delta: str) -> None:
    least = next((q for q in np.geomspace(0.126, 1, 300) if best_split(m, D, float(delta), q) < float(epsilon)), None)
    found = end(sets.vacuous_radius(inquiry(m, D, delta), F(epsilon)), 1)
    assert (found is None) is (least is None)
    if found is not None and least is not None:
        assert 1 + least - 1e-5 <= found <= 1 + 1.12 * least


def swollen(m: int, D: int, delta: float) -> float:
    """The x with 2^m exp(-(D/2)(x - ln(1 + x))) = delta/1000."""
    return float(optimize.brentq(lambda x: m * math.log(2) - D / 2 * (x - math.log1p(x)) - math.log(delta / 1000), 1e-9, 1e4))


def ball(m: int, D: int, delta: float, kappa: float, gamma: float, down: float) -> float:
    """The rule at theta = s + b - down: the missed share and the push of kappa, half of what is left of delta to each."""
    g = 4 + 32 - down - gamma
    left = delta * 0.999 / 2
    if g <= 0:
        return math.inf
    share = missed(m, D, gamma + g) / left
    t, q = beyond(D, left), D * (1 + swollen(m, D, delta))
    if share > 1:
        return math.inf
    return max(share + (32 * kappa / (D * g)) ** 2 * t * q, loss(m, D, t * (1 + kappa) ** 2, gamma=gamma))


@pytest.mark.parametrize(
    ("m", "D", "gamma", "kappa", "delta"), [(5, 3000, "0", "0.45", "0.1"), (20, 4000, "2", "0.3", "0.9"), (20, 300, "0", "0.2", "0.1")]
)
def test_a_small_ball_from_above_is_the_best_of_its_margins(m: int, D: int, gamma: str, kappa: str, delta: str) -> None:
    best = min(
        ball(m, D, float(delta), float(kappa), float(gamma), float(down)) for down in np.linspace(1.5, 8, 80) * 32 * math.sqrt((m + 1) / D)
    )
    found = end(sets.ball_small(inquiry(m, D, delta, gamma), F(kappa)), 1)
    assert (found is None) is bool(best > 1)
    assert found is None or best * (1 - 1e-3) - 1e-9 <= found <= 1.1 * best


def test_no_subset_is_swollen_beyond_the_level_that_floats_propose() -> None:
    for m, D, delta in ((5, 3000, "0.1"), (200, 30, "0.5"), (1, 1, "0.01")):
        q = inquiry(m, D, delta)
        ((node, level, chance),) = sets._calm(q)
        assert float(level) / D - 1 == pytest.approx(swollen(m, D, float(delta)), rel=1e-4, abs=2e-6)
        assert 0 < chance <= q.a.delta / 1000 * F(1001, 1000) and node.rule == "subset-tail"


@pytest.mark.parametrize(("m", "D", "gamma", "epsilon"), [(5, 3000, "0", "0.3"), (20, 4000, "3", "0.01")])
def test_the_critical_radius_from_below_is_nearly_the_largest_whose_ball_is_small(m: int, D: int, gamma: str, epsilon: str) -> None:
    downs = np.linspace(1.5, 8, 40) * 32 * math.sqrt((m + 1) / D)

    def over(kappa: float) -> float:
        return min(ball(m, D, 0.1, kappa, float(gamma), float(down)) for down in downs) - (1 - float(epsilon))

    largest = optimize.brentq(over, 1e-3, 3, xtol=1e-4)
    found = end(sets.calm_radius(inquiry(m, D, "0.1", gamma), F(epsilon)), 0)
    assert found is not None and 0.9 * largest <= found <= 1.002 * largest


@pytest.mark.parametrize(("m", "D", "epsilon"), [(1, 40, "0.01"), (2, 100, "0.01"), (5, 3000, "0.3")])
def test_the_radius_that_is_tried_uses_up_what_the_supremum_may_be(m: int, D: int, epsilon: str) -> None:
    (node,) = sets.ball_small(inquiry(m, D, "0.1"), below=1 - F(epsilon))
    assert 0 <= 1 - F(epsilon) - node.at["v"] < 1e-4


def test_margins_at_which_the_missed_points_take_all_are_passed_over() -> None:
    (node,) = sets.ball_small(inquiry(1, 60, "0.1"), below=F(1, 1000))
    assert 0 < node.at["a"] < F(1, 1000) and node.at["kappa"] > 0


def test_no_ball_where_its_margin_or_its_level_leaves_nothing() -> None:
    assert not list(sets.ball_small(inquiry(50, 60, "0.1"), F(1, 10)))
    assert not list(sets.ball_small(inquiry(5, 300, "0.1", "8.1"), F(1, 10)))
    assert not list(sets.ball_small(inquiry(3, 16, "0.1", "4"), F(1, 10)))  # the least of the margins is s + b - gamma: nothing is left


@pytest.mark.parametrize("delta", ["0.05", "0.9"])
def test_what_grows_with_T_is_taken_at_a_quantile(delta: str) -> None:
    q, level, x = inquiry(50, 3000, delta), float(delta), F(1, 3)
    for above, t in ((True, beyond(3000, level)), (False, beyond(3000, level))):
        name = "most" if above else "least"
        found = end(sets.at_quantile(q, f"divergence-at-{name}", above=above, x=x), 1 if above else 0)
        assert found == pytest.approx((4 + 32 * float(t) / 3000) / 18, rel=1e-6)
        found = end(sets.at_quantile(q, f"norm-at-{name}", above=above, gamma=F(7)), 1 if above else 0)
        assert found == pytest.approx(2 / 7 * math.sqrt((4 + 32 * float(t) / 3000) * (4 / 50 + 32)), rel=1e-6)


def test_the_free_variable_of_a_rule_takes_the_end_that_its_hypotheses_allow() -> None:
    """From below by the least right side, or from above by the greatest left side, rounded so that the rule still holds."""
    q = inquiry(20, 600, "0.1")
    (spread,) = sets.filled(q, "spread", "v", t=F(500))
    assert float(spread.at["v"]) == pytest.approx(1 - loss(20, 600, 500), rel=1e-8)
    assert float(next(sets.filled(q, "spread", "v", t=F(20))).at["v"]) == pytest.approx(1 - loss(20, 600, 20), rel=1e-8)
    (tail,) = sets.filled(q, "exceed-tail", "e", t=F(700))
    assert float(tail.at["e"]) == pytest.approx(loss(20, 600, 700), rel=1e-8)
    (over,) = sets.filled(q, "zero-error-overfit", "e", t=F(500))
    assert float(over.at["e"]) == pytest.approx(loss(20, 600, 500), rel=1e-8)


def test_an_end_that_has_more_digits_than_are_written_is_rounded_inward() -> None:
    """v of the Gibbs classifier at most its right side: the rule holds at what is written, and no longer a part in 10^9 above."""
    q, at = inquiry(20, 6000, "0.1"), {"x": F(1, 3), "c": F(8), "p": F(402, 10), "t": F(6600), "e1": F(1, 4)}
    (found,) = sets.filled(q, "gibbs-two-sided", "v", **at)
    assert not list(q.apply("gibbs-two-sided", **at, v=found.at["v"] + abs(found.at["v"]) / 10**9))


def test_a_weaker_flip_sees_the_signal_and_the_margin_over_the_ratio() -> None:
    q = inquiry(20, 600, "0.1", "2")
    for ratio in (F(1, 2), F(3)):
        assert sets._weak(q, ratio).a == replace(q.a, s=q.a.s / ratio, gamma=q.a.gamma / ratio)


@pytest.mark.parametrize(("m", "D", "epsilon", "delta"), [(20, 2000, "0.01", "0.05"), (20, 700, "0.1", "0.9")])
def test_the_critical_radius_is_tried_where_one_unflipped_point_takes_all_of_epsilon(m: int, D: int, epsilon: str, delta: str) -> None:
    """P(N_1 > 0) = epsilon (1 - delta), or one of the radii beyond, a thousandth, a hundredth or a tenth longer."""
    q = inquiry(m, D, delta)
    goal = math.log(float(epsilon) * (1 - float(delta)))
    root = optimize.brentq(lambda r: log_unflipped(sets._weak(q, F(r)).a, 1.0) - goal, 0.13, 1)
    found = end(sets.vacuous_radius(q, F(epsilon)), 1)
    assert found is not None and min(abs((found - 1) / root - step) for step in (1, 1.001, 1.01, 1.1)) < 4e-4
