"""What a .v file states is read back by a reader of its own, and must be the claim: a wrong blank in the template proves nothing."""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from typer.testing import CliRunner

from uccheck.certificates.kernel import instance as kernel
from uccheck.certificates.kernel import universe as coq_universe
from uccheck.certificates.kernel.convex import ConvexGoal, chance, convex_goal, convex_source
from uccheck.certificates.kernel.gates import AXIOMS, refused
from uccheck.certificates.kernel.instance import Ruling, stated
from uccheck.certificates.kernel.library import Library
from uccheck.certificates.kernel.search import Instance
from uccheck.certificates.kernel.statement import ReadBack, convex_statements, linear_statements
from uccheck.certificates.kernel.template import Goal, full_claim, source
from uccheck.certificates.kernel.universe import convex_certificate, convex_stated
from uccheck.cli import build_app
from uccheck.core.verdict import Verdict

HALF = Fraction(1, 2)


def claim(m: int, D: int, delta: str, gamma: str = "0", s: str = "4", b: str = "32", theorem: str = "auto") -> Goal:
    numbers = {"delta": Fraction(delta), "gamma": Fraction(gamma), "s": Fraction(s), "b": Fraction(b)}
    return full_claim(Instance(m=m, D=D, **numbers), theorem)


CLAIMS = [
    claim(10, 12800, "0.1"),
    claim(10, 20000, "0.15", "3/2"),
    claim(1000, 400000, "0.95", theorem="C"),
    claim(10, 20000, "0.1", "1/2", "3", "16", "A"),
    claim(10, 2000, "0.1", "1000", "5", "7"),
    claim(1000, 20000, "0.05"),
]


def test_a_file_states_the_claims_that_it_was_written_for() -> None:
    """Numbers of the instance and of each end, quantity by quantity and side by side."""
    assert linear_statements(source(tuple(CLAIMS))) == tuple(stated(one) for one in CLAIMS)
    one = stated(CLAIMS[3])
    assert one.numbers == {"m": 10, "D": 20000, "s": 3, "b": 16, "gamma": HALF, "delta": Fraction(1, 10)}
    assert one.ends["e_gen", "upper"] < HALF < one.ends["e_unif_alg", "lower"]
    assert one.ends["e_gen", "lower"] <= one.ends["e_gen", "upper"] and one.ends["e_unif_alg", "lower"] <= one.ends["e_unif_alg", "upper"]
    assert stated(CLAIMS[4]).ends.keys() == {("e_gen", "upper"), ("e_unif_alg", "upper")}


#: what a wrong template could write: text, its replacement
WRONG = {
    "m for D": ("(Z.to_nat 20000)", "(Z.to_nat 10)"),
    "s and b exchanged": ("(3)%coqR (16)%coqR", "(16)%coqR (3)%coqR"),
    "gamma for delta": ("(1 / 2)%coqR (1 / 10)%coqR", "(1 / 10)%coqR (1 / 2)%coqR"),
    "the other quantity": ("(egen S", "(eunif S"),
    "the other side": ("<= egen S", "= egen S"),
    "a hypothesis": (") :\n", ") : False ->\n"),
    "a disjunction": ("/\\", "\\/"),
    "a conjunct that nobody can read": (".\nProof.\nassert", " /\\\n  1 <= 2.\nProof.\nassert"),
    "another m": ("(S : @setting RR (Z.to_nat 10)", "(S : @setting RR (Z.to_nat 11)"),
    "another theorem": ("Theorem instance1", "Theorem instance2"),
}


