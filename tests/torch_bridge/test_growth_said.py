"""What experiments on growth say: each printed number is computed again from records of which no two numbers are alike."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from statistics import mean, stdev
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from scipy import stats

pytest.importorskip("torch")
from tests.torch_bridge.test_growth import PLAN
from tests.torch_bridge.test_plan_said import BASE
from torch_bridge.data.published import notebook_curves
from torch_bridge.growth import cells, cost, memorize
from torch_bridge.growth.presets import preset
from torch_bridge.growth.report import document, text
from torch_bridge.growth.samples import SAMPLE, TWIN, draw_points, initial_network
from torch_bridge.growth.summary import GAP, quantities
from torch_bridge.runs import cost as run_cost
from torch_bridge.runs.plan import Plan

NUMBER = r"[-+]?\d[\d.]*(?:e[-+]?\d+)?"


def test_each_quantity_is_that_of_its_name() -> None:
    layers = [{"frobenius": 2.0, "spectral": 3.0}, {"frobenius": 5.0, "spectral": 7.0}]
    bounds = [{"bound": "x", "gamma_rule": "none", "value": 29.0}, {"bound": "y", "gamma_rule": "fixed 4", "value": 31.0}]
    record = {"test_errors": 30, "n_test": 100, "train_errors": 4, "m": 50, "distance": 11.0, "spectral_product": 13.0, "epochs": 17}
    assert quantities(record | {"layers": layers, "bounds": bounds, "distance_between": {"all": 19.0}}) == pytest.approx({
        "test error": 0.3, GAP: 0.3 - 0.08, "distance from initialisation": 11.0, "product of spectral norms": 13.0,
        "product of Frobenius norms": 10.0, "epochs": 17.0, "spectral norm, layer 1": 3.0, "spectral norm, layer 2": 7.0,
        "distance between two solutions": 19.0, "x": 29.0, "y, fixed 4": 31.0,
    })  # fmt: skip


def test_what_is_recorded_of_a_training_is_counted_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Margins, their quantiles and bounds of the network that was trained; the twin is trained again here."""
    plan = replace(PLAN, ms=(40,), max_epochs=3)
    kept: list[Any] = []
    real = cells.measured
    monkeypatch.setattr(cells, "measured", lambda plan, network, points, batch: kept.append(network) or real(plan, network, points, batch))
    record = cells.run_unit(plan, None, 8, 40, 1)
    network, twin = kept[0], initial_network(plan, 1)
    cells._train(plan, None, "a twin", twin, draw_points(plan, 1, 40, TWIN), 8)
    apart = [float((a - b).norm()) for a, b in zip(network.weights, twin.weights, strict=True)]
    assert record["distance_between"]["layers"] == pytest.approx(apart, rel=1e-5)
    assert record["distance_between"]["all"] == pytest.approx(math.hypot(*apart), rel=1e-5)
    points = draw_points(plan, 1, 40, SAMPLE)
    scores = np.asarray(
        network.weights[1].numpy() @ np.maximum(points.x.numpy() @ network.weights[0].numpy().T + network.biases[0].numpy(), 0).T
    )
    scores = scores.T + network.biases[1].numpy()
    margins = np.where(points.y.numpy() == 1, 1, -1) * (scores[:, 1] - scores[:, 0])
    found = record["margin_quantiles"]
    assert (found["0.0"], found["1.0"], found["0.5"]) == pytest.approx((margins.min(), margins.max(), np.median(margins)), abs=1e-5)
    assert found["0.0"] < found["0.1"] < found["0.25"] < found["0.75"] and record["train_errors"] == int((margins <= 0).sum())
    gammas = {bound["gamma_rule"]: bound["gamma"] for bound in record["bounds"] if bound["gamma_rule"] != "none"}
    assert gammas == pytest.approx({"fixed 0.5": 0.5, "median": np.median(margins), "quantile 0.1": np.quantile(margins, 0.1)}, abs=1e-5)


