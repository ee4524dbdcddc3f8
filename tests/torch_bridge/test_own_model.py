"""torch models under the auditor: batch normalisation in train mode and dropout cannot be certified falsely; the page's example."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from uccheck.core.errors import InvalidParameter
from uccheck.counterexample.audit import Asked, audit_model
from uccheck.counterexample.classified import answers
from uccheck.counterexample.models import OwnModel

PAGE = Path(__file__).parents[2] / "docs" / "torch_bridge.md"
ASKED = Asked(replicates=20)


def draw(n: int, rng: np.random.Generator) -> tuple[Tensor, Tensor]:
    y = torch.from_numpy(rng.integers(0, 2, n))
    return torch.from_numpy(rng.normal(size=(n, 4))).float() + 2 * (2 * y[:, None] - 1), y


def sort(x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
    order = y.argsort(stable=True)
    return x[order], y[order]


def normalised(x: Tensor, y: Tensor, seed: int) -> nn.Module:
    """Left in train mode: among points of one class it answers half of them wrong."""
    torch.manual_seed(seed)
    model = nn.Sequential(nn.BatchNorm1d(4), nn.Linear(4, 2))
    optimiser = torch.optim.SGD(model.parameters(), lr=0.5)
    for _ in range(30):
        optimiser.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        optimiser.step()
    return model.train()


MINE = OwnModel(draw=draw, fit=normalised, partner=sort, m=512, n_test=500)


def test_batch_normalisation_in_train_mode_is_put_into_eval_mode() -> None:
    """Classified in train mode and in the order given, each half of a sorted S' is half wrong: a false gap of about 1/2."""
    x, y = sort(*draw(512, np.random.default_rng(0)))
    model = normalised(x, y, 0)
    with torch.no_grad():
        naive = torch.cat([model(part).argmax(1) for part in x.split(256)])
    assert float((naive != y).float().mean()) > 0.2
    assert int((answers(model, x).argmax(1) != y.numpy()).sum()) < 5
    found = audit_model(MINE, ASKED)
    assert found.halves.e_unif_alg_lower == 0
    assert found.evidence.word == "REFUTED" and "order" in found.guard.refuted_by  # it only sorts


@pytest.mark.parametrize("hide", [lambda model: lambda p: model.train()(p), lambda model: nn.Dropout(0.5).train().forward])
def test_a_callable_that_hides_its_train_mode_is_refused(hide: Any) -> None:
    wrong = replace(MINE, fit=lambda x, y, seed: hide(normalised(x, y, seed)))
    with pytest.raises(InvalidParameter, match=r"otherwise than among others|fitted again .* it changed|failed with ValueError"):
        audit_model(wrong, ASKED)


def test_a_fit_that_spoils_its_tensors_spoils_copies() -> None:
    def spoiling(x: Tensor, y: Tensor, seed: int) -> nn.Module:
        model = normalised(x, y, seed)
        x.neg_()
        y.sub_(1).neg_()
        return model

    same = replace(MINE, partner=lambda x, y: (x, y))
    assert audit_model(replace(same, fit=spoiling), ASKED).halves == audit_model(same, ASKED).halves


@pytest.mark.slow
def test_the_documented_example_runs_and_certifies(capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(re.findall(r"```python\n(.*?)```", PAGE.read_text(), flags=re.DOTALL)[0], "torch_bridge.md", "exec"), {})
    printed = re.fullmatch(r"e_gen <= (0\.\d\d), e_unif-alg >= (0\.\d\d): CONFIRMED\(0.99\)\n", capsys.readouterr().out)
    assert printed is not None and Fraction(printed[1]) < Fraction(printed[2])
