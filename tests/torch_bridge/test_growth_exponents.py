"""From records to exponents: what is followed, what is decided at the ends of an interval, and what is written down of it."""

from __future__ import annotations

import math
import operator
import random
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch")
from tests.torch_bridge.test_growth_decisions import synthetic
from torch_bridge.growth.summary import GAP, SENTENCES, Growth, compare, complete_replicates, decisions, growth, growths, quantities
from uccheck.core.errors import InvalidParameter
from uccheck.core.verdict import Verdict
from uccheck.statistics.slopes import SlopeInterval

UP, NO = Verdict.UPHELD, Verdict.REFUTED
RELATIONS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq}


def between(lower: float, upper: float) -> SlopeInterval:
    middle = (lower + upper) / 2
    return SlopeInterval(
        slope=middle, lower=lower, upper=upper, level=Fraction(19, 20), method="student", replicates=8, points=3, slopes=(middle,)
    )


@pytest.mark.parametrize(("lower", "upper"), [(-0.75, 1.25), (0.5, 0.5), (-3.0, -2.0)])
@pytest.mark.parametrize(("relation", "holds"), list(RELATIONS.items()))
def test_a_relation_is_upheld_only_where_every_number_of_the_interval_agrees_and_refuted_where_none_does(
    relation: str, holds: Any, lower: float, upper: float
) -> None:
    """Ends belong to the interval: an exponent that may be the value itself is neither below nor above it."""
    interval, numbers = between(lower, upper), [lower + (upper - lower) * i / 8 for i in range(9)]
    for value in [*numbers, lower - 1e-9, upper + 1e-9, lower - 5, upper + 5]:
        found = compare(interval, relation, value)
        agree = {holds(number, value) for number in numbers}
        assert found is not UP or agree == {True}
        assert found is not NO or agree == {False}
        if not lower <= value <= upper:
            assert found is (UP if agree == {True} else NO)


def test_an_unknown_relation_is_refused() -> None:
    for unknown in ("~", "=", "", "!="):
        with pytest.raises(InvalidParameter, match="unknown relation"):
            compare(between(0.0, 1.0), unknown, 0.0)


@pytest.mark.parametrize("seed", range(5))
def test_rates_are_of_their_own_numbers_of_points(seed: int) -> None:
    rng = random.Random(seed)
    m, n = rng.randrange(5, 500), rng.randrange(5, 500)
    train, test = rng.randrange(m), rng.randrange(n)
    layers = [{"frobenius": rng.random() + 1, "spectral": rng.random()} for _ in range(seed + 1)]
    bounds = [{"bound": "a", "gamma_rule": rule, "value": rng.random()} for rule in ("none", "median")]
    record = {"m": m, "n_test": n, "train_errors": train, "test_errors": test, "distance": 2.0, "spectral_product": 3.0, "epochs": 4}
    found = quantities(record | {"layers": layers, "bounds": bounds})
    assert found["test error"] * n == pytest.approx(test) and (found["test error"] - found[GAP]) * m == pytest.approx(train)
    assert math.log(found["product of Frobenius norms"]) == pytest.approx(sum(math.log(layer["frobenius"]) for layer in layers))
    assert [found["a"], found["a, median"]] == [bound["value"] for bound in bounds]
    assert [found[f"spectral norm, layer {i + 1}"] for i in range(seed + 1)] == [layer["spectral"] for layer in layers]
    assert "distance between two solutions" not in found


