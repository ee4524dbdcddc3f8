"""What is concluded from replicates' counts, which are made up here: limits, lemma, guard, vacuity, and what is trusted."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from scipy.stats import beta

from uccheck.core.errors import InvalidParameter
from uccheck.core.verdict import Verdict
from uccheck.counterexample import audit as module
from uccheck.counterexample.audit import Asked, Audit, audit_model, conclude_model, guard_points, trivial_denied
from uccheck.counterexample.cross import cross_counts, cross_shift
from uccheck.counterexample.guard import MAX_POINTS
from uccheck.counterexample.models import OwnModel
from uccheck.counterexample.refit import APART, HERE
from uccheck.statistics.estimate import lower_limit, upper_limit

Record = dict[str, Any]
MODEL = OwnModel(draw=lambda n, rng: (0, 0), fit=lambda x, y, seed: 0, partner=lambda x, y: (x, y), m=10, n_test=1000, pointwise=True)
UNSEEN_HERE = "each in the same process, where what draw leaves in memory is not seen"
POINTS = {"points": 1.0, "repeats": 1.0, "order": 1.0, "calls": 1.0}


def record_of(index: int, *, train: int = 2, partner: int = 90, sign: int = 70, test: int = 300, cross: int = 30, pairs: int = 6) -> Record:
    """Counts of a replicate: of 100 points of S and of each S', of 1000 test points."""
    errors = {"train": train, "partner": partner, "sign": sign, "cross": cross}
    found: Record = {"replicate": index, "classes": {"0": 500, "1": 500}, "test_errors": test, "test_points": 1000}
    for name, count in errors.items():
        found |= {f"{name}_errors": count, f"{name}_points": 100}
    return found | ({"guard_errors": test, "guard_points": 1000} if index < pairs else {})


def records_of(count: int = 20, **changes: Any) -> list[Record]:
    return [record_of(index, **changes) for index in range(count)]


def concluded(records: Sequence[Record], asked: Asked | None = None, *, trivial: str | None = None, **changes: Any) -> Audit:
    asked = Asked(replicates=len(records)) if asked is None else asked
    return conclude_model(replace(MODEL, trivial=trivial), asked, records, changes.pop("points", POINTS), **changes)


def clopper_pearson(k: int, n: int, alpha: float) -> float:
    """The upper limit, by the beta law."""
    return float(beta.ppf(1 - alpha, k + 1, n - k))


