"""A plan of cells and replicates, and what its records certify by the swap lemma.

Statement of a cell, for delta < 1/2: e_unif-alg(m, delta) >= v. How the errors combine (R replicates, level 1 - alpha):

    Let G be the gap of a fresh replicate and L its lower limit, P(L > G | the run) <= a (`gap_alpha`): only L_D(h_S)
    is estimated, on test points independent of the run. For every v, {L >= v} lies in {G >= v} or {L > G}, so
    P(G >= v) >= P(L >= v) - a. The swap lemma needs P(G >= v) > 2 delta; P(L >= v) > q = 2 delta + a suffices.
    L_1 .. L_R are independent with the law of L, and v* = sup{v : P(L >= v) > q} has P(L > v*) <= q. So the j-th
    largest of them exceeds v* only if j of R independent draws do, with probability at most P(Bin(R, q) >= j). The
    least j for which that is <= alpha gives v <= v*: e_unif-alg(m, delta) >= v, except with probability alpha.

The R error rates a are *not* added to alpha: they lower the order of the quantile instead. With delta = 0.05, a = 0.01
and alpha = 0.01, q = 0.11, and q^R <= alpha from R = 3 on: three replicates certify their least limit. Several cells
share 1 - level equally, so that all statements of a plan hold together. A replicate that stopped at the cap or diverged
counts with the limit -1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from torch_bridge.errors import require
from torch_bridge.gap.hypersphere import PRESETS, Cell, gap_lower, honest_bound
from torch_bridge.train.training import Stop
from uccheck.core.errors import InvalidParameter
from uccheck.core.exact import decimal_above, decimal_below, probability
from uccheck.core.verdict import Evidence, Kind, Verdict
from uccheck.counterexample.transfer import swap_from_draws

TRUSTS = (
    "float32 arithmetic of the trained network, as evaluated here",
    "human: passage from the swap lemma to e_unif-alg",
    "numpy and torch generators as independent draws",
    "numpy, scipy and torch",
)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Which cells are run how often, and what to certify; fixed before the first run, or the level means nothing."""

    base: Cell
    vary: str = "m"
    values: tuple[str, ...]
    replicates: int
    seed: int = 0
    delta: str = "0.05"
    level: str = "0.99"
    gap_alpha: str = "0.01"

    def __post_init__(self) -> None:
        require(self.replicates >= 1, f"a plan needs at least 1 replicate, got {self.replicates}")
        require(self.seed >= 0, f"the seed must not be negative, got {self.seed}")
        require(len(set(self.values)) == len(self.values) > 0, f"values of {self.vary} must differ, got {self.values}")
        for name in ("delta", "level", "gap_alpha"):
            probability(getattr(self, name), name)
        self.cells()
        conclude_gaps(self, [Fraction(-1)] * self.replicates)

    def cells(self) -> dict[str, Cell]:
        """The cells by the value that is varied."""
        return {value: self.base.varied(self.vary, value) for value in self.values}

    @property
    def alpha(self) -> Fraction:
        """The error probability of each cell's statement; all of them together have 1 - level."""
        return (1 - probability(self.level, "level")) / len(self.values)

    def key(self, value: str, replicate: int) -> str:
        """The name of one run."""
        return f"{self.vary}-{value}-r{replicate}"

    def parameters(self) -> dict[str, Any]:
        """Everything the records and the conclusion depend on, as JSON values."""
        own = {n: getattr(self, n) for n in ("vary", "replicates", "seed", "delta", "level", "gap_alpha")}
        return self.base.parameters() | own | {"values": list(self.values), self.vary: "varied"}


@dataclass(frozen=True)
class Certified:
    """What the replicates of a cell certify; `value` is 0 when nothing, which is always true."""

    cell: str
    m: int
    value: Fraction
    evidence: Evidence
    gap_limits: tuple[Fraction, ...]
    rank: int
    reached: int

    @property
    def vacuous(self) -> Verdict:
        """UPHELD if v >= 1/2: a bound on L_D by uniform convergence is then no better than a fair coin."""
        return Verdict.UPHELD if self.value >= Fraction(1, 2) else Verdict.UNDECIDED


