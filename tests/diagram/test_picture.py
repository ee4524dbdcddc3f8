"""The picture: TrueType fonts, every region and curve named, regions where the verdicts are."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

import uccheck
from uccheck.cli import build_app
from uccheck.core.errors import InvalidParameter
from uccheck.diagram.columns import columns
from uccheck.diagram.grid import Grid, grid
from uccheck.diagram.picture import _around, _region, draw, linear_chart, require_picture


def small(delta: str = "0.05", m: str = "10,1000") -> Grid:
    return grid(m, None, "100,600", delta, "0.01", gamma=0, s=4, b=32, theorem="auto")


def test_the_pdf_has_truetype_fonts_and_is_the_same_bytes_each_time(tmp_path: Path) -> None:
    found = list(columns(uccheck.sweep("10,1000", "100,600")))
    for name in ("one.pdf", "two.pdf", "one.svg"):
        draw(linear_chart(small()), found, tmp_path / name)
    made = (tmp_path / "one.pdf").read_bytes()
    assert b"/Type3" not in made and b"/CIDFontType2" in made
    assert made == (tmp_path / "two.pdf").read_bytes()


@pytest.mark.parametrize(
    ("words", "region"),
    [
        ("CCC", "both certified"),
        *((words, "only {first} certified") for words in ("CRR", "CII")),
        *((words, "only {second} certified") for words in ("RCR", "ICI")),
        *((words, "refuted") for words in ("IRR", "RRR")),
        ("III", "inconclusive"),
    ],
)
def test_a_region_is_named_after_its_verdicts(words: str, region: str) -> None:
    assert _region(words) == region


def test_rectangles_cover_the_points_and_meet() -> None:
    found = _around([1, 10, 1000])
    assert [low for low, _ in found][1:] == [high for _, high in found][:-1]
    assert all(low < at < high for (low, high), at in zip(found, (1, 10, 1000), strict=True))


@pytest.mark.parametrize(
    ("path", "delta", "said"),
    [("a.jpg", "0.05", "a picture is"), ("missing/a.pdf", "0.05", "no folder"), ("a.pdf", "0.01..0.2+0.01", "at most 12 panels")],
)
def test_what_cannot_be_drawn_is_refused(tmp_path: Path, path: str, delta: str, said: str) -> None:
    with pytest.raises(InvalidParameter, match=said):
        require_picture(linear_chart(small(delta)), tmp_path / path)


def test_the_command_writes_rows_pictures_and_certificates(tmp_path: Path) -> None:
    words = ["sweep", "--m", "10,1000", "--per-sample", "100,600"]
    outputs = [word for name in ("a.csv", "a.jsonl", "a.svg") for word in ("-o", str(tmp_path / name))]
    made = CliRunner().invoke(build_app(), [*words, *outputs])
    assert made.exit_code == 0 and all((tmp_path / name).stat().st_size > 500 for name in ("a.csv", "a.jsonl", "a.svg"))
    assert max(map(len, made.stdout.split("points:")[0].splitlines())) <= 80
    file = tmp_path / "one.json"
    CliRunner().invoke(build_app(), [*words, "--certificate", "m=1000,D=600000", "-o", str(file)])
    assert uccheck.check(file).sentence.startswith("CHECKED e_gen <= ")
    for wrong in ("m=1000", "m=1000,D=5,D=6", "m=1000,D=600000,colour=1"):
        refused = CliRunner().invoke(build_app(), [*words, "--certificate", wrong, "-o", str(file)])
        assert isinstance(refused.exception, InvalidParameter)
