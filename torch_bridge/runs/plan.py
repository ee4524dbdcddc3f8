"""A plan of cells and replicates of the hypersphere experiment: what is recorded, and what is asked of the records.

The two are kept apart. `parameters()` are what a record depends on besides its row and its number: they name the run
directory, and more rows or replicates extend it. `statement()` is what is asked: rows, replicates, delta, level. It should
be fixed before the first run; every other statement asked of the same records is a further look, and is charged (`looks`).

How the errors combine is in `uccheck.counterexample.halves`. In short, for R replicates with a gap limit L, wrong with
probability at most a = gap_alpha because L_D(h_S) alone is estimated: the R rates a do *not* add up, they lower the order of
a quantile. Several cells share 1 - level equally, so that all statements of a plan hold together. A replicate that
stopped at the cap or diverged counts with L = -1 and U = 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

from torch_bridge.errors import require
from torch_bridge.gap.hypersphere import HypersphereCell, Partner
from torch_bridge.nets.networks import BIAS_RULE
from torch_bridge.train.training import Stop
from uccheck.core.errors import InvalidParameter
from uccheck.core.exact import decimal_above, decimal_below, probability
from uccheck.core.verdict import Evidence, Kind, NoBool, Verdict
from uccheck.counterexample.halves import SIGN, Demand, Halves, carried, certify_halves, demand, lemma_for
from uccheck.counterexample.models import compared
from uccheck.statistics.estimate import upper_limit

#: The error of the best constant answer: the labels are fair coins.
TRIVIAL = Fraction(1, 2)

TRUSTS = (
    "float32 arithmetic of the trained network, as evaluated here",
    "numpy and torch generators as independent draws",
    "numpy, scipy and torch",
)
PASSAGE = {
    "swap": "human: passage from the swap lemma to e_unif-alg",
    "sign": "human: passage from the sign lemma to e_unif-alg",
}


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Which cells are run how often, and what is asked of them.

    Raises: InvalidParameter for a delta that the replicates cannot carry, with the number that can.
    """

    base: HypersphereCell
    vary: str = "m"
    values: tuple[str, ...]
    replicates: int
    seed: int = 0
    delta: str = "0.25"
    level: str = "0.99"
    gap_alpha: str = "0.01"
    halves: str = "both"  # or lower: e_unif-alg alone

    def __post_init__(self) -> None:
        require(self.replicates >= 1, f"a plan needs at least 1 replicate, got {self.replicates}")
        require(self.seed >= 0, f"the seed must not be negative, got {self.seed}")
        require(len(set(self.values)) == len(self.values) > 0, f"values of {self.vary} must differ, got {self.values}")
        for name in ("delta", "level", "gap_alpha"):
            probability(getattr(self, name), name)
        require(self.halves in ("both", "lower"), f"--halves must be both or lower, got {self.halves!r}")
        self.cells()
        projected = self.base.partner is Partner.PROJECTED and self.vary != "partner"
        require(
            projected or self.lemma != SIGN,
            f"delta = {self.delta} needs the sign lemma, whose S' is made of the projected one: lower --delta below 0.45",
        )
        self._require_replicates()

    def cells(self) -> dict[str, HypersphereCell]:
        """The cells by the value that is varied."""
        return {value: self.base.varied(self.vary, value) for value in self.values}

    @property
    def both(self) -> bool:
        """Whether e_gen is bounded too."""
        return self.halves == "both"

    @property
    def lemma(self) -> str:
        """The transfer lemma: it depends on delta alone, so it is not chosen by the outcome."""
        return lemma_for(self.delta)

    @property
    def shown(self) -> str:
        """The S' that tables and pictures show, as records name it: that of the lemma, so that what is seen is what is certified."""
        return compared(self.lemma)

    @property
    def partner(self) -> str:
        """That S' in words."""
        return self.base.partner.value + (" with chance 3/4" if self.lemma == SIGN else "")

    @property
    def alpha(self) -> Fraction:
        """The error probability of each cell's statement; all of them together have 1 - level."""
        return (1 - probability(self.level, "level")) / len(self.values)

    @property
    def demand(self) -> Demand:
        """How many replicates each half needs."""
        return demand(self.delta, self.alpha, self.gap_alpha, lemma=self.lemma, both=self.both)

    def key(self, value: str, replicate: int) -> str:
        """The name of one run."""
        return f"{self.vary}-{value}-r{replicate}"

    def parameters(self) -> dict[str, Any]:
        """Everything a record depends on besides its cell and number, as JSON values."""
        own = {"experiment": "hypersphere", "vary": self.vary, "seed": self.seed, "initial_biases": BIAS_RULE}
        return self.base.parameters() | own | {self.vary: "varied"}

    def statement(self) -> dict[str, Any]:
        """What is asked of the records."""
        names = ("replicates", "delta", "level", "gap_alpha", "halves", "lemma")
        return {name: getattr(self, name) for name in names} | {"values": list(self.values)}

    def _require_replicates(self) -> None:
        wanted = self.demand
        if self.replicates >= wanted.both:
            return
        needs = f"e_unif-alg needs {wanted.lower}" + (f", e_gen {wanted.upper}" if self.both else "")
        able = carried(self.replicates, self.alpha, self.gap_alpha, both=self.both)
        other = f"; {self.replicates} carry delta = {float(able[0]):g} to {float(able[-1]):g}" if able else ""
        alone = "" if not self.both or self.replicates < wanted.lower else ", or --halves lower"
        raise InvalidParameter(
            f"{self.replicates} replicates cannot carry delta = {self.delta} at level {self.level} in {counted_rows(len(self.values))}: "
            f"{needs}: give --replicates {wanted.both}{alone}{other}"
        )


