"""The kernel-checked core: it builds, rests on the frozen axioms only, and rejects planted faults.

Without coqc these tests are skipped with the packages to install; UCCHECK_REQUIRE_TOOLS=1 turns the skip into a failure.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from uccheck.certificates.coq import AXIOMS, certificate_source, checked_instance, kernel_certificate, parse_assumptions
from uccheck.certificates.coq_search import Witness, propose
from uccheck.core.errors import MissingTool
from uccheck.core.programs import need
from uccheck.core.verdict import Verdict

COQ = Path(__file__).parent / "coq"
SOURCES = sorted(COQ.glob("*.v"))
MINUTES = 60  # seconds


def code(text: str) -> str:
    """A Coq source without its comments."""
    kept, depth, at = [], 0, 0
    while at < len(text):
        pair = text[at : at + 2]
        if pair in ("(*", "*)"):
            depth += 1 if pair == "(*" else -1
            at += 2
            continue
        if depth == 0:
            kept.append(text[at])
        at += 1
    return "".join(kept)


@pytest.fixture(scope="session")
def library() -> Iterator[Path]:
    """The compiled development; `make` does nothing when it is up to date."""
    try:
        need("coqc")
        make = need("make")
    except MissingTool as missing:
        if os.environ.get("UCCHECK_REQUIRE_TOOLS") == "1":
            pytest.fail(str(missing))
        pytest.skip(str(missing))
    with (COQ / ".build.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = subprocess.run([make, "-C", str(COQ)], capture_output=True, text=True, timeout=30 * MINUTES)
    assert done.returncode == 0, done.stderr[-2000:]
    yield COQ


def compile_alone(folder: Path, name: str, timeout: float = 10 * MINUTES) -> subprocess.CompletedProcess[str]:
    """coqc on one file of a copy of the library."""
    command = [need("coqc"), "-q", "-w", "none", "-R", ".", "UC", name]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=timeout)


def copy_of(library: Path, folder: Path) -> Path:
    """The compiled library, copied."""
    for path in library.iterdir():
        if path.suffix in (".v", ".vo"):
            shutil.copy2(path, folder)
    return folder


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_nothing_is_admitted_or_assumed(path: Path) -> None:
    found = re.findall(r"\b(Admitted|admit|Axioms?|Parameters?|Conjecture|Abort|give_up|bypass_check)\b", code(path.read_text()))
    assert found == []


def test_every_source_is_in_the_project() -> None:
    listed = {line for line in (COQ / "_CoqProject").read_text().split() if line.endswith(".v")}
    assert listed | {"Assumptions.v"} == {path.name for path in SOURCES}


def test_the_search_for_admissions_sees_one() -> None:
    assert "Admitted" in code("(* fine *) Lemma a : False. Admitted.")
    assert "Admitted" not in code("(* Admitted (* nested *) still *) Lemma a : True.")


@pytest.mark.slow
def test_assumptions_are_the_frozen_ones(library: Path, tmp_path: Path) -> None:
    done = compile_alone(copy_of(library, tmp_path), "Assumptions.v")
    assert done.returncode == 0, done.stderr
    expected = (COQ / "assumptions.expected").read_text().split()
    assert list(parse_assumptions(done.stdout)) == expected
    assert expected == sorted(AXIOMS)


@pytest.mark.slow
def test_a_second_checker_accepts_every_own_module_but_the_interval_functor(library: Path) -> None:
    modules = [f"UC.{path.stem}" for path in SOURCES if path.stem not in ("Assumptions", "ITZ")]
    command = [need("coqchk"), "-silent", "-R", str(library), "UC"]
    command += [word for module in modules for word in ("-norec", module)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=10 * MINUTES)
    assert done.returncode == 0, done.stdout + done.stderr


#: file, what stands there, what is put in its place, the lemma that must fail
FAULTS = {
    "a constant: 160 for 60": ("Constants.v", "160 * m * l <= 2560", "260 * m * l <= 2560", "signal_le"),
    "a sign: the margin loses w2 . z": ("Learner.v", "4%:R + b * dot v t", "4%:R - b * dot v t", "margin_signal"),
    "a quantifier: some S for all S": (
        "Transfer.v",
        "forall s S, G s -> G S -> `|pop (h s) - emp (h s) S| <= b.\nDefinition above",
        "forall s, G s -> exists2 S, G S & `|pop (h s) - emp (h s) S| <= b.\nDefinition above",
        "e_unif_alg_ge",
    ),
    "delta where 2 delta stands": ("TheoremB.v", "delta (1 - 2 * delta).", "delta (1 - delta).", "flip_meets"),
    "a tail bound too good: D/70 for D/75": ("Constants.v", "<= - (D / 75)", "<= - (D / 70)", "long_exponent_le"),
}


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS)
def test_planted_fault_is_rejected(library: Path, tmp_path: Path, fault: str) -> None:
    name, sound, faulty, lemma = FAULTS[fault]
    folder = copy_of(library, tmp_path)
    text = (folder / name).read_text()
    assert text.count(sound) == 1, "the fault no longer applies: the source has changed"
    (folder / name).write_text(text.replace(sound, faulty))
    done = compile_alone(folder, name)
    assert done.returncode != 0, f"coqc accepted the fault {fault!r}"
    assert failing_lemma(folder / name, done.stderr) == lemma


def failing_lemma(path: Path, errors: str) -> str:
    """The lemma in whose proof coqc stopped."""
    line = re.search(r"line (\d+)", errors)
    assert line is not None, errors
    above = path.read_text().splitlines()[: int(line.group(1))]
    return [hit.group(1) for text in above if (hit := re.match(r"\s*(?:Lemma|Theorem)\s+(\w+)", text))][-1]


INSTANCES = {
    ("1", "2000", "0.1", "0.01"): Verdict.UPHELD,
    ("10", "12800", "0.1", "0.05"): Verdict.UPHELD,
    ("1000", "400000", "0.1", "0.05"): Verdict.UPHELD,
    ("1000000", "1000000000000", "0.25", "1e-12"): Verdict.UPHELD,
    ("10", "2000", "0.1", "0.05"): Verdict.UNDECIDED,  # true (e_gen = 0.0416), but Chernoff's bound is too weak for it
    ("1000", "100000", "0.1", "0.05"): Verdict.UNDECIDED,  # false: e_gen(1000, 0.1) = 0.106 in dimension 100000
}


@pytest.mark.slow
@pytest.mark.parametrize("instance", INSTANCES, ids="-".join)
def test_certificates(library: Path, instance: tuple[str, str, str, str]) -> None:
    result = kernel_certificate(*instance, timeout=10 * MINUTES)
    assert result.verdict is INSTANCES[instance], result.detail
    assert set(result.assumptions) <= set(AXIOMS)


@pytest.mark.slow
def test_a_false_instance_is_rejected_by_coqc_itself(library: Path, tmp_path: Path) -> None:
    """With the witness of a true instance (epsilon = 1/2), re-split, so that it is not the search that gives up."""
    true, false = (checked_instance(1000, 100000, "0.1", epsilon) for epsilon in ("0.5", "0.05"))
    witness = propose(true)
    assert isinstance(witness, Witness)
    witness = replace(witness, e2=false.epsilon - witness.e1)
    (tmp_path / "Instance.v").write_text(certificate_source(false, witness))
    command = [need("coqc"), "-q", "-w", "none", "-R", str(library), "UC", "Instance.v"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=10 * MINUTES)
    assert done.returncode != 0
    assert failing_lemma(tmp_path / "Instance.v", done.stderr) == "population_split"


def test_the_ledger_names_theorems_that_exist() -> None:
    ledger = tomllib.loads((COQ / "LEDGER.toml").read_text())
    for row in ledger["checked"]:
        assert re.search(rf"^(?:Theorem|Lemma)\s+{row['theorem']}\b", (COQ / row["file"]).read_text(), re.MULTILINE), row
    ids = [row["id"] for part in ("checked", "unchecked") for row in ledger[part]]
    assert len(ids) == len(set(ids))


def test_the_command_line_has_coq_decide_the_same_instance(library: Path, tmp_path: Path) -> None:
    """certify --kernel prints PROVED and keeps the .v file; check --kernel decides again; a stronger claim does not pass."""
    path = tmp_path / "c.json"
    numbers = ["--m", "100", "--D", "200000", "--delta", "0.1", "--epsilon", "0.05"]
    certified = command("certify", *numbers, "--kernel", "-o", str(path), "--json")
    assert certified.returncode == 0, certified.stderr
    found = json.loads(certified.stdout)
    assert found["verdict"] == "PROVED"
    assert "coq" in found["trusts"]
    assert path.with_suffix(".v").read_text().count("Theorem") + path.with_suffix(".v").read_text().count("Lemma") > 0
    checked = command("check", "--kernel", str(path))
    assert checked.returncode == 0, checked.stdout
    assert "Coq: PROVED" in checked.stdout
    tight = command("certify", "--m", "100", "--D", "36000", "--delta", "0.1", "--epsilon", "0.01", "--kernel", "--json")
    assert tight.returncode == 1
    assert json.loads(tight.stdout)["verdict"] == "CERTIFIED"  # by balls; Coq's bounds are too coarse, and it says so
    assert json.loads(tight.stdout)["kernel"]["verdict"] == "INCONCLUSIVE"


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "uccheck", *arguments], capture_output=True, text=True, timeout=3 * MINUTES)
