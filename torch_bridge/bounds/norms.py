"""Norms of weight matrices, each named by what it sums over; arrays are (out, in), torch tensors are welcome.

Glossary
    spectral             largest singular value
    frobenius            root of the sum of squares
    two_one_by_output    sum over output units of the 2-norm of the unit's incoming weights: |W^T|_{2,1} of BFT17
    two_one_by_input     sum over input units of the 2-norm of the unit's outgoing weights: the same of the transpose
A float32 tensor is read exactly into float64; norms are correct to a few float64 roundings and are no enclosures.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from uccheck.core.errors import InvalidParameter

Matrix = NDArray[np.float64]
SPECTRAL_METHODS = ("svd", "power")


def matrix(values: Any, name: str = "weight") -> Matrix:
    """The (out, in) matrix `values` as float64, from a numpy array, nested list or torch tensor; finite, 2-d."""
    array = _array(values, name)
    if array.ndim != 2 or 0 in array.shape:
        raise InvalidParameter(f"{name} has shape {array.shape}: a weight matrix is (out, in) with both at least 1")
    return array


def vector(values: Any, name: str = "bias") -> Matrix:
    """The vector `values` as float64; any shape is flattened (biases of shape (1, out) occur)."""
    return _array(values, name).reshape(-1)


def frobenius(W: Matrix) -> float:
    """|W|_F, the root of the sum of squares."""
    return float(np.sqrt(np.sum(np.square(W))))


def two_one_by_output(W: Matrix) -> float:
    """Sum over the rows of W (output units) of their 2-norms; W is (out, in).

    Source: the norm |A^T|_{2,1} of BFT17, whose covering lemma needs this orientation and not the transposed one.
    """
    return float(np.linalg.norm(W, axis=1).sum())


def two_one_by_input(W: Matrix) -> float:
    """Sum over the columns of W (input units) of their 2-norms; W is (out, in)."""
    return float(np.linalg.norm(W, axis=0).sum())


def spectral(W: Matrix, *, method: Literal["svd", "power"] = "svd", tolerance: float = 1e-9) -> float:
    """The largest singular value of W.

    Guarantee: `svd` is exact to float64 rounding. `power` returns a number never above it (up to rounding) for which
    some singular value s has |s^2 - answer^2| <= tolerance * answer^2; s is the largest for almost every start.
    Raises: InvalidParameter for an unknown method, or when power iteration has not met the tolerance in 10,000 steps.
    """
    if method == "svd":
        return float(np.linalg.norm(W, 2))
    if method != "power":
        raise InvalidParameter(f"unknown spectral norm method {method!r}: choose one of {', '.join(SPECTRAL_METHODS)}")
    if not 0 < tolerance < 1:
        raise InvalidParameter(f"power iteration needs a tolerance in (0, 1), got {tolerance}")
    return _power_iteration(W, tolerance)


@dataclass(frozen=True, kw_only=True)
class LayerNorms:
    """Every norm of one layer that a bound may ask for; `distance_*` are of W - W^0."""

    out_units: int
    in_units: int
    spectral: float
    spectral_initial: float
    frobenius: float
    distance_frobenius: float
    distance_spectral: float
    distance_two_one_by_output: float
    distance_two_one_by_input: float


@dataclass(frozen=True, kw_only=True)
class NetworkNorms:
    """The layers' norms, first layer first; `distance` is over weights and, where given, biases."""

    layers: tuple[LayerNorms, ...]
    distance: float
    bias_entries: int

    @property
    def depth(self) -> int:
        """Number of weight matrices, L."""
        return len(self.layers)

    @property
    def width(self) -> int:
        """Most units in a hidden layer; the number of outputs where there is none."""
        return max([layer.out_units for layer in self.layers[:-1]], default=self.layers[-1].out_units)

    @property
    def largest_dimension(self) -> int:
        """Most units in any layer, inputs and outputs included."""
        return max(max(layer.out_units, layer.in_units) for layer in self.layers)

    @property
    def parameters(self) -> int:
        """Entries of all weight matrices; biases are not counted."""
        return sum(layer.out_units * layer.in_units for layer in self.layers)

    @property
    def spectral_product(self) -> float:
        """Product of the layers' spectral norms, a Lipschitz constant of the bias-free ReLU network."""
        return float(np.prod([layer.spectral for layer in self.layers]))


