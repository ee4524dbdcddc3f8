"""Branch and bound: is an expression nonnegative (or positive) at every point of a closed box?

Glossary
    bounds     an interval for the expression over a box: natural extension, sharpened by monotonicity, recursively.
    search     boxes are split at simple rationals until each is decided, a witness is found, or the budget is spent.
    Witness    a rational point at which the sign is certainly wrong, with the enclosure of the value there.

Monotone collapse: where d e / d x has one sign on the box, e is smallest at one end of the x-range; the sign of the
derivative is itself decided this way, so exp(x) >= 1 + x, which touches at x = 0, is decided once a box ends there.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from flint import fmpq

from uccheck.core.effort import watch
from uccheck.expressions.derivatives import derivative
from uccheck.expressions.grammar import Expression
from uccheck.expressions.intervals import Box, Interval, Undefined, enclose, fraction, point

MAX_BOXES = 20_000
POINT_BITS = 512


@dataclass(frozen=True)
class Witness:
    """The value of the expression at a rational point."""

    at: dict[str, Fraction]
    value: Interval


@dataclass(frozen=True)
class Searched:
    """Outcome of a search: `proved`, a `witness`, an `undefined` point, or an `undecided` box that remains."""

    boxes: int
    proved: bool = False
    witness: Witness | None = None
    undefined: tuple[dict[str, Fraction], str] | None = None
    undecided: dict[str, tuple[Fraction, Fraction]] | None = None
    seen: Interval | None = None


@dataclass
class Problem:
    """e >= 0 (or e > 0 where `strict`) on a box; derivatives are made on first use."""

    expression: Expression
    strict: bool
    derivatives: dict[tuple[str, ...], Expression | None] = field(default_factory=dict)

    def partial(self, names: tuple[str, ...]) -> Expression | None:
        """The iterated partial derivative, or None where it does not exist."""
        if not names:
            return self.expression
        if names not in self.derivatives:
            inner = self.partial(names[:-1])
            self.derivatives[names] = None if inner is None else derivative(inner, names[-1])
        return self.derivatives[names]

    def holds(self, value: Interval) -> bool:
        """Whether every number of the interval satisfies the relation."""
        return bool(value.lower > 0) if self.strict else bool(value.lower >= 0)

    def fails(self, value: Interval) -> bool:
        """Whether no number of the interval satisfies the relation."""
        return bool(value.upper <= 0) if self.strict else bool(value.upper < 0)


def search(problem: Problem, domain: Box, *, deadline: float) -> Searched:
    """Decide the problem on `domain`, with at most MAX_BOXES boxes.

    Guarantee: `proved` only if every point of the box satisfies the relation; a `witness` violates it. The outcome depends on the
    boxes alone.  Raises OutOfTime if `deadline` (time.monotonic) comes first.
    """
    waiting: list[Box] = [domain]
    boxes = 0
    for corner in _corners(domain):
        found = _look_at(problem, corner, boxes)
        if found is not None:
            return found
    while waiting:
        box = waiting.pop()
        boxes += 1
        value = bounds(problem, (), box, order=3 if len(box) == 1 else 2)
        if value is not None and problem.holds(value):
            continue
        found = _look_at(problem, _middle(box), boxes)
        if found is not None:
            return found
        watch(deadline)
        if boxes >= MAX_BOXES or _is_tiny(box, domain):
            return Searched(boxes, undecided=_plain(box), seen=value)
        waiting.extend(_split(box, domain))
    return Searched(boxes, proved=True)


def bounds(problem: Problem, names: tuple[str, ...], box: Box, *, order: int) -> Interval | None:
    """An interval for the partial derivative `names` over `box`, or None where it has no bound."""
    e = problem.partial(names)
    if e is None:
        return None
    try:
        natural = enclose(e, box)
    except Undefined:
        return None
    if order == 0 or natural.lower > 0 or natural.upper < 0:
        return natural
    low, high = dict(box), dict(box)
    steep: dict[str, Interval] = {}
    for name, side in box.items():
        slope = None if side.is_point else bounds(problem, (*names, name), box, order=order - 1)
        if slope is not None and slope.lower >= 0:
            low[name], high[name] = _at(side.lower), _at(side.upper)
        elif slope is not None and slope.upper <= 0:
            low[name], high[name] = _at(side.upper), _at(side.lower)
        elif slope is not None:
            steep[name] = slope
    try:
        if len(steep) == 1:
            natural = _meet(natural, _mean_value(e, box, *steep.popitem()))
        return _meet(natural, Interval(enclose(e, low).lower, enclose(e, high).upper))
    except Undefined:  # rounding may reach a singularity that the whole box just avoided
        return natural


def _mean_value(e: Expression, box: Box, name: str, slope: Interval) -> Interval:
    """f(c) + f'(box) (box - c): sharper than the natural extension on small boxes."""
    side = box[name]
    centre = (side.lower + side.upper) / 2
    reach = (side.upper - side.lower) / 2 * max(-slope.lower, slope.upper)
    value = enclose(e, {**box, name: _at(centre)})
    return Interval(value.lower - reach, value.upper + reach)


