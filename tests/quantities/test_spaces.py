"""Finite learning problems: quantities by hand, the transfer lemmas over all sets of samples, and what is monotone by definition."""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import Any

import pytest
import sympy as sp

from uccheck.quantities.applied import quantity
from uccheck.quantities.finite.likely import Sets
from uccheck.quantities.finite.spaces import Space
from uccheck.quantities.finite.variants import ramp, variants
from uccheck.quantities.monotone import ORDERED, difference
from uccheck.quantities.symbols import D, b, delta, e, gamma, m, s, t, v
from uccheck.rules.catalogue import get
from uccheck.rules.catalogue._spaces import flips, linear, linear_spaces, points, turned, wide, wide_points

ONE, HALF, QUARTER = Fraction(1), Fraction(1, 2), Fraction(1, 4)
FLIP = ((3, 2, 1, 0),)
ALL = (*flips()[:30], *linear_spaces()[::6], *wide()[:8])


def by_sets(space: Space, level: Fraction) -> Fraction:
    """The definition once more, set by set: the least e such that some set of probability 1 - delta has no pair beyond e."""
    best = []
    for members in itertools.product((False, True), repeat=space.size):
        inside = [p for p in range(space.size) if members[p]]
        if sum((space.law[p] for p in inside), Fraction(0)) >= 1 - level:
            best.append(max((abs(space.risk[p] - space.cross[p][q]) for p in inside for q in inside), default=Fraction(0)))
    return min(best)


def test_two_samples_that_err_on_each_other_by_hand() -> None:
    margins = tuple(tuple(Fraction(-1 if {p, x} == {0, 3} else 1) for x in range(4)) for p in range(4))
    space = Space(1, (QUARTER,) * 4, margins, FLIP)
    assert space.risk == (QUARTER, 0, 0, QUARTER) and space.cross[0] == (0, 0, 0, 1)
    assert space.kept(ONE) == HALF and space.kept(HALF) == HALF + HALF * QUARTER
    assert space.below(ONE, Fraction(3, 4)) == HALF and space.below(ONE, HALF + HALF) == 1
    assert space.e_unif_alg(Fraction(1, 5)) == Fraction(3, 4) and space.e_unif_alg(QUARTER) == QUARTER and space.e_unif_alg(HALF) == 0
    assert space.e_gen(Fraction(1, 5)) == QUARTER and space.e_gen(HALF) == 0


def test_the_variants_by_hand() -> None:
    """h_0 and h_3 err on each other alone; the surrogate errs nowhere. The gap of h_0 on 0 is 1/4, on 3, its flip, 3/4."""
    margins = tuple(tuple(Fraction(-1 if {p, x} == {0, 3} else 1) for x in range(4)) for p in range(4))
    space, few = Space(1, (QUARTER,) * 4, margins, FLIP), Fraction(1, 5)
    found = {name: function(space, few) for name, function in variants().items()}
    assert found["e_one_sided"] == found["e_zero_error"] == found["e_margin"] == QUARTER  # the loss of h_0 on 3 is 1, beyond its own
    assert found["e_own"] == found["e_path"] == found["e_by_surrogate"] == QUARTER and found["e_flip"] == Fraction(3, 4)
    assert found["e_surrogate"] == 0 and space.e_unif_alg(few) == Fraction(3, 4)
    assert all(function(space, HALF) == 0 for function in variants().values())  # without the samples 0 and 3


def test_the_flip_is_another_classifier() -> None:
    """h_0 errs on 3 and no other anywhere: on the sample 3 it is the flip's classifier, with a gap of 3/4; on 0 it is its own."""
    margins = tuple(tuple(Fraction(-1 if (p, x) == (0, 3) else 1) for x in range(4)) for p in range(4))
    space = Space(1, (QUARTER,) * 4, margins, FLIP)
    assert variants()["e_flip"](space, Fraction(1, 5)) == Fraction(3, 4) and variants()["e_flip"](space, QUARTER) == QUARTER


def test_the_path_by_hand() -> None:
    """A ramp of 1. Margins 1 and 1/2: losses 0 and 1/2 at x = 1, none at x = 2. Margins 2 and 1/2: losses 0 and 3/4 at x = 1/2."""
    space = Space(1, (HALF, HALF), ((ONE, HALF), (ONE, HALF)), ((1, 0),), gamma=ONE)
    assert variants()["e_path"](space, Fraction(1, 10)) == QUARTER == variants()["e_own"](space, Fraction(1, 10))
    large = Space(1, (HALF, HALF), ((Fraction(2), HALF), (Fraction(2), HALF)), ((1, 0),), gamma=ONE)
    assert variants()["e_own"](large, Fraction(1, 10)) == QUARTER and variants()["e_path"](large, Fraction(1, 10)) == Fraction(3, 8)


