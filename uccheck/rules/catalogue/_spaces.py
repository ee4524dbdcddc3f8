"""The finite learning problems on which rules and their neighbours are tried, and points of the rules' variables on them.

Every quantity of a point is computed from its definition on the space (`quantities/finite/spaces.py`); only the spaces are drawn at random,
half of them so that bounds are nearly sharp: errors of h_S on the flip of S and nearly nowhere else, on some pairs and not on others.

Glossary
    flips    spaces whose points lie on a cube, with or without further points; the flip changes all coordinates
    turned   spaces with a turn of order 3 or 4: the simplex
    linear   the linear learner itself on finite noise of mean 0 and second moment 1 in every coordinate
    wide     ramps with gamma > 2s
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache
from math import isqrt
from typing import Any

from uccheck.quantities.finite.spaces import HALF, Space
from uccheck.quantities.finite.variants import ramp as _ramp
from uccheck.quantities.symbols import D, b, c, delta, e, e1, e2, gamma, k, m, q, rho, s, t, v

POINTS = 1  # points in a sample of the largest spaces, whose 16 points leave the population loss small
SHAPES = ((1, 4, 4), (1, 4, 4), (1, 3, 3), (1, 4, 1), (2, 2, 2), (2, 2, 1), (4, 1, 1), (3, 1, 1), (2, 1, 1), (1, 2, 2))
TURNS = ((1, 3, 5), (1, 3, 4), (1, 3, 3), (1, 4, 4), (1, 4, 3), (1, 3, 1), (2, 3, 1), (1, 4, 1), (2, 4, 1), (1, 3, 2))
UNIT = Fraction(1)


def _cube(bits: int, coordinates: int) -> tuple[tuple[int, ...], ...]:
    """Moves of a cube of 2^bits points: one for each of its coordinates, or the flip of all alone."""
    whole = 2**bits
    if coordinates == bits:
        return tuple(tuple(x ^ (1 << j) for x in range(whole)) for j in range(bits))
    return (tuple(x ^ (whole - 1) for x in range(whole)),)


def _rotation(order: int, blocks: int) -> tuple[int, ...]:
    return tuple(order * (x // order) + (x % order + 1) % order for x in range(order * blocks))


Errors = Callable[[tuple[int, ...]], set[int]]


def _learner(draw: random.Random, count: int, images: Callable[[int], list[int]]) -> Errors:
    """Errors of h_S: on images of the points of S for the samples that the space makes bad, and a few more."""
    bad, own, other = draw.choice(((1.0, 0.0, 0.0), (0.5, 0.0, 0.0), (0.9, 0.1, 0.0), (0.7, 0.0, 0.1), (0.9, 0.2, 0.1), (0.3, 0.0, 0.0)))
    whole, heavy, fate = draw.random() < 0.5, draw.choice((0.0, 0.0, 0.3, 0.6)), dict[frozenset[Any], tuple[bool, bool]]()

    def errors(sample: tuple[int, ...]) -> set[int]:
        orbit = frozenset({sample, tuple(images(x)[0] for x in sample)})  # a pair is bad as a whole, or not
        drawn = (draw.random() < bad, draw.random() < heavy)
        wrong, large = fate.setdefault(orbit, drawn) if whole else drawn
        found = {image for x in sample for image in images(x)} - set(sample) if wrong else set()
        found |= {x for x in sample if draw.random() < own} | {x for x in range(count) if draw.random() < other}
        if large:  # a population loss of 1/2
            spare = [x for x in range(count) if x not in found and x not in sample]
            found |= set(draw.sample(spare, min(len(spare), max(0, count // 2 - len(found)))))
        return set(draw.sample(sorted(found), count // 2)) if len(found) > count // 2 else found

    return errors


def _abstract(draw: random.Random, m: int, count: int, errors: Errors, **parts: Any) -> Space:
    """A space with these errors; margins of 1 or, for a ramp, some within it."""
    ramp = Fraction(draw.choice((0, 0, 2)))
    right = (UNIT,) if ramp == 0 else draw.choice(((ramp, ramp, ramp, ramp / 2), (4 * ramp,)))
    bad = (-UNIT,) if ramp == 0 else draw.choice(((-UNIT,), (ramp,), (ramp / 2,)))
    rows = []
    for sample in itertools.product(range(count), repeat=m):
        wrong = errors(sample)
        rows.append(tuple(draw.choice(bad) if x in wrong else draw.choice(right) for x in range(count)))
    return Space(m, (Fraction(1, count),) * count, tuple(rows), gamma=ramp, **parts)


Noise = tuple[tuple[Fraction, ...], ...]


def linear(noise: Noise, m: int, s: int, b: int, gamma: Fraction, chances: tuple[Fraction, ...] = ()) -> Space:
    """The linear learner: a margin of s + (b/D) z.(sum of the z_i) at the noise z, equally likely without `chances`; D their dimension."""
    dimension, count = len(noise[0]), len(noise)

    def product(x: tuple[Fraction, ...], y: tuple[Fraction, ...]) -> Fraction:
        return sum((p * r for p, r in zip(x, y, strict=True)), Fraction(0))

    rows, radius, total = [], [], []
    for sample in itertools.product(noise, repeat=m):
        resultant = tuple(sum(column, Fraction(0)) for column in zip(*sample, strict=True))
        rows.append(tuple(s + Fraction(b, dimension) * product(z, resultant) for z in noise))
        radius.append(product(resultant, resultant) / m)
        total.append(sum((product(z, z) for z in sample), Fraction(0)))
    other = [tuple(-part for part in z) for z in noise]
    flip = (tuple(map(noise.index, other)),) if set(other) == set(noise) else ()
    return Space(
        m, chances or (Fraction(1, count),) * count, tuple(rows), flip, (), gamma, Fraction(s), Fraction(b), dimension,
        tuple(radius), tuple(total),
    )  # fmt: skip


def _made(make: Callable[[], Space], wanted: int) -> Iterator[Space]:
    """Spaces that have the losses of the linear setting."""
    found = 0
    while found < wanted:
        try:
            space = make()
        except ValueError:
            continue
        found += 1
        yield space


@cache
def flips(seed: int = 3, count: int = 60) -> tuple[Space, ...]:
    """Spaces with a flip."""
    draw = random.Random(seed)

    def make() -> Space:
        m, bits, coordinates = draw.choice(SHAPES)
        whole = 2**bits
        return _abstract(draw, m, whole, _learner(draw, whole, lambda x: [x ^ (whole - 1)]), moves=_cube(bits, coordinates))

    return tuple(_made(make, count))


@cache
def turned(seed: int = 4, count: int = 40) -> tuple[Space, ...]:
    """Spaces with a simplex of three or four samples."""
    draw = random.Random(seed)

    def make() -> Space:
        m, order, blocks = draw.choice(TURNS)
        turn = _rotation(order, blocks)
        images = {x: [x - x % order + (x + step) % order for step in range(1, order)] for x in range(order * blocks)}
        return _abstract(draw, m, order * blocks, _learner(draw, order * blocks, images.__getitem__), turn=turn)

    return tuple(_made(make, count))


NOISE = (
    ((UNIT,), (-UNIT,)),
    ((Fraction(7, 5),), (Fraction(-7, 5),), (Fraction(1, 5),), (Fraction(-1, 5),)),
    tuple((Fraction(x), Fraction(y)) for x in (1, -1) for y in (1, -1)),
)


@cache
def linear_spaces() -> tuple[Space, ...]:
    """The linear learner on noise of 2 or 4 points, for several strengths of signal and noise and several ramps."""
    found = []
    for noise, strength in itertools.product(NOISE, ((4, 32), (4, 3), (1, 1), (3, 2))):
        for size, scale in itertools.product(range(1, 5), (0, 1, 2, 3, 25)):
            if len(noise) ** size > 16:  # samples
                continue
            try:
                found.append(linear(noise, size, *strength, Fraction(scale * strength[0])))
            except ValueError:  # a loss that does not increase with T
                continue
    return tuple(found)


@cache
def wide(seed: int = 6, count: int = 24) -> tuple[Space, ...]:
    """Ramps with gamma > 2s: losses between 1/2 and 1 - s/gamma."""
    draw = random.Random(seed)

    def make() -> Space:
        size, bits, coordinates = draw.choice(SHAPES)
        ramp, whole = Fraction(draw.choice((9, 12, 20))), 2**bits
        rows = []
        for sample in itertools.product(range(whole), repeat=size):
            rows.append(_wide_row(draw, sample, whole, ramp))
        return Space(size, (Fraction(1, whole),) * whole, tuple(rows), _cube(bits, coordinates), gamma=ramp)

    return tuple(_made(make, count))


def _wide_row(draw: random.Random, sample: tuple[int, ...], count: int, ramp: Fraction) -> tuple[Fraction, ...]:
    """Margins with a mean loss between 1/2 and 1 - s/gamma for s = 4; the points of the sample mostly with a large one."""
    while True:
        values = [draw.choice((-UNIT, Fraction(4), Fraction(4), ramp, ramp)) for _ in range(count)]
        for x in sample if draw.random() < 0.7 else ():
            values[x] = ramp
        loss = sum((_ramp(value, ramp) for value in values), Fraction(0)) / count
        if HALF <= loss <= 1 - 4 / ramp:
            return tuple(values)
        if count == 2:
            return (ramp, -UNIT) if draw.random() < HALF else (-UNIT, ramp)


SHARES = (Fraction(1, 8), Fraction(6, 25), HALF, Fraction(99, 100), UNIT)


def _edges(space: Space) -> tuple[list[Fraction], list[Fraction], list[Fraction]]:
    """Where something changes on the space: probabilities, losses, and the six largest gaps between a training error and a loss."""
    masses = sorted({UNIT - Fraction(step, 2 * space.size) for step in range(1, 2 * space.size)})
    gaps = sorted({space.cross[p][r] - space.risk[p] for p in range(space.size) for r in range(space.size)})[-6:]
    return masses, sorted(set(space.risk)), gaps


def _values(space: Space, edges: tuple[list[Fraction], list[Fraction], list[Fraction]], draw: random.Random) -> dict[Any, Any]:
    """One value of each variable, most of them where something changes on the space."""
    (masses, losses, gaps), share = edges, draw.choice(SHARES)
    level, other = (max(Fraction(0), draw.choice(losses) + draw.choice((0, 0, -1)) * Fraction(1, 100)) for _ in range(2))
    return {
        m: space.m, D: space.D, s: space.s, b: space.b, gamma: space.gamma, k: space.k or 2, delta: draw.choice(masses),
        e1: share, e2: level, rho: draw.choice((Fraction(1, 4), HALF, Fraction(3, 4))), e: draw.choice((other, other, 1 - other)),
        t: draw.choice(sorted(set(space.radius))) or HALF, q: draw.choice((1, 2, 4, 6)), c: space.s + draw.randrange(1, 40),
        v: draw.choice((*gaps, 1 - share - level, 1 - share - level, 1 - level)),
    }  # fmt: skip


@cache
def _points(spaces: tuple[Space, ...], draws: int, seed: int) -> tuple[dict[Any, Any], ...]:
    draw, found = random.Random(seed), []
    for space in spaces:
        meaning, edges = space.interpretation(), _edges(space)
        found += [{**_values(space, edges, draw), **meaning} for _ in range(draws)]
    return tuple(found)


@cache
def points(seed: int = 5, *, simplex: bool = False, draws: int = 12) -> tuple[dict[Any, Any], ...]:
    """Points of the rules' variables, each on a space with a flip, or with a simplex."""
    return _points(turned() if simplex else (*flips(), *linear_spaces()), draws, seed)


