"""The points of one statement with what is true at each, kept while its neighbours are tried: they differ in one relation only.

Glossary
    field   the points of the record, and, where these are not of a finite space, some of the product of the domains
    tight   a point moved along one variable to where a hypothesis only just holds; what cannot move in a space (m, D, s, b) does not
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from fractions import Fraction
from math import prod
from typing import Any

import sympy as sp

from uccheck.quantities.applied import Applied
from uccheck.quantities.enclose import CannotEnclose, Point, enclose, exact_value
from uccheck.quantities.symbols import D, b, gamma, m, s
from uccheck.rules.claim import Claim, Domain, Relation, as_fraction, place_text

SCALES = tuple(Fraction(*pair) for pair in ((1, 10**6), (1, 100), (1, 4), (1, 2), (3, 4), (19, 20), (21, 20), (3, 2), (4, 1), (100, 1)))
BISECTIONS, BASES, OWN, SPREAD = 40, 24, 2600, 120
PLACED = frozenset({m, D, s, b, gamma})
#: What says that a relation has no value at a point.
_VALUELESS = (CannotEnclose, KeyError, ZeroDivisionError, ValueError, TypeError, AttributeError, OverflowError)


def of_space(point: Point) -> bool:
    """Whether the point's quantities are those of a finite space."""
    return any(isinstance(key, type) and issubclass(key, Applied) for key in point)


def bound(point: Point) -> frozenset[Any]:
    """The variables that cannot be moved: those that name a space, and those of a quantity whose value the point holds."""
    named = [key for key in point if isinstance(key, Applied)]
    return (PLACED if of_space(point) else frozenset()) | frozenset().union(*(key.free_symbols for key in named))


def hypotheses(claim: Claim) -> tuple[Relation, ...]:
    """Domains and hypotheses as relations."""
    ends = [Relation(slack, ">" if strict else ">=", sp.S.Zero) for domain in claim.where for slack, strict in domain.slacks()]
    return (*ends, *claim.given)


