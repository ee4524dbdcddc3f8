"""Steps about probabilities: an inequality between means holds because it holds at every outcome; definitions unfold.

Glossary
    Mean    a linear relation between quantities, each the mean of a function of the outcome, shown outcome by outcome.
    Inside  the context at one outcome, in which a case is settled.
    case    which of the relations that occur are true at the outcome.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

import sympy as sp

from uccheck.quantities.applied import Applied, opaque, quantity
from uccheck.quantities.outcomes import OUTCOMES, WHOLE, Fact, meanings, occurring
from uccheck.rules.algebra.binders import quantity_within
from uccheck.rules.algebra.residues import is_zero, sign_of
from uccheck.rules.claim import Claim, Domain, Relation, sort_of
from uccheck.rules.derivation import Context, Rule, StepResult
from uccheck.rules.steps.hypotheses import supplied

Line = tuple[Relation, Rule]
OPPOSITE = {"<=": ">", ">=": "<", "<": ">=", ">": "<="}


class OfFacts:
    """A rule whose `facts` may rest on statements."""

    facts: tuple[Fact, ...]

    @property
    def laws(self) -> tuple[str, ...]:
        """The statements that the facts rest on."""
        return tuple(dict.fromkeys(law for fact in self.facts for law in fact.laws))


@dataclass(frozen=True)
class Mean(OfFacts):
    """E f >= 0 because f >= 0 at every outcome, f being what the slack of the step is the mean of.

    `outcome` gives a symbol to each random variable that occurs; `facts` hold at every outcome; `split` names further relations by
    which cases are distinguished; `lines` are shown in each case where they can be; `by` shows f >= 0, or 0 > 0, case by case.
    """

    outcome: Mapping[Any, Any]
    facts: tuple[Fact, ...] = ()
    split: tuple[Relation, ...] = ()
    lines: tuple[Line, ...] = ()
    by: tuple[Rule, ...] = ()

    def prove(self, step: Relation, context: Context) -> StepResult:
        """Every coefficient must be free of chance, every quantity must have a meaning, and every case must be settled.

        An equality asks for a zero residue in every case.
        """
        if not self._means(step):
            return StepResult(False, detail="only a weak linear relation between means can be shown outcome by outcome")
        inside = Inside(self, context, step)
        for case in self.cases(step, inside):
            if inside.unknown:
                return StepResult(False, detail=f"no symbol is given to {inside.unknown[0]}")
            if not case.settled:
                shown = ", ".join(f"{r.lhs} {r.relation} {r.rhs}" for r in case.where)
                return StepResult(False, detail=f"the case {shown} is open")
        return inside.proved()

    def _means(self, step: Relation) -> bool:
        slack, atoms = opaque(step.slack)
        said = [_said(atom, self.outcome) for atom in atoms.values()]
        return not step.strict and None not in said and _linear(slack, list(atoms)) and not quantity_within(step.slack)

    def cases(self, step: Relation, inside: Inside) -> Iterator[Case]:
        """Every combination of truth values of the relations that occur, the difference of the sides there, and what settles it."""
        slack, atoms = opaque(step.slack)
        said = {dummy: _said(atom, self.outcome) for dummy, atom in atoms.items()}
        events = {dummy: inside.relations(parts) for dummy, parts in said.items() if isinstance(parts, tuple)}
        means = {dummy: inside.plain(made) for dummy, made in said.items() if not isinstance(made, tuple)}
        relations = list(dict.fromkeys([*(r for parts in events.values() for r in parts), *self.split]))
        for truth in itertools.product((True, False), repeat=len(relations)):
            case = dict(zip(relations, truth, strict=True))
            values = {dummy: sp.Integer(all(case[r] for r in parts)) for dummy, parts in events.items()}
            value = slack.xreplace({**values, **means})
            where = tuple(r if holds else Relation(r.lhs, OPPOSITE[r.relation], r.rhs) for r, holds in case.items())
            same = step.relation == "=="
            settled, way = (False, None) if inside.unknown else (is_zero(value), None) if same else inside.way(case, value)
            yield Case(where, value, settled, way)


@dataclass(frozen=True)
class Case:
    """Which relations hold, the difference of the sides there, whether that is settled, and by which rule; None: by its sign alone."""

    where: tuple[Relation, ...]
    value: Any
    settled: bool
    way: Rule | None


def _said(atom: Applied, outcomes: Mapping[Any, Any]) -> Any:
    """The first meaning of the quantity of whose random variables each has a symbol, else the first, else None."""
    every = meanings(atom)
    fitting = [made for made in every if occurring(made) <= set(outcomes.values())]
    return (fitting or every or [None])[0]


def _linear(slack: Any, symbols: list[Any]) -> bool:
    slopes = [sp.diff(slack, symbol) for symbol in symbols]
    return all(not slope.free_symbols & set(symbols) for slope in slopes)


class Outcomewise(Protocol):
    """A rule that argues at one outcome."""

    @property
    def outcome(self) -> Mapping[Any, Any]:
        """A symbol for each random variable."""

    @property
    def facts(self) -> tuple[Fact, ...]:
        """What holds at every outcome."""

    @property
    def lines(self) -> tuple[Line, ...]:
        """What is shown there first."""

    @property
    def by(self) -> tuple[Rule, ...]:
        """What shows the rest."""


class Inside:
    """The context at one outcome: random variables as symbols with their ranges, facts as hypotheses."""

    def __init__(self, rule: Outcomewise, context: Context, step: Relation) -> None:
        self.rule, self.unknown, self.trusts = rule, list[Any](), dict[str, None]()
        self.names = {atom: symbol for symbol, atom in rule.outcome.items()}
        declared = {domain.symbol for domain in context.claim.where}
        outside = declared | sp.sympify(step.lhs).free_symbols | sp.sympify(step.rhs).free_symbols
        self.unknown += [symbol for symbol in rule.outcome if symbol in outside]  # it stands for something else there
        ranges = tuple(one for one in (_range(symbol, atom) for symbol, atom in rule.outcome.items()) if one.symbol not in declared)
        facts = tuple(self.relation(fact) for fact in rule.facts if not fact.needs)
        self.context = replace(context, claim=Claim((), context.claim.where + ranges, context.claim.given + facts))

    def proved(self, *more: str) -> StepResult:
        """Proved; what that rests on: the facts, and what the lines and the cases rested on."""
        return StepResult(True, tuple(dict.fromkeys((*more, *(fact.because for fact in self.rule.facts), *self.trusts))))

    def shows(self, rule: Rule, goal: Relation, context: Context) -> bool:
        """Whether the rule proves the goal; what it rests on is kept."""
        found = rule.prove(goal, context)
        self.trusts.update(dict.fromkeys(found.trusts if found.proved else ()))
        return found.proved

    def relation(self, fact: Fact | Relation) -> Relation:
        """The fact with symbols for random variables; a symbol that it has already might stand for another one where it was written."""
        self.unknown += [symbol for side in (fact.lhs, fact.rhs) for symbol in self.rule.outcome if sp.sympify(side).has(symbol)]
        return Relation(self.plain(fact.lhs), fact.relation, self.plain(fact.rhs))

    def need(self, need: Any) -> Any:
        """What a fact needs, likewise."""
        return self.relation(need) if isinstance(need, Relation) else self.relation(Relation(need, ">=", sp.S.Zero)).lhs

    def plain(self, expr: Any) -> Any:
        """The expression with symbols for random variables; those without a symbol are kept in `unknown`."""
        made = sp.sympify(expr).xreplace(self.names)
        self.unknown += [atom for atom in made.atoms(Applied) if atom.about.name in OUTCOMES]
        return made

    def relations(self, parts: tuple[tuple[Any, str, Any], ...]) -> tuple[Relation, ...]:
        """The relations of an event."""
        return tuple(Relation(self.plain(lhs), relation, self.plain(rhs)) for lhs, relation, rhs in parts)

    def settled(self, case: Mapping[Relation, bool], value: Any) -> bool:
        """Whether the value is nonnegative in the case, or the case impossible."""
        return self.way(case, value)[0]

    def way(self, case: Mapping[Relation, bool], value: Any) -> tuple[bool, Rule | None]:
        """The same, and the rule that shows it where the sign alone does not."""
        if value.is_number and value.is_nonnegative:
            return True, None
        context = self.known(tuple(r if holds else _denied(r) for r, holds in case.items()))
        if sign_of(value, context.where) is not None:
            return True, None
        goals = (Relation(value, ">=", sp.S.Zero), Relation(sp.S.Zero, ">", sp.S.Zero))
        found = next((rule for rule in self.rule.by if any(self.shows(rule, goal, context) for goal in goals)), None)
        return found is not None, found

    def known(self, more: tuple[Relation, ...]) -> Context:
        """The context with these hypotheses, the facts that hold under them, every line that follows, and the facts that hold then."""
        context = self._held(_with(self.context, more))
        for relation, rule in self.rule.lines:
            if self.shows(rule, relation, context):
                context = _with(context, (relation,))
        return self._held(context) if self.rule.lines else context

    def _held(self, context: Context) -> Context:
        facts = (fact for fact in self.rule.facts if fact.needs and all(supplied(self.need(need), context) for need in fact.needs))
        return _with(context, tuple(self.relation(fact) for fact in facts))


def _with(context: Context, more: tuple[Relation, ...]) -> Context:
    new = tuple(relation for relation in more if relation not in context.claim.given)
    return replace(context, claim=replace(context.claim, given=context.claim.given + new)) if new else context


def _range(symbol: Any, atom: Applied) -> Domain:
    if atom.about.name in WHOLE and not symbol.is_integer:
        raise ValueError(f"{symbol} must be a whole number to stand for {atom}")
    if sort_of(symbol) is None or (symbol.is_integer and atom.about.name not in WHOLE):
        raise ValueError(f"sympy assumes more of {symbol} than is known of {atom}")
    if atom.about.name == "chi":  # 0 has chance 0
        return Domain(symbol, 0, open_low=True)
    low = atom.about.low
    if symbol.is_positive or (symbol.is_nonnegative and (low is None or low < 0)):
        raise ValueError(f"sympy assumes more of {symbol} than is known of {atom}")
    return Domain(symbol, low, atom.about.high)


def _denied(relation: Relation) -> Relation:
    """The opposite; for whole sides n < 1 is n <= 0."""
    lhs, rhs = relation.lhs, relation.rhs
    if lhs.is_integer and rhs.is_integer and relation.relation in (">=", "<="):
        return Relation(lhs, "<=", rhs - 1) if relation.relation == ">=" else Relation(lhs, ">=", rhs + 1)
    return Relation(lhs, OPPOSITE[relation.relation], rhs)


def cases_of(
    chance: Any, members: tuple[Relation, ...], outcomes: Mapping[Any, Any], inside: Inside
) -> Iterator[tuple[dict[Relation, bool], Any]] | None:
    """Every case of the relations that occur, and what `chance` is the mean of there; None where it is no mean that is known."""
    slack, atoms = opaque(chance)
    said = {dummy: _said(atom, outcomes) for dummy, atom in atoms.items()}
    if not _linear(slack, list(atoms)) or None in said.values() or quantity_within(chance):
        return None
    events = {dummy: inside.relations(parts) for dummy, parts in said.items() if isinstance(parts, tuple)}
    means = {dummy: inside.plain(made) for dummy, made in said.items() if not isinstance(made, tuple)}

    def value(case: dict[Relation, bool]) -> Any:
        return slack.xreplace({**{dummy: sp.Integer(all(case[r] for r in parts)) for dummy, parts in events.items()}, **means})

    relations = list(dict.fromkeys([*(r for parts in events.values() for r in parts), *members]))
    return ((case, value(case)) for case in _cases(relations))


def _cases(relations: list[Relation]) -> Iterator[dict[Relation, bool]]:
    """Every case, but for a relation and its opposite, of which exactly one holds."""
    for truth in itertools.product((True, False), repeat=len(relations)):
        case = dict(zip(relations, truth, strict=True))
        opposite = [(r, Relation(r.lhs, OPPOSITE[r.relation], r.rhs)) for r in relations]
        if all(case[r] != case[q] for r, q in opposite if q in case):
            yield case


#: The chances that S and its flip lie in a set, with the statement that the flip keeps the law.
FLIPS = {"meet": "flip-law", "exp_meet": "exp-flip-law"}
NO_CHANCE = "delta may be negative, and no set has a probability above 1"


@dataclass(frozen=True)
class Both:
    """meet(X, 1, delta) >= 1 - 2 delta: for every set [S and S' in it] >= [S in it] + [S' in it] - 1, and both have its probability.

    `made` is the quantity, one of FLIPS: another counterexample's flip has no strength.
    """

    made: str = "meet"

    @property
    def laws(self) -> tuple[str, ...]:
        """The statement that the flip keeps the law."""
        return (FLIPS[self.made],) if self.made in FLIPS else ()

    def prove(self, step: Relation, context: Context) -> StepResult:
        """What is claimed must not exceed 2 (1 - delta) - 1."""
        low, made = (step.lhs, step.rhs) if step.relation == "<=" else (step.rhs, step.lhs)
        if step.relation not in ("<=", ">=") or self.made not in FLIPS or not isinstance(made, quantity(self.made)) or not _complete(made):
            return StepResult(False, detail="the step is no lower bound of the chance that S and its flip lie in a set")
        if sign_of(made.args[-1], context.where) is None:
            return StepResult(False, detail=NO_CHANCE)
        room = 2 * (1 - made.args[-1]) - 1 - low
        if not (is_zero(room) or sign_of(room, context.where) is not None):
            return StepResult(False, detail="more than 1 - 2 delta is claimed")
        return StepResult(True, (MEET,))


def _complete(made: Any) -> bool:
    """Whether a strength, where the flip has one, is 1."""
    return all(value == 1 for name, value in zip(made.about.args, made.args, strict=True) if name == "rho")


MEET = "definition: `mu` is the least chance, over sets of samples of probability at least `1 - delta`, that both samples lie in the set"