def sharp_points(*, simplex: bool = False, draws: int = 12) -> tuple[dict[Any, Any], ...]:
    """The same, and points of models in which losses are drawn and not computed: there the bounds with powers and pairs are sharper."""
    from uccheck.rules.catalogue import _models

    return (*points(simplex=simplex, draws=draws), *_models.points(simplex=simplex, draws=draws))


@cache
def wide_points(seed: int = 7, draws: int = 8) -> tuple[dict[Any, Any], ...]:
    """The same for gamma > 2s, the linear learner included."""
    return _points((*wide(), *(space for space in linear_spaces() if space.gamma > 2 * space.s)), draws, seed)


#: Noise with rare large values, and how likely each is: there the margins of the likely samples and of fresh points nearly reach c.
SPIKES: tuple[tuple[Noise, tuple[Fraction, ...]], ...] = (
    (((Fraction(3),), (Fraction(-1, 3),)), (Fraction(1, 10), Fraction(9, 10))),
    (((Fraction(2),) * 2, (Fraction(-1, 2),) * 2), (Fraction(1, 5), Fraction(4, 5))),
    (
        ((Fraction(1, 10),), (Fraction(-1, 10),), (Fraction(2),), (Fraction(-2),)),
        (Fraction(50, 133), Fraction(50, 133), Fraction(33, 266), Fraction(33, 266)),
    ),
)


