"""The documented API, on two small spheres: the whole of what a user writes, and its null control."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from torch_bridge.gap.own_model import Scores, errors_of, model_counterexample
from uccheck.core.errors import InvalidParameter
from uccheck.counterexample.own import replicate


def draw(n: int, rng: np.random.Generator) -> tuple[Tensor, Tensor]:
    y = torch.from_numpy(rng.integers(0, 2, n))
    u = rng.normal(size=(n, 40))
    u /= np.linalg.norm(u, axis=1, keepdims=True)
    return torch.from_numpy(u).float() * (1 + 0.2 * y[:, None]), y


def project(x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    return torch.where(y[:, None] == 0, x * 1.2, x / 1.2), 1 - y


def fit(x: Tensor, y: Tensor, seed: int) -> Scores:
    torch.manual_seed(seed % 2**63)
    model = nn.Sequential(nn.Linear(40, 300), nn.ReLU(), nn.Linear(300, 2))
    optimiser = torch.optim.Adam(model.parameters(), lr=3e-3)
    for _ in range(400):
        optimiser.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        optimiser.step()
    return model


def test_a_models_counterexample_is_certified() -> None:
    mine = model_counterexample(draw=draw, fit=fit, partner=project, m=250, n_test=2000)
    result = replicate(mine, replicates=3, delta="0.05", alpha="0.01", seed=1)
    assert result.reached.value == min(result.gaps) > Fraction(2, 5)
    assert replicate(mine, replicates=3, delta="0.05", alpha="0.01", seed=1).gaps == result.gaps


def test_its_null_control_certifies_nothing() -> None:
    null = model_counterexample(draw=draw, fit=fit, partner=lambda x, y: (x, y), m=250, n_test=2000)
    assert replicate(null, replicates=3, delta="0.05", alpha="0.01", seed=1).reached.value == 0


def test_scores_of_a_wrong_shape_are_refused() -> None:
    x, y = draw(5, np.random.default_rng(0))
    with pytest.raises(InvalidParameter, match="got shape \\(5, 1\\)"):
        errors_of(nn.Linear(40, 1), x, y)
    assert errors_of(lambda points: torch.zeros(len(points), 2), x, y) == 5  # ties


def test_the_documented_example_runs_and_certifies(capsys: pytest.CaptureFixture[str]) -> None:
    page = (Path(__file__).parents[2] / "docs" / "torch_bridge.md").read_text()
    exec(compile(re.findall(r"```python\n(.*?)```", page, flags=re.DOTALL)[0], "torch_bridge.md", "exec"), {})
    printed = re.fullmatch(r"e_unif-alg\(250, 0.05\) >= (0\.\d\d), except with probability 0.01\n", capsys.readouterr().out)
    assert printed is not None and float(printed[1]) > 0.4
