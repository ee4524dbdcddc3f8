"""What becomes of a neighbour: refuted by a definite witness, or shown to be true by the engine that proves statements.

Glossary
    point       an exact point, or disjoint balls there: the neighbour is false of the linear setting itself
    space       a finite learning problem in which every quantity is computed: the neighbour does not follow from the definitions
    implied     the statement itself gives it: weaker, or the same in other words
    contrary    the statement, where its hypotheses hold at an exact point, gives the opposite
    limit       sympy takes the limit, which is the other side or is not
    derivation  the statement's own derivation gives it as it stands
    reasoned    neither; the reason says what is known of it at points (`reasons.py`)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import sympy as sp

from uccheck.quantities.applied import opaque
from uccheck.quantities.enclosed.evaluator import Point
from uccheck.rules.algebra.residues import is_zero, sign_of
from uccheck.rules.checks import Established, established, leads_to
from uccheck.rules.claim import Claim, Domain, Relation
from uccheck.rules.derivation import gives
from uccheck.rules.neighbours.columns import Columns
from uccheck.rules.neighbours.field import Field, hypotheses
from uccheck.rules.neighbours.generate import Neighbour, neighbours
from uccheck.rules.neighbours.limits import infinite, resolved, same
from uccheck.rules.neighbours.parts import by_parts, normal_values, ordered
from uccheck.rules.neighbours.places import of_space
from uccheck.rules.neighbours.reasons import reason
from uccheck.rules.statement import Statement
from uccheck.rules.survey import place_text, witness_text

REFUTED, SHOWN, REASONED, OPEN = "refuted", "shown", "reasoned", "open"


@dataclass(frozen=True)
class Fate:
    """What became of a neighbour, by which means, and the witness or the reason."""

    fate: str
    by: str
    detail: str


@dataclass(frozen=True)
class Tried:
    """A neighbour with its fate."""

    neighbour: Neighbour
    fate: Fate


def tried(statement: Statement, known: Mapping[str, Claim]) -> Iterator[Tried]:
    """Every neighbour of the statement with its fate, cheapest means first.

    Raises: AssertionError where one is both refuted and given by a derivation: then the engine, or a space, is wrong.
    """
    trial = Trial(statement, known)
    for neighbour in neighbours(statement.claim):
        yield Tried(neighbour, trial.fate(neighbour))


class Trial:
    """One statement's points and derivations, kept while its neighbours are tried."""

    def __init__(self, statement: Statement, known: Mapping[str, Claim]) -> None:
        self.statement, self.known, self.field = statement, known, Field(statement.claim)
        self._lines: dict[Claim, Established] = {}

    def fate(self, neighbour: Neighbour) -> Fate:
        """The fate of one neighbour."""
        found, derived = _witness(self.field, self.statement.claim, neighbour.claim), self.derived(neighbour.claim)
        if found is not None:
            point, goal = found
            if derived:
                raise AssertionError(f"{self.statement.id}: {neighbour.id} is refuted, {shown_at(goal, point)}, and derived")
            return Fate(REFUTED, "space" if of_space(point) else "point", shown_at(goal, point))
        if contrary(self.statement.claim, neighbour.claim) and (place := self.field.admissible(neighbour.claim)):
            return Fate(REFUTED, "contrary", f"the statement gives the opposite, also {place}")
        if implied(self.statement.claim, neighbour.claim):
            return Fate(SHOWN, "implied", "the statement gives it")
        if limit := self._by_limits(neighbour.claim):
            return limit
        if derived:
            return Fate(SHOWN, "derivation", "the statement's derivation gives it")
        gives_it = implied(neighbour.claim, self.statement.claim)
        return Fate(REASONED, *reason(self.field, neighbour.claim, gives_it, self.stopped(neighbour.claim)))

    def _by_limits(self, other: Claim) -> Fate | None:
        goals = resolved(self.statement.claim, other)
        if goals is None:
            return None
        if (wrong := infinite(goals)) is not None:
            return Fate(REFUTED, "limit", f"the limit is {wrong.lhs}")
        if same(goals, other):
            return Fate(SHOWN, "limit", "the limit is the other side")
        found = self.field.witness(replace(other, then=goals))
        return None if found is None else Fate(REFUTED, "limit", f"the limit is {found[1].lhs}; {shown_at(found[1], found[0])}")

    def stopped(self, claim: Claim) -> str:
        """Where the statement's derivations stop under the hypotheses of the claim, if they do."""
        return self._lines[replace(claim, then=(), points=())].stopped

    def derived(self, claim: Claim) -> bool:
        """Whether the statement's own derivations give the claim as it stands."""
        bare = replace(claim, then=(), points=())
        if bare not in self._lines:
            self._lines[bare] = established(self.statement.proofs, bare, self.known)
        found = self._lines[bare]
        return not found.stopped and leads_to(found.lines, claim)