def network_norms(
    initial: list[Any] | tuple[Any, ...],
    final: list[Any] | tuple[Any, ...],
    *,
    initial_biases: list[Any] | tuple[Any, ...] = (),
    final_biases: list[Any] | tuple[Any, ...] = (),
    method: Literal["svd", "power"] = "svd",
) -> NetworkNorms:
    """All norms of a network with weights `final`, (out, in) each and first layer first, started from `initial`.

    Raises: InvalidParameter where the lists differ in length, a layer changed shape, or layers do not fit each other.
    """
    start = [matrix(w, f"initial weight {i}") for i, w in enumerate(initial)]
    end = [matrix(w, f"final weight {i}") for i, w in enumerate(final)]
    _check_shapes(start, end)
    biases = _bias_distances(initial_biases, final_biases)
    layers = tuple(_layer(before, after, method) for before, after in zip(start, end, strict=True))
    squares = sum(layer.distance_frobenius**2 for layer in layers) + sum(b**2 for b in biases)
    entries = sum(vector(b).size for b in final_biases)
    return NetworkNorms(layers=layers, distance=float(np.sqrt(squares)), bias_entries=entries)


def distance_between(first: list[Any] | tuple[Any, ...], second: list[Any] | tuple[Any, ...]) -> tuple[float, ...]:
    """|W_l - V_l|_F for every layer: how far apart two solutions are, for example on two samples from one start."""
    one = [matrix(w, f"first weight {i}") for i, w in enumerate(first)]
    two = [matrix(w, f"second weight {i}") for i, w in enumerate(second)]
    _check_shapes(one, two)
    return tuple(frobenius(a - b) for a, b in zip(one, two, strict=True))


def _layer(before: Matrix, after: Matrix, method: Literal["svd", "power"]) -> LayerNorms:
    moved = after - before
    return LayerNorms(
        out_units=after.shape[0],
        in_units=after.shape[1],
        spectral=spectral(after, method=method),
        spectral_initial=spectral(before, method=method),
        frobenius=frobenius(after),
        distance_frobenius=frobenius(moved),
        distance_spectral=spectral(moved, method=method),
        distance_two_one_by_output=two_one_by_output(moved),
        distance_two_one_by_input=two_one_by_input(moved),
    )


def _check_shapes(start: list[Matrix], end: list[Matrix]) -> None:
    if not end:
        raise InvalidParameter("a network needs at least one weight matrix, got none")
    if len(start) != len(end):
        raise InvalidParameter(f"{len(start)} weight matrices before and {len(end)} after: give the same layers twice")
    for i, (before, after) in enumerate(zip(start, end, strict=True)):
        if before.shape != after.shape:
            raise InvalidParameter(f"layer {i} is {before.shape} before and {after.shape} after: shapes must agree")
        if i and after.shape[1] != end[i - 1].shape[0]:
            raise InvalidParameter(
                f"layer {i} takes {after.shape[1]} inputs but layer {i - 1} gives {end[i - 1].shape[0]}: "
                "weights are (out, in), first layer first"
            )


def _bias_distances(initial: list[Any] | tuple[Any, ...], final: list[Any] | tuple[Any, ...]) -> list[float]:
    if len(initial) != len(final):
        raise InvalidParameter(f"{len(initial)} biases before and {len(final)} after: give the same biases twice")
    start = [vector(b, f"initial bias {i}") for i, b in enumerate(initial)]
    end = [vector(b, f"final bias {i}") for i, b in enumerate(final)]
    pairs = list(zip(start, end, strict=True))
    for i, (a, b) in enumerate(pairs):
        if a.shape != b.shape:
            raise InvalidParameter(f"bias {i} has {a.size} entries before and {b.size} after: shapes must agree")
    return [float(np.linalg.norm(b - a)) for a, b in pairs]


def _power_iteration(W: Matrix, tolerance: float) -> float:
    """Power iteration on W^T W from a fixed start; the residual bounds the distance to *some* singular value."""
    v: Matrix = np.random.default_rng(0).standard_normal((W.shape[1],))
    v = v / float(np.linalg.norm(v))
    for _ in range(10_000):
        image: Matrix = W.T @ (W @ v)
        square = float(v @ image)
        if square == 0.0:
            return 0.0
        if float(np.linalg.norm(image - square * v)) <= tolerance * square:
            return float(np.sqrt(square))
        v = image / float(np.linalg.norm(image))
    raise InvalidParameter(f"power iteration did not reach tolerance {tolerance} in 10,000 steps: use method='svd'")


def _array(values: Any, name: str) -> Matrix:
    if hasattr(values, "detach"):  # a torch tensor; asking for the method keeps torch unimported here
        values = values.detach().cpu().double().numpy()
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InvalidParameter(f"{name} is not an array of numbers: {error}") from None
    if not np.isfinite(array).all():
        raise InvalidParameter(f"{name} holds a number that is not finite: the training diverged or the file is damaged")
    return array
