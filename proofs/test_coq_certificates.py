"""Certificates that coqc decides: what was asked, at the instance's own numbers; false claims are rejected by coqc itself."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from proofs.compiled import copy_of
from uccheck.certificates.kernel import instance as kernel
from uccheck.certificates.kernel.convex import convex_goal
from uccheck.certificates.kernel.library import MINUTE, coqc, inspected
from uccheck.certificates.kernel.template import Goal, source
from uccheck.certificates.kernel.universe import convex_certificate
from uccheck.certificates.kernel.upper import overfitting, spread
from uccheck.core.errors import MissingTool
from uccheck.core.verdict import Verdict

UPHELD, UNDECIDED = Verdict.UPHELD, Verdict.UNDECIDED


INSTANCES = {
    ("1", "2000", "0.1", "0.01", "0.99", "0"): UPHELD,
    ("1000", "348603", "0.05", "0.01", "0.99", "0"): UPHELD,  # README's instance; the balls' least D is 347729
    ("1000", "400000", "0.95", "0.01", "0.99", "0"): UPHELD,  # nothing cited
    ("10", "20000", "0.3", "0.02", "0.98", "3/2"): UPHELD,
    ("1000000", "1000000000000", "0.25", "1e-80", "0.999999999999", "0"): UPHELD,
    ("1000", "347000", "0.05", "0.01", "0.99", "0"): UNDECIDED,  # e_gen itself is above 0.01
    ("1000", "100000", "0.1", "0.05", "0.95", "0"): UNDECIDED,  # false: e_gen(1000, 0.1) = 0.106 in dimension 100000
    ("1000", "400000", "0.1", "0.05", "0.95", "4"): UNDECIDED,  # the theorems are about gamma < 4
}


@pytest.mark.slow
def test_certificates_say_what_was_asked(library: Path) -> None:
    results = kernel.kernel_certificates(tuple(kernel.question(*numbers) for numbers in INSTANCES), timeout=10 * MINUTE)
    for numbers, result in zip(INSTANCES, results, strict=True):
        assert result.verdict is INSTANCES[numbers], (numbers, result.detail)
        assert bool(result.trusts) is (result.verdict is UPHELD)
        assert not any(trust.startswith(("human", "cited")) for trust in result.trusts)


@pytest.mark.slow
def test_what_is_proved_is_the_instances_own_numbers(library: Path) -> None:
    result = kernel.kernel_certificate("1000", "400000", "0.1", timeout=10 * MINUTE)
    assert result.verdict is UPHELD and result.e_gen is not None and result.e_unif_alg is not None
    assert 0.0062 < result.e_gen < 0.0064 and 0.9937 < result.e_unif_alg < 0.9938
    for number in (result.e_gen, result.e_unif_alg):
        assert f"({number.numerator} / {number.denominator})%coqR" in result.source_text
    assert inspected(library).sha256 in result.trusts[0]


@pytest.mark.slow
def test_an_instance_after_the_first_costs_less_than_half_of_it(library: Path, tmp_path: Path) -> None:
    """All four ends of each; what the first costs more is the time to load the libraries. Measured in one run, in processor time."""
    plans = [kernel._planned(kernel.question("1000", 400000 + k, "0.1")) for k in range(5)]

    def seconds(count: int) -> float:
        path = tmp_path / f"Many{count}.v"
        path.write_text(source(tuple(plan for plan in plans[:count] if isinstance(plan, Goal))))
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        assert coqc(path, library, 10 * MINUTE) == (0, "")
        return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before

    first = seconds(1)
    assert (seconds(5) - first) / 4 < first / 2


@pytest.mark.slow
def test_an_instance_of_convex_losses_is_proved_from_no_axiom_and_a_false_one_is_rejected(library: Path) -> None:
    """False: a value a little too small; a delta that the integers do not reach."""
    zero, tenth = Fraction(0), Fraction(1, 10)
    goal = convex_goal(10, 10000, tenth, "gradient-descent", Fraction(1, 500), zero, Fraction(3, 2))
    found = convex_certificate(goal, 10 * MINUTE)
    assert found.verdict is UPHELD and len(found.trusts) == 1 and found.ends["e_gen", "upper"] == Fraction(9, 50)
    wrong = (replace(goal, small=Fraction(17, 100)), replace(goal, delta=Fraction(999999, 1000000)))
    for false, step in zip(wrong, ("box1", "chance1"), strict=True):
        rejected = convex_certificate(false, 10 * MINUTE)
        assert rejected.verdict is UNDECIDED and step in rejected.detail and rejected.ends == {}


@pytest.mark.slow
def test_a_false_claim_is_rejected_by_coqc_itself(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The search is made to believe the false claim, so that it is not the search that gives up."""
    monkeypatch.setattr(kernel, "_shortfall", lambda *_: "")
    for e_gen, e_unif_alg, step in (("0.006", None, "g_loss1"), (None, "0.9999", "v_count1")):
        result = kernel.kernel_certificate("1000", "400000", "0.1", e_gen, e_unif_alg, timeout=10 * MINUTE)
        assert result.verdict is UNDECIDED and step in result.detail, result.detail


