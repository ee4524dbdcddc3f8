"""The variants of the definition on finite spaces, each from its own words: every set of samples, every point of a sample, one by one."""

from __future__ import annotations

import contextlib
import itertools
import random
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache

import pytest

from uccheck.quantities.finite import variants as variants_module
from uccheck.quantities.finite.spaces import Space
from uccheck.quantities.finite.variants import variants
from uccheck.rules.catalogue._spaces import flips, linear_spaces, wide

F = Fraction
HALF, THIRD = F(1, 2), F(1, 3)


def made() -> Iterator[Space]:
    """Spaces of unlike chances with margins around both ends of a ramp of 6, which exceeds the signal: the surrogate has the loss 1/3."""
    draw = random.Random(5)
    for m, chances, moves in ((1, (F(1, 10), F(2, 10), F(3, 10), F(4, 10)), ()), (2, (THIRD, 2 * THIRD), ()), (2, (HALF, HALF), ((1, 0),))):
        kept = 0
        while kept < 4:
            rows = [tuple(F(draw.choice((-1, 0, 1, 2, 3, 5, 6, 9))) for _ in chances) for _ in range(len(chances) ** m)]
            with contextlib.suppress(ValueError):  # whose losses are none of the linear setting's
                yield Space(m, chances, tuple(rows), moves, gamma=F(6))
                kept += 1


MADE = tuple(made())
SPACES = (*MADE, *(space for space in (*flips()[::29], *linear_spaces()[::13], *wide()[::9]) if space.size <= 8))


def ramp(margin: Fraction, gamma: Fraction) -> Fraction:
    """1 for an error, 0 from the margin gamma on, and one line between."""
    return F(1) if margin <= 0 else max(F(0), 1 - margin / gamma) if gamma else F(0)


def population(space: Space, p: int, loss: Callable[[Fraction], Fraction]) -> Fraction:
    return sum((chance * loss(margin) for chance, margin in zip(space.chances, space.margins[p], strict=True)), F(0))


def empirical(space: Space, p: int, q: int, loss: Callable[[Fraction], Fraction]) -> Fraction:
    """Of the classifier learned from p, on the sample q."""
    return sum((loss(space.margins[p][x]) for x in space.samples[q]), F(0)) / space.m


def over_sets(space: Space, level: Fraction, gap: Callable[[int, int], Fraction], least: Fraction | None) -> Fraction:
    """The least e, of at least `least`, such that some set of probability 1 - level has no pair with a gap beyond e."""
    worst = []
    for members in itertools.product((False, True), repeat=space.size):
        inside = [p for p in range(space.size) if members[p]]
        if inside and sum((space.law[p] for p in inside), F(0)) >= 1 - level:
            worst.append(max(gap(p, q) for p in inside for q in inside))
    return min(worst) if least is None else max(min(worst), least)


def seldom(space: Space, level: Fraction, values: list[Fraction]) -> Fraction:
    """The least value with P(value > e) <= level."""
    return min(e for e in values if sum((space.law[p] for p in range(space.size) if values[p] > e), F(0)) <= level)


def by_words(space: Space, level: Fraction) -> dict[str, Fraction | None]:
    everyone, gamma = range(space.size), space.gamma

    def loss(margin: Fraction) -> Fraction:
        return ramp(margin, gamma)

    def error(margin: Fraction) -> Fraction:
        return F(margin <= 0)

    @cache
    def gap(p: int, q: int) -> Fraction:
        return population(space, p, loss) - empirical(space, p, q, loss)

    def flipped(p: int) -> int:
        image = space.samples[p]
        for move in space.moves:
            image = tuple(move[x] for x in image)
        return space.samples.index(image)

    def along(p: int) -> Fraction:
        scales = [F(1)] if gamma == 0 else [F(k, 4) for k in range(1, 40)] + [gamma / g for g in space.margins[p] if g > 0]
        return max(
            abs(population(space, p, lambda g, x=x: loss(x * g)) - empirical(space, p, p, lambda g, x=x: loss(x * g))) for x in scales
        )  # type: ignore[misc]

    surrogate = loss(space.s)
    from_surrogate = [abs(population(space, p, loss) - surrogate) + abs(empirical(space, p, p, loss) - surrogate) for p in everyone]
    flip = [max(abs(gap(p, p)), abs(gap(flipped(p), p))) for p in everyone] if space.moves else None
    return {
        "e_one_sided": over_sets(space, level, gap, None),
        "e_zero_error": over_sets(space, level, lambda p, q: F(0) if empirical(space, p, q, loss) else population(space, p, loss), F(0)),
        "e_margin": over_sets(space, level, lambda p, q: population(space, p, error) - empirical(space, p, q, loss), None),
        "e_own": seldom(space, level, [abs(gap(p, p)) for p in everyone]),
        "e_flip": None if flip is None else seldom(space, level, flip),
        "e_path": seldom(space, level, [along(p) for p in everyone]),
        "e_surrogate": F(0),
        "e_by_surrogate": seldom(space, level, from_surrogate),
    }


@pytest.mark.parametrize("space", SPACES, ids=range(len(SPACES)))
def test_each_variant_is_what_its_words_say(space: Space) -> None:
    """At levels just below, at and beyond chances of samples, where a sample may be left out."""
    sums = {sum(chosen, F(0)) for n in (1, 2) for chosen in itertools.combinations(space.law, n)}
    levels = sorted({level + step for level in sums for step in (F(0), -F(1, 10**6))})
    for level in [F(1, 10**6), F(999, 1000), *[level for level in levels if 0 < level < 1][:6]]:
        assert {name: function(space, level) for name, function in variants().items()} == by_words(space, level), level


def test_the_made_spaces_tell_the_variants_apart() -> None:
    found = [by_words(space, F(1, 1000)) for space in MADE]
    for one, other in itertools.combinations(("e_one_sided", "e_zero_error", "e_margin", "e_own", "e_path", "e_by_surrogate"), 2):
        assert any(values[one] != values[other] for values in found), (one, other)


def test_a_margin_of_zero_is_an_error_at_every_ramp() -> None:
    for gamma in (F(0), F(1, 2), F(3)):
        assert [variants_module.ramp(margin, gamma) for margin in (-gamma - 1, F(0), gamma + F(1, 10**9))] == [1, 1, 0]


@pytest.mark.parametrize("level", [F(-1), F(0), F(1), F(3, 2)])
def test_no_variant_has_a_value_at_a_level_that_is_none(level: Fraction) -> None:
    for name, function in variants().items():
        assert function(MADE[-1], level) is None or name == "e_surrogate"
    assert MADE[-1].e_unif_alg(level) is None is MADE[-1].e_gen(level)
