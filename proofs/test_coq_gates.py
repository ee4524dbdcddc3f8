"""What the gates of the kernel-checked core refuse: attacks planted in the sources, and what coqc and coqchk print of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from proofs.compiled import COQ, copy_of
from uccheck.certificates.kernel.gates import assumptions, context_faults, refused
from uccheck.certificates.kernel.library import checker_faults, source_faults
from uccheck.certificates.kernel.tools import MINUTE, coqc
from uccheck.core.errors import MissingTool
from uccheck.core.programs import need

FALSE = "Theorem absurd : False. Proof. exact (loop 0). Qed."
#: what is planted at the end of Prelude.v, and what the gate says of it
ATTACKS = {
    "guard checking off": (f"Unset Guard Checking.\nFixpoint loop (n : nat) : False := loop n.\n{FALSE}", "Unset Guard Checking"),
    "positivity checking off": ("Unset Positivity Checking.", "Unset Positivity Checking"),
    "universe checking off": ("Unset Universe Checking.", "Unset Universe Checking"),
    "a local flag": ("Local Unset Guard Checking.", "Unset Guard Checking"),
    "definitional UIP": ("Set Definitional UIP.", "Set Definitional UIP"),
    "an attribute": ("#[bypass_check(guard)] Fixpoint loop (n : nat) : False := loop n.", "bypass_check"),
    "an admitted lemma": ("Lemma absurd : False. Admitted.", "Admitted"),
    "an admitted goal": ("Lemma absurd : False. Proof. admit. Qed.", "admit"),
    "a goal given up": ("Lemma absurd : False. Proof. give_up. Qed.", "give_up"),
    "an axiom": ("Axiom absurd : False.", "Axiom"),
    "a parameter": ("Parameter absurd : False.", "Parameter"),
    "a conjecture": ("Conjecture absurd : False.", "Conjecture"),
    "a hypothesis outside a section": ("Hypothesis absurd : False.", "Hypothesis outside a section"),
    "a variable after the section's end": ("Section a. End a. Variable absurd : False.", "Variable outside a section"),
    "a plugin": ('Declare ML Module "evil".', "the command Declare"),
    "another file loaded": ('Load "evil".', "the command Load"),
    "a foreign library": ("From Evil Require Import Absurd.", "a foreign library"),
    "a library without its name": ("Require Import Absurd.", "a foreign library"),
    "a module's parameter": ("Module M (X : T).", "a module with a body"),
    "a primitive": ("Primitive absurd := #int63_add.", "the command Primitive"),
    "a rewrite rule or any other command": ("Program Fixpoint loop (n : nat) : False := loop n.", "the command Program"),
    "behind a string that looks like a comment": ('Definition a := "(*". Axiom absurd : False. Definition b := "*)".', "Axiom"),
    "a notation for everybody": ('Notation "x <= y" := True.', "a notation that the frozen page would read"),
    "a registered constant": ("Register absurd as core.eq.type.", "the command Register"),
    "a symbol": ("Symbol absurd : False.", "the command Symbol"),
    "a rewrite rule": ("Rewrite Rule r := absurd => I.", "the command Rewrite"),
    "behind Time": ("Time Unset Guard Checking.", "the command Time"),
    "behind Fail": ("Fail Axiom absurd : False.", "the command Fail"),
    "a global flag": ("Global Unset Universe Checking.", "the command Global"),
    "a local flag on universes": ("Local Unset Universe Checking.", "Unset Universe Checking"),
    "a module that is called like a library": ("Module Classical_Prop. End Classical_Prop.", "a module with a body"),
    "a folder to load from": ('Add LoadPath "/evil" as UC.', "the command Add"),
    "an instance without a body": ("Instance absurd : False.", "the command Instance"),
    "a context outside a section": ("Context (absurd : False).", "Context outside a section"),
    "output sent elsewhere": ('Redirect "x" Print nat.', "the command Redirect"),
    "after three dots": ("Lemma a : True. Proof with auto. auto... Unset Guard Checking. Qed.", "Unset Guard Checking"),
    "after a comment without a blank": ("Lemma a : True. Proof. exact I. Qed.(* *)Unset Guard Checking.", "Unset Guard Checking"),
    "after a closing brace": ("Lemma a : True. Proof. { exact I. } Unset Guard Checking. Qed.", "Unset Guard Checking"),
    "an obligation": ("Obligation Tactic := admit.", "admit"),
    "behind a goal opened by its name": ("Lemma a : True. Proof. [x]: { Unset Guard Checking. exact I. } Qed.", "Unset Guard Checking"),
    "behind a goal opened by its number": ("Lemma a : True. Proof. 1 : { Unset Guard Checking. exact I. } Qed.", "Unset Guard Checking"),
    "a module's parameter with a definition": ("Module M (X : T with Definition t := nat).", "a module with a body"),
    "behind a bullet": ("Lemma a : True. Proof. - Unset Guard Checking. exact I. Qed.", "Unset Guard Checking"),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_planted_attack_is_refused_by_name(tmp_path: Path, attack: str) -> None:
    planted, said = ATTACKS[attack]
    folder = copy_of(COQ, tmp_path)
    with (folder / "Prelude.v").open("a") as source:
        source.write(f"\n{planted}\n")
    faults = source_faults(folder)
    assert any(said in line and line.startswith("Prelude.v") for line in faults), faults


def test_flags_of_the_project_are_refused(tmp_path: Path) -> None:
    folder = copy_of(COQ, tmp_path)
    with (folder / "_CoqProject").open("a") as project:
        project.write("-arg -type-in-type\n")
    assert any("-type-in-type" in line for line in source_faults(folder))
    (tmp_path / "Makefile.coq.local").write_text("COQFLAGS += -type-in-type\n")
    assert any("Makefile.coq.local" in line for line in source_faults(folder))


def test_a_file_beside_the_project_is_refused(tmp_path: Path) -> None:
    folder = copy_of(COQ, tmp_path)
    (folder / "Evil.v").write_text("Axiom absurd : False.")
    (folder / "deep").mkdir()
    (folder / "deep" / "Evil.vo").write_bytes(b"")
    faults = source_faults(folder)
    assert "Evil.v is not in _CoqProject" in faults and "deep/Evil.vo is not in _CoqProject" in faults


def test_comments_and_strings_hide_nothing_and_accuse_nobody() -> None:
    assert refused("(* Admitted (* Axiom *) still *) Lemma a : True. Proof. by []. Qed.") == ()
    assert refused('(* " *) Axiom x : False. (* " *)') == ()  # to Coq this is one comment
    assert refused('Definition s := "Axiom x : False.". (* *) Lemma a : True. Proof. by []. Qed.') == ()


KNOWN = (
    "Axioms:\nClassical_Prop.classic : forall P : Prop, P \\/ ~ P\n"
    "boolp.propositional_extensionality\n  : forall P Q : Prop, P <-> Q ->\n    P = Q\n"
)
PRINTED = {
    "an unguarded fixpoint": (KNOWN + "loop is assumed to be guarded.", "loop is assumed to be guarded."),
    "a positivity assumed": (KNOWN + "neg is assumed to be positive.", "neg is assumed to be positive."),
    "an unsafe hierarchy": (KNOWN + "U relies on an unsafe hierarchy.", "U relies on an unsafe hierarchy."),
    "an axiom that ends like a known one": (KNOWN + "Evil.Classical_Prop.classic : False", "Evil.Classical_Prop.classic : False"),
    "an axiom with a foreign letter": (KNOWN + "évil : False", "évil : False"),
    "a section variable": ("Section Variables:\nx : False\n" + KNOWN, "Section Variables:"),
    "a known name of another type": (
        "Axioms:\nClassical_Prop.classic : forall P : Prop, P\n",
        "Classical_Prop.classic : forall P : Prop, P",
    ),
    "a type that begins like a known one": (
        "Axioms:\nboolp.propositional_extensionality\n  : forall P Q : Prop, P <-> Q -> P = Q /\\\n    False\n",
        "boolp.propositional_extensionality : forall P Q : Prop, P <-> Q -> P = Q /\\ False",
    ),
    "a known name alone": (KNOWN + "Epsilon.epsilon_statement\n", "Epsilon.epsilon_statement"),
    "indented, before any axiom": ("Axioms:\n  mine : False\n" + KNOWN, "mine : False"),
}


@pytest.mark.parametrize("attack", PRINTED)
def test_whatever_is_not_a_known_axiom_is_foreign(attack: str) -> None:
    output, said = PRINTED[attack]
    assert said in assumptions(output)[1]
    assert assumptions(KNOWN) == assumptions(2 * KNOWN) == (("Classical_Prop.classic", "boolp.propositional_extensionality"), ())


CONTEXT = """CONTEXT SUMMARY
* Theory: Set is predicative
* Axioms:
    Coq.Logic.Classical_Prop.classic
    {axiom}
