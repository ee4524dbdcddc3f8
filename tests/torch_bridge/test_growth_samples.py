"""Data of experiments on growth: sizes, labels, radii and splits, each found again from the plan's own seed."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")
from tests.torch_bridge.test_mnist import idx
from torch_bridge.data import mnist
from torch_bridge.growth import samples
from torch_bridge.growth.plan import GrowthPlan
from torch_bridge.growth.samples import SAMPLE, TWIN, check_data, draw_points, draw_test, initial_network, split_sentence, support_radius
from uccheck.core.errors import InvalidParameter

SPHERES = GrowthPlan(
    data="hypersphere", ms=(4, 30), batch_sizes=(1,), replicates=2, hidden=(8, 6), bias=True, learning_rate="0.1", stop_margin="4",
    n_test=40, dimension=5, outer="1.7", seed=11,
)  # fmt: skip


@pytest.fixture(name="digits")
def fixture_digits(tmp_path: Path) -> GrowthPlan:
    """Thirty digits of five by four pixels to draw from, twelve for the test, of which seven are taken."""
    rng = np.random.default_rng(0)
    for stem, n in (("train", 30), ("t10k", 12)):
        (tmp_path / f"{stem}-images-idx3-ubyte").write_bytes(idx(rng.integers(256, size=(n, 5, 4))))
        (tmp_path / f"{stem}-labels-idx1-ubyte").write_bytes(idx(rng.integers(10, size=n)))
    return replace(SPHERES, data="mnist", folder=str(tmp_path), n_test=7)


@pytest.fixture(name="bundled")
def fixture_bundled(monkeypatch: pytest.MonkeyPatch) -> Iterator[GrowthPlan]:
    """A plan whose digits are fifty of the package's size and classes, made here."""
    rng = np.random.default_rng(1)
    fifty = mnist.checked(rng.integers(256, size=(50, 784)), np.arange(50) % 10, "fifty digits")
    monkeypatch.setattr(mnist, "bundled", lambda: fifty)
    for cached in (samples._bundled, samples._split_of):
        cached.cache_clear()
    yield replace(SPHERES, data="mnist", n_test=10)
    for cached in (samples._bundled, samples._split_of):
        cached.cache_clear()


def test_a_network_fits_its_data(digits: GrowthPlan) -> None:
    for plan, inputs, classes in ((SPHERES, 5, 2), (digits, 20, 10), (replace(digits, folder=None), 784, 10)):
        assert initial_network(plan, 0).sizes == (inputs, 8, 6, classes)
        assert (initial_network(plan, 0).biases[0] is not None) == plan.bias
    assert initial_network(replace(SPHERES, bias=False), 0).biases == [None] * 3


@pytest.mark.parametrize(("stream", "labels"), [(SAMPLE, 5), (TWIN, 6)])
def test_random_labels_are_coins_of_a_stream_of_their_own_and_leave_the_points(stream: int, labels: int, digits: GrowthPlan) -> None:
    """Records that somebody keeps hold these labels: the streams 5 and 6 are theirs, whatever is added later."""
    for plan, classes in ((SPHERES, 2), (digits, 10)):
        for r, m in ((0, 30), (1, 30), (1, 29)):
            true, tossed = draw_points(plan, r, m, stream), draw_points(replace(plan, random_labels=True), r, m, stream)
            assert bool((true.x == tossed.x).all()) and len(true.y) == m
            coins = np.random.default_rng(np.random.SeedSequence((11, labels, r, m))).integers(classes, size=m)
            assert tossed.y.tolist() == coins.tolist() != true.y.tolist()


