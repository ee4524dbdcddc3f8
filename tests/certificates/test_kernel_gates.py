"""The gates of the kernel: a command is seen wherever Coq would see it, nothing that is not listed passes, and what is harmless does."""

from __future__ import annotations

import itertools
import random
import re
from pathlib import Path

import pytest

from uccheck.certificates.kernel.gates import (
    CLOSED,
    COMMANDS,
    CONTEXT,
    FLAGS,
    LIBRARIES,
    NOTATIONS,
    SECTION_ONLY,
    STATED,
    assumptions,
    context_faults,
    refused,
    refused_project,
    sentences,
    without_comments,
)

COQ = Path(__file__).parents[2] / "proofs" / "coq"

# ----- the lexer ----------------------------------------------------------------------------------


def lexed(source: str) -> str:
    """What stands outside of comments, by tokens: a string is one token, in a comment or out of it."""
    kept, depth = list[str](), 0
    for token in re.findall(r'"(?:[^"]|"")*(?:"|$)|\(\*|\*\)|.', source, re.DOTALL):
        if token == "(*" or (token == "*)" and depth):
            depth += 1 if token == "(*" else -1
            kept.append(" ")
        elif depth == 0:
            kept.append('""' if token[0] == '"' else token)
    return "".join(kept)


def test_comments_and_strings_are_those_of_a_lexer_by_tokens() -> None:
    draw = random.Random(1)
    for pieces in ('ab(*)" \n.', ["(*", "*)", '"', '""', "x", ". "], ["(*", "*)", "Axiom a. ", '"', "(", "*", ")"]):
        for _ in range(1500):
            text = "".join(draw.choice(pieces) for _ in range(draw.randint(0, 14)))
            assert without_comments(text) == lexed(text), text


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("a. b. c.", ["a", "b", "c"]),
        ("a.b c. d", ["a.b c", "d"]),
        ("auto... Qed.\n", ["auto..", "Qed"]),
        ("a (* b. (* c. *) d. *) e. f", ["a e", "f"]),
        ("a.(* b *)c", ["a", "c"]),
        ('a "b. (*" c. "*)" d.', ['a "" c', '"" d']),
        ("- { + exact I. } * b. }}", ["exact I", "b"]),
        ("1: { a. } [x]: {b. } 2 : { c. } [ x' ] :\n{ d. } all: e. 3: f.", ["a", "b", "c", "d", "e", "f"]),
        ("a\n  b\tc.", ["a b c"]),
        ("(x : {y | z}). have [a]: {b}. [| c]. (1 : {d}).", ["(x : {y | z})", "have [a]: {b}", "[| c]", "(1 : {d})"]),
        ("", []),
        (" . . ", []),
    ],
)
def test_a_source_is_cut_into_its_sentences(source: str, seen: list[str]) -> None:
    assert list(sentences(source)) == seen


# ----- commands -----------------------------------------------------------------------------------

#: Sentences that change what Coq accepts, or bring in what is foreign, and the words by which they are named.
FORBIDDEN = {
    "Unset Guard Checking": "the flag Unset Guard Checking",
    "Set Universe Polymorphism": "the flag Set Universe Polymorphism",
    "Set Implicit Arguments Foo": "the flag Set Implicit Arguments Foo",
    "Set": "the flag Set",
    "Local Unset Positivity Checking": "the flag Unset Positivity Checking",
    "Local Local Unset Positivity Checking": "the flag Unset Positivity Checking",
    "#[local] Definition a := 0": "an attribute",
    "Local #[local] Definition a := 0": "an attribute",
    "Notation A := False": "a notation that the frozen page would read",
    "Notation RR := real_realType.t": "a notation that the frozen page would read",
    "Require Import Coq": "a foreign library",
    "Require Coq.Logic": "a foreign library",
    "From Evil Require Import A": "a foreign library",
    "From Coq.Logic Require Import A": "a foreign library",
    "From": "a foreign library",
    "Module A": "a module with a body",
    "Module A (X : T)": "a module with a body",
    "Module A (X : T with Definition t := nat)": "a module with a body",
    "Module Type T": "a module with a body",
    "Module": "a module with a body",
    "Variable a : False": "Variable outside a section",
    "Local Variable a : False": "Variable outside a section",
    "Local": "the command Local",
    "Inductive a := b": "the command Inductive",
    "Instance a : b": "the command Instance",
    "Ltac a := b": "the command Ltac",
    "Export A": "the command Export",
    "Hints": "the command Hints",
    "Qeds": "the command Qeds",
    "Declare ML Module": "the command Declare",
    "Lemma a : False. Admitted": "Admitted",
    "exact_no_check I": "exact_no_check",
    "by admit": "admit",
}
#: What may stand before a sentence that is one of its own all the same.
BEFORE = (
    "", "- ", "++ ", "* - + ", "{ ", "{{", "} ", "exact I. } ", "1: { ", "1:{", "2 : { ", "1\n :\n {", "[x]: { ", "[ x ] : {", "[x']:{ - ",
    "all: ", "(* a *) ", "(* a. (* b *) *)", "auto... ", "exact I.\n", "exact I.\t", '(* " *) " *)', "idtac.(* *)",
)  # fmt: skip


