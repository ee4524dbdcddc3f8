"""The command: what it writes, what it refuses, and that later rooms appear by their records alone."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from uccheck.article.document import Scope
from uccheck.article.html import page
from uccheck.article.outline import chapters
from uccheck.cli import command_line
from uccheck.rules.catalogue import SECTIONS, load

RUN = CliRunner()


def test_a_fragment_and_its_macros_stand_side_by_side(tmp_path: Path) -> None:
    found = RUN.invoke(command_line(), ["derive", "log-bound", "--fragment", "--only", "-o", str(tmp_path / "part.tex")])
    assert found.exit_code == 0 and sorted(path.name for path in tmp_path.iterdir()) == ["part-macros.tex", "part.tex"]
    assert r"\input{part-macros.tex}" in (tmp_path / "part.tex").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--only"], "--only needs the ids"),
        (["log-bound", "--fragment", "--to", "html"], "--fragment writes TeX"),
        (["log-bound", "--fragment", "-o", "FOLDER/x.pdf"], "--fragment writes TeX"),
        (["log-bound", "--to", "tex", "-o", "FOLDER/x.pdf"], "say --to pdf, or name a file .tex"),
        (["log-bound", "--fragment", "--mutants"], "says nothing of false neighbours"),
        (["log-bound", "-o", "FOLDER"], "is a directory"),
        (["log-bound", "-o", "FOLDER/none/x.tex"], "does not exist"),
    ],
)
def test_misuse_is_one_line_and_writes_nothing(words: list[str], says: str, tmp_path: Path) -> None:
    found = RUN.invoke(command_line(), ["derive", *(word.replace("FOLDER", str(tmp_path)) for word in words)])
    assert found.exit_code != 0 and says in f"{found.output} {found.exception}"
    assert list(tmp_path.iterdir()) == []


def test_the_name_of_the_file_says_what_is_written(tmp_path: Path) -> None:
    for ending, start in (("pdf", b"%PDF"), ("html", b"<!doctype html>"), ("tex", b"% content"), ("txt", b"% content")):
        path = tmp_path / f"one.{ending}"
        assert RUN.invoke(command_line(), ["derive", "log-bound", "--only", "-o", str(path)]).exit_code == 0
        assert path.read_bytes().lower().startswith(start.lower())


def test_where_the_macros_cannot_be_written_the_fragment_is_not_either(tmp_path: Path) -> None:
    (tmp_path / "part-macros.tex").mkdir()
    found = RUN.invoke(command_line(), ["derive", "log-bound", "--fragment", "--only", "-o", str(tmp_path / "part.tex")])
    assert "part-macros.tex: it is a directory" in str(found.exception)
    assert [path.name for path in tmp_path.iterdir()] == ["part-macros.tex"]


def test_a_room_that_came_later_makes_a_chapter_of_its_own() -> None:
    statements = dict(load())
    statements["new-room"] = replace(statements["log-bound"], id="new-room", section=99)
    made = chapters(statements, {**SECTIONS, 99: "Another universe"})
    titles = [one.title for one in made]
    assert titles[-3:] == ["Another universe", "The upper side", "Sharpness"] and made[-3].ids == ("new-room",)
    assert sorted(name for one in made for name in one.ids) == sorted(statements)


def test_nothing_stands_before_what_it_uses_in_its_chapter() -> None:
    seen = 0
    for chapter in chapters(load(), SECTIONS):
        places = {name: place for place, name in enumerate(chapter.ids)}
        inside = [(used, name) for name in chapter.ids for used in load()[name].uses if used in places]
        assert [pair for pair in inside if places[pair[0]] >= places[pair[1]]] == []
        seen += len(inside)
    assert seen > 20


def test_every_anchor_of_the_page_leads_somewhere() -> None:
    text = page(("markov", "swap-lemma", "theorem-b", "flip-law"), scope=Scope(here=False))
    assert set(re.findall(r'href="#([^"]+)"', text)) <= set(re.findall(r'id="([^"]+)"', text))
    assert not re.search(r"\\(?:ref|texttt|begin)|uccheck:def:[a-z-]+</a>", text)
