"""What a picture of the skew asks for: its points, its raw counts and their share of the level, what it may draw, and its records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import isqrt
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from uccheck.answers import skew as module
from uccheck.answers.answer import Bracket, End
from uccheck.answers.skew import COUNTED_AT, MOST_DRAWN, Counted, GrowthPoint, Pictured, SkewPoint, growth, skew
from uccheck.core.errors import InvalidParameter
from uccheck.linear.setting import LinearSetting
from uccheck.statistics.estimate import interval

HALF = Fraction(1, 2)


@dataclass
class Asked:
    """What was asked of the law, of the search and of the sampler, each answered at once by something that tells what it answers."""

    raw: list[tuple[LinearSetting, int, tuple[float, ...], int]] = field(default_factory=list)
    answers: list[tuple[Any, ...]] = field(default_factory=list)
    confirmed: list[tuple[Any, ...]] = field(default_factory=list)

    def raw_errors(self, setting: LinearSetting, n: int, rng: np.random.Generator, correlations: Sequence[float]) -> NDArray[np.bool_]:
        """At the i-th correlation i + D of the trials err, but no more than there are."""
        self.raw.append((setting, n, tuple(correlations), int(rng.integers(2**60))))
        return np.arange(n)[:, None] < np.arange(len(correlations)) + setting.D

    def bounds(self, name: str, args: tuple[Fraction, ...]) -> tuple[Fraction, Fraction]:
        """Another interval for each quantity."""
        low = args[-1] / 4 + (HALF if name == "misfit" else Fraction(1, 8))
        return low, low + Fraction(1, 100)

    def confirm(self, quantity: tuple[Any, ...], ends: object) -> None:
        self.confirmed.append(quantity)

    def answer(self, *args: Any, **named: Any) -> Any:
        """Ends 1/2 .. 1/5, all but one with a tree."""
        self.answers.append((*args, *sorted(named.items())))
        reports = [None, *(SimpleNamespace(trusts=(f"trusts {i}",), given=(f"given {i}",)) for i in (3, 4, 5))]
        a, b, c, d = (End(Fraction(1, i), report=report) for i, report in enumerate(reports, 2))  # type: ignore[arg-type]
        return SimpleNamespace(e_gen=Bracket(a, b), e_unif_alg=Bracket(c, d))


@pytest.fixture(name="asked")
def fixture_asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    found = Asked()
    for name in ("raw_errors", "bounds", "confirm", "answer"):
        monkeypatch.setattr(module, name, getattr(found, name))
    return found


@pytest.mark.parametrize("b", [24, 12, "5.6", "4.0001"])
def test_a_curve_is_drawn_at_a_grid_where_raw_points_are_counted_and_around_its_steep_part(asked: Asked, b: Any) -> None:
    found = skew(3, [5, 9], trials=40, s=4, b=b)
    grid = {Fraction(j, 80) for j in range(81)} | {*COUNTED_AT}
    steep = {at for j in range(2, 16) if (at := 4 / Fraction(b) * j / 8) <= 1}
    assert steep - grid and [(p.D, p.rho) for p in found.points] == [(D, rho) for D in (5, 9) for rho in sorted(grid | steep)]
    assert all(p.chance == (1 - p.rho / 4 - Fraction(27, 200), 1 - p.rho / 4 - Fraction(1, 8)) for p in found.points)
    assert {*asked.confirmed} == {("unflipped", 3, D, 4, Fraction(b), rho) for D in (5, 9) for rho in grid | steep}


def counted(k: int, n: int, alpha: Fraction) -> Counted:
    lower, upper = interval(k, n, alpha)
    return Counted(k=k, n=n, lower=lower, upper=upper)


def test_raw_points_of_the_skew_are_flips_and_all_their_limits_hold_together_at_the_level(asked: Asked) -> None:
    found = skew(3, [5, 9], trials=40, level="0.9", s=3, b=20, seed=8)
    assert [(at, n, rhos) for at, n, rhos, _ in asked.raw] == [
        (LinearSetting(3, D, s=3, b=20), 40, (0, -1 / 16, -1 / 8, -3 / 16, -1 / 4, -1 / 2, -1)) for D in (5, 9)
    ]
    assert {(p.D, p.rho): p.raw for p in found.points if p.raw is not None} == {
        (D, rho): counted(D + i, 40, Fraction(1, 10) / 14) for D in (5, 9) for i, rho in enumerate(COUNTED_AT)
    }
    assert found.asked == {
        "m": 3, "K": 1, "s": "3", "b": "20", "level": "0.9", "trials": 40, "seed": 8, "sampler": "raw", "D": [5, 9],
    }  # fmt: skip
    assert found.name == "skew" and "numpy's generator" in found.trusts and found.given


def test_growth_asks_for_the_point_of_the_sample_a_fresh_one_and_the_flip(asked: Asked) -> None:
    found = growth(3, ["5", "2"], trials=40, level="0.9", delta="0.1", s=3, b=20, seed=8)
    assert [(at, n, rhos) for at, n, rhos, _ in asked.raw] == [(LinearSetting(3, D, s=3, b=20), 40, (1, 0, -1)) for D in (6, 15)]
    for D, point in zip((6, 15), found.points, strict=True):
        share = Fraction(1, 10) / 6  # three counts at each of two dimensions
        assert point.raw == {name: counted(D + i, 40, share) for i, name in enumerate(("own", "fresh", "flipped"))}
        assert (point.m, point.D, point.own) == (3, D, (HALF, HALF + Fraction(1, 100)))
        assert (point.fresh, point.flipped) == tuple((1 - low - Fraction(1, 100), 1 - low) for low in (Fraction(1, 8), Fraction(3, 8)))
        assert (point.e_gen, point.e_unif_alg) == ((HALF, Fraction(1, 3)), (Fraction(1, 4), Fraction(1, 5)))
        assert (point.trusts, point.given) == (("trusts 3", "trusts 4", "trusts 5"), ("given 3", "given 4", "given 5"))
    assert asked.answers == [(3, D, "0.1", ("b", 20), ("s", 3)) for D in (6, 15)]
    assert {*asked.confirmed} >= {("misfit", 3, D, 3, 20, 0) for D in (6, 15)}
    assert found.asked == {
        "m": 3, "K": 1, "s": "3", "b": "20", "level": "0.9", "trials": 40, "seed": 8, "sampler": "raw", "delta": "0.1", "D": [6, 15],
    }  # fmt: skip
    assert {"trusts 3", "trusts 4", "trusts 5", "numpy's generator"} <= {*found.trusts} and {"given 3", "given 5"} <= {*found.given}


def test_the_usual_dimensions_grow_by_half_octaves_and_are_rounded_up(asked: Asked) -> None:
    found = growth(20, trials=1)
    assert [point.D for point in found.points] == [isqrt(20**2 * 2**j - 1) + 1 for j in range(21)]
    assert [point.D for point in growth(3, ["1.1", "7/3", "1.2"], trials=1).points] == [4, 7]  # each once


@pytest.mark.parametrize(("sizes", "step"), [(1, 1), (8, 1), (9, 2), (12, 2)])
def test_raw_points_are_counted_at_each_of_few_dimensions_and_at_every_other_of_many(asked: Asked, sizes: int, step: int) -> None:
    found = growth(2, range(1, sizes + 1), trials=50, level="0.9")
    assert [point.D for point in found.points if point.raw is not None] == [2 * j for j in range(1, sizes + 1, step)]
    assert found.points[0].raw is not None
    assert found.points[0].raw["own"] == counted(2, 50, Fraction(1, 10) / (3 * -(-sizes // step)))


def test_raw_draws_are_anew_for_each_picture_size_and_seed(asked: Asked) -> None:
    skew(3, [6, 15], trials=4)
    growth(3, ["2", "5"], trials=4)
    skew(4, [6], trials=4)
    skew(3, [6], trials=4, seed=1)
    streams = [stream for *_, stream in asked.raw]
    assert len({*streams}) == len(streams) == 6
    skew(3, [6], trials=4)
    assert asked.raw[-1][-1] == streams[0]


def test_a_picture_draws_as_many_numbers_as_it_may_and_no_more(asked: Asked) -> None:
    """m points of K + D numbers a trial, K = 1, at each dimension."""
    trials, half = MOST_DRAWN // 10**7, 500_000 - 1
    for each in (lambda n, D: skew(10, D, trials=n), lambda n, D: growth(10, [Fraction(d, 10) for d in D], trials=n)):
        for dimensions in ([10**6 - 1], [half - 1, half + 1]):
            assert isinstance(each(trials, dimensions), Pictured)
            with pytest.raises(InvalidParameter, match=f"would draw {(trials + 1) * 10**7} numbers, more than {MOST_DRAWN}"):
                each(trials + 1, dimensions)


@pytest.mark.parametrize("trials", [0, 10**7 + 1, "1.5"])
def test_a_number_of_trials_is_whole_and_bounded(asked: Asked, trials: Any) -> None:
    with pytest.raises(InvalidParameter, match="trials"):
        skew(1, [1], trials=trials)
    assert not asked.raw


def test_no_dimension_and_the_same_one_twice_are_refused(asked: Asked) -> None:
    for dimensions in ([], [4, 5, 4]):
        with pytest.raises(InvalidParameter, match="give at least one dimension, and each once"):
            skew(3, dimensions, trials=1)


def test_records_round_outward_and_leave_out_what_was_not_counted() -> None:
    third, two = Fraction(1, 3), Fraction(2, 3)
    raw = Counted(k=4, n=9, lower=Fraction(1, 7), upper=Fraction(6, 7))
    points = [SkewPoint(m=3, D=9, rho=Fraction(1, 16), chance=(third, two), raw=each) for each in (raw, None)]
    place = {"m": 3, "D": 9, "rho": "0.0625", "chance_lower": "0.333333333333", "chance_upper": "0.666666666667"}
    said = {"raw_k": 4, "raw_n": 9, "raw_lower": "0.142857142857", "raw_upper": "0.857142857143"}
    made = Pictured(name="skew", asked={}, points=tuple(points), trusts=(), given=())
    assert made.records() == [place | said, place | dict.fromkeys(said)]


def test_a_record_of_growth_holds_each_chance_under_its_own_name() -> None:
    names = ("own", "fresh", "flipped", "e_gen", "e_unif_alg")
    ends = {name: (Fraction(i, 10), Fraction(2 * i + 1, 20)) for i, name in enumerate(names, 1)}
    raw = {name: Counted(k=i, n=20, lower=Fraction(i, 40), upper=Fraction(i, 8)) for i, name in enumerate(names[:3], 1)}
    for each in (raw, None):
        point = GrowthPoint(m=3, D=9, **ends, trusts=(), given=(), raw=each)
        (found,) = Pictured(name="theorem", asked={}, points=(point,), trusts=(), given=()).records()
        expected: dict[str, Any] = {"m": 3, "D": 9}
        for i, name in enumerate(names, 1):
            expected |= {f"{name}_lower": f"0.{i}", f"{name}_upper": f"0.{i}5"}
        for i, name in enumerate(names[:3], 1):
            counts = (i, 20, ("0.025", "0.05", "0.075")[i - 1], ("0.125", "0.25", "0.375")[i - 1])
            expected |= {
                f"raw_{name}_{key}": None if each is None else c for key, c in zip(("k", "n", "lower", "upper"), counts, strict=True)
            }
        assert found == expected