@pytest.mark.parametrize("fault", WRONG)
def test_a_statement_that_is_not_the_claim_is_never_taken_for_it(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text, wrong = source((CLAIMS[3],)), WRONG[fault]
    start = text.index("Theorem instance1")
    faulty = text[:start] + text[start:].replace(*wrong)
    assert faulty != text and linear_statements(faulty) != (stated(CLAIMS[3]),)
    monkeypatch.setattr(kernel, "source", lambda claims: faulty)
    monkeypatch.setattr(kernel, "ruled", lambda *_: pytest.fail("coqc was asked"))
    (result,) = kernel._decided((CLAIMS[3],), 1)
    assert result.verdict is Verdict.UNDECIDED and "not the claim" in result.detail and result.trusts == ()


#: what could stand around a theorem and change what its words mean, or that it is one: where it is put, and the text
AROUND = {
    "a definition that shadows a quantity": ("before", "Definition egen := 0.\n"),
    "a lemma that shadows a quantity": ("before", "Lemma eunif : nat. Proof. exact 0. Qed.\n"),
    "a definition with arguments": ("before", "Definition setting (m : nat) := m.\n"),
    "a definition inside a proof": ("inside", "Definition gen_le := 0.\n"),
    "a fixpoint": ("before", "Fixpoint frac (a c : nat) := 0.\n"),
    "a notation": ("before", "Local Notation egen := eunif.\n"),
    "another library": ("before", "From UC Require Import Upper.\n"),
    "an import of a module": ("before", "Import Order.TTheory.\n"),
    "another scope": ("before", "Local Open Scope nat_scope.\n"),
    "a section with a hypothesis": ("before", "Section s. Hypothesis absurd : False.\n"),
    "a canonical structure": ("before", "Canonical RR := RR.\n"),
    "arguments that are not written": ("before", "Arguments egen {_}.\n"),
    "a comment around the theorem": ("around", ""),
    "a hint": ("before", "Local Hint Resolve I : core.\n"),
    "an instance by an attribute": ("before", "#[canonical] Definition odd9 := 0.\n"),
    "an import after the first theorem": ("after", "From UC Require Import Upper.\n"),
}


@pytest.mark.parametrize("written", ["linear", "convex"])
@pytest.mark.parametrize("attack", AROUND)
def test_nothing_around_a_statement_can_change_what_it_means(attack: str, written: str) -> None:
    text = source((CLAIMS[3],)) if written == "linear" else convex_source((GOALS["gradient-descent"],))
    read = linear_statements if written == "linear" else convex_statements
    place, planted = AROUND[attack]
    if written == "convex":
        planted = planted.replace("egen", "gen_le").replace("eunif", "ball_ge").replace("setting", "descent")
    start = text.index("Theorem instance1")
    proof = text.index("Proof.\n", start) + len("Proof.\n")
    faulty = {
        "before": text[:start] + planted + text[start:],
        "inside": text[:proof] + planted + text[proof:],
        "around": f"{text[:start]}(* {text[start:]} *)",
        "after": text + planted,
    }[place]
    assert len(read(text)) == 1 and read(faulty) == ()


def test_names_of_its_own_do_not_make_a_file_unreadable() -> None:
    text = source((CLAIMS[3],)).replace("Theorem instance1", "Definition other1 := 0.\nTheorem instance1")
    assert linear_statements(text) == (stated(CLAIMS[3]),)


# ----- stochastic convex optimization -----------------------------------------------------------

ZERO, TENTH = Fraction(0), Fraction(1, 10)
GOALS = {
    "gradient-descent": convex_goal(10, 10000, TENTH, "gradient-descent", Fraction(1, 500), ZERO, Fraction(3, 2)),
    "regularised": convex_goal(10, 10000, TENTH, "regularised", Fraction(1, 5000), Fraction(1, 3), ZERO),
    "erm": convex_goal(10, 10000, Fraction(9, 10), "erm", ZERO, ZERO, ZERO),
}


@pytest.mark.parametrize("learner", GOALS)
def test_a_file_on_convex_losses_states_its_goal_and_passes_the_gate(learner: str) -> None:
    goal = GOALS[learner]
    text = convex_source((goal,))
    assert convex_statements(text) == (convex_stated(goal),) and refused(text) == ()
    assert len(goal.ends) == 4 and not re.search(r"<\w+[!?]?>", text)


def test_the_ends_of_a_learner_are_those_of_the_rules() -> None:
    """sco-descent: d (2 eta tau)^2/2; sco-regularised: d (eta/lam)^2/2; sco-erm-fails at eta = 0: 1/2."""
    assert GOALS["gradient-descent"].ends["e_gen", "upper"] == 10000 * Fraction(6, 1000) ** 2 / 2
    assert GOALS["regularised"].ends["e_unif_alg", "upper"] == 10000 * Fraction(3, 5000) ** 2 / 2
    assert GOALS["erm"].ends == dict.fromkeys([("e_unif", "lower"), ("e_unif", "upper"), ("e_gen", "lower"), ("e_unif_alg", "lower")], HALF)
    pulled = convex_goal(10, 10000, TENTH, "erm", TENTH, ZERO, ZERO)
    assert {name for name, _ in pulled.ends} == {"e_unif"}, "Coq's learner has no term eta |w - 1|^2"


@pytest.mark.parametrize("bad", [1, 2])
@pytest.mark.parametrize(("m", "d"), [(6, 100), (10, 10000), (40, 10**12)])
def test_the_integers_stand_for_the_chance_and_are_close_to_it(m: int, d: int, bad: int) -> None:
    """(1 + q r/2^m)^-k >= (1 - r/2^m)^d, so they never show more than the chance, and at 0.9 of it they do."""
    rare = Fraction(bad, 2**m)
    real = -math.expm1(d * math.log1p(-float(rare)))
    for part in (Fraction(9, 10), Fraction(1001, 1000)):
        delta = Fraction(math.floor(real * float(part) * 10**15), 10**15)
        if delta >= 1:
            continue
        found = chance(m, d, delta, bad)
        assert (found is not None) is (part < 1), (m, d, bad, part)
        if found is not None:
            assert found.power * found.q <= d and (1 + found.q * rare) ** found.power * (1 - delta) > 1


CONVEX_WRONG = {
    "e_unif from the other side": ("ball_ge", "ball_le"),
    "another d": ("(N.to_nat 10000) (frac", "(N.to_nat 10001) (frac"),
    "eta for tau": ("frac F 3 2", "frac F 1 500"),
    "the learner's e_gen from below": ("gen_le", "gen_ge"),
    "no learner": ("(forall S, exists2 steps,", "(forall S, False -> exists2 steps,"),
    "another delta": ("(frac F 1 10)", "(frac F 1 100)"),
}


@pytest.mark.parametrize("fault", CONVEX_WRONG)
def test_a_statement_on_convex_losses_that_is_not_the_goal_proves_nothing(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    goal = GOALS["gradient-descent"]
    text = convex_source((goal,))
    start = text.index("Theorem")
    faulty = text[:start] + text[start:].replace(*CONVEX_WRONG[fault])
    assert faulty != text
    monkeypatch.setattr(coq_universe, "convex_source", lambda goals: faulty)
    monkeypatch.setattr(coq_universe, "ruled", lambda *_: pytest.fail("coqc was asked"))
    found = convex_certificate(goal)
    assert found.verdict is Verdict.UNDECIDED and found.ends == {} and "not the claim" in found.detail


def test_what_no_theorem_reaches_is_undecided() -> None:
    goal = convex_goal(1000, 10, TENTH, "erm", ZERO, ZERO, ZERO)
    assert goal.ends == {} and convex_certificate(goal).verdict is Verdict.UNDECIDED
    assert replace(goal, small=HALF).ends and isinstance(goal, ConvexGoal) and isinstance(convex_stated(goal), ReadBack)


LIBRARY = Library(folder="", sha256="5" * 64, coq="coq 8.16.1", axioms=AXIOMS, faults=())


def command(monkeypatch: pytest.MonkeyPatch, code: int, *options: str) -> tuple[int, dict[str, Any]]:
    """The JSON of `certify --counterexample sco --kernel` where coqc exits with this status."""
    output = "" if code == 0 else "Error"
    monkeypatch.setattr(coq_universe, "ruled", lambda *_: Ruling(library=LIBRARY, seconds=1.0, code=code, output=output))
    asked = ["certify", "--counterexample", "sco", "--m", "10", "--D", "10000", "--delta", "0.1", "--epsilon", "0.1", *options]
    found = CliRunner().invoke(build_app(), [*asked, "--kernel", "--json"])
    return found.exit_code, json.loads(found.stdout)


def test_what_coq_accepts_of_convex_losses_is_proved_and_what_it_refuses_stays_certified(monkeypatch: pytest.MonkeyPatch) -> None:
    status, said = command(monkeypatch, 0)
    assert status == 0 and said["verdict"] == "PROVED" and said["kernel"]["proves"] == ["e_gen", "e_unif"]
    assert said["trusts"] == ["coq 8.16.1 (library sha256 " + "5" * 64 + ")"] and said["given"] == [], "no axiom, no person"
    assert said["balls"]["verdict"] == "CERTIFIED" and said["balls"]["given"]
    rows = [row for found in said["kernel"]["nodes"].values() for row in found]
    assert {row["rule"] for row in rows if row["term"]} >= {"sco-gd-diagonal", "sco-descent", "sco-uniform-half", "sco-uniform-range"}
    status, said = command(monkeypatch, 1)
    assert status == 1 and said["verdict"] == "CERTIFIED" and said["kernel"]["proves"] == [] and said["kernel"]["ends"] == {}
    assert all(row["term"] == "" for found in said["kernel"]["nodes"].values() for row in found)


def test_the_minimisers_failure_is_refuted_by_coq(monkeypatch: pytest.MonkeyPatch) -> None:
    status, said = command(monkeypatch, 0, "--learner", "erm")
    assert status == 1 and said["verdict"] == "REFUTED" and said["kernel"]["refutes"] == ["e_gen"]
    assert said["kernel"]["proves"] == ["e_unif"] and said["kernel"]["ends"]["e_gen_lower"] == "0.5"
    status, said = command(monkeypatch, 0, "--learner", "regularised", "--eta", "0.0001", "--lam", "0.1")
    assert status == 0 and said["verdict"] == "PROVED" and said["kernel"]["ends"]["e_gen_upper"] == "0.005"
