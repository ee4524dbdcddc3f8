"""Every option of `uccheck experiment` arrives where it is meant: each is given a value of its own, and all of them are looked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.commands.said import ran
from torch_bridge.commands import bounds, hypersphere, own

PLACE = {"--workers": "3", "--checkpoint-seconds": "17.5", "--cluster": "tcp://there:1"}


def caught(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, answer: Any) -> dict[str, Any]:
    """What the command hands over."""
    kept: dict[str, Any] = {}

    def take(*values: Any, **more: Any) -> Any:
        kept.update({"values": values, **more})
        return answer

    monkeypatch.setattr(module, name, take)
    return kept


def words(options: dict[str, str]) -> list[str]:
    return [part for pair in options.items() for part in pair]


@pytest.mark.parametrize("upheld", [True, False])
def test_options_of_own(upheld: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    kept = caught(monkeypatch, own, "own_command", ("said", upheld))
    asked = {"--replicates": "91", "--delta": "0.2", "--level": "0.97", "--gap-alpha": "0.013", "--guard-level": "0.017", "--seed": "5",
             "--guard-pairs": "7"}  # fmt: skip
    options = asked | PLACE | {"--at-least": "0.41", "--device": "meta", "--out": str(tmp_path)}
    status, text = ran("experiment", "own", "module:object", *words(options))
    assert (status, text) == (0 if upheld else 1, "said\n") and kept["values"][0] == "module:object"
    found = kept["values"][1]
    assert {name: str(getattr(found, name.removeprefix("--").replace("-", "_"))) for name in asked} == asked
    assert (kept["at_least"], kept["device"], kept["out"], kept["as_json"]) == ("0.41", "meta", tmp_path, False)
    assert placed(kept["where"]) == PLACE


def placed(where: Any) -> dict[str, str]:
    return {"--workers": str(where.workers), "--checkpoint-seconds": str(where.checkpoint_seconds), "--cluster": where.cluster}


#: Of `bounds`: what is written, the field that it changes, and its value there.
CHANGES: list[tuple[str, str, Any]] = [
    ("--m 70,90", "ms", (70, 90)), ("--batch-size 3,5", "batch_sizes", (3, 5)), ("--hidden 11,13", "hidden", (11, 13)),
    ("--replicates 7", "replicates", 7), ("--stop-margin 2.5", "stop_margin", "2.5"), ("--stop-fraction 0.97", "stop_fraction", "0.97"),
    ("--learning-rate 0.3", "learning_rate", "0.3"), ("--no-replacement", "replacement", False), ("--twins", "twins", True),
    ("--random-labels", "random_labels", True), ("--no-bias", "bias", False), ("--n-test 17", "n_test", 17),
    ("--device meta", "device", "meta"),
    ("--folder there", "folder", "there"),
]  # fmt: skip


@pytest.mark.parametrize("upheld", [True, False])
def test_options_of_bounds(upheld: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    kept = caught(monkeypatch, bounds, "run_command", ("said", upheld))
    own_words = {"--data": "mnist", "--preset": "blog", "--seed": "5", "--level": "0.9", "--interval": "order", "--out": str(tmp_path)}
    status, text = ran("experiment", "bounds", *words(own_words | PLACE), *" ".join(one for one, _, _ in CHANGES).split(), "--no-pictures")
    assert (status, text) == (0 if upheld else 1, "said\n")
    data, preset, changes = kept["values"]
    assert (data, preset) == ("mnist", "blog") and changes == {name: value for _, name, value in CHANGES}
    options = (kept["seed"], kept["level"], kept["interval"], kept["out"], kept["pictures"], kept["as_json"], kept["estimate"])
    assert options == (5, "0.9", "order", tmp_path, False, False, False) and placed(kept["where"]) == PLACE
    ran("experiment", "bounds", "--json", "--estimate")
    untold = {name: value for name, value in kept["values"][2].items() if value is not None}
    assert (kept["as_json"], kept["estimate"], kept["pictures"], untold) == (True, True, True, {"device": "cpu"})


@pytest.mark.parametrize("upheld", [True, False])
def test_options_of_memorize(upheld: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    kept = caught(monkeypatch, bounds, "memorize_command", ("said", upheld))
    own_words = {"--data": "mnist", "--preset": "paper", "--seed": "5", "--level": "0.9", "--out": str(tmp_path)}
    taken = [one for one in CHANGES if one[1] in ("ms", "hidden", "replicates", "bias", "folder", "device")]
    status, text = ran("experiment", "memorize", *words(own_words | PLACE), *" ".join(one for one, _, _ in taken).split(), "--json")
    assert (status, text) == (0 if upheld else 1, "said\n")
    data, preset, changes = kept["values"]
    assert (data, preset) == ("mnist", "paper") and changes == {name: value for _, name, value in taken}
    assert (kept["seed"], kept["level"], kept["out"], kept["as_json"], kept["estimate"]) == (5, "0.9", tmp_path, True, False)
    assert placed(kept["where"]) == PLACE


CELL = {
    "d": 31, "width": 37, "depth": 2, "inner": 0.9, "outer": 1.7, "learning_rate": 0.07, "batch_size": 3, "stop_margin": 2.5,
    "stop_fraction": "19/20", "max_epochs": 41, "n_test": 43, "loss": "softmax", "output_bias_rate": 0.6, "partner": "unflipped",
}  # fmt: skip


@pytest.mark.parametrize("upheld", [True, False])
def test_options_of_the_hypersphere(upheld: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    kept = caught(monkeypatch, hypersphere, "hypersphere_result", hypersphere.Result("said", upheld))
    cell = {f"--{name.replace('_', '-')}": str(value) for name, value in CELL.items()}
    plan_words = {"--m": "50,60", "--replicates": "97", "--seed": "5", "--delta": "0.2", "--level": "0.97", "--halves": "lower"}
    more = {"--at-least": "0.41", "--device": "meta", "--out": str(tmp_path), "--preset": "blog"}
    flags = ("--shuffle", "--no-bias", "--output-bias", "--no-pictures")
    status, text = ran("experiment", "hypersphere", *words(plan_words | cell | more | PLACE), *flags)
    assert (status, text) == (0 if upheld else 1, "said\n")
    (plan, out), base = kept["values"], kept["values"][0].base
    assert (plan.values, plan.replicates, plan.seed, plan.delta, plan.level, plan.halves) == (("50", "60"), 97, 5, "0.2", "0.97", "lower")
    assert {name: getattr(base, name) for name in CELL} == CELL
    assert (base.shuffle, base.bias, base.output_bias) == (True, False, True)
    assert (kept["at_least"], kept["device"], out, kept["preset"], kept["pictures"]) == ("0.41", "meta", tmp_path, "blog", False)
    assert placed(kept["where"]) == PLACE
