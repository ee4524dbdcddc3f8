"""The authors' published values: recomputed, compared, and shown beside the same experiment only."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch")
from torch_bridge.data.published import PUBLISHED, authors, comparisons, notebook_curves, published_exponent
from torch_bridge.growth.presets import preset
from torch_bridge.growth.report import authors_curves, is_notebook, is_poster, published_table


def test_published_exponents_recomputed_by_hand() -> None:
    """Least squares written out again for the seven published values."""
    x = np.log2(np.array(authors()["m"])) - 11  # -3, .., 3
    for name, key_of in PUBLISHED.items():
        y = np.log2(np.array(authors()[key_of]))
        found = published_exponent(notebook_curves(), name)
        assert found is not None and found.slope == pytest.approx(float((x * y).sum() / 28), rel=1e-9)
    counts = np.array(authors()["test_error_counts_of_8192"]) / 8192
    assert np.allclose(counts, authors()["test_error"], atol=5e-6)


def test_published_values_are_compared_as_one_more_run() -> None:
    theirs = authors()["bound_bartlett17"]
    rng = np.random.default_rng(0)
    ours = np.array(theirs) * np.exp(rng.normal(0, 0.05, (9, 7)))
    assert all(c.inside for c in comparisons(notebook_curves(), "bft17, fixed 4", authors()["m"], ours))
    assert not any(c.inside for c in comparisons(notebook_curves(), "bft17, fixed 4", authors()["m"], 2 * ours))
    assert comparisons(notebook_curves(), "golowich18, fixed 4", authors()["m"], ours) == []


def test_published_values_stand_only_beside_the_same_experiment() -> None:
    assert is_notebook(preset("hypersphere", "quick"))
    for change in (
        {"stop_margin": "1"},
        {"hidden": (500,)},
        {"bias": False},
        {"outer": "1.1"},
        {"random_labels": True},
    ):
        other = preset("hypersphere", "quick", **change)
        assert not is_notebook(other) and published_table(other, []) == []


def test_the_posters_values_stand_beside_its_network_only() -> None:
    digits = {"hidden": (1024,) * 5, "batch_sizes": (1,)}
    same = preset("mnist", "blog", **digits)
    assert is_poster(same) and set(authors_curves(same)) == {"test error", "bft17, fixed 10", "nbs18, fixed 10"}
    for change in ({"hidden": (1024,) * 4}, {"stop_margin": "4"}, {"bias": True}, {"random_labels": True}, {"learning_rate": "0.2"}):
        assert not is_poster(preset("mnist", "blog", **digits | change))
    assert not is_poster(preset("hypersphere", "quick")) and authors_curves(preset("mnist", "quick")) == {}


def moved_layers(L: int) -> tuple[Any, Any, Any]:
    """(|Delta_1|_F^2, |Delta_2|_F^2, |W_2|_F) that the published numbers imply at each m, if nbs18 counts L layers.

    Two equations in the two distances: nbs18 sqrt(m) 4/(L sqrt(1000)) is the root of d1 s2^2 + d2 s1^2, and d1 + d2 is the
    squared distance (biases move little); n19 then gives |W_2|_F, with |W_1^0|_2 about sigma (sqrt 1000 + sqrt 100).
    """
    found = {name: np.array(authors()[PUBLISHED[name]]) for name in PUBLISHED}
    root_m = np.sqrt(np.array(authors()["m"]))
    s1, s2 = found["spectral norm, layer 1"], found["spectral norm, layer 2"]
    both, total = (found["nbs18, fixed 4"] * 4 * root_m / (L * np.sqrt(1000))) ** 2, found["distance from initialisation"] ** 2
    d1 = (both - s1**2 * total) / (s2**2 - s1**2)
    start = np.sqrt(2 / 1100) * (np.sqrt(1000) + np.sqrt(100))
    return d1, total - d1, found["n19, fixed 4"] * 4 * root_m / (np.sqrt(np.abs(d1)) + start)


def test_the_published_values_are_consistent_with_our_formulas_and_not_with_the_scripts() -> None:
    d1, d2, output = moved_layers(2)
    s2 = np.array(authors()["spectral_norm_output"])
    assert (d1 > 0).all() and (d2 > 0).all()
    assert (s2 * 0.99 < output).all() and (output < np.sqrt(2) * s2).all()  # W_2 has two rows: |W|_2 <= |W|_F <= sqrt 2 |W|_2
    assert (moved_layers(1)[1] < 0).all()  # counting hidden layers only, a squared distance would be negative
