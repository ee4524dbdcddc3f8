"""The record of a statement, its mutants, and the strength of a conclusion folded over everything that it uses.

Glossary
    Check      a named way to decide a claim: Claim -> Evidence; `whole` if it covers the claim, not only instances.
    Mutant     a named false neighbour of the claim; the same checks must come back REFUTED, and no whole check UPHELD.
    Statement  id, title, prose, claim, uses, checks, mutants, source.
    Finding    what a run found about one statement: verdict and kind folded over `uses`, trusts, alpha.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import sympy as sp

from uccheck.core.verdict import Evidence, Kind, Verdict, conjunction, is_cited, union_of_trusts, weakest, word
from uccheck.rules.claim import Claim, Relation, survey
from uccheck.rules.derivation import Context, Derivation, is_zero, limit_of

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
class Mutant:
    """A false neighbour: what was changed, and the changed claim."""

    name: str
    claim: Claim


@dataclass(frozen=True)
class Statement:
    """One sentence of the argument as a checked object; the prose around the formula is minimal."""

    id: str
    section: int
    title: str
    says: str
    claim: Claim
    checks: tuple[Check, ...]
    mutants: tuple[Mutant, ...]
    source: str
    uses: tuple[str, ...] = ()
    derivations: tuple[Derivation, ...] = ()
    remark: str = ""


@dataclass(frozen=True)
class Finding:
    """The folded result: the weakest kind over the statement and all its ancestors, every trust, own alpha."""

    id: str
    verdict: Verdict
    kind: Kind
    trusts: tuple[str, ...]
    alpha: Fraction
    evidence: tuple[tuple[Check, Evidence], ...] = field(default=())

    @property
    def word(self) -> str:
        """The printed word; PROVED is withheld when anything used is cited or human."""
        unchecked = any(is_cited(trust) or trust.startswith("human:") for trust in self.trusts)
        return word(self.verdict, min(self.kind, Kind.BALL) if unchecked else self.kind, self.alpha)


def derived(*derivations: Derivation) -> tuple[Check, ...]:
    """The two checks of a derived statement: its derivations, and balls at admissible points."""
    return (by_derivation(*derivations), by_balls())


def by_derivation(*derivations: Derivation) -> Check:
    """One derivation for each relation of the claim, in order; covers all parameter values; trusts sympy."""

    def decide(claim: Claim, known: Mapping[str, Claim]) -> Evidence:
        if len(derivations) != len(claim.then):
            return Evidence(kind=Kind.SYMBOLIC, verdict=Verdict.UNDECIDED, detail="one derivation a relation is needed")
        outcomes = []
        for number, (derivation, goal) in enumerate(zip(derivations, claim.then, strict=True)):
            sofar = Claim(claim.then, claim.where, claim.given + claim.then[:number])  # an earlier relation may be used
            outcomes.append(derivation.establishes(goal, Context(sofar, known)))
        trusts = union_of_trusts([("sympy",), *(outcome.trusts for outcome in outcomes)])
        failed = [outcome.detail for outcome in outcomes if not outcome.proved]
        if failed:
            return Evidence(kind=Kind.SYMBOLIC, verdict=Verdict.UNDECIDED, detail=failed[0], trusts=trusts)
        kind = Kind.BALL if "flint" in trusts else Kind.SYMBOLIC
        return Evidence(kind=kind, verdict=Verdict.UPHELD, detail=_counted(derivations), trusts=trusts)

    return Check("derivation", decide, whole=True)


def _counted(derivations: tuple[Derivation, ...]) -> str:
    steps = sum(len(derivation.steps) for derivation in derivations)
    return f"{steps} step{'s' * (steps != 1)}, each by a zero residue or a named rule"


def by_balls(*, least: int = 3) -> Check:
    """Every relation decided by balls at the admissible points of the claim's grid; covers those instances only."""

    def decide(claim: Claim, known: Mapping[str, Claim]) -> Evidence:
        del known
        found = survey(claim)
        if found.witness is not None:
            return Evidence(kind=Kind.BALL, verdict=Verdict.REFUTED, detail=found.witness, trusts=("flint",))
        enough = found.upheld >= least
        if all(relation.relation == "==" for relation in claim.then):
            detail = f"no contradiction at {found.upheld + found.undecided} points; balls cannot prove an equality"
            return Evidence(kind=Kind.BALL, verdict=Verdict.UNDECIDED, detail=detail, trusts=("flint",))
        detail = f"{found.upheld} certified instances, {found.undecided} within rounding of equality"
        verdict = Verdict.UPHELD if enough else Verdict.UNDECIDED
        return Evidence(kind=Kind.BALL, verdict=verdict, detail=detail, trusts=("flint",))

    return Check("balls", decide)