@dataclass(frozen=True, kw_only=True)
class Certified(NoBool):
    """What the replicates of a cell certify; v is 0 and u is 1 when nothing, which is always true."""

    cell: str
    m: int
    halves: Halves
    evidence: Evidence
    reached: int

    @property
    def value(self) -> Fraction:
        """v."""
        return self.halves.e_unif_alg_lower

    @property
    def vacuous(self) -> Verdict:
        """UPHELD if v >= 1/2 > u: no uniform convergence bound beats a fair coin, and the certified gap is below that."""
        return self.halves.vacuous_beside(TRIVIAL)


def counted_rows(count: int) -> str:
    """The number of rows, in words."""
    return f"{count} row" + ("" if count == 1 else "s")


def conclude(plan: Plan, records: Iterable[Mapping[str, Any]], spent: Fraction = Fraction(0)) -> list[Certified]:
    """What the records of all cells certify together at the plan's level; `spent` was charged by earlier looks."""
    by_cell: dict[str, list[Mapping[str, Any]]] = {value: [] for value in plan.values}
    for record in records:
        by_cell[record["cell"]].append(record)
    return [_conclude_cell(plan, value, found, spent) for value, found in by_cell.items()]


def gap_lower(record: Mapping[str, Any], gap_alpha: Fraction, lemma: str = "swap") -> Fraction:
    """L: it exceeds G = Lhat_S'(h_S) - L_D(h_S) with probability at most gap_alpha.

    Lhat_S'(h_S) is counted on all of S', and is no estimate; L_D is at most its Clopper-Pearson limit. A run that did not
    reach its margin certifies nothing: L = -1, and G is never less.
    """
    if record["stop"] != Stop.REACHED.value:
        return Fraction(-1)
    name = compared(lemma)
    if f"{name}_errors" not in record:
        raise InvalidParameter("these records have no S' for the sign lemma, they are of an older version: take delta below 0.45")
    error = Fraction(record[f"{name}_errors"], record[f"{name}_points"])
    return error - _most(record["test_errors"], record["test_points"], gap_alpha)


def generalization_upper(record: Mapping[str, Any], gap_alpha: Fraction) -> Fraction:
    """U: it lies below L_D(h_S) - Lhat_S(h_S) with probability at most gap_alpha; 1 for a run that was not finished."""
    if record["stop"] != Stop.REACHED.value:
        return Fraction(1)
    error = Fraction(record["train_errors"], record["train_points"])
    return _most(record["test_errors"], record["test_points"], gap_alpha) - error


@lru_cache(maxsize=4096)
def _most(k: int, n: int, alpha: Fraction) -> Fraction:
    """The upper limit of L_D: both halves, and every table that shows a record, ask for the same one."""
    return upper_limit(k, n, alpha)