def test_the_factor_of_the_inputs_stands_in_the_bounds_on_digits_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The notebook's forms leave max |x| out, the script's have it; complete ones hold it always."""
    monkeypatch.setattr(cells, "support_radius", lambda plan: 5.0)
    network, points = initial_network(PLAN, 0), draw_points(PLAN, 0, 16, SAMPLE)
    network.weights[0] *= 1.5
    spheres, digits = (cells.measured(replace(PLAN, data=data), network, points, 8) for data in ("hypersphere", "mnist"))
    ratios = {
        one["bound"]: other["value"] / one["value"]
        for one, other in zip(spheres["bounds"], digits["bounds"], strict=True)
        if one["gamma_rule"] == "fixed 0.5"
    }
    radius = max(float(x.norm()) for x in points.x)
    assert radius == pytest.approx(2, abs=1e-4) and {name: ratios[name] for name in ("bft17", "nbs18")} == pytest.approx(
        {"bft17": radius, "nbs18": radius}, rel=1e-5
    )
    assert all(ratio == 1 for name, ratio in ratios.items() if name.endswith("-complete"))


def records(ms: Sequence[int], shift: float, replicates: int = 4) -> list[dict[str, Any]]:
    """Trainings at every m, each with numbers of its own."""
    found, rng = [], np.random.default_rng(round(1000 * shift) + 1)
    for r in range(replicates):
        for m in ms:
            noise = np.exp(rng.normal(0, 0.03, 8))
            bounds = [
                {"bound": name, "gamma_rule": "fixed 4", "value": (k + shift) * m**power * noise[k], "applies": False, "vacuous": True}
                for k, (name, power) in enumerate((("bft17", 0.7), ("nbs18", 0.9), ("n19", 0.4)), 1)
            ]
            complete = {"bound": "pac-complete", "gamma_rule": "none", "value": (9 + shift) * m**0.1 * noise[7]}
            found.append({
                "m": m, "batch_size": 1, "replicate": r, "stop": "reached", "train_errors": 0, "n_test": 8192, "seed": 0,
                "test_errors": round((0.2 + shift) * 8192 * (m / 128) ** -0.4 * noise[4]), "distance": (1 + shift) * m**0.3 * noise[5],
                "spectral_product": 2.0 + shift, "epochs": 5 + r, "layers": [{"spectral": (3 + shift) * noise[6], "frobenius": 4.0}] * 2,
                "bounds": [*bounds, complete | {"applies": True, "vacuous": True}],
            })  # fmt: skip
    return found


def column(rows: Sequence[dict[str, Any]], name: str, m: int) -> list[float]:
    return [quantities(row)[name] for row in rows if row["m"] == m]


@pytest.fixture(name="said", scope="module")
def fixture_said() -> tuple[list[dict[str, Any]], dict[str, Any], str]:
    rows = records((256, 1024, 4096), 0.5)
    rows += [row | {"replicate": 4, "stop": "capped"} for row in rows[:3]]
    found = document(preset("hypersphere", "quick", ms=(256, 1024, 4096), replicates=5), rows, "0.9")
    return rows[:-3], found, text(found)


def test_exponents_are_the_slopes_of_their_quantities_and_the_last_step_that_of_the_last_two(said: Any) -> None:
    rows, _, shown = said
    for name in ("test error", "distance from initialisation", "bft17, fixed 4", "n19, fixed 4", "spectral norm, layer 2"):
        (line,) = (line for line in shown.splitlines() if line.startswith(f"  {name:34} "))
        slope, low, high, last, before, after = map(float, re.findall(NUMBER, line.removeprefix(f"  {name}").replace(",", "")))
        logs = [mean(map(math.log, column(rows, name, m))) for m in (256, 1024, 4096)]
        assert slope == pytest.approx((logs[2] - logs[0]) / math.log(16), abs=6e-4)  # three equal steps: least squares by hand
        assert last == pytest.approx((logs[2] - logs[1]) / math.log(4), abs=6e-4)
        each = [math.log(b / a) / math.log(16) for a, b in zip(column(rows, name, 256), column(rows, name, 4096), strict=True)]
        half = stats.t.interval(0.9, 3, 0, stdev(each) / 2)[1]
        assert (low, high) == pytest.approx((slope - half, slope + half), abs=1.2e-3) and before < last < after


def test_published_values_stand_beside_ours_with_the_interval_of_one_more_run(said: Any) -> None:
    rows, found, shown = said
    parts = re.split(r"\n(?=[^\n]*: published exponent)", shown)[1:]
    assert {part.partition(":")[0] for part in parts} == set(notebook_curves()) & {row["quantity"] for row in found["exponents"]}
    for part in parts:
        name = part.partition(":")[0]
        at = dict(zip(*notebook_curves()[name], strict=True))
        table = re.findall(rf"^ +(\d+) +({NUMBER}) +({NUMBER}) +\[({NUMBER}), ({NUMBER})\](   outside)?$", part, re.MULTILINE)
        assert [int(m) for m, *_ in table] == [m for m in (256, 1024, 4096) if m in at] != []
        for m, theirs, ours, low, high, mark in table:
            logs = [math.log(value) for value in column(rows, name, int(m))]
            ends = stats.t.interval(0.95, 3, mean(logs), stdev(logs) * math.sqrt(5 / 4))
            assert float(theirs) == pytest.approx(at[int(m)], rel=1e-3)
            assert [float(ours), float(low), float(high)] == pytest.approx([math.exp(x) for x in (mean(logs), *ends)], rel=1e-3)
            assert bool(mark) == (not math.exp(ends[0]) <= at[int(m)] <= math.exp(ends[1]))
        exponent = float(re.findall(f"published exponent ({NUMBER})", part)[0])
        assert exponent == pytest.approx(np.polyfit(np.log(list(at)), np.log(list(at.values())), 1)[0], abs=6e-4)


def test_the_document_counts_what_was_left_out_and_ends_as_the_papers_sentence(said: Any) -> None:
    _, found, shown = said
    assert found["left_out"] == {"1": 1} and "batch size 1: 1 replicates left out, not stopped by the rule" in shown
    verdicts = [one["verdict"] for one in found["decisions"]]
    assert found["verdict"] == verdicts[0] == "upheld" and "refuted" in verdicts[1:]  # the paper's holds, another does not
    assert found["alpha_total"] == "3/10" and shown.endswith("alpha spent in all: 3/10")


@pytest.fixture(name="compared", scope="module")
def fixture_compared() -> tuple[dict[str, Any], list[list[dict[str, Any]]]]:
    """True labels at m = 100 and M = 400, random ones at m = 100, in runs that were not made."""
    true, random = memorize.plans("hypersphere", "quick", ms=(100, 400), replicates=4)
    made = {"true": records((100, 400), 0.5), "random": records((100,), 2.5)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(memorize, "run_plan", lambda plan, directory, *rest: made[directory.name])
        found = memorize.memorize(true, random, Path("nowhere"), "0.9")
    assert (true.ms, random.ms, true.random_labels, random.random_labels) == ((100, 400), (100,), False, True)
    assert {plan.stop_fraction for plan in (true, random)} == {"1"}
    small, large = ([row for row in made["true"] if row["m"] == m] for m in (100, 400))
    return found, [small, made["random"], large]


def test_ratios_compare_what_their_heads_name(compared: Any) -> None:
    found, (small, random, large) = compared
    parts = re.split(r"\n(?=random labels / true labels|true labels at M)", memorize.text(found))
    heads = {"random labels / true labels, both at m = 100": (small, random, 100, 100),
             "true labels at M = 400 / random labels at m = 100": (random, large, 100, 400)}  # fmt: skip
    assert [part.splitlines()[0] for part in parts[1:]] == list(heads)
    for part, (below, above, m, other) in zip(parts[1:], heads.values(), strict=True):
        for name in ("bft17, fixed 4", "n19, fixed 4", "pac-complete", "distance from initialisation", "spectral norm, layer 1"):
            (line,) = (line for line in part.splitlines() if line.startswith(f"  {name:34} "))
            ratio, low, high = map(float, re.findall(NUMBER, line.removeprefix(f"  {name}"))[:3])
            logs = [math.log(b / a) for a, b in zip(column(below, name, m), column(above, name, other), strict=True)]
            half = stats.t.interval(0.9, 3, 0, stdev(logs) / 2)[1]
            assert [ratio, low, high] == pytest.approx([math.exp(mean(logs) + x) for x in (0, -half, half)], rel=6e-3)


def test_each_line_counts_its_own_runs(compared: Any) -> None:
    found, (small, random, large) = compared
    shown = memorize.text(found)
    for label, rows, m in (("true labels, m", small, 100), ("random labels, m", random, 100), ("true labels, M", large, 400)):
        (line,) = re.findall(rf"^  {label} +training errors (\d+) of (\d+), test errors (\d+) of (\d+) \(replicates: (\S+) to (\S+)\)$",
                             shown, re.MULTILINE)  # fmt: skip
        errors = [row["test_errors"] for row in rows]
        assert [int(x) for x in line[:4]] == [0, 4 * m, sum(errors), 4 * 8192]
        assert [float(x) for x in line[4:]] == pytest.approx([min(errors) / 8192, max(errors) / 8192], abs=6e-4)
        (row,) = (row for row in found["runs"] if row["runs"] == label)
        assert (row["stopped_by_rule"], row["replicates"]) == (4, 4)


@pytest.mark.parametrize("place", range(3))
def test_one_value_that_is_not_vacuous_and_one_error_refute_their_sentences(place: int, compared: Any) -> None:
    """In each of the three groups; errors of true labels at M are not spoken of, bounds that do not apply neither."""
    _, groups = compared
    assert [ev.verdict.value for _, ev in memorize.decide(*groups)] == ["upheld", "upheld"]
    row = groups[place][3]
    bounds = [bound | {"vacuous": not bound["applies"]} for bound in row["bounds"]]
    errors = ["refuted" if place < 2 else "upheld", "upheld"]
    for change, verdicts in (({"bounds": bounds}, ["upheld", "refuted"]), ({"train_errors": 1}, errors)):
        changed = [[*group[:3], group[3] | change, *group[4:]] if k == place else group for k, group in enumerate(groups)]
        assert [ev.verdict.value for _, ev in memorize.decide(*changed)] == verdicts
    free = [bound | {"vacuous": bound["applies"]} for bound in row["bounds"]]
    changed = [[*group[:3], group[3] | {"bounds": free}, *group[4:]] if k == place else group for k, group in enumerate(groups)]
    assert [ev.verdict.value for _, ev in memorize.decide(*changed)] == ["upheld", "upheld"]


def test_an_estimate_adds_up_what_the_plan_trains(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a second a step: an epoch has m/batch of them; each weight and point takes four operations; a weight takes four bytes."""
    worker = SimpleNamespace(submit=lambda *rest: SimpleNamespace(result=lambda: 0.5))
    monkeypatch.setattr(run_cost, "stoppable_pool", lambda *rest, **more: nullcontext(worker))
    plan = Plan(base=replace(BASE, batch_size=20), values=("100", "300"), replicates=24, delta="0.3", level="0.98", gap_alpha="0.02")
    said, weights, total = run_cost.cost(plan, epochs=50), 50 * 300 + 300 * 2, 0.0
    for m in (100, 300):
        (line,) = (line for line in said.splitlines() if line.startswith(f"  m = {m}: "))
        epoch, tera, epochs, replicates, hours, size = map(float, re.findall(NUMBER, line.partition(": ")[2]))
        assert (epochs, replicates) == (50, 24) and epoch == pytest.approx(0.5 * m / 20, rel=5e-3)
        assert tera == pytest.approx(4 * weights * m / 1e12, rel=5e-3) and size == pytest.approx(4 * weights / 1e6, rel=5e-3)
        assert hours == pytest.approx(0.5 * m / 20 * 50 * 24 / 3600, rel=5e-3)
        total += 4.0 * weights * m * 50 * 24
    assert float(re.findall(rf"in all ({NUMBER}) flop for 50 epochs", said)[0]) == pytest.approx(total, rel=5e-3)
    share = 0.02 / 2 / 2
    lower, upper = (math.ceil(math.log(share) / math.log(q)) for q in (2 * 0.3 + 0.02, 1 - 0.3 + 0.02))
    assert f"24 replicates a row; delta = 0.3 at level 0.98 in 2 rows: e_unif-alg needs {lower}, e_gen {upper}\n" in said


@pytest.mark.parametrize("batch", [1, 8, 64])
def test_a_step_and_a_point_take_their_share_of_the_epoch_that_was_timed(batch: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rows: list[int] = []
    for module in (run_cost, cost):
        monkeypatch.setattr(module, "make_engine", lambda network, x, *rest: rows.append(len(x)))
        monkeypatch.setattr(module, "seconds_per_epoch", lambda engine: 3.0)
    step = run_cost.seconds_per_step(replace(BASE, batch_size=batch, m=200))
    point = cost.seconds_per_point(replace(PLAN, ms=(64, 200), batch_sizes=(batch,)), batch)
    assert step == pytest.approx(3.0 * batch / rows[0]) and point == pytest.approx(3.0 / rows[1])
    assert rows[0] >= 4 * batch and rows[1] >= batch
