"""Kernel certificates after the search, without coqc: the text that is written, the library, and what coqc's answer decides."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from tests.certificates.planning import INSTANCES, instance, plan
from uccheck.certificates.kernel import instance as kernel
from uccheck.certificates.kernel import library as coq_library
from uccheck.certificates.kernel.gates import AXIOMS, refused
from uccheck.certificates.kernel.library import Library
from uccheck.certificates.kernel.template import Goal, best_claim, full_claim, models, source
from uccheck.core import programs
from uccheck.core.errors import InvalidParameter, MissingTool
from uccheck.core.verdict import Kind, Verdict


def test_the_statement_depends_on_the_claim_alone() -> None:
    asked = instance(1000, 400000, "0.1")
    claims = [
        Goal(instance=asked, e_gen=Fraction(1, 10), e_unif_alg=Fraction(9, 10), generalizing=small, vacuous=large)
        for small, large in (plan(1000, 400000, "0.1"), plan(1000, 390000, "0.1"))
    ]
    one, other = (source((claim,)) for claim in claims)
    assert one != other
    theorem = "Theorem instance1"
    assert one[one.index(theorem) :] == other[other.index(theorem) :]


@pytest.mark.parametrize("numbers", [*INSTANCES, (1000, 17000, "0.05"), (2, 500, "0.9", "1/2")])
def test_the_template_leaves_no_blank_and_passes_the_gate(numbers: tuple[int | str, ...]) -> None:
    text = source((best_claim(instance(*numbers), *plan(*numbers)),))  # type: ignore[arg-type]
    assert refused(text) == ()
    assert [word for word in ("<m>", "<D>", "<k>", "<delta>", "<e_gen>", "<half>", "<far>") if word in text] == []


def test_the_models_prove_bounds_in_every_way() -> None:
    text = models()
    assert refused(text) == ()
    bounds = ("flip_eunif_ge", "sign_eunif_ge", "egen_le ", "egen_ge", "eunif_le_spread", "eunif_le_drowned", "egen_le_drowned")
    shapes = ("Rmin_l", "q_bound_series", "q_bound_far", "Rmax_l", "q_floor_series", "right_count 0%coqZ", "right_count 1%coqZ")
    shapes += ("long_of_cap", "sharp_of_cap")
    assert [word for word in (*bounds, *shapes, "Print Assumptions instances") if word not in text] == []


SHORT = {
    (10, 2000, "0.1", "0.04", "0.9"): "population loss",
    (1000, 1000, "0.1", "0.5", "0.1"): "flipped margins",
    (1000, 400000, "0.1", "0.05", "0.995"): "flipped margins and loss",
}


@pytest.mark.parametrize("numbers", SHORT)
def test_a_shortfall_names_the_bound_that_falls_short(numbers: tuple[int | str, ...]) -> None:
    result = kernel.kernel_certificate(*numbers)  # type: ignore[arg-type]
    assert result.verdict is Verdict.UNDECIDED and result.detail.startswith(SHORT[numbers])
    assert result.trusts == () and result.evidence.kind is Kind.KERNEL and result.evidence.word == "INCONCLUSIVE"


def test_a_large_gamma_is_undecided_not_misuse() -> None:
    result = kernel.kernel_certificate(10, 12800, "0.1", "0.5", "0.5", gamma=4)
    assert result.verdict is Verdict.UNDECIDED and "gamma < 4" in result.detail


@pytest.mark.parametrize(
    "numbers",
    [
        (0, 10, "0.1"),
        (10**7, 10, "0.1"),
        (1, 10**13, "0.1"),
        (1, 10, 0.1),
        (1, 10, "1"),
        (1, 10, "0.1", "-1"),
        (1, 10, "0.1", "0.1", "2"),
        (1, 10, "0.1", "0.1", "0.5", "0). Axiom a : False. (*"),
    ],
)
def test_misuse_is_one_line(numbers: tuple[object, ...]) -> None:
    with pytest.raises(InvalidParameter) as caught:
        kernel.kernel_certificate(*numbers)  # type: ignore[arg-type]
    assert "\n" not in str(caught.value)


def test_without_coqc_the_packages_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(programs, "find_tool", lambda name: None)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(coq_library, "library_hash", lambda folder: "0")
    with pytest.raises(MissingTool, match="libcoq-mathcomp-analysis"):
        kernel.kernel_certificate(10, 12800, "0.1")


def test_a_library_elsewhere_must_exist_and_be_compiled(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("UCCHECK_COQ", str(tmp_path))
    with pytest.raises(MissingTool, match="UCCHECK_COQ"):
        coq_library.library_folder()
    for name, text in (("_CoqProject", "-R . UC\nA.v\n"), ("A.v", ""), ("Assumptions.v", "")):
        (tmp_path / name).write_text(text)
    with pytest.raises(MissingTool, match="kernel build"):
        coq_library.library_hash(tmp_path)


def compiled(folder: Path) -> Path:
    """A folder that has what a compiled library has, empty."""
    folder.mkdir()
    for name, text in (("_CoqProject", "-R . UC\nA.v\n"), ("A.v", ""), ("Assumptions.v", ""), ("A.vo", "")):
        (folder / name).write_text(text)
    return folder


def test_a_kept_report_speaks_of_the_folder_at_hand_and_of_what_lies_beside_it_now(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(coq_library, "_inspect", lambda folder, digest: replace(SOUND, folder=str(folder), sha256=digest))
    first, second = compiled(tmp_path / "first"), compiled(tmp_path / "second")
    assert coq_library.inspected(first).folder == str(first)
    kept = coq_library.kept_report(second)
    assert kept is not None and (kept.folder, kept.faults) == (str(second), ())
    (second / "sub").mkdir()
    (second / "sub" / "A.vo").write_text("another theorem under the same name")
    kept = coq_library.kept_report(second)
    assert kept is not None and kept.faults == ("sub/A.vo is not in _CoqProject",)
    assert coq_library.inspected(second).faults == kept.faults and coq_library.inspected(first).faults == ()


def test_a_fault_is_looked_for_again_and_not_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = compiled(tmp_path / "library")
    for faults in (("coqc had no memory",), ()):
        found = replace(SOUND, faults=faults)
        monkeypatch.setattr(coq_library, "_inspect", lambda folder, digest, found=found: replace(found, folder=str(folder), sha256=digest))
        assert coq_library.inspected(folder).faults == faults
        assert (coq_library.kept_report(folder) is None) == bool(faults)


def test_a_build_removes_what_was_compiled_of_sources_that_are_gone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(coq_library, "need", lambda tool: tool)
    monkeypatch.setattr(coq_library, "run_limited", lambda command, seconds: (0, ""))
    for name in ("A.v", "A.vo", "Gone.vo"):
        (tmp_path / name).write_text("")
    coq_library.build_library(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["A.v", "A.vo"]


SOUND = Library(folder="", sha256="ab" * 32, coq="coq 8.16.1", axioms=AXIOMS, faults=())


OUTCOMES = {
    "accepted": ((0, ""), SOUND, Verdict.UPHELD, "coqc accepts e_gen <= 0.00629"),
    "a word too much": ((0, "Axioms: mine"), SOUND, Verdict.UNDECIDED, "coqc rejected"),
    "endless": ((None, ""), SOUND, Verdict.UNDECIDED, "did not decide within"),
    "rejected": ((1, 'File "Instance.v", line {step}, characters 1-2:\nError: no'), SOUND, Verdict.UNDECIDED, "the step `g_rare1`"),
    "a refused library": (
        (0, ""),
        Library(folder="", sha256="ab" * 32, coq="coq 8.16.1", axioms=(), faults=("A.v: Axiom",)),
        Verdict.UNDECIDED,
        "refused: A.v: Axiom",
    ),
}


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_what_coqc_and_the_gates_say_decides(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, outcome: str) -> None:
    ended, library, verdict, said = OUTCOMES[outcome]
    monkeypatch.setattr(kernel, "inspected", lambda folder: library)
    monkeypatch.setattr(kernel, "library_hash", lambda folder: SOUND.sha256)
    monkeypatch.setattr(kernel, "library_folder", lambda: tmp_path)
    written = source((full_claim(instance(1000, 400000, "0.1")),)).splitlines()
    step = next(k for k, line in enumerate(written, 2) if line.startswith("Lemma g_rare1 "))
    said_by_coq = ended[0], ended[1].replace("{step}", str(step))
    monkeypatch.setattr(kernel, "coqc", lambda path, folder, seconds: said_by_coq)
    result = kernel.kernel_certificate(1000, 400000, "0.1")
    assert result.verdict is verdict and said in result.detail, result.detail
    if verdict is Verdict.UPHELD:
        assert result.trusts == ("coq 8.16.1 (library sha256 " + "ab" * 32 + ")", *(f"axiom: {name}" for name in AXIOMS))
        assert result.evidence.word == "PROVED"


def test_one_rejected_claim_does_not_sink_the_others(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(kernel, "inspected", lambda folder: SOUND)
    monkeypatch.setattr(kernel, "library_hash", lambda folder: SOUND.sha256)
    monkeypatch.setattr(kernel, "library_folder", lambda: tmp_path)
    monkeypatch.setattr(kernel, "coqc", lambda path, folder, seconds: (1 if "350001" in path.read_text() else 0, ""))
    results = kernel.kernel_certificates(tuple(kernel.question(1000, D, "0.1") for D in (350000, 350001, 350002)))
    assert [result.verdict.name for result in results] == ["UPHELD", "UNDECIDED", "UPHELD"]
