"""Finders of the definitions: each proposes numbers in floats and yields the nodes whose hypotheses then hold in rationals.

Glossary
    weak      the setting with the signal s/q: what (w_1, -q w_2) sees
    filled    a rule at the best value of the one variable that stands alone in its hypotheses, everything else given
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import islice
from typing import Any

from uccheck.answers.finders import Inquiry
from uccheck.answers.proposals import log_unflipped, lower_point, upper_point
from uccheck.certificates.language import Interval, evaluate, quantities, table
from uccheck.certificates.tree import Node
from uccheck.core.bisection import narrowed
from uccheck.core.exact import decimal_above, decimal_below

_HALF = Fraction(1, 2)
#: How far beyond the radius that floats propose the rules are tried.
_STEPS = (Fraction(1), Fraction(1001, 1000), Fraction(101, 100), Fraction(11, 10))


def filled(ask: Inquiry, rule: str, name: str, *premises: Node, **more: Fraction) -> Iterator[Node]:
    """The rule with its variable `name` at the end that its hypotheses allow: the least right side, or else the greatest left side."""
    entry = table()["rules"][rule]
    at = {key: value for key, value in (ask.a.at | more).items() if key in entry["where"]}
    told = {ground: ends for premise in premises for ground, ends in premise.concludes.items()}
    above = [_ends(ask, right, at, told)[0] for _, left, right in entry["hypotheses"] if left == name]
    below = [_ends(ask, left, at, told)[1] for _, left, right in entry["hypotheses"] if right == name]
    value = Fraction(decimal_below(min(above), 12) if above else decimal_above(max(below), 12))
    yield from ask.apply(rule, *premises, **more, **{name: value})


def _ends(ask: Inquiry, e: Any, at: dict[str, Fraction], told: dict[Any, Interval]) -> Interval:
    known = {ground: told.get(ground) or ask.work.bounds(ground) or (Fraction(0), Fraction(1)) for ground in quantities(e, at)}
    return evaluate(e, at, known)


def exceeding(ask: Inquiry, share: Fraction = Fraction(1)) -> Iterator[Node]:
    """P(L_D > e) <= P(T > t) with t at that share of delta."""
    if ask.a.gamma <= 2 * ask.a.s:
        t = upper_point(int(ask.a.D), ask.a.delta * share)
        yield from ask.apply("exceed-tail", t=t, e=ask.loss(t)[1])


def small(ask: Inquiry, rule: str) -> Iterator[Node]:
    """A rule whose hypothesis is P(L_D > e) <= delta."""
    for found in exceeding(ask):
        yield from ask.apply(rule, found, e=found.at["e"])


def fair(ask: Inquiry, rule: str) -> Iterator[Node]:
    """A rule whose hypothesis is P(L_D > e) + m P(M_1 < gamma) <= delta."""
    missed = ask.a.m * ask.bounds("misfit", ask.a.gamma)[1]
    if missed < ask.a.delta:
        for found in exceeding(ask, 1 - missed / ask.a.delta):
            yield from ask.apply(rule, found, e=found.at["e"])


def margin(ask: Inquiry) -> Iterator[Node]:
    """The population error against the ramp loss."""
    for found in exceeding(Inquiry(replace(ask.a, gamma=Fraction(0)), ask.work)):
        yield from ask.apply("margin-small", found, e=found.at["e"])


def overfit(ask: Inquiry, rule: str, gamma: Fraction) -> Iterator[Node]:
    """A rule whose hypothesis is delta < P(T >= t) - m P(M_1 < gamma), with the loss at `gamma`."""
    missed = ask.a.m * ask.bounds("misfit", ask.a.gamma)[1]
    if ask.a.delta + missed < 1 and gamma <= 2 * ask.a.s:
        t = lower_point(int(ask.a.D), 1 - ask.a.delta - missed)
        yield from ask.apply(rule, t=t, e=ask.bounds("loss", gamma, t)[0])


def split(ask: Inquiry, rule: str, weak: Inquiry, **more: Fraction) -> Iterator[Node]:
    """P(N_1 > 0)/e1 + P(L_D > e2) < 1 - delta at the numbers of `weak`, with the least e1 + e2 of a few shares."""
    if weak.a.gamma > 2 * weak.a.s:
        return
    one, room = weak.bounds("unflipped", Fraction(1))[1], 1 - ask.a.delta
    found: list[Node] = []
    for share in (1 - Fraction(1, 2**k) for k in (1, 4, 10, 20)):
        t = upper_point(int(ask.a.D), share * room)
        e1 = Fraction(decimal_above(one / (room - weak.tail(t)[1]), 9))
        for rare in weak.apply("exceed-tail", t=t, e=weak.loss(t)[1]) if e1 <= 1 else ():
            found += ask.apply(rule, rare, e1=e1, e2=rare.at["e"], **more)
    if found:
        yield max(found, key=lambda node: _only(node)[0])


def _only(node: Node) -> Interval:
    """The ends of the one quantity that a node concludes."""
    (ends,) = node.concludes.values()
    return ends


def flip(ask: Inquiry) -> Iterator[Node]:
    """A set that is closed under the flip."""
    yield from split(ask, "flip-closed", ask)


def flip_spread(ask: Inquiry) -> Iterator[Node]:
    """Its upper side."""
    if ask.a.gamma <= 2 * ask.a.s:
        t = lower_point(int(ask.a.D), ask.a.delta)
        yield from ask.apply("flip-spread", t=t, v=max(1 - ask.loss(t)[0], _HALF))


def _weak(ask: Inquiry, ratio: Fraction) -> Inquiry:
    """The signal over the ratio, and the margin too."""
    return Inquiry(replace(ask.a, s=ask.a.s / ratio, gamma=ask.a.gamma / ratio), ask.work)


def linear(ask: Inquiry) -> Iterator[Node]:
    """All linear classifiers: the signal at which the flip leaves most, near b/2."""
    ask = Inquiry(replace(ask.a, gamma=Fraction(0)), ask.work)
    for level in (Fraction(1, 2), Fraction(1, 4)):
        ratio = ask.a.b * level / ask.a.s
        yield from split(ask, "linear-class", _weak(ask, 1 / ratio), q=ratio)


def basis(ask: Inquiry) -> Iterator[Node]:
    """The VC dimension's bound."""
    yield from ask.apply("basis-shattered")


