"""The audit of anybody's model: both halves from its replicates, withheld where the guard refutes the partner.

The certificate speaks of the law of (S, h_S) that `draw` and `fit` have. It takes on trust that S' has the law of S, which
tests can only refute; so it says which tests were passed, what they could see, and what they could not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np

from uccheck.core.errors import InvalidParameter
from uccheck.core.exact import as_written, decimal_above, decimal_below, nonnegative, positive_integer, probability
from uccheck.core.verdict import Evidence, Kind, NoBool, Verdict
from uccheck.counterexample.calls import calls_p_value
from uccheck.counterexample.cross import cross_counts, cross_p_value, cross_shift
from uccheck.counterexample.guard import MAX_POINTS, SHARES, Guard, guard, point_tests, require_pairs
from uccheck.counterexample.halves import SIGN, Demand, Halves, certify_halves, demand, lemma_for
from uccheck.counterexample.models import OwnModel, compared, drawn, replicate_record
from uccheck.counterexample.refit import HERE
from uccheck.statistics.estimate import lower_limit, upper_limit

UNSEEN = (
    "human: S' has the law of S (the guard cannot show it; it sees no dependence of which neither its tests nor the learner take notice, "
    "and no shift smaller than those named)"
)
TRUSTS = (
    UNSEEN,
    "human: S is m independent points of the law of the test points (the guard can only refute it)",
    "numpy's generators as independent draws, and arithmetic of the model as evaluated here",
)
_GUARD_STREAM = 14
#: How often the classes of fresh points may deny a true `trivial`: they only withhold a word, which costs no level.
_CLASSES_LEVEL = Fraction(1, 10**6)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is asked of a model: fixed before the first replicate is run.

    Raises: InvalidParameter for a delta that the replicates cannot carry, or a guard that they cannot carry.
    """

    replicates: int
    delta: str = "1/4"
    level: str = "0.99"
    gap_alpha: str = "0.01"
    seed: int = 0
    guard_level: str = "0.01"
    guard_pairs: int = 6

    def __post_init__(self) -> None:
        positive_integer(self.replicates, "replicates", 10**6)
        positive_integer(self.guard_pairs, "guard pairs", 10**6)
        if nonnegative(self.seed, "seed").denominator != 1:
            raise InvalidParameter(f"the seed must be a whole number, got {self.seed}")
        wanted = self.demand
        if self.replicates < wanted.both:
            raise InvalidParameter(
                f"{self.replicates} replicates cannot carry delta = {self.delta} at level {self.level}: e_unif-alg needs {wanted.lower}, "
                f"e_gen {wanted.upper}: give --replicates {wanted.both}"
            )
        require_pairs(self.replicates - self.guard_pairs, self.guard_pairs, probability(self.guard_level, "guard level"))

    @property
    def alpha(self) -> Fraction:
        """The error probability of the statement."""
        return 1 - probability(self.level, "level")

    @property
    def lemma(self) -> str:
        """The transfer lemma: it depends on delta alone."""
        return lemma_for(self.delta)

    @property
    def demand(self) -> Demand:
        """How many replicates each half needs."""
        return demand(self.delta, self.alpha, self.gap_alpha, lemma=self.lemma)

    def require_partner(self, model: OwnModel) -> None:
        """Refuse a delta whose lemma asks for another partner than the model has.

        Raises: InvalidParameter for the sign lemma where the partner is not said to be pointwise.
        """
        if self.lemma == SIGN and not model.pointwise:
            raise InvalidParameter(
                f"delta = {self.delta} is beyond the swap lemma: take delta below 0.45, or say pointwise=True of a partner that moves each "
                "point by itself and twice gives it back"
            )


@dataclass(frozen=True, kw_only=True)
class Audit(NoBool):
    """Both halves, the guard, and the evidence: REFUTED partner, or the two halves with what they trust."""

    halves: Halves
    guard: Guard
    evidence: Evidence
    vacuous: Verdict


def audit_model(model: OwnModel, asked: Asked, executor: Executor | None = None) -> Audit:
    """Run every replicate, the guard, and conclude.

    Raises: InvalidParameter, one line, for a model that is not what it must be: see `models`.
    """
    asked.require_partner(model)
    over = map if executor is None else executor.map
    pairs = asked.guard_pairs
    jobs = [partial(replicate_record, model, asked.seed, i, guarded=i < pairs) for i in range(asked.replicates)]
    return conclude_model(model, asked, list(over(_call, jobs)), guard_points(model, asked))


