"""A preset is the experiment whose records are kept, and the authors' numbers where they tell them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from torch_bridge.data.published import _poster, authors
from torch_bridge.growth.presets import PRESETS as GROWTH
from torch_bridge.runs.plan import Plan
from torch_bridge.runs.presets import PRESETS, preset_fields

DATA = Path(__file__).parents[2] / "docs" / "data"


@pytest.mark.parametrize("name", PRESETS)
def test_the_kept_run_of_a_preset_has_its_parameters(name: str) -> None:
    """Every number that a record depends on; the rows that are kept are among the preset's."""
    kept = json.loads((DATA / f"hypersphere-{name}" / "run.json").read_text(encoding="utf-8"))["parameters"]
    plan = Plan(**preset_fields(name))
    assert kept == json.loads(json.dumps(plan.parameters()))
    cells = {json.loads(line)["cell"] for line in (DATA / f"hypersphere-{name}" / "records.jsonl").read_text(encoding="utf-8").splitlines()}
    assert cells and cells <= set(plan.values)


def test_the_preset_of_the_poster_is_the_posters_sphere() -> None:
    told, base = _poster()["hypersphere"], Plan(**preset_fields("paper")).base
    setup = told["setup"]
    assert (base.d, base.width, base.inner, base.outer) == tuple(setup[k] for k in ("dimension", "width", "inner_radius", "outer_radius"))
    assert list(map(int, preset_fields("paper")["values"])) == told["m"]


def test_the_presets_of_growth_have_the_authors_hyperparameters() -> None:
    """Of the notebook on spheres, and of the poster on digits."""
    sphere: dict[str, Any] = GROWTH["hypersphere", "blog"]
    theirs = authors()["hyperparameters"]
    names = {"learning_rate": "learning_rate", "stop_margin": "stop_margin", "n_test": "n_test"}
    assert {ours: float(sphere[ours]) for ours in names} == {ours: float(theirs[other]) for ours, other in names.items()}
    assert (tuple(sphere["hidden"]), tuple(sphere["ms"])) == ((theirs["width"],), tuple(authors()["m"]))
    digits: dict[str, Any] = GROWTH["mnist", "paper"]
    setup = _poster()["mnist"]["setup"]
    assert (float(digits["learning_rate"]), float(digits["stop_margin"])) == (setup["learning_rate"], setup["gamma"])
    assert tuple(digits["hidden"]) == (setup["width"],) * setup["depth"]
