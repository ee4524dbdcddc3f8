"""The points of one statement with what is true at each, kept while its neighbours are tried: they differ in one relation only.

Glossary
    field   the points of the record, and, where these are not of a finite space, some of the product of the domains and some at random
    tight   a point moved along one variable to where a hypothesis only just holds; what cannot move in a space (m, D, s, b) does not
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
import sympy as sp
from flint import arb, ctx

from uccheck.quantities.applied import EVERYWHERE, Applied
from uccheck.quantities.enclosed.evaluator import Point, complex_value, exact_value
from uccheck.rules.algebra.residues import is_zero
from uccheck.rules.claim import Claim, Relation
from uccheck.rules.neighbours.columns import BITS, VALUELESS, Column, Columns, middle
from uccheck.rules.neighbours.places import bound, constant, drawn, of_space, solved, spread, tight
from uccheck.rules.survey import place_text

BASES, OWN, SPREAD, DRAWN = 24, 700, 120, 2000
#: The same for finite spaces, where a value costs more.
SPACE_BASES, SPACES = 6, 360
#: How many places are confirmed of those where floats see a failure, cannot tell it from equality, or have no value.
CLEAR, EQUAL, BLIND = 24, 60, 24
SOLVED = 6
CHEAP = frozenset({"tail", "head"})


def hypotheses(claim: Claim) -> tuple[Relation, ...]:
    """Domains and hypotheses as relations."""
    ends = [Relation(slack, ">" if strict else ">=", sp.S.Zero) for domain in claim.where for slack, strict in domain.slacks()]
    return (*ends, *claim.given)


class Field:
    """Points, and the truth of relations at them, each looked up once."""

    def __init__(self, claim: Claim) -> None:
        self.claim = claim
        own = claim.grid()
        spaces = any(of_space(point) for point in own)
        self._bases = SPACE_BASES if spaces else BASES
        self.points: list[Point] = remembered(own[:: -(-len(own) // (SPACES if spaces else OWN))], claim)
        self._truth: dict[tuple[Relation, int], bool | None] = {}
        self._tight: set[Relation] = set()
        self._batches: list[tuple[int, Columns]] = []
        free = not any(of_space(point) or self._indexed(point) for point in own)
        summed = any(one.slack.has(sp.Sum, sp.Product, sp.Integral) for one in (*claim.given, *claim.then))
        self.by_floats = free and all(one.about.name in CHEAP for relation in claim.then for one in relation.slack.atoms(Applied))
        if claim.points and free:
            self.points += spread(claim.where, SPREAD, summed)
        if self.by_floats and not summed and all(domain.symbol.is_Symbol for domain in claim.where):
            self.points += drawn(claim.where, DRAWN)

    @staticmethod
    def _indexed(point: Point) -> bool:
        return any(isinstance(key, (sp.IndexedBase, sp.core.function.UndefinedFunction)) for key in point)

    def truth(self, relation: Relation, number: int) -> bool | None:
        """Whether the relation holds at the point; None where it is not decided, or the point lacks a value."""
        key = (relation, number)
        if key not in self._truth:
            self._truth[key] = holds(relation, self.points[number])
        return self._truth[key]

    def witness(self, claim: Claim, first: Relation | None = None, start: int = 0) -> tuple[Point, Relation] | None:
        """A point that meets every hypothesis of the claim, and a conclusion that certainly fails there.

        `first`, the hypothesis that changed, is asked last: what did not change is known at most points from the neighbours before.
        """
        needed = hypotheses(claim)
        own = tuple(one for one in needed if one != first)
        for number in self._places(claim, needed, start):
            if all(self.truth(one, number) for one in own):
                goal = next((one for one in claim.then if self.truth(one, number) is False), None)
                if goal is not None and (first is None or self.truth(first, number)):
                    return self.points[number], goal
        return None

    def _places(self, claim: Claim, needed: tuple[Relation, ...], start: int) -> Iterator[int]:
        """The points that are worth a look: those at which floats do not rule the hypotheses out, or a witness, the clear ones first."""
        if not self.by_floats:
            yield from self._near(needed, start)
            return
        for begin, columns in self._columns(start):
            yield from (begin + index for index in suspects(columns, needed, claim.then, start - begin))

    def _near(self, relations: tuple[Relation, ...], start: int = 0) -> Iterator[int]:
        """Points at which floats rule none of the relations out; those about quantities, sums and limits are left to balls."""
        plain = tuple(one for one in relations if not sp.sympify(one.slack).has(*_UNREAD))
        for begin, columns in self._columns(start):
            yield from (begin + int(index) for index in np.flatnonzero(possible(columns, plain, start - begin)[0]))

    def _columns(self, start: int) -> Iterator[tuple[int, Columns]]:
        end = self._batches[-1][0] + len(self._batches[-1][1].points) if self._batches else 0
        if end < len(self.points):
            self._batches.append((end, Columns(self.points[end:])))
        for begin, columns in self._batches:
            if begin + len(columns.points) > start:
                yield begin, columns

    def extend(self, claim: Claim, relation: Relation) -> int:
        """Add points at which the hypothesis only just holds and the others hold; where the new ones begin."""
        start = len(self.points)
        if relation in self._tight:
            return start
        self._tight.add(relation)
        if relation.relation == "==":
            self.points += [made for point in self.points[:SOLVED] for made in solved(relation, point)]
            return start
        others, end = tuple(one for one in hypotheses(claim) if one != relation), min(start, OWN + SPREAD)
        met = [n for n in self._near(others) if n < end and all(self.truth(one, n) for one in others)]
        looked = set(met).intersection(self._places(claim, others, 0))
        false = [n for n in met if n in looked and any(self.truth(goal, n) is False for goal in claim.then)]
        for number in dict.fromkeys((*_some(false, self._bases), *_some(met, self._bases))):
            for symbol in sorted(sp.sympify(relation.slack).free_symbols & set(self.points[number]), key=str):
                found = tight(relation, self.points[number], symbol)
                self.points += [] if found is None else [found]
        return start

    def vary(self, symbol: Any, values: tuple[Any, ...] = ()) -> int:
        """Add points with other values of one symbol (of a sequence: the same value everywhere); where the new ones begin."""
        start = len(self.points)
        key = symbol.base if isinstance(symbol, sp.Indexed) else symbol
        label = getattr(key, "label", key)
        key = next((k for k in self._keys() if isinstance(k, sp.IndexedBase) and k.label == label), key)
        wrap = constant if isinstance(key, sp.IndexedBase) else _same
        if not self.points or key in bound(self.points[0]):
            return start
        every = values or tuple(value for value in OTHER if not key.is_integer or value == int(value) > 0)
        bases = range(0, start, max(1, start // (4 * self._bases)))
        self.points += [{**self.points[n], key: wrap(_of(key, value))} for n in bases for value in every if key in self.points[n]]
        return start

    def _keys(self) -> tuple[Any, ...]:
        return tuple(self.points[0]) if self.points else ()

    def meeting(self, relations: tuple[Relation, ...], most: int) -> list[int]:
        """Points of the record and a few others at which the relations hold, evenly chosen."""
        end = min(len(self.points), OWN + SPREAD)
        if self.by_floats:
            return list(itertools.islice((n for n in self._sure(relations) if all(self.truth(one, n) for one in relations)), most))
        return _some([n for n in self._near(relations) if n < end and all(self.truth(one, n) for one in relations)], most)

    def _sure(self, relations: tuple[Relation, ...]) -> Iterator[int]:
        for begin, columns in self._columns(0):
            yield from (begin + index for index in suspects(columns, relations, (Relation(sp.S.One, "<", sp.S.Zero),)))

    def valued(self, relation: Relation, number: int) -> bool:
        """Whether the sides of the relation have finite enclosures at the point."""
        return bool(np.isfinite(middle(sp.sympify(relation.slack), self.points[number])))

    def admissible(self, claim: Claim) -> str | None:
        """Where the hypotheses of the claim hold, as text; None where no point is known."""
        for number, point in enumerate(self.points):
            if all(self.truth(one, number) for one in hypotheses(claim)):
                return place_text(point) or "always"
        return None


OTHER = tuple(Fraction(*pair) for pair in ((0, 1), (1, 2), (1, 1), (2, 1), (7, 3), (-1, 1), (-2, 1), (3, 4), (9, 4)))


def remembered(points: list[Point], claim: Claim) -> list[Point]:
    """The points with each function of a space worked out once an argument, and only at arguments that it follows."""
    atoms = frozenset().union(*(sp.sympify(one.slack).atoms(Applied) for one in (*claim.given, *claim.then)))
    known: dict[int, Any] = {}
    made: list[Point] = []
    for point in points:
        functions = {key: value for key, value in point.items() if isinstance(key, type) and issubclass(key, Applied)}
        fast = {key: known.setdefault(id(value), cache(value)) for key, value in functions.items()}
        bare = [key for key, value in functions.items() if getattr(value, "follows", frozenset()) is not EVERYWHERE]
        made.append({**point, **fast, **{key: _asked(key, fast[key], functions[key], atoms, point) for key in bare}})
    return made


def _asked(key: Any, fast: Any, function: Any, atoms: frozenset[Any], point: Point) -> Any:
    """The function with no value where arguments that it does not follow differ from those of the claim."""
    follows: frozenset[str] = getattr(function, "follows", frozenset())
    fixed = [number for number, name in enumerate(key.about.args) if name not in follows]
    names = [key.about.args[number] for number in fixed]
    asked = [dict(zip(atom.about.args, (exact_value(value, point) for value in atom.args), strict=True)) for atom in atoms]
    own = {tuple(one[name] for name in names) for one in asked if set(names) <= set(one)}
    return lambda *at: fast(*at) if tuple(at[number] for number in fixed) in own else arb("nan")


def possible(columns: Columns, needed: tuple[Relation, ...], start: int = 0) -> tuple[Column, Column]:
    """Places from `start` on at which, as far as floats tell, every relation may hold, and those at which every one does."""
    open_at, sure = np.ones(len(columns.points), dtype=bool), np.ones(len(columns.points), dtype=bool)
    open_at[: max(0, start)] = False
    for one in needed:
        slack, near = columns.slack(one)
        slack = -np.abs(slack) if one.relation == "==" else slack
        open_at &= ~(slack < -near)
        sure &= (slack >= 0) | (np.abs(slack) <= near)
    return open_at, sure


def suspects(columns: Columns, needed: tuple[Relation, ...], then: tuple[Relation, ...], start: int = 0) -> list[int]:
    """Places from `start` on at which, as far as floats tell, every hypothesis may hold and a conclusion may fail."""
    open_at, sure = possible(columns, needed, start)
    found: list[int] = []
    for goal in then:
        slack, near = columns.slack(goal)
        slack = -np.abs(slack) if goal.relation == "==" else slack
        clear, equal = open_at & (slack < -near), open_at & (np.abs(slack) <= near) & (goal.relation != "==")
        blind = open_at & ~np.isfinite(slack)
        ranked = ((clear & sure, CLEAR), (equal & sure, EQUAL if goal.strict else BLIND), (clear & ~sure, BLIND), (blind, BLIND))
        for mask, most in ranked:
            found += [int(index) for index in np.flatnonzero(mask)[:most]]
    return list(dict.fromkeys(found))


def _same(value: Any) -> Any:
    return value


def _of(symbol: Any, value: Fraction) -> Any:
    return int(value) if symbol.is_integer else value


def _some(numbers: list[int], most: int) -> list[int]:
    return numbers[:: max(1, len(numbers) // most)][:most]


def holds(relation: Relation, point: Point) -> bool | None:
    """Whether the relation certainly holds, or certainly fails, at the point; where balls leave it open, a zero in sympy decides."""
    try:
        if any(_blank(atom, point) for atom in _atoms(relation)):
            return None
        if relation.relation == "==" and sp.sympify(relation.slack).has(sp.I):
            return False if _apart(sp.sympify(relation.slack), point) else None
        found = relation.holds(point)
        if found is None and _is_zero_at(sp.sympify(relation.slack), point):
            found = not relation.strict
    except VALUELESS:
        return None
    return found


@cache
def _atoms(relation: Relation) -> tuple[Any, ...]:
    return tuple(sp.sympify(relation.slack).atoms(Applied))


def _blank(atom: Any, point: Point) -> bool:
    """Whether the space of the point gives the quantity no value: then no precision helps."""
    if type(atom) not in point or atom in point:
        return False
    at = [exact_value(value, point) for value in atom.args]
    if None in at:
        return False
    value = point[type(atom)](*at)
    return isinstance(value, arb) and value.is_nan()


def _is_zero_at(slack: Any, point: Point) -> bool:
    """Whether the numbers of the point, put in, cancel; only where no quantity or sequence is left."""
    if slack.has(*_UNREAD) or not set(slack.free_symbols) <= set(point):
        return False
    numbers = {key: sp.sympify(value) for key, value in point.items() if isinstance(value, (int, Fraction, sp.Expr))}
    left = slack.xreplace(numbers)
    return not left.free_symbols and bool(sp.expand(left) == 0 or (left.is_algebraic and is_zero(left)))


def _apart(slack: Any, point: Point) -> bool:
    """Whether a complex ball of the residue at the point excludes 0."""
    with ctx.workprec(BITS):
        value = complex_value(slack.doit() if slack.has(sp.Derivative) else slack, point, sp.Dummy(), None)
    return bool(value.is_finite() and value.abs_lower() > 0)


_UNREAD = (Applied, sp.Indexed, sp.Sum, sp.Product, sp.Integral, sp.Derivative, sp.Limit, sp.I)
