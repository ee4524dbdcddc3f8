"""`threshold` and `sweep` of the other counterexamples as a user meets them: text, JSON, rows, misuse in one line."""

from __future__ import annotations

import csv
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tests.commands.test_cli import run
from uccheck.cli import build_app
from uccheck.commands.universes.sweep import Seen, _PointOutputs, record
from uccheck.core.errors import InvalidParameter
from uccheck.diagram import universes
from uccheck.diagram.universes import field_of


def test_threshold_prints_and_says_what_lies_beyond() -> None:
    asked = ("threshold", "--counterexample", "sco", "--m", "10", "--delta", "0.05", "--epsilon", "0.01")
    text = run(*asked, status=0).stdout
    assert text.startswith("D = 27  CERTIFIED by sco-uniform-half") and "at D = 26 0.4 <= e_unif <= 0.4, and e_unif >= 0.49 fails" in text
    made = json.loads(run(*asked, "--json", status=0).stdout)
    assert (made["sought"], made["D"], made["below"], made["counterexample"]) == ("D", 27, "upheld", "sco")


def test_sweep_writes_a_row_a_point(tmp_path: Path) -> None:
    table, lines = tmp_path / "r.csv", tmp_path / "r.jsonl"
    asked = ("sweep", "--counterexample", "sco", "--m", "5,10", "--D", "10,1000", "--learner", "erm,gradient-descent")
    text = run(*asked, "-o", str(table), "-o", str(lines), status=0).stdout
    assert "8 points: " in text
    rows = list(csv.DictReader(table.read_text().splitlines()))
    assert len(rows) == 8 == len(lines.read_text().splitlines())
    assert {row["learner"]: row["tau"] for row in rows} == {"erm": "", "gradient-descent": "1"}
    made = json.loads(run(*asked, "--json", status=0).stdout)
    assert [cell["verdict"] for cell in made["cells"]] == [row["verdict"] for row in rows]
    assert [cell["e_unif"]["lower"] for cell in made["cells"]] == [row["e_unif_lower"] for row in rows]


GRID = ("sweep", "--counterexample", "sco", "--m", "5,10,1000", "--D", "10,100", "--learner", "erm,gradient-descent")


def test_a_store_and_workers_change_no_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = ("--store", str(tmp_path / "points.sqlite"))
    plain = run(*GRID, "--json", status=0).stdout
    assert run(*GRID, "--json", "--workers", "2", *store, status=0).stdout == plain
    asked: list[dict[str, Any]] = []
    decided = universes._decided
    monkeypatch.setattr(universes, "_decided", lambda points, told: asked.extend(points) or decided(points, told))
    assert CliRunner().invoke(build_app(), [*GRID, "--json", *store]).stdout == plain and not asked
    CliRunner().invoke(build_app(), [*GRID, "--epsilon", "0.01,0.2", *store])
    assert len(asked) == 12 and {point["epsilon"] for point in asked} == {Fraction(1, 5)}


def test_a_sweep_says_how_many_points_trust_a_program() -> None:
    """Balls enclose e_unif where many samples make it small; at few samples sympy alone is trusted, as certify says there."""
    text = run(*GRID, status=0).stdout
    assert "trusts: flint (6 of 12 points); sympy\n" in text
    found = json.loads(run(*GRID, "--json", status=0).stdout)
    assert {(cell["m"], cell["D"]) for cell in found["cells"] if "flint" in cell["trusts"]} == {(10, 10), (1000, 10), (1000, 100)}
    assert found["summary"]["points_that_trust"] == {"flint": 6, "sympy": 12}


def test_another_counterexample_is_drawn(tmp_path: Path) -> None:
    picture = tmp_path / "sco.svg"
    run(*GRID, "-o", str(picture), status=0)
    drawn = picture.read_text()
    assert all(label in drawn for label in ("learner = erm", "learner = gradient-descent", "both certified from here"))
    made = field_of("sco", "5,10,1000", "10,100", None, "0.05", "0.01", {"learner": "erm,gradient-descent"})
    chart = universes.chart_of(made)
    assert len(chart.panels) == 2 and "1/2-" in chart.second and not chart.shared and chart.orders(chart.panels[0]) == []


def test_the_columns_of_a_picture_are_the_rows(tmp_path: Path) -> None:
    made = field_of("sco", "5,1000", "10,100", None, "0.05", "0.01", {"learner": "erm,gradient-descent"})
    outputs = _PointOutputs(made, [tmp_path / "x.svg"])
    for each in universes.rows(made, record):
        outputs.write(each)
    outputs.close(Seen())  # which has seen nothing: nothing is drawn
    found = {(column.panel[2], column.m): column.words for column in outputs.kept}
    assert found["erm", 5] == ("RCR", "RCR") and found["gradient-descent", 5] == ("CCC", "CCC")
    assert found["gradient-descent", 1000] == ("CRR", "CRR") and not (tmp_path / "x.svg").exists()


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("threshold", "--counterexample", "sco", "--m", "10", "--delta", "0.05", "--epsilon", "0.01", "--gamma", "0"), "--gamma 0 says"),
        (("threshold", "--counterexample", "sco", "--m", "10", "--delta", "0.05"), "left out"),
        (("threshold", "--counterexample", "no", "--m", "10", "--delta", "0.05", "--epsilon", "0.01"), "unknown counterexample"),
        (("threshold", "--m", "10", "--delta", "0.05", "--epsilon", "0.01", "--learner", "erm"), "choose one-step or minimum-norm"),
        (("sweep", "--counterexample", "no"), "unknown counterexample"),
        (("sweep", "--counterexample", "sco", "--brackets"), "certify gives sharp ends"),
        (("sweep", "--learner", "minimum-norm", "--certificate", "m=1,D=2", "-o", "x"), "certify --learner gives them"),
        (("sweep", "--counterexample", "sco", "-o", "x.jpg"), "a picture is .pdf, .svg, .png"),
        (("sweep", "--counterexample", "sco", "-o", "no/x.svg"), "no folder"),
        (("sweep", "--counterexample", "exponential", "--theorem", "A", "--delta", "0.5"), "needs delta < 1/2"),
        (("sweep", "--eta", "1"), "--eta 1 says nothing"),
    ],
)
def test_misuse(command: tuple[str, ...], said: str) -> None:
    found = CliRunner().invoke(build_app(), command)
    assert isinstance(found.exception, InvalidParameter) and said in str(found.exception) and "\n" not in str(found.exception)
