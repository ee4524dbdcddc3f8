"""The table of thresholds: each cell is what `threshold` finds, marked by what is shown below it; LaTeX that compiles."""

from __future__ import annotations

import csv
import io
import re
import subprocess
from pathlib import Path

import pytest

from tests.tools import NEEDS_LATEX
from uccheck.answers.tables.certified import table
from uccheck.answers.tables.layout import Layout
from uccheck.answers.tables.thresholds import ThresholdTable, threshold_table
from uccheck.answers.threshold import threshold
from uccheck.core.errors import InvalidParameter
from uccheck.core.verdict import Verdict


@pytest.fixture(scope="module")
def small() -> ThresholdTable:
    return threshold_table(["10", "50"], ["0.05", "0.9"], ["0.1"])


def test_each_cell_is_what_threshold_finds(small: ThresholdTable) -> None:
    for cell in small.cells:
        alone = threshold(cell.m, cell.delta, cell.epsilon)
        assert cell.found is not None and cell.found.D == alone.D
        assert cell.least == (alone.below is Verdict.UPHELD)
        assert cell.cites == (alone.elementary is not None)
    assert [cell.least for cell in small.cells] == [True, False] * 2
    assert [cell.cites for cell in small.cells] == [False, True] * 2


def test_the_layouts_show_the_same_numbers(small: ThresholdTable) -> None:
    numbers = [cell.found.D for cell in small.cells if cell.found is not None]
    rows = list(csv.DictReader(io.StringIO(small.written(Layout.csv))))
    assert [int(row["D"]) for row in rows] == numbers
    assert [row["shown_least"] for row in rows] == ["True", "False"] * 2
    for layout in (Layout.text, Layout.markdown):
        assert all(str(D) in small.written(layout) for D in numbers)
        assert small.written(layout).count("*+") == 2
    tex = small.written(Layout.latex)
    assert all(f"{D:,}".replace(",", "{,}") in tex for D in numbers) and tex.count(r"\rlap{$^{\ast \dagger}$}") == 2
    assert max(map(len, small.written(Layout.text).splitlines())) <= 80


def test_what_no_search_certifies_is_a_dash(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("uccheck.answers.threshold.MAX_D", 500)
    found = threshold_table([10], ["0.05"], ["0.01", "0.3"])
    assert [cell.found is None for cell in found.cells] == [True, False]
    assert found.written(Layout.text).splitlines()[1].split()[:4] == ["10", "0.05", "0.01", "-"]
    assert any(note.startswith("-: no D") for note in found.notes(Layout.text))


def test_misuse_is_refused_before_any_search(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*numbers: object, **more: object) -> None:
        raise AssertionError("a search began")

    monkeypatch.setattr("uccheck.answers.tables.thresholds.threshold", never)
    share, one = ["0.05"], ["0.1"]
    for grid in ((["10", "x"], share, one), (["10"], share, ["0.1", "1"]), (["10", "10"], share, one), ([], share, one)):
        with pytest.raises(InvalidParameter):
            threshold_table(*grid)


@NEEDS_LATEX
def test_the_latex_compiles(small: ThresholdTable, tmp_path: Path) -> None:
    brackets = table([("10", "5000", "0.05", "0.1")]).written(Layout.latex)
    for number, body in enumerate((small.written(Layout.latex), brackets)):
        source = "\\documentclass{article}\n\\usepackage{amsmath,booktabs}\n\\begin{document}\n\\noindent\n" + body + "\\end{document}\n"
        path = tmp_path / f"t{number}.tex"
        path.write_text(source)
        command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", path.name]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stdout[-800:]
        assert not re.search(r"Overfull|undefined", done.stdout)
