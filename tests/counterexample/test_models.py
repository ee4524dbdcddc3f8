"""The auditor: true counterexamples are confirmed, false certificates are refused or refuted, the guard has its level and power."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from uccheck.core.errors import InvalidParameter
from uccheck.core.verdict import Verdict
from uccheck.counterexample.audit import Asked, Audit, audit_model, guard_points
from uccheck.counterexample.classified import answers_right
from uccheck.counterexample.guard import detectable_shift, guard, order_p_value, point_tests, rank_p_value, repeats_p_value
from uccheck.counterexample.models import OwnModel
from uccheck.statistics.estimate import lower_limit

RARE = Fraction(1, 10**6)  # of every statistical test of this file
NOISE, M = 400, 10
Array = NDArray[Any]


def draw(n: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """The linear setting with one coordinate of signal."""
    y = rng.integers(0, 2, n)
    return np.column_stack([2.0 * (2 * y - 1) / np.sqrt(M), rng.normal(0, np.sqrt(32 / NOISE), (n, NOISE))]), y


def fit(x: Array, y: Array, seed: int) -> Callable[[Array], Array]:
    del seed  # one gradient step
    w = (2 * y - 1) @ x
    return partial(scores, w)


def scores(w: Array, x: Array) -> Array:
    margin = x @ w
    return np.column_stack([-margin, margin])


def flip(x: Array, y: Array) -> tuple[Array, Array]:
    return np.column_stack([x[:, :1], -x[:, 1:]]), y


MINE = OwnModel(draw=draw, fit=fit, partner=flip, m=M, n_test=1000, trivial="1/2")
ASKED = Asked(replicates=20)


def audited(**changes: Any) -> Audit:
    return audit_model(replace(MINE, **changes), ASKED)


def test_a_true_counterexample_is_confirmed_in_both_halves() -> None:
    found = audited()
    assert found.evidence.word == "CONFIRMED(0.99)" and found.guard.refuted_by == []
    assert found.halves.e_unif_alg_lower > Fraction(7, 10) > Fraction(3, 10) > (found.halves.e_gen_upper or 1)
    ((above, below),) = re.findall(r"e_gen\(10, 0\.25\) <= ([\d.]+) and e_unif-alg\(10, 0\.25\) >= ([\d.]+) from", found.evidence.detail)
    ends = found.halves.e_gen_at_most, found.halves.e_unif_alg_lower  # printed outward, in four digits
    assert Fraction(below) <= ends[1] < Fraction(below) * Fraction(1001, 1000) and Fraction(above) >= ends[0] > Fraction(above) * Fraction(
        99, 100
    )
    assert (found.halves.exceeds, found.vacuous) == (Verdict.UPHELD, Verdict.UPHELD)
    assert any("the guard cannot show it" in trust for trust in found.evidence.trusts)
    assert "human: the best constant answer errs with probability 0.5" in found.evidence.trusts


def test_nothing_is_vacuous_without_the_trivial_predictors_error() -> None:
    assert audited(trivial=None).vacuous is Verdict.UNDECIDED


def test_the_null_control_certifies_nothing() -> None:
    found = audited(partner=lambda x, y: (x, y))
    assert found.halves.e_unif_alg_lower == 0 and found.evidence.word == "INCONCLUSIVE"


@pytest.mark.parametrize(
    ("partner", "tests"),
    [
        (lambda x, y: (x, 1 - y), {"training", "points"}),  # relabelled: h_S is wrong on all of it
        (lambda x, y: (flip(x, y)[0][np.argsort(y)], np.sort(y)), {"order"}),  # only sorted
        (lambda x, y: (x[np.argsort(y)], 1 - np.sort(y)), {"training", "points", "order"}),
        (lambda x, y: (np.repeat(flip(x, y)[0][:2], M // 2, axis=0), np.repeat(y[:2], M // 2)), {"repeats"}),
        (lambda x, y: (flip(x, y)[0] * 1.5, y), {"points"}),
    ],
)
def test_a_wrong_partner_is_refuted_and_nothing_is_certified(partner: Any, tests: set[str]) -> None:
    found = audited(partner=partner)
    assert tests <= set(found.guard.refuted_by)
    assert found.evidence.word == "REFUTED" and "nothing is certified" in found.evidence.detail
    assert found.vacuous is Verdict.UNDECIDED


@pytest.mark.slow
def test_relabelling_is_refuted_for_every_seed_of_six_where_a_guard_once_saw_three_of_twenty() -> None:
    relabelled = replace(MINE, partner=lambda x, y: (x, 1 - y))
    seen = [guard_points(relabelled, Asked(replicates=20, seed=seed))["points"] <= 0.01 / 8 for seed in range(6)]
    assert all(seen)


def test_a_fit_that_changes_its_arguments_changes_nothing_else() -> None:
    def spoiling(x: Array, y: Array, seed: int) -> Callable[[Array], Array]:
        found = fit(x.copy(), y.copy(), seed)
        x[:], y[:] = -x, 1 - y  # S', made from this, would be wrong on every point
        return found

    spoiled, clean = audited(fit=spoiling, partner=lambda x, y: (x, y)), audited(partner=lambda x, y: (x, y))
    assert spoiled.halves == clean.halves


def test_a_model_and_a_partner_that_change_their_arguments_change_nothing_else() -> None:
    def spoiling(x: Array, y: Array, seed: int) -> Callable[[Array], Array]:
        w = (2 * y - 1) @ x

        def model(points: Array) -> Array:
            found = scores(w, points)
            points[:] = 0
            return found

        return model

    def spoil(x: Array, y: Array) -> tuple[Array, Array]:
        found = flip(x, y)[0].copy(), y.copy()
        x[:] = 1
        return found

    assert audited(fit=spoiling, partner=spoil).halves == audited().halves


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"fit": lambda x, y, seed: lambda p: np.full((len(p), 2), np.nan)}, "NaN for"),
        ({"fit": lambda x, y, seed: lambda p: np.zeros((len(p), 1))}, r"got shape \(256, 1\)"),
        ({"fit": lambda x, y, seed: lambda p: np.zeros(len(p))}, r"got shape \(256,\) of float64"),
        ({"fit": lambda x, y, seed: lambda p: p - p.mean(axis=0)}, "by itself otherwise than among others"),
        ({"draw": lambda n, rng: (np.zeros((n, 2)), np.zeros(n + 1, int))}, "draw must give"),
        ({"draw": lambda n, rng: (np.full((n, 2), np.inf), np.zeros(n, int))}, "not finite"),
        ({"draw": lambda n, rng: (np.random.default_rng().normal(size=(n, 3)), np.zeros(n, int))}, "draw is no function"),
        ({"draw": lambda n, rng: (rng.normal(size=(n, 3)), np.zeros(n))}, "whole numbers as classes"),
        ({"fit": lambda x, y, seed: 1 // 0}, "fit failed with ZeroDivisionError"),
        ({"partner": lambda x, y: (x[1:], y[1:])}, "partner must give"),
        ({"partner": lambda x, y: (x[:, 1:], y)}, "keep the shape"),
        ({"partner": lambda x, y: (x + np.random.default_rng().normal(size=x.shape), y)}, "partner is no function"),
        ({"draw": lambda n, rng: (rng.normal(size=(n, 401)), rng.integers(3, 5, n))}, "number them from 0"),
    ],
)
def test_what_is_no_model_is_one_line(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(InvalidParameter, match=says) as refusal:
        audited(**changes)
    assert "\n" not in str(refusal.value)


def test_a_fit_that_is_not_a_function_of_its_arguments_is_refused() -> None:
    kept: list[Array] = [np.zeros(NOISE + 1)]

    def warm(x: Array, y: Array, seed: int) -> Callable[[Array], Array]:
        kept[0] = kept[0] + (2 * y - 1) @ x  # goes on from the last replicate
        return partial(scores, kept[0])

    def unseeded(x: Array, y: Array, seed: int) -> Callable[[Array], Array]:
        return partial(scores, np.random.default_rng().normal(size=NOISE + 1))

    for wrong in (warm, unseeded):
        with pytest.raises(InvalidParameter, match="fit is no function of"):
            audited(fit=wrong)


def test_anything_with_predict_serves() -> None:
    from sklearn.linear_model import RidgeClassifier

    found = audited(fit=lambda x, y, seed: RidgeClassifier(alpha=1e6, fit_intercept=False).fit(x, y))
    assert found.halves.e_unif_alg_lower > Fraction(1, 2) and found.evidence.verdict is Verdict.UPHELD


def test_what_the_replicates_cannot_carry_is_refused_before_anything_runs() -> None:
    for asked, says in (
        ({"replicates": 19}, "give --replicates 20"),
        ({"replicates": 20, "guard_pairs": 1}, "exceeds its level"),
        ({"replicates": 20, "guard_pairs": 20}, "in 20 of 20 replicates: lower --guard-pairs"),
        ({"replicates": 20, "guard_pairs": 30}, "lower --guard-pairs"),
        ({"replicates": 98, "delta": "1/2"}, "give --replicates 99"),
        ({"replicates": 20, "seed": -1}, "got -1"),
    ):
        with pytest.raises(InvalidParameter, match=says):
            Asked(**asked)  # type: ignore[arg-type]
    for wrong in ({"m": 0}, {"n_test": 0}, {"trivial": "2"}):
        with pytest.raises(InvalidParameter):
            replace(MINE, **wrong)  # type: ignore[arg-type]


def test_a_pointwise_partner_carries_delta_one_half_by_the_sign_lemma() -> None:
    asked = Asked(replicates=99, delta="1/2")
    with pytest.raises(InvalidParameter, match="beyond the swap lemma"):
        audit_model(MINE, asked)
    found = audit_model(replace(MINE, pointwise=True), asked)
    assert found.evidence.word == "CONFIRMED(0.99)" and "sign lemma" in found.evidence.trusts[0]
    assert (found.halves.e_gen_upper or 1) < Fraction(3, 10)
    assert Fraction(1, 5) < found.halves.e_unif_alg_lower < Fraction(3, 4)  # of ten points few may be left in place by chance


@pytest.mark.parametrize("partner", [lambda x, y: (x - x.mean(axis=0), y), lambda x, y: (2 * x, y)])
def test_a_partner_that_is_not_pointwise_is_refused_where_it_is_said_to_be(partner: Any) -> None:
    with pytest.raises(InvalidParameter, match="partner is not pointwise"):
        audited(partner=partner, pointwise=True)


def test_no_model_can_tell_in_which_set_a_point_is() -> None:
    """Points of all sets are classified in one shuffled pool: the order in which a model sees them is chance."""
    seen: list[float] = []

    def model(points: Array) -> Array:
        seen.extend(points[:, 0])
        return np.column_stack([1 - points[:, 0], points[:, 0]])

    sets = {name: (np.full((300, 1), value), np.full(300, int(value))) for name, value in (("a", 0.0), ("b", 1.0))}
    found = answers_right(model, sets, np.random.default_rng(0))
    assert found["a"].all() and found["b"].all()
    assert 100 < sum(seen[:300]) < 200


@pytest.mark.slow
def test_the_tests_have_their_level_under_a_true_partner() -> None:
    """P(p <= 0.1) <= 0.1 for each: of 150 seeds, more rejections than this lower limit allows would have probability 1e-6."""
    rng, runs = np.random.default_rng(3), 150
    small = dict.fromkeys(("training", "points", "repeats", "order"), 0)
    for _ in range(runs):
        own, other = ([(rng.integers(0, 3, (12, 2)).astype(float), rng.integers(0, 2, 12))] for _ in range(2))
        p_values = point_tests(own, other, rng) | {"training": rank_p_value(list(rng.normal(size=8)), list(rng.normal(size=4)))}
        for name, p in p_values.items():
            small[name] += p <= 0.1
    assert all(lower_limit(count, runs, RARE) <= Fraction(1, 10) for count in small.values())
    assert min(small.values()) > 0  # and they can reject


def test_the_rank_test_is_exact_and_two_sided() -> None:
    assert rank_p_value([1.0, 2, 3, 4], [5.0, 6]) == pytest.approx(2 / 15) == rank_p_value([3.0, 4, 5, 6], [1.0, 2])
    assert rank_p_value([1.0] * 5, [1.0] * 3) == 1
    assert rank_p_value(list(range(40)), [float(v) for v in range(100, 112)]) == pytest.approx(1 / 20_001)


@pytest.mark.slow
def test_the_stated_power_is_reached_by_simulation() -> None:
    shift = detectable_shift(14, 6, 0.005)
    rng = np.random.default_rng(5)
    hits = sum(rank_p_value(list(rng.normal(size=14)), list(rng.normal(shift, 1, 6))) <= 0.005 for _ in range(100))
    less = sum(rank_p_value(list(rng.normal(size=14)), list(rng.normal(shift / 3, 1, 6))) <= 0.005 for _ in range(100))
    assert hits >= 76 > 50 > less  # 0.9 of 100; fewer than 76 have probability below 1e-4


def test_guard_evidence_never_upholds() -> None:
    found = guard(([0.1] * 14, [0.1] * 6), {"points": 1.0, "repeats": 1.0, "order": 1.0}, "0.01")
    assert found.evidence().verdict is Verdict.UNDECIDED


def test_repeats_and_order_alone() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(200, 3))
    assert repeats_p_value(np.concatenate([x[:100], np.repeat(x[100:150], 2, axis=0)]), 100, rng) <= 0.001
    assert repeats_p_value(x, 100, rng) == 1.0
    assert order_p_value([(x[np.argsort(x[:, 0])], np.zeros(200, int))], rng) <= 0.001
    assert order_p_value([(x, np.zeros(200, int))], rng) > 0.001