@pytest.mark.slow
def test_a_library_with_a_fault_proves_nothing(library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = copy_of(library, tmp_path)
    monkeypatch.setenv("UCCHECK_COQ", str(folder))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    with (folder / "Prelude.v").open("a") as source:
        source.write("\nUnset Guard Checking.\n")
    with pytest.raises(MissingTool, match="kernel build"):
        kernel.kernel_certificate("1000", "400000", "0.1")
    os.utime(folder / "Prelude.vo")
    result = kernel.kernel_certificate("1000", "400000", "0.1")
    assert result.verdict is UNDECIDED and "Unset Guard Checking" in result.detail


def uccheck(library: Path, *arguments: str) -> dict[str, Any]:
    """The JSON that a command prints over this library."""
    command = [sys.executable, "-m", "uccheck", *arguments, "--json"]
    found = subprocess.run(command, capture_output=True, text=True, timeout=20 * MINUTE, env={**os.environ, "UCCHECK_COQ": str(library)})
    assert found.returncode in (0, 1), found.stderr
    return {**json.loads(found.stdout), "status": found.returncode}


@pytest.mark.slow
def test_the_commands_print_proved_over_coqs_own_numbers_and_over_nothing_else(library: Path, tmp_path: Path) -> None:
    numbers = ("--m", "1000", "--D", "400000", "--delta", "0.95")
    proved = uccheck(library, "certify", *numbers, "--epsilon", "0.01", "--kernel", "-o", str(tmp_path / "c.json"))
    assert (proved["verdict"], proved["kernel"]["verdict"], proved["status"]) == ("PROVED", "PROVED", 0)
    assert Fraction(proved["kernel"]["e_gen"]) <= Fraction(1, 100) and Fraction(proved["kernel"]["e_unif_alg"]) >= Fraction(99, 100)
    assert not any(trust.startswith(("human", "cited")) for trust in proved["kernel"]["trusts"])
    assert "Theorem instance1" in (tmp_path / "c.v").read_text()
    sharper = uccheck(library, "certify", *numbers, "--epsilon", "0.0064285", "--kernel")  # balls reach it, Coq's numbers do not
    assert (sharper["verdict"], sharper["kernel"]["verdict"], sharper["status"]) == ("CERTIFIED", "PROVED", 1)
    checked = uccheck(library, "check", str(tmp_path / "c.json"), "--kernel")
    assert (checked["verdict"], checked["files"][0]["kernel"][0]["verdict"]) == ("CERTIFIED", "PROVED")
    assert uccheck(library, "kernel", "status")["faults"] == []


@pytest.mark.slow
def test_a_refutation_is_proved_too_and_so_are_other_signals_and_theorem_a(library: Path) -> None:
    """At numbers of Coq's own: what only the balls refute, or no Coq theorem stands for, is not said to be proved."""

    def certify(m: str, D: str, delta: str, epsilon: str, *more: str) -> dict[str, Any]:
        return uccheck(library, "certify", "--m", m, "--D", D, "--delta", delta, "--epsilon", epsilon, "--kernel", *more)

    refuted = certify("1000", "200000", "0.05", "0.01")
    assert (refuted["verdict"], refuted["kernel"]["verdict"], refuted["status"]) == ("REFUTED", "PROVED", 1)
    assert refuted["kernel"]["refutes"] == ["e_gen", "e_unif_alg"]
    assert Fraction(1, 100) < Fraction(refuted["kernel"]["e_gen_lower"]) <= Fraction(refuted["e_gen"]["lower"])
    assert Fraction(refuted["e_unif_alg"]["upper"]) <= Fraction(refuted["kernel"]["e_unif_alg_upper"]) < Fraction(99, 100)
    near = certify("1000", "200000", "0.05", "0.0388")  # the balls refute it, Coq's bound is 0.03847
    assert (near["halves"]["e_gen"], near["kernel"]["refutes"]) == ("REFUTED", [])
    drowned = certify("10", "2000", "0.1", "0.2", "--gamma", "1000")
    assert drowned["kernel"]["refutes"] == ["e_unif_alg"] and Fraction(drowned["kernel"]["e_gen"]) < Fraction(1, 5)
    whole = certify("10", "20000", "0.1", "0.01", "--theorem", "A", "--s", "3", "--b", "16")
    assert (whole["verdict"], whole["status"]) == ("PROVED", 0) and "of the whole sample" in whole["kernel"]["detail"]


@pytest.mark.slow
def test_a_false_upper_side_is_rejected_by_coqc_itself(library: Path) -> None:
    asked = kernel.question("1000", "200000", "0.05").instance
    over, top = overfitting(asked), spread(asked)
    assert over is not None and top is not None
    high = replace(over.floor, value=Fraction("0.0391"))  # e_gen is at most 0.038935
    claims = {
        "o_share1": Goal(instance=asked, overfitting=replace(over, floor=high)),
        "o_rare1": Goal(instance=asked, overfitting=replace(over, cap_thin=Fraction(0))),
        "u_share1": Goal(instance=asked, ceiling=replace(top, floor=high)),
        "u_rare1": Goal(instance=asked, ceiling=replace(top, floor=replace(top.floor, alpha=top.floor.alpha / 2))),
    }
    for step, claim in claims.items():
        (result,) = kernel._decided((claim,), 10 * MINUTE)
        assert result.verdict is UNDECIDED and step in result.detail, (step, result.detail)
