"""Runs: the same rows for any number of workers and after any cut, rows as text, columns, files."""

from __future__ import annotations

import csv
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import uccheck
from tests import forked
from uccheck.core.errors import InvalidFile
from uccheck.diagram import run as runs
from uccheck.diagram.columns import Column, columns
from uccheck.diagram.place import Cell
from uccheck.diagram.rows import RowFile, Summary, row

GRID: dict[str, Any] = {"m": "10..1000:3", "per_sample": "8..1000:6", "delta": "0.05,0.6", "epsilon": "0.01,0.3"}


@pytest.fixture(scope="module")
def cells() -> list[Cell]:
    return list(uccheck.sweep(**GRID))


def test_the_rows_do_not_depend_on_the_number_of_workers(cells: list[Cell]) -> None:
    assert list(uccheck.sweep(**GRID, workers=2)) == cells
    assert len(cells) == 72 and {cell.verdict for cell in cells} >= {"CERTIFIED", "REFUTED"}


def test_a_run_that_was_cut_ends_as_an_unbroken_one(cells: list[Cell], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = tmp_path / "points.sqlite"
    for cell, _ in zip(uccheck.sweep(**GRID, store=store), range(31), strict=False):
        assert cell in cells
    made: list[runs.Point] = []
    monkeypatch.setattr(runs, "decided", lambda points, *more, real=runs.decided: made.extend(points) or real(points, *more))
    assert list(uccheck.sweep(**GRID, store=store)) == cells
    assert len(made) == 72 - 32  # a place has two points, and the cut fell inside one
    wider = list(uccheck.sweep("10..1000:3", "8..1000:6", "0.05", "0.01,0.3,0.4", store=store))
    assert [cell for cell in wider if cell.epsilon != Fraction(2, 5)] == [cell for cell in cells if cell.delta == Fraction(1, 20)]
    assert len(made) == 72 - 32 + 18


def test_another_theorem_takes_up_nothing(tmp_path: Path) -> None:
    store = tmp_path / "points.sqlite"
    words = [next(uccheck.sweep(1000, 400, delta, theorem=name, store=store)).theorem for name in ("B", "C") for delta in ("0.05",)]
    assert words == ["B", "C"]


def test_a_record_of_other_numbers_under_the_same_key_is_not_read(tmp_path: Path) -> None:
    store = tmp_path / "points.sqlite"
    right = next(uccheck.sweep(1000, 400, store=store))
    connection = sqlite3.connect(store)
    with connection:
        connection.execute("UPDATE record SET text = replace(text, '1000 400000', '1000 400001')")
    connection.close()
    assert next(uccheck.sweep(1000, 400, store=store)) == right


def test_a_file_that_is_no_store_is_refused_before_the_first_point(tmp_path: Path) -> None:
    (tmp_path / "other").write_text("no database" * 50)
    with pytest.raises(InvalidFile, match="cannot use"):
        uccheck.sweep(10, 100, store=tmp_path / "other")


SLOW = ["--m", "10..1e5:40", "--per-sample", "1..2000:40", "--store"]


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="needs process groups")
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_what_was_decided_outlives_an_interrupt_and_a_kill(tmp_path: Path, sign: signal.Signals) -> None:
    store, words = tmp_path / "points.sqlite", [sys.executable, "-m", "uccheck", "sweep", *SLOW]
    rows = tmp_path / "rows.csv"
    process = subprocess.Popen([*words, str(store), "-o", str(rows)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    for _ in range(600):
        if store.exists() and _count(store) >= 5:
            break
        time.sleep(0.05)
    process.send_signal(sign)
    _, said = process.communicate(timeout=60)
    assert 5 <= _count(store) < 1600
    assert process.returncode == {signal.SIGINT: 130, signal.SIGTERM: 143}.get(sign, -sign)
    if sign is not signal.SIGKILL:
        assert said.startswith("uccheck sweep: interrupted after ") and said.endswith(
            f"they are kept in {store}; {rows} holds these alone\n"
        )


def _count(store: Path) -> int:
    connection = sqlite3.connect(store, timeout=5)
    try:
        return int(connection.execute("SELECT count(*) FROM record").fetchone()[0])
    except sqlite3.OperationalError:  # the file is there before its tables
        return 0
    finally:
        connection.close()


def test_a_row_fits_eighty_columns_and_rounds_outward(cells: list[Cell]) -> None:
    lines = [row(cell, ("delta", "epsilon")) for cell in cells]
    assert max(map(len, lines)) <= 80
    cell = replace(cells[0], halves={"e_gen": "CERTIFIED", "e_unif_alg": "REFUTED"}, e_gen=(Fraction(-1), Fraction(1, 3)))
    cell = replace(cell, e_unif_alg=(Fraction(0), Fraction(2, 3)))
    assert row(cell, ()).split()[2:6] == ["<=", "0.3334", "<=", "0.6667"]
    ends = {"e_gen": (Fraction(1, 3), Fraction(1)), "e_unif_alg": (Fraction(2, 3), Fraction(1))}
    lower = replace(cell, halves={"e_gen": "REFUTED", "e_unif_alg": "CERTIFIED"}, **ends)
    assert row(lower, ()).split()[2:6] == [">=", "0.3333", ">=", "0.6666"]


def column(words: Sequence[str]) -> Column:
    return Column((), 10, tuple(range(1, len(words) + 1)), tuple(words))


@pytest.mark.parametrize(
    ("words", "turn"),
    [("RRCC", (2, 3)), ("CCCC", (None, 1)), ("RRRR", (4, None)), ("RICC", (1, 3)), ("RCIC", (1, 4)), ("IIII", (None, None))],
)
def test_a_turn_is_where_all_that_follows_is_certified(words: str, turn: tuple[int | None, int | None]) -> None:
    assert column([word * 3 for word in words]).turn("both") == turn


def test_columns_hold_every_cell_once(cells: list[Cell]) -> None:
    found = list(columns(cells))
    assert len(found) == 12 and sum(len(one.D) for one in found) == len(cells)
    by = {(cell.m, cell.D, cell.delta, cell.epsilon): cell.halves["e_gen"][0] for cell in cells}
    for one in found:
        assert [by[one.m, D, one.panel[3], one.panel[4]] for D in one.D] == [word[0] for word in one.words]


def test_files_of_rows_hold_every_cell_and_get_their_name_at_the_end(cells: list[Cell], tmp_path: Path) -> None:
    paths = tmp_path / "rows.csv", tmp_path / "rows.jsonl"
    files = [RowFile(path) for path in paths]
    for cell in cells:
        for file in files:
            file.write(cell)
    assert not any(path.exists() for path in paths)
    for file in files:
        file.close()
    table = list(csv.DictReader(paths[0].read_text().splitlines()))
    lines = [json.loads(line) for line in paths[1].read_text().splitlines()]
    assert [line["verdict"] for line in table] == [line["verdict"] for line in lines] == [cell.verdict for cell in cells]
    assert [Fraction(line["e_gen_upper"]) for line in table] == [cell.e_gen[1] for cell in cells]
    assert lines[0]["e_unif_alg"]["upper"] == table[0]["e_unif_alg_upper"]


def test_the_summary_counts_and_names_what_all_rests_on(cells: list[Cell]) -> None:
    summary = Summary()
    for cell in cells:
        summary.add(cell)
    assert summary.points == 72 == sum(summary.verdicts.values())
    assert sum(summary.ways.values()) == sum(word != "INCONCLUSIVE" for cell in cells for word in cell.halves.values())
    assert set().union(*(cell.given for cell in cells)) == summary.given


def test_a_store_that_cannot_be_written_says_so_and_loses_no_row(tmp_path: Path) -> None:
    store = tmp_path / "points.sqlite"
    next(uccheck.sweep(10, 8, store=store))
    connection = sqlite3.connect(store)
    with connection:
        connection.execute("CREATE TRIGGER full BEFORE INSERT ON record BEGIN SELECT RAISE(FAIL, 'the disk is full'); END")
    connection.close()
    with pytest.warns(UserWarning, match="no longer written: the disk is full"):
        assert len(list(uccheck.sweep("10,20", 8, store=store))) == 2


def test_an_error_leaves_the_files_that_stood_under_the_names(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("mine")
    (tmp_path / "other").write_text("no database" * 50)
    words = ["sweep", "--m", "10", "--D", "80", "-o", str(tmp_path / "rows.csv"), "--store", str(tmp_path / "other")]
    found = forked.uccheck(*words)
    assert found.returncode == 2 and "cannot use " in found.stderr and found.stderr.count("\n") == 1
    assert (tmp_path / "rows.csv").read_text() == "mine" and len(list(tmp_path.iterdir())) == 2
