"""The kernel-checked core: its sources pass their gate, its frozen page stands, it rests on the known axioms.

Without coqc the tests that need it are skipped with the packages to install; UCCHECK_REQUIRE_TOOLS=1 turns the skip into a failure.
"""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

import pytest

from proofs.compiled import COQ
from uccheck.certificates.kernel import library as coq_library
from uccheck.certificates.kernel.gates import AXIOMS, without_comments
from uccheck.certificates.kernel.library import MINUTE, inspected, run_limited, source_faults

SOURCES = sorted(COQ.glob("*.v"))


#: The frozen page: whoever changes a definition or a headline statement changes this number, and says so.
CHALLENGE = "f0045dca4564c1678cfd6a81e35ed27068e53bd6debb44546f80e050ac0316db"


def test_the_sources_pass_their_gate() -> None:
    assert source_faults(COQ) == ()


def test_every_source_is_in_the_project() -> None:
    listed = {path.name for path in coq_library.library_sources(COQ)}
    assert listed | {"Assumptions.v"} == {path.name for path in SOURCES}


def test_the_frozen_page_is_short_and_unchanged() -> None:
    text = (COQ / "Challenge.v").read_text(encoding="utf-8")
    assert hashlib.sha256(text.encode()).hexdigest() == CHALLENGE
    assert len(text.splitlines()) <= 200


#: Names of the development that stand on the frozen page: what it takes, what it defines anew, and letters of variables.
SHARED = {
    *("RR", "Z", "biased", "coin", "crd", "fair_coin", "half_ge0", "half_le1", "leb", "pP", "pT", "pres", "psG", "pspace"),
    *("psprod", "pspow", "quarter_ge0", "quarter_le1", "zmap", "egen", "eunif", "eabove", "ezero"),
    *("e_gen", "e_unif_alg", "smallest", "emp", "pop", "setting", "signed", "sign_lemma", "paper", "paper_s"),
    *("theorem_A", "theorem_B", "theorem_C", "theorem_C_half", "theorem_D", "theorem_E", "theorem_G", "theorem_H", "theorem_I"),
    *("B", "D", "G", "X", "c", "h", "k", "q", "t", "x"),
}


def test_no_name_of_the_development_shadows_a_librarys_on_the_frozen_page() -> None:
    """A `Definition measurable` in any other file would change what the page says without changing its text."""
    defined = r"(?:Lemma|Theorem|Corollary|Definition|Fixpoint|Notation|Record)\s+([A-Za-z][\w']*)|[;{]\s*([A-Za-z]\w*) :"
    others = (code(path) for path in SOURCES if path.name != "Challenge.v")
    names = {name for text in others for hit in re.findall(defined, text) for name in hit if name}
    page = re.sub(r"Proof\..*?Qed\.", "", code(COQ / "Challenge.v"), flags=re.DOTALL)
    assert names & set(re.findall(r"[\w']+", page)) == SHARED


def code(path: Path) -> str:
    """A source without its comments."""
    return without_comments(path.read_text(encoding="utf-8"))


def test_every_headline_of_the_frozen_page_has_its_assumptions_printed() -> None:
    names = re.findall(r"^Theorem (\w+)", (COQ / "Challenge.v").read_text(encoding="utf-8"), re.MULTILINE)
    printed = (COQ / "Assumptions.v").read_text(encoding="utf-8")
    assert tuple(names) == coq_library.headlines(COQ) and {"theorem_A", "sign_lemma", "sco_uniform"} <= {*names}
    assert [name for name in names if not re.search(rf"\b{name}\b", printed)] == []


@pytest.mark.slow
def test_the_library_passes_every_gate_and_rests_on_the_known_axioms(library: Path) -> None:
    found = inspected(library)
    assert found.faults == ()
    assert found.axioms == AXIOMS


def test_the_hash_moves_with_a_source_and_with_a_compiled_file(tmp_path: Path) -> None:
    (tmp_path / "_CoqProject").write_text("-R . UC\nA.v\n")
    (tmp_path / "Assumptions.v").write_text("")
    (tmp_path / "A.v").write_text("one")
    (tmp_path / "A.vo").write_bytes(b"1")
    first = coq_library.library_hash(tmp_path)
    (tmp_path / "A.vo").write_bytes(b"2")
    second = coq_library.library_hash(tmp_path)
    (tmp_path / "A.v").write_text("two")
    os.utime(tmp_path / "A.vo")
    assert len({first, second, coq_library.library_hash(tmp_path)}) == 3


def test_no_variable_of_the_environment_reaches_coq(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COQPATH", "/evil")
    monkeypatch.setenv("COQEXTRAFLAGS", "-type-in-type")
    _, output = run_limited(["env"], MINUTE)
    assert "COQ" not in output
