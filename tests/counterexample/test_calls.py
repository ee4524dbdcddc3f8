"""Calls of draw that give no independent points of one law are refuted, whatever the partner; true ones at the stated rate."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from itertools import permutations
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.counterexample.test_models import ASKED, MINE, NOISE, M, audited, fit
from uccheck.core.errors import InvalidParameter
from uccheck.core.verdict import Verdict
from uccheck.counterexample import calls
from uccheck.counterexample.audit import Asked, audit_model
from uccheck.counterexample.calls import calls_p_value, count_p_values, repeat_p_values, spread_p_values
from uccheck.counterexample.guard import permutation_p_value
from uccheck.counterexample.models import OwnModel
from uccheck.statistics.estimate import lower_limit

Array = NDArray[Any]
Drawn = tuple[Array, Array]


def task(n: int, rng: np.random.Generator) -> Drawn:
    """A task per call: relabelling is law-preserving over the tasks, and h_S is wrong on all of the relabelled S."""
    centre, y = rng.normal(size=40), rng.integers(0, 2, n)
    return (2 * y - 1)[:, None] * centre + 3 * rng.normal(size=(n, 40)), y


def by_size(n: int, rng: np.random.Generator) -> Drawn:
    """Test points of the linear setting, S of pure noise."""
    x, y = MINE.draw(n, rng)
    return (x, y) if n == MINE.n_test else (rng.normal(size=x.shape), y)


def balanced(n: int, rng: np.random.Generator) -> Drawn:
    y = rng.permutation(np.arange(n) % 2)
    return np.column_stack([2.0 * (2 * y - 1) / np.sqrt(M), rng.normal(0, np.sqrt(32 / NOISE), (n, NOISE))]), y


POOL = np.random.default_rng(1).normal(size=(400, 5)), np.random.default_rng(2).integers(0, 2, 400)
PLACES = {point.tobytes(): place for place, point in enumerate(POOL[0])}


def without_replacement(n: int, rng: np.random.Generator) -> Drawn:
    chosen = rng.permutation(400)[:n]
    return POOL[0][chosen], POOL[1][chosen]


def rest_of_the_pool(x: Array, y: Array) -> Drawn:
    """Of the law of S, if S is half of a pool without replacement: what h_S never meets in m independent points of the pool."""
    rest = np.setdiff1d(np.arange(400), [PLACES[point.tobytes()] for point in x])
    return without_replacement_of(rest, np.random.default_rng(int(1e6 * np.abs(x).sum())))


def without_replacement_of(rest: Array, rng: np.random.Generator) -> Drawn:
    chosen = rng.permutation(rest)
    return POOL[0][chosen], POOL[1][chosen]


def wrong_beyond_the_sample(x: Array, y: Array, seed: int) -> Any:
    own = {point.tobytes(): int(label) for point, label in zip(x, y, strict=True)}
    return lambda p: np.array([own.get(a.tobytes(), 1 - int(POOL[1][PLACES[a.tobytes()]])) for a in p])


def twice(n: int, rng: np.random.Generator) -> Drawn:
    """Each point two times, shuffled."""
    x, y = MINE.draw(n // 2, rng)
    places = rng.permutation(np.tile(np.arange(n // 2), 2))
    return x[places], y[places]


def in_pairs(n: int, rng: np.random.Generator) -> Drawn:
    """Each point with its mirror image: the means of calls are too alike."""
    x, y = MINE.draw(n // 2, rng)
    return np.concatenate([x, -x]), np.concatenate([y, 1 - y])


@pytest.mark.parametrize(
    "model",
    [
        OwnModel(draw=without_replacement, fit=wrong_beyond_the_sample, partner=rest_of_the_pool, m=200, n_test=200),
        replace(MINE, draw=twice),
        replace(MINE, draw=in_pairs, m=60, n_test=60),
        OwnModel(draw=task, fit=fit, partner=lambda x, y: (x, 1 - y), m=60, n_test=500),
        replace(MINE, draw=by_size),
        replace(MINE, draw=balanced),
    ],
)
def test_draws_that_are_no_sample_of_independent_points_are_refuted(model: OwnModel) -> None:
    """Each gave a value of e_unif-alg above 0, and CONFIRMED where no other test of the guard looked."""
    found = audit_model(model, ASKED)
    assert "calls" in found.guard.refuted_by and found.evidence.verdict is Verdict.REFUTED
    assert "calls of draw give no independent points of one law" in found.evidence.detail
    assert found.halves.e_unif_alg_lower > 0 and found.vacuous is Verdict.UNDECIDED


def test_the_certificate_says_that_independence_is_only_not_refuted() -> None:
    assert any("S is m independent points" in trust for trust in audited().evidence.trusts)


def test_a_p_value_counts_what_was_seen_among_the_arrangements_and_ties_with_them() -> None:
    """Of n + 1 distinct statistics, each equally likely to be the one seen, p is at most j/(n + 1) for j of them."""
    every = [0.0, 1.0, 2.5, 7.0, 9.0]
    seen = sorted(permutation_p_value([v for v in every if v != one], one) for one in every)
    assert seen == [j / 5 for j in range(1, 6)]
    assert permutation_p_value((3.0, 3.0 - 1e-12, 1.0), 3.0) == 3 / 4


def test_true_calls_are_refuted_at_the_stated_rate_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """P(p <= 0.3) <= 0.3; of 150 seeds, more rejections than this lower limit allows would have probability 1e-6."""
    monkeypatch.setattr(calls, "REARRANGED", 99)

    def draw(n: int, rng: np.random.Generator) -> Drawn:
        return rng.integers(0, 3, (n, 2)).astype(float), rng.integers(0, 2, n)

    model, rng = OwnModel(draw=draw, fit=fit, partner=lambda x, y: (x, y), m=12, n_test=20), np.random.default_rng(1)
    small = sum(calls_p_value(model, seed, 0, rng) <= 0.3 for seed in range(150))
    assert small > 0 and lower_limit(small, 150, Fraction(1, 10**6)) <= Fraction(3, 10)


def test_counts_too_unlike_and_too_alike_and_calls_apart_have_small_p_values() -> None:
    rng = np.random.default_rng(0)
    far, near = count_p_values(np.array([[9, 1], [1, 9]] * 8), rng)
    assert far < 0.001 < 0.5 < near
    far, near = count_p_values(np.array([[5, 5]] * 16), rng)
    assert near < 0.01 < 0.5 < far
    assert count_p_values(np.array([[5]] * 16), rng) == (1.0, 1.0)
    sizes, table = np.full(6, 20), rng.normal(size=(120, 3))
    assert min(spread_p_values(table, sizes, rng)) > 0.01
    assert spread_p_values(table + np.repeat(np.arange(6), 20)[:, None], sizes, rng)[0] == pytest.approx(1 / (1 + calls.REARRANGED))


def test_a_guard_level_that_no_permutation_test_can_reach_is_refused() -> None:
    """At 0.005 neither points nor order nor repeats could refute anything, and the certificate named them all the same."""
    with pytest.raises(InvalidParameter, match=r"guard level of at least 0\.008"):
        Asked(replicates=60, guard_pairs=20, guard_level="0.005")
    Asked(replicates=60, guard_pairs=20, guard_level="0.008")


def test_classes_are_counted_call_by_call(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three classes of unlike chances: the table that is judged is that of the calls' own labels."""
    seen: list[Any] = []
    monkeypatch.setattr(calls, "count_p_values", lambda counts, rng: (seen.append(counts), (1.0, 1.0))[1])

    def draw(n: int, rng: np.random.Generator) -> Drawn:
        return rng.normal(size=(n, 2)), rng.choice(3, size=n, p=[0.7, 0.2, 0.1])

    model = OwnModel(draw=draw, fit=fit, partner=lambda x, y: (x, y), m=40, n_test=70)
    calls_p_value(model, 3, 0, np.random.default_rng(0))
    drawn = [np.bincount(call.classes, minlength=3) for call in calls._taken(model, 3, 0, np.random.default_rng(0))]
    assert np.array_equal(seen[0], drawn) and seen[0].sum() == calls.CALLS * (40 + 70)


