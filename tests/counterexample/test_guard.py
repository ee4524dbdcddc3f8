"""Each p-value of the guard against its definition: pairs of points, subsets of ranks and permutations taken one by one."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, permutations
from math import comb, sqrt

import numpy as np
import pytest
from scipy.stats import mannwhitneyu

from uccheck.core.errors import InvalidParameter
from uccheck.core.verdict import Kind, Verdict
from uccheck.counterexample import guard as module
from uccheck.counterexample.guard import (
    PERMUTATIONS,
    SHARES,
    Guard,
    detectable_shift,
    energy_p_value,
    feature_table,
    guard,
    means_p_value,
    order_p_value,
    point_tests,
    rank_p_value,
    repeats_p_value,
    require_pairs,
)

OWN, OTHER = [0.1, 0.4, 0.4, 0.9], [0.4, 0.95, 1.2]


def midranks(values: list[float]) -> list[float]:
    return [sum(v < x for v in values) + (sum(v == x for v in values) + 1) / 2 for x in values]


def by_subsets(own: list[float], other: list[float]) -> Fraction:
    """The share of all groups whose rank sum lies as far from its mean as that of `other`."""
    ranks, n = midranks([*own, *other]), len(own) + len(other)
    centre = len(other) * (n + 1) / 2
    seen = abs(sum(ranks[len(own) :]) - centre)
    groups = [abs(sum(ranks[i] for i in chosen) - centre) for chosen in combinations(range(n), len(other))]
    return Fraction(sum(value >= seen - 1e-12 for value in groups), len(groups))


@pytest.mark.parametrize("other", [OTHER, [0.0, 0.05, 0.2], [1.0, 2.0, 3.0], [0.4, 0.4, 0.4], [0.95]])
def test_the_rank_test_is_exact_with_ties(other: list[float]) -> None:
    assert rank_p_value(OWN, other) == pytest.approx(float(by_subsets(OWN, other)), abs=1e-12)


def test_groups_are_counted_up_to_a_number_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    exact, number = float(by_subsets(OWN, OTHER)), comb(7, 3)
    monkeypatch.setattr(module, "ENUMERATED", number)
    assert rank_p_value(OWN, OTHER) == pytest.approx(exact, abs=1e-12)
    monkeypatch.setattr(module, "ENUMERATED", number - 1)
    assert 0 < abs(rank_p_value(OWN, OTHER) - exact) < 0.02


def test_drawn_groups_give_the_exact_p_value_to_their_number_and_never_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    exact = float(by_subsets(OWN, OTHER))
    monkeypatch.setattr(module, "ENUMERATED", 0)
    assert abs(rank_p_value(OWN, OTHER) - exact) < 5 * sqrt(exact * (1 - exact) / 20_000)
    apart = rank_p_value([float(v) for v in range(15)], [float(v) for v in range(20, 35)])
    assert apart == pytest.approx(1 / 20_001)


@pytest.mark.parametrize(
    ("own", "other", "level", "power"), [(8, 6, 0.05, 0.9), (4, 3, 0.1, 0.9), (5, 5, 0.02, 0.9), (4, 4, 0.5, 0.45), (3, 4, 0.7, 0.6)]
)
def test_the_shift_is_seen_with_the_stated_power_and_not_with_much_less(
    own: int, other: int, level: float, power: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By another implementation of the rank test, which rejects at p <= level: a test of larger size would promise too much.

    Where the power is little more than the level, both sides of the test count.
    """
    monkeypatch.setattr(module, "POWER", power)
    rng, shift, runs, seen = np.random.default_rng(4), detectable_shift.__wrapped__(own, other, level), 3000, {}
    for at in (shift, shift - 0.5):
        samples = rng.normal(size=(runs, own)), rng.normal(at, 1, size=(runs, other))
        seen[at] = float((mannwhitneyu(*samples, axis=1, method="exact").pvalue <= level).mean())
    assert seen[shift] > power - 5 * sqrt(power * (1 - power) / runs) and (shift < 0.5 or seen[shift - 0.5] < power)


def test_a_power_of_one_is_that_of_all_simulated_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "POWER", 1.0)
    assert 4 < detectable_shift.__wrapped__(5, 5, 0.05) < 12


