"""From records to exponents: slopes with intervals, the last step, and what they decide about sentences on growth.

Glossary
    curve        one quantity of one replicate at every m; only replicates whose trainings all met the rule count
    exponent     the log-log slope over all m; `last step`: the slope between the two largest m alone (still growing?)
    decision     a sentence about exponents with a verdict at the joint error rate stated (Bonferroni)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from uccheck.core.errors import InvalidParameter, UccheckError
from uccheck.core.verdict import Evidence, Kind, NoBool, Verdict, conjunction
from uccheck.statistics.slopes import Method, SlopeInterval, slope_interval

Record = Mapping[str, Any]
Curves = NDArray[np.float64]

#: The bounds that sentences about "the bounds" speak of: the three that the authors plot.
PLOTTED = ("bft17", "nbs18", "n19")

GAP = "test error - training error"

#: Stream of random numbers of the bootstrap; the streams of `growth` are smaller.
BOOTSTRAP = 100


@dataclass(frozen=True, kw_only=True)
class Growth:
    """One quantity against m at one batch size: curves (R, p), its exponent and its last step, or why there is none."""

    name: str
    batch_size: int
    ms: tuple[int, ...]
    curves: Curves
    exponent: SlopeInterval | None
    last_step: SlopeInterval | None
    reason: str = ""

    def record(self) -> dict[str, Any]:
        """The growth as plain data."""
        return {
            "quantity": self.name,
            "batch_size": self.batch_size,
            "m": list(self.ms),
            "mean": [float(v) for v in self.curves.mean(axis=0)] if len(self.curves) else [],
            "exponent": self.exponent.record() if self.exponent else None,
            "last_step": self.last_step.record() if self.last_step else None,
            "reason": self.reason,
        }


def complete_replicates(records: Iterable[Record], batch: int) -> tuple[tuple[int, ...], list[list[Record]], int]:
    """The values of m, the records of each usable replicate in order of m, and how many replicates were left out.

    A replicate is left out when a training of it was capped or diverged: its numbers would not be those of the rule.
    """
    chosen = [r for r in records if r["batch_size"] == batch]
    ms = tuple(sorted({r["m"] for r in chosen}))
    by_replicate: dict[int, list[Record]] = {}
    for record in chosen:
        by_replicate.setdefault(record["replicate"], []).append(record)
    rows = [sorted(rows, key=lambda r: r["m"]) for rows in by_replicate.values()]
    usable = [row for row in rows if len(row) == len(ms) and all(r["stop"] == "reached" for r in row)]
    return ms, usable, len(rows) - len(usable)


def quantities(record: Record) -> dict[str, float]:
    """Every number of one record that is followed against m, by name."""
    layers = record["layers"]
    error, training = record["test_errors"] / record["n_test"], record["train_errors"] / record["m"]
    found = {
        "test error": error,
        GAP: error - training,
        "distance from initialisation": record["distance"],
        "product of spectral norms": record["spectral_product"],
        "product of Frobenius norms": prod(layer["frobenius"] for layer in layers),
        "epochs": float(record["epochs"]),
    }
    found |= {f"spectral norm, layer {i + 1}": layer["spectral"] for i, layer in enumerate(layers)}
    if "distance_between" in record:
        found["distance between two solutions"] = record["distance_between"]["all"]
    for value in record["bounds"]:
        rule = "" if value["gamma_rule"] == "none" else f", {value['gamma_rule']}"
        found[f"{value['bound']}{rule}"] = float(value["value"])
    return found


def growths(records: Sequence[Record], level: str | Fraction = "0.95", method: Method = "auto") -> list[Growth]:
    """The growth of every quantity at every batch size; `level` is that of each interval by itself.

    `method` is one of `uccheck.statistics.slopes`; bootstrap resamples from a generator that depends on the records' seed alone.
    """
    found = []
    for batch in sorted({r["batch_size"] for r in records}):
        ms, rows, _ = complete_replicates(records, batch)
        table = [[quantities(r) for r in row] for row in rows]
        for name in table[0][0] if table else ():
            curves = np.array([[cell[name] for cell in row] for row in table], dtype=np.float64)
            found.append(growth(name, batch, ms, curves, level, method, _resampling(rows)))
    return found


def growth(
    name: str,
    batch: int,
    ms: tuple[int, ...],
    curves: Curves,
    level: str | Fraction,
    method: Method = "auto",
    rng: np.random.Generator | None = None,
) -> Growth:
    """Exponent and last step of curves (R, p), or the reason why they have none (a zero count, one m, one curve)."""
    about = {"name": name, "batch_size": batch, "ms": ms, "curves": curves}
    try:
        exponent = slope_interval(ms, curves, level, rng, method=method)
    except UccheckError as error:
        return Growth(**about, exponent=None, last_step=None, reason=str(error))  # type: ignore[arg-type]
    try:
        last: SlopeInterval | None = slope_interval(ms[-2:], curves[:, -2:], level, rng, method=method)
    except UccheckError:
        last = None  # one curve: two points have no residual
    return Growth(**about, exponent=exponent, last_step=last)  # type: ignore[arg-type]


def _resampling(rows: list[list[Record]]) -> np.random.Generator:
    return np.random.default_rng(np.random.SeedSequence((rows[0][0].get("seed", 0), BOOTSTRAP)))


def find(found: Sequence[Growth], name: str, batch: int) -> Growth:
    """The growth of that name and batch size.

    Raises: InvalidParameter if it was not measured.
    """
    for one in found:
        if (one.name, one.batch_size) == (name, batch):
            return one
    raise InvalidParameter(f"no quantity {name!r} at batch size {batch} in these records")


@dataclass(frozen=True, kw_only=True)
class GrowthDecision(NoBool):
    """A sentence, what was asked of which exponent, and the evidence."""

    says: str
    batch_size: int
    evidence: Evidence
    parts: tuple[str, ...]

    def record(self) -> dict[str, Any]:
        """The decision as plain data."""
        return {
            "says": self.says,
            "batch_size": self.batch_size,
            "verdict": self.evidence.verdict.value,
            "word": self.evidence.word,
            "alpha": str(self.evidence.alpha),
            "detail": self.evidence.detail,
            "trusts": list(self.evidence.trusts),
            "parts": list(self.parts),
        }


def decisions(records: Sequence[Record], rule: str, level: str | Fraction = "0.95") -> list[GrowthDecision]:
    """Three sentences at every batch size, each with joint confidence `level`.

    The paper's: plotted bounds grow with m while the test error falls. The popular one in both of its readings: as
    powers (bounds ~ n^1, generalization error ~ n^(-1/2)), and as upper bounds (at most n^1, at most n^(-1/2)).
    """
    found = []
    for batch in sorted({r["batch_size"] for r in records}):
        _, rows, _ = complete_replicates(records, batch)
        names = [n for n in PLOTTED if rows and f"{n}, {rule}" in quantities(rows[0][0])]
        if names:
            found += [_decide(records, batch, names, rule, sentence, Fraction(level)) for sentence in SENTENCES]
    return found


@dataclass(frozen=True)
class Sentence:
    """A sentence on exponents: relation and value for the bounds, and for the error named `error`."""

    says: str
    relation: str
    bounds: float
    error: str
    error_relation: str
    error_value: float


SENTENCES = (
    Sentence("the bounds grow with m while the test error falls", ">", 0.0, "test error", "<", 0.0),
    Sentence("bounds grow as n, generalization error falls as 1/sqrt(n)", "==", 1.0, GAP, "==", -0.5),
    Sentence("bounds are O(n), generalization error is O(1/sqrt(n)), as upper bounds", "<=", 1.0, GAP, "<=", -0.5),
)


def _decide(records: Sequence[Record], batch: int, names: list[str], rule: str, sentence: Sentence, level: Fraction) -> GrowthDecision:
    asked = [(f"{n}, {rule}", sentence.relation, sentence.bounds) for n in names]
    asked.append((sentence.error, sentence.error_relation, sentence.error_value))
    each = 1 - (1 - level) / len(asked)
    measured = growths(records, each)
    parts = [_part(find(measured, name, batch), relation, value) for name, relation, value in asked]
    verdict = conjunction(v for v, _ in parts)
    evidence = Evidence(
        kind=Kind.STATISTICAL,
        verdict=verdict,
        detail=f"{len(asked)} intervals at level {float(each):.6g} each, over the m of these records only",
        trusts=trusts_of(find(measured, name, batch) for name, _, _ in asked),
        alpha=1 - level,
    )
    return GrowthDecision(says=sentence.says, batch_size=batch, evidence=evidence, parts=tuple(text for _, text in parts))


def trusts_of(measured: Iterable[Growth]) -> tuple[str, ...]:
    """What intervals rest on: Student's t, where few replicates leave nothing else, is named with what it assumes."""
    found = {interval.method: interval.assumes for one in measured if (interval := one.exponent) is not None}
    name = {"student": "Student's t", "regression": "Student's t on residuals", "order": "order statistics", "bootstrap": "bootstrap"}
    return ("numpy and torch", *(f"{name[method]}: {assumes}" for method, assumes in sorted(found.items())))


def _part(one: Growth, relation: str, value: float) -> tuple[Verdict, str]:
    if one.exponent is None:
        return Verdict.UNDECIDED, f"{one.name}: no exponent ({one.reason})"
    verdict = compare(one.exponent, relation, value)
    limits = f"[{one.exponent.lower:.3f}, {one.exponent.upper:.3f}] by {one.exponent.method}"
    return verdict, f"{one.name}: exponent {relation} {value:g} is {verdict.value}; it lies in {limits}"


def compare(interval: SlopeInterval, relation: str, value: float) -> Verdict:
    """Whether the exponent stands in `relation` to `value`; equality can be refuted but never upheld by an interval."""
    below, above = interval.upper < value, interval.lower > value
    if relation == "==":
        return Verdict.REFUTED if below or above else Verdict.UNDECIDED
    if relation in ("<", "<="):
        return Verdict.UPHELD if below else Verdict.REFUTED if above else Verdict.UNDECIDED
    if relation in (">", ">="):
        return Verdict.UPHELD if above else Verdict.REFUTED if below else Verdict.UNDECIDED
    raise InvalidParameter(f"unknown relation {relation!r}: choose one of <, <=, >, >=, ==")
