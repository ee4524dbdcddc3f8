"""Ways to decide a claim: by its derivations, by balls at points, in finite models, by limits.

Glossary
    Check        a named way: Claim -> Evidence; `whole` if it covers the claim, not only instances.
    Established  the lines that derivations prove.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import sympy as sp

from uccheck.core.verdict import Evidence, Kind, Verdict
from uccheck.rules.algebra.residues import is_zero, limit_of
from uccheck.rules.claim import Claim, Relation
from uccheck.rules.derivation import Context, Derivation, gives
from uccheck.rules.survey import survey

Decide = Callable[[Claim, Mapping[str, Claim]], Evidence]


@dataclass(frozen=True)
class Check:
    """A way to decide a claim, given the claims of the statements it uses; `whole` when it covers every parameter
    value.
    """

    name: str
    decide: Decide
    whole: bool = False


@dataclass(frozen=True)
class Established:
    """The lines that derivations prove under the hypotheses of a claim, what they trust, and why they stop if they do."""

    lines: tuple[Relation, ...]
    trusts: tuple[str, ...]
    stopped: str = ""


def established(derivations: tuple[Derivation, ...], claim: Claim, known: Mapping[str, Claim]) -> Established:
    """Derivations in order, each of which may use the lines before it; the conclusions of the claim are not looked at."""
    lines: tuple[Relation, ...] = ()
    trusts = {"sympy"}
    for number, derivation in enumerate(derivations, 1):
        outcome = derivation.prove(Context(replace(claim, then=(), given=claim.given + lines), known))
        made = derivation.composed()
        if made is None or not outcome.proved:
            return Established(lines, tuple(sorted(trusts)), f"line {number}: {outcome.detail}")
        trusts |= set(outcome.trusts)
        lines += (made,)
    return Established(lines, tuple(sorted(trusts)))


def leads_to(lines: tuple[Relation, ...], claim: Claim) -> bool:
    """Whether each conclusion of the claim is one of the lines, or weaker."""
    return all(any(gives(line, goal) for line in lines) for goal in claim.then)


def by_derivation(*derivations: Derivation) -> Check:
    """Derivations in order, each of which may use the lines before it; covers all parameter values; trusts sympy."""

    def decide(claim: Claim, known: Mapping[str, Claim]) -> Evidence:
        found = established(derivations, claim, known)
        if found.stopped:
            return Evidence(kind=Kind.SYMBOLIC, verdict=Verdict.UNDECIDED, detail=found.stopped, trusts=found.trusts)
        done = leads_to(found.lines, claim)
        verdict, kind = Verdict.UPHELD if done else Verdict.UNDECIDED, Kind.BALL if "flint" in found.trusts else Kind.SYMBOLIC
        detail = _counted(derivations) if done else "the lines do not lead to the claim"
        return Evidence(kind=kind, verdict=verdict, detail=detail, trusts=found.trusts)

    return Check("derivation", decide, whole=True)


def _counted(derivations: tuple[Derivation, ...]) -> str:
    steps = sum(len(derivation.steps) for derivation in derivations)
    return f"{steps} step{'s' * (steps != 1)}, each by a zero residue or a named rule"


def by_balls(*, least: int = 3) -> Check:
    """Every relation decided by balls at the admissible points of the claim's grid, each at `least` of them; covers those only."""

    def decide(claim: Claim, known: Mapping[str, Claim]) -> Evidence:
        del known
        found = survey(claim)
        if found.witness is not None:
            return Evidence(kind=Kind.BALL, verdict=Verdict.REFUTED, detail=found.witness, trusts=("flint",))
        enough = min(found.instances, default=0) >= least
        if all(relation.relation == "==" for relation in claim.then):
            detail = f"no contradiction at {found.upheld + found.undecided} points; balls cannot prove an equality"
            return Evidence(kind=Kind.BALL, verdict=Verdict.UNDECIDED, detail=detail, trusts=("flint",))
        detail = f"{_each(found.instances)} certified instances, {found.undecided} within rounding of equality"
        verdict = Verdict.UPHELD if enough else Verdict.UNDECIDED
        return Evidence(kind=Kind.BALL, verdict=verdict, detail=detail, trusts=("flint",))

    return Check("balls", decide)


def _each(instances: tuple[int, ...]) -> str:
    return " + ".join(map(str, instances))


def by_models() -> Check:
    """Every relation decided in the finite models listed as points of the claim, by rationals or by balls; covers those models only."""

    def decide(claim: Claim, known: Mapping[str, Claim]) -> Evidence:
        del known
        found = survey(claim)
        if found.witness is not None:
            return Evidence(kind=Kind.BALL, verdict=Verdict.REFUTED, detail=f"finite model: {found.witness}", trusts=("flint",))
        verdict = Verdict.UPHELD if found.upheld and not found.undecided else Verdict.UNDECIDED
        detail = f"{found.upheld} relations hold in finite probability spaces, {found.undecided} undecided"
        return Evidence(kind=Kind.BALL, verdict=verdict, detail=detail, trusts=("flint",))

    return Check("finite models", decide)


def by_limits() -> Check:
    """Each equality whose left side is a Limit, evaluated by sympy: a value that is certainly another one refutes it."""

    def decide(claim: Claim, known: Mapping[str, Claim]) -> Evidence:
        del known
        taken = [(limit_of(goal.lhs), goal.rhs) for goal in claim.then if goal.relation == "==" and isinstance(goal.lhs, sp.Limit)]
        verdict, detail = Verdict.UPHELD, f"limits taken by machine: {len(taken)}"
        for value, rhs in taken:
            if _differ(value, rhs, claim):
                verdict, detail = Verdict.REFUTED, f"the limit is {value}, not {rhs}"
                break
            if not is_zero(value - rhs):
                verdict, detail = Verdict.UNDECIDED, f"whether the limit, {value}, is {rhs} is not certain"
        return Evidence(kind=Kind.SYMBOLIC, verdict=verdict, detail=detail, trusts=("sympy",))

    return Check("limits", decide)


def _differ(value: Any, rhs: Any, claim: Claim) -> bool:
    """Whether they certainly do: one of them alone is infinite, or balls tell them apart at an admissible point."""
    if value.is_infinite:
        return bool(sp.sympify(rhs).is_finite)
    return any(Relation(value, "==", rhs).holds(point) is False for point in claim.grid() if claim.admissible(point))