def test_true_labels_are_those_of_the_spheres_and_of_the_digits(digits: GrowthPlan) -> None:
    for stream in (SAMPLE, TWIN):
        found = draw_points(SPHERES, 0, 30, stream)
        assert [float(x.norm()) > 1.3 for x in found.x] == [int(y) == 1 for y in found.y]
        pool, _ = mnist.from_folder(Path(str(digits.folder)))
        known = {image.tobytes(): int(label) for image, label in zip(pool.images, pool.labels, strict=True)}
        drawn = draw_points(digits, 0, 30, stream)
        assert [known[x.numpy().tobytes()] for x in drawn.x] == drawn.y.tolist()
        assert len({x.numpy().tobytes() for x in drawn.x}) == 30  # without replacement, each once


def test_test_sets_have_true_labels_whatever_is_trained_on(digits: GrowthPlan, bundled: GrowthPlan) -> None:
    for plan in (SPHERES, digits, bundled):
        true, same = draw_test(plan, 1), draw_test(replace(plan, random_labels=True), 1)
        assert true.y.tolist() == same.y.tolist() and len(true.y) == plan.n_test and bool((true.x == same.x).all())
    _, test = mnist.from_folder(Path(str(digits.folder)))
    assert draw_test(digits, 0).y.tolist() == draw_test(digits, 1).y.tolist() == test.labels[:7].tolist()


@pytest.mark.parametrize("outer", ["1.1", "1.7", "30", "1000001/1000000"])
def test_no_point_lies_beyond_the_support_radius_and_it_is_hardly_larger_than_the_sphere(outer: str) -> None:
    """Float32 takes points a little beyond their sphere; a bound that needs |x| <= radius must not be off by that."""
    plan = replace(SPHERES, outer=outer, n_test=2000)
    radius, wide = support_radius(plan), float(Fraction(outer))
    norms = np.linalg.norm(draw_test(plan, 0).x.numpy().astype(np.float64), axis=1)
    assert norms.max() <= radius <= wide * (1 + 2e-6)
    assert norms.max() > wide  # so the sphere's own radius bounds nothing


def test_the_support_radius_of_digits_is_that_of_an_image_all_white(digits: GrowthPlan, bundled: GrowthPlan) -> None:
    assert support_radius(digits) == pytest.approx(math.sqrt(20)) and support_radius(bundled) == 28
    assert support_radius(bundled) >= np.linalg.norm(np.ones(784, np.float32))


def test_the_sentence_says_how_samples_are_drawn(digits: GrowthPlan, bundled: GrowthPlan) -> None:
    assert split_sentence(SPHERES) == "fresh points on spheres of radius 1 and 1.7 in R^5; 40 test points"
    for plan in (digits, bundled):
        for replacement in (False, True):
            assert split_sentence(replace(plan, replacement=replacement)).endswith(
                f"; samples drawn {'with' if replacement else 'without'} replacement"
            )
    assert split_sentence(digits).startswith("IDX files, 30 digits to draw from, the first 7 digits of the test files")
    assert split_sentence(bundled).startswith("fifty digits: 40 to draw from, 10 for the test, split at random")


def test_the_largest_sample_that_can_be_drawn_is_taken_and_the_next_refused(digits: GrowthPlan, bundled: GrowthPlan) -> None:
    for plan, most in ((digits, 30), (bundled, 40)):
        check_data(replace(plan, ms=(1, most)))
        assert len(draw_points(plan, 0, most, SAMPLE).y) == most
        too_many = replace(plan, ms=(1, most + 1))
        with pytest.raises(InvalidParameter, match=f"m = {most + 1} exceeds the {most} digits at hand"):
            check_data(too_many)
        check_data(replace(too_many, replacement=True))
    check_data(replace(SPHERES, ms=(10**9,)))


def test_splits_of_the_digits_at_hand_are_disjoint_and_others_in_every_replicate(bundled: GrowthPlan) -> None:
    splits = [samples._split(bundled, r) for r in range(3)]
    for split in splits:
        pool, test = ({image.tobytes() for image in part.images} for part in (split.pool, split.test))
        assert len(pool) == 40 and len(test) == 10 and not pool & test
    assert len({split.test.images.tobytes() for split in splits}) == 3
