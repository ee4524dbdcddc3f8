"""`threshold` and `sweep` of the other counterexamples as a user meets them: text, JSON, rows, misuse in one line."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.commands.test_cli import run
from uccheck.cli import build_app
from uccheck.core.errors import InvalidParameter


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


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("threshold", "--counterexample", "sco", "--m", "10", "--delta", "0.05", "--epsilon", "0.01", "--gamma", "0"), "--gamma 0 says"),
        (("threshold", "--counterexample", "sco", "--m", "10", "--delta", "0.05"), "left out"),
        (("threshold", "--counterexample", "no", "--m", "10", "--delta", "0.05", "--epsilon", "0.01"), "unknown counterexample"),
        (("threshold", "--m", "10", "--delta", "0.05", "--epsilon", "0.01", "--learner", "erm"), "choose one-step or minimum-norm"),
        (("sweep", "--counterexample", "no"), "unknown counterexample"),
        (("sweep", "--counterexample", "sco", "--store", "x"), "leave it out"),
        (("sweep", "--counterexample", "sco", "-o", "x.svg"), ".csv or .jsonl"),
        (("sweep", "--counterexample", "exponential", "--theorem", "A", "--delta", "0.5"), "needs delta < 1/2"),
        (("sweep", "--eta", "1"), "--eta 1 says nothing"),
    ],
)
def test_misuse(command: tuple[str, ...], said: str) -> None:
    found = CliRunner().invoke(build_app(), command)
    assert isinstance(found.exception, InvalidParameter) and said in str(found.exception) and "\n" not in str(found.exception)
