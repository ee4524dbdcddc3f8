"""`uccheck experiment bounds` and `memorize` as a user calls them: answers, exit status, one line for misuse, no traceback."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("torch")

from torch_bridge.growth.memorize import plans, ratio
from uccheck.cli import main
from uccheck.core.errors import UccheckError

TINY = ["experiment", "bounds", "--m", "16,32,64", "--hidden", "30", "--replicates", "2", "--n-test", "100", "--no-pictures"]


def call(arguments: list[str]) -> int:
    with pytest.raises(SystemExit) as left:
        main(arguments)
    return int(left.value.code or 0)


def test_bounds_prints_json_with_the_contracts_keys(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = call([*TINY, "--out", str(tmp_path / "run"), "--json"])
    found = json.loads(capsys.readouterr().out)
    assert {"records", "level", "exponents", "decisions", "verdict", "alpha_total", "split", "conventions"} <= set(found)
    assert len(found["records"]) == 6 and found["level"] == "0.95"
    assert status == (0 if found["verdict"] == "upheld" else 1)
    assert found["published"] == []  # not the notebook's width
    stored = json.loads((tmp_path / "run" / "result.json").read_text())
    assert stored == found


def test_a_second_call_resumes_and_gives_the_same_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = [*TINY, "--out", str(tmp_path), "--json"]
    call(arguments)
    first = capsys.readouterr().out
    call(arguments)
    assert capsys.readouterr().out == first


def test_the_picture_is_a_vector_file_that_is_the_same_bytes_each_time(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call([*TINY[:-1], "--out", str(tmp_path)])
    assert "exponents in m" in capsys.readouterr().out
    first = [(tmp_path / f"growth.{kind}").read_bytes() for kind in ("pdf", "svg")]
    assert first[0].startswith(b"%PDF") and b"/Type3" not in first[0] and b"<svg" in first[1]
    call([*TINY[:-1], "--out", str(tmp_path)])
    assert first == [(tmp_path / f"growth.{kind}").read_bytes() for kind in ("pdf", "svg")]


def test_students_t_is_named_among_what_is_trusted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call([*TINY, "--out", str(tmp_path), "--json"])
    found = json.loads(capsys.readouterr().out)
    named = [any(t.startswith("Student's t: ") and "roughly normal" in t for t in d["trusts"]) for d in found["decisions"]]
    assert named and all(named)


def test_a_second_look_at_the_records_is_charged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    looks = []
    for arguments in ([], [], ["--level", "0.9"], ["--m", "16,32"]):
        call([*TINY, *arguments, "--out", str(tmp_path / "run"), "--json"])
        found = json.loads(capsys.readouterr().out)
        looks.append((found["look"], found["alpha_of_earlier_looks"]))
    assert looks == [(1, "0"), (1, "0"), (2, "0.15"), (3, "0.45")]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--data", "cifar"], "cifar"),
        (["--preset", "huge"], "huge"),
        (["--m", "0,5"], "--m must be at least 1"),
        (["--m", "a"], "--m"),
        (["--replicates", "0"], "replicates must be at least 1"),
        (["--level", "1.5"], "--level"),
        (["--interval", "guess"], "guess"),
        (["--data", "mnist", "--folder", "/nowhere"], "not a folder"),
        (["--data", "mnist", "--m", "8192"], "exceeds the 4096 digits"),
        (["--data", "mnist", "--preset", "paper"], "--folder"),
        (["--batch-size", "512"], "smaller than the batch size"),
        (["--stop-margin", "x"], "stop margin"),
        (["--learning-rate", "-1"], "learning rate"),
        (["--stop-fraction", "2"], "stopping fraction"),
        (["--stop-margin", "-1"], "stop margin must not be negative"),
        (["--cluster", "tcp://x:1", "--estimate"], "leave out --cluster"),
    ],
)
def test_misuse_is_one_line_status_2_and_writes_nothing(
    arguments: list[str], says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "run"
    assert call(["experiment", "bounds", "--out", str(out), *arguments]) == 2
    captured = capsys.readouterr()
    assert says in captured.err and captured.err.count("\n") == 1 and captured.out == ""
    assert not out.exists()


def test_another_plan_in_the_same_directory_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call([*TINY, "--out", str(tmp_path)])
    assert call([*TINY, "--out", str(tmp_path), "--seed", "1"]) == 2
    assert "other parameters (seed" in capsys.readouterr().err


def test_memorize_fits_random_labels_and_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["experiment", "memorize", "--m", "32,64", "--hidden", "100", "--replicates", "2", "--out", str(tmp_path), "--json"]
    status = call(arguments)
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    true, random, large = found["runs"]
    assert (true["train_errors"], random["train_errors"], large["train_errors"]) == (0, 0, 0)
    assert 0.4 < random["test_errors"] / random["test_points"] < 0.6
    assert status == 0 and found["verdict"] == "upheld"
    assert {r["quantity"] for r in found["ratios"]} >= {"bft17, fixed 4", "distance from initialisation"}
    assert [d["word"] for d in found["decisions"]] == ["MEASURED", "MEASURED"]


def test_a_network_too_small_to_memorize_is_refuted(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: Any) -> None:
    """A check that cannot fail shows nothing: two hidden units do not fit 64 random labels in R^5."""
    from torch_bridge.growth import memorize

    small = memorize.BASE["hypersphere"] | {"dimension": 5, "max_epochs": 20, "n_test": 100}
    monkeypatch.setitem(memorize.BASE, "hypersphere", small)
    arguments = ["experiment", "memorize", "--m", "64,65", "--hidden", "2", "--replicates", "2", "--out", str(tmp_path), "--json"]
    assert call(arguments) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["decisions"][0]["verdict"] == "refuted"


def test_memorize_misuse() -> None:
    for sizes in ((32,), (64, 32), (32, 32)):
        with pytest.raises(UccheckError, match="m < M"):
            plans("hypersphere", "quick", ms=sizes)
    with pytest.raises(UccheckError, match="no preset"):
        plans("hypersphere", "enormous")


def test_ratio_is_geometric_and_paired() -> None:
    found = ratio("x", [1.0, 2.0, 4.0], [3.0, 6.0, 12.0], "0.95")
    assert (found.ratio, found.lower, found.upper) == pytest.approx((3.0, 3.0, 3.0))


def test_help_loads_no_torch() -> None:
    code = (
        "import sys; from uccheck.cli import build_app; build_app(); assert 'torch' not in sys.modules and 'matplotlib' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