@pytest.mark.parametrize("number", range(0, len(ALL), 9))
def test_how_the_variants_are_ordered(number: int) -> None:
    space = ALL[number]
    for level in (Fraction(1, 20), QUARTER, HALF):
        found = {name: function(space, level) for name, function in variants().items()}
        gen, unif = space.e_gen(level), space.e_unif_alg(level)
        assert gen <= found["e_one_sided"] <= unif and gen <= found["e_own"] <= unif and found["e_own"] <= found["e_path"]
        assert found["e_zero_error"] <= max(found["e_one_sided"], 0)
        assert not space.moves or found["e_own"] <= found["e_flip"]


def test_the_linear_learner_by_hand() -> None:
    """m = 2, D = 1, noise of +-1: margins 1 + z(z_1 + z_2), so that at T = 2 half of the points have a margin of -1."""
    space = linear(((ONE,), (-ONE,)), 2, 1, 1, Fraction(0))
    assert space.margins == ((3, -1), (1, 1), (1, 1), (-1, 3)) and space.radius == (2, 0, 0, 2) and space.total == (2,) * 4
    assert space.risk == (HALF, 0, 0, HALF) and space.cross[0] == (0, HALF, HALF, 1)
    assert space.kept(ONE) == HALF and space.e_unif_alg(QUARTER) == HALF and space.e_unif_alg(HALF) == 0


@pytest.mark.parametrize("number", [number for number, space in enumerate(ALL) if space.size <= 9])
def test_e_unif_alg_is_the_least_over_all_sets(number: int) -> None:
    for level in (Fraction(1, 20), QUARTER, HALF, Fraction(7, 8)):
        assert ALL[number].e_unif_alg(level) == by_sets(ALL[number], level)


def test_e_gen_is_the_least_value_that_is_exceeded_seldom_enough() -> None:
    """From the definition: P(L_D - Lhat_S <= e) is at least 1 - delta at e_gen, and less at every smaller gap."""
    smaller = 0
    for space in ALL:
        gaps = [space.risk[p] - space.cross[p][p] for p in range(space.size)]
        for level in (Fraction(1, 20), QUARTER, HALF, Fraction(7, 8)):
            found = space.e_gen(level)
            assert found in gaps and space.chance(lambda p, at=found, gaps=gaps: gaps[p] <= at) >= 1 - level  # type: ignore[misc]
            below = max((gap for gap in gaps if gap < found), default=None)
            if below is not None:
                smaller += 1
                assert space.chance(lambda p, at=below, gaps=gaps: gaps[p] <= at) < 1 - level  # type: ignore[misc]
    assert smaller > 30


LEVELS = tuple(Fraction(step, 16) for step in range(1, 16, 2))


def test_both_samples_lie_in_a_set_as_often_as_the_lemmas_say() -> None:
    """Over every set of samples: 1 - 2 delta for the flip, the fourth power for random signs, (k(1 - delta) - 1)/(k - 1) for the simplex;
    and nothing more, for each is attained or nearly so.
    """
    flip, signs, simplex = [], [], []
    for level in LEVELS:
        for space in {(one.m, one.moves): one for one in flips()}.values():
            flip.append(space.meet(space.pairs(ONE), level) - (1 - 2 * level))
            signs.append(space.meet(space.pairs(HALF), level) - (1 - level) ** 4)
        for space in {(one.m, one.turn): one for one in turned()}.values():
            simplex.append(space.meet_simplex(level) - (space.k * (1 - level) - 1) / (space.k - 1))
    assert min(flip) == 0 <= min(simplex) < Fraction(1, 100) and 0 <= min(signs) < Fraction(1, 20)