def per_run(plan: Plan, record: Mapping[str, Any]) -> dict[str, str]:
    """The two limits of one record, as decimals rounded outward: L of its gap, U of its generalization gap."""
    alpha = probability(plan.gap_alpha, "gap_alpha")
    gap, upper = gap_lower(record, alpha, plan.lemma), generalization_upper(record, alpha)
    return {"gap_lower": decimal_below(gap, 12), "generalization_gap_upper": decimal_above(upper, 12)}


def as_json(plan: Plan, records: Sequence[Mapping[str, Any]], found: Sequence[Certified], spent: Fraction = Fraction(0)) -> dict[str, Any]:
    """The result under the keys of the command line: `records`, `e_unif_alg_lower`, `level`, and what they rest on."""
    best = max(found, key=lambda c: c.value)
    return {
        "parameters": plan.parameters(),
        "statement": plan.statement(),
        "records": [_shown(plan, record) for record in records],
        "certified": [_certified_json(plan, each) for each in found],
        "e_unif_alg_lower": decimal_below(best.value, 12),
        "cell": best.cell,
        "m": best.m,
        "delta": plan.delta,
        "level": plan.level,
        "level_with_earlier_looks": decimal_below(probability(plan.level, "level") - spent, 12),
        "trusts": list(best.evidence.trusts),
    }


def _shown(plan: Plan, record: Mapping[str, Any]) -> dict[str, Any]:
    """A record with its limits and without its histograms, which stay in the run directory."""
    return {name: value for name, value in record.items() if name != "margin_histograms"} | per_run(plan, record)


def _conclude_cell(plan: Plan, value: str, records: Sequence[Mapping[str, Any]], spent: Fraction) -> Certified:
    if len(records) != plan.replicates:
        raise InvalidParameter(f"{plan.vary} = {value} has {len(records)} of {plan.replicates} replicates: run the rest")
    a = probability(plan.gap_alpha, "gap_alpha")
    gaps = tuple(gap_lower(record, a, plan.lemma) for record in records)
    upper = tuple(generalization_upper(record, a) for record in records) if plan.both else None
    halves = certify_halves(gaps, upper, delta=plan.delta, alpha=plan.alpha, gap_alpha=a, lemma=plan.lemma)
    m = plan.cells()[value].m
    evidence = Evidence(
        kind=Kind.STATISTICAL,
        verdict=Verdict.UPHELD if halves.e_unif_alg_lower > 0 else Verdict.UNDECIDED,
        detail=_detail(plan, m, halves),
        trusts=(PASSAGE[plan.lemma], *TRUSTS),
        alpha=plan.alpha + spent,
    )
    reached = sum(record["stop"] == Stop.REACHED.value for record in records)
    return Certified(cell=value, m=m, halves=halves, evidence=evidence, reached=reached)


def _detail(plan: Plan, m: int, halves: Halves) -> str:
    lower = f"e_unif-alg({m}, {plan.delta}) >= {decimal_below(halves.e_unif_alg_lower, 4)}"
    u = halves.e_gen_upper
    both = "" if u is None else f"e_gen({m}, {plan.delta}) <= {decimal_above(u, 4)} and "
    return f"{both}{lower} from {plan.replicates} replicates by the {plan.lemma} lemma"


def _certified_json(plan: Plan, each: Certified) -> dict[str, Any]:
    u = each.halves.e_gen_upper
    return {
        "cell": each.cell,
        "m": each.m,
        "delta": plan.delta,
        "lemma": plan.lemma,
        "e_unif_alg_lower": decimal_below(each.value, 12),
        "e_gen_upper": None if u is None else decimal_above(u, 12),
        "verdict": each.evidence.verdict.value,
        "kind": each.evidence.kind.label,
        "alpha": decimal_above(each.evidence.alpha, 12),
        "replicates": plan.replicates,
        "reached": each.reached,
        "rank": each.halves.reached.rank,
        "e_gen_rank": each.halves.e_gen_rank,
        "e_unif_alg_exceeds_e_gen": each.halves.exceeds.value,
        "vacuous": each.vacuous.value,
    }
