"""The experiment on growth on tiny plans: reproducible, resumable, extendable; its decisions reject what is false."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch")

from torch_bridge.commands.bounds import memorize_command
from torch_bridge.data.published import PUBLISHED, authors, comparisons, notebook_curves, published_exponent
from torch_bridge.growth import cells as growth
from torch_bridge.growth import samples
from torch_bridge.growth.cells import key
from torch_bridge.growth.plan import GrowthPlan
from torch_bridge.growth.presets import PRESETS, preset
from torch_bridge.growth.report import authors_curves, is_notebook, is_poster, published_table
from torch_bridge.growth.samples import check_data, draw_points, initial_network
from torch_bridge.growth.summary import compare, complete_replicates, decisions, find, growths, quantities
from torch_bridge.runs import records as keeping
from torch_bridge.runs.records import Record, RunDirectory, open_run
from torch_bridge.runs.runner import Where, run_plan
from uccheck.core.errors import UccheckError
from uccheck.core.verdict import Verdict
from uccheck.statistics.slopes import slope_interval

PLAN = GrowthPlan(
    data="hypersphere",
    ms=(16, 32, 64),
    batch_sizes=(1, 8),
    replicates=2,
    hidden=(50,),
    bias=True,
    learning_rate="0.5",
    stop_margin="0.5",
    n_test=200,
    dimension=5,
    outer="2",
    twins=True,
    max_epochs=2000,
)


def run(plan: GrowthPlan, directory: RunDirectory) -> list[Record]:
    """What the runner does, in this process."""
    for task in plan.tasks():
        if task.key not in directory.records():
            directory.append(task.key, task.run(directory, None))
    return [directory.records()[task.key] for task in plan.tasks()]


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return run(PLAN, open_run(tmp_path_factory.mktemp("run"), PLAN.parameters()))


def plain(record: Any) -> Any:
    """A record without its key."""
    return {k: v for k, v in dict(record).items() if k != "key"}


def test_every_unit_has_its_record_with_counts_and_seed(records: Any) -> None:
    assert len(records) == 2 * 2 * 3
    for record in records:
        assert 0 <= record["test_errors"] <= record["n_test"] == 200
        assert record["stop"] == "reached"
        assert record["with_margin"] >= 0.99 * record["m"]
        assert record["seed"] == 0 and record["versions"]["torch"]
        assert record["distance_between"]["all"] > 0
        json.dumps(record, allow_nan=False)


def test_records_depend_on_the_seed_alone_and_a_run_can_be_extended(records: Any, tmp_path: Path) -> None:
    part = replace(PLAN, ms=(32,), batch_sizes=(8,), replicates=1)
    directory = open_run(tmp_path, part.parameters())
    (alone,) = run(part, directory)
    (same,) = [r for r in records if (r["m"], r["batch_size"], r["replicate"]) == (32, 8, 0)]
    assert plain(alone) == plain(same)
    extended = run(replace(part, ms=(16, 32)), open_run(tmp_path, part.parameters()))
    assert [r["m"] for r in extended] == [16, 32]
    assert plain(extended[1]) == plain(alone)
    other = replace(part, seed=1)
    assert plain(growth.run_unit(other, None, 8, 32, 0))["test_errors"] != alone["test_errors"]


def test_finished_units_are_not_trained_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    part = replace(PLAN, ms=(16,), batch_sizes=(8,), replicates=1)
    first = run(part, open_run(tmp_path, part.parameters()))
    monkeypatch.setattr(growth, "run_unit", lambda *_: pytest.fail("a finished unit was trained again"))
    assert plain(run(part, open_run(tmp_path, part.parameters()))[0]) == plain(first[0])


def test_the_runner_gives_the_same_records_for_any_number_of_workers(tmp_path: Path) -> None:
    part = replace(PLAN, ms=(16, 32), batch_sizes=(8,))
    assert run_plan(part, tmp_path / "one", Where(workers=1)) == run_plan(part, tmp_path / "two", Where(workers=2))


def test_an_interrupted_training_continues_exactly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Checkpoint after every epoch, break off in the third, resume: the record is that of the unbroken run."""
    part = replace(PLAN, ms=(64,), batch_sizes=(8,), replicates=1, twins=False)
    whole = growth.run_unit(part, None, 8, 64, 0)
    assert whole["epochs"] > 3
    monkeypatch.setattr(keeping, "CHECKPOINT_SHARE", 0)
    directory, saved = open_run(tmp_path, part.parameters(), every=0), []
    save = type(directory).save

    def breaking(self: Any, name: str, epoch: int, tensors: Any, note: str = "") -> None:
        save(self, name, epoch, tensors, note)
        saved.append(epoch)
        if epoch == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr(type(directory), "save", breaking)
    with pytest.raises(KeyboardInterrupt):
        run(part, directory)
    monkeypatch.setattr(type(directory), "save", save)
    assert saved == [1, 2, 3] and directory.load(key(8, 64, 0)) is not None
    (resumed,) = run(part, directory)
    assert plain(resumed) == plain(whole)
    assert directory.load(key(8, 64, 0)) is None