def test_what_is_monotone_by_definition_is_so_on_every_space() -> None:
    X = (m, D, s, b)
    pairs = [
        (quantity("e_unif_alg")(*X, gamma, delta), quantity("e_unif_alg")(*X, gamma, 2 * delta), Fraction(1, 5)),
        (quantity("e_gen")(*X, gamma, delta), quantity("e_gen")(*X, gamma, 2 * delta), Fraction(1, 5)),
        (quantity("tail")(D, t), quantity("tail")(D, 2 * t), ONE),
        (quantity("head")(D, 2 * t), quantity("head")(D, t), ONE),
        (quantity("exceed")(*X, gamma, e), quantity("exceed")(*X, gamma, 2 * e), QUARTER),
        (quantity("exceed")(*X, 2 * gamma, e), quantity("exceed")(*X, gamma, e), QUARTER),
        (quantity("loss")(*X, 2 * gamma, t), quantity("loss")(*X, gamma, t), ONE),
        (quantity("misfit")(*X, 2 * gamma), quantity("misfit")(*X, gamma), ONE),
        (quantity("overshoot")(*X, gamma, e), quantity("overshoot")(*X, gamma, 2 * e), QUARTER),
        (quantity("reach")(*X, gamma, e), quantity("reach")(*X, gamma, 2 * e), QUARTER),
        (quantity("gap_below")(*X, gamma, 1, 2 * v), quantity("gap_below")(*X, gamma, 1, v), QUARTER),
        (quantity("gap_below_signs")(*X, gamma, 2 * v), quantity("gap_below_signs")(*X, gamma, v), QUARTER),
        (quantity("all_flipped")(*X, 2 * t), quantity("all_flipped")(*X, t), ONE),
        *((quantity(large)(*X, gamma, e), quantity(small)(*X, gamma, e), QUARTER) for small, large in ORDERED),
    ]
    for larger, smaller, at in pairs:
        assert difference(larger, smaller) is not None and difference(smaller, larger) != difference(larger, smaller)
        strict = 0
        for space in ALL:
            values = {m: space.m, D: space.D, s: space.s, b: space.b, gamma: space.gamma, delta: at, e: at, t: at, v: at}
            two = [_value(one, values, space) for one in (larger, smaller)]
            if None not in two:
                assert two[0] >= two[1], (larger, smaller)
                strict += two[0] > two[1]
        assert strict, larger


def _value(expr: Any, values: dict[Any, Any], space: Space) -> Fraction | None:
    at = [Fraction(str(sp.sympify(argument).xreplace({k: sp.Rational(w) for k, w in values.items()}))) for argument in expr.args]
    found = space.interpretation()[type(expr)](*at)
    return found if isinstance(found, Fraction) else None


@pytest.mark.parametrize("name", ["swap-lemma", "correlated-swap-lemma", "sign-lemma", "diagonal", "markov", "markov-signs", "spread"])
def test_rules_hold_on_spaces_that_no_record_was_made_with(name: str) -> None:
    claim, held = get(name).claim, 0
    for point in (*points(seed=23, draws=2), *wide_points(seed=29, draws=2)):
        if claim.admissible(point):
            held += 1
            assert all(relation.holds(point) for relation in claim.then)
    assert held > 20


def test_what_is_no_space_is_refused() -> None:
    right = ((ONE,) * 4,) * 4
    for wrong, why in (
        ({"moves": ((1, 2, 3, 0),)}, "law"),
        ({"margins": ((-ONE,) * 4,) * 4}, "linear setting"),
        ({"margins": ((Fraction(0),) * 4,) * 4}, "margin is 0"),
        ({"chances": (HALF,) * 4}, "add up"),
    ):
        with pytest.raises(ValueError, match=why):
            Space(**{"m": 1, "chances": (QUARTER,) * 4, "margins": right, "moves": FLIP, **wrong})  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="at most 16"):
        Sets.of((Fraction(1, 17),) * 17, [[Fraction(0)] * 17] * 17)
    assert [ramp(Fraction(x), Fraction(2)) for x in (-1, 0, 1, 2, 3)] == [1, 1, HALF, 0, 0]


@pytest.mark.parametrize("space", turned()[:12])
def test_the_least_gap_of_a_simplex_by_hand(space: Space) -> None:
    """P(min over a < c of the gap < v), order by order, at and beside every gap."""
    gaps = sorted({space.cross[p][q] - space.risk[p] for row in space.turns for p, q in itertools.permutations(row, 2)})
    values = [at + step for at in gaps for step in (-Fraction(1, 10**6), Fraction(0), Fraction(1, 10**6))]
    orders = [(space.law[row[0]], order) for row in space.turns for order in itertools.permutations(row)]
    count = len(list(itertools.permutations(range(space.k))))
    least = [(law, min(space.cross[p][q] - space.risk[p] for p, q in itertools.combinations(order, 2))) for law, order in orders]
    for value in values:
        expected = sum((law for law, gap in least if gap < value), Fraction(0)) / count
        assert space.some_below(Fraction(space.k), value) == expected
