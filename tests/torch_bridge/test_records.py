from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch

from torch_bridge.runs import records
from torch_bridge.runs.records import open_run
from uccheck.core.errors import InvalidFile

PARAMETERS = {"m": 100, "rate": "0.1"}


def test_records_survive_a_line_cut_off_by_a_crash(tmp_path: Path) -> None:
    run = open_run(tmp_path / "run", PARAMETERS)
    run.append("a", {"k": 1, "n": 2})
    with open(tmp_path / "run" / "records.jsonl", "ab") as stream:
        stream.write(b'{"key": "b", "k"')
    assert list(run.records()) == ["a"]
    run.append("b", {"k": 2, "n": 2})
    assert open_run(tmp_path / "run", PARAMETERS).records() == {
        "a": {"key": "a", "k": 1, "n": 2},
        "b": {"key": "b", "k": 2, "n": 2},
    }


def test_a_damaged_line_is_named(tmp_path: Path) -> None:
    run = open_run(tmp_path, PARAMETERS)
    run.append("a", {})
    (tmp_path / "records.jsonl").write_text("nonsense\n")
    with pytest.raises(InvalidFile, match="line 1"):
        run.records()


def test_a_run_of_other_parameters_is_refused_and_names_the_difference(tmp_path: Path) -> None:
    open_run(tmp_path, PARAMETERS)
    with pytest.raises(InvalidFile, match="m = 100 there, 101 here") as refusal:
        open_run(tmp_path, PARAMETERS | {"m": 101})
    assert "\n" not in str(refusal.value)


def test_checkpoints_return_what_was_saved_and_go_with_the_record(tmp_path: Path) -> None:
    run = open_run(tmp_path, PARAMETERS)
    assert run.load("a") is None
    for epoch in (1, 2):
        run.save("a", epoch, {"weight0": torch.full((2, 3), float(epoch))}, note="so far")
    loaded = run.load("a")
    assert (
        loaded is not None
        and (loaded.epoch, loaded.note) == (2, "so far")
        and torch.equal(loaded.tensors["weight0"], torch.full((2, 3), 2.0))
    )
    assert [p.name for p in (tmp_path / "checkpoints").iterdir()] == ["a.safetensors"]
    run.append("a", {})
    assert run.load("a") is None


def test_a_checkpoint_of_other_parameters_is_refused(tmp_path: Path) -> None:
    ours, theirs = open_run(tmp_path / "x", PARAMETERS), open_run(tmp_path / "y", PARAMETERS | {"m": 7})
    theirs.save("a", 3, {"weight0": torch.zeros(1)})
    name = Path("checkpoints") / "a.safetensors"
    (tmp_path / "x" / name).write_bytes((tmp_path / "y" / name).read_bytes())
    with pytest.raises(InvalidFile, match="other parameters"):
        ours.load("a")
    (tmp_path / "x" / name).write_bytes(b"cut off")
    with pytest.raises(InvalidFile, match="no readable checkpoint"):
        ours.load("a")


def test_a_directory_that_cannot_be_used_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InvalidFile, match="cannot use"):
        open_run(tmp_path / "file", PARAMETERS)
    (tmp_path / "run.json").write_text("{")
    with pytest.raises(InvalidFile, match="not JSON"):
        open_run(tmp_path, PARAMETERS)


def test_a_full_disk_is_called_that(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, data: bytes) -> None:
        raise InvalidFile(f"cannot write {path}: No space left on device")

    monkeypatch.setattr(records, "write_bytes", full)
    with pytest.raises(InvalidFile, match=r"cannot write .*run\.json: No space left on device$"):
        open_run(tmp_path / "new", PARAMETERS)


def test_the_head_keeps_the_parameters(tmp_path: Path) -> None:
    open_run(tmp_path, PARAMETERS)
    assert json.loads((tmp_path / "run.json").read_text())["parameters"] == PARAMETERS