def test_one_initialisation_serves_every_m_and_samples_are_fresh() -> None:
    first, again, other = (initial_network(PLAN, r) for r in (0, 0, 1))
    assert all((a == b).all() for a, b in zip(first.weights, again.weights, strict=True))
    assert not (first.weights[0] == other.weights[0]).all()
    small, large = draw_points(PLAN, 0, 16, samples.SAMPLE), draw_points(PLAN, 0, 32, samples.SAMPLE)
    assert not (small.x == large.x[:16]).any()
    twin = draw_points(PLAN, 0, 16, samples.TWIN)
    assert not (small.x == twin.x).any()


def test_random_labels_change_labels_only() -> None:
    plan = replace(PLAN, random_labels=True, ms=(2000,))
    real, random = draw_points(PLAN, 0, 2000, samples.SAMPLE), draw_points(plan, 0, 2000, samples.SAMPLE)
    assert (real.x == random.x).all()
    twin = draw_points(plan, 0, 2000, samples.TWIN)
    assert 800 < int((twin.y == random.y).sum()) < 1200  # a twin has random labels of its own
    assert 800 < int((real.y == random.y).sum()) < 1200  # Bin(2000, 1/2) leaves this with probability below 1e-18


def synthetic(bound: float, error: float, replicates: int = 8, stop: str = "reached") -> list[dict[str, Any]]:
    """Records whose bounds grow as m^bound and whose test error falls as m^error, with small noise."""
    rng, found = np.random.default_rng(7), []
    for r in range(replicates):
        for m in (256, 1024, 4096):
            noise = np.exp(rng.normal(0, 0.01, 4))
            bounds = [
                {"bound": b, "gamma_rule": "fixed 4", "value": 3 * m**bound * noise[i]} for i, b in enumerate(("bft17", "nbs18", "n19"))
            ]
            errors = 1e7 * (m / 256) ** error * noise[3]
            found.append(
                {"m": m, "batch_size": 1, "replicate": r, "stop": stop, "train_errors": 0, "test_errors": errors}
                | {"n_test": 1e8, "distance": 1.0, "spectral_product": 1.0, "epochs": 1, "layers": [], "bounds": bounds}
            )
    return found


def verdicts(bound: float, error: float) -> list[Verdict]:
    return [d.evidence.verdict for d in decisions(synthetic(bound, error), "fixed 4")]


UP, NO, UN = Verdict.UPHELD, Verdict.REFUTED, Verdict.UNDECIDED


@pytest.mark.parametrize(
    ("bound", "error", "expected"),
    [
        (0.2, -0.4, [UP, NO, NO]),  # the paper's case: grows, slower than n; error falls slower than 1/sqrt n
        (0.2, -0.7, [UP, NO, UP]),
        (-0.3, -0.7, [NO, NO, UP]),  # bounds that shrink: the paper's sentence must fail
        (0.2, 0.1, [NO, NO, NO]),  # a test error that grows
        (1.0, -0.5, [UP, UN, UN]),  # exactly the popular sentence: an interval cannot uphold an equality
        (1.3, -0.7, [UP, NO, NO]),  # faster than n
    ],
)
def test_decisions_follow_the_exponents(bound: float, error: float, expected: list[Verdict]) -> None:
    assert verdicts(bound, error) == expected


def test_decisions_without_enough_replicates_are_undecided() -> None:
    one = [r for r in synthetic(0.2, -0.4) if r["replicate"] == 0]
    two_points = [r for r in one if r["m"] < 2000]
    assert {d.evidence.verdict for d in decisions(two_points, "fixed 4")} == {UN}


