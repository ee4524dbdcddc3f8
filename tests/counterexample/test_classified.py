"""What counts as an answer, which answers are right, and how far an answer may depend on a point's company: tables by hand."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from uccheck.core.errors import InvalidParameter
from uccheck.counterexample.classified import ALONE, CHUNK, ROUNDING, all_answers, answers, answers_right, pooled

Array = NDArray[Any]
NO_NUMBER, LEAST = float("nan"), -float("inf")


def of_one_point(n: int) -> tuple[Array, Array]:
    """n points, each its own number."""
    return np.arange(n, dtype=float)[:, None], np.zeros(n, int)


def right(scores: Any, labels: Any) -> list[bool]:
    """Which answers are right, by a model that knows each point by its number."""
    table = np.array(scores)
    sets = {"all": (of_one_point(len(labels))[0], np.array(labels))}
    return answers_right(lambda x: table[x[:, 0].astype(int)], sets, np.random.default_rng(3))["all"].tolist()


@pytest.mark.parametrize(
    ("scores", "label", "is_right"),
    [
        ([2.0, 1.0], 0, True),
        ([2.0, 1.0], 1, False),
        ([-3.0, -2.0], 1, True),  # no score need be positive
        ([1.0, 1.0], 0, False),  # a tie is an error, whichever class is meant
        ([1.0, 1.0], 1, False),
        ([0.0, 1.0, 2.0], 1, False),  # above one of the others, not above all
        ([0.0, 1.0, 2.0], 2, True),
        ([2.0, 0.0, 2.0], 0, False),
        ([2.0, 0.0, 2.0], 2, False),
        ([0, 7, 3], 1, True),
        ([LEAST, 0.0, LEAST], 1, True),
        ([LEAST, LEAST, LEAST], 1, False),
    ],
)
def test_an_answer_is_right_where_the_label_alone_has_the_greatest_score(scores: list[float], label: int, is_right: bool) -> None:
    assert right([scores], [label]) == [is_right]


def test_a_class_is_right_where_it_is_the_label() -> None:
    assert right([3, -1, 0, 2], [3, 1, 0, -2]) == [True, False, True, False]


@pytest.mark.parametrize(
    ("labels", "fits"), [([0, 2], True), ([2, 2], True), ([0, 3], False), ([-1, 1], False), ([-1, 3], False), ([3], False)]
)
def test_labels_number_the_scores_from_zero(labels: list[int], fits: bool) -> None:
    scores = [[0.0, 1.0, 2.0]] * len(labels)
    if fits:
        assert right(scores, labels) == [label == 2 for label in labels]
    else:
        with pytest.raises(InvalidParameter, match=f"classes {min(labels)}..{max(labels)} do not fit scores of 3 classes"):
            right(scores, labels)


def test_the_pool_is_a_permutation_and_each_set_gets_its_own_points_back_in_their_order() -> None:
    """Each point is labelled with its own number, and a model answers the number except where it is wrong on purpose."""
    sizes = {"a": 4, "b": 7, "c": 1}
    numbers = np.split(np.arange(12), np.cumsum(list(sizes.values()))[:-1])
    sets = {name: (own[:, None].astype(float), own) for name, own in zip(sizes, numbers, strict=True)}
    pool = pooled(sets, np.random.default_rng(1))
    assert pool.sizes == sizes and sorted(pool.y) == list(range(12)) != list(pool.y) == list(pool.x[:, 0]) == list(pool.shuffled)
    found = pool.right(np.where(np.isin(pool.y, [1, 5, 11]), -1, pool.y))
    assert {name: values.tolist() for name, values in found.items()} == {
        "a": [True, False, True, True],
        "b": [True, False, True, True, True, True, True],
        "c": [False],
    }


@pytest.mark.parametrize("n", [1, CHUNK, CHUNK + 1, 2 * CHUNK + 3])
def test_each_point_is_asked_for_once_and_in_order_in_chunks(n: int) -> None:
    seen = list[Array]()
    found = all_answers(lambda x: seen.append(x[:, 0]) or x[:, 0].astype(int), of_one_point(n)[0])
    assert found.tolist() == np.concatenate(seen).tolist() == list(range(n)) and max(map(len, seen)) <= CHUNK


@pytest.mark.parametrize(
    "found",
    [
        np.zeros((3, 2)),
        np.zeros((3, 4), np.float32),
        np.zeros((3, 2), np.uint8),
        np.zeros((3, 3), int),
        np.arange(3),
        np.zeros(3, np.uint8),
    ],
)
def test_real_scores_of_two_or_more_classes_and_whole_classes_are_answers(found: Array) -> None:
    given = answers(lambda x: found, np.zeros((3, 1)))
    assert given.dtype == found.dtype and np.array_equal(given, found) and not np.shares_memory(given, found)


@pytest.mark.parametrize(
    "found",
    [
        *(np.zeros(shape) for shape in ((), (3,), (3, 1), (3, 0), (2, 2), (4, 2), (3, 2, 2), (2, 3))),
        *(np.zeros(shape, int) for shape in ((), (2,), (4,), (3, 1), (3, 2, 2), (3, 2, 2, 2))),
        *(np.zeros(shape, kind) for shape in ((3,), (3, 2)) for kind in (bool, complex, object, str)),
    ],
)
def test_what_has_another_shape_or_kind_is_no_answer(found: Array) -> None:
    with pytest.raises(InvalidParameter, match=r"real scores \(n, C\) with C >= 2 or whole classes \(n,\), got shape .* for 3 points"):
        answers(lambda x: found, np.zeros((3, 1)))


@pytest.mark.parametrize(("scores", "bad"), [([[0, NO_NUMBER], [1, 2]], 1), ([[NO_NUMBER] * 2, [1, NO_NUMBER]], 2)])
def test_one_score_that_is_no_number_spoils_a_point(scores: list[list[float]], bad: int) -> None:
    with pytest.raises(InvalidParameter, match=f"NaN for {bad} of 2 points"):
        answers(lambda x: np.array(scores), np.zeros((2, 1)))
    infinite = np.array([[LEAST, 0.0], [0.0, -LEAST]])
    assert np.array_equal(answers(lambda x: infinite, np.zeros((2, 1))), infinite)


class Module:
    """A torch module as far as it is asked."""

    def __init__(self) -> None:
        self.evaluating, self.seen = False, list[tuple[bool, bool]]()

    def eval(self) -> None:
        self.evaluating = True

    def __call__(self, x: Array) -> Array:
        self.seen.append((self.evaluating, GRADIENTS[0]))
        return np.zeros(len(x), int)


GRADIENTS = [True]


@contextmanager
def no_grad() -> Any:
    GRADIENTS[0] = False
    yield
    GRADIENTS[0] = True


@pytest.mark.parametrize("loaded", [True, False])
@pytest.mark.parametrize(
    "model", [Module, lambda: SimpleNamespace(predict=lambda x: np.zeros(len(x), int)), lambda: lambda x: np.zeros(len(x), int)]
)
def test_a_torch_module_answers_in_eval_mode_without_gradients_and_others_as_they_are(
    model: Callable[[], Any], loaded: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A class with an eval of its own is left alone where torch is not loaded."""
    if loaded:
        torch = SimpleNamespace(nn=SimpleNamespace(Module=Module), Tensor=type("Tensor", (), {}), no_grad=no_grad)
        monkeypatch.setitem(sys.modules, "torch", torch)
    else:
        monkeypatch.delitem(sys.modules, "torch", raising=False)
    made = model()
    assert answers(made, np.zeros((4, 1))).tolist() == [0] * 4
    if isinstance(made, Module):
        assert made.seen == [(loaded, not loaded)]