def guard_points(model: OwnModel, asked: Asked) -> dict[str, float]:
    """P-values of the guard's tests that need no training, on samples drawn for them alone: some S against other S', and calls."""
    first, pairs = asked.replicates, max(2, -(-MAX_POINTS // model.m))
    own = [drawn(model, asked.seed, first + 2 * i).sample for i in range(pairs)]
    other = [drawn(model, asked.seed, first + 2 * i + 1).partner for i in range(pairs)]
    rng = np.random.default_rng(np.random.SeedSequence(asked.seed, spawn_key=(_GUARD_STREAM,)))
    return point_tests(own, other, rng) | {"calls": calls_p_value(model, asked.seed, first + 2 * pairs, rng)}


def conclude_model(
    model: OwnModel, asked: Asked, records: Sequence[Mapping[str, Any]], points: dict[str, float], spent: Fraction = Fraction(0)
) -> Audit:
    """Both halves and the guard from the records; `spent` was charged by earlier looks."""
    a = probability(asked.gap_alpha, "gap_alpha")
    gaps, upper = [], []
    for record in records:
        most = upper_limit(record["test_errors"], record["test_points"], a)
        gaps.append(_rate(record, compared(asked.lemma)) - most)
        upper.append(most - Fraction(record["train_errors"], record["train_points"]))
    halves = certify_halves(gaps, upper, delta=asked.delta, alpha=asked.alpha, gap_alpha=a, lemma=asked.lemma)
    own = [_rate(r, "test") for r in records if "guard_errors" not in r]
    other = [_rate(r, "guard") for r in records if "guard_errors" in r]
    counts, cross = cross_counts(records), None
    if len(counts):
        points = points | {"cross": cross_p_value(counts)}
        cross = cross_shift(counts, float(probability(asked.guard_level, "guard level") * SHARES["cross"]))
    found = guard((own, other), points, asked.guard_level, cross)
    trivial = None if model.trivial is None else probability(model.trivial, "trivial")
    denied = "" if trivial is None else trivial_denied(trivial, records)
    vacuous = Verdict.UNDECIDED if trivial is None or denied or found.refuted_by else halves.vacuous_beside(trivial)
    about = _Vouched(_again(records), None if trivial is None or denied else trivial, denied)
    return Audit(halves=halves, guard=found, evidence=_evidence(model, asked, halves, found, spent, about), vacuous=vacuous)


@dataclass(frozen=True)
class _Vouched:
    """What the model's author says: where fits were repeated, the trivial error if it is not contradicted, and the contradiction."""

    again: str
    trivial: Fraction | None
    denied: str


def _again(records: Sequence[Mapping[str, Any]]) -> str:
    """How many replicates were fitted again, and where; older records do not say where."""
    found = Counter(record["refitted"] for record in records if "refitted" in record) or Counter([HERE])
    said = "; ".join(f"{count}, each {where}" for where, count in sorted(found.items()))
    return said + (", where what draw leaves in memory is not seen" if HERE in found else "")


def trivial_denied(trivial: Fraction, records: Sequence[Mapping[str, Any]]) -> str:
    """Why this is not the error of the best constant answer, by exact limits on the classes of all fresh points; "" if it may be."""
    counts: Counter[str] = Counter()
    for record in records:
        counts.update(record.get("classes", {}))  # older records have none
    total = sum(counts.values())
    if not total:
        return ""
    share = _CLASSES_LEVEL / (2 * len(counts))
    label, most = max(counts.items(), key=lambda item: item[1])
    high, low = upper_limit(total - most, total, share), lower_limit(total - most, total, share)
    if low <= trivial <= high:
        return ""
    wrong = f"the best constant answer, {label}, which is wrong on {total - most} of {total} points"
    return f"trivial = {as_written(trivial)} is not the error of {wrong}"


def _evidence(model: OwnModel, asked: Asked, halves: Halves, found: Guard, spent: Fraction, about: _Vouched) -> Evidence:
    if found.refuted_by:
        wrong = "calls of draw give no independent points of one law" if "calls" in found.refuted_by else "S' has not the law of S"
        detail = f"{wrong} ({', '.join(found.refuted_by)}): nothing is certified; {found.evidence().detail}"
        return Evidence(kind=Kind.STATISTICAL, verdict=Verdict.REFUTED, detail=detail, alpha=found.level)
    delta = as_written(probability(asked.delta, "delta"))
    detail = (
        f"e_gen({model.m}, {delta}) <= {decimal_above(halves.e_gen_at_most, 4)} and e_unif-alg({model.m}, {delta}) >= "
        f"{decimal_below(halves.e_unif_alg_lower, 4)} from {asked.replicates} replicates; not refuted: {found.evidence().detail}"
    )
    detail += f"; {about.denied}: nothing is called vacuous" if about.denied else ""
    verdict = Verdict.UPHELD if halves.e_unif_alg_lower > 0 else Verdict.UNDECIDED
    alone = f"human: h_S depends on (x, y, seed) alone (replicates fitted again: {about.again})"
    told = () if about.trivial is None else (f"human: the best constant answer errs with probability {as_written(about.trivial)}",)
    trusts = (f"human: passage from the {asked.lemma} lemma to e_unif-alg", alone, *TRUSTS, *told)
    return Evidence(kind=Kind.STATISTICAL, verdict=verdict, detail=detail, trusts=trusts, alpha=asked.alpha + spent)


def _rate(record: Mapping[str, Any], name: str) -> Fraction:
    return Fraction(record[f"{name}_errors"], record[f"{name}_points"])


def _call(job: partial[dict[str, Any]]) -> dict[str, Any]:
    return job()