def test_complete_replicates_are_those_with_every_m_and_every_training_at_its_rule() -> None:
    def record(batch: int, r: int, m: int, stop: str = "reached") -> dict[str, Any]:
        return {"batch_size": batch, "replicate": r, "m": m, "stop": stop}

    records = [record(1, r, m) for r in range(3) for m in (8, 2, 4)] + [record(1, 3, m) for m in (2, 4)]  # one m is missing
    records += [record(1, 4, m, "capped" if m == 2 else "reached") for m in (2, 4, 8)] + [record(1, 5, m, "diverged") for m in (2, 4, 8)]
    records += [record(32, r, m) for r in range(2) for m in (16, 32)]
    ms, rows, left = complete_replicates(records, 1)
    assert (ms, left) == ((2, 4, 8), 3)
    assert [[(one["replicate"], one["m"]) for one in row] for row in rows] == [[(r, m) for m in ms] for r in range(3)]
    other, rows, left = complete_replicates(records, 32)
    assert (other, len(rows), left) == ((16, 32), 2, 0)
    assert complete_replicates(records, 7) == ((), [], 0)


def test_sentences_are_decided_over_the_bounds_that_were_computed_and_not_without_any() -> None:
    records = synthetic(0.2, -0.7)
    assert decisions(records, "median") == []
    assert decisions(synthetic(0.2, -0.7, stop="capped"), "fixed 4") == []
    one_bound = [r | {"bounds": [b | {"gamma_rule": "median"} if b["bound"] != "n19" else b for b in r["bounds"]]} for r in records]
    for rule, names in (("fixed 4", ["n19"]), ("median", ["bft17", "nbs18"])):
        found = decisions(one_bound, rule)
        assert [one.says for one in found] == [sentence.says for sentence in SENTENCES]
        for one, sentence in zip(found, SENTENCES, strict=True):
            assert [part.split(":")[0] for part in one.parts] == [*(f"{name}, {rule}" for name in names), sentence.error]
        assert [one.evidence.verdict for one in found] == [UP, NO, UP]


@pytest.mark.parametrize("level", ["0.95", "2/3"])
def test_a_decision_is_written_with_its_verdict_and_its_error_probability(level: str) -> None:
    for one, verdict in zip(decisions(synthetic(0.2, -0.4), "fixed 4", level), (UP, NO, NO), strict=True):
        record = one.record()
        assert (record["verdict"], Fraction(record["alpha"]), record["batch_size"]) == (verdict.value, 1 - Fraction(level), 1)
        assert (record["says"], record["parts"], record["trusts"]) == (one.says, list(one.parts), list(one.evidence.trusts))
        assert record["trusts"][0] == "numpy and torch" and len(record["trusts"]) > 1


def test_a_growth_is_written_with_its_mean_and_what_it_has_not_as_nothing() -> None:
    rng = np.random.default_rng(1)
    ms = (2, 4, 8)
    curves = np.array([3.0, 5.0, 9.0]) * np.exp(rng.normal(0, 0.01, (6, 3)))
    whole = growth("a", 1, ms, curves, "0.95").record()
    assert whole["mean"] == pytest.approx([sum(row[i] for row in curves) / 6 for i in range(3)])
    exponent, last = whole["exponent"], whole["last_step"]
    assert exponent["lower"] < exponent["slope"] < exponent["upper"] and exponent["level"] == "19/20"
    assert last["points"] == 2 and last["lower"] < math.log2(9 / 5) < last["upper"]
    alone = growth("a", 1, ms, curves[:1], "0.95").record()
    assert alone["exponent"] is not None and alone["last_step"] is None and alone["reason"] == ""
    zero = growth("a", 1, ms, 0 * curves, "0.95").record()
    assert zero["exponent"] is None and zero["last_step"] is None and zero["reason"] != ""
    empty = Growth(name="a", batch_size=1, ms=ms, curves=curves[:0], exponent=None, last_step=None).record()
    assert (empty["mean"], empty["m"], empty["exponent"]) == ([], [2, 4, 8], None)


def test_the_level_asked_for_is_that_of_every_interval() -> None:
    for level in ("0.5", "0.9", "0.99"):
        found = growths(synthetic(0.2, -0.4), level)
        assert {one.exponent.level for one in found if one.exponent} == {Fraction(level)}
        assert {one.last_step.level for one in found if one.last_step} == {Fraction(level)}