def asked_alone(among: Any, alone: Any, n: int = 20) -> list[float]:
    """The points asked for by themselves, of n that are answered one way among others and another way alone."""
    seen = list[float]()

    def model(x: Array) -> Array:
        if len(x) == 1:
            seen.append(float(x[0, 0]))
        return np.array([alone if len(x) == 1 else among] * len(x))

    answers_right(model, {"all": of_one_point(n)}, np.random.default_rng(0))
    return seen


@pytest.mark.parametrize("n", [2, ALONE - 1, ALONE, ALONE + 1, 300])
def test_a_few_points_are_asked_for_again_each_once(n: int) -> None:
    seen = asked_alone([1.0, 0.0], [1.0, 0.0], n)
    assert len(seen) == len({*seen}) == min(n, ALONE)


TEN = ROUNDING * (1 + 11)  # what scores of size 10 and 12 may differ by: their median is 11


@pytest.mark.parametrize(
    ("among", "alone", "agrees"),
    [
        (1, 1, True),
        (1, 0, False),
        ([10.0, 12.0], [10.0 + 0.99 * TEN, 12.0 - 0.99 * TEN], True),
        ([10.0, 12.0], [10.0 + 1.01 * TEN, 12.0], False),
        ([10.0, 12.0], [10.0, 12.0 + 1.01 * TEN], False),
        ([10.0, 12.0], [10.0 - 1.01 * TEN, 12.0], False),
        ([10.0, 12.0], [10.0, 12.0 - 1.01 * TEN], False),
        ([-10.0, -12.0], [-10.0 - 0.99 * TEN, -12.0], True),  # the size of a score has no sign
        ([-10.0, -12.0], [-10.0 - 1.01 * TEN, -12.0], False),
        ([0.0, 0.0], [ROUNDING, -ROUNDING], True),
        ([0.0, 0.0], [1.01 * ROUNDING, 0.0], False),
        ([-1e9, 10.0, 12.0], [-2e9, 10.0, 12.0], True),  # a class that is ruled out either way says nothing
        ([-1e9, 10.0, 12.0], [11.0, 10.0, 12.0], False),  # but it does where it comes into the running,
        ([11.0, 10.0, 12.0], [-1e9, 10.0, 12.0], False),  # or falls out of it
        ([-1e9, 10.0, 12.0], [-1e9, 10.0, 12.0 + 1.01 * TEN], False),
        ([LEAST, 11.0], [LEAST, 11.0 + 0.99 * TEN], True),
        ([LEAST, 11.0], [LEAST, 11.0 + 1.01 * TEN], False),
        ([LEAST, 11.0], [-1e9, 11.0], False),
        ([LEAST, -LEAST], [LEAST, -LEAST], True),
        ([LEAST, -LEAST], [-LEAST, LEAST], False),
        ([10.0, 12.0], [-1e9, 10.0, 12.0], False),  # another number of classes
        ([10.0, 12.0], 1, False),
    ],
)
def test_an_answer_may_depend_on_company_by_a_thousandth_of_the_two_best_scores(among: Any, alone: Any, agrees: bool) -> None:
    if agrees:
        assert len(asked_alone(among, alone)) == ALONE
    else:
        with pytest.raises(InvalidParameter, match="by itself otherwise than among others"):
            asked_alone(among, alone)
