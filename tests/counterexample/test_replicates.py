"""One replicate of anybody's model: what its counts are, and which draws, partners and fits are refused, asked without an audit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from uccheck.core.errors import InvalidParameter
from uccheck.counterexample import models
from uccheck.counterexample.halves import SIGN, SWAP
from uccheck.counterexample.models import OwnModel, compared, drawn, fresh, is_refitted, partner_of, replicate_record
from uccheck.counterexample.refit import APART, HERE
from uccheck.counterexample.rows import Points
from uccheck.statistics.estimate import interval

Array = NDArray[Any]
RARE = Fraction(1, 10**9)


def draw(n: int, rng: np.random.Generator) -> tuple[Array, Array]:
    return rng.normal(size=(n, 3)), rng.choice(4, size=n, p=[0.5, 0.3, 0.15, 0.05])


def own_points(x: Array, y: Array, points: Array) -> Array:
    """Right on S, by its first coordinate, and by class 0 elsewhere."""
    known = dict(zip(x[:, 0].tolist(), y.tolist(), strict=True))
    return np.array([known.get(value, 0) for value in points[:, 0].tolist()])


def fit(x: Array, y: Array, seed: int) -> Callable[[Array], Array]:
    return partial(own_points, x, y)


def moved(x: Array, y: Array) -> tuple[Array, Array]:
    return -x, y


MODEL = OwnModel(draw=draw, fit=fit, partner=moved, m=60, n_test=200)


def record_of(index: int = 1, *, guarded: bool = False, **changes: Any) -> dict[str, Any]:
    return replicate_record(replace(MODEL, **changes), 0, index, guarded=guarded)


@pytest.mark.parametrize("index", [1, 2, 4])
def test_the_counts_are_those_of_the_sets_by_their_definition(index: int) -> None:
    """A learner that knows its own points and says class 0 of all others errs exactly where those are of another class."""
    record, own = record_of(index, guarded=True), drawn(MODEL, 0, index)
    test = fresh(MODEL, own, 0, index)
    assert (record["train_errors"], record["train_points"]) == (0, 60)
    assert (record["partner_errors"], record["partner_points"]) == (np.count_nonzero(own.partner[1]), 60)
    assert (record["test_errors"], record["test_points"]) == (np.count_nonzero(test[1]), 200)
    assert record["classes"] == {str(c): int((test[1] == c).sum()) for c in range(4) if (test[1] == c).any()}
    assert record["guard_points"] == 200 and record["cross_points"] == 60
    assert record["seed"] == 0 and record["replicate"] == index
    assert "sign_errors" not in record and "refitted" not in record


def test_only_a_guarded_replicate_is_trained_on_the_partner() -> None:
    fitted: list[float] = []

    def noted(x: Array, y: Array, seed: int) -> Any:
        fitted.append(x[0, 0])
        return MODEL.fit(x, y, seed)

    for guarded in (False, True):
        fitted.clear()
        record = record_of(guarded=guarded, fit=noted)
        assert ("guard_errors" in record) == guarded
        first = drawn(MODEL, 0, 1).sample[0][0, 0]
        assert fitted == ([first, -first] if guarded else [first])


def test_the_learners_seed_is_another_in_every_replicate_and_the_partner_keeps_it() -> None:
    seeds: list[int] = []

    def noted(x: Array, y: Array, seed: int) -> Any:
        seeds.append(seed)
        return MODEL.fit(x, y, seed)

    own = [drawn(MODEL, 0, index).seed for index in range(40)]
    assert len({*own}) == 40 and max(own) > 2**61
    record_of(guarded=True, fit=noted)
    assert seeds == [own[1], own[1]]


def test_the_signs_partner_moves_each_point_by_itself_with_chance_three_quarters() -> None:
    """This learner errs on moved points alone, so that the errors count how many were moved."""

    def coins(n: int, rng: np.random.Generator) -> tuple[Array, Array]:
        x = rng.normal(size=(n, 3))
        return np.abs(x), np.ones(n, int)

    def positive(x: Array, y: Array, seed: int) -> Any:
        return lambda points: (points[:, 0] > 0).astype(int)

    found = [record_of(i, draw=coins, fit=positive, m=400, pointwise=True) for i in (1, 2, 4, 5, 6)]
    assert all((one["train_errors"], one["partner_errors"], one["sign_points"]) == (0, 400, 400) for one in found)
    counts = [one["sign_errors"] for one in found]
    lower, upper = interval(sum(counts), 2000, RARE)
    assert lower < Fraction(3, 4) < upper
    assert len({*counts}) > 1 and all(0 < count < 400 for count in counts)


def test_each_lemma_is_about_its_own_partner() -> None:
    assert (compared(SWAP), compared(SIGN)) == ("partner", "sign")


@pytest.mark.parametrize("name", ["m", "n_test"])
def test_sizes_are_whole_numbers_up_to_ten_millions(name: str) -> None:
    for size in (1, 11, 10**7):
        assert getattr(replace(MODEL, **{name: size}), name) == size  # type: ignore[arg-type]
    for wrong in (0, -1, 10**7 + 1, 1.5):
        with pytest.raises(InvalidParameter, match=name):
            replace(MODEL, **{name: wrong})  # type: ignore[arg-type]


def test_the_trivial_error_is_a_probability_or_not_given() -> None:
    assert replace(MODEL, trivial="1/2").trivial == "1/2" and MODEL.trivial is None
    for wrong in ("2", "-1/2", 0.5):
        with pytest.raises(InvalidParameter, match="trivial"):
            replace(MODEL, trivial=wrong)  # type: ignore[arg-type]


def test_a_partner_keeps_the_shape_of_x() -> None:
    sample = draw(60, np.random.default_rng(0))
    assert partner_of(MODEL, sample)[0].shape == (60, 3)
    for wrong in (lambda x, y: (x[:, :2], y), lambda x, y: (x[:, :, None], y), lambda x, y: (np.hstack([x, x]), y)):
        with pytest.raises(InvalidParameter, match="keep the shape of x"):
            partner_of(replace(MODEL, partner=wrong), sample)


def turning(part: int, first: Callable[..., Points]) -> Callable[..., Points]:
    """The function, whose every second answer has other coordinates (part 0) or other classes (part 1) alone."""
    asked = [0]

    def answer(*arguments: Any) -> Points:
        asked[0] += 1
        x, y = first(*arguments)
        if asked[0] % 2:
            return x, y
        return (x + 1, y) if part == 0 else (x, y + 1)

    return answer


@pytest.mark.parametrize("part", [0, 1])
@pytest.mark.parametrize("name", ["draw", "partner"])
def test_another_answer_in_coordinates_or_in_classes_alone_is_refused(name: str, part: int) -> None:
    whole = replace(MODEL, **{name: turning(part, getattr(MODEL, name))})  # type: ignore[arg-type]
    with pytest.raises(InvalidParameter, match=f"{name} is no function of .* asked again it gave another answer"):
        drawn(whole, 0, 1)


@pytest.mark.parametrize("part", [0, 1])
def test_a_draw_that_a_fit_has_changed_is_refused(part: int) -> None:
    changed = [0]

    def later(n: int, rng: np.random.Generator) -> tuple[Array, Array]:
        x, y = draw(n, rng)
        return (x + changed[0], y) if part == 0 else (x, y + changed[0])

    def changing(x: Array, y: Array, seed: int) -> Any:
        changed[0] = 1
        return MODEL.fit(x, y, seed)

    with pytest.raises(InvalidParameter, match="draw is no function of"):
        record_of(draw=later, fit=changing)


def test_replicates_fitted_again_are_few_and_late_ones_are_among_them() -> None:
    """One less than the powers of four."""
    assert [index for index in range(5000) if is_refitted(index)] == [4**k - 1 for k in range(7)]


def test_a_fit_that_answers_otherwise_when_asked_again_is_refused_by_how_many_answers() -> None:
    """The other answers are on so many points of S alone; the true learner beside it is fitted again without complaint."""
    assert record_of(0, fit=lambda x, y, seed: MODEL.fit(x, y, seed))["refitted"] == HERE
    fits = [0]

    def later(count: int) -> Callable[[Array, Array, int], Any]:
        def other(x: Array, y: Array, seed: int) -> Any:
            fits[0] += 1
            labels = y.copy()
            if fits[0] % 2 == 0:
                labels[:count] += 1
            return partial(own_points, x, labels)

        return other

    for count in (1, 7):
        with pytest.raises(InvalidParameter, match=f"it changed {count} of 380 answers"):
            record_of(0, fit=later(count))
        assert "refitted" not in record_of(1, fit=later(count))


def test_a_fit_is_repeated_in_another_process_where_it_can_be_sent_there() -> None:
    assert record_of(0)["refitted"] == APART


def by_place(x: Array, y: Array) -> tuple[Array, Array]:
    """Twice it gives each point back, but a point moves otherwise among others."""
    return x * np.where(np.arange(len(y)) % 2, 1, -1)[:, None], y


@pytest.mark.parametrize(
    ("partner", "right"),
    [
        (moved, True),
        (lambda x, y: (x, y), True),
        (lambda x, y: (x[:, ::-1], y), True),
        (by_place, False),
        (lambda x, y: (2 * x, y), False),  # each by itself, but twice does not give it back
        (lambda x, y: (x[::-1], y[::-1]), False),
        (lambda x, y: (x, (y + 1) % 4), False),
        (lambda x, y: (x, 3 - y), True),
        (lambda x, y: (x.mean(axis=0) - x, y), False),
    ],
)
def test_pointwise_is_what_moves_each_point_by_itself_and_gives_it_back(partner: Any, right: bool) -> None:
    if right:
        assert record_of(partner=partner, pointwise=True)["sign_points"] == 60
        return
    with pytest.raises(InvalidParameter, match="partner is not pointwise"):
        record_of(partner=partner, pointwise=True)
    assert "sign_points" not in record_of(partner=partner)  # and is not asked to be


def same(one: Array, other: Array, labels: tuple[Sequence[int], Sequence[int]] = ((0, 1), (0, 1))) -> bool:
    return models._same_points((one, np.array(labels[0])), (other, np.array(labels[1])))


def test_points_are_the_same_up_to_a_small_part_of_each_coordinates_size() -> None:
    """The size is that of the column's largest value, of whatever sign; another column's size allows nothing here."""
    y = np.array([[1e-3, -1.0, 0.0], [0.0, -1e-9, -1e3]])
    assert same(y, y)
    for column, size in enumerate((1e-3, 1.0, 1e3)):
        for row in (0, 1):
            for sign in (-1, 1):
                near, far = y.copy(), y.copy()
                near[row, column] += sign * 0.99e-5 * size
                far[row, column] += sign * 1.01e-5 * size
                assert same(near, y) and not same(far, y)


@pytest.mark.parametrize("kind", [np.float32, np.float64])
@pytest.mark.parametrize("largest", [1.0, -16.0])
def test_a_coordinate_that_is_nothing_may_be_a_hundred_roundings_of_the_largest(kind: Any, largest: float) -> None:
    y = np.array([[largest, 0.0], [0.0, 0.0]], kind)
    rounding = abs(largest) * float(np.finfo(kind).eps)
    for share, right in ((0.98, True), (-0.98, True), (1.02, False), (-1.02, False)):
        x = y.copy()
        x[1, 1] = share * 100 * rounding
        assert same(x, y) == right


def test_points_that_are_all_zero_or_whole_are_compared_too() -> None:
    zeros, ones = np.zeros((2, 3)), np.ones((2, 3), int)
    assert same(zeros, zeros) and not same(zeros + 1e-300, zeros)
    assert same(ones, ones) and not same(2 * ones, ones)


def test_points_of_another_shape_or_of_other_classes_are_others() -> None:
    x = np.zeros((2, 3))
    assert same(x, x) and not same(x[:, :1], x) and not same(x, x[:, :1])
    assert not same(x, x, ((0, 1), (0, 2))) and not same(x, x, ((0, 1), (1, 0)))
