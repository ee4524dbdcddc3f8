"""Attacks on what stands around the sources: programs, compiled files, environment, cache; each is refused by a gate."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from uccheck.certificates.kernel import instance as kernel
from uccheck.certificates.kernel import library as coq_library
from uccheck.certificates.kernel import tools as coq_tools
from uccheck.certificates.kernel.gates import AXIOMS
from uccheck.certificates.kernel.library import Library, kept_report, recompiled_faults, source_faults
from uccheck.certificates.kernel.tools import MINUTE, coqc, programs, run_limited, tool_faults
from uccheck.core.errors import MissingTool
from uccheck.core.programs import need
from uccheck.core.verdict import Verdict

SOUND = Library(folder="", sha256="", coq="coq 8.16.1", axioms=AXIOMS, faults=())
CLEAN = """cat <<'END'
CONTEXT SUMMARY
* Theory: Set is predicative
* Axioms: <none>
* Constants/Inductives relying on type-in-type: <none>
* Constants/Inductives relying on unsafe (co)fixpoints: <none>
* Inductives whose positivity is assumed: <none>
END
"""


@pytest.fixture
def coq() -> str:
    """The path of coqc; skipped without it."""
    try:
        return need("coqc")
    except MissingTool as missing:
        pytest.skip(str(missing))


def fake(folder: Path, name: str, text: str) -> None:
    """A script of that name."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{text}", encoding="utf-8")
    (folder / name).chmod(0o755)


def small_library(folder: Path, **sources: str) -> Path:
    """A library of some sources; nothing of it is compiled."""
    folder.mkdir(exist_ok=True)
    (folder / "_CoqProject").write_text("-R . UC\n" + "".join(f"{name}.v\n" for name in sources), encoding="utf-8")
    (folder / "Assumptions.v").write_text("", encoding="utf-8")
    for name, text in sources.items():
        (folder / f"{name}.v").write_text(text, encoding="utf-8")
    return folder


# ----- the programs ---------------------------------------------------------------------------------


def test_a_script_that_is_called_coqc_and_accepts_everything_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake(tmp_path, "coqc", "exit 0\n")
    fake(tmp_path, "coqchk", CLEAN)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert tool_faults() == ("coqc accepts a lemma that is false", "coqchk does not see a loop whose check was switched off")


