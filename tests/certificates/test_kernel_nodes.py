"""The trees of certificates beside Coq: the mapping is total, its names exist, and no node is said to be more than it is."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from typer.testing import CliRunner

from uccheck.answers.certify import Outcome, certify
from uccheck.certificates.kernel import nodes as coq_nodes
from uccheck.certificates.kernel.instance import KernelResult
from uccheck.certificates.kernel.nodes import COUNTERPARTS, NONE, node_rows, unmatched
from uccheck.certificates.kernel.search import Instance
from uccheck.certificates.kernel.template import full_claim, source
from uccheck.certificates.language import table
from uccheck.cli import build_app
from uccheck.commands.kernels import check as kernel_check
from uccheck.commands.kernels import proof as kernel_proof
from uccheck.core.verdict import Verdict

COQ = Path(__file__).parents[2] / "proofs" / "coq"


def written(outcome: Outcome) -> str:
    """The .v file that the template writes for the outcome's instance."""
    a = outcome.answer.setting
    return source((full_claim(Instance(m=int(a.m), D=int(a.D), delta=a.delta, gamma=a.gamma, s=a.s, b=a.b), outcome.theorem),))


def rows(outcome: Outcome, text: str) -> dict[str, str]:
    """Rule to term over all trees of an outcome."""
    return {row.rule: row.term for end in outcome.ends() if end.node is not None for row in node_rows(end.node, text)}


def test_the_mapping_is_total_over_the_rules_of_linear_certificates_and_of_sco() -> None:
    owned = {rule for rule in table()["rules"] if not rule.startswith("exp-")}
    assert COUNTERPARTS.keys() | NONE.keys() == owned and not COUNTERPARTS.keys() & NONE.keys()


@pytest.mark.parametrize("rule", COUNTERPARTS)
def test_each_counterpart_is_a_theorem_of_its_file_and_its_term_a_lemma_that_the_template_writes(rule: str) -> None:
    from uccheck.certificates.kernel.convex import convex_models
    from uccheck.certificates.kernel.template import models

    template = models() + convex_models()
    for found in COUNTERPARTS[rule]:
        text = (COQ / f"{found.file}.v").read_text(encoding="utf-8")
        assert re.search(rf"^(?:Theorem|Lemma) {found.theorem}\b", text, re.MULTILINE), found
        assert re.search(rf"^Lemma {found.term}\d+ ", template, re.MULTILINE) and f"exact ({found.applied} " in template, found


def test_each_node_of_a_tree_has_its_term_or_says_that_it_stays_certified() -> None:
    outcome = certify(10, 12800, "0.1", "0.1")
    found = rows(outcome, written(outcome))
    assert found["theorem-b"] == "v_numbers1" and found["swap-lemma" if "swap-lemma" in found else "small-loss"]
    assert unmatched([end.node for end in outcome.ends() if end.node is not None], written(outcome)) == ()
    balls = [row for end in outcome.ends() if end.node is not None for row in node_rows(end.node, written(outcome)) if "balls" in row.why]
    assert balls and all(not row.term for row in balls)


def test_a_term_that_the_file_does_not_hold_is_never_named() -> None:
    """By signs instead of the flip, or with no file accepted, theorem B's node has no term."""
    outcome = certify(10, 12800, "0.1", "0.1")
    signs = written(outcome).replace("flip_eunif_ge", "sign_eunif_ge")
    assert rows(outcome, signs)["theorem-b"] == "" and set(rows(outcome, "").values()) == {""}
    renamed = written(outcome).replace("Lemma v_numbers1 ", "Lemma v_others1 ")
    assert rows(outcome, renamed)["theorem-b"] == ""


def test_trees_without_a_counterpart_are_named() -> None:
    outcome = certify(2, 50, "0.1", "0.3", gamma=9)
    nodes = [end.node for end in outcome.ends() if end.node is not None]
    assert set(unmatched(nodes, written(outcome))) >= {"overfit-wide", "wide-margin"}


PROVED = KernelResult(
    verdict=Verdict.UPHELD,
    detail="coqc accepts",
    e_gen=Fraction(1, 100),
    e_unif_alg=Fraction(99, 100),
    trusts=("coq 8.16.1 (library sha256 ab)", "axiom: Classical_Prop.classic"),
)
NUMBERS = ["certify", "--m", "10", "--D", "12800", "--delta", "0.1", "--epsilon", "0.05"]