class Field:
    """Points, and the truth of relations at them, each looked up once."""

    def __init__(self, claim: Claim) -> None:
        self.claim = claim
        own = claim.grid()
        self.points: list[Point] = own[:: -(-len(own) // OWN)]
        self._truth: dict[tuple[Relation, int], bool | None] = {}
        self._tight: set[Relation] = set()
        if claim.points and not any(of_space(point) or self._indexed(point) for point in own):
            self.points += spread(claim.where, SPREAD)

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
        """A point that meets every hypothesis of the claim, and a conclusion that certainly fails there; `first` is looked at first."""
        needed = hypotheses(claim)
        if first is not None:
            needed = (first, *(one for one in needed if one != first))
        for number in range(start, len(self.points)):
            if all(self.truth(one, number) for one in needed):
                for goal in claim.then:
                    if self.truth(goal, number) is False:
                        return self.points[number], goal
        return None

    def extend(self, claim: Claim, relation: Relation) -> int:
        """Add points at which the hypothesis only just holds and the others hold; where the new ones begin."""
        start = len(self.points)
        if relation in self._tight:
            return start
        self._tight.add(relation)
        if relation.relation == "==":
            self.points += [made for point in self.points[:BASES] for made in solved(relation, point)]
            return start
        others = [one for one in hypotheses(claim) if one != relation]
        met = [n for n in range(start) if all(self.truth(one, n) for one in others)]
        false = [n for n in met if any(self.truth(goal, n) is False for goal in claim.then)]
        for number in dict.fromkeys((*_some(false), *_some(met))):
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
        wrap = _constant if isinstance(key, sp.IndexedBase) else _same
        if not self.points or key in bound(self.points[0]):
            return start
        every = values or tuple(value for value in OTHER if not key.is_integer or value == int(value) > 0)
        bases = range(0, start, max(1, start // (4 * BASES)))
        self.points += [{**self.points[n], key: wrap(_of(key, value))} for n in bases for value in every if key in self.points[n]]
        return start

    def _keys(self) -> tuple[Any, ...]:
        return tuple(self.points[0]) if self.points else ()

    def admissible(self, claim: Claim) -> str | None:
        """Where the hypotheses of the claim hold, as text; None where no point is known."""
        for number, point in enumerate(self.points):
            if all(self.truth(one, number) for one in hypotheses(claim)):
                return place_text(point) or "always"
        return None


OTHER = tuple(Fraction(*pair) for pair in ((0, 1), (1, 2), (1, 1), (2, 1), (7, 3), (-1, 1), (-2, 1), (3, 4), (9, 4)))


def _constant(value: Any) -> Any:
    return lambda *_: value


def _same(value: Any) -> Any:
    return value


def solved(relation: Relation, point: Point) -> list[Point]:
    """The point with a bare variable of an equality set to what the other side is there."""
    found: list[Point] = []
    for symbol, value in ((relation.lhs, relation.rhs), (relation.rhs, relation.lhs)):
        if sp.sympify(symbol).is_Symbol and symbol in point:
            exact = exact_value(sp.sympify(value), point)
            found += [] if exact is None else [{**point, symbol: exact}]
    return found


def _some(numbers: list[int]) -> list[int]:
    return numbers[:: max(1, len(numbers) // BASES)][:BASES]


def spread(where: tuple[Domain, ...], limit: int) -> list[Point]:
    """Some of the product of the domains."""
    axes = [domain.grid() for domain in where]
    total = min(prod(map(len, axes)), 200_000)
    chosen = itertools.islice(itertools.product(*axes), 0, total, max(1, total // limit) | 1)
    return [dict(zip((domain.symbol for domain in where), values, strict=True)) for values in chosen]


def holds(relation: Relation, point: Point) -> bool | None:
    """Whether the relation certainly holds, or certainly fails, at the point."""
    try:
        return relation.holds(point)
    except _VALUELESS:
        return None


def tight(relation: Relation, point: Point, symbol: Any) -> Point | None:
    """The point with `symbol` moved to where the relation only just holds; None where no move changes its truth."""
    if symbol in bound(point) or not isinstance(point[symbol], (int, Fraction, sp.Rational)):
        return None
    now = as_fraction(point[symbol])
    here = _value(relation, {**point, symbol: _of(symbol, now)})
    for other in _moves(symbol, now):
        there = _value(relation, {**point, symbol: _of(symbol, other)})
        if here is not None and there is not None and (here > 0) != (there > 0):
            return _bisected(relation, point, symbol, now, other, here > 0)
    return None


def _moves(symbol: Any, now: Fraction) -> Iterator[Fraction]:
    for scale in SCALES:
        value = now * scale
        if not symbol.is_integer:
            yield value
            yield now + (1 - now) * scale if 0 < now < 1 and scale < 1 else value + Fraction(1, 2)
        elif int(value) >= 1:
            yield Fraction(int(value))


def _of(symbol: Any, value: Fraction) -> Any:
    return int(value) if symbol.is_integer else value


def _bisected(relation: Relation, point: Point, symbol: Any, one: Fraction, other: Fraction, first: bool) -> Point:
    good, bad = (one, other) if first else (other, one)
    for _ in range(BISECTIONS):
        middle = (good + bad) / 2
        middle = Fraction(int(middle)) if symbol.is_integer else middle.limit_denominator(10**9)
        if middle in (good, bad):
            break
        value = _value(relation, {**point, symbol: _of(symbol, middle)})
        if value is not None and value > 0:
            good = middle
        else:
            bad = middle
    return {**point, symbol: _of(symbol, good)}


def _value(relation: Relation, point: Point) -> float | None:
    try:
        value = enclose(sp.sympify(relation.slack), point)
    except _VALUELESS:
        return None
    return float(value.mid()) if value.is_finite() else None
