"""What a finite learning problem refuses to be, and every quantity of one sample and its partner, counted sample by sample."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from fractions import Fraction

import pytest

from tests.quantities.test_spaces import ALL
from uccheck.quantities.finite.spaces import Space
from uccheck.quantities.finite.variants import ramp
from uccheck.rules.catalogue._spaces import flips, turned

ONE, HALF, QUARTER = Fraction(1), Fraction(1, 2), Fraction(1, 4)


def one_sample(*rows: Sequence[int | Fraction], gamma: int, radius: Sequence[int] = ()) -> Space:
    """m = 1: the margins of h_0, h_1, .. at the points."""
    margins = tuple(tuple(Fraction(x) for x in row) for row in rows)
    return Space(1, (HALF, HALF), margins, gamma=Fraction(gamma), given_radius=tuple(map(Fraction, radius)))


def with_risk(risk: Fraction, ramp_of: int) -> tuple[Fraction, ...]:
    """Margins at two points of equal chance whose mean ramp loss is `risk`."""
    large = Fraction(ramp_of)
    return (-large, large * (2 - 2 * risk)) if risk >= HALF else (large, large * (1 - 2 * risk))


@pytest.mark.parametrize(("ramp_of", "low", "high"), [(6, 0, HALF), (8, 0, HALF), (10, HALF, Fraction(3, 5)), (16, HALF, Fraction(3, 4))])
def test_the_population_loss_of_a_space_is_one_of_the_linear_settings(ramp_of: int, low: Fraction, high: Fraction) -> None:
    """At most 1/2 for gamma <= 2s, where it does not fall with T; from 1/2 to 1 - s/gamma beyond; each end included. Here s = 4."""
    for risks in itertools.product((Fraction(low), (low + high) / 2, high), repeat=2):
        rows, order = [with_risk(risk, ramp_of) for risk in risks], [int(risk > min(risks)) for risk in risks]
        assert one_sample(*rows, gamma=ramp_of, radius=order).risk == risks
        assert risks[0] != risks[1] or one_sample(*rows, gamma=ramp_of, radius=(2, 1)).risk == risks
        falling = [1 - place for place in order]
        assert ramp_of <= 8 or one_sample(*rows, gamma=ramp_of, radius=falling).risk == risks
        for wrong in ([falling] if ramp_of <= 8 else []) + [[1, 1]] if risks[0] != risks[1] else []:
            with pytest.raises(ValueError, match="linear setting"):
                one_sample(*rows, gamma=ramp_of, radius=wrong)
    for risk in [at for at in (low - Fraction(1, 100), high + Fraction(1, 100)) if at >= 0]:
        for two in itertools.permutations((with_risk(risk, ramp_of), with_risk(Fraction(low), ramp_of))):
            with pytest.raises(ValueError, match="linear setting"):
                one_sample(*two, gamma=ramp_of)


def test_a_margin_of_zero_is_an_error_and_has_no_chance_without_a_ramp() -> None:
    with pytest.raises(ValueError, match="margin is 0"):
        one_sample((1, 0), (1, 1), gamma=0)
    space = one_sample((1, 0), (1, 1), gamma=1)
    assert [space.correct(0, q) for q in range(2)] == [1, 0]


def test_moves_are_commuting_involutions_that_keep_the_chances() -> None:
    right, four = ((ONE,) * 4,) * 4, (QUARTER,) * 4
    flip, other = (1, 0, 3, 2), (2, 3, 0, 1)
    assert Space(1, four, right, (flip, other)) and Space(
        1, (Fraction(1, 3), Fraction(1, 3), Fraction(1, 6), Fraction(1, 6)), right, (flip,)
    )
    for chances, moves, turn in (
        (four, (flip, (0, 0, 2, 3)), ()),  # no permutation
        (four, (flip, (1, 2, 0, 3)), ()),  # of order 3
        (four, (flip, (0, 2, 1, 3)), ()),  # does not commute with the flip
        ((Fraction(1, 3), Fraction(1, 6), Fraction(1, 4), Fraction(1, 4)), ((0, 1, 3, 2), flip), ()),  # moves what is likelier
        ((Fraction(1, 3), Fraction(1, 6), Fraction(1, 4), Fraction(1, 4)), (), flip),
    ):
        with pytest.raises(ValueError, match="law of the points"):
            Space(1, chances, right, moves, turn)


def test_the_law_of_a_partner_by_hand() -> None:
    """Each move is applied with probability (1 + rho)/2, to each point on its own; moves may lead back."""
    right, four = ((ONE,) * 4,) * 4, (QUARTER,) * 4
    two = Space(1, four, right, ((1, 0, 3, 2), (2, 3, 0, 1)))
    for rho in (Fraction(0), HALF, ONE):
        c = (1 + rho) / 2
        law = {(p, q): w for p, q, w in two.pairs(rho)}
        assert [4 * law.get((0, q), 0) for q in range(4)] == [(1 - c) ** 2, c * (1 - c), c * (1 - c), c * c]
        again = {(p, q): w for p, q, w in Space(1, four, right, ((1, 0, 3, 2),) * 2).pairs(rho)}
        assert [4 * again.get((0, q), 0) for q in range(4)] == [(1 - c) ** 2 + c**2, 2 * c * (1 - c), 0, 0]
    assert two.kept(Fraction(0)) == 1 and two.kernel(Fraction(-1, 10)) is None is two.kernel(Fraction(11, 10))
    assert Space(1, four, right).kernel(HALF) is None


@pytest.mark.parametrize("k", [1, 2, 3, 4])
def test_two_of_the_simplex_are_any_two_of_the_turned_samples(k: int) -> None:
    turn, right = (*range(1, k), 0), ((ONE,) * k,) * k
    space = Space(1, (Fraction(1, k),) * k, right, turn=turn)
    assert space.k == k
    for rho in (Fraction(0), *(Fraction(1, n) for n in range(1, 5))):
        law = space.kernel(rho)
        if k == 1 or rho != Fraction(1, k - 1):
            assert law is None and space.kept(rho) is None
        else:
            found: dict[tuple[int, int], Fraction] = {}
            for p, q, weight in law or ():
                found[p, q] = found.get((p, q), Fraction(0)) + weight
            assert found == dict.fromkeys(itertools.permutations(range(k), 2), Fraction(1, k * (k - 1)))


@pytest.mark.parametrize("space", [*ALL[::13], *turned()[:2]])
def test_what_a_space_says_of_each_quantity_is_counted_sample_by_sample(space: Space) -> None:
    """Every quantity of one sample and its flip, at each value that it attains, by one pass over the samples as points."""
    known, at = {kind.__name__: function for kind, function in space.interpretation().items()}, (space.m, space.D, space.s, space.b)
    rows = []
    for p, sample in enumerate(itertools.product(range(len(space.chances)), repeat=space.m)):
        law, flipped = Fraction(1), list(sample)
        for place, x in enumerate(sample):
            law *= space.chances[x]
            for move in space.moves:
                flipped[place] = move[flipped[place]]
        losses = [ramp(margin, space.gamma) for margin in space.margins[p]]
        risk = sum((chance * loss for chance, loss in zip(space.chances, losses, strict=True)), Fraction(0))
        gap = risk - sum((losses[x] for x in sample), Fraction(0)) / space.m
        short = Fraction(sum(space.margins[p][x] < space.gamma for x in sample), space.m)
        kept = Fraction(sum(space.margins[p][x] > 0 for x in flipped), space.m)
        rows.append((law, risk, gap, short, kept, space.radius[p]))
    for value in {gap for _, _, gap, *_ in rows} | {risk for _, risk, *_ in rows}:
        assert known["overshoot"](*at, space.gamma, value) == sum(law for law, _, gap, *_ in rows if gap > value)
        assert known["reach"](*at, space.gamma, value) == sum(law for law, _, gap, *_ in rows if gap >= value)
        assert known["exceed"](*at, space.gamma, value) == sum(law for law, risk, *_ in rows if risk > value)
    assert known["misfit"](*at, space.gamma) == sum(law * short for law, _, _, short, *_ in rows)
    for value in space.radius:
        assert known["tail"](space.D, value) == sum(row[0] for row in rows if row[-1] >= value)
        assert known["head"](space.D, value) == sum(row[0] for row in rows if row[-1] <= value)
        if space.moves:
            assert known["all_flipped"](*at, value) == sum(row[0] for row in rows if row[4] == 0 and row[-1] <= value)
            assert known["unflipped"](*at, 1) == sum(row[0] * row[4] for row in rows)
        assert {space.loss(value)} == {row[1] for row in rows if row[-1] == value}
    for place in range(4):
        elsewhere = [known["overshoot"](*at[:place], at[place] + 1, *at[place + 1 :], space.gamma, Fraction(0))]
        assert not any(isinstance(found, Fraction) for found in elsewhere)
    assert not isinstance(known["tail"](space.D + 1000, Fraction(1)), Fraction)
    if space.total:
        for value in space.total:
            assert known["tail"](space.m * space.D, value) == space.chance(lambda p, value=value: space.total[p] >= value)  # type: ignore[misc]


def test_the_gap_of_a_simplex_that_a_space_does_not_have_is_not_known() -> None:
    assert turned()[0].some_below(Fraction(turned()[0].k + 1), ONE) is None
    assert flips()[0].some_below(Fraction(0), ONE) is None is flips()[0].some_below(Fraction(3), ONE)
