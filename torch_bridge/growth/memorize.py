"""Memorization (Zhang et al. 2016): the same networks on true and on random labels, and what the bounds say of the two.

Glossary
    true, random   training to zero training error (every margin reaches the stopping margin) on the labels as they are,
                   and on independent uniform labels; test sets keep their true labels, so random ones have chance error
    ratio          a bound on random labels over the same bound on true ones, same m, same initialisation
    look-alike     the same bound on true labels at a larger M over its value on random labels at m: above 1, a network
                   that generalizes gets a worse number than one that memorized noise
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from math import e, exp
from pathlib import Path
from typing import Any

from torch_bridge.growth.plan import GrowthPlan
from torch_bridge.growth.samples import check_data
from torch_bridge.growth.summary import quantities
from torch_bridge.runs.runner import Watcher, Where, run_plan
from uccheck.core.errors import InvalidParameter, UccheckError
from uccheck.core.verdict import Evidence, Kind, Verdict, conjunction
from uccheck.statistics.slopes import slope_interval

Record = Mapping[str, Any]

BASE: dict[str, dict[str, Any]] = {
    "hypersphere": {
        "hidden": (1000,),
        "bias": True,
        "learning_rate": "0.2",
        "stop_margin": "4",
        "n_test": 8192,
        "replicates": 6,
    },
    "mnist": {"hidden": (128,) * 3, "bias": False, "learning_rate": "0.1", "stop_margin": "10", "n_test": 904},
}
#: m of both, M of true labels alone.
SIZES: dict[tuple[str, str], dict[str, Any]] = {
    ("hypersphere", "quick"): {"ms": (512, 4096)},
    ("hypersphere", "blog"): {"ms": (1024, 16384), "replicates": 10},
    ("hypersphere", "paper"): {"ms": (4096, 65536), "replicates": 10},
    ("mnist", "quick"): {"ms": (256, 1024), "replicates": 3},
    ("mnist", "blog"): {"ms": (512, 4096), "replicates": 6, "hidden": (256,) * 5},
    ("mnist", "paper"): {"ms": (1024, 4096), "replicates": 6, "hidden": (1024,) * 5},
}


def plans(data: str, preset: str, **changes: Any) -> tuple[GrowthPlan, GrowthPlan]:
    """The plans of true labels (m and M) and of random labels (m alone); both train to zero training error.

    Raises: InvalidParameter for an unknown data set or preset, or unless exactly two sizes m < M are given.
    """
    if (data, preset) not in SIZES:
        raise InvalidParameter(f"no preset {preset!r} for data {data!r}: data is hypersphere or mnist, preset quick, blog or paper")
    chosen = BASE[data] | SIZES[data, preset] | {name: value for name, value in changes.items() if value is not None}
    if len(chosen["ms"]) != 2 or not chosen["ms"][0] < chosen["ms"][1]:
        raise InvalidParameter(f"give two sizes m < M, such as --m 512,4096; got {chosen['ms']}")
    true = GrowthPlan(data=data, batch_sizes=(1,), stop_fraction="1", **chosen)  # type: ignore[arg-type]
    return true, replace(true, ms=true.ms[:1], random_labels=True)


@dataclass(frozen=True, kw_only=True)
class Ratio:
    """A ratio of one quantity between two kinds of runs: geometric mean or median over replicates, with limits."""

    quantity: str
    ratio: float
    lower: float
    upper: float
    method: str


def ratio(name: str, below: Sequence[float], above: Sequence[float], level: str) -> Ratio:
    """above/below over replicates in pairs, with two-sided limits at `level`.

    The log ratio is the slope of log y over x = 1, e, so the limits and their assumptions are those of `uccheck.statistics.slopes`.
    """
    found = slope_interval((1.0, e), list(zip(below, above, strict=True)), level)
    return Ratio(quantity=name, ratio=exp(found.slope), lower=exp(found.lower), upper=exp(found.upper), method=found.method)


def ratios(below: Sequence[Record], above: Sequence[Record], level: str) -> list[Ratio]:
    """Ratios of every bound and norm between two lists of records paired by replicate; infinite ones are left out."""
    tables = [[quantities(r) for r in side] for side in (below, above)]
    found = []
    for name in tables[0][0]:
        if "error" in name or name == "epochs":
            continue
        try:
            found.append(ratio(name, [t[name] for t in tables[0]], [t[name] for t in tables[1]], level))
        except UccheckError:
            continue
    return found


def memorize(
    true: GrowthPlan,
    random: GrowthPlan,
    out: Path,
    level: str,
    where: Where | None = None,
    watcher: Watcher | None = None,
) -> dict[str, Any]:
    """Train both kinds, resuming what `out` holds, and compare them; plain data."""
    check_data(true)
    records = {
        "true": run_plan(true, out / "true", where, watcher),
        "random": run_plan(random, out / "random", where, watcher),
    }
    m, M = true.ms
    small = [r for r in records["true"] if r["m"] == m]
    large = [r for r in records["true"] if r["m"] == M]
    found = {
        "m": m,
        "M": M,
        "level": level,
        "replicates": true.replicates,
        "runs": [
            counts("true labels, m", small),
            counts("random labels, m", records["random"]),
            counts("true labels, M", large),
        ],
        "ratios": [asdict(r) for r in ratios(small, records["random"], level)],
        "look_alike": [asdict(r) for r in ratios(records["random"], large, level)],
    }
    decided = decide(small, records["random"], large)
    return found | {
        "decisions": [{"says": says, "verdict": ev.verdict.value, "word": ev.word, "detail": ev.detail} for says, ev in decided],
        "verdict": conjunction(ev.verdict for _, ev in decided).value,
        "records": [dict(r) for kind in records.values() for r in kind],
    }


def counts(label: str, records: Sequence[Record]) -> dict[str, Any]:
    """Errors k of n on training and test points, summed over replicates, and the range of the test error."""
    rates = [r["test_errors"] / r["n_test"] for r in records]
    return {
        "runs": label,
        "train_errors": sum(r["train_errors"] for r in records),
        "train_points": sum(r["m"] for r in records),
        "test_errors": sum(r["test_errors"] for r in records),
        "test_points": sum(r["n_test"] for r in records),
        "test_error_range": [min(rates), max(rates)],
        "stopped_by_rule": sum(r["stop"] == "reached" for r in records),
        "replicates": len(records),
    }


def decide(small: Sequence[Record], random: Sequence[Record], large: Sequence[Record]) -> list[tuple[str, Evidence]]:
    """What these runs show, as measured: facts about the networks trained, with no claim beyond them."""
    fits = [r["train_errors"] == 0 for r in (*small, *random)]
    complete = [b["bound"] for b in small[0]["bounds"] if b["applies"]]
    vacuous = [b["vacuous"] for r in (*small, *random, *large) for b in r["bounds"] if b["applies"]]
    return [
        (
            "the same networks fit true and random labels with zero training error",
            _measured(all(fits), f"{sum(fits)} of {len(fits)} trainings have no training error"),
        ),
        (
            "every complete bound that applies is vacuous on both, so none of them tells the two apart",
            _measured(all(vacuous), f"{sum(vacuous)} of {len(vacuous)} values ({', '.join(sorted(set(complete)))})"),
        ),
    ]


def _measured(holds: bool, detail: str) -> Evidence:
    verdict = Verdict.UPHELD if holds else Verdict.REFUTED
    return Evidence(kind=Kind.MEASURED, verdict=verdict, detail=detail, trusts=("torch", "numpy"))


def text(found: Mapping[str, Any]) -> str:
    """The comparison for a reader."""
    m, M = found["m"], found["M"]
    lines = [f"m = {m}, M = {M}, {found['replicates']} replicates; intervals at level {found['level']} each", ""]
    for row in found["runs"]:
        low, high = row["test_error_range"]
        lines.append(
            f"  {row['runs']:18} training errors {row['train_errors']} of {row['train_points']}, test errors "
            f"{row['test_errors']} of {row['test_points']} (replicates: {low:.3f} to {high:.3f})"
        )
    lines += ["", f"random labels / true labels, both at m = {m}", *map(_ratio_line, found["ratios"])]
    lines += ["", f"true labels at M = {M} / random labels at m = {m}", *map(_ratio_line, found["look_alike"])]
    for decision in found["decisions"]:
        lines += ["", f"{decision['word']}: {decision['says']}", f"  {decision['detail']}"]
    return "\n".join(lines)


def _ratio_line(row: Mapping[str, Any]) -> str:
    return f"  {row['quantity']:34} {row['ratio']:.3g} [{row['lower']:.3g}, {row['upper']:.3g}] {row['method']}"