@cache
def spiked() -> tuple[Space, ...]:
    """The linear learner on such noise, with a ramp as wide as its largest margin."""
    found = []
    for (noise, chances), (signal, strength), size in itertools.product(SPIKES, ((4, 32), (1, 64)), (1, 2)):
        most = max(sum((part**2 for part in z), Fraction(0)) for z in noise)
        found.append(linear(noise, size, signal, strength, signal + strength * size * most / len(noise[0]), chances))
    return tuple(found)


@cache
def reach_points() -> tuple[dict[Any, Any], ...]:
    """The linear learner with a ramp: t and q next above values of T and W, c at and below what b^2 t q <= ((c - s) D)^2 asks, on either
    side of s, and delta as small as the tails let it be. They are few enough for neighbours to be tried at all of them.
    """
    plain = _reaching(tuple(space for space in linear_spaces() if space.gamma > 0), (UNIT, Fraction(0), -UNIT))
    return (*_reaching(spiked(), (UNIT, Fraction(0))), *plain[:: len(plain) // 180 | 1])


def _reaching(spaces: tuple[Space, ...], scales: tuple[Fraction, ...]) -> tuple[dict[Any, Any], ...]:
    found, near = [], Fraction(1, 1000)
    for space in spaces:
        meaning = space.interpretation()
        for radius, total in itertools.product(sorted(set(space.radius)), sorted(set(space.total))):
            least = space.s + _root(space.b**2 * (radius + near) * (total + near)) / space.D
            beyond = _exceeds(space, space.radius, radius) + _exceeds(space, space.total, total)
            level = beyond if 0 < beyond < 1 else Fraction(1, 1000)
            values = (space.s + (least - space.s) * scale for scale in scales)
            found += [
                {
                    m: space.m, D: space.D, s: space.s, b: space.b, gamma: space.gamma, delta: level,
                    t: radius + near, q: total + near, c: value, **meaning,
                }
                for value in values if value > 0
            ]  # fmt: skip
    return tuple(found)


def _exceeds(space: Space, statistic: tuple[Fraction, ...], at: Fraction) -> Fraction:
    """The chance of a larger value."""
    return space.chance(lambda p: statistic[p] > at)


def _root(value: Fraction) -> Fraction:
    """A little more than the square root."""
    return Fraction(isqrt(int(value * 10**12)) + 1, 10**6)