def preset_plan(name: str, **options: Any) -> Plan:
    """The plan of a preset; `options` replace fields of the plan."""
    require(name in PRESETS, f"unknown preset {name}: choose one of {', '.join(PRESETS)}")
    base, values, replicates = PRESETS[name]
    given: dict[str, Any] = {"base": base, "values": values, "replicates": replicates}
    return Plan(**(given | options))


def conclude(plan: Plan, records: Iterable[Mapping[str, Any]]) -> list[Certified]:
    """What the records of all cells certify together at the plan's level."""
    by_cell: dict[str, list[Mapping[str, Any]]] = {value: [] for value in plan.values}
    for record in records:
        by_cell[record["cell"]].append(record)
    return [_conclude_cell(plan, value, found) for value, found in by_cell.items()]


def conclude_gaps(plan: Plan, gaps: Sequence[Fraction]) -> tuple[Fraction, int]:
    """The certified v and the rank of the gap it is, from the smallest (0: too few replicates)."""
    reached = swap_from_draws(gaps, plan.delta, plan.alpha, gap_alpha=plan.gap_alpha)
    return Fraction(reached.value), reached.rank


def replicates_needed(plan: Plan) -> int:
    """The least R for which R equal limits certify anything: (2 delta + gap_alpha)^R <= alpha."""
    q = 2 * probability(plan.delta, "delta") + probability(plan.gap_alpha, "gap_alpha")
    count = 1
    while q**count > plan.alpha:
        count += 1
    return count


def per_run(plan: Plan, record: Mapping[str, Any]) -> dict[str, str]:
    """The two limits of one record, as decimals rounded down: of its gap, and the honest bound LCL - UCL."""
    alpha = probability(plan.gap_alpha, "gap_alpha")
    gap, bound = gap_lower(record, alpha), honest_bound(record, alpha)
    return {"gap_lower": decimal_below(gap, 12), "honest_bound": decimal_below(bound, 12)}


def as_json(plan: Plan, records: Sequence[Mapping[str, Any]], found: Sequence[Certified]) -> dict[str, Any]:
    """The result under the keys of the command line: `records`, `e_unif_alg_lower`, `level`, and what they rest on."""
    best = max(found, key=lambda c: c.value)
    return {
        "parameters": plan.parameters(),
        "records": [_shown(plan, record) for record in records],
        "certified": [_certified_json(plan, each) for each in found],
        "e_unif_alg_lower": decimal_below(best.value, 12),
        "cell": best.cell,
        "m": best.m,
        "delta": plan.delta,
        "level": plan.level,
        "trusts": list(TRUSTS),
    }


def _shown(plan: Plan, record: Mapping[str, Any]) -> dict[str, Any]:
    """A record with its limits and without its histograms, which stay in the run directory."""
    return {name: value for name, value in record.items() if name != "margin_histograms"} | per_run(plan, record)


def _conclude_cell(plan: Plan, value: str, records: Sequence[Mapping[str, Any]]) -> Certified:
    if len(records) != plan.replicates:
        raise InvalidParameter(f"{plan.vary} = {value} has {len(records)} of {plan.replicates} replicates: run the rest")
    alpha = probability(plan.gap_alpha, "gap_alpha")
    gaps = tuple(gap_lower(record, alpha) for record in records)
    certified, rank = conclude_gaps(plan, gaps)
    m = plan.cells()[value].m
    verdict = Verdict.UPHELD if certified > 0 else Verdict.UNDECIDED
    detail = f"e_unif-alg({m}, {plan.delta}) >= {decimal_below(certified, 4)} from {len(gaps)} replicates"
    evidence = Evidence(kind=Kind.STATISTICAL, verdict=verdict, detail=detail, trusts=TRUSTS, alpha=plan.alpha)
    reached = sum(record["stop"] == Stop.REACHED.value for record in records)
    return Certified(value, m, certified, evidence, gaps, rank, reached)


def _certified_json(plan: Plan, each: Certified) -> dict[str, Any]:
    return {
        "cell": each.cell,
        "m": each.m,
        "delta": plan.delta,
        "e_unif_alg_lower": decimal_below(each.value, 12),
        "verdict": each.evidence.verdict.value,
        "kind": each.evidence.kind.label,
        "alpha": decimal_above(plan.alpha, 12),
        "replicates": plan.replicates,
        "reached": each.reached,
        "rank": each.rank,
        "vacuous": each.vacuous.value,
    }
