"""The record of a statement, its mutants, and the strength of a conclusion folded over everything that it uses.

Glossary
    Origin     of a constant: a formula whose value at the paper's s and b it is.
    Mutant     a named false neighbour of the claim; the same checks must come back REFUTED, and no whole check UPHELD.
    Statement  id, title, prose, claim, proofs, further checks, mutants, source; `uses` is read off the proofs.
    Finding    what a run found about one statement, folded over all that it uses: verdict, kind, trusts, given, alpha.
    trusts     programs; `given`: the sentences of people (human), papers (cited) and definitions that a conclusion rests on.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

import sympy as sp

from uccheck.core.verdict import Evidence, Kind, NoBool, Verdict, conjunction, union_of_trusts, vouched, weakest, word
from uccheck.quantities.applied import opaque
from uccheck.quantities.outcomes import SENTENCES
from uccheck.rules.algebra.residues import sign_of
from uccheck.rules.checks import Check, by_balls, by_derivation
from uccheck.rules.claim import Claim, Domain, Relation, sort_of
from uccheck.rules.derivation import Derivation
from uccheck.rules.steps.cited import cited_by


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

    Raises: ValueError where a symbol has no domain, or two variables have one name; before it is examined, ValueError where sympy's
    assumptions about a symbol exceed its domain, or a hypothesis or conclusion holds for every value that its quantities can take.
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
        names = [str(domain.symbol) for domain in self.claim.where]
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise ValueError(f"{self.id}: two variables have the name {twice}")

    @cached_property
    def sound(self) -> bool:
        """True; what it asks takes algebra, and is asked before a check is run, not of every statement that is loaded.

        Raises: ValueError where a domain is wider than what sympy assumes of its symbol, and where a relation says nothing.
        """
        if loose := [str(domain.symbol) for domain in self.claim.where if not _assumed(domain, self.claim)]:
            raise ValueError(f"{self.id}: the domain of {', '.join(loose)} is wider than what sympy assumes of it")
        if idle := [relation for relation in (*self.claim.given, *self.claim.then) if says_nothing(relation, self.claim)]:
            raise ValueError(
                f"{self.id}: {idle[0].lhs} {idle[0].relation} {idle[0].rhs} holds for every value in the range of its quantities"
            )
        return True

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
class Standing(NoBool):
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


def folded(statement: Statement, evidence: tuple[tuple[Check, Evidence], ...], used: tuple[Standing, ...]) -> Standing:
    """The statement's finding given its own evidence and the findings of the statements it uses."""
    own = conjunction(found.verdict for _, found in evidence)
    whole = [found for check, found in evidence if check.whole and found.verdict is Verdict.UPHELD]
    verdict = own if own is Verdict.REFUTED else Verdict.UPHELD if whole else Verdict.UNDECIDED
    best = max(whole, key=lambda found: (found.kind, -len(found.trusts)), default=None)
    kind = Kind.MEASURED if best is None else best.kind
    own_trusts = () if best is None else best.trusts
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
    """Run every check of the statement on a claim: the statement's own, or a mutant's.

    Raises: ValueError where the statement is not `sound`.
    """
    return tuple((check, check.decide(claim, known)) for check in statement.checks if statement.sound)


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