@pytest.mark.parametrize("sentence", FORBIDDEN)
def test_a_forbidden_sentence_is_named_wherever_it_stands(sentence: str) -> None:
    for before, after in itertools.product(BEFORE, (".", ".\n", ". exact I. }", ".(* *)")):
        found = refused(f"Lemma a : True.\nProof.\n{before}{sentence}{after}")
        assert found and any(FORBIDDEN[sentence] in line for line in found), (before, found)
        assert all("\n" not in line for line in found)


#: Sentences that add nothing to what must be trusted.
HARMLESS = (
    "Lemma a : True", "Proof", "Proof with auto", "exact I", "Qed", "Defined", "Definition a := 0", "Local Definition a := 0",
    "Fixpoint a := 0", "Set Implicit Arguments", "Unset Strict Implicit", "Unset Printing Implicit Defensive",
    "Local Unset Strict Implicit", "Local Notation A := False", "Notation RR := real_realType", "Module A := B C", "Import A",
    "Local Open Scope R_scope", "Hint Resolve a : core", "Local Hint Resolve a : core", "HB.instance Definition _ := a",
    "rewrite (H : {a | Axiomatic})", "apply: unset", "by case: x => [|y]", "(exact I)", "Print Assumptions a", "Check a",
    "Example a : b", "Unshelve", "Canonical a", "Arguments a {b}", "Implicit Types a : b", "Delimit Scope a with A", "Corollary a : b",
    "Record a := {b : c}", "have admits : True by []", "End A",
)  # fmt: skip


@pytest.mark.parametrize("sentence", HARMLESS)
def test_a_harmless_sentence_passes_wherever_it_stands(sentence: str) -> None:
    for before in BEFORE:
        assert refused(f"{before}{sentence}.") == ()


@pytest.mark.parametrize("name", ["Coq", "mathcomp", "UC", *sorted(LIBRARIES)])
def test_libraries_are_those_of_the_list(name: str) -> None:
    assert (
        refused(f"From {name} Require Import A.") == ()
        and refused(f"From {name}x Require Import A.")
        and refused(f"Require Import {name}.")
    )


def test_every_command_of_the_list_passes_and_no_other_capital() -> None:
    bound = SECTION_ONLY | {"Module"}
    for word in sorted(
        COMMANDS | SECTION_ONLY | {"Axioms", "Qedd", "Fixpoints", "CoFixpoint", "Universe", "Reset", "Admit", "Program", "Primitive"}
    ):
        assert (refused(f"{word} a b.") == ()) is (word in COMMANDS - bound), word
        assert (refused(f"Section s. {word} a b. End s.") == ()) is (word in (COMMANDS - {"Module"}) | SECTION_ONLY), word
    for flag in FLAGS:
        assert refused(f"Set {flag}. Unset {flag}.") == () and refused(f"Set {flag} A.") and refused(f"Set {flag.split()[0]}.")
    for notation in NOTATIONS:
        assert refused(f"{notation}.") == () and refused(f"{notation} a.") and refused(f"Local {notation} a.") == ()


def test_an_assumption_is_discharged_only_by_a_section_that_is_open() -> None:
    """Sections opened, closed and assumed in at random: what is assumed at depth 0 is refused, and nothing else."""
    draw = random.Random(8)
    words = sorted(SECTION_ONLY)
    for _ in range(200):
        depth, text, outside = 0, [], list[str]()
        for _ in range(draw.randint(1, 10)):
            kind = draw.choice(["open", "close", "assume", "assume"])
            if kind == "open":
                text.append(f"Section s{depth}.")
                depth += 1
            elif kind == "close":
                text.append("End s.")
                depth = max(0, depth - 1)
            else:
                word = draw.choice(words)
                text.append(f"{draw.choice(['', 'Local '])}{word} x : False.")
                outside += [word] if depth == 0 else []
        found = refused(" ".join(text))
        assert [line.split(" in `")[0] for line in found] == [f"{word} outside a section" for word in outside]


def test_a_refusal_shows_its_sentence_or_the_beginning() -> None:
    for size in (20, 59, 60, 61, 100, 120, 121):
        sentence = "Inductive " + "a" * (size - 10)
        (line,) = refused(f"{sentence}.")
        assert line == f"the command Inductive in `{sentence if size <= 60 else sentence[:57] + '...'}`"


def test_the_library_itself_passes() -> None:
    sources = sorted(COQ.glob("*.v"))
    assert len(sources) > 30 and [(path.name, refused(path.read_text())) for path in sources if refused(path.read_text())] == []
    assert refused_project((COQ / "_CoqProject").read_text()) == ()