def ran(monkeypatch: pytest.MonkeyPatch, proof: KernelResult, *more: str) -> str:
    """What certify --kernel prints if Coq says that."""
    outcome = certify(10, 12800, "0.1", "0.05")
    text = proof.source_text or written(outcome)
    monkeypatch.setattr(kernel_proof, "of_outcome", lambda found, timeout: replace(proof, source_text=text))
    return str(CliRunner().invoke(build_app(), [*NUMBERS, "--kernel", *more]).stdout)


def test_without_kernel_nothing_is_proved() -> None:
    said = CliRunner().invoke(build_app(), NUMBERS).stdout
    assert said.startswith("CERTIFIED  ") and "PROVED" not in said
    assert "PROVED" not in CliRunner().invoke(build_app(), [*NUMBERS, "--json"]).stdout


def test_proved_stands_over_what_coq_trusts_and_the_balls_are_set_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a person or the balls vouch for stands below the line that says so."""
    above, apart, below = ran(monkeypatch, PROVED).partition("By balls, at numbers of their own; PROVED does not rest on them:")
    assert above.startswith("PROVED  ") and apart and "given:" not in above and "CERTIFIED  " not in above
    assert "axiom: Classical_Prop.classic" in above and "human" not in above and "python-flint" not in above
    assert "CERTIFIED" in below and "given:" in below and "PROVED" not in below
    found = json.loads(ran(monkeypatch, PROVED, "--json"))
    assert (found["verdict"], found["trusts"], found["given"]) == ("PROVED", list(PROVED.trusts), [])
    assert found["balls"]["verdict"] == "CERTIFIED" and found["balls"]["given"]
    assert found["kernel"]["nodes"]["e_unif_alg lower"][0]["term"] == "v_numbers1"


@pytest.mark.parametrize("short", [{"e_gen": Fraction(6, 100)}, {"e_unif_alg": Fraction(94, 100)}, {"verdict": Verdict.UNDECIDED}])
def test_what_coq_did_not_reach_is_not_proved(monkeypatch: pytest.MonkeyPatch, short: dict[str, Fraction]) -> None:
    said = ran(monkeypatch, replace(PROVED, **short))
    assert said.startswith("CERTIFIED  ") and "PROVED does not rest" not in said
    found = json.loads(ran(monkeypatch, replace(PROVED, **short), "--json"))
    assert found["verdict"] == "CERTIFIED" and found["given"] and found["trusts"] == found["balls"]["trusts"]


def test_why_prints_every_node(monkeypatch: pytest.MonkeyPatch) -> None:
    said = ran(monkeypatch, PROVED, "--why")
    assert "node: e_unif_alg lower: theorem-b = v_numbers1, by Certificate.flip_eunif_ge" in said
    assert "enclosed by balls" in said


def test_a_file_that_coq_rejected_is_not_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    ran(monkeypatch, replace(PROVED, verdict=Verdict.UNDECIDED), "-o", str(tmp_path / "c.json"))
    assert (tmp_path / "c.json").exists() and not (tmp_path / "c.v").exists()
    ran(monkeypatch, PROVED, "-o", str(tmp_path / "c.json"))
    assert (tmp_path / "c.v").exists()


def test_the_terms_are_looked_up_in_the_file_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A planted row of the table that names a lemma of no file gets no term."""
    planted = {**COUNTERPARTS, "theorem-b": coq_nodes._by("absurd", "Nowhere", flip_eunif_ge="absurd")}
    monkeypatch.setattr(coq_nodes, "COUNTERPARTS", planted)
    outcome = certify(10, 12800, "0.1", "0.1")
    assert rows(outcome, written(outcome))["theorem-b"] == ""


def test_the_instances_of_many_files_stand_in_one_file_each_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from types import SimpleNamespace

    from uccheck.certificates.kernel import instance as coq
    from uccheck.certificates.kernel.instance import KernelQuestion

    one, other = ((10, D, 4, 32, 0, Fraction(1, 10)) for D in (2000, 12800))
    calls: list[tuple[KernelQuestion, ...]] = []
    monkeypatch.setattr(coq, "kernel_certificates", lambda asked, timeout: calls.append(asked) or tuple(str(a.instance.D) for a in asked))
    groups = [[SimpleNamespace(quantity=(name, *at)) for name, at in group] for group in (
        (("e_gen", one), ("e_unif_alg", one)), (("e_gen", other), ("e_gen", one), ("exceed", other)), ())]  # fmt: skip
    found = kernel_check._linear([tuple(group) for group in groups])  # type: ignore[misc]
    assert [[proof for _, proof in group] for group in found] == [["2000"], ["2000", "12800"], []]
    assert [len(asked) for asked in calls] == [2]
