"""Points that are moved, drawn or solved for: where a hypothesis only just holds, inside the domains, on an equality."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from fractions import Fraction
from math import prod
from typing import Any

import sympy as sp

from uccheck.quantities.applied import Applied
from uccheck.quantities.enclosed.evaluator import Point, exact_value
from uccheck.quantities.symbols import D, b, gamma, m, s
from uccheck.rules.claim import Domain, Relation, as_fraction
from uccheck.rules.neighbours.columns import VALUELESS, scalar

SCALES = tuple(Fraction(*pair) for pair in ((1, 10**6), (1, 100), (1, 4), (1, 2), (3, 4), (19, 20), (21, 20), (3, 2), (4, 1), (100, 1)))
BISECTIONS, SPACE_BISECTIONS, SOLUTIONS, LONGEST = 40, 14, 2, 100
PLACED = frozenset({m, D, s, b, gamma})


def of_space(point: Point) -> bool:
    """Whether the point's quantities are those of a finite space."""
    return any(isinstance(key, type) and issubclass(key, Applied) for key in point)


def bound(point: Point) -> frozenset[Any]:
    """The variables that cannot be moved: those that name a space, and those of a quantity whose value the point holds."""
    named = [key for key in point if isinstance(key, Applied)]
    return (PLACED if of_space(point) else frozenset()) | frozenset().union(*(key.free_symbols for key in named))


def spread(where: tuple[Domain, ...], limit: int, summed: bool) -> list[Point]:
    """Some of the product of the domains; short samples only where something is summed over them."""
    axes = [[value for value in domain.grid() if not (summed and domain.whole and value > LONGEST)] for domain in where]
    total = min(prod(map(len, axes)), 200_000)
    chosen = itertools.islice(itertools.product(*axes), 0, total, max(1, total // limit) | 1)
    return [dict(zip((domain.symbol for domain in where), values, strict=True)) for values in chosen]


def drawn(where: tuple[Domain, ...], count: int, seed: int = 7) -> list[Point]:
    """Points of the domains at random, some at and near their ends, on scales from a thousandth to a thousand."""
    draw, found = random.Random(seed), list[Point]()
    order = sorted(where, key=lambda domain: any(sp.sympify(end).free_symbols for end in (domain.low, domain.high) if end is not None))
    for _ in range(count):
        point: dict[Any, Any] = {}
        for domain in order:
            low, high = (None if end is None else exact_value(sp.sympify(end), point) for end in (domain.low, domain.high))
            point[domain.symbol] = _of(domain.symbol, _whole(draw, low, high) if domain.whole else _real(draw, domain, low, high))
        found.append(point)
    return found


def _whole(draw: random.Random, low: Fraction | None, high: Fraction | None) -> Fraction:
    least, most = int(low or 1), int(high) if high is not None else 10**4
    value = least + (draw.randrange(0, 6) if draw.random() < 0.6 else int(10 ** draw.uniform(0, 4)))
    return Fraction(min(value, most))


def _real(draw: random.Random, domain: Domain, low: Fraction | None, high: Fraction | None) -> Fraction:
    if low is not None and high is not None:
        share = draw.choice((Fraction(draw.randrange(1, 64), 64), Fraction(1, 10 ** draw.randrange(1, 7)), None, Fraction(0), Fraction(1)))
        share = 1 - Fraction(1, 10 ** draw.randrange(1, 7)) if share is None else share
        closed = (share != 0 or not domain.open_low) and (share != 1 or not domain.open_high)
        return low + (high - low) * (share if closed else Fraction(1, 2))
    size = Fraction(10 ** draw.uniform(-3, 3)).limit_denominator(10**4) or Fraction(1, 10**4)
    size = draw.choice((size, Fraction(draw.randrange(1, 9), draw.randrange(1, 9))))
    if low is None and high is None:
        return size * draw.choice((-1, 1))
    return size + low if low is not None else (high or Fraction(0)) - size


def constant(value: Any) -> Any:
    """The sequence that is the value everywhere."""
    return lambda *_: value


def solved(relation: Relation, point: Point) -> list[Point]:
    """The point with one variable of an equality set so that it holds: what the other side is, else a root that sympy finds."""
    found: list[Point] = []
    for symbol, value in ((relation.lhs, relation.rhs), (relation.rhs, relation.lhs)):
        if sp.sympify(symbol).is_Symbol and symbol in point:
            exact = exact_value(sp.sympify(value), point)
            found += [] if exact is None else [{**point, symbol: exact}]
    return found or [made for atom in _unknowns(relation, point) for made in _roots(relation, point, atom)]


def _unknowns(relation: Relation, point: Point) -> list[Any]:
    slack = sp.sympify(relation.slack)
    if slack.has(Applied, sp.Sum, sp.Product, sp.Integral, sp.Derivative, sp.Limit):
        return []
    indexed = slack.atoms(sp.Indexed)
    if indexed:
        return list(indexed) if len(indexed) == 1 else []
    return sorted(slack.free_symbols & set(point) - bound(point), key=str)


def _roots(relation: Relation, point: Point, atom: Any) -> Iterator[Point]:
    unknown = sp.Dummy(real=True)
    values = {key: sp.Rational(value) for key, value in point.items() if isinstance(value, (int, Fraction)) and key != atom}
    expr = sp.sympify(relation.slack).xreplace({atom: unknown}).xreplace(values)
    if expr.free_symbols != {unknown}:
        return
    try:
        roots = sp.solve(expr, unknown)
    except (NotImplementedError, *VALUELESS):
        return
    for root in roots[:SOLUTIONS]:
        if root.is_real and not root.has(sp.Float) and (root.is_Integer or not (isinstance(atom, sp.Symbol) and atom.is_integer)):
            value = as_fraction(root) if root.is_Rational else root
            yield {**point, atom.base: constant(value)} if isinstance(atom, sp.Indexed) else {**point, atom: value}


def tight(relation: Relation, point: Point, symbol: Any) -> Point | None:
    """The point with `symbol` moved to where the relation only just holds; None where no move changes its truth."""
    if symbol in bound(point) or not isinstance(point[symbol], (int, Fraction, sp.Rational)):
        return None
    slack = scalar(sp.sympify(relation.slack))
    now = as_fraction(point[symbol])
    here = slack({**point, symbol: _of(symbol, now)})
    for other in _moves(symbol, now):
        there = slack({**point, symbol: _of(symbol, other)})
        if here is not None and there is not None and (here > 0) != (there > 0):
            return _bisected(slack, point, symbol, now, other, here > 0)
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


def _bisected(slack: Any, point: Point, symbol: Any, one: Fraction, other: Fraction, first: bool) -> Point:
    good, bad = (one, other) if first else (other, one)
    for _ in range(SPACE_BISECTIONS if of_space(point) else BISECTIONS):
        middle = (good + bad) / 2
        middle = Fraction(int(middle)) if symbol.is_integer else middle.limit_denominator(10**9)
        if middle in (good, bad):
            break
        value = slack({**point, symbol: _of(symbol, middle)})
        if value is not None and value > 0:
            good = middle
        else:
            bad = middle
    return {**point, symbol: _of(symbol, good)}