def test_two_rows_are_one_where_points_and_classes_are() -> None:
    """Points that often come again, with one class or with another: rows fall into the same groups as labelled points, and no other."""

    def draw(n: int, rng: np.random.Generator) -> Drawn:
        return rng.integers(0, 3, (n, 2)).astype(float), rng.integers(0, 2, n)

    model = OwnModel(draw=draw, fit=fit, partner=lambda x, y: (x, y), m=40, n_test=60)
    for call in calls._taken(model, 5, 0, np.random.default_rng(0)):
        x, y, counts = np.unique(call.x, axis=0), np.unique(call.y), Counter(call.rows)
        labelled = Counter(zip(map(tuple, call.x.tolist()), call.y.tolist(), strict=True))
        assert len(labelled) > max(len(x), len(y)) and sorted(counts.values()) == sorted(labelled.values())


def test_calls_of_unlike_size_are_weighed_by_it() -> None:
    """sum_g n_g |mean_g - mean|^2 against all 720 ways to deal six rows to calls of one, two and three."""
    table, sizes = np.array([[4.0], [1.0], [0.0], [0.5], [-1.0], [2.5]]), np.array([1, 2, 3])
    parts = np.split(np.arange(6), [1, 3])

    def spread(rows: Any) -> float:
        return sum(len(part) * float(((rows[part].mean(axis=0) - table.mean(axis=0)) ** 2).sum()) for part in parts)

    dealt = np.array([spread(table[list(order)]) for order in permutations(range(6))])
    exact = float(np.mean(dealt >= spread(table) - 1e-9)), float(np.mean(dealt <= spread(table) + 1e-9))
    assert spread_p_values(table, sizes, np.random.default_rng(4)) == pytest.approx(exact, abs=0.04)