def shown_at(goal: Relation, point: Point) -> str:
    """Where the relation fails, and by how much; of complex sides only where."""
    return f"at {place_text(point)}: a residue that is not 0" if goal.slack.has(sp.I) else witness_text(goal, point)


def _witness(field: Field, claim: Claim, other: Claim) -> tuple[Point, Relation] | None:
    changed = [one for one in other.given if one not in claim.given]
    first = changed[0] if changed else None
    if found := field.witness(other, first):
        return found
    for domain in other.where:
        if domain not in claim.where:
            return field.witness(other, start=field.vary(domain.symbol, domain.grid()))
    for dropped in (one for one in claim.given if one not in other.given):
        for symbol in sorted(sp.sympify(dropped.slack).free_symbols, key=str):
            if found := field.witness(other, first, start=field.vary(symbol)):
                return found
    for relation in changed or other.given:
        if found := field.witness(other, first, start=field.extend(other, relation)):
            return found
    return None


def implied(claim: Claim, other: Claim) -> bool:
    """Whether the claim, or an instance of it at half or twice a variable, gives the other: its hypotheses follow from those of the
    other, and the other's conclusions from its own; if not for all values at once, for those on either side of 0 or of a dropped end.
    """
    if _implied(claim, other):
        return True
    if claim.given == other.given and (plain := _solved(claim)) != claim and _implied(plain, _solved(other)):
        return True
    free = [(domain, sp.S.Zero) for domain in other.where if domain.low is None and domain.high is None and domain.symbol.is_real]
    ends = [(domain, end) for domain, end in _dropped(claim, other) if end is not None]
    if any(all(_implied(claim, _on_side(other, *at, above=side)) for side in (True, False)) for at in (*free, *ends)):
        return True
    fresh = [one for one in (*other.given, *other.then) if one not in (*claim.given, *claim.then)]
    if any(one.slack.has(sp.Derivative, sp.Indexed, sp.Sum) for one in (*claim.given, *claim.then)):
        return False  # no variable there stands for a value that could be replaced
    if sum(sp.count_ops(one.slack) for one in (*claim.given, *claim.then)) > LONGEST:
        return False  # the signs that would be needed are rarely read off
    symbols = {symbol for one in fresh for symbol in one.slack.free_symbols if not symbol.is_integer}
    return any(_implied(_instance(claim, {symbol: scale * symbol}), other) for symbol in sorted(symbols, key=str) for scale in _SCALES)


_SCALES = (sp.Rational(1, 2), sp.Integer(2))


def _instance(claim: Claim, at: Mapping[Any, Any]) -> Claim:
    """The claim at other values of its variables, with its domains as hypotheses."""
    given = tuple(one.at(at) for one in hypotheses(claim))
    return Claim(tuple(one.at(at) for one in claim.then), (), given)


def _dropped(claim: Claim, other: Claim) -> Iterator[tuple[Domain, Any]]:
    for before, after in zip(claim.where, other.where, strict=True):
        if before != after:
            yield after, before.low if after.low is None and before.low is not None else before.high


def _on_side(claim: Claim, domain: Domain, end: Any, above: bool) -> Claim:
    half = replace(domain, low=end, samples=()) if above else replace(domain, high=end, samples=())
    return replace(claim, where=tuple(half if one == domain else one for one in claim.where))


