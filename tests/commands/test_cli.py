"""The command line as a user meets it: exit statuses, one-line misuse, JSON keys, and a light start."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest


def run(*arguments: str, status: int) -> subprocess.CompletedProcess[str]:
    found = subprocess.run([sys.executable, "-m", "uccheck", *arguments], capture_output=True, text=True, timeout=120)
    assert found.returncode == status, found.stderr + found.stdout
    return found


def misuse(*arguments: str) -> str:
    """The single line on stderr of a call that exits with status 2 and prints nothing else."""
    found = run(*arguments, status=2)
    assert found.stdout == ""
    assert found.stderr.count("\n") == 1
    assert found.stderr.startswith("uccheck: ")
    return found.stderr


INSTANCE = ("--m", "1000", "--D", "400000", "--delta", "0.05", "--epsilon", "0.01")


def test_certify_then_check(tmp_path: Path) -> None:
    path = tmp_path / "c.json"
    found = json.loads(run("certify", *INSTANCE, "-o", str(path), "--json", status=0).stdout)
    keys = {"verdict", "theorem", "m", "D", "delta", "epsilon", "gamma", "e_gen_upper", "e_unif_alg_lower"}
    keys |= {"probability_lower", "trusts", "certificate"}
    assert keys <= set(found)
    assert found["verdict"] == "CERTIFIED"
    assert json.loads(path.read_text()) == found["certificate"]
    checked = json.loads(run("check", str(path), "--json", status=0).stdout)
    assert checked["verdict"] == "CERTIFIED"
    path.write_text(path.read_text().replace('"delta": "0.05"', '"delta": "0.06"'))
    assert json.loads(run("check", str(path), "--json", status=1).stdout)["verdict"] == "REFUTED"


def test_half_the_dimension_is_not_certified_and_the_failing_term_is_named(tmp_path: Path) -> None:
    path = tmp_path / "c.json"
    arguments = [a if a != "400000" else "200000" for a in INSTANCE]
    found = run("certify", *arguments, "-o", str(path), status=1)
    assert "fails: P(L_D(h_S) <= 0.01)" in found.stdout
    assert not path.exists()


def test_threshold_and_probability_have_their_keys() -> None:
    found = json.loads(run("threshold", "--m", "20", "--delta", "0.05", "--epsilon", "0.2", "--json", status=0).stdout)
    assert {"D", "theorem", "m", "delta", "epsilon", "e_unif_alg_lower"} <= set(found)
    again = json.loads(run("probability", "one-flipped", "--m", "20", "--D", "200", "--json", status=0).stdout)
    assert {"event", "lower", "upper"} <= set(again)


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("certify", "--m", "0", *INSTANCE[2:]), "m must be at least 1"),
        (("certify", "--m", "12.5", *INSTANCE[2:]), "whole number"),
        (("certify", *INSTANCE[:4], "--delta", "NaN", "--epsilon", "0.01"), "delta is not a number"),
        (("certify", *INSTANCE[:4], "--delta", "0.5", "--epsilon", "0.01", "--theorem", "B"), "theorem C"),
        (("certify", *INSTANCE, "--s", "32"), "the flip fails"),
        (("certify", *INSTANCE, "-o", "/no/such/folder/c.json"), "cannot write"),
        (("certify", *INSTANCE, "--s", "5", "--kernel"), "s = 4 and b = 32"),
        (("threshold", "--m", "10", "--delta", "0.05", "--epsilon", "2"), "between 0 and 1"),
        (("probability", "flipped", "--m", "20", "--D", "200"), "unknown event"),
        (("check", "/no/such/file"), "cannot read"),
        (("certify", "--m", "10"), "Missing option"),
        (("certify", *INSTANCE, "--zeta", "1"), "No such option"),
        (("certifi",), "No such command"),
    ],
)
def test_misuse_is_one_line_and_status_2(arguments: tuple[str, ...], line: str) -> None:
    assert line in misuse(*arguments)


HEAVY = ("torch", "sympy", "matplotlib", "pydantic", "scipy", "numpy", "flint", "torch_bridge")
CODE = "import sys; {first}; print([n for n in {heavy!r} if n in sys.modules])"


@pytest.mark.parametrize("first", ["import uccheck", "import uccheck.cli as c; c.build_app()"])
def test_the_start_is_light(first: str) -> None:
    found = subprocess.run([sys.executable, "-c", CODE.format(first=first, heavy=HEAVY)], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_the_test_of_lightness_can_fail() -> None:
    code = CODE.format(first="import uccheck, sympy", heavy=HEAVY)
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "sympy" in found.stdout


def test_help_names_every_command() -> None:
    text = run("--help", status=0).stdout
    for name in ("certify", "threshold", "probability", "simulate", "check", "verify", "audit", "experiment"):
        assert name in text


def test_an_interrupt_is_status_130() -> None:
    code = (
        "import uccheck.answers.sweep\n"
        "from uccheck import cli\n"
        "def stop(*numbers, **more): raise KeyboardInterrupt\n"
        "uccheck.answers.sweep.sweep = stop\n"
        "cli.main(['sweep'])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert found.returncode == 130
    assert found.stderr == "uccheck: interrupted; what was done is kept\n"