def by_models() -> Check:
    """Every relation decided exactly in the finite models listed as points of the claim; covers those models only."""

    def decide(claim: Claim, known: Mapping[str, Claim]) -> Evidence:
        del known
        found = survey(claim)
        if found.witness is not None:
            return Evidence(kind=Kind.EXACT, verdict=Verdict.REFUTED, detail=f"finite model: {found.witness}")
        verdict = Verdict.UPHELD if found.upheld and not found.undecided else Verdict.UNDECIDED
        detail = f"{found.upheld} relations hold exactly in finite probability spaces, {found.undecided} undecided"
        return Evidence(kind=Kind.EXACT, verdict=verdict, detail=detail)

    return Check("finite models", decide)


def by_limits() -> Check:
    """Each relation whose left side is a Limit, evaluated by sympy: another value refutes it."""

    def decide(claim: Claim, known: Mapping[str, Claim]) -> Evidence:
        del known
        wrong = [(goal.lhs, limit_of(goal.lhs)) for goal in claim.then if isinstance(goal.lhs, sp.Limit)]
        values = zip(wrong, [goal.rhs for goal in claim.then if isinstance(goal.lhs, sp.Limit)], strict=True)
        bad = [f"the limit is {value}, not {rhs}" for (_, value), rhs in values if not is_zero(value - rhs)]
        verdict, detail = (
            (Verdict.REFUTED, bad[0]) if bad else (Verdict.UPHELD, f"{len(wrong)} limits taken by machine")
        )
        return Evidence(kind=Kind.SYMBOLIC, verdict=verdict, detail=detail, trusts=("sympy",))

    return Check("limits", decide)


def folded(statement: Statement, evidence: tuple[tuple[Check, Evidence], ...], used: tuple[Finding, ...]) -> Finding:
    """The statement's finding given its own evidence and the findings of the statements it uses."""
    own = conjunction(found.verdict for _, found in evidence)
    whole = [found for check, found in evidence if check.whole and found.verdict is Verdict.UPHELD]
    verdict = own if own is Verdict.REFUTED else Verdict.UPHELD if whole else Verdict.UNDECIDED
    best = max(whole, key=lambda found: (found.kind, -len(found.trusts)), default=None)
    kind = best.kind if best else Kind.MEASURED
    trusts = union_of_trusts([best.trusts if best else (), *(finding.trusts for finding in used)])
    return Finding(
        id=statement.id,
        verdict=conjunction((verdict, *(finding.verdict for finding in used))),
        kind=weakest((kind, *(finding.kind for finding in used))),
        trusts=trusts,
        alpha=sum((found.alpha for _, found in evidence), Fraction(0)),
        evidence=evidence,
    )


def examine(statement: Statement, claim: Claim, known: Mapping[str, Claim]) -> tuple[tuple[Check, Evidence], ...]:
    """Run every check of the statement on a claim: the statement's own, or a mutant's."""
    return tuple((check, check.decide(claim, known)) for check in statement.checks)


def mutant_verdict(evidence: tuple[tuple[Check, Evidence], ...]) -> Verdict:
    """REFUTED when some check refutes and no whole check upholds; UPHELD when a whole check was fooled."""
    if any(check.whole and found.verdict is Verdict.UPHELD for check, found in evidence):
        return Verdict.UPHELD
    return Verdict.REFUTED if any(found.verdict is Verdict.REFUTED for _, found in evidence) else Verdict.UNDECIDED


def changed(claim: Claim, number: int = 0, **parts: Any) -> Claim:
    """The claim with parts (lhs, relation, rhs) of one of its relations replaced."""
    then = list(claim.then)
    old = then[number]
    then[number] = Relation(parts.get("lhs", old.lhs), parts.get("relation", old.relation), parts.get("rhs", old.rhs))
    return Claim(tuple(then), claim.where, claim.given, claim.points)
