"""Finders come as near as their theorems allow: each end against the best instance of its theorem, by scipy and a fine grid.

A finder that proposes a worse number still ends in a true certificate, so no checker would notice; here its loss is at most two
percent above the least that any split of the theorem's room gives.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import chain
from typing import Any

import numpy as np
import pytest
from scipy import optimize, stats

from tests.answers.asking import inquiry
from tests.linear.losses import loss
from uccheck.answers import finders
from uccheck.answers.certify import certify
from uccheck.answers.threshold import largest_delta, least_epsilon
from uccheck.certificates.tree import Node
from uccheck.core.verdict import Verdict
from uccheck.quantities.enclosed.bounds import bounds

Numbers = tuple[int, int, str, str]
#: m, D, delta, gamma: few points and many, deltas that few theorems reach, margins of the ramp loss; in the last the unflipped dominate.
PLACES: tuple[Numbers, ...] = (
    (1000, 400_000, "0.01", "0"), (20, 3000, "0.52", "0"), (1000, 349_399, "0.9", "0"), (5, 700, "0.2", "2"),
    (100, 16_000, "0.7", "1"),
)  # fmt: skip
SHARES = np.concatenate([2.0 ** -np.linspace(30, 1, 200), np.linspace(0.5, 0.99, 200), 1 - 2.0 ** -np.linspace(7, 30, 100)])


def loss_at(place: Numbers, t: Any) -> Any:
    return loss(place[0], place[1], t, gamma=float(place[3]))


def unflipped(place: Numbers, rho: float) -> float:
    setting = (Fraction(place[0]), Fraction(place[1]), Fraction(4), Fraction(32))
    return float(bounds("unflipped", (*setting, Fraction(rho)))[1])


def signs(place: Numbers) -> float:
    """The least Chernoff bound of sign-chernoff, its conclusion typed again."""
    m, D = place[0], place[1]

    def logarithm(x: float) -> float:
        square = x * x * (m - 1)
        return float(D * (x / 8 + math.log((1 - 2 * x - square) ** -0.5 / 4 + 3 * (1 + 2 * x - square) ** -0.5 / 4)))

    found = optimize.minimize_scalar(logarithm, bounds=(0, (1 - 1e-9) / (1 + math.sqrt(m))), method="bounded", options={"xatol": 1e-12})
    return math.exp(found.fun)


def families(place: Numbers, rule: str) -> Iterator[tuple[float, float, float]]:
    """(pairs times the chance of one unflipped point, room, learners) of each instance of the theorem."""
    delta = float(place[2])
    if rule == "theorem-b" and delta < 0.5:
        yield unflipped(place, 1), 1 - 2 * delta, 1
    if rule == "theorem-signs":
        yield signs(place), (1 - delta) ** 4, 1
    for k in range(3, 9) if rule == "theorem-simplex" else ():
        if k * (1 - delta) > 1:
            yield k * (k - 1) / 2 * unflipped(place, 1 / (k - 1)), (k * (1 - delta) - 1) / (k - 1), k - 1
    for rho in np.linspace(0.14, 0.98, 43) if rule == "theorem-c" else ():
        yield unflipped(place, rho), (1 - delta) ** (2 / (1 - rho)), 1


def least(place: Numbers, rule: str) -> float:
    """The least e1 + e2 over the theorem's instances and shares; infinite where it has none."""
    found = [math.inf]
    for one, room, learners in families(place, rule):
        t = stats.chi2.isf(SHARES * room / learners, place[1])
        found.append(float((one / (room * (1 - SHARES)) + loss_at(place, t)).min()))
    return min(found)


def lower_end(nodes: Iterator[Node]) -> Fraction:
    return max(chain([Fraction(0)], (low for node in nodes for low, _ in node.concludes.values())))


def upper_end(nodes: Iterator[Node]) -> Fraction:
    return min(chain([Fraction(1)], (high for node in nodes for _, high in node.concludes.values())))


@pytest.mark.parametrize("rule", ["theorem-b", "theorem-simplex", "theorem-signs", "theorem-c"])
@pytest.mark.parametrize("place", PLACES, ids=str)
def test_each_theorem_is_split_nearly_as_well_as_can_be(place: Numbers, rule: str) -> None:
    best = least(place, rule)
    found = lower_end(finders.splits(inquiry(*place), (rule,), lambda value: False))
    if best > 1:
        assert found == 0
        return
    assert best * (1 - 1e-3) < 1 - found < best * 1.02