def _meet(x: Interval, y: Interval) -> Interval:
    return Interval(max(x.lower, y.lower), min(x.upper, y.upper))


def _at(q: fmpq) -> Interval:
    return Interval(q, q)


def _look_at(problem: Problem, at: dict[str, Fraction], boxes: int) -> Searched | None:
    try:
        value = enclose(problem.expression, {n: point(v) for n, v in at.items()}, bits=POINT_BITS)
    except Undefined as reason:
        return Searched(boxes, undefined=(at, str(reason))) if reason.certain else None
    return Searched(boxes, witness=Witness(at, value)) if problem.fails(value) else None


def _corners(box: Box) -> list[dict[str, Fraction]]:
    ends = [[(n, fraction(x.lower)), (n, fraction(x.upper))] for n, x in box.items()]
    return [dict(c) for c in itertools.islice(itertools.product(*ends), 16)]


def _middle(box: Box) -> dict[str, Fraction]:
    return {n: simplest(fraction(x.lower), fraction(x.upper)) for n, x in box.items()}


def simplest(lower: Fraction, upper: Fraction) -> Fraction:
    """A rational of small denominator in the middle half of [lower, upper]."""
    quarter = (upper - lower) / 4
    return _between(lower + quarter, upper - quarter)


def _between(a: Fraction, b: Fraction) -> Fraction:
    """The rational of least denominator in [a, b] (Stern-Brocot), written without recursion on the sign."""
    if a <= 0 <= b:
        return Fraction(0)
    if b < 0:
        return -_between(-b, -a)
    whole = -(-a.numerator // a.denominator)
    if whole <= b:
        return Fraction(whole)
    floor = a.numerator // a.denominator
    return floor + 1 / _between(1 / (b - floor), 1 / (a - floor))


def _split(box: Box, domain: Box) -> list[Box]:
    """Two halves across the side that is longest relative to the domain."""
    name = max(box, key=lambda n: _width(box[n]) / _width(domain[n]) if not domain[n].is_point else fmpq(0))
    side = box[name]
    cut = point(simplest(fraction(side.lower), fraction(side.upper))).lower
    return [{**box, name: Interval(side.lower, cut)}, {**box, name: Interval(cut, side.upper)}]


def _width(x: Interval) -> fmpq:
    return x.upper - x.lower


def _is_tiny(box: Box, domain: Box) -> bool:
    """Whether the box is so small that splitting further will not decide it (2**-60 of the domain)."""
    return all(_width(box[n]) * (1 << 60) <= _width(domain[n]) for n in box)


def _plain(box: Mapping[str, Interval]) -> dict[str, tuple[Fraction, Fraction]]:
    return {n: (fraction(x.lower), fraction(x.upper)) for n, x in box.items()}
