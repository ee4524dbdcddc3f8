"""Gates of the kernel: what a Coq source may say, and what coqc and coqchk may report; everything else is refused, by name.

Each gate lists what it knows to be harmless; a command, flag, axiom or line that is not listed is refused, so that an
unsoundness nobody thought of is refused too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_EXTENSIONALITY = "forall (A : Type) (B : A -> Type) (f g : forall x : A, B x), (forall x : A, f x = g x) -> f = g"
#: Logical axioms of the libraries, each with what it says; whatever rests on anything else is not accepted.
STATED = {
    "ClassicalDedekindReals.sig_forall_dec": (
        "forall P : nat -> Prop, (forall n : nat, {P n} + {~ P n}) -> {n : nat | ~ P n} + {forall n : nat, P n}"
    ),
    "ClassicalDedekindReals.sig_not_dec": "forall P : Prop, {~ ~ P} + {~ P}",
    "Classical_Prop.classic": "forall P : Prop, P \\/ ~ P",
    "Epsilon.epsilon_statement": "forall (A : Type) (P : A -> Prop), inhabited A -> {x : A | (exists x0 : A, P x0) -> P x}",
    "FunctionalExtensionality.functional_extensionality_dep": _EXTENSIONALITY,
    "boolp.constructive_indefinite_description": "forall (A : Type) (P : A -> Prop), (exists x : A, P x) -> {x : A | P x}",
    "boolp.functional_extensionality_dep": _EXTENSIONALITY,
    "boolp.propositional_extensionality": "forall P Q : Prop, P <-> Q -> P = Q",
}
AXIOMS = tuple(STATED)
#: Commands that define, state and prove; none of them can add an assumption or weaken the kernel.
COMMANDS = frozenset(
    {
        *("Section", "End", "Module", "Import", "Open", "Delimit", "Arguments", "Implicit", "Canonical"),
        *("Definition", "Fixpoint", "Record", "Let", "Lemma", "Theorem", "Corollary", "Example"),
        *("Proof", "Qed", "Defined", "Unshelve", "Check", "Print"),
    }
)
#: Assumptions that a section discharges: outside a section they are axioms.
SECTION_ONLY = frozenset({"Context", "Hypotheses", "Hypothesis", "Let", "Variable", "Variables"})
FLAGS = frozenset({"Implicit Arguments", "Strict Implicit", "Printing Implicit Defensive"})
#: Notations that reach other files: the frozen page is read with them.
NOTATIONS = frozenset({"Notation RR := real_realType"})
LIBRARIES = frozenset({"Coq", "mathcomp", "mathcomp.classical", "mathcomp.analysis", "Coquelicot", "Interval", "HB", "UC"})
#: Words that end or bypass a proof wherever they stand.
BYPASSES = re.compile(
    r"\b(Admitted|admit|give_up|bypass_check|native_compute|native_cast_no_check|vm_cast_no_check|exact_no_check|"
    r"type-in-type|Axioms?|Conjectures?|Parameters?)\b"
)
#: What Print Assumptions says where there is nothing to print.
CLOSED = "Closed under the global context"
#: What ends no sentence and yet stands before one: bullets, braces, and the goal that a brace opens, by number or by name.
_BEFORE = re.compile(r"^(?:[-+*{}]|(?:\d+|\[[^\[\]]*\]|all|par|!)\s*:|\s)+")
PROJECT_LINES = frozenset({"-R . UC", "-arg -w -arg none"})


def refused(source: str) -> tuple[str, ...]:
    """What is refused in a Coq source, one line each; empty when every sentence is harmless.

    Guarantee: a source without refusals adds no axiom, switches no check of the kernel off and loads nothing foreign.
    """
    found: list[str] = []
    sections: list[str] = []
    for sentence in sentences(source):
        found += [f"{word} in `{_short(sentence)}`" for word in BYPASSES.findall(sentence)]
        if reason := _command_refusal(sentence, sections):
            found.append(f"{reason} in `{_short(sentence)}`")
    return tuple(found)


def sentences(source: str) -> Iterator[str]:
    """The sentences of a Coq source, without comments, bullets, braces and the goals that these open; a string stands as `""`."""
    for part in re.split(r"\.(?=\s|$)", without_comments(source)):
        text = _BEFORE.sub("", part).strip()
        if text:
            yield " ".join(text.split())


def without_comments(source: str) -> str:
    """The source as Coq's lexer sees it: comments nest, and a string in or out of a comment hides its signs."""
    kept: list[str] = []
    depth = at = 0
    while at < len(source):
        pair = source[at : at + 2]
        if source[at] == '"':
            at = _end_of_string(source, at)
            kept.append('""' if depth == 0 else "")
        elif pair == "(*" or (pair == "*)" and depth):
            depth += 1 if pair == "(*" else -1
            at += 2
            kept.append(" ")
        else:
            kept.append(source[at] if depth == 0 else "")
            at += 1
    return "".join(kept)