@pytest.mark.parametrize(
    "line", ["-arg -type-in-type", "-R . UCX", "-R . UC -arg -w", "a b.v", "A.v B.v", "../A.v", "sub/A.v", "A.vo", "-I .", "A.ml", "# a"]
)
def test_a_line_of_the_project_that_is_no_file_is_refused_by_name(line: str) -> None:
    assert refused_project(f"-R . UC\n  -arg -w -arg none\n\nA.v\n  B_1.v  \n{line}\n") == (f"the line `{line}` of _CoqProject",)


# ----- what coqc and coqchk print -----------------------------------------------------------------


def printed(name: str, said: str, wide: bool) -> str:
    """As Print Assumptions does: on one line, or broken behind the name and again in the type."""
    return f"{name} : {said}" if not wide else f"{name}\n  : " + said.replace(", ", ",\n    ")


def test_known_axioms_are_read_and_nothing_else_is_taken_for_one() -> None:
    draw = random.Random(5)
    for _ in range(150):
        names = draw.sample(sorted(STATED), draw.randint(1, 5))
        entries = [printed(name, STATED[name], draw.random() < 0.5) for name in names]
        text = "Axioms:\n" + "\n".join(entries) + "\n"
        assert assumptions(text) == assumptions(text + text) == (tuple(sorted(names)), ())
        spoilt, other = draw.choice(names), draw.choice(sorted(STATED))
        for name, said in (
            (spoilt, STATED[spoilt] + " /\\ False"),
            (spoilt, "False"),
            (f"Evil.{spoilt}", STATED[spoilt]),
            (spoilt.upper(), STATED[spoilt]),
            (spoilt, STATED[other]),
            ("mine", STATED[other]),
        ):
            if STATED.get(name) == said:
                continue
            known, foreign = assumptions(text + printed(name, said, draw.random() < 0.5) + "\n")
            assert known == tuple(sorted(names)) and foreign == (f"{name} : {said}",)
        for line in ("x is assumed to be guarded.", "Section Variables:", f"{CLOSED} maybe"):
            assert assumptions(f"{line}\n{text}") == (tuple(sorted(names)), (line,))
            assert assumptions(f"{text}{line}\n") == (tuple(sorted(names)), (line,))


def test_nothing_is_assumed_only_where_that_alone_is_said() -> None:
    assert assumptions(f"{CLOSED}\n") == assumptions(f"  {CLOSED}") == assumptions("") == ((), ())
    for text in (f"{CLOSED}\nmine : False", f"mine : False\n{CLOSED}", "mine", "Axioms:\nmine : False"):
        known, foreign = assumptions(text)
        assert known == () and any("mine" in line for line in foreign)


def summary(**changed: str) -> str:
    parts = {"Theory": " Set is predicative", "Axioms": "\n    Coq.Logic.Classical_Prop.classic\n    mathcomp.classical.boolp.UC.x"}
    parts |= dict.fromkeys(list(CONTEXT)[1:], " <none>") | changed
    return "CONTEXT SUMMARY\n===============\n\n" + "".join(
        f"* {title}:{said}\n  \n" for title, said in parts.items() if said != "left out"
    )


def test_a_context_is_sound_where_every_section_says_what_it_must() -> None:
    assert context_faults(summary()) == context_faults("checked.\n" + summary(Axioms=" <none>")) == ()
    assert context_faults(summary(), "Coq") == ("axiom Coq.Logic.Classical_Prop.classic of the library",)
    assert context_faults(summary(Axioms="\n  UCX.a\n  UC.a\n  UC.b.c\n")) == ("axiom UC.a of the library", "axiom UC.b.c of the library")
    for title in CONTEXT:
        assert context_faults(summary(**{title: "\n    UC.A.loop\n    UC.b"})) == (f"{title}: UC.A.loop UC.b",)
        assert context_faults(summary(**{title: " <none> UC.A.a"})) == (f"{title}: <none> UC.A.a",)
    assert context_faults(summary(Theory=" Set is impredicative")) == ("Theory: Set is impredicative",)
    assert context_faults(summary(**{"Constants relying on hope": " <none>"})) == ("Constants relying on hope: <none>",)


@pytest.mark.parametrize("title", [*CONTEXT, "Axioms"])
def test_a_context_that_lacks_a_section_is_a_fault(title: str) -> None:
    assert context_faults(summary(**{title: "left out"})) == ("coqchk printed no complete context summary",)


def test_a_context_that_is_not_printed_is_a_fault() -> None:
    for text in ("", "* Axioms: <none>", summary().replace("CONTEXT SUMMARY", "CONTEXT"), summary()[:80]):
        assert context_faults(text) == ("coqchk printed no complete context summary",)
