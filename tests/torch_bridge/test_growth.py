"""The experiment on growth on tiny plans: reproducible, resumable, extendable; misuse is one line."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch")
from torch_bridge.commands.bounds import memorize_command
from torch_bridge.growth import cells as growth
from torch_bridge.growth import samples
from torch_bridge.growth.cells import key
from torch_bridge.growth.plan import GrowthPlan
from torch_bridge.growth.presets import PRESETS, preset
from torch_bridge.growth.samples import check_data, draw_points, initial_network
from torch_bridge.growth.summary import quantities
from torch_bridge.runs import records as keeping
from torch_bridge.runs.records import Record, RunDirectory, open_run
from torch_bridge.runs.runner import Where, run_plan
from uccheck.core.errors import UccheckError

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
