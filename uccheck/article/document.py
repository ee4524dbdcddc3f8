"""Statements and derivations as TeX: the article, its parts, and a real compilation.

Glossary
    Part      everything the templates need of one statement, already typeset.
    article   the whole text for a set of statements, with evidence, trusts and the dependency graph.
    stamped   a generated text with the hash of its own content in the first line.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sympy as sp

from uccheck.article.graph import draw
from uccheck.article.prose import inline
from uccheck.article.tex import SIGNS, domains_tex, relation_tex, tex
from uccheck.core.errors import InvalidFile
from uccheck.quantities import symbols
from uccheck.quantities.applied import Applied, quantity
from uccheck.quantities.catalogue import QUANTITIES
from uccheck.rules.claim import Claim, Relation
from uccheck.rules.derivation import Derivation, Step, gives
from uccheck.rules.statement import Standing, Statement
from uccheck.rules.steps import cited_by

WIDE = 56  # printed symbols beyond which a line of an aligned display is broken before its relation sign


@dataclass(frozen=True)
class Proof:
    """One derivation, typeset: `lines` of the display (none when the claim itself is the only one), reasons by number."""

    lines: tuple[str, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """One statement, typeset: `then`, `given` and each chain are TeX; prose is TeX with inline mathematics."""

    id: str
    kind: str
    title: str
    says: str
    domains: tuple[str, ...]
    given: tuple[str, ...]
    then: tuple[str, ...]
    proofs: tuple[Proof, ...]
    opens: bool
    uses: tuple[str, ...]
    remark: str
    source: str
    word: str
    evidence: tuple[str, ...]
    trusts: tuple[int, ...]
    mutants: tuple[str, ...]
    restated: bool


def kind_of(statement: Statement) -> str:
    """The theorem environment: theorems of section 5, lemmas of 3 and 4, propositions otherwise."""
    if statement.id.startswith("theorem"):
        return "theorem"
    return "lemma" if statement.section in (3, 4) else "proposition"


def part(statement: Statement, finding: Standing, numbered: dict[str, int]) -> Part:
    """The typeset statement with its evidence; trusts by their numbers in the list of the article."""
    return Part(
        id=statement.id,
        kind=kind_of(statement),
        title=inline(statement.title),
        says=inline(statement.says),
        domains=tuple(domains_tex(statement.claim)),
        given=tuple(relation_tex(relation) for relation in statement.claim.given),
        then=_aligned(statement.claim.then),
        proofs=tuple(_proof(derivation, statement.claim) for derivation in statement.proofs),
        opens=not statement.says.endswith("."),
        uses=statement.uses,
        remark=inline(statement.remark),
        source=inline(statement.source),
        word=finding.word,
        evidence=tuple(f"{inline(check.name)}: {inline(evidence.detail)}" for check, evidence in finding.evidence),
        trusts=tuple(sorted(numbered[trust] for trust in (*finding.trusts, *finding.given))),
        mutants=tuple(inline(mutant.name) for mutant in statement.mutants),
        restated="restated from memory" in statement.source,
    )


def _aligned(relations: tuple[Relation, ...]) -> tuple[str, ...]:
    """The relations for one display aligned at their signs; where its widest sides do not fit side by side, long left ones stand alone."""
    sides = [(tex(relation.lhs), SIGNS[relation.relation], tex(relation.rhs)) for relation in relations]
    wide = max(printed(left) for left, _, _ in sides) + max(printed(right) for _, _, right in sides) > WIDE
    return tuple(
        rf"&{left} \\ &\quad {sign} {right}" if wide and printed(left) > WIDE / 5 else f"{left} &{sign} {right}"
        for left, sign, right in sides
    )


def _proof(derivation: Derivation, claim: Claim) -> Proof:
    """The chain of formulas, each step on its line; a single step that gives a conclusion, or draws a consequence in words, adds none."""
    steps = [step for step in derivation.steps if step.lhs != step.rhs]
    reasons = tuple(_reason(step, first=number == 0 or len(steps) > 1) for number, step in enumerate(derivation.steps))
    if not steps or (len(steps) == 1 and any(gives(steps[0].stated, goal) for goal in claim.then)):
        return Proof((), reasons)
    return Proof(tuple(_line(step, first=position == 0) for position, step in enumerate(steps)), reasons)


def _reason(step: Step, *, first: bool) -> str:
    """Why the step holds, with the numbers of the statements that its rule applies; capital at the start of a sentence."""
    text = inline(step.why)
    cited = "".join(rf" [\ref{{st:{name}}}]" for name in cited_by(step.by))
    return (text[:1].upper() + text[1:] if first and text[:1].isalpha() else text) + cited


def _line(step: Step, *, first: bool) -> str:
    left, right = tex(step.lhs) if first else "", f"{SIGNS[step.relation]} {tex(step.rhs)}"
    wide = printed(left) + printed(right) > WIDE
    return rf"{left} & \notag \\ &{right}" if first and wide else f"{left} &{right}"


def printed(text: str) -> int:
    """About how many symbols wide the TeX is when set: commands count once, fractions by their wider half."""
    before = ""
    while before != text:  # fractions in fractions, from the inside
        before, text = (
            text,
            re.sub(r"\\frac\{((?:[^{}]|\{[^{}]*\})*)\}\{((?:[^{}]|\{[^{}]*\})*)\}", lambda m: max(m[1], m[2], key=len), text),
        )
    text = re.sub(r"\\(left|right|bigl|bigr|mathcal|mathbb|mathrm|text|,|;|quad)", "", text)
    return len(re.sub(r"\\[a-zA-Z]+|[{}^_ $&]", lambda m: "x" if m[0].startswith("\\") else "", text))


def article(names: tuple[str, ...]) -> str:
    """The TeX source of the article about these statements and everything that they use."""
    text = _environment("tex").get_template("article.tex.j2").render(**context(names))
    return stamped(text, "%")


def context(names: tuple[str, ...]) -> dict[str, Any]:
    """What both templates are given: sections of parts, the trusted base, the graph, totals."""
    from uccheck.rules.catalogue import SECTIONS, finding, load

    found = {name: finding(name) for name in names}
    trusts = sorted({trust for one in found.values() for trust in (*one.trusts, *one.given)})
    numbered = {trust: position for position, trust in enumerate(trusts, 1)}
    parts = {name: part(load()[name], found[name], numbered) for name in names}
    sections = [(title, [parts[name] for name in names if load()[name].section == number]) for number, title in SECTIONS.items()]
    return {
        "sections": [(title, inside) for title, inside in sections if inside],
        "parts": parts,
        "definitions": definitions(load()[name] for name in names),
        "trusts": [inline(trust) for trust in trusts],
        "drawing": draw({name: load()[name].uses for name in names}),
        "count": len(names),
        "mutants": sum(len(one.mutants) for one in parts.values()),
    }


def definitions(statements: Iterable[Statement]) -> list[tuple[str, str]]:
    """The quantities that the statements and their proofs speak of, as TeX, each with its definition; the three errors first."""
    used: set[str] = {"e_gen", "e_unif_alg"}
    for statement in statements:
        relations = [*statement.claim.given, *statement.claim.then]
        relations += [step.stated for proof in statement.proofs for step in proof.steps]
        used |= {atom.about.name for one in relations for atom in sp.sympify(one.slack).atoms(Applied)}
    entries = [(QUANTITIES[name], name) for name in QUANTITIES if name in used]
    entries.sort(key=lambda entry: not entry[1].startswith("e_"))
    shown = [(tex(quantity(name)(*(getattr(symbols, letter) for letter in about.args))), inline(about.words)) for about, name in entries]
    uniform = inline("the least `e` with `P(sup_h |L_D(h) - Lhat_S(h)| <= e) >= 1 - delta`, the supremum over a class of classifiers")
    return [shown[0], (r"\epsilon_{\mathrm{unif}}(m,\delta)", uniform), *shown[1:]]


def stamped(text: str, comment: str, end: str = "") -> str:
    """The text under a first line that carries the SHA-256 of the rest."""
    text = text.strip() + "\n"
    return f"{comment} content {hashlib.sha256(text.encode()).hexdigest()}{end}\n{text}"


def _environment(kind: str) -> Any:
    import jinja2

    marks: dict[str, Any] = {
        "block_start_string": "<%",
        "block_end_string": "%>",
        "variable_start_string": "<<",
        "variable_end_string": ">>",
        "comment_start_string": "<#",
        "comment_end_string": "#>",
    }
    return jinja2.Environment(
        loader=jinja2.PackageLoader("uccheck", "data/templates"),
        undefined=jinja2.StrictUndefined,
        autoescape=kind == "html",
        trim_blocks=True,
        lstrip_blocks=True,
        **(marks if kind == "tex" else {}),
    )


@dataclass(frozen=True)
class Compiled:
    """The PDF and what the log complains of: errors, undefined references, boxes overfull by more than 5pt."""

    pdf: bytes
    complaints: tuple[str, ...]


def compiled(source: str) -> Compiled:
    """Run pdflatex until references settle.

    Raises: MissingTool without pdflatex; InvalidFile when TeX stops at an error.
    """
    from uccheck.core.programs import need

    program = need("pdflatex")
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "article.tex").write_text(source, encoding="utf-8")
        log = ""
        for _ in range(3):
            done = subprocess.run(
                [program, "-interaction=nonstopmode", "-halt-on-error", "article.tex"],
                cwd=folder, capture_output=True, timeout=300, check=False,
            )  # fmt: skip
            log = (Path(folder) / "article.log").read_text(encoding="utf-8", errors="replace")
            if done.returncode != 0:
                raise InvalidFile(f"pdflatex stops: {next((v for v in log.splitlines() if v.startswith('!')), 'no message')}")
            if "Rerun to get" not in log:
                break
        return Compiled((Path(folder) / "article.pdf").read_bytes(), complaints(log))


def complaints(log: str) -> tuple[str, ...]:
    """Lines of a TeX log that a reader of the page would see: errors, undefined references, overfull boxes over 5pt."""
    found = [line for line in log.splitlines() if line.startswith("!") or ("undefined" in line and "Warning" in line)]
    for match in re.finditer(r"Overfull \\hbox \(([\d.]+)pt too wide\).*", log):
        if float(match[1]) > 5:
            found.append(match[0])
    return tuple(found)