def _solved(claim: Claim) -> Claim:
    """The claim with each variable that a hypothesis says to be equal to something replaced by that."""
    for one in claim.given:
        sides = [(one.lhs, one.rhs), (one.rhs, one.lhs)] if one.relation == "==" else []
        for symbol, value in sides:
            if sp.sympify(symbol).is_Symbol and not sp.sympify(value).has(symbol):
                at = {symbol: sp.sympify(value)}
                rest = tuple(other.at(at) for other in claim.given if other is not one)
                return _solved(replace(claim, given=rest, then=tuple(goal.at(at) for goal in claim.then)))
    return claim


def contrary(claim: Claim, other: Claim) -> bool:
    """Whether the claim, under no more than the hypotheses of the other, gives the opposite of one of its conclusions."""
    if not set(claim.given) <= set(other.given) or claim.where != other.where:
        return False
    changed = [goal for goal in other.then if goal not in claim.then and goal.relation != "=="]
    return any(_gives(made, Relation(goal.lhs, _OPPOSITE[goal.relation], goal.rhs)) for goal in changed for made in claim.then)


def _gives(made: Relation, goal: Relation) -> bool:
    """`gives`, and an equality between the very sides of a weak inequality."""
    equal = made.relation == "==" and not goal.strict and (made.lhs, made.rhs) == (goal.lhs, goal.rhs)
    return equal or gives(made, goal)


_OPPOSITE = {"<=": ">", ">=": "<", "<": ">=", ">": "<="}


def _implied(claim: Claim, other: Claim) -> bool:
    where, given = other.where, (*other.given, TRUE)
    if any(one.relation != "==" and certain(-one.slack, not one.strict, where) for one in other.given):
        return True  # no values meet this hypothesis
    if not _all_follow((*claim.then, *given), other.then, where):
        return False
    needed = tuple(need for need in hypotheses(claim) if need not in hypotheses(other))
    return _all_follow(given, needed, where) or _all_follow(given, other.then, where)


def _all_follow(known: tuple[Relation, ...], goals: tuple[Relation, ...], where: tuple[Domain, ...]) -> bool:
    return all(any(made == goal or follows(made, goal, where) for made in known) for goal in goals)


TRUE = Relation(sp.S.Zero, "<=", sp.S.Zero)


def follows(made: Relation, goal: Relation, where: tuple[Domain, ...]) -> bool:
    """Whether one relation gives another on the domains: their slacks differ by something of a certain sign."""
    if _gives(made, goal):
        return True
    if goal.relation == "==":
        return False
    strict = goal.strict and not made.strict
    return any(certain(goal.slack - sign * made.slack, strict, where) for sign in ((1, -1) if made.relation == "==" else (1,)))


@cache
def certain(expr: Any, strict: bool, where: tuple[Domain, ...]) -> bool:
    """Whether the expression is nonnegative (positive) for all values of the domains and of its quantities, as far as these are
    ordered by definition.
    """
    plain, atoms = opaque(sp.sympify(expr))
    if plain.has(sp.Derivative) and not plain.has(*_UNDONE):
        plain = plain.doit()
    if plain.has(sp.Derivative, *_UNDONE):
        return False  # whether these are equal is for derivations to say
    if plain == 0 or is_zero(plain):
        return not strict
    plain, steps = ordered(plain, atoms, where)
    ranges = tuple(Domain(symbol, atom.about.low, atom.about.high) for symbol, atom in atoms.items())
    every = (*where, *ranges, *(Domain(step, 0) for step in steps))
    if _negative_somewhere(plain, every):
        return False
    if sp.count_ops(plain) > LONGEST:
        return False
    bounded, normal = normal_values(plain, every)
    found = [sign_of(plain, every), *([] if not normal else [sign_of(bounded, (*every, *normal))]), by_parts(plain, every)]
    return any(one is not None and (one > 0 or not strict) for one in found)


_UNDONE = (sp.Integral, sp.Sum, sp.Limit)


def _negative_somewhere(plain: Any, every: tuple[Domain, ...]) -> bool:
    """A look in floats at many places, to save the work of proving what is false."""
    used = tuple(domain for domain in every if domain.symbol in plain.free_symbols)
    slack, near = Columns.looks(used, LOOKS).slack(Relation(sp.S.Zero, "<=", plain))
    return bool((slack < -near).any())


#: How many places are looked at; beyond how many operations no sign is sought.
LOOKS, LONGEST = 4000, 24