@pytest.mark.parametrize("gap_alpha", ["0.01", "0.001"])
@pytest.mark.parametrize(("train", "partner", "test"), [(2, 90, 300), (0, 100, 0), (10, 60, 555)])
def test_both_halves_take_the_upper_limit_of_the_test_error(train: int, partner: int, test: int, gap_alpha: str) -> None:
    """Of like replicates: u = limit - training error and v = error on S' - limit."""
    limit = clopper_pearson(test, 1000, float(gap_alpha))
    asked = Asked(replicates=20, gap_alpha=gap_alpha)
    halves = concluded(records_of(train=train, partner=partner, test=test, cross=test // 10), asked).halves
    assert float(halves.e_gen_at_most) == pytest.approx(limit - train / 100, abs=1e-6)
    assert float(halves.e_unif_alg_lower) == pytest.approx(max(0, partner / 100 - limit), abs=1e-6)


def test_the_halves_rest_on_the_worst_replicate_of_as_few_as_are_asked_for() -> None:
    """At the least number of replicates one bad one in either half is what is certified."""
    records = records_of()
    records[11]["train_errors"], records[12]["partner_errors"] = 0, 35
    limit = clopper_pearson(300, 1000, 0.01)
    assert float(concluded(records).halves.e_gen_at_most) == pytest.approx(limit, abs=1e-6)
    assert float(concluded(records).halves.e_unif_alg_lower) == pytest.approx(0.9 - limit, abs=1e-6)  # of twenty one may be bad
    few = Asked(replicates=20)
    assert few.demand.lower == 8 and few.demand.upper == 20


@pytest.mark.parametrize(("delta", "count", "share"), [("1/4", 20, 0.9), ("1/2", 99, 0.7)])
def test_each_lemma_compares_its_own_partner(delta: str, count: int, share: float) -> None:
    found = concluded(records_of(count), Asked(replicates=count, delta=delta))
    assert float(found.halves.e_unif_alg_lower) == pytest.approx(share - clopper_pearson(300, 1000, 0.01), abs=1e-6)
    assert f"e_gen(10, {float(Fraction(delta)):g})" in found.evidence.detail
    assert ("sign lemma" in found.evidence.trusts[0]) == (share == 0.7)


@pytest.mark.parametrize(("level", "delta"), [("0.99", "1/4"), ("0.9", "1/4"), ("0.99", "1/8"), ("0.95", "2/5")])
def test_the_replicates_that_are_asked_for_are_the_least_that_carry_both_halves(level: str, delta: str) -> None:
    """2 delta + a and 1 - delta + a to their power are at most alpha/2: the swap lemma's own numbers."""
    alpha, share = 1 - float(level), float(Fraction(delta))
    needed = max(next(r for r in range(1, 10**4) if q**r <= alpha / 2 * (1 + 1e-12)) for q in (2 * share + 0.01, 1 - share + 0.01))
    asked = Asked(replicates=needed, delta=delta, level=level, guard_level="0.05")
    assert asked.alpha == 1 - Fraction(level) and asked.demand.both == needed
    with pytest.raises(InvalidParameter, match=f"give --replicates {needed}"):
        Asked(replicates=needed - 1, delta=delta, level=level, guard_level="0.05")


def test_what_the_guard_cannot_carry_and_numbers_out_of_range_are_refused() -> None:
    assert Asked(replicates=25, guard_pairs=11).replicates == 25
    assert Asked(replicates=10**6).replicates == 10**6
    for wrong, says in (
        ({"replicates": 10**6 + 1}, "replicates"),
        ({"replicates": 20, "guard_pairs": 10**6 + 1}, "guard pairs"),
        ({"replicates": 20, "guard_pairs": 20}, "in 20 of 20 replicates"),
        ({"replicates": 20, "guard_pairs": 19}, "compares 1 trainings on S with 19"),
        ({"replicates": 20, "seed": "1/2"}, "the seed must be a whole number"),
        ({"replicates": 20, "seed": -1}, "seed"),
    ):
        with pytest.raises(InvalidParameter, match=says):
            Asked(**wrong)


def test_the_sign_lemma_alone_asks_for_a_pointwise_partner() -> None:
    swap, sign = Asked(replicates=20), Asked(replicates=99, delta="1/2")
    for model in (MODEL, replace(MODEL, pointwise=False)):
        swap.require_partner(model)
    sign.require_partner(MODEL)
    with pytest.raises(InvalidParameter, match="beyond the swap lemma"):
        sign.require_partner(replace(MODEL, pointwise=False))


@pytest.mark.parametrize("threads", [False, True])
def test_the_first_pairs_are_guarded_and_every_replicate_is_run_once(threads: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[int, bool]] = []

    def noted(model: OwnModel, seed: int, index: int, *, guarded: bool) -> Record:
        seen.append((index, guarded))
        return record_of(index, pairs=7)

    monkeypatch.setattr(module, "replicate_record", noted)
    monkeypatch.setattr(module, "guard_points", lambda model, asked: POINTS)
    asked = Asked(replicates=22, guard_pairs=7)
    if threads:
        with ThreadPoolExecutor(3) as executor:
            monkeypatch.setattr(module, "map", None, raising=False)  # an executor, given, is used
            found = audit_model(MODEL, asked, executor)
    else:
        found = audit_model(MODEL, asked)
    assert sorted(seen) == [(index, index < 7) for index in range(22)]
    assert found.evidence.verdict is Verdict.UPHELD


@pytest.mark.parametrize("m", [1, 7, 10, 99, 100, 101, 250, 251, 499, 500, 501, 1000])
def test_the_guards_samples_are_enough_and_of_no_replicate_or_other_sample(m: int, monkeypatch: pytest.MonkeyPatch) -> None:
    class Drawn:
        def __init__(self, index: int) -> None:
            self.sample, self.partner = (index, "S"), (index, "S'")

    given: list[Any] = []
    monkeypatch.setattr(module, "drawn", lambda model, seed, index: Drawn(index))
    monkeypatch.setattr(module, "point_tests", lambda own, other, rng: given.extend((own, other)) or dict(POINTS))
    monkeypatch.setattr(module, "calls_p_value", lambda model, seed, first, rng: given.append(first) or 0.5)
    assert guard_points(replace(MODEL, m=m), Asked(replicates=23)) == POINTS | {"calls": 0.5}
    own, other, first = given
    assert len(own) == len(other) == next(count for count in range(2, 10**4) if count * m >= MAX_POINTS)
    indices = [index for index, _ in (*own, *other)]
    assert {kind for _, kind in own} == {"S"} and {kind for _, kind in other} == {"S'"}
    assert len({*indices}) == len(indices) and min(indices) == 23 and first == max(indices) + 1


def test_the_cross_test_has_its_share_of_the_guards_level_and_refutes() -> None:
    records = records_of()
    found = concluded(records)
    assert found.guard.p_values["cross"] > 0.5
    assert found.guard.cross_shift == cross_shift(cross_counts(records), 0.01 / 8)
    wrong = concluded(records_of(cross=60), trivial="1/2")
    assert wrong.guard.refuted_by == ["cross"]
    assert (wrong.evidence.verdict, wrong.evidence.alpha, wrong.vacuous) == (Verdict.REFUTED, Fraction(1, 100), Verdict.UNDECIDED)
    older = [{name: value for name, value in one.items() if not name.startswith("cross")} for one in records_of(cross=60)]
    assert "cross" not in concluded(older).guard.p_values and concluded(older).guard.cross_shift is None


@pytest.mark.parametrize("name", POINTS)
def test_a_refuted_partner_certifies_nothing_and_the_sentence_says_what_is_wrong(name: str) -> None:
    found = concluded(records_of(), points=POINTS | {name: 1e-4}, trivial="1/2")
    assert (found.evidence.verdict, found.vacuous) == (Verdict.REFUTED, Verdict.UNDECIDED)
    wrong = "calls of draw give no independent points of one law" if name == "calls" else "S' has not the law of S"
    assert found.evidence.detail.startswith(f"{wrong} ({name}): nothing is certified")
    assert found.evidence.trusts == ()


def test_vacuous_is_what_is_beside_a_trivial_error_that_nothing_denies() -> None:
    """v = 0.566 and u = 0.314: between them 1/2 is, 0.6 and 0.3 are not; the classes deny any but about 1/2."""
    unknown = [one | {"classes": {}} for one in records_of()]
    told = "human: the best constant answer errs with probability"
    for records, trivial, vacuous, denied in (
        (records_of(), None, False, False),
        (records_of(), "1/2", True, False),
        (records_of(), "0.4", False, True),
        (records_of(), "0.6", False, True),
        (unknown, "0.4", True, False),
        (unknown, "0.6", False, False),
        (unknown, "0.3", False, False),
        (unknown, None, False, False),
    ):
        found = concluded(records, trivial=trivial)
        assert found.evidence.verdict is Verdict.UPHELD
        assert found.vacuous is (Verdict.UPHELD if vacuous else Verdict.UNDECIDED)
        assert ("nothing is called vacuous" in found.evidence.detail) == denied
        assert [trust for trust in found.evidence.trusts if trust.startswith(told)] == (
            [] if trivial is None or denied else [f"{told} {float(Fraction(trivial)):g}"]
        )


@pytest.mark.parametrize("counts", [{"0": 700, "1": 300}, {"a": 50, "b": 40, "c": 30, "d": 80}, {"3": 10}, {"0": 1, "1": 1}])
def test_the_trivial_error_is_denied_just_beyond_limits_that_hold_for_all_classes_at_once(counts: dict[str, int]) -> None:
    """Two limits for each class share one in a million; of the best constant answer every other class is an error."""
    total, most = sum(counts.values()), max(counts.values())
    share, wrong = 1e-6 / (2 * len(counts)), total - most
    low = beta.ppf(share, wrong, most + 1) if wrong else 0.0
    high = beta.ppf(1 - share, wrong + 1, most)
    records = [{"classes": counts}, {}, {"classes": {}}]
    for value, right in ((low + 1e-6, True), (high - 1e-6, True), (low - 1e-6, False), (high + 1e-6, False), (wrong / total, True)):
        if 0 <= value <= 1:
            said = trivial_denied(Fraction(value), records)
            assert (said == "") == right
            best = next(label for label, count in counts.items() if count == most)
            assert right or f"the best constant answer, {best}, which is wrong on {wrong} of {total} points" in said


def test_a_trivial_error_at_a_limit_itself_is_not_denied() -> None:
    for k, label in ((300, "0"), (0, "0")):
        counts = {label: 1000 - k} | ({"1": k} if k else {})
        share = Fraction(1, 10**6) / (2 * len(counts))
        for limit in (lower_limit, upper_limit):
            assert trivial_denied(limit(k, 1000, share), [{"classes": counts}]) == ""
    assert trivial_denied(Fraction(1, 3), [{}]) == trivial_denied(Fraction(1, 3), []) == ""


@pytest.mark.parametrize(
    ("where", "says"),
    [
        ([APART, APART], "2, each in a process of its own"),
        ([HERE], "1, each in the same process, where what draw leaves in memory is not seen"),
        (
            [APART, HERE, APART],
            "2, each in a process of its own; 1, each in the same process, where what draw leaves in memory is not seen",
        ),
        ([], "1, each in the same process, where what draw leaves in memory is not seen"),  # older records do not say
    ],
)
def test_what_is_trusted_says_where_replicates_were_fitted_again(where: list[str], says: str) -> None:
    records = [one | ({"refitted": where[i]} if i < len(where) else {}) for i, one in enumerate(records_of())]
    (trust,) = [trust for trust in concluded(records).evidence.trusts if "fitted again" in trust]
    assert trust == f"human: h_S depends on (x, y, seed) alone (replicates fitted again: {says})"


def test_a_lower_half_of_nothing_upholds_nothing() -> None:
    assert concluded(records_of(partner=31)).evidence.verdict is Verdict.UNDECIDED
    assert concluded(records_of(partner=31)).halves.e_unif_alg_lower == 0
    assert concluded(records_of(partner=40)).evidence.verdict is Verdict.UPHELD


def test_the_error_probability_is_that_of_the_statement_and_of_the_looks_before_it() -> None:
    for level in ("0.99", "0.95"):
        asked = Asked(replicates=20, level=level)
        for spent in (Fraction(0), Fraction(1, 300)):
            assert concluded(records_of(), asked, spent=spent).evidence.alpha == 1 - Fraction(level) + spent


def test_the_training_test_compares_replicates_that_were_guarded_with_the_others() -> None:
    records = [one | ({"guard_errors": 420} if "guard_errors" in one else {}) for one in records_of()]
    rng = np.random.default_rng(0)
    for one in records:
        one["test_errors"] = int(290 + rng.integers(20))
    assert concluded(records).guard.refuted_by == ["training"]
    for one in records[:6]:
        one["test_errors"], one["guard_errors"] = 420, one["test_errors"]
    assert "training" not in concluded(records).guard.refuted_by
