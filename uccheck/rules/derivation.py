"""Derivations: chains of steps (lhs, relation, rhs, why), each proved by a zero residue or by a rule that leaves one.

Glossary
    rule        a frozen record with `prove(step, context)`; an inequality for all values is reduced to a zero
                residue, finitely many signs that sympy reads off a form, and values that flint certifies.
    StepResult  what a rule found: proved or not, the facts that a reader must believe, one line of detail.
    Context     the claim with what is known so far as hypotheses, and the statements that may be cited.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Protocol

import sympy as sp

from uccheck.rules.algebra.residues import is_zero
from uccheck.rules.claim import Claim, Domain, Relation


@dataclass(frozen=True)
class StepResult:
    """Whether a rule proved its step, what that rests on beyond sympy, and why not if it did not."""

    proved: bool
    trusts: tuple[str, ...] = ()
    detail: str = ""


@dataclass(frozen=True)
class Context:
    """What a step may use: domains, hypotheses and earlier lines of the claim; the claims of the statements it cites."""

    claim: Claim
    known: Mapping[str, Claim] = field(default_factory=dict)

    @cached_property
    def where(self) -> tuple[Domain, ...]:
        """The domains, with the lower ends that hypotheses of the form gamma > 0 or gamma >= 2 s give."""
        return tuple(_sharpened(domain, self.claim) for domain in self.claim.where)


def _sharpened(domain: Domain, claim: Claim) -> Domain:
    for relation in claim.given:
        low = sp.sympify(domain.symbol - relation.slack)
        simple = low.is_number or (low.is_Mul and len(low.args) == 2 and low.args[0].is_positive and low.args[1].is_positive)
        known = low == 0 and domain.open_low and not relation.strict
        usable = simple and low.is_nonnegative and domain.low == 0 and domain.symbol not in low.free_symbols
        if relation.relation != "==" and usable and not known:
            return replace(domain, low=low, open_low=relation.strict)
    return domain


PROVED = StepResult(True)
NO_EQUALITY = StepResult(False, detail="an inequality is shown, which is no equality")
NOT_STRICT = StepResult(False, detail="an equality is shown, from which no strict inequality follows")


class Rule(Protocol):
    """A way to prove one step."""

    def prove(self, step: Relation, context: Context) -> StepResult:
        """Proved only when the rule leaves a zero residue and every sign it needs is certain."""
        ...


class OfInequalities(ABC):
    """A rule that shows inequalities: an equality is refused before anything else is looked at."""

    def prove(self, step: Relation, context: Context) -> StepResult:
        """What `shows` finds of an inequality."""
        return NO_EQUALITY if step.relation == "==" else self.shows(step, context)

    @abstractmethod
    def shows(self, step: Relation, context: Context) -> StepResult:
        """Whether the inequality is proved."""


@dataclass(frozen=True)
class Step:
    """One step of a derivation: a relation, words that introduce it (none as a rule), and the rule that proves it and says why."""

    lhs: Any
    relation: str
    rhs: Any
    why: str
    by: Rule

    @property
    def stated(self) -> Relation:
        """The relation that the step asserts."""
        return Relation(self.lhs, self.relation, self.rhs)


@dataclass(frozen=True)
class Derivation:
    """Steps whose sides meet: they compose to one relation from the first left side to the last right side."""

    steps: tuple[Step, ...]

    def composed(self) -> Relation | None:
        """The relation that the chain establishes, or None when neighbours do not meet or directions clash."""
        if not self.steps:
            return None
        meets = all(p.rhs == q.lhs or is_zero(p.rhs - q.lhs) for p, q in zip(self.steps, self.steps[1:], strict=False))
        relation = compose([step.relation for step in self.steps])
        return Relation(self.steps[0].lhs, relation, self.steps[-1].rhs) if meets and relation else None

    def prove(self, context: Context) -> StepResult:
        """Whether every step is proved and neighbours meet."""
        if self.composed() is None:
            return StepResult(False, detail="the steps do not form a chain")
        outcomes = []
        for number, step in enumerate(self.steps, 1):
            if foreign := replace(context.claim, given=(), then=(step.stated,)).undeclared():
                return StepResult(False, detail=f"step {number}: {', '.join(sorted(foreign))} is not declared")
            outcomes.append(step.by.prove(step.stated, context))
            if not outcomes[-1].proved:
                return StepResult(False, detail=f"step {number}{f' ({step.why})' if step.why else ''}: {outcomes[-1].detail}")
        return StepResult(True, _merge(outcomes))


Link = tuple[str, Any, str, Rule] | tuple[str, Any, Rule]


def chain(lhs: Any, *links: Link) -> Derivation:
    """lhs R_1 x_1 R_2 x_2 ...: one link (relation, right side, rule) a step, with words before the rule where it needs some."""
    sides = [sp.sympify(lhs), *(sp.sympify(link[1]) for link in links)]
    words = [link[2] if len(link) == 4 else "" for link in links]
    return Derivation(tuple(Step(sides[i], link[0], sides[i + 1], words[i], link[-1]) for i, link in enumerate(links)))


def compose(relations: list[str]) -> str | None:
    """The relation of a chain: strict if any step is, equality if all are; None when <= and >= are mixed."""
    rest = {relation for relation in relations if relation != "=="}
    for weak, strict in (("<=", "<"), (">=", ">")):
        if rest <= {weak, strict}:
            return "==" if not rest else strict if strict in rest else weak
    return None


_UNDONE = (sp.Integral, sp.Limit, sp.Sum, sp.Derivative)


def gives(made: Relation, goal: Relation) -> bool:
    """Whether one relation is the other, or a stronger one with the same slack."""
    if made.strict < goal.strict or (goal.relation == "==") > (made.relation == "=="):
        return False
    if made.slack == goal.slack:
        return True
    if made.slack.atoms(*_UNDONE) != goal.slack.atoms(*_UNDONE):
        return False  # the same integral or limit stands on both sides, or they are different relations
    turned = made.relation == "==" and not made.slack.has(*_UNDONE)
    return is_zero(made.slack - goal.slack) or (turned and is_zero(made.slack + goal.slack))


def _merge(outcomes: list[StepResult]) -> tuple[str, ...]:
    return tuple(sorted({trust for outcome in outcomes for trust in outcome.trusts}))
