"""Claims: relations between sympy expressions over declared domains.

Glossary
    Relation  lhs R rhs with R one of ==, <=, <, >=, >.
    Domain    the values of one symbol: an interval, or the integers of one.
    Claim     for all symbols in their domains, the hypotheses `given` imply every relation of `then`.
    point     exact values of the symbols; `grid` lists some of every domain, its corners included.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any, NoReturn

import sympy as sp

from uccheck.quantities.enclosed.evaluator import Point, sign

RELATIONS = ("==", "<=", "<", ">=", ">")


@dataclass(frozen=True)
class Relation:
    """lhs R rhs; never a bool: `assert a_relation` would hold whatever it says.

    Raises: ValueError where R is none of the five: the slack of another would be read as that of >=.
    """

    lhs: Any
    relation: str
    rhs: Any

    def __post_init__(self) -> None:
        if self.relation not in RELATIONS:
            raise ValueError(f"{self.relation!r} is no relation: write one of {', '.join(RELATIONS)}")

    def __bool__(self) -> NoReturn:
        raise TypeError(f"a relation is no bool ({self.lhs} {self.relation} {self.rhs}): ask `holds` at a point, or a derivation")

    def at(self, values: Mapping[Any, Any]) -> Relation:
        """The relation with symbols replaced, everywhere at once, inside the arguments of quantities too."""
        return Relation(sp.sympify(self.lhs).xreplace(values), self.relation, sp.sympify(self.rhs).xreplace(values))

    @cached_property
    def slack(self) -> Any:
        """The greater side minus the smaller; the residue lhs - rhs of an equality."""
        lhs, rhs = sp.sympify(self.lhs), sp.sympify(self.rhs)
        return rhs - lhs if self.relation in ("<=", "<") else lhs - rhs

    @property
    def strict(self) -> bool:
        """Whether the slack is claimed to be positive rather than nonnegative."""
        return self.relation in ("<", ">")

    def holds(self, point: Point) -> bool | None:
        """True or False when balls or exact zeros decide the relation at the point, None when they do not."""
        found = None if self._unbounded else sign(self.slack, point)
        if found is None:
            return None
        if self.relation == "==":
            return found == 0
        return found > 0 or (found == 0 and not self.strict)

    @cached_property
    def _unbounded(self) -> bool:
        """Whether no ball can hold the slack: a limit, or a complex number."""
        return bool(sp.sympify(self.slack).has(sp.Limit, sp.I))


@dataclass(frozen=True)
class Domain:
    """The values of one symbol: from `low` to `high` (None: unbounded), each end open or closed."""

    symbol: Any
    low: Any = None
    high: Any = None
    open_low: bool = False
    open_high: bool = False
    samples: tuple[Any, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether the values are integers."""
        return bool(self.symbol.is_integer)

    def slacks(self) -> Iterator[tuple[Any, bool]]:
        """The constraints as (expression, strict): expression >= 0, or > 0 when strict."""
        if self.low is not None:
            yield self.symbol - self.low, self.open_low
        if self.high is not None:
            yield self.high - self.symbol, self.open_high

    def grid(self) -> tuple[Any, ...]:
        """Exact values inside the domain, the declared ones or a default spread that presses on the ends."""
        return self.samples or tuple(value for value in self._spread() if self.contains(value))

    def contains(self, value: Any) -> bool | None:
        """Whether the exact value lies in the domain; True when an end is itself an expression in other symbols."""
        ends = [(slack, strict) for slack, strict in self.slacks() if slack.free_symbols == {self.symbol}]
        signs = [(sign(slack, {self.symbol: value}), strict) for slack, strict in ends]
        return all(found is not None and (found > 0 or (found == 0 and not strict)) for found, strict in signs)

    def _spread(self) -> tuple[Any, ...]:
        if self.symbol.is_integer:
            return (1, 2, 3, 5, 10, 100, 1000, 40000)
        unit = [
            Fraction(1, 10**6),
            Fraction(1, 50),
            Fraction(1, 4),
            Fraction(1, 2),
            Fraction(9, 10),
            Fraction(999, 1000),
        ]
        low, high = map(_rational, (self.low, self.high))
        if low is not None and high is not None:
            return (low, *(low + (high - low) * at for at in unit), high)
        base = low or Fraction(0)
        beyond = (base, *(base + at for at in unit), base + 1, base + Fraction(7, 3), base + 12)
        if self.low is not None or self.symbol.is_nonnegative:
            return beyond
        return (*(-value for value in beyond[1:]), *beyond)


