"""The proposing side of kernel certificates, and everything about them that needs no coqc."""

from __future__ import annotations

import math
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from uccheck.certificates import coq as kernel
from uccheck.certificates.coq_search import Shortfall, Witness, best_tilt, flip_exponent, propose
from uccheck.core import programs as tools
from uccheck.core.errors import InvalidParameter, MissingTool
from uccheck.core.verdict import Kind, Verdict


def witness_for(*numbers: str | int) -> Witness:
    found = propose(kernel.checked_instance(*numbers))
    assert isinstance(found, Witness)
    return found


@pytest.mark.parametrize("m", [1, 2, 3, 10, 1000, 10**6])
def test_best_tilt_minimizes_the_exponent(m: int) -> None:
    tau = best_tilt(m)
    least = flip_exponent(m, 1000, tau)
    assert all(least <= flip_exponent(m, 1000, tau * nudge) + 1e-12 for nudge in (0.9, 0.999, 1.001, 1.1))


INSTANCES = [
    (1, 400, "0.1", "0.1"),
    (10, 12800, "0.49", "0.5"),
    (1000, 400000, "0.1", "0.05"),
    (10**6, 10**12, "0.25", "1e-12"),
    (1, 10**12, "1e-9", "1e-9"),
    (3, 10**6, "1e-30", "1e-30"),
]


@pytest.mark.parametrize("numbers", INSTANCES)
def test_proposed_witness_closes_with_exact_splits(numbers: tuple[int, int, str, str]) -> None:
    instance, witness = kernel.checked_instance(*numbers), witness_for(*numbers)
    assert witness.e1 > 0 and witness.e1 + witness.e2 == instance.epsilon
    assert math.exp(witness.cap_pop) <= witness.e2
    assert math.exp(witness.cap_long) <= instance.delta
    assert math.exp(witness.cap_flip) / witness.e1 + math.exp(witness.cap_long) < 1 - 2 * instance.delta


SHORT = {
    (10, 2000, "0.1", "0.05"): "population loss",
    (1000, 1000, "0.1", "0.05"): "flipped margins",
    (10, 12800, "0.6", "0.05"): "delta",
}


@pytest.mark.parametrize("numbers", SHORT)
def test_a_shortfall_names_the_bound_that_fails(numbers: tuple[int, int, str, str]) -> None:
    found = propose(kernel.checked_instance(*numbers))
    assert isinstance(found, Shortfall)
    assert found.detail.startswith(SHORT[numbers])
    result = kernel.kernel_certificate(*numbers)
    assert result.verdict is Verdict.UNDECIDED and result.detail == found.detail


def test_the_statement_depends_on_the_instance_alone() -> None:
    instance = kernel.checked_instance(10, 12800, "0.1", "0.05")
    one = kernel.certificate_source(instance, witness_for(10, 12800, "0.1", "0.05"))
    other = kernel.certificate_source(instance, witness_for(10, 30000, "0.1", "0.01"))
    assert one != other
    assert one[one.index("Theorem instance") :] == other[other.index("Theorem instance") :]
    assert "<" not in one.replace("<=", "").replace("< 1 - 2", "")


@pytest.mark.parametrize(
    "numbers",
    [(0, 10, "0.1", "0.1"), (10**7, 10, "0.1", "0.1"), (1, 10**13, "0.1", "0.1"), (1, 10, 0.1, "0.1"), (1, 10, "0.1", "1")],
)
def test_misuse_is_one_line(numbers: tuple[object, ...]) -> None:
    with pytest.raises(InvalidParameter) as caught:
        kernel.kernel_certificate(*numbers)  # type: ignore[arg-type]
    assert "\n" not in str(caught.value)


def test_without_coqc_the_packages_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tools, "find_tool", lambda name: None)
    with pytest.raises(MissingTool, match="libcoq-mathcomp-analysis"):
        kernel.kernel_certificate(10, 12800, "0.1", "0.05")


def test_a_library_elsewhere_must_exist_and_be_compiled(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("UCCHECK_COQ", str(tmp_path))
    with pytest.raises(MissingTool, match="UCCHECK_COQ"):
        kernel.compiled_library()
    (tmp_path / "_CoqProject").write_text("-R . UC\nA.v\n")
    (tmp_path / "A.v").write_text("")
    with pytest.raises(MissingTool, match="make -C"):
        kernel.compiled_library()


def fake_coqc(folder: Path, script: str) -> str:
    path = folder / "coqc"
    path.write_text(f"#!{sys.executable}\n{script}")
    path.chmod(0o755)
    return str(path)


ACCEPTED = "Axioms:\nClassical_Prop.classic : forall P : Prop, P \\\\/ ~ P\nboolp.propositional_extensionality\n  : True"
OUTCOMES = {
    "accepted": (f"print('''{ACCEPTED}''')", Verdict.UPHELD, "accepted"),
    "foreign axiom": ("print('Axioms:\\nmine : False')", Verdict.UNDECIDED, "mine"),
    "no axioms printed": ("print('done')", Verdict.UNDECIDED, "none were printed"),
    "endless": ("import time; time.sleep(60)", Verdict.UNDECIDED, "time limit"),
    "rejected": (
        "import sys; print('File \"Instance.v\", line 16, characters 1-2:\\nError: Cannot prove it'); sys.exit(1)",
        Verdict.UNDECIDED,
        "`flipped_margin`",
    ),
}


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_what_coqc_says_decides(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, outcome: str) -> None:
    script, verdict, said = OUTCOMES[outcome]
    monkeypatch.setattr(kernel, "need", lambda name: fake_coqc(tmp_path, script))
    monkeypatch.setattr(kernel, "compiled_library", lambda: tmp_path)
    result = kernel.kernel_certificate(10, 12800, "0.1", "0.05", workdir=tmp_path, timeout=3)
    assert result.verdict is verdict and said in result.detail
    assert result.evidence.kind is Kind.KERNEL and result.seconds < 30


def test_gamma_moves_the_population_bound_only() -> None:
    plain, ramp = (propose(kernel.checked_instance(10, 30000, "0.1", "0.05", gamma)) for gamma in (0, 1))
    assert isinstance(plain, Witness) and isinstance(ramp, Witness)
    assert plain.cap_flip == ramp.cap_flip and plain.cap_pop < ramp.cap_pop
    assert abs(ramp.cap_pop / plain.cap_pop - Fraction(9, 16)) < Fraction(1, 10**6)