def test_bootstrap_limits_are_reproducible_and_refused_for_few_curves() -> None:
    records = synthetic(0.2, -0.4)
    one, two = (find(growths(records, "0.95", "bootstrap"), "bft17, fixed 4", 1).exponent for _ in range(2))
    assert one == two and one is not None and one.method == "bootstrap" and not one.excludes(0.2)
    few = [r for r in records if r["replicate"] < 3]
    refused = find(growths(few, "0.95", "bootstrap"), "bft17, fixed 4", 1)
    assert refused.exponent is None and "at least 6 curves, got 3" in refused.reason


def test_runs_that_missed_the_stopping_rule_are_left_out() -> None:
    records = [r | {"stop": "capped"} if r["replicate"] == 3 and r["m"] == 4096 else r for r in synthetic(0.2, -0.4)]
    ms, rows, left = complete_replicates(records, 1)
    assert (ms, len(rows), left) == ((256, 1024, 4096), 7, 1)
    assert growths(synthetic(0.2, -0.4, stop="capped")) == []


def test_a_test_error_of_zero_has_no_exponent_and_says_why() -> None:
    records = [r | {"test_errors": 0} if r["m"] == 4096 else r for r in synthetic(0.2, -0.4)]
    found = find(growths(records), "test error", 1)
    assert found.exponent is None and "positive" in found.reason
    with pytest.raises(UccheckError, match="no quantity"):
        find(growths(records), "sharpness", 1)


def test_comparison_of_an_interval() -> None:
    interval = slope_interval([1, 2, 4], [[1, 2, 4.1], [1, 2, 3.9]])
    assert [compare(interval, "==", v) for v in (1.0, 9.0, -9.0)] == [UN, NO, NO]
    assert [compare(interval, "<", v) for v in (9.0, 1.0, -9.0)] == [UP, UN, NO]
    assert [compare(interval, ">", v) for v in (9.0, 1.0, -9.0)] == [NO, UN, UP]
    with pytest.raises(UccheckError, match="relation"):
        compare(interval, "~", 1.0)


def test_published_exponents_recomputed_by_hand() -> None:
    """Least squares written out again for the seven published values."""
    x = np.log2(np.array(authors()["m"])) - 11  # -3, .., 3
    for name, key_of in PUBLISHED.items():
        y = np.log2(np.array(authors()[key_of]))
        found = published_exponent(notebook_curves(), name)
        assert found is not None and found.slope == pytest.approx(float((x * y).sum() / 28), rel=1e-9)
    counts = np.array(authors()["test_error_counts_of_8192"]) / 8192
    assert np.allclose(counts, authors()["test_error"], atol=5e-6)


def test_published_values_are_compared_as_one_more_run() -> None:
    theirs = authors()["bound_bartlett17"]
    rng = np.random.default_rng(0)
    ours = np.array(theirs) * np.exp(rng.normal(0, 0.05, (9, 7)))
    assert all(c.inside for c in comparisons(notebook_curves(), "bft17, fixed 4", authors()["m"], ours))
    assert not any(c.inside for c in comparisons(notebook_curves(), "bft17, fixed 4", authors()["m"], 2 * ours))
    assert comparisons(notebook_curves(), "golowich18, fixed 4", authors()["m"], ours) == []


def test_published_values_stand_only_beside_the_same_experiment() -> None:
    assert is_notebook(preset("hypersphere", "quick"))
    for change in (
        {"stop_margin": "1"},
        {"hidden": (500,)},
        {"bias": False},
        {"outer": "1.1"},
        {"random_labels": True},
    ):
        other = preset("hypersphere", "quick", **change)
        assert not is_notebook(other) and published_table(other, []) == []


def test_the_posters_values_stand_beside_its_network_only() -> None:
    digits = {"hidden": (1024,) * 5, "batch_sizes": (1,)}
    same = preset("mnist", "blog", **digits)
    assert is_poster(same) and set(authors_curves(same)) == {"test error", "bft17, fixed 10", "nbs18, fixed 10"}
    for change in ({"hidden": (1024,) * 4}, {"stop_margin": "4"}, {"bias": True}, {"random_labels": True}, {"learning_rate": "0.2"}):
        assert not is_poster(preset("mnist", "blog", **digits | change))
    assert not is_poster(preset("hypersphere", "quick")) and authors_curves(preset("mnist", "quick")) == {}


def test_quantities_cover_every_bound(records: Any) -> None:
    found = quantities(records[0])
    assert {"bft17, fixed 0.5", "n19, median", "parameters", "distance between two solutions"} <= set(found)
    assert all(np.isfinite(v) for v in found.values())


