"""Finders for Gibbs classifiers N(w_S, I/x^2): the two-sided gap at x, and what a two-sided bound certifies for every x at once.

Glossary
    Depths    flipped margins below -c, training margins below theta, squared norms from q to p, T < t: each but for a small chance
    cover     intervals of x from 0 on, each with the value, until the gap alone is enough
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import pairwise

from uccheck.answers.definitions.sets import filled
from uccheck.answers.finders import Inquiry
from uccheck.answers.proposals import upper_point
from uccheck.certificates.tree import Node
from uccheck.core.bisection import narrowed
from uccheck.core.exact import decimal_above, decimal_below

_MOST_LEAVES = 28


@dataclass(frozen=True)
class Depths:
    """What holds of S and its flip but for chances that leave e1 = missed/(1 - 2 delta - P(T > t)) small; `far`: of a norm above p."""

    c: Fraction
    p: Fraction
    q: Fraction
    theta: Fraction
    t: Fraction
    far: Fraction
    gap_e1: Fraction
    e1: Fraction


def points(ask: Inquiry) -> Depths | None:
    """The widest margins, in standard deviations, that leave a small e1; None where the flip leaves none."""
    a = ask.a
    room = 1 - 2 * a.delta
    if room <= 0:
        return None
    deviation, spread = float(a.b) * math.sqrt((float(a.m) + 1) / float(a.D)), math.sqrt(2 / float(a.D))
    found = [_points(ask, room, Fraction(deviation), Fraction(spread), Fraction(k, 4)) for k in range(8, 20)]
    usable = [one for one in found if one is not None and one.e1 < Fraction(1, 4)]
    return max(usable, key=lambda one: _least(ask, one), default=None)


def _least(ask: Inquiry, found: Depths) -> float:
    """What these points give for the variance at which they give least."""
    return min(bound(ask, found, x, x) for x in (k / 50 / math.sqrt(float(ask.a.b)) * 2 for k in range(1, 100)))


def _points(ask: Inquiry, room: Fraction, deviation: Fraction, spread: Fraction, k: Fraction) -> Depths | None:
    a = ask.a
    c = Fraction(decimal_below(a.b - a.s - k * deviation, 5)) if a.b - a.s > k * deviation else None
    if c is None:
        return None
    most, least = Fraction(decimal_above(a.b * (1 + k * spread), 6)), Fraction(decimal_below(a.b * (1 - k * spread), 6))
    theta = Fraction(decimal_above(a.s + a.b + k * deviation, 5))
    t = upper_point(int(a.D), room / 1000)
    deep = ask.work.bounds(("unflipped", a.m, a.D, a.s + c, a.b, Fraction(1))) or (0, Fraction(1))
    far, near = ask.tail(most * a.D / a.b)[1], 1 - ask.tail(least * a.D / a.b)[0]
    wide = 1 - ask.bounds("misfit", theta)[0]
    left = room - ask.tail(t)[1]
    shares = (Fraction(decimal_above(x / left, 9)) for x in (deep[1] + far, deep[1] + far + wide + near))
    return Depths(c, a.s / a.m + most, a.s / a.m + least, theta, t, far, *shares)


def gap(ask: Inquiry, x: Fraction) -> Iterator[Node]:
    """The two-sided gap of every N(w_S, I/y^2), y >= x."""
    found = points(ask)
    if found is not None:
        yield from gap_at(ask, found, x)


def gap_at(ask: Inquiry, found: Depths, x: Fraction) -> Iterator[Node]:
    """The same from depths that are known: they do not depend on x."""
    yield from filled(ask, "gibbs-two-sided", "v", x=x, c=found.c, p=found.p, t=found.t, e1=found.gap_e1)


def every(ask: Inquiry) -> Iterator[Node]:
    """No variance: the largest value that at most so many intervals cover."""
    found = points(ask)
    if found is None:
        return
    low, _ = narrowed(0.0, 0.5, lambda value: _cover(ask, found, value) is not None, 20)
    cuts = _cover(ask, found, low)
    if cuts is None:
        return
    value = Fraction(decimal_below(Fraction(low * (1 - 2e-4)), 5))
    leaves = []
    for u, y in pairwise(cuts):
        at = {"u": u, "y": y, "c": found.c, "p": found.p, "q": found.q, "theta": found.theta, "t": found.t, "e1": found.e1}
        leaves += [(u, y, node) for node in ask.apply("gibbs-sure", **at, v=value)]
    if len(leaves) == len(cuts) - 1:
        whole = _joined(ask, leaves, value)
        last = list(ask.apply("gibbs-two-sided", x=cuts[-1], c=found.c, p=found.p, t=found.t, e1=found.gap_e1, v=value))
        for node, end in zip(whole, last, strict=False):
            yield from ask.apply("gibbs-every", node, end, x=cuts[-1], e=value)


def _joined(ask: Inquiry, leaves: list[tuple[Fraction, Fraction, Node]], value: Fraction) -> list[Node]:
    """The leaves joined two by two."""
    while len(leaves) > 1:
        paired = []
        for (u, x, first), (_, y, second) in zip(leaves[::2], leaves[1::2], strict=False):
            paired += [(u, y, node) for node in ask.apply("gibbs-join", first, second, u=u, x=x, y=y, e=value)]
        leaves = paired + leaves[len(leaves) - len(leaves) % 2 :]
    return [node for *_, node in leaves]


def _reaches(ask: Inquiry, found: Depths, value: float, x: float, y: float) -> bool:
    """Whether the bound over [x, y] is at least the value, in floats."""
    return bound(ask, found, x, y) >= value


def _cover(ask: Inquiry, found: Depths, value: float) -> list[Fraction] | None:
    """Cuts 0 = x_0 < x_1 < .. with at least the value between neighbours, in floats; None where there are too many."""
    cuts, x = [Fraction(0)], 0.0
    while bound(ask, found, x) < value:
        if len(cuts) > _MOST_LEAVES or bound(ask, found, x, x) < value:
            return None
        reaches, high = partial(_reaches, ask, found, value, x), 1.0
        while reaches(high):
            high *= 2
        low, _ = narrowed(x, high, reaches, 40)
        cuts.append(Fraction(decimal_below(Fraction(low), 7)))
        x = float(cuts[-1])
    return cuts


def bound(ask: Inquiry, found: Depths, u: float, y: float = math.inf) -> float:
    """Training error at y plus gap at u, in floats."""
    a = ask.a
    noise = float(a.b / a.D) ** 2 * float(a.m * found.t)
    fresh = _tail(float(a.s) * u / math.sqrt(noise * u * u + float(found.p))) + 0.5 * _tail(float(a.s) / math.sqrt(noise))
    training = 0.0 if y == math.inf else _tail(float(found.theta) * y / math.sqrt(float(found.q)))
    return training + 1 - _tail(float(found.c) * u / math.sqrt(float(found.p))) - fresh - float(found.e1 + found.far)


def _tail(x: float) -> float:
    return math.erfc(x / math.sqrt(2)) / 2