@pytest.mark.parametrize(("n", "k"), [(6, 1), (6, 2), (7, 3), (5, 4)])
def test_distances_of_rank_sums_are_those_of_all_groups_or_of_drawn_ones(n: int, k: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted while there are at most `ENUMERATED` groups; else drawn, with the same law."""
    sums = [sum(chosen) for chosen in combinations(range(1, n + 1), k)]
    expected = [abs(value - float(np.mean(sums))) for value in sums]
    monkeypatch.setattr(module, "ENUMERATED", len(sums))
    assert sorted(module._distances(n, k, np.random.default_rng(0))) == pytest.approx(sorted(expected), abs=1e-12)
    monkeypatch.setattr(module, "ENUMERATED", len(sums) - 1)
    drawn = module._distances(n, k, np.random.default_rng(0))
    assert len(drawn) == 50_000 and {round(v, 6) for v in drawn} == {round(v, 6) for v in expected}
    for value in set(expected):
        share = expected.count(value) / len(sums)
        assert abs(float(np.mean(np.abs(drawn - value) < 1e-9)) - share) <= 5 * sqrt(share * (1 - share) / 50_000)


def test_a_level_below_the_least_p_value_sees_no_shift() -> None:
    assert detectable_shift(3, 3, 0.1) < detectable_shift(3, 3, 0.0999) == float("inf")


def groups(count: int, n: int) -> np.ndarray:
    """Every group of n of `count`, the first n first; (count, number)."""
    found = [list(range(n)), *(list(chosen) for chosen in combinations(range(count), n))]
    return np.array([[float(i in chosen) for chosen in found] for i in range(count)])


@pytest.mark.parametrize(("count", "n"), [(7, 2), (8, 3), (6, 4)])
@pytest.mark.parametrize("seed", range(6))
def test_the_energy_distance_is_that_of_all_pairs(count: int, n: int, seed: int) -> None:
    rng = np.random.default_rng([count, seed])
    points = rng.normal(size=(count, 3))
    points[:n] += 0.7
    inside = groups(count, n)

    def energy(column: np.ndarray) -> float:
        one, two = points[column > 0], points[column == 0]
        apart = [[float(np.linalg.norm(a - b)) for b in two] for a in one]
        alike = [[float(np.linalg.norm(a - b)) for b in side] for side in (one, two) for a in side]
        within = [[float(np.linalg.norm(a - b)) for a in side for b in side] for side in (one, two)]
        assert len(alike) == count
        return 2 * float(np.mean(apart)) - float(np.mean(within[0])) - float(np.mean(within[1]))

    values = [energy(inside[:, j]) for j in range(inside.shape[1])]
    assert energy_p_value(points, n, inside) == pytest.approx(np.mean([value >= values[0] - 1e-12 for value in values]))


@pytest.mark.parametrize(("count", "n"), [(7, 3), (8, 4), (6, 4)])
def test_the_largest_difference_of_means_is_in_units_of_spread(count: int, n: int) -> None:
    rng = np.random.default_rng(count + 50)
    points = rng.normal(size=(count, 3)) * np.array([1.0, 30.0, 0.01])  # the widest column does not decide alone
    points[:n, 2] += 0.012
    inside = groups(count, n)

    def largest(column: np.ndarray) -> float:
        one, two = points[column > 0], points[column == 0]
        return float(max(abs(one[:, j].mean() - two[:, j].mean()) / points[:, j].std() for j in range(3)))

    values = [largest(inside[:, j]) for j in range(inside.shape[1])]
    expected = np.mean([value >= values[0] - 1e-9 for value in values])
    assert means_p_value(points, inside) == pytest.approx(expected) and expected < 0.9
    constant = np.concatenate([points, np.ones((count, 1))], axis=1)
    assert means_p_value(constant, inside) == pytest.approx(expected)


def test_p_values_do_not_depend_on_the_frame_of_the_points() -> None:
    """Distances: a rotation and a shift; differences of means: a shift, and a scale for each coordinate."""
    rng = np.random.default_rng(12)
    points, inside = rng.normal(size=(9, 3)) + np.linspace(0, 1, 9)[:, None], groups(9, 4)
    turned = points @ np.linalg.qr(rng.normal(size=(3, 3)))[0] + np.array([4.0, -7.0, 2.0])
    assert energy_p_value(turned, 4, inside) == energy_p_value(points, 4, inside) < 0.9
    assert means_p_value(points * np.array([0.1, 5.0, 70.0]) + 3, inside) == means_p_value(points, inside) < 0.9
    doubled = np.concatenate([points, points])  # distances of 0, which rounding may turn below it
    assert 0 < energy_p_value(doubled, 9, np.concatenate([inside, 1 - inside])) <= 1


def test_groups_hold_the_first_rows_and_then_as_many_at_random() -> None:
    found = module._groups(9, 4, np.random.default_rng(0))
    assert found.shape == (9, 1 + PERMUTATIONS) and list(found[:, 0]) == [1] * 4 + [0] * 5
    assert set(found.sum(axis=0)) == {4.0} and abs(found[:, 1:].mean(axis=1) - 4 / 9).max() < 0.06


def test_repeats_are_counted_among_all_orders() -> None:
    """Rows a a b c | d d d e: how often do four of the eight hold as many repeats as the last four?"""
    rows = np.array([[float(v)] for v in (1, 1, 2, 3, 4, 4, 4, 5)])

    def repeats(chosen: tuple[int, ...]) -> int:
        return len(chosen) - len({float(rows[i, 0]) for i in chosen})

    exact = float(np.mean([repeats(chosen) >= 2 for chosen in combinations(range(8), 4)]))
    found = repeats_p_value(rows, 4, np.random.default_rng(1))
    assert (
        abs(found - exact) < 5 * sqrt(exact * (1 - exact) / PERMUTATIONS)
        and repeats_p_value(rows[:4] + 0, 2, np.random.default_rng(1)) == 1
    )
    assert repeats_p_value(np.array([[1.0], [2.0], [3.0], [4.0]]), 2, np.random.default_rng(1)) == 1.0
    many = np.array([[float(v)] for v in (*range(20), *[7] * 20)])
    assert repeats_p_value(many, 20, np.random.default_rng(1)) == pytest.approx(1 / (1 + PERMUTATIONS))


@pytest.mark.parametrize("n", [2, 3, 5])
def test_repeats_are_counted_in_groups_of_the_size_of_the_second_sample(n: int) -> None:
    rows = np.array([[float(v)] for v in (1, 2, 4, 5, 4, 4, 5)])  # for every n, the rows after the first n hold repeats

    def repeats(chosen: tuple[int, ...]) -> int:
        return len(chosen) - len({float(rows[i, 0]) for i in chosen})

    seen = repeats(tuple(range(n, 7)))
    exact = float(np.mean([repeats(chosen) >= seen for chosen in combinations(range(7), 7 - n)]))
    found = repeats_p_value(rows, n, np.random.default_rng(1))
    assert abs(found - exact) <= 5 * sqrt(exact * (1 - exact) / PERMUTATIONS) + 1 / PERMUTATIONS


@pytest.mark.parametrize("share", [3, 10, 40])
def test_points_that_are_chosen_keep_their_labels_and_are_chosen_once(share: int) -> None:
    x = np.random.default_rng(5).normal(size=(20, 2))
    chosen, labels = module._some((x, (x[:, 0] > 0).astype(int)), share, np.random.default_rng(6))
    assert len(labels) == min(share, 20) == len(np.unique(chosen, axis=0)) and np.array_equal(labels, chosen[:, 0] > 0)
    other, _ = module._some((x, (x[:, 0] > 0).astype(int)), share, np.random.default_rng(7))
    assert not np.array_equal(chosen, other)  # at random, not the first


@pytest.mark.parametrize(
    ("points", "labels", "which"), [([0.1, 0.2, 0.9, 0.8, 1.4], [0, 0, 1, 1, 1], 1), ([0.2, 1.4, 1.7, 1.5, 0.1], [0, 1, 1, 1, 0], 0)]
)
def test_order_is_the_likeness_of_neighbours_and_the_drift_along_the_sample(
    points: list[float], labels: list[int], which: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All 120 orders of a sample of five: twice the lesser of the two shares, to less than the half of that."""
    drawn = 20_000
    monkeypatch.setattr(module, "PERMUTATIONS", drawn)
    x, y = np.array(points)[:, None], np.array(labels)
    features = feature_table(x, y, np.unique(y))
    place = np.arange(5) - 2.0
    place /= np.linalg.norm(place)

    def statistics(order: tuple[int, ...]) -> tuple[float, float]:
        moved = features[list(order)]
        alike = sum(float(moved[i] @ moved[i + 1]) for i in range(4))
        return alike, float(np.sum((place @ moved) ** 2))

    seen = statistics(tuple(range(5)))
    shares = [np.mean([statistics(order)[i] >= seen[i] - 1e-9 for order in permutations(range(5))]) for i in (0, 1)]
    exact = min(1.0, 2 * float(min(shares)))
    assert shares[which] < shares[1 - which]
    found = order_p_value([(x, y)], np.random.default_rng(2))
    error = 2 * 5 * sqrt(min(shares) * (1 - min(shares)) / drawn) + 2 / drawn
    assert abs(found - exact) < error < exact / 2 < 0.45


@pytest.mark.parametrize("n", [1, 2, 3, 8, 501])
def test_places_are_centred_and_of_unit_length(n: int) -> None:
    place = module._place(n)
    assert len(place) == n and abs(place.sum()) < 1e-12
    assert np.linalg.norm(place) == pytest.approx(float(n > 1)) and np.all(np.diff(place) > 0)
    assert np.diff(place, 2) == pytest.approx(np.zeros(max(n - 2, 0)), abs=1e-12)


def test_a_sample_of_one_point_has_no_order() -> None:
    samples = [(np.array([[v]]), np.array([0])) for v in (0.1, 0.5, 3.0)]
    assert order_p_value(samples, np.random.default_rng(0)) == 1.0


@pytest.mark.parametrize(("size", "every"), [(11, 1), (12, 2), (23, 2), (24, 3)])
def test_of_a_large_sample_every_so_many_th_point_is_taken(size: int, every: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(size)
    x, y = np.sort(rng.normal(size=(size, 2)) + np.linspace(0, 0.5, size)[:, None], axis=0), rng.integers(0, 2, size)
    thinned = order_p_value([(x[::every], y[::every])], np.random.default_rng(1))
    monkeypatch.setattr(module, "MAX_POINTS", 12)
    assert order_p_value([(x, y)], np.random.default_rng(1)) == thinned < 1


def test_order_is_seen_in_every_sample_together() -> None:
    """One reversed sample undoes no other: squares and products are summed after each sample's own statistic."""
    rng = np.random.default_rng(8)
    up = np.sort(rng.normal(size=(12, 1)), axis=0)
    samples = [(up, np.zeros(12, int)), (up[::-1], np.zeros(12, int))]
    assert order_p_value(samples, rng) == pytest.approx(2 / (1 + PERMUTATIONS))


def test_points_of_many_coordinates_are_seen_in_few_directions() -> None:
    """Up to `PROJECTED` coordinates stay; more become that many, whose squared distances are in proportion, about."""
    rng = np.random.default_rng(9)
    kept = rng.normal(size=(40, module.PROJECTED))
    assert np.array_equal(module.shortened(kept), kept)
    wide = rng.normal(size=(40, module.PROJECTED + 1)) * np.linspace(0.1, 3, 40)[:, None]
    seen = module.shortened(wide)
    few = module.shortened(wide[:3])  # the same directions, in units of the largest coordinate
    assert seen.shape == (40, module.PROJECTED) and np.allclose(few / few[0, 0], seen[:3] / seen[0, 0])
    ratios = (seen**2).sum(axis=1) / (module.near_one(wide) ** 2).sum(axis=1) / module.PROJECTED
    assert ratios.min() > 0.4 and ratios.max() < 2.2


@pytest.mark.parametrize(("classes", "inside"), [(10, True), (11, False)])
def test_classes_are_looked_into_while_they_are_few(classes: int, inside: bool) -> None:
    rng = np.random.default_rng(classes)
    table = feature_table(rng.normal(size=(60, 2)), rng.integers(0, classes, 60), np.arange(classes))
    assert table.shape[1] == 2 + 1 + classes + inside * 3 * classes


def test_blocks_of_features_have_equal_weight() -> None:
    """Coordinates, length, class and coordinates and length within each class: each block's variances sum to one."""
    rng = np.random.default_rng(6)
    x, y = rng.normal(size=(400, 5)) * np.array([1.0, 9.0, 0.1, 1.0, 1.0]) + 3, rng.integers(0, 3, 400)
    table = feature_table(x, y, np.arange(3))
    sizes = [5, 1, 3, *[5, 1] * 3]
    assert table.shape == (400, sum(sizes))
    for start, size in zip(np.cumsum([0, *sizes[:-1]]), sizes, strict=True):
        block = table[:, start : start + size]
        assert block.var(axis=0) == pytest.approx(np.full(size, 1 / size)) and abs(block.mean(axis=0)).max() < 1e-12
    inside = table[:, 9 : 9 + 5]  # within class 0 only: elsewhere the block is constant
    assert len(np.unique(np.round(inside[y != 0], 9), axis=0)) == 1
    lengths = np.linalg.norm(x, axis=1)
    assert abs(np.corrcoef(table[:, 5], lengths)[0, 1]) == pytest.approx(1)


def test_points_are_compared_twice_and_pay_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The least of two p-values, doubled; never above one."""
    rng = np.random.default_rng(3)
    sides = [[(rng.normal(size=(6, 2)), rng.integers(0, 2, 6)) for _ in range(3)] for _ in range(2)]
    for energy, means, expected in ((0.3, 0.02, 0.04), (0.1, 0.7, 0.2), (0.8, 0.9, 1.0)):
        monkeypatch.setattr(module, "energy_p_value", lambda *rest, value=energy: value)
        monkeypatch.setattr(module, "means_p_value", lambda *rest, value=means: value)
        assert point_tests(*sides, rng)["points"] == pytest.approx(expected)


@pytest.mark.parametrize(("most", "share"), [(40, 13), (5, 2)])
def test_as_many_points_of_each_side_are_compared_as_are_allowed(most: int, share: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """At most `MAX_POINTS` of a side, the same number of each replicate and at least two; images are vectors; all rows may repeat."""
    rng, seen = np.random.default_rng(3), dict[str, tuple[object, ...]]()
    for name in ("energy_p_value", "means_p_value", "repeats_p_value"):
        monkeypatch.setattr(module, name, lambda *rest, name=name: seen.setdefault(name, rest) and 0.5)
    monkeypatch.setattr(module, "MAX_POINTS", most)
    sides = [[(rng.normal(side, 1e-3, size=(20, 2, 3)), np.full(20, side)) for _ in range(number)] for side, number in ((0, 3), (1, 2))]
    point_tests(sides[0], sides[1], rng)
    pooled, n, inside = seen["energy_p_value"]
    assert n == 3 * share and np.shape(pooled)[0] == 5 * share and np.array_equal(inside[:, 0], np.arange(5 * share) < n)  # type: ignore[index]
    whole = np.asarray(seen["means_p_value"][0])
    assert np.all((whole[:n, 0] < 0) == np.ones(n)) and np.all(whole[n:, 0] > 0)
    rows, first = seen["repeats_p_value"][:2]
    assert np.shape(rows) == (100, 7) and first == 60


def test_the_verdict_is_refuted_where_a_test_refutes_and_undecided_elsewhere() -> None:
    """Each test for itself, at its level and above it; the sentence names every p-value and the shift in units of the error."""
    for name, share in SHARES.items():
        for part, verdict in ((1.0, Verdict.REFUTED), (1.001, Verdict.UNDECIDED)):
            p_values = dict.fromkeys(SHARES, 1.0) | {name: float(Fraction(1, 128) * share) * part}
            found = Guard(level=Fraction(1, 128), p_values=p_values, shift=1.5, spread=0.02).evidence()
            assert found.verdict is verdict and found.kind is Kind.STATISTICAL and found.alpha == Fraction(1, 128)
            assert "by 0.03 would be seen with probability 0.9" in found.detail and f"{name} p = {p_values[name]:.3g}" in found.detail


def test_one_training_has_no_spread() -> None:
    found = guard(([0.5], [0.1 * i for i in range(1, 100)]), {}, "0.06")
    assert found.spread == 0.0 and found.p_values["training"] == rank_p_value([0.5], [0.1 * i for i in range(1, 100)])


def test_a_test_refutes_at_its_share_of_the_level_and_the_shares_are_the_level() -> None:
    assert sum(SHARES.values()) == 1 and SHARES["training"] == Fraction(3, 8)
    for name, share in SHARES.items():
        for part, refuted in ((1.0, [name]), (1.001, [])):
            p_values = dict.fromkeys(SHARES, 1.0) | {name: float(Fraction(1, 128) * share) * part}
            assert Guard(level=Fraction(1, 128), p_values=p_values, shift=1.0, spread=1.0).refuted_by == refuted


def test_levels_and_numbers_that_can_refute_are_told_from_those_that_cannot() -> None:
    """2/C(n, k) <= 3 level/8 for the trainings; 2/(1 + permutations) <= level/8 for the permutation tests: equality serves."""
    least = Fraction(2, comb(6, 3)) * Fraction(8, 3)
    require_pairs(3, 3, least)
    require_pairs(20, 20, Fraction(16, 1 + PERMUTATIONS))
    for own, other, level in ((3, 3, least - Fraction(1, 10**6)), (20, 20, Fraction(16, 1 + PERMUTATIONS) - Fraction(1, 10**6))):
        with pytest.raises(InvalidParameter):
            require_pairs(own, other, level)
    with pytest.raises(InvalidParameter):
        require_pairs(0, 20, Fraction(1, 2))


def test_the_guard_puts_the_tests_together_and_states_its_power_in_units_of_the_error() -> None:
    own, other = [0.1, 0.2, 0.4, 0.5, 0.45], [0.3, 0.35, 0.6, 0.2, 0.15]
    found = guard((own, other), {"points": 0.5}, "0.1")
    assert found.p_values == {"training": rank_p_value(own, other), "points": 0.5}
    assert found.spread == pytest.approx(sqrt(sum((v - 0.33) ** 2 for v in own) / 4))
    assert found.shift == detectable_shift(5, 5, 0.0375) and found.evidence().alpha == Fraction(1, 10)