def test_presets_are_consistent() -> None:
    for data, name in PRESETS:
        plan = preset(data, name, folder="nowhere" if data == "mnist" else None)
        assert plan.data == data and list(plan.units())


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: preset("cifar", "quick"), "cifar"),
        (lambda: preset("mnist", "paper"), "--folder"),
        (lambda: preset("hypersphere", "quick", folder="x"), "--folder x is for data mnist"),
        (lambda: replace(PLAN, ms=(4,)), "m = 4 is smaller than the batch size 8"),
        (lambda: replace(PLAN, ms=()), "every m"),
        (lambda: replace(PLAN, replicates=0), "replicates"),
        (lambda: replace(PLAN, n_test=0), "test set"),
        (lambda: replace(PLAN, seed=-1), "seed"),
        (lambda: check_data(preset("mnist", "quick", ms=(8192,))), "m = 8192 exceeds the 4096 digits"),
        (lambda: check_data(preset("mnist", "quick", n_test=5000)), "cannot be split off"),
        (lambda: check_data(preset("mnist", "quick", folder="/nowhere")), "not a folder"),
    ],
)
def test_misuse_is_one_line(call: Any, says: str) -> None:
    with pytest.raises(UccheckError, match=says) as caught:
        call()
    assert "\n" not in str(caught.value)


def moved_layers(L: int) -> tuple[Any, Any, Any]:
    """(|Delta_1|_F^2, |Delta_2|_F^2, |W_2|_F) that the published numbers imply at each m, if nbs18 counts L layers.

    Two equations in the two distances: nbs18 sqrt(m) 4/(L sqrt(1000)) is the root of d1 s2^2 + d2 s1^2, and d1 + d2 is the
    squared distance (biases move little); n19 then gives |W_2|_F, with |W_1^0|_2 about sigma (sqrt 1000 + sqrt 100).
    """
    found = {name: np.array(authors()[PUBLISHED[name]]) for name in PUBLISHED}
    root_m = np.sqrt(np.array(authors()["m"]))
    s1, s2 = found["spectral norm, layer 1"], found["spectral norm, layer 2"]
    both, total = (found["nbs18, fixed 4"] * 4 * root_m / (L * np.sqrt(1000))) ** 2, found["distance from initialisation"] ** 2
    d1 = (both - s1**2 * total) / (s2**2 - s1**2)
    start = np.sqrt(2 / 1100) * (np.sqrt(1000) + np.sqrt(100))
    return d1, total - d1, found["n19, fixed 4"] * 4 * root_m / (np.sqrt(np.abs(d1)) + start)


def test_the_published_values_are_consistent_with_our_formulas_and_not_with_the_scripts() -> None:
    d1, d2, output = moved_layers(2)
    s2 = np.array(authors()["spectral_norm_output"])
    assert (d1 > 0).all() and (d2 > 0).all()
    assert (s2 * 0.99 < output).all() and (output < np.sqrt(2) * s2).all()  # W_2 has two rows: |W|_2 <= |W|_F <= sqrt 2 |W|_2
    assert (moved_layers(1)[1] < 0).all()  # counting hidden layers only, a squared distance would be negative


def test_a_device_trains_a_copy_to_the_same_records_under_parameters_of_its_own(records: list[Record], tmp_path: Path) -> None:
    elsewhere = replace(PLAN, device="cpu:0", replicates=1, ms=(16,), batch_sizes=(8,))  # the processor by another name
    assert elsewhere.parameters() == PLAN.parameters() | {"device": "cpu:0"} and "device" not in PLAN.parameters()
    (found,) = run(elsewhere, open_run(tmp_path, elsewhere.parameters()))
    assert found == next(record for record in records if (record["m"], record["batch_size"], record["replicate"]) == (16, 8, 0))


@pytest.mark.parametrize(
    ("more", "said"),
    [({}, "torch cannot use the device 'nowhere'"), ({"estimate": True}, "leave out --device"), ({"cluster": "tcp://a:1"}, "exclude each")],
)
def test_a_device_that_cannot_be_used_is_one_line(more: dict[str, Any], said: str, tmp_path: Path) -> None:
    where = Where(cluster=more.get("cluster"))
    asked: dict[str, Any] = {"seed": 0, "level": "0.95", "out": tmp_path / "run", "as_json": True, "where": where}
    with pytest.raises(UccheckError, match=said):
        memorize_command("hypersphere", "quick", {"device": "nowhere"}, estimate="estimate" in more, **asked)
    assert not (tmp_path / "run").exists()
