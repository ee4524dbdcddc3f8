"""Decisions on exponents, over records made for them: true ones upheld, false ones refuted."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch")
from torch_bridge.growth.summary import compare, complete_replicates, decisions, find, growths
from uccheck.core.errors import UccheckError
from uccheck.core.verdict import Verdict
from uccheck.statistics.slopes import slope_interval


def synthetic(bound: float, error: float, replicates: int = 8, stop: str = "reached") -> list[dict[str, Any]]:
    """Records whose bounds grow as m^bound and whose test error falls as m^error, with small noise."""
    rng, found = np.random.default_rng(7), []
    for r in range(replicates):
        for m in (256, 1024, 4096):
            noise = np.exp(rng.normal(0, 0.01, 4))
            bounds = [
                {"bound": b, "gamma_rule": "fixed 4", "value": 3 * m**bound * noise[i]} for i, b in enumerate(("bft17", "nbs18", "n19"))
            ]
            errors = 1e7 * (m / 256) ** error * noise[3]
            found.append(
                {"m": m, "batch_size": 1, "replicate": r, "stop": stop, "train_errors": 0, "test_errors": errors}
                | {"n_test": 1e8, "distance": 1.0, "spectral_product": 1.0, "epochs": 1, "layers": [], "bounds": bounds}
            )
    return found


def verdicts(bound: float, error: float) -> list[Verdict]:
    return [d.evidence.verdict for d in decisions(synthetic(bound, error), "fixed 4")]


UP, NO, UN = Verdict.UPHELD, Verdict.REFUTED, Verdict.UNDECIDED


@pytest.mark.parametrize(
    ("bound", "error", "expected"),
    [
        (0.2, -0.4, [UP, NO, NO]),  # the paper's case: grows, slower than n; error falls slower than 1/sqrt n
        (0.2, -0.7, [UP, NO, UP]),
        (-0.3, -0.7, [NO, NO, UP]),  # bounds that shrink: the paper's sentence must fail
        (0.2, 0.1, [NO, NO, NO]),  # a test error that grows
        (1.0, -0.5, [UP, UN, UN]),  # exactly the popular sentence: an interval cannot uphold an equality
        (1.3, -0.7, [UP, NO, NO]),  # faster than n
    ],
)
def test_decisions_follow_the_exponents(bound: float, error: float, expected: list[Verdict]) -> None:
    assert verdicts(bound, error) == expected


def test_decisions_without_enough_replicates_are_undecided() -> None:
    one = [r for r in synthetic(0.2, -0.4) if r["replicate"] == 0]
    two_points = [r for r in one if r["m"] < 2000]
    assert {d.evidence.verdict for d in decisions(two_points, "fixed 4")} == {UN}


def test_bootstrap_limits_are_reproducible_and_refused_for_few_curves() -> None:
    records = synthetic(0.2, -0.4)
    one, two = (find(growths(records, "0.95", "bootstrap"), "bft17, fixed 4", 1).exponent for _ in range(2))
    assert one == two and one is not None and one.method == "bootstrap" and not one.excludes(0.2)
    few = [r for r in records if r["replicate"] < 3]
    refused = find(growths(few, "0.95", "bootstrap"), "bft17, fixed 4", 1)
    assert refused.exponent is None and "at least 6 curves, got 3" in refused.reason


def test_runs_that_missed_the_stopping_rule_are_left_out() -> None:
    records = [r | {"stop": "capped"} if r["replicate"] == 3 and r["m"] == 4096 else r for r in synthetic(0.2, -0.4)]
    ms, rows, left = complete_replicates(records, 1)
    assert (ms, len(rows), left) == ((256, 1024, 4096), 7, 1)
    assert growths(synthetic(0.2, -0.4, stop="capped")) == []


def test_a_test_error_of_zero_has_no_exponent_and_says_why() -> None:
    records = [r | {"test_errors": 0} if r["m"] == 4096 else r for r in synthetic(0.2, -0.4)]
    found = find(growths(records), "test error", 1)
    assert found.exponent is None and "positive" in found.reason
    with pytest.raises(UccheckError, match="no quantity"):
        find(growths(records), "sharpness", 1)


def test_comparison_of_an_interval() -> None:
    interval = slope_interval([1, 2, 4], [[1, 2, 4.1], [1, 2, 3.9]])
    assert [compare(interval, "==", v) for v in (1.0, 9.0, -9.0)] == [UN, NO, NO]
    assert [compare(interval, "<", v) for v in (9.0, 1.0, -9.0)] == [UP, UN, NO]
    assert [compare(interval, ">", v) for v in (9.0, 1.0, -9.0)] == [NO, UN, UP]
    with pytest.raises(UccheckError, match="relation"):
        compare(interval, "~", 1.0)
