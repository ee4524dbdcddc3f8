"""Where finders begin and end: margins up to 2s and beyond, training points that are missed, deltas for which samples are aligned."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from scipy import stats

from tests.answers.asking import inquiry
from tests.linear.losses import loss
from uccheck.answers import finders
from uccheck.answers.finders import THEOREMS, Inquiry
from uccheck.certificates.tree import Node

RULES = tuple(rule for rules in THEOREMS.values() for rule in rules)


def low(nodes: Iterator[Node]) -> float:
    return float(max((end for node in nodes for end, _ in node.concludes.values()), default=Fraction(0)))


ENDS: tuple[tuple[Callable[[Inquiry], Iterator[Node]], str, dict[str, str]], ...] = (
    (finders.generalizes, "", {"7.9": "small-loss", "8": "small-loss"}),
    (finders.overfits, "overfit-wide", {"7.9": "overfit-bound", "8": "overfit-wide"}),
    (finders.spread, "wide-margin", {"7.9": "spread", "8": "wide-margin"}),
    (finders.complete, "", {"7.9": "theorem-a", "8": "theorem-a"}),
    (lambda q: finders.splits(q, ("theorem-b",), lambda value: False), "", {"7.9": "theorem-b", "8": "theorem-b"}),
)


@pytest.mark.parametrize(("find", "beyond", "rules"), ENDS)
def test_what_is_found_changes_at_twice_the_signal(find: Callable[[Inquiry], Iterator[Node]], beyond: str, rules: dict[str, str]) -> None:
    """With s = 4: the loss is at most one half up to gamma = 2s = 8, and at least one half from there on."""
    for gamma, rule in (rules | {"9": beyond}).items():
        assert [node.rule for node in find(inquiry(50, 3000, "0.1", gamma))] == ([rule] if rule else []), gamma


@pytest.mark.parametrize(("D", "delta"), [(300, "0.1"), (300, "0.5"), (350, "0.3")])
def test_training_points_that_are_missed_take_their_part_of_the_room(D: int, delta: str) -> None:
    """e_gen from below at the quantile of order 1 - delta - m P(M_1 <= 0), the last between 0.06 and 0.14."""
    missed = 50 * inquiry(50, D, delta).bounds("misfit", Fraction(0))[1]
    assert 0.05 < missed < 0.2
    order = 1 - float(delta) - float(missed)
    assert low(finders.overfits(inquiry(50, D, delta))) == pytest.approx(loss(50, D, stats.chi2.ppf(order, D)), rel=1e-7)
    for part in (Fraction(1, 2), Fraction(1)):
        assert not list(finders.overfits(inquiry(50, D, 1 - missed * part)))


def test_the_complete_flip_keeps_a_quarter_of_the_room_where_it_fails() -> None:
    """At D = 6 m points are missed too often: theorem A is asked at the quantile of a quarter of 1 - 2 delta, beyond of what is left."""
    for D in (300, 330, 360):
        missed = 50 * float(inquiry(50, D, "0.1").bounds("unflipped", Fraction(1))[1])
        order = max(0.8 - missed, 0.2) * 0.999
        assert low(finders.complete(inquiry(50, D, "0.1"))) == pytest.approx(1 - loss(50, D, stats.chi2.isf(order, D)), abs=1e-8)
    assert not list(finders.complete(inquiry(50, 3000, "0.5")))


def test_a_goal_out_of_reach_still_gives_the_best_end() -> None:
    best = low(finders.complete(inquiry(20, 700, "0.1")))
    assert low(finders.complete(inquiry(20, 700, "0.1"), Fraction(best) + Fraction(1, 100))) == pytest.approx(best, abs=1e-9)
    assert len(list(finders.complete(inquiry(20, 700, "0.1"), Fraction(best) - Fraction(1, 100)))) == 1


def test_what_theorem_a_reaches_at_most() -> None:
    for m, D, delta in ((20, 700, "0.1"), (1000, 8000, "0.3")):
        best = 1 - loss(m, D, stats.chi2.isf(1 - 2 * float(delta), D))
        assert finders.best_complete(inquiry(m, D, delta).a) == pytest.approx(best, abs=1e-8)
    assert finders.best_complete(inquiry(20, 700, "0.5").a) == 0


@pytest.mark.parametrize(("m", "D", "s"), [(2, 3, 4), (2, 2, 4), (3, 10, 4), (2, 30, 4), (5, 4, 12), (2, 8, 20), (1, 6, 4)])
def test_nearly_sure_deltas_align_samples_up_to_nearly_the_best_height(m: int, D: int, s: int) -> None:
    """1/2 where the likeliest aligned set leaves a tenth of its chance to spare, and nothing where it is too rare."""
    heights = np.linspace(0, 2 * math.sqrt(D), 2000)
    best = float((m * (stats.norm.logsf(heights) + stats.chi2.logcdf(heights**2 + s * D / (32 * m), D - 1))).max())
    for spare, found in ((0.11, 1), (-0.01, 0)):
        assert len(list(finders.aligned(inquiry(m, D, 1 - Fraction(math.exp(best - spare)), s=s)))) == found, (m, D, s, spare)


def test_a_delta_that_no_float_tells_from_one_aligns_samples() -> None:
    assert len(list(finders.aligned(inquiry(4, 20, 1 - Fraction(1, 10**30))))) == 1
    assert not list(finders.aligned(inquiry(4, 20, 1 - Fraction(1, 10**16))))


def test_heights_that_floats_call_too_rare_cost_no_work() -> None:
    q = inquiry(3, 10, "0.95")
    assert not list(finders.aligned(q)) and not q.work.known
    assert finders._aligned_log(q.a, 100.0, 10.0) == -math.inf
    assert len(list(finders.aligned(inquiry(20, 3, 1 - Fraction(1, 10**100))))) == 1


def test_only_the_loss_without_margin_and_a_plane_or_more_are_aligned() -> None:
    sure = 1 - Fraction(1, 10**30)
    assert not list(finders.aligned(inquiry(2, 1, sure)))
    assert not list(finders.aligned(inquiry(2, 3, sure, "1")))


@pytest.mark.parametrize(("D", "part"), [(2, 0.0), (3, 0.0), (3, 0.5), (10, 0.7), (30, 0.8), (10, 1.0), (30, 2.0), (100, 1.0)])
def test_a_height_is_given_up_only_if_it_is_too_rare(D: int, part: float) -> None:
    """The rough logarithm exceeds the true one by 0.15 to 0.4 a point."""
    for m in (1, 3):
        height = part * math.sqrt(D)
        p = height**2 + 4 * D / (32 * m)
        true = stats.norm.logsf(height) + stats.chi2.logcdf(p, D - 1)
        assert 0.15 < finders._aligned_log(inquiry(m, D, "0.5").a, height, p) / m - true < 0.4


@pytest.mark.parametrize("delta", ["0.1", "0.6", "0.8"])
def test_a_goal_ends_the_search_and_the_best_theorem_is_asked_first(delta: str) -> None:
    """Every node is as good as any of the nodes of its theorem alone; once enough is found nothing further is asked."""
    everything = list(finders.splits(inquiry(20, 3000, delta), RULES, lambda value: False))
    ends = {rule: low(finders.splits(inquiry(20, 3000, delta), (rule,), lambda value: False)) for rule in RULES}
    assert low(iter(everything)) == max(ends.values()) > 0
    assert low(iter(everything[:1])) >= max(end for rule, end in ends.items() if rule != "theorem-c") - 1e-9
    ordered = [low(iter([node])) for node in everything]
    assert all(later > former - 1e-3 for former, later in pairwise(ordered))
    goal = Fraction(1, 100)
    assert len(list(finders.splits(inquiry(20, 3000, delta), RULES, lambda value: value >= goal))) == 1
    assert not list(finders.splits(inquiry(20, 3000, delta), RULES, lambda value: True))