def test_a_script_that_is_called_coqchk_and_sees_nothing_is_refused(coq: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert tool_faults() == ()
    fake(tmp_path, "coqchk", CLEAN)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert tool_faults() == ("coqchk does not see a loop whose check was switched off",)


def test_other_programs_inspect_again(coq: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A coqc that is put first on PATH later does not inherit the report of the one before."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = compiled_by_hand(tmp_path / "library")
    monkeypatch.setattr(coq_library, "_inspect", lambda folder, digest: replace(SOUND, folder=str(folder), sha256=digest))
    coq_library.inspected(folder)
    assert kept_report(folder) is not None
    before = programs()
    fake(tmp_path / "bin", "coqc", "exit 0\n")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    assert programs() != before and kept_report(folder) is None


STEERING = ("COQPATH", "COQLIB", "COQFLAGS", "COQEXTRAFLAGS", "OTHERFLAGS", "OPT", "MAKEFLAGS", "MAKEFILES", "OCAMLPATH", "LD_PRELOAD")


@pytest.mark.parametrize("name", STEERING)
def test_no_variable_that_steers_coq_or_make_reaches_them(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    environment = {**os.environ, name: "/nowhere/evil"}
    monkeypatch.setattr(coq_tools.os, "environ", environment)
    _, output = run_limited(["/usr/bin/env"], MINUTE)
    assert "/nowhere/evil" not in output and "PATH=" in output


@pytest.mark.parametrize("name", ["XDG_DATA_HOME", "XDG_DATA_DIRS", "HOME"])
def test_no_library_of_a_users_own_folders_is_loaded(coq: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """`coq` in each of these folders stands before the installed libraries: an axiom there would have a trusted library's name."""
    folder = tmp_path / (".local/share/coq" if name == "HOME" else "coq") / "UC"
    folder.mkdir(parents=True)
    (folder / "Planted.v").write_text("Axiom absurd : False.\n", encoding="utf-8")
    asks = tmp_path / "Asks.v"
    asks.write_text("From UC Require Planted.\n", encoding="utf-8")
    subprocess.run([coq, "-q", "-R", ".", "UC", "Planted.v"], cwd=folder, check=True)
    for variable in ("HOME", "XDG_DATA_HOME", "XDG_DATA_DIRS"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv(name, str(tmp_path))
    loaded = subprocess.run([coq, "-q", str(asks)], capture_output=True, check=False)
    assert loaded.returncode == 0, "Coq itself takes it"
    code, output = coqc(asks, small_library(tmp_path / "library"), MINUTE)
    assert code == 1 and "Cannot find a physical path" in output


# ----- the compiled files ---------------------------------------------------------------------------


def compiled_by_hand(folder: Path) -> Path:
    """A library whose compiled files are empty."""
    small_library(folder, A="")
    (folder / "A.vo").write_bytes(b"")
    return folder


def test_compiled_files_of_other_definitions_are_refused_by_the_frozen_page(coq: str, tmp_path: Path) -> None:
    """A sound .vo that means something else, beside an innocent source: coqchk has nothing to say against it."""
    page = "From UC Require Import A.\nLemma pinned : answer = 1. Proof. exact eq_refl. Qed.\n"
    folder = small_library(tmp_path, A="Definition answer := 1.\n", Challenge=page)
    assert coqc(folder / "A.v", folder, MINUTE)[0] == 0 and recompiled_faults(folder) == ()
    (folder / "A.v").write_text("Definition answer := 2.\n")
    assert coqc(folder / "A.v", folder, MINUTE)[0] == 0
    (folder / "A.v").write_text("Definition answer := 1.\n")
    os.utime(folder / "A.vo")
    assert any("they are of other sources" in line for line in recompiled_faults(folder))


def test_what_coqchk_leaves_out_must_be_what_coqc_makes_of_it(coq: str, tmp_path: Path) -> None:
    folder = small_library(tmp_path, ITZ="Definition one := 1.\n")
    assert coqc(folder / "ITZ.v", folder, MINUTE)[0] == 0 and recompiled_faults(folder) == ()
    (folder / "ITZ.v").write_text("Definition one := 2.\n")
    assert recompiled_faults(folder) == ("ITZ.vo is not what coqc makes of ITZ.v",)


def test_a_compiled_file_that_is_swapped_while_coqc_runs_proves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = compiled_by_hand(tmp_path)
    digest = coq_library.library_hash(folder)

    def swapping(path: Path, library: Path, seconds: float) -> tuple[int, str]:
        (library / "A.vo").write_bytes(b"evil")
        return 0, ""

    monkeypatch.setattr(kernel, "library_folder", lambda: folder)
    monkeypatch.setattr(kernel, "inspected", lambda place: replace(SOUND, sha256=digest))
    monkeypatch.setattr(kernel, "coqc", swapping)
    result = kernel.kernel_certificate(1000, 400000, "0.1")
    assert result.verdict is Verdict.UNDECIDED and "changed while coqc ran" in result.detail
    monkeypatch.setattr(kernel, "coqc", lambda *_: (0, ""))
    (folder / "A.vo").write_bytes(b"")
    assert kernel.kernel_certificate(1000, 400000, "0.1").verdict is Verdict.UPHELD, "unswapped, the same goes through"


@pytest.mark.parametrize("kind", ["a folder", "a source"])
def test_a_link_in_the_library_is_refused(tmp_path: Path, kind: str) -> None:
    """coqc follows links to folders; a file there would stand for one of the library's name."""
    folder, away = compiled_by_hand(tmp_path / "library"), compiled_by_hand(tmp_path / "away")
    assert source_faults(folder) == ()
    if kind == "a folder":
        (folder / "deep").symlink_to(away)
        assert "deep is a link" in source_faults(folder)
    else:
        (folder / "A.v").unlink()
        (folder / "A.v").symlink_to(away / "A.v")
        assert "A.v is a link" in source_faults(folder)


# ----- the cache ------------------------------------------------------------------------------------


def _open(path: Path) -> None:
    path.chmod(0o666)


def _open_folder(path: Path) -> None:
    path.parent.chmod(0o777)


def _linked(path: Path) -> None:
    away = path.with_suffix(".away")
    path.rename(away)
    path.symlink_to(away)


def _linked_folder(path: Path) -> None:
    away = path.parent.with_name("away")
    shutil.move(path.parent, away)
    path.parent.symlink_to(away)


@pytest.mark.parametrize("attack", [_open, _open_folder, _linked, _linked_folder])
def test_a_report_that_somebody_else_could_have_written_is_not_believed(
    coq: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, attack: object
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = compiled_by_hand(tmp_path / "library")
    monkeypatch.setattr(coq_library, "_inspect", lambda folder, digest: replace(SOUND, folder=str(folder), sha256=digest))
    coq_library.inspected(folder)
    (report,) = (tmp_path / "cache" / "uccheck" / "coq").glob("*.json")
    assert kept_report(folder) is not None
    assert callable(attack)
    attack(report)
    assert kept_report(folder) is None


@pytest.mark.parametrize("odd", ["1). Axiom a : False. (*", "4%coqR", "1/0", "Admitted", "$(touch x)", "1\nUnset Guard Checking."])
def test_no_parameter_carries_coq_into_the_file(odd: str) -> None:
    from uccheck.core.errors import InvalidParameter

    for name in ("m", "D", "delta", "e_gen", "e_unif_alg", "gamma", "s", "b"):
        numbers = {"m": "10", "D": "12800", "delta": "0.1", name: odd}
        with pytest.raises(InvalidParameter):
            kernel.question(**numbers)  # type: ignore[arg-type]
    asked = kernel.question("10", "12800", "0.1", theorem=odd)
    plan = kernel._planned(asked)
    assert odd not in kernel.source((plan,)) if isinstance(plan, kernel.Goal) else True