@pytest.mark.parametrize("place", PLACES, ids=str)
def test_ends_by_a_quantile_stand_at_that_quantile(place: Numbers) -> None:
    """e_gen from above at the quantile of order 1 - delta, from below at that of 1 - delta - m P(M_1 < gamma), the spread at delta."""
    m, D, delta = place[0], place[1], float(place[2])
    most = float(loss_at(place, stats.chi2.isf(delta, D)))
    assert float(upper_end(finders.generalizes(inquiry(*place)))) == pytest.approx(most, rel=1e-6)
    setting = (Fraction(m), Fraction(D), Fraction(4), Fraction(32), Fraction(place[3]))
    missed = m * float(bounds("misfit", setting)[1])
    found = float(lower_end(finders.overfits(inquiry(*place))))
    assert found == pytest.approx(float(loss_at(place, stats.chi2.ppf(1 - delta - missed, D))) if delta + missed < 1 else 0, rel=1e-6)
    spread = 1 - float(loss_at(place, stats.chi2.ppf(delta, D)))
    assert float(upper_end(finders.spread(inquiry(*place)))) == pytest.approx(max(spread, 0.5), rel=1e-9)


#: The second misses a flipped point often enough that what it needs of the room is seen.
COMPLETE: tuple[Numbers, ...] = ((1000, 400_000, "0.01", "0"), (200, 3300, "0.1", "0"), (5, 700, "0.2", "2"))


@pytest.mark.parametrize("place", COMPLETE, ids=str)
def test_the_complete_flip_leaves_to_the_tail_what_it_does_not_need(place: Numbers) -> None:
    m, D, delta = place[0], place[1], float(place[2])
    room = 1 - 2 * delta - m * unflipped(place, 1)
    found = 1 - float(lower_end(finders.complete(inquiry(*place))))
    if room > (1 - 2 * delta) / 4:
        best = float(loss_at(place, stats.chi2.isf(room, D)))
        assert best < found < best * 1.0004
    goal = Fraction(1) - Fraction(found) * Fraction(11, 10)
    asked = float(lower_end(finders.complete(inquiry(*place), goal)))
    assert asked == pytest.approx(float(goal), abs=1e-6)


@pytest.mark.parametrize(("m", "D", "delta", "gamma"), [(10, 300, "0.1", "200"), (10, 300, "0.5", "300"), (100, 500, "0.02", "2000")])
def test_a_large_margin_is_reached_with_half_of_delta_for_each_tail(m: int, D: int, delta: str, gamma: str) -> None:
    t, q = stats.chi2.isf(float(delta) / 2, D), stats.chi2.isf(float(delta) / 2, m * D)
    c = 4 + 32 / D * math.sqrt(t * q)
    found = float(upper_end(finders.large_gamma(inquiry(m, D, delta, gamma))))
    assert found == pytest.approx(min(c / float(gamma), 1), rel=1e-6)
    assert c / float(gamma) < 0.97


def test_nearly_sure_deltas_align_all_samples() -> None:
    """1/2 where the best height and radius are likely enough; none where no choice of them is."""
    for m, D, delta in ((2, 30, "0.9999"), (3, 10, "0.99999"), (2, 30, "0.5")):
        heights = np.linspace(0, 2 * math.sqrt(D), 400)
        radii = heights**2 + 4 * D / (32 * m)
        best = (m * (stats.norm.logsf(heights) + stats.chi2.logcdf(radii, D - 1))).max()
        found = upper_end(finders.aligned(inquiry(m, D, delta)))
        likely = best - math.log1p(-float(delta))
        assert abs(likely) > 0.5 and (found == Fraction(1, 2)) == (likely > 0), (m, D, delta, likely)


@pytest.mark.parametrize("numbers", [(10, 400, "0.2"), (1000, 300_000, "0.1")])
def test_what_is_said_to_fail_below_the_least_epsilon_fails_and_is_all_that_is_shown(numbers: tuple[int, int, str]) -> None:
    found = least_epsilon(*numbers)
    said = re.fullmatch(r"every epsilon below (\S+) is shown to fail", found.below_detail)
    assert said is not None
    floor = Fraction(said[1])
    assert certify(*numbers, floor * Fraction(999_999, 10**6)).verdict is Verdict.REFUTED
    assert certify(*numbers, floor * Fraction(1_000_001, 10**6)).verdict is not Verdict.REFUTED


@pytest.mark.parametrize("theorem", ["A", "B"])
def test_the_largest_delta_of_theorems_a_and_b_is_the_last_below_one_half(theorem: str) -> None:
    assert largest_delta(2, 10**5, "0.5", theorem=theorem).value == Fraction(499_999, 10**6)