@dataclass(frozen=True)
class Claim:
    """For all symbols in `where`: if every relation of `given` holds, then every relation of `then` holds.

    Raises: ValueError where a symbol has two domains: the rules read one of them.
    """

    then: tuple[Relation, ...]
    where: tuple[Domain, ...] = ()
    given: tuple[Relation, ...] = ()
    points: tuple[Any, ...] | Callable[[], tuple[Any, ...]] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        symbols = [domain.symbol for domain in self.where]
        if twice := next((symbol for symbol in symbols if symbols.count(symbol) > 1), None):
            raise ValueError(f"{twice} has two domains: give one")

    @cached_property
    def hypotheses(self) -> tuple[tuple[Any, bool], ...]:
        """Every hypothesis as (slack, strict), domains first."""
        found = [pair for domain in self.where for pair in domain.slacks()]
        for relation in self.given:
            found.append((relation.slack, relation.strict))
            if relation.relation == "==":
                found.append((-relation.slack, False))
        return tuple(found)

    def grid(self, limit: int = 600) -> list[Point]:
        """Points of the domains: `points` as given, else the product of the domains' grids, thinned evenly to
        `limit`.
        """
        if self.points:
            return list(self.points() if callable(self.points) else self.points)
        axes = [[(domain.symbol, value) for value in domain.grid()] for domain in self.where]
        every: list[Point] = [dict(choice) for choice in itertools.product(*axes)]
        step = -(-len(every) // limit) or 1
        return every[::step]

    def undeclared(self) -> set[str]:
        """Symbols without a domain: a statement that has one says nothing definite, and is refused."""
        declared = {_label(domain.symbol) for domain in self.where}
        sides = [side for relation in (*self.given, *self.then) for side in (relation.lhs, relation.rhs)]
        sides += [end for domain in self.where for end in (domain.low, domain.high) if end is not None]
        free = {_label(symbol) for side in sides for symbol in sp.sympify(side).free_symbols if not isinstance(symbol, sp.Indexed)}
        return {str(symbol) for symbol in free - declared}

    def admissible(self, point: Point) -> bool:
        """Whether balls certify that the point meets every hypothesis, and whole variables have whole values there."""
        whole = (point[one.symbol] for one in self.where if one.whole and one.symbol in point)
        if not all(sp.sympify(value).is_integer for value in whole):
            return False
        return all(_certain(slack, strict, point) for slack, strict in self.hypotheses)


_SIGNS = {"any": {}, "real": {"real": True}, "nonnegative": {"nonnegative": True}, "positive": {"positive": True}}
_SORTS = {
    frozenset(sp.Dummy(**sign, **whole).assumptions0.items()): (name, bool(whole))
    for name, sign in _SIGNS.items()
    for whole in ({}, {"integer": True})
}


def sort_of(symbol: Any) -> tuple[str, bool] | None:
    """What sympy assumes of a symbol: any, real, nonnegative or positive, and whether whole; None where it assumes something else."""
    return _SORTS.get(frozenset(symbol.assumptions0.items()))


def as_fraction(value: Any) -> Fraction:
    """A rational number of sympy, or what sympy reads as one, as a fraction."""
    return Fraction(int(sp.Rational(value).p), int(sp.Rational(value).q))


def _rational(end: Any) -> Fraction | None:
    """The end of a domain as a fraction; None where it has none, or one that is no rational number."""
    return None if end is None or not sp.sympify(end).is_Rational else as_fraction(end)


def _label(symbol: Any) -> Any:
    return symbol.label if isinstance(symbol, sp.IndexedBase) else symbol


def _certain(slack: Any, strict: bool, point: Point) -> bool:
    found = sign(slack, point)
    return found is not None and (found > 0 or (found == 0 and not strict))


def lt(lhs: Any, rhs: Any) -> Relation:
    """lhs < rhs."""
    return Relation(sp.sympify(lhs), "<", sp.sympify(rhs))


def le(lhs: Any, rhs: Any) -> Relation:
    """lhs <= rhs."""
    return Relation(sp.sympify(lhs), "<=", sp.sympify(rhs))


def gt(lhs: Any, rhs: Any) -> Relation:
    """lhs > rhs."""
    return Relation(sp.sympify(lhs), ">", sp.sympify(rhs))


def ge(lhs: Any, rhs: Any) -> Relation:
    """lhs >= rhs."""
    return Relation(sp.sympify(lhs), ">=", sp.sympify(rhs))


def eq(lhs: Any, rhs: Any) -> Relation:
    """lhs == rhs."""
    return Relation(sp.sympify(lhs), "==", sp.sympify(rhs))


def counts(*symbols: Any, samples: tuple[int, ...] = ()) -> tuple[Domain, ...]:
    """Each symbol a positive integer."""
    return tuple(Domain(symbol, 1, samples=samples) for symbol in symbols)


def positives(*symbols: Any, samples: tuple[Any, ...] = ()) -> tuple[Domain, ...]:
    """Each symbol in (0, oo)."""
    return tuple(Domain(symbol, 0, open_low=True, samples=samples) for symbol in symbols)


def nonnegatives(*symbols: Any) -> tuple[Domain, ...]:
    """Each symbol in [0, oo)."""
    return tuple(Domain(symbol, 0) for symbol in symbols)


def shares(*symbols: Any) -> tuple[Domain, ...]:
    """Each symbol in (0, 1]."""
    return tuple(Domain(symbol, 0, 1, open_low=True) for symbol in symbols)


def units(*symbols: Any, samples: tuple[Any, ...] = ()) -> tuple[Domain, ...]:
    """Each symbol in (0, 1)."""
    return tuple(Domain(symbol, 0, 1, open_low=True, open_high=True, samples=samples) for symbol in symbols)


def reals(*symbols: Any, samples: tuple[Any, ...] = (Fraction(-7, 3), -1, 0, Fraction(1, 3), 2)) -> tuple[Domain, ...]:
    """Each symbol any real number (an IndexedBase: a sequence of them)."""
    return tuple(Domain(symbol, samples=samples) for symbol in symbols)
