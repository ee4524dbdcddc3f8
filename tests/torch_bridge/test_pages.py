"""The pages say what the kept records give: tables are regenerated and compared, figures redrawn; a changed record is seen."""

from __future__ import annotations

import json
import re
import shutil
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from torch_bridge.commands.hypersphere import table
from torch_bridge.draw.blocks import EXAMPLES
from torch_bridge.draw.pages import DRAWN, PAGES, PLOTTED, main, misplaced, pictures, regenerated
from torch_bridge.growth.kept import kept_own, kept_run, looks, read_records
from torch_bridge.runs.looks import Charge, charge
from torch_bridge.runs.own import named
from torch_bridge.runs.plan import Plan
from torch_bridge.runs.presets import preset_fields
from torch_bridge.runs.records import fingerprint, open_run
from uccheck.core.errors import InvalidFile
from uccheck.core.exact import decimal_below
from uccheck.counterexample.models import replicate_record
from uccheck.statistics.estimate import upper_limit

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
    """Byte for byte, where this matplotlib is the one that drew the kept files; a layout moves with each drawing, so all are drawn."""
    drawn = {path.name: path.read_bytes() for path in pictures(DOCS / "data", tmp_path) if path.suffix == ".svg"}
    assert len(drawn) >= 2 * len(DRAWN) + len(PLOTTED)
    for name, content in drawn.items():
        kept = (DOCS / "figures" / name).read_bytes()
        if _made_by(kept) != _made_by(content):
            pytest.skip(f"drawn by {_made_by(kept)}, here is {_made_by(content)}")
        assert content == kept, name


def test_every_kept_run_is_named_by_its_parameters_and_its_looks() -> None:
    booked = {look["run"]: look for look in looks(DOCS / "data")}
    assert {*RUNS} & {*booked}
    for name in RUNS:
        head = json.loads((DOCS / "data" / name / "run.json").read_text())
        assert head["fingerprint"] == fingerprint(head["parameters"])
        if name not in booked and f"<!-- begin: paper {name} -->" in (DOCS / PAGES[0]).read_text():
            continue  # measured, and nothing is concluded from it
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


def test_the_bias_runs_are_of_the_example_as_it_stands(tmp_path: Path) -> None:
    plan, records, audit = kept_own(DOCS / "data" / "tangent-m256_beta2_1", EXAMPLES)
    assert len(records) == 21 and audit.evidence.word == "CONFIRMED(0.99)"
    again = replicate_record(plan.model, 0, 7, guarded=False)
    kept = next(record for record in records if record["key"] == "r7")
    assert (again["train_errors"], again["partner_errors"]) == (kept["train_errors"], kept["partner_errors"]) == (0, 256)
    assert abs(again["test_errors"] - kept["test_errors"]) <= 8  # rounding on another processor
    shutil.copytree(DOCS / "data" / "tangent-m256_beta2_1", tmp_path / "tangent-m256_beta2_1")
    shutil.copy(DOCS / "data" / "looks.jsonl", tmp_path)
    path = tmp_path / "tangent-m256_beta2_1" / "run.json"
    path.write_text(path.read_text().replace(plan.where.source(), "0" * 64))
    with pytest.raises(InvalidFile, match="is of another output_bias:m256_beta2_1: run it again"):
        kept_own(path.parent, EXAMPLES)


def test_the_tangent_kernel_is_the_mean_of_the_gradients_of_wide_networks() -> None:
    """sum_j d f(x) . d f(z) over 400,000 drawn units, against the closed form; and without the bias f(r x) = r f(x)."""
    named("output_bias:m256_beta2_1", EXAMPLES).load()
    module, rng = sys.modules["output_bias"], np.random.default_rng(0)
    x, z, h = np.array([[1.0, 0.2, 0.1]]), np.array([[0.3, -1.1, 0.4]]), 400_000
    w, a = rng.normal(size=(3, h)), rng.normal(size=h)
    u, v = (x @ w)[0], (z @ w)[0]
    drawn = 2 * np.mean(np.maximum(u, 0) * np.maximum(v, 0) + a**2 * (u > 0) * (v > 0) * (x @ z.T).item())
    assert abs(module.kernel(x, z, 0.7).item() - 0.7 - drawn) < 0.02
    points, labels = module.draw(40, rng)
    without, beside = (module.fit(beta2, points, labels, 0) for beta2 in (0, 1))
    assert np.allclose(without(1.3 * points), 1.3 * without(points)) and not np.allclose(beside(1.3 * points), 1.3 * beside(points))


