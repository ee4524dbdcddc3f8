"""A statement and a definition, typeset: everything that the templates need, as TeX.

Glossary
    Part       a statement: ranges, numbered hypotheses and conclusions, proofs with reasons, evidence of this run
    Proof      the lines of the display, numbered, and a reason for each step
    Reference  how the document speaks of a statement, a definition or a given sentence: by number where it holds it, else in words
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import sympy as sp

from uccheck.article.prose import escape, inline, sentence
from uccheck.article.reason_page import Labels, Page
from uccheck.article.reasons import reason
from uccheck.article.tex import SIGNS, domains_tex, printed, relation_tex, tex
from uccheck.core.verdict import NoBool, Verdict
from uccheck.quantities.applied import Applied
from uccheck.quantities.symbols import b, s
from uccheck.rules.claim import Claim, Relation
from uccheck.rules.derivation import Derivation, gives
from uccheck.rules.notions import Notion, settled
from uccheck.rules.statement import Standing, Statement

WIDE = 56  # printed symbols beyond which a line of an aligned display is broken before its relation sign
ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")


@dataclass(frozen=True)
class Proof:
    """One derivation, typeset: its letter (none for a single one), the lines of the display with their tags, the reasons with theirs."""

    letter: str
    lines: tuple[tuple[str, str], ...]
    reasons: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Part(NoBool):
    """One statement, typeset; `proofs` is empty unless the statement is upheld."""

    id: str
    kind: str
    title: str
    lets: tuple[str, ...]
    given: tuple[tuple[str, str], ...]
    says: str
    opens: bool
    then: tuple[tuple[str, str], ...]
    proofs: tuple[Proof, ...]
    remark: str
    origins: tuple[str, ...]
    word: str
    upheld: bool
    evidence: tuple[str, ...]
    trusts: tuple[str, ...]
    uses: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class Defined:
    """One definition, typeset."""

    id: str
    title: str
    says: str
    shown: tuple[str, ...]


class Reference:
    """Citations: a number where the document holds the label, words where it does not."""

    def __init__(self, statements: Mapping[str, Statement], held: tuple[str, ...], notions: tuple[str, ...], *, listed: bool) -> None:
        self.statements, self.held, self.notions, self.listed = statements, set(held), set(notions), listed

    def cite(self, name: str, which: int | None = None) -> str:
        """Lemma 5.2(b); elsewhere: the lemma `The swap lemma' (swap-lemma)."""
        statement = self.statements[name]
        part = "" if which is None else f"({'abcdefgh'[which]})"
        if name in self.held:
            return rf"{kind_of(statement).capitalize()}~\ref{{uccheck:{name}}}{part}"
        title = sentence(statement.title, statement.claim, statement.terms)
        return rf"the {kind_of(statement)} ``{title}''{part} (\texttt{{{name}}} of uccheck)"

    def sentence(self, text: str) -> str:
        """A definition by its number, a given sentence by its item; where the document lists neither, the sentence itself."""
        kind, _, words = text.partition(": ")
        notion = notion_of(text)
        if kind == "definition" and notion in self.notions:
            return rf"Definition~\ref{{uccheck:def:{notion}}}"
        if kind == "definition":
            return f"the definition that {inline(words)}"
        return rf"item~\ref{{{given_label(text)}}}" if self.listed else inline(words)


def notion_of(text: str) -> str | None:
    """The definition that a sentence `definition: ...` unfolds."""
    return next((one.id for one in settled().values() if text.startswith(one.unfolds) and one.unfolds), None)


def given_label(text: str) -> str:
    """A label that depends on the sentence alone."""
    return f"uccheck:given:{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def kind_of(statement: Statement) -> str:
    """The theorem environment: theorems by their id, lemmas of tails and transfer, propositions otherwise."""
    if statement.id.startswith("theorem"):
        return "theorem"
    return "lemma" if statement.section in (3, 4) else "proposition"


def defined(notion: Notion) -> Defined:
    """The typeset definition."""
    return Defined(
        id=notion.id,
        title=sentence(notion.title, None, notion.terms),
        says=sentence(notion.says, None, notion.terms),
        shown=tuple(relation_tex(relation) for relation in notion.shown),
    )


def part(statement: Statement, finding: Standing, refer: Reference) -> Part:
    """The typeset statement with what this run found about it."""
    claim, terms, upheld = statement.claim, statement.terms, finding.verdict is Verdict.UPHELD
    fixed = _fixed(claim)
    return Part(
        id=statement.id,
        kind=kind_of(statement) if upheld else "refuted" if finding.verdict is Verdict.REFUTED else "open",
        title=re.sub(r"^(Theorem \w) \((.*)\)$", r"\1: \2", sentence(statement.title, claim, terms)),
        lets=(*domains_tex(claim), *(rf"{tex(symbol)}={tex(value)}" for symbol, value in fixed.items())),
        given=tuple((tag, relation_tex(general(one, fixed))) for tag, one in zip(ROMAN, claim.given, strict=False)),
        says=sentence(statement.says, claim, terms),
        opens=not statement.says.endswith("."),
        then=tuple(zip("abcdefgh", _aligned(tuple(general(one, fixed) for one in claim.then)), strict=False)),
        proofs=_proofs(statement, refer, fixed) if upheld else (),
        remark=sentence(statement.remark, claim, terms),
        origins=tuple(_origin(one, statement) for one in statement.origins),
        word=finding.word,
        upheld=upheld,
        evidence=tuple(f"{escape(check.name)}: {inline(evidence.detail)}" for check, evidence in finding.evidence),
        trusts=(*finding.trusts, *finding.given),
        uses=statement.uses,
        source=escape(statement.source),
    )


def _fixed(claim: Claim) -> dict[Any, Any]:
    """s = 4 and b = 32 where every quantity of the claim stands at them."""
    atoms = {atom for one in (*claim.given, *claim.then) for atom in (sp.sympify(one.lhs) - sp.sympify(one.rhs)).atoms(Applied)}
    put: dict[Any, set[Any]] = {s: set(), b: set()}
    for atom in atoms:
        for name, value in zip(atom.about.args, atom.args, strict=True):
            if name in ("s", "b"):
                put[s if name == "s" else b].add(value)
    return {symbol: next(iter(values)) for symbol, values in put.items() if len(values) == 1 and next(iter(values)).is_number}


def general(relation: Relation, fixed: Mapping[Any, Any]) -> Relation:
    """The relation with the letters s and b inside quantities where the statement has said what they are."""
    if not fixed:
        return relation

    def lettered(atom: Any) -> Any:
        letters = {"s": s, "b": b}
        args = zip(atom.about.args, atom.args, strict=True)
        return atom.func(*(letters[name] if fixed.get(letters.get(name)) == value else value for name, value in args))

    put = {atom: lettered(atom) for side in (relation.lhs, relation.rhs) for atom in sp.sympify(side).atoms(Applied)}
    return relation.at(put)


def _origin(origin: Any, statement: Statement) -> str:
    formula = "" if origin.formula is None else f"={tex(origin.formula)}"
    return f"${tex(origin.value)}{formula}$: {sentence(origin.words, statement.claim, statement.terms)}"


def _proofs(statement: Statement, refer: Reference, fixed: Mapping[Any, Any]) -> tuple[Proof, ...]:
    labels: Labels = tuple((one, f"({tag})") for tag, one in zip(ROMAN, statement.claim.given, strict=False))
    made, known = [], {name: refer.statements[name].claim for name in statement.uses}
    for number, derivation in enumerate(statement.proofs):
        letter = "abcdefghijklmnopqrstuvwxyz"[number] if len(statement.proofs) > 1 else ""
        lines = tuple(relation for relation, _ in labels[len(statement.claim.given) :])
        page = Page(replace(statement.claim, given=statement.claim.given + lines), labels, known, refer.cite, refer.sentence)
        made.append(_proof(derivation, statement, page, letter, fixed))
        composed = derivation.composed()
        labels = labels if composed is None else (*labels, (composed, f"line~({letter})"))
    return tuple(made)


def _proof(derivation: Derivation, statement: Statement, page: Page, letter: str, fixed: Mapping[Any, Any]) -> Proof:
    """The chain of formulas with tags; a single step that is a conclusion, and a consequence in words, add no line."""
    steps, number, tags = derivation.steps, 0, []
    shown = [step for step in steps if step.lhs != step.rhs]
    alone = len(shown) == 1 and any(gives(shown[0].stated, goal) for goal in statement.claim.then)
    for step in steps:
        number += step.lhs != step.rhs
        tags.append("" if alone or not shown else f"{letter}{number}" if step.lhs != step.rhs else "")
    reasons = _merged([(tag, _why(step, statement, page)) for tag, step in zip(tags, steps, strict=True)])
    if alone or not shown:
        return Proof(letter, (), reasons)
    lines = [_line(general(step.stated, fixed), first=position == 0) for position, step in enumerate(shown)]
    return Proof(letter, tuple(zip([tag for tag in tags if tag], lines, strict=True)), reasons)


def _merged(reasons: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """A consequence in words, which has no line of its own, stands with the step before it."""
    made: list[tuple[str, str]] = []
    for tag, text in reasons:
        made = [*made[:-1], (made[-1][0], f"{made[-1][1]} {text}")] if made and not tag else [*made, (tag, text)]
    return tuple(made)


def _why(step: Any, statement: Statement, page: Page) -> str:
    words = sentence(step.why, statement.claim, statement.terms)
    made = reason(step.by, step.stated, page)
    return f"{words[:1].upper()}{words[1:]}. {made}" if words else made


def _aligned(relations: tuple[Relation, ...]) -> tuple[str, ...]:
    """The relations for one display aligned at their signs; where its widest sides do not fit side by side, long left ones stand alone."""
    sides = [(tex(relation.lhs), SIGNS[relation.relation], tex(relation.rhs)) for relation in relations]
    wide = max(printed(left) for left, _, _ in sides) + max(printed(right) for _, _, right in sides) > WIDE
    return tuple(
        rf"&{left} \\ &\quad {sign} {right}" if wide and printed(left) > WIDE / 5 else f"{left} &{sign} {right}"
        for left, sign, right in sides
    )


def _line(relation: Relation, *, first: bool) -> str:
    left, right = tex(relation.lhs) if first else "", f"{SIGNS[relation.relation]} {tex(relation.rhs)}"
    wide = printed(left) + printed(right) > WIDE
    return rf"{left} & \notag \\ &{right}" if first and wide else f"{left} &{right}"
