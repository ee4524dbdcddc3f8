"""Kept records of trained networks on the front page: counts that ship with the kit, and what they certify, computed again.

Glossary
    KeptRun    a run with what its first look asked: delta, level, gap_alpha; every cell of it holds at level together
    KeptCell   one row: the errors of its replicates, and both halves
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from uccheck.audit.runs.records import shipped
from uccheck.core.exact import exact, probability
from uccheck.core.verdict import NoBool
from uccheck.counterexample.halves import certify_halves, lemma_for
from uccheck.counterexample.own import honest_gap
from uccheck.statistics.estimate import upper_limit

#: The runs of the page: the experiment itself, the authors' notebook plan, and two controls whose S' is not the projected sample.
SHOWN = ("hypersphere-quick", "hypersphere-blog", "null-unflipped", "null-independent")


@dataclass(frozen=True, kw_only=True)
class KeptCell(NoBool):
    """One row of a run; u is 1 and v is 0 where nothing is certified."""

    value: str
    replicates: int
    reached: int
    test: tuple[Fraction, ...]
    partner: tuple[Fraction, ...]
    e_gen_upper: Fraction
    e_unif_alg_lower: Fraction


@dataclass(frozen=True, kw_only=True)
class KeptRun:
    """A kept run, with the parameters that its title needs."""

    name: str
    vary: str
    partner: str
    delta: str
    alpha: Fraction
    parameters: dict[str, Any]
    cells: tuple[KeptCell, ...]

    @property
    def bounds_e_gen(self) -> bool:
        """Whether e_gen is bounded in every row; the page's template asks."""
        return all(cell.e_gen_upper < 1 for cell in self.cells)

    @property
    def certifies(self) -> bool:
        """Whether anything is certified of e_unif-alg in some row; the page's template asks."""
        return any(cell.e_unif_alg_lower > 0 for cell in self.cells)


def kept_run(name: str) -> KeptRun:
    """The run of that name, with both halves at the delta and level that its first look asked for."""
    body = shipped()[name]
    parameters, asked = body["parameters"], body["asked"]
    values = [str(value) for value in asked["values"]]
    alpha = 1 - probability(asked["level"], "level")
    cells = tuple(_cell(value, _runs(body["records"], value, asked), asked, alpha / len(values)) for value in values)
    return KeptRun(
        name=name,
        vary=str(parameters["vary"]),
        partner=str(parameters["partner"]),
        delta=str(asked["delta"]),
        alpha=alpha,
        parameters=parameters,
        cells=cells,
    )


def _runs(records: list[dict[str, Any]], value: str, asked: dict[str, Any]) -> list[dict[str, Any]]:
    return [r for r in records if r["cell"] == value and r["replicate"] < asked["replicates"]]


def _cell(value: str, runs: list[dict[str, Any]], asked: dict[str, Any], alpha: Fraction) -> KeptCell:
    slack, both = exact(str(asked["gap_alpha"]), "gap_alpha"), asked["halves"] == "both"
    halves = certify_halves(
        [_gap(run, slack) for run in runs],
        [_excess(run, slack) for run in runs] if both else None,
        delta=asked["delta"],
        alpha=alpha,
        gap_alpha=slack,
        lemma=lemma_for(asked["delta"]),
    )
    return KeptCell(
        value=value,
        replicates=len(runs),
        reached=sum(run["stop"] == "reached" for run in runs),
        test=tuple(_share(run, "test") for run in runs),
        partner=tuple(_share(run, "partner") for run in runs),
        e_gen_upper=halves.e_gen_at_most,
        e_unif_alg_lower=halves.e_unif_alg_lower,
    )


def _share(run: dict[str, Any], part: str) -> Fraction:
    return Fraction(run[f"{part}_errors"], run[f"{part}_points"])


def _gap(run: dict[str, Any], slack: Fraction) -> Fraction:
    """L: it exceeds the gap with probability at most `slack`; a run that did not reach its margin certifies nothing."""
    if run["stop"] != "reached":
        return Fraction(-1)
    wrong, size = run["partner_errors"], run["partner_points"]
    return honest_gap(
        wrong_on_partner=wrong, partner_size=size, wrong_on_test=run["test_errors"], test_size=run["test_points"], alpha=slack
    )


def _excess(run: dict[str, Any], slack: Fraction) -> Fraction:
    """U: it lies below L_D(h_S) - Lhat_S(h_S) with probability at most `slack`, for the same reason as L."""
    if run["stop"] != "reached":
        return Fraction(1)
    return upper_limit(run["test_errors"], run["test_points"], slack) - _share(run, "train")
