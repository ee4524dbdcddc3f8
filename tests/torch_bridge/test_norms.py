"""Norms on matrices whose values are known in closed form; the (2,1) norm is told from its transpose."""

from __future__ import annotations

from math import sqrt
from typing import Any

import numpy as np
import pytest

from torch_bridge.bounds.norms import (
    distance_between,
    frobenius,
    matrix,
    network_norms,
    spectral,
    two_one_by_input,
    two_one_by_output,
)
from uccheck.core.errors import UccheckError


def test_two_one_sums_over_output_units_and_not_over_inputs() -> None:
    """One unit that reads four inputs: its incoming norm is 2, but four inputs each send 1."""
    W = np.ones((1, 4))
    assert two_one_by_output(W) == 2.0
    assert two_one_by_input(W) == 4.0
    assert two_one_by_output(W.T) == 4.0


def test_two_one_on_a_matrix_with_pythagorean_rows() -> None:
    W = np.array([[3.0, 4.0], [5.0, 12.0], [0.0, 0.0]])
    assert two_one_by_output(W) == 5 + 13
    assert two_one_by_input(W) == pytest.approx(sqrt(34) + sqrt(160))


@pytest.mark.parametrize("method", ["svd", "power"])
@pytest.mark.parametrize(
    ("W", "value"),
    [
        (np.diag([1.0, -7.0, 2.0]), 7.0),
        (
            np.array([[1.0, 1.0], [0.0, 1.0]]),
            (1 + sqrt(5)) / 2,
        ),  # the shear: its singular values are the golden ratio's
        (np.outer([3.0, 4.0], [1.0, 2.0, 2.0]), 15.0),  # rank one: the product of the lengths
        (np.zeros((2, 3)), 0.0),
        (np.ones((5, 20)), 10.0),
    ],
)
def test_spectral_norms_in_closed_form(method: Any, W: Any, value: float) -> None:
    assert spectral(W, method=method, tolerance=1e-12) == pytest.approx(value, rel=1e-10, abs=1e-12)


def test_power_iteration_never_exceeds_the_spectral_norm_and_meets_its_tolerance() -> None:
    rng = np.random.default_rng(3)
    for _ in range(20):
        W = rng.standard_normal((40, 25))
        exact, found = spectral(W), spectral(W, method="power", tolerance=1e-6)
        assert exact * (1 - 1e-5) <= found <= exact * (1 + 1e-14)


def test_frobenius_and_distance() -> None:
    assert frobenius(np.array([[1.0, 2.0], [2.0, 4.0]])) == 5.0
    assert distance_between([np.zeros((2, 2))], [np.full((2, 2), 3.0)]) == (6.0,)


def test_network_norms_are_of_the_right_matrices() -> None:
    start = [np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]), np.array([[0.0, 0.0, 2.0]])]
    end = [np.array([[1.0, 3.0], [4.0, 1.0], [0.0, 0.0]]), np.array([[0.0, 0.0, 5.0]])]
    norms = network_norms(start, end, initial_biases=[[0, 0, 0], [1]], final_biases=[[0, 0, 12], [1]])
    hidden, output = norms.layers
    assert (hidden.distance_two_one_by_output, hidden.distance_two_one_by_input) == (7.0, 7.0)
    assert (hidden.distance_frobenius, hidden.distance_spectral) == pytest.approx((5.0, 4.0))
    assert (hidden.spectral_initial, output.spectral, output.distance_frobenius) == pytest.approx((1.0, 5.0, 3.0))
    assert norms.distance == pytest.approx(sqrt(25 + 9 + 144))  # biases count in the distance, and nowhere else
    assert (norms.depth, norms.width, norms.parameters, norms.bias_entries) == (2, 3, 9, 4)
    assert norms.spectral_product == pytest.approx(hidden.spectral * 5.0)


@pytest.mark.parametrize(
    ("start", "end", "says"),
    [
        ([], [], "at least one weight"),
        ([np.ones((2, 2))], [np.ones((2, 3))], r"layer 0 is \(2, 2\) before and \(2, 3\) after"),
        ([np.ones((2, 2))], [np.ones((2, 2))] * 2, "1 weight matrices before and 2 after"),
        ([np.ones((3, 2)), np.ones((2, 1))], [np.ones((3, 2)), np.ones((2, 1))], "layer 1 takes 1 inputs"),
        ([np.ones(3)], [np.ones(3)], r"shape \(3,\)"),
        ([np.full((1, 1), np.nan)], [np.ones((1, 1))], "not finite"),
        ([[["a"]]], [np.ones((1, 1))], "not an array of numbers"),
    ],
)
def test_misuse_is_one_line(start: Any, end: Any, says: str) -> None:
    with pytest.raises(UccheckError, match=says) as caught:
        network_norms(start, end)
    assert "\n" not in str(caught.value)


def test_biases_must_agree() -> None:
    W = [np.ones((2, 2))]
    with pytest.raises(UccheckError, match="bias 0 has 1 entries before and 2 after"):
        network_norms(W, W, initial_biases=[[1]], final_biases=[[1, 2]])


def test_unknown_methods_and_tolerances_are_refused() -> None:
    with pytest.raises(UccheckError, match="lanczos"):
        spectral(np.ones((1, 1)), method="lanczos")  # type: ignore[arg-type]
    with pytest.raises(UccheckError, match="tolerance"):
        spectral(np.ones((1, 1)), method="power", tolerance=0)


def test_torch_tensors_are_read_exactly() -> None:
    torch = pytest.importorskip("torch")
    values = torch.full((2, 2), 0.1, requires_grad=True)
    assert np.array_equal(matrix(values), np.full((2, 2), np.float32(0.1), dtype=np.float64))
