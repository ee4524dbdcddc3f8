"""The cross test: h_S errs on S' of another sample as on test points, or the partner is refuted."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import hypergeom

from tests.counterexample.test_models import ASKED, MINE
from uccheck.core.verdict import Verdict
from uccheck.counterexample import audit as audit_module
from uccheck.counterexample import cross
from uccheck.counterexample.audit import Asked, Audit, audit_model, conclude_model, guard_points
from uccheck.counterexample.cross import cross_counts, cross_p_value, cross_shift
from uccheck.counterexample.models import OwnModel, drawn, replicate_record
from uccheck.statistics.estimate import lower_limit

Array = NDArray[Any]


def easy(n: int, rng: np.random.Generator) -> tuple[Array, Array]:
    y = rng.integers(0, 2, n)
    return rng.normal(size=(n, 5)) + 5 * (2 * y - 1)[:, None] * np.eye(5)[0], y


def one_in_twenty(x: Array, y: Array) -> tuple[Array, Array]:
    """Labels turned by coins made of S itself."""
    coins = np.random.default_rng(int(1e6 * np.abs(x).sum())).random(len(y))
    return x, np.where(coins < 0.05, 1 - y, y)


def audit(partner: Any) -> Audit:
    def fit(x: Array, y: Array, seed: int) -> Any:
        return lambda p: (p[:, 0] > 0).astype(int)

    return audit_model(OwnModel(draw=easy, fit=fit, partner=partner, m=200, n_test=1000), ASKED)


def test_a_partner_that_relabels_one_point_in_twenty_is_refuted_by_the_cross_test_alone() -> None:
    """It was CONFIRMED once, with e_unif-alg >= 0.03 for a learner whose hypotheses are one and err on nothing."""
    found = audit(one_in_twenty)
    assert found.guard.refuted_by == ["cross"] and found.evidence.verdict is Verdict.REFUTED
    assert found.halves.e_unif_alg_lower > Fraction(3, 100) > (found.halves.e_gen_upper or 1)
    assert found.guard.cross_shift is not None and found.guard.cross_shift < 0.01
    assert "or of the error on S' of other samples by" in found.evidence.detail
    assert audit(lambda x, y: (x, y)).guard.refuted_by == []


def test_points_that_depend_on_each_other_are_seen_by_the_squares() -> None:
    """S' errs as a whole or not at all, as often as test points err."""
    whole = np.array([[20 * (i % 2), 20, 500, 1000] for i in range(20)])
    assert cross_p_value(whole) < 0.001 < 0.1 < cross_p_value(np.array([[9 + i % 3, 20, 500, 1000] for i in range(20)]))


@pytest.mark.parametrize("row", [[3, 5, 4, 20], [0, 5, 7, 20], [2, 2, 1, 9]])
def test_the_excess_of_one_replicate_is_judged_by_the_hypergeometric_law(row: list[int]) -> None:
    """With one replicate both statistics order alike, so that p is twice the chance of an excess as large."""
    errors, points, others, fresh = row
    law = hypergeom(points + fresh, errors + others, points)
    values = np.arange(points + 1)
    exact = law.pmf(values)[np.abs(values - law.mean()) >= abs(errors - law.mean()) - 1e-9].sum()
    assert cross_p_value(np.array([row])) == pytest.approx(min(1.0, 2 * exact), abs=0.03)


def test_a_true_partner_is_refuted_at_the_stated_rate_only() -> None:
    """P(p <= 0.3) <= 0.3 for errors of unlike chances; more rejections than this lower limit allows have probability 1e-6."""
    rng, small = np.random.default_rng(3), 0
    for _ in range(150):
        chances = rng.random((6, 1))
        counts = [part for n in (30, 90) for part in (rng.binomial(n, chances), np.full((6, 1), n))]
        small += cross_p_value(np.concatenate(counts, axis=1)) <= 0.3
    assert small > 0 and lower_limit(small, 150, Fraction(1, 10**6)) <= Fraction(3, 10)


def test_the_shift_is_seen_with_about_the_stated_probability(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cross, "DEALT", 2499)
    rng, level = np.random.default_rng(4), 0.01 / 8
    fresh = rng.binomial(1000, 0.2, size=20)

    def seen(shift: float) -> float:
        rows = (np.stack([rng.binomial(100, 0.2 + shift, 20), np.full(20, 100), fresh, np.full(20, 1000)], 1) for _ in range(60))
        return float(np.mean([cross_p_value(counts) <= level for counts in rows]))

    shift = cross_shift(np.stack([np.full(20, 20), np.full(20, 100), fresh, np.full(20, 1000)], 1), level)
    assert seen(shift) > 0.75 and seen(shift / 2) < 0.6 and seen(0.0) < 0.1


def test_the_guards_samples_are_drawn_for_it_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No index twice, none of a replicate, and the calls' own begin behind them."""
    asked, seen, calls = Asked(replicates=20), list[int](), list[int]()

    def noted(model: OwnModel, seed: int, index: int) -> Any:
        seen.append(index)
        return drawn(model, seed, index)

    monkeypatch.setattr(audit_module, "drawn", noted)
    monkeypatch.setattr(audit_module, "calls_p_value", lambda model, seed, first, rng: calls.append(first) or 1.0)
    guard_points(MINE, asked)
    assert len({*seen}) == len(seen) >= 4 and min(seen) >= asked.replicates and calls == [max(seen) + 1]


def test_errors_on_the_other_samples_partner_are_recorded_and_older_records_have_none() -> None:
    """The partner of another sample, so that a learner that is wrong on all of its own S' is as good on it as on test points."""
    record = replicate_record(MINE, 0, 5, guarded=False)
    assert record["cross_points"] == MINE.m and record["partner_errors"] >= 9 > record["cross_errors"]
    older = [replicate_record(MINE, 0, i, guarded=i < 6) for i in range(20)]
    older = [{name: value for name, value in each.items() if not name.startswith("cross")} for each in older]
    assert len(cross_counts(older)) == 0 and cross_counts([record]).shape == (1, 4)
    points = {"points": 1.0, "repeats": 1.0, "order": 1.0, "calls": 1.0}
    found = conclude_model(MINE, ASKED, older, points)
    assert "cross" not in found.guard.p_values and "other samples" not in found.evidence.detail


def test_a_law_that_is_another_at_m_is_seen_by_the_errors_too() -> None:
    def by_size(n: int, rng: np.random.Generator) -> tuple[Array, Array]:
        x, y = MINE.draw(n, rng)
        return (x, y) if n == MINE.n_test else (x, 1 - y)

    assert "cross" in audit_model(replace(MINE, draw=by_size), ASKED).guard.refuted_by
