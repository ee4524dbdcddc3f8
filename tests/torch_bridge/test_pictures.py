"""Pictures: no bars on S', both halves named with their level, TrueType fonts, the authors' points where the plan is theirs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from torch_bridge.data.published import poster_curves, poster_errors, published_exponent
from torch_bridge.draw.pictures import draw_all, errors, margins, poster
from torch_bridge.gap.hypersphere import HypersphereCell
from torch_bridge.runs.plan import Plan, conclude
from torch_bridge.runs.presets import preset_fields

SMALL = HypersphereCell(m=200, d=50, width=300, outer=1.2, learning_rate=0.2, batch_size=1, stop_margin=4.0, max_epochs=100, n_test=1000)
PLAN = Plan(base=SMALL, values=("100", "200"), replicates=24, delta="0.3")


def record(cell: str, number: int) -> dict[str, Any]:
    counts = {"partner_errors": 190, "partner_points": 200, "test_errors": 150 + number, "test_points": 1000}
    counts |= {"train_errors": 0, "train_points": 200}
    histograms = {name: [1] * 80 for name in ("train", "test", "partner")}
    return {"cell": cell, "stop": "reached", "replicate": number, **counts, "margin_histograms": histograms}


RECORDS = [record(cell, number) for cell in PLAN.values for number in range(24)]


def test_the_error_on_the_partner_has_no_bar_and_the_intervals_are_named() -> None:
    figure = errors(PLAN, RECORDS, conclude(PLAN, RECORDS))
    (axes,) = figure.axes
    assert len(axes.containers) == len(RECORDS)  # one bar a test error, none on S'
    partner = [line for line in axes.lines if line.get_marker() == "s"]
    assert len(partner) == len(RECORDS)
    labels = [text.get_text() for text in axes.get_legend().get_texts()]
    assert any("exact 99% interval of each replicate" in label for label in labels)
    assert any("all of it counted" in label for label in labels)
    assert any("e_gen" in label for label in labels) and any("e_unif-alg" in label and "0.99" in label for label in labels)
    assert axes.yaxis.get_minor_locator() is not None and len(axes.yaxis.get_minorticklocs()) > 0


def test_files_are_vectors_with_truetype_fonts(tmp_path: Path) -> None:
    paths = draw_all(PLAN, RECORDS, conclude(PLAN, RECORDS), tmp_path)
    assert {path.suffix for path in paths} == {".pdf", ".svg"}
    for path in paths:
        content = path.read_bytes()
        assert b"/Type3" not in content and (path.suffix == ".svg" or b"/TrueType" in content or b"/Type0" in content)


def test_the_posters_points_stand_in_a_figure_of_its_experiment_only() -> None:
    paper = Plan(**preset_fields("paper"))
    assert poster(paper) == poster_errors() and poster(PLAN) is None
    assert poster(replace(paper, base=paper.base.varied("outer", "1.2"))) is None
    values = poster_errors()
    assert set(values["test"]) == set(paper.values) and values["partner"]["65536"] == 1.0
    assert abs(values["test"]["2048"] - 10**-0.333) < 1e-12
    rows = replace(paper, values=("2048", "4096"))
    runs = [record(cell, number) for cell in rows.values for number in range(3)]
    labels = [text.get_text() for text in errors(rows, runs, conclude(rows, runs), poster(rows)).axes[0].get_legend().get_texts()]
    assert sum("authors' poster, one run" in label for label in labels) == 2


def test_the_posters_exponents_by_hand() -> None:
    curves = poster_curves()
    found = {name.split(",")[0]: published_exponent(curves, name) for name in curves}
    m = np.log10(2.0 ** np.arange(7, 16))
    by_hand = np.polyfit(m, [3.687, 3.87, 3.96, 4.467, 4.633, 4.886, 5.124, 5.362, 5.443], 1)[0]
    assert abs(found["bft17"].slope - by_hand) < 1e-9 and 0.7 < found["bft17"].slope < 0.8
    assert -0.5 < found["test error"].slope < -0.4
    part = published_exponent(curves, "bft17, fixed 10", most=1024)
    assert part is not None and abs(part.slope - np.polyfit(m[:4], [3.687, 3.87, 3.96, 4.467], 1)[0]) < 1e-9


def test_beyond_a_half_the_picture_shows_the_error_on_the_sign_lemmas_sample() -> None:
    """Where three quarters of the points are projected, the squares stand at those counts and every name says which S' it is."""
    plan = Plan(base=SMALL, values=("100", "200"), replicates=99, delta="0.5", halves="lower")
    runs = [record(cell, number) | {"sign_errors": 140 + number % 7, "sign_points": 200} for cell in plan.values for number in range(99)]
    theirs = {"test": {"100": 0.4}, "partner": {"100": 1.0}}
    (axes,) = errors(plan, runs, conclude(plan, runs), theirs).axes
    drawn = [float(line.get_ydata()[0]) for line in axes.lines if line.get_marker() == "s"]
    assert drawn == [run["sign_errors"] / 200 for run in runs]
    labels = [text.get_text() for text in axes.get_legend().get_texts() if "S'" in text.get_text()]
    assert len(labels) == 2 and "chance 3/4" in labels[1] + labels[0] and "all points projected" in labels[0] + labels[1]
    assert min(drawn) >= float(conclude(plan, runs)[0].value)  # what is certified lies below what is shown
    named = [text.get_text() for text in margins(plan, runs).axes[0].get_legend().get_texts()]
    assert "points of S'" not in named and any("all points projected" in name for name in named)