def test_every_kept_run_is_in_a_table_and_every_table_has_its_run(tmp_path: Path) -> None:
    assert misplaced(DOCS) == []
    for page in PAGES:
        shutil.copy(DOCS / page, tmp_path / page)
    for path in (DOCS / "data").iterdir():
        (tmp_path / "data" / path.name).mkdir(parents=True)
    (tmp_path / "data" / "looks.jsonl").rmdir()
    (tmp_path / "data" / "mutation.json").rmdir()
    assert misplaced(tmp_path) == []
    (tmp_path / "data" / "hypersphere-paper").mkdir(exist_ok=True)
    assert misplaced(tmp_path) == []
    (tmp_path / "data" / "sweep-forgotten").mkdir()
    (tmp_path / "data" / "sweep-loss").rmdir()
    assert misplaced(tmp_path) == ["data/sweep-forgotten: no table shows it", "data/sweep-loss is shown and not kept"]


def test_the_block_of_the_authors_sphere_takes_what_is_kept(tmp_path: Path) -> None:
    """Nothing; one replicate of the paper's parameters; one of other parameters, which has no value on the poster; all of a plan."""
    block = "<!-- begin: paper hypersphere-paper -->\n<!-- end -->"
    assert "No size of it is kept here." in regenerated(block, tmp_path)
    plan = Plan(**(preset_fields("paper") | {"values": ("2048",)}))
    run, record = tmp_path / "hypersphere-paper", {"cell": "2048", "m": 2048, "seed": 0, "stop": "reached", "epochs": 700, "replicate": 0}
    for part, errors, points in (("train", 0, 2048), ("test", 8000, 16384), ("partner", 2048, 2048), ("sign", 1500, 2048)):
        record |= {f"{part}_errors": errors, f"{part}_points": points}
    _keep(run, plan, [record])
    text = regenerated(block, tmp_path)
    assert "| 2048 | 1 | 700 | -0.333, -0.311 | 1.000, 1.000 |" in text and "certify nothing" in text
    _keep(run, plan, [record, record | {"replicate": 1, "stop": "cap", "test_errors": 7000}])
    assert "| 2048 | 2 | 700, 700 (not reached) | -0.333, -0.369 to -0.311 |" in regenerated(block, tmp_path)
    _keep(run, plan, [record | {"replicate": number} for number in range(3)])
    charge(run, plan.parameters(), plan.statement(), plan.alpha)
    v = decimal_below(1 - upper_limit(8000, 16384, "0.01"), 4)
    assert f"e_unif-alg(2048, 0.05) >= {v} at 0.99." in regenerated(block, tmp_path)
    _keep(tmp_path / "other", Plan(**(preset_fields("blog") | {"values": ("2048",)})), [record])
    with pytest.raises(InvalidFile, match="no value for this sphere at m = 2048"):
        regenerated(block.replace("hypersphere-paper", "other"), tmp_path)


def test_the_command_that_goes_on_with_the_authors_sphere_names_the_kept_run() -> None:
    """What the page tells the reader to run takes up the kept records: the same parameters, and rows that are not there yet."""
    page = (DOCS / PAGES[0]).read_text()
    command = re.search(r"    uccheck experiment hypersphere --preset paper --m (\d+) --out docs/data/(\S+)\n", page)
    assert command is not None
    plan = Plan(**(preset_fields("paper") | {"values": (command[1],)}))
    head = json.loads((DOCS / "data" / command[2] / "run.json").read_text())
    assert head["fingerprint"] == fingerprint(plan.parameters())
    assert command[1] not in {record["cell"] for record in read_records(DOCS / "data" / command[2])}


def _keep(run: Path, plan: Plan, records: list[dict[str, Any]]) -> None:
    shutil.rmtree(run, ignore_errors=True)
    directory = open_run(run, plan.parameters())
    for record in records:
        directory.append(plan.key(record["cell"], record["replicate"]), record)


def test_an_unknown_block_is_refused() -> None:
    with pytest.raises(InvalidFile, match="kind 'tables'"):
        regenerated("<!-- begin: tables x -->\n<!-- end -->", DOCS / "data")


def _made_by(svg: bytes) -> str:
    found = re.search(rb"Created with matplotlib \(([^)]*)\)|Matplotlib v([0-9.]+)", svg)
    return "" if found is None else found[0].decode()
