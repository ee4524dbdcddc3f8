"""The pages say what the kept records give: tables are regenerated and compared, figures redrawn; a changed record is seen."""

from __future__ import annotations

import json
import re
import shutil
from fractions import Fraction
from pathlib import Path

import pytest

from torch_bridge.commands.hypersphere import table
from torch_bridge.draw.pages import DRAWN, PAGES, PLOTTED, main, pictures, regenerated
from torch_bridge.growth.kept import kept_run, looks
from torch_bridge.runs.looks import Charge
from torch_bridge.runs.records import fingerprint
from uccheck.core.errors import InvalidFile
from uccheck.core.exact import decimal_below

DOCS = Path(__file__).parents[2] / "docs"
RUNS = sorted(path.parent.name for path in DOCS.glob("data/*/run.json") if "partner" in path.read_text())


def test_there_are_kept_runs_of_this_format() -> None:
    assert {"hypersphere-quick", "hypersphere-quick-sign", "null-independent", "sweep-outer"} <= set(RUNS)
    assert not kept_run(DOCS / "data" / "hypersphere-quick").older


@pytest.mark.parametrize("page", PAGES)
def test_every_table_is_what_its_records_give(page: str) -> None:
    text = (DOCS / page).read_text()
    assert text.count("<!-- begin: ") == text.count("<!-- end -->") > 3
    assert regenerated(text, DOCS / "data") == text


def test_a_changed_record_is_seen(tmp_path: Path) -> None:
    """A test that cannot fail shows nothing: one more error on S' in one record, and the page drifts."""
    shutil.copytree(DOCS / "data", tmp_path / "data")
    for page in PAGES:
        shutil.copy(DOCS / page, tmp_path / page)
    assert main(["--check", str(tmp_path)]) == 0
    path = tmp_path / "data" / "hypersphere-quick" / "records.jsonl"
    lines = path.read_text().splitlines()
    at = next(i for i, line in enumerate(lines) if '"cell": "3072"' in line)
    record = json.loads(lines[at])
    lines[at] = json.dumps(record | {"partner_errors": 10})
    path.write_text("\n".join(lines) + "\n")
    assert main(["--check", str(tmp_path)]) == 1


@pytest.mark.parametrize("name", ["hypersphere-blog", "hypersphere-quick", "sweep-outer"])
def test_the_table_of_a_run_fits_80_columns_and_breaks_no_number(name: str) -> None:
    run = kept_run(DOCS / "data" / name)
    shown = table(run.plan, run.records, run.found, Path("runs"), Charge(1, run.plan.alpha, Fraction(0)))
    lines = shown.splitlines()
    head = next(i for i, line in enumerate(lines) if re.search(r"<=\s+>=$", line))
    rows = lines[head + 1 : head + 1 + 2 * len(run.found)]
    assert max(map(len, lines[: head + 1] + rows)) <= 80 and "…" not in shown
    words = " ".join(rows).split()
    assert all(re.fullmatch(r"-|\d+(/\d+)?|-?\d+(\.\d+)?(\.\.)?", word) for word in words), words
    for each in run.found:
        assert each.cell in words and decimal_below(each.value, 4) in words


@pytest.mark.slow
def test_every_figure_is_what_its_records_draw(tmp_path: Path) -> None:
    """Byte for byte, where this matplotlib is the one that drew the kept files."""
    drawn = {path.name: path.read_bytes() for path in pictures(DOCS / "data", tmp_path) if path.suffix == ".svg"}
    assert len(drawn) >= 2 * len(DRAWN) + len(PLOTTED)
    for name, content in drawn.items():
        kept = (DOCS / "figures" / name).read_bytes()
        if _made_by(kept) != _made_by(content):
            pytest.skip(f"drawn by {_made_by(kept)}, here is {_made_by(content)}")
        assert content == kept, name


def test_every_kept_run_is_named_by_its_parameters_and_its_looks() -> None:
    booked = {look["run"]: look for look in looks(DOCS / "data")}
    for name in RUNS:
        head = json.loads((DOCS / "data" / name / "run.json").read_text())
        assert head["fingerprint"] == fingerprint(head["parameters"])
        run = kept_run(DOCS / "data" / name)
        if not run.older:
            of = {"of": head["parameters"], "asked": run.plan.statement()}
            assert booked[name]["look"] == fingerprint(of) and run.plan.parameters() == head["parameters"]


def test_the_counts_of_bits_that_the_page_names() -> None:
    records = [json.loads(line) for line in (DOCS / "data" / "bounds-hypersphere-blog" / "records.jsonl").read_text().splitlines()]
    page = (DOCS / "bounds.md").read_text()
    for m, shown in ((256, "66.8"), (16384, "8.35")):
        values = {b["value"] for r in records if r["m"] == m for b in r["bounds"] if b["bound"] == "occam-float32"}
        assert {f"{value:.3g}" for value in values} == {shown} and f"{shown} at m = {m}" in page


def test_an_unknown_block_is_refused() -> None:
    with pytest.raises(InvalidFile, match="kind 'tables'"):
        regenerated("<!-- begin: tables x -->\n<!-- end -->", DOCS / "data")


def _made_by(svg: bytes) -> str:
    found = re.search(rb"Created with matplotlib \(([^)]*)\)|Matplotlib v([0-9.]+)", svg)
    return "" if found is None else found[0].decode()
