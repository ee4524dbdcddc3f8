"""`check --kernel` says Coq's word on every instance of a certificate, or why Coq was not asked; it is never silent."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from uccheck.certificates.kernel import instance as coq
from uccheck.certificates.kernel import universe as coq_universe
from uccheck.certificates.kernel.gates import AXIOMS
from uccheck.certificates.kernel.instance import Ruling
from uccheck.certificates.kernel.library import Library
from uccheck.cli import build_app

LIBRARY = Library(folder="", sha256="5" * 64, coq="coq 8.16.1", axioms=AXIOMS, faults=())
SCO = ("--counterexample", "sco", "--m", "10", "--D", "10000", "--delta", "0.1", "--epsilon", "0.1")


def run(*arguments: str) -> tuple[int, str]:
    found = CliRunner().invoke(build_app(), list(arguments))
    assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
    return found.exit_code, found.stdout


def written(folder: Path, *options: str) -> str:
    path = folder / f"{len(list(folder.iterdir()))}.json"
    run("certify", *options, "-o", str(path))
    assert path.is_file()
    return str(path)


def asked(monkeypatch: pytest.MonkeyPatch, code: int) -> list[str]:
    """The files that coqc is given from here on; its exit status is `code`."""
    texts: list[str] = []

    def ruled(text: str, timeout: float) -> Ruling:
        texts.append(text)
        return Ruling(library=LIBRARY, seconds=1.0, code=code, output="" if code == 0 else "Error")

    for module in (coq, coq_universe):
        monkeypatch.setattr(module, "ruled", ruled)
    return texts


LEARNERS = {
    "gradient-descent": (("--eta", "0.0001"), {"e_unif_lower": "0.5", "e_gen_upper": "0.0002"}),
    "regularised": (("--eta", "0.0001", "--lam", "0.1"), {"e_unif_lower": "0.5", "e_gen_upper": "0.005"}),
    "erm": ((), {"e_unif_lower": "0.5", "e_gen_lower": "0.5"}),
}


@pytest.mark.parametrize("learner", LEARNERS)
def test_a_certificate_of_convex_losses_is_proved_or_said_not_to_be(learner: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    options, ends = LEARNERS[learner]
    path = written(tmp_path, *SCO, "--learner", learner, *options)
    texts = asked(monkeypatch, 0)
    status, out = run("check", path, "--kernel", "--json")
    (row,) = json.loads(out)["files"][0]["kernel"]
    assert status == 0 and row["verdict"] == "PROVED" and ends.items() <= row["ends"].items() and len(texts) == 1
    assert row["trusts"] == ["coq 8.16.1 (library sha256 " + "5" * 64 + ")"] and "m = 10, d = 10000" in row["instance"]
    assert "Coq: PROVED: coqc accepts e_unif >= 0.5" in run("check", path, "--kernel")[1]
    asked(monkeypatch, 1)
    status, out = run("check", path, "--kernel", "--json")
    assert status == 1 and json.loads(out)["files"][0]["kernel"][0]["verdict"] == "INCONCLUSIVE"


def test_what_has_no_theorem_in_coq_is_said_to_have_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = written(tmp_path, "--counterexample", "exponential", "--m", "30", "--D", "100000", "--delta", "0.1", "--epsilon", "0.2")
    texts = asked(monkeypatch, 0)
    status, out = run("check", path, "--kernel")
    assert status == 1 and texts == [] and "not asked: no theorem in Coq is about e_gen of the exponential network" in out
    assert run("check", path)[0] == 0


def test_an_instance_beyond_the_templates_numbers_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = written(tmp_path, "--m", "2000000", "--D", "2000000000", "--delta", "0.1", "--epsilon", "0.1")
    asked(monkeypatch, 0)
    status, out = run("check", path, "--kernel")
    assert status == 1 and "m = 2000000" in out and "not asked: m is above 1000000" in out


def test_a_certificate_that_is_not_upheld_has_no_instance_for_coq(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from uccheck.certificates.check import digest

    document: dict[str, Any] = json.loads(Path(written(tmp_path, *SCO)).read_text())
    document["roots"] = document["roots"][:0]
    document["sha256"] = digest(document)
    (tmp_path / "empty.json").write_text(json.dumps(document))
    texts = asked(monkeypatch, 0)
    status, out = run("check", str(tmp_path / "empty.json"), "--kernel")
    assert status == 1 and texts == [] and "Coq: INCONCLUSIVE: not asked" in out


def test_the_ball_alone_is_asked_about_the_ball_alone() -> None:
    from uccheck.certificates.check_rules import Conclusion
    from uccheck.commands.kernels.check import _convex

    ball = Conclusion(("sco_e_unif", Fraction(10), Fraction(10000), Fraction(1, 10)), ">=", Fraction(1, 2))
    ((name, goal),) = _convex((ball,))
    assert "the ball" in name and {key for key, _ in goal.ends} == {"e_unif"}
    own = replace(ball, quantity=("sco_gd_e_gen", Fraction(10), Fraction(10000), Fraction(0), Fraction(1), Fraction(1, 10)))
    assert [goal.learner for _, goal in _convex((ball, own))] == ["gradient-descent"]
    assert len(_convex((ball, replace(own, quantity=(*own.quantity[:-1], Fraction(1, 5)))))) == 2, "at another delta the ball stands alone"