def ball_flip(ask: Inquiry, kappa: Fraction) -> Iterator[Node]:
    """The ball of that radius from below, if it reaches beyond the origin."""
    if kappa > 1:
        yield from split(ask, "ball-flip", _weak(ask, kappa - 1), kappa=kappa, q=kappa - 1)


def vacuous_radius(ask: Inquiry, epsilon: Fraction) -> Iterator[Node]:
    """kappa_epsilon <= 1 + q for the least q that floats and then the rules allow."""
    goal = math.log(float(epsilon)) + math.log(float(1 - ask.a.delta)) - 1e-3
    _, high = narrowed(1e-3, 1.0, lambda q: log_unflipped(_weak(ask, Fraction(q)).a, 1.0) >= goal, 50)
    radii = [1 + Fraction(decimal_above(Fraction(high) * step, 5)) for step in _STEPS]
    flips = (node for kappa in radii if kappa <= 2 for node in ball_flip(ask, kappa))
    yield from islice((one for node in flips for one in ask.apply("radius-above", node, kappa=node.at["kappa"], epsilon=epsilon)), 1)


def _calm(ask: Inquiry) -> Iterator[tuple[Node, Fraction, Fraction]]:
    """(no subset is swollen beyond D(1 + x), that level, its chance): x from floats."""
    m, D, rare = float(ask.a.m), float(ask.a.D), math.log(float(ask.a.delta)) - math.log(1000)

    def likely(x: float) -> bool:
        return m * math.log(2) - D / 2 * (x - math.log1p(x)) > rare

    high = 1.0
    while likely(high):
        high *= 2
    _, high = narrowed(0.0, high, likely, 60)
    x = Fraction(decimal_above(Fraction(high), 6))
    for node in ask.apply("subset-tail", x=x):
        yield node, ask.a.D * (1 + x), _only(node)[1]


def ball_small(ask: Inquiry, kappa: Fraction | None = None, below: Fraction | None = None) -> Iterator[Node]:
    """The ball from above, at a radius or, with `below`, at the largest radius with a supremum below that value."""
    a = ask.a
    width = float(a.b) * math.sqrt((float(a.m) + 1) / float(a.D))
    for calm, level, chance in _calm(ask):
        found = [node for step in range(4, 15) for node in _ball_small(ask, kappa, below, calm, level, chance, step / 2 * width)]
        yield from sorted(found, key=lambda n: -n.at["v"] if below is None else n.at["kappa"])[-1:]


def _ball_small(
    ask: Inquiry, kappa: Fraction | None, below: Fraction | None, calm: Node, level: Fraction, chance: Fraction, down: float
) -> Iterator[Node]:
    a = ask.a
    g = a.s + a.b - Fraction(decimal_above(Fraction(down), 4)) - a.gamma
    left = (a.delta - chance) / 2
    if g <= 0:
        return
    share = Fraction(decimal_above(ask.bounds("misfit", a.gamma + g)[1] / left, 6))
    t = upper_point(int(a.D), left)
    reach = a.b**2 * t * level / (a.D * g) ** 2
    if below is not None and share < below:
        kappa = Fraction(decimal_below(Fraction(math.sqrt((below - share) / reach)), 5))
    if kappa is not None and share <= 1:
        yield from filled(ask, "ball-small", "v", calm, kappa=kappa, g=g, t=t, q=level, a=share)


def calm_radius(ask: Inquiry, epsilon: Fraction) -> Iterator[Node]:
    """kappa <= kappa_epsilon for the largest radius whose ball stays below 1 - epsilon."""
    for node in ball_small(ask, below=1 - epsilon):
        yield from ask.apply("radius-below", node, kappa=node.at["kappa"], epsilon=epsilon)


def at_quantile(ask: Inquiry, rule: str, *, above: bool, **more: Fraction) -> Iterator[Node]:
    """A quantity that increases with T, at a quantile of T."""
    t = upper_point(int(ask.a.D), ask.a.delta) if above else lower_point(int(ask.a.D), 1 - ask.a.delta)
    yield from ask.apply(rule, t=t, **more)