def _end_of_string(source: str, start: int) -> int:
    """The place after a string's closing quote; a doubled quote belongs to the string."""
    at = start + 1
    while at < len(source):
        if source[at] == '"':
            if source[at + 1 : at + 2] != '"':
                return at + 1
            at += 1
        at += 1
    return at


def _command_refusal(sentence: str, sections: list[str]) -> str | None:
    """Why a command is refused; None for a harmless one and for every tactic. Keeps the open sections."""
    first, *rest = sentence.split()
    if first.startswith("#["):
        return "an attribute"
    if not first[0].isupper():
        return None  # a tactic: the kernel checks what it builds
    if first == "Local" and rest:
        return None if rest[0] == "Notation" else _command_refusal(" ".join(rest), sections)
    if first == "Notation":
        return None if sentence in NOTATIONS else "a notation that the frozen page would read"
    if first in ("Set", "Unset"):
        return None if " ".join(rest) in FLAGS else f"the flag {sentence}"
    if first in ("From", "Require"):
        return None if first == "From" and {*rest[:1]} & LIBRARIES else "a foreign library"
    if first == "Section":
        sections.append(sentence)
    elif first == "End" and sections:
        sections.pop()
    elif first in SECTION_ONLY:
        return None if sections else f"{first} outside a section"
    elif first == "Module":
        return None if rest[1:2] == [":="] else "a module with a body"
    elif first in ("Hint", "HB.instance"):
        return None
    return None if first in COMMANDS else f"the command {first}"


def _short(sentence: str) -> str:
    return sentence if len(sentence) <= 60 else sentence[:57] + "..."


def refused_project(text: str) -> tuple[str, ...]:
    """Lines of _CoqProject other than the library's name, its silent warnings and its files."""
    lines = (line.strip() for line in text.splitlines())
    return tuple(
        f"the line `{line}` of _CoqProject" for line in lines if line and line not in PROJECT_LINES and not re.fullmatch(r"\w+\.v", line)
    )


def assumptions(output: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The known axioms that Print Assumptions printed, and every line that is not one of them with what it says.

    A line such as `loop is assumed to be guarded.` is foreign, and so are any text before `Axioms:` and a known name before another type.
    """
    if output.strip() == CLOSED:
        return (), ()
    before, _, after = f"\n{output}\n".partition("\nAxioms:\n")
    foreign = [line.strip() for line in before.splitlines() if line.strip()]
    known: set[str] = set()
    for entry in re.split(r"\n(?! )", after):
        name, _, said = " ".join(entry.split()).partition(" : ")
        if name in STATED and said == STATED[name]:
            known.add(name)
        elif name and entry != "Axioms:":  # the head of a second printing
            foreign.append(f"{name} : {said}" if said else name)
    return tuple(sorted(known)), tuple(foreign)


#: Sections of coqchk's context summary beside the axioms, each with the words that must stand there.
CONTEXT = {
    "Theory": ("Set", "is", "predicative"),
    "Constants/Inductives relying on type-in-type": ("<none>",),
    "Constants/Inductives relying on unsafe (co)fixpoints": ("<none>",),
    "Inductives whose positivity is assumed": ("<none>",),
}


def context_faults(output: str, library: str = "UC") -> tuple[str, ...]:
    """What coqchk's context summary says against a library: an axiom of its own, or a check that was switched off.

    A summary that is missing, or lacks a section, is a fault.
    """
    summary = output.partition("CONTEXT SUMMARY")[2]
    parts = dict(_sections(summary))
    if not {*CONTEXT, "Axioms"} <= parts.keys():
        return ("coqchk printed no complete context summary",)
    own = [f"axiom {name} of the library" for name in parts["Axioms"] if name.split(".")[0] == library]
    odd = [f"{title}: {' '.join(names)}" for title, names in parts.items() if title != "Axioms" and names != CONTEXT.get(title)]
    return (*own, *odd)


def _sections(summary: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for block in re.split(r"^\* ", summary, flags=re.MULTILINE)[1:]:
        title, _, rest = block.partition(":")
        yield title, tuple(rest.split())