* Constants/Inductives relying on type-in-type: {typed}
* Constants/Inductives relying on unsafe (co)fixpoints: {looping}
* Inductives whose positivity is assumed: <none>
"""


def test_the_second_checkers_context_is_read() -> None:
    sound = {"axiom": "mathcomp.classical.boolp.x", "typed": "<none>", "looping": "<none>"}
    assert context_faults(CONTEXT.format(**sound)) == ()
    assert "UC.Prelude.absurd" in context_faults(CONTEXT.format(**(sound | {"axiom": "UC.Prelude.absurd"})))[0]
    assert context_faults(CONTEXT.format(**(sound | {"axiom": "UC.Classical_Prop.classic"}))), "coqc would print it like the known one"
    assert "UC.Prelude.loop" in context_faults(CONTEXT.format(**(sound | {"looping": "\n    UC.Prelude.loop"})))[0]
    assert "type-in-type" in context_faults(CONTEXT.format(**(sound | {"typed": "\n    UC.Prelude.U"})))[0]
    assert context_faults("") and context_faults("CONTEXT SUMMARY\n* Axioms: <none>\n")


def test_the_second_checker_sees_what_was_compiled_from_another_source(tmp_path: Path) -> None:
    """An unsound .vo beside an innocent source: only the compiled file betrays it."""
    try:
        need("coqc")
    except MissingTool as missing:
        pytest.skip(str(missing))
    (tmp_path / "_CoqProject").write_text("-R . UC\nA.v\n")
    (tmp_path / "A.v").write_text(ATTACKS["guard checking off"][0])
    assert coqc(tmp_path / "A.v", tmp_path, 10 * MINUTE)[0] == 0, "coqc itself accepts the attack"
    (tmp_path / "A.v").write_text("Lemma fine : True. Proof. exact I. Qed.")
    assert not any(line.startswith("A.v") for line in map(str, refused((tmp_path / "A.v").read_text())))
    assert any("unsafe (co)fixpoints" in line and "UC.A.loop" in line for line in checker_faults(tmp_path))