def test_pairs_of_equal_rows_within_calls_are_counted_among_all_ways_to_deal_them() -> None:
    """Seven rows of three kinds in calls of two, two and three, against all arrangements; nothing is said where no rows are equal."""
    seen = [[b"a", b"a"], [b"b", b"b"], [b"a", b"c", b"a"]]

    def pairs(rows: Any) -> int:
        return sum(part.count(kind) * (part.count(kind) - 1) // 2 for part in rows for kind in (b"a", b"b", b"c"))

    rows = [row for part in seen for row in part]
    dealt = np.array([pairs([order[:2], order[2:4], order[4:]]) for order in permutations(rows)])
    assert pairs(seen) == 3
    exact = float(np.mean(dealt >= 3)), float(np.mean(dealt <= 3))
    assert repeat_p_values(seen, np.random.default_rng(7)) == pytest.approx(exact, abs=0.04)
    assert repeat_p_values([[b"a"], [b"b", b"c"]], np.random.default_rng(7)) == (1.0, 1.0)


def test_class_counts_are_judged_by_pearsons_statistic_among_all_tables() -> None:
    """Seven labels of three classes dealt to calls of two, two and three points: both p-values against all arrangements."""
    seen, labels = np.array([[1, 1, 0], [1, 0, 1], [2, 1, 0]]), [0] * 4 + [1] * 2 + [2]
    expected = np.outer([2, 2, 3], [4, 2, 1]) / 7

    def pearson(table: Any) -> float:
        return float(((table - expected) ** 2 / expected).sum())

    tables = [np.array([np.bincount(part, minlength=3) for part in np.split(np.array(order), [2, 4])]) for order in permutations(labels)]
    dealt = np.array([pearson(table) for table in tables])
    exact = (float(np.mean(dealt >= pearson(seen) - 1e-9)), float(np.mean(dealt <= pearson(seen) + 1e-9)))
    assert count_p_values(seen, np.random.default_rng(6)) == pytest.approx(exact, abs=0.04)
