"""`uccheck definitions` as a user meets it: every format says the same rows, misuse is one line, and the figure draws certified values."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest
from scipy.stats import norm

from tests.commands.test_cli import misuse, run
from uccheck.answers.definitions.figure import gaps
from uccheck.answers.definitions.rows import definitions

NUMBERS = ("--m", "1000", "--D", "400000", "--epsilon", "0.01")
ROWS = {"one-sided": "SMALL", "flip-closed": "VACUOUS", "vc": "VACUOUS", "gibbs": "LARGE"}
ONLY = ("--only", ",".join(ROWS))


def test_every_format_says_the_same_rows(tmp_path: Path) -> None:
    default = (*NUMBERS, "--delta", "0.05", *ONLY)
    made = json.loads(run("definitions", *default, "--json", status=0).stdout)
    assert {row["id"]: row["verdict"] for row in made["definitions"]} == ROWS
    small, vacuous = made["definitions"][0], made["definitions"][1]
    assert Fraction(small["upper"]) <= Fraction(1, 100) and Fraction(vacuous["lower"]) >= Fraction(99, 100)
    said = run("definitions", *default, status=0).stdout.splitlines()
    table = run("definitions", *default, "--format", "markdown", status=0).stdout.splitlines()
    tabular = run("definitions", *default, "--format", "tex", "-o", str(tmp_path / "t.tex"), status=0)
    assert tabular.stdout == ""
    tex = (tmp_path / "t.tex").read_text().splitlines()
    for name, word in ROWS.items():
        assert any(line.startswith(f"{name} ") and f"  {word} " in line for line in said)
        assert any(line.startswith(f"| {name} |") and f"| {word} |" in line for line in table)
        assert any(line.startswith(f"  {name} & ") and f" & {word.lower()} & " in line for line in tex)


def test_delta_near_one_leaves_only_the_gibbs_row_open() -> None:
    made = json.loads(run("definitions", *NUMBERS, "--delta", "0.9", *ONLY, "--format", "json", status=1).stdout)
    assert {row["id"]: row["verdict"] for row in made["definitions"]} == ROWS | {"gibbs": "OPEN"}
    assert [row["id"] for row in made["definitions"] if row["failing"]] == ["gibbs"]
    assert made["definitions"][-1]["certificate"] is None and "delta < 1/2" in made["definitions"][-1]["failing"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--delta", "1"), "delta must lie strictly between 0 and 1, got '1'"),
        (("--delta", "0.05", "--gamma", "-1"), "gamma must not be negative, got '-1'"),
        (("--delta", "0.05", "--kappa", "3"), "kappa must be at most 2"),
        (("--delta", "0.05", "--only", "two_sided"), "no definition is called 'two_sided'"),
        (("--delta", "0.05", "--only", "vc", "--figure", "f.gif"), "--figure takes a .svg, .pdf or .png file, got 'f.gif'"),
    ],
)
def test_misuse_is_one_line(more: tuple[str, ...], said: str, tmp_path: Path) -> None:
    path = tmp_path / "table.txt"
    assert said in misuse("definitions", *NUMBERS, *more, "-o", str(path))
    assert not path.exists()


def test_the_figure_draws_certified_gaps_below_the_limit_of_the_gap(tmp_path: Path) -> None:
    path = tmp_path / "gibbs.svg"
    run("definitions", *NUMBERS, "--delta", "0.05", "--only", "gibbs-every", "--figure", str(path), status=0)
    assert path.read_text().count("<svg") == 1
    board = definitions(1000, 400_000, "0.05", "0.01", only=("gibbs-every",))
    assert board.asking is not None
    taus = [0.1, 1.0, 1000.0]
    limits = [norm.cdf(28 / (tau * 32**0.5)) - norm.sf(4 / (2.56 + tau * tau * 32) ** 0.5) for tau in taus]
    for certified, limit in zip(gaps(board.asking, taus), limits, strict=True):
        assert limit - 0.03 < certified <= limit
