"""The record of a statement, its mutants, and the strength of a conclusion folded over everything that it uses.

Glossary
    Check      a named way to decide a claim: Claim -> Evidence; `whole` if it covers the claim, not only instances.
    Origin     of a constant: a formula whose value at the paper's s and b it is.
    Mutant     a named false neighbour of the claim; the same checks must come back REFUTED, and no whole check UPHELD.
    Statement  id, title, prose, claim, proofs, further checks, mutants, source; `uses` is read off the proofs.
    Finding    what a run found about one statement, folded over all that it uses: verdict, kind, trusts, given, alpha.
    trusts     programs; `given`: the sentences of people (human), papers (cited) and definitions that a conclusion rests on.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

import sympy as sp

from uccheck.core.verdict import Evidence, Kind, Verdict, conjunction, union_of_trusts, vouched, weakest, word
from uccheck.quantities.applied import opaque
from uccheck.quantities.outcomes import SENTENCES
from uccheck.rules.claim import Claim, Domain, Relation, sort_of, survey
from uccheck.rules.derivation import Context, Derivation, gives
from uccheck.rules.residues import is_zero, limit_of, sign_of
from uccheck.rules.steps import cited_by

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
class Origin:
    """Where a constant of a statement comes from, in words; where there is a `formula`, `value` is it at s = 4 and b = 32."""

    value: Any
    words: str
    formula: Any = None


@dataclass(frozen=True)
class Statement:
    """One sentence of the argument as a checked object; the prose around the formula is minimal.

    Raises: ValueError where a symbol has no domain, or one that sympy's assumptions about it exceed, and where a hypothesis or
    conclusion holds for every value that its quantities can take.
    """

    id: str
    section: int
    title: str
    says: str
    claim: Claim
    proofs: tuple[Derivation, ...]
    mutants: tuple[Mutant, ...]
    source: str
    support: tuple[Check, ...] | None = None
    remark: str = ""
    terms: Mapping[str, Any] = field(default_factory=dict, compare=False)
    origins: tuple[Origin, ...] = ()

    def __post_init__(self) -> None:
        if unknown := self.claim.undeclared():
            raise ValueError(f"{self.id}: no domain is given for {', '.join(sorted(unknown))}")
        if loose := [str(domain.symbol) for domain in self.claim.where if not _assumed(domain, self.claim)]:
            raise ValueError(f"{self.id}: the domain of {', '.join(loose)} is wider than what sympy assumes of it")
        names = [str(domain.symbol) for domain in self.claim.where]
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise ValueError(f"{self.id}: two variables have the name {twice}")
        if idle := [relation for relation in (*self.claim.given, *self.claim.then) if says_nothing(relation, self.claim)]:
            raise ValueError(
                f"{self.id}: {idle[0].lhs} {idle[0].relation} {idle[0].rhs} holds for every value in the range of its quantities"
            )

    @property
    def checks(self) -> tuple[Check, ...]:
        """The derivations, which cover all parameter values, and the further checks: balls at admissible points unless named."""
        return (by_derivation(*self.proofs), *((by_balls(),) if self.support is None else self.support))

    @property
    def uses(self) -> tuple[str, ...]:
        """The statements that its proofs cite."""
        return cited_by(self.proofs)


def _assumed(domain: Domain, claim: Claim) -> bool:
    """Whether positivity or nonnegativity that sympy assumes of a symbol follows from its domain; it may assume no more than these."""
    if sort_of(domain.symbol) is None:
        return False
    if domain.symbol.is_positive is not True and domain.symbol.is_nonnegative is not True:
        return True
    plain = sp.Dummy(real=True)
    others = tuple(_about(other, domain.symbol, plain) for other in claim.where if other != domain)
    found = sign_of(plain, (replace(domain, symbol=plain), *others))
    return found == 1 or (found == 0 and domain.symbol.is_positive is not True)


def _about(domain: Domain, symbol: Any, plain: Any) -> Domain:
    low, high = (None if end is None else sp.sympify(end).xreplace({symbol: plain}) for end in (domain.low, domain.high))
    return replace(domain, low=low, high=high)


def says_nothing(relation: Relation, claim: Claim) -> bool:
    """Whether the relation is about quantities and holds for all their values: P <= 1, e_gen <= 1, 0 <= e_unif-alg."""
    slack, quantities = opaque(relation.slack)
    ranges = tuple(Domain(symbol, atom.about.low, atom.about.high) for symbol, atom in quantities.items())
    if not quantities or relation.relation == "==" or _fails_somewhere(slack, claim, ranges):
        return False
    found = sign_of(slack, (*claim.where, *ranges))
    return found is not None and (found > 0 or not relation.strict)


def _fails_somewhere(slack: Any, claim: Claim, ranges: tuple[Domain, ...]) -> bool:
    """Whether the slack is negative at some corner of the ranges and some values of the symbols: a quick look, in floats."""
    ends = [[-7 if one.low is None else one.low, 7 if one.high is None else one.high] for one in ranges]
    corners = [dict(zip((one.symbol for one in ranges), corner, strict=True)) for corner in itertools.product(*ends)]
    places = [{one.symbol: sp.Rational(2, 7) if one.high is not None else at for one in claim.where} for at in (2, 50, 10**4)]
    values = (sp.sympify(slack.xreplace({**place, **corner})).evalf(15) for place in places for corner in corners)
    return any(value.is_number and value.is_real and value < -1e-9 for value in values)


@dataclass(frozen=True)
class Standing:
    """The folded result: the weakest kind over the statement and all its ancestors, what they trust, own alpha."""

    id: str
    verdict: Verdict
    kind: Kind
    trusts: tuple[str, ...]
    given: tuple[str, ...]
    alpha: Fraction
    evidence: tuple[tuple[Check, Evidence], ...] = field(default=())

    @property
    def word(self) -> str:
        """The printed word: ARGUED where anything it uses is a sentence of a person or a paper."""
        return "ARGUED" if vouched(self.given) and self.verdict is Verdict.UPHELD else word(self.verdict, self.kind, self.alpha)


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
        foreign = set() if made is None else replace(claim, given=(), then=(made,)).undeclared()
        if made is None or foreign or not outcome.proved:
            why = f"{', '.join(sorted(foreign))} is not declared" if foreign else outcome.detail
            return Established(lines, tuple(sorted(trusts)), f"line {number}: {why}")
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
        verdict = Verdict.UPHELD if min(found.instances, default=0) and not found.undecided else Verdict.UNDECIDED
        detail = f"{found.upheld} relations hold in finite probability spaces, {found.undecided} undecided"
        return Evidence(kind=Kind.BALL, verdict=verdict, detail=detail, trusts=("flint",))

    return Check("finite models", decide)


def by_limits() -> Check:
    """Each relation whose left side is a Limit, evaluated by sympy: another value refutes it."""

    def decide(claim: Claim, known: Mapping[str, Claim]) -> Evidence:
        del known
        wrong = [(goal.lhs, limit_of(goal.lhs)) for goal in claim.then if isinstance(goal.lhs, sp.Limit)]
        values = zip(wrong, [goal.rhs for goal in claim.then if isinstance(goal.lhs, sp.Limit)], strict=True)
        bad = [f"the limit is {value}, not {rhs}" for (_, value), rhs in values if not is_zero(value - rhs)]
        verdict, detail = (Verdict.REFUTED, bad[0]) if bad else (Verdict.UPHELD, f"limits taken by machine: {len(wrong)}")
        return Evidence(kind=Kind.SYMBOLIC, verdict=verdict, detail=detail, trusts=("sympy",))

    return Check("limits", decide)


def folded(statement: Statement, evidence: tuple[tuple[Check, Evidence], ...], used: tuple[Standing, ...]) -> Standing:
    """The statement's finding given its own evidence and the findings of the statements it uses."""
    own = conjunction(found.verdict for _, found in evidence)
    whole = [found for check, found in evidence if check.whole and found.verdict is Verdict.UPHELD]
    verdict = own if own is Verdict.REFUTED else Verdict.UPHELD if whole else Verdict.UNDECIDED
    best = max(whole, key=lambda found: (found.kind, -len(found.trusts)), default=None)
    kind = best.kind if best else Kind.MEASURED
    own_trusts = best.trusts if best else ()
    programs = [trust for trust in own_trusts if not trust.startswith(SENTENCES)]
    sentences = [trust for trust in own_trusts if trust.startswith(SENTENCES)]
    return Standing(
        id=statement.id,
        verdict=conjunction((verdict, *(finding.verdict for finding in used))),
        kind=weakest((kind, *(finding.kind for finding in used))),
        trusts=union_of_trusts([programs, *(finding.trusts for finding in used)]),
        given=union_of_trusts([sentences, *(finding.given for finding in used)]),
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
    return replace(claim, then=tuple(then))


def under(claim: Claim, number: int, hypothesis: Relation, **parts: Any) -> Claim:
    """The claim with hypothesis `number` replaced, and perhaps other points."""
    given = (*claim.given[:number], hypothesis, *claim.given[number + 1 :])
    return replace(claim, given=given, **parts)
