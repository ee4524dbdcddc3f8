"""Pictures of growth: the authors' values stand in the row of their batch size and in no other, each beside its own quantity."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch")
from torch_bridge.draw import growth as drawn
from torch_bridge.growth.summary import Growth

MS = (100, 200, 400)
THEIRS: Any = {"bft17, fixed 10": ([128, 256], [3.5, 4.5]), "test error": ([128, 256], [0.25, 0.125]),
               "distance from initialisation": ([128, 256], [7.0, 9.0])}  # fmt: skip


def one(name: str, batch: int, level: float) -> Growth:
    curves = level * np.array([[1.0, 2.0, 3.0], [1.5, 2.5, 3.5]])
    return Growth(name=name, batch_size=batch, ms=MS, curves=curves, exponent=None, last_step=None)


@pytest.mark.parametrize("batches", [(1,), (64,), (1, 64), (1, 2, 64)])
def test_the_authors_values_stand_beside_their_batch_size_only(batches: tuple[int, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[Any] = []
    monkeypatch.setattr(drawn, "save", lambda figure, stem: kept.append(figure) or [])
    growths = [one(name, batch, 1 + batch) for batch in batches for name in THEIRS]
    drawn.plot(growths, "fixed 10", Path("unused"), "t", theirs=THEIRS)
    axes = np.array(kept[0].axes).reshape(len(batches), 3)
    for batch, row in zip(batches, axes, strict=True):
        for axis, (name, values) in zip(row, THEIRS.items(), strict=True):
            stars = [line for line in axis.lines if line.get_linestyle() == ":" and len(line.get_xdata())]
            assert [([*line.get_xdata()], [*line.get_ydata()]) for line in stars] == ([values] if batch == 1 else []), name
            labels = [text.get_text() for text in axis.get_legend().get_texts()]
            assert any("authors" in label for label in labels) == (batch == 1)
            assert f"batch size {batch}" in axis.get_title()
            shown = [line for line in axis.lines if line.get_linestyle() == "-"]
            assert [[*line.get_xdata()] for line in shown] == [[*MS]]
