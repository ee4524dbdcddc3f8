"""The notebooks of examples/: every code cell runs in order in one namespace, and what a cell ends with renders.

Cells are plain Python, so no kernel is needed; ipywidgets is replaced by a slider that stands at both of its ends.
"""

from __future__ import annotations

import ast
import json
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parents[1] / "examples"


def executed(path: Path) -> list[object]:
    """What each code cell ends with; an error in a cell is the test's."""
    content = json.loads(path.read_text())
    assert (content["nbformat"], content["nbformat_minor"]) == (4, 5)
    space: dict[str, Any] = {"__name__": "__main__"}
    shown = []
    for cell in content["cells"]:
        if cell["cell_type"] != "code":
            continue
        assert cell["outputs"] == []  # no output is kept that this run did not make
        tree = ast.parse("".join(cell["source"]))
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, str(path), "exec"), space)
        shown.append(None if last is None else eval(compile(ast.Expression(last.value), str(path), "eval"), space))  # type: ignore[attr-defined]
    return shown


@pytest.fixture
def slider(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What the notebook's function gave at both ends of its slider."""
    found: list[object] = []

    def interact(function: Callable[..., object], **ranges: tuple[int, int, int]) -> None:
        for end in (0, 1):
            found.append(function(**{name: values[end] for name, values in ranges.items()}))

    module = types.ModuleType("ipywidgets")
    module.interact = interact  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "ipywidgets", module)
    return found


def test_the_theorem(slider: list[object], capsys: pytest.CaptureFixture[str]) -> None:
    shown = executed(FOLDER / "theorem.ipynb")
    certified, refuted = (cell for cell in shown if cell is not None and hasattr(cell, "_repr_html_"))
    assert "CERTIFIED" in certified._repr_html_() and "REFUTED" in refuted._repr_html_()
    assert all(len(repr(outcome)) < 400 for outcome in (certified, refuted, *slider))
    assert certified._repr_latex_().startswith("$")  # type: ignore[attr-defined]
    said = capsys.readouterr().out
    assert "347729" in said and "D = 100000: REFUTED" in said and "D = 800000: CERTIFIED" in said
    assert "SVG" in said


def test_without_widgets_the_notebook_says_what_is_missing(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    executed(FOLDER / "theorem.ipynb")
    assert "pip install 'uccheck[notebook]'" in capsys.readouterr().out


def test_the_reviewer(capsys: pytest.CaptureFixture[str]) -> None:
    executed(FOLDER / "reviewer.ipynb")
    said = capsys.readouterr().out
    assert "R2.3" in said and "R2.4" in said and "CHECKED e_gen" in said and "was changed" in said
