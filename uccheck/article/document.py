"""The document: what is in it, in which order, as TeX: a paper of its own, or a fragment for somebody else's.

Glossary
    Scope      what the document is to hold
    Contents   the ids, in chapters; the definitions that they need; what this run found
    article    the whole text, with definitions, proofs, Coq's theorems, the trusted base and the graph
    fragment   the same statements without a preamble, to be input; `macros` is the file that its preamble inputs
    stamped    a generated text with the hash of its own content in the first line
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import sympy as sp

from uccheck.article import kernel
from uccheck.article.graph import Drawing, draw
from uccheck.article.latex import Compiled, compiled
from uccheck.article.outline import chapters
from uccheck.article.part import Defined, Part, Reference, defined, given_label, kind_of, notion_of, part
from uccheck.article.prose import escape, inline
from uccheck.article.tex import relation_tex, tex
from uccheck.quantities.applied import Applied, quantity
from uccheck.quantities.catalogue import QUANTITIES
from uccheck.rules.notions import Notion, settled
from uccheck.rules.statement import Statement

__all__ = ["Compiled", "Contents", "Scope", "article", "compiled", "contents", "fragment", "macros", "stamped"]


@dataclass(frozen=True)
class Contents:
    """What the templates are given."""

    names: tuple[str, ...]
    chapters: tuple[tuple[str, str, tuple[Part, ...]], ...]
    notions: tuple[Defined, ...]
    further: tuple[tuple[str, str], ...]
    coq: tuple[dict[str, Any], ...]
    standing: kernel.LibraryState
    trusts: tuple[tuple[str, str], ...]
    drawing: Any
    neighbours: tuple[int, int] | None

    @property
    def parts(self) -> dict[str, Part]:
        """Every statement by id."""
        return {one.id: one for _, _, inside in self.chapters for one in inside}


@dataclass(frozen=True)
class Scope:
    """What a document is to hold.

    `bare`: no definitions and no Coq (`--only`). `neighbours`: how many false neighbours this run saw refuted, of how many it put to the
    checks; None if it ran none, and then nothing is said of them. `here`: look whether the Coq library was inspected on this machine;
    without, the text does not depend on the machine.
    """

    bare: bool = False
    neighbours: tuple[int, int] | None = None
    here: bool = True


def contents(names: tuple[str, ...], scope: Scope, *, listed: bool = True) -> Contents:
    """The statements in chapters, typeset after they were examined; `listed`: there is a section of what has to be believed."""
    from uccheck.rules.catalogue import SECTIONS, finding, load

    statements = {name: load()[name] for name in names}
    notions = () if scope.bare else _needed(statements)
    refer = Reference(load(), names, tuple(one.id for one in notions), listed=listed)
    found = {name: finding(name) for name in names}
    made = {name: part(statements[name], found[name], refer) for name in names}
    trusts = sorted({trust for one in found.values() for trust in (*one.trusts, *one.given) if notion_of(trust) not in refer.notions})
    inside = tuple((one.title, one.opening, tuple(made[name] for name in one.ids)) for one in chapters(statements, SECTIONS))
    folder = None if scope.bare else kernel.folder_of_library()
    return Contents(
        names=names,
        chapters=inside,
        notions=tuple(defined(one) for one in notions),
        further=() if scope.bare else _further(statements, notions),
        coq=() if folder is None else tuple(_coq(one, names) for one in kernel.theorems(folder)),
        standing=kernel.standing(folder) if folder is not None and scope.here else kernel.LibraryState(False),
        trusts=tuple((given_label(trust), inline(trust)) for trust in sorted(trusts, key=lambda one: (":" in one, one))),
        drawing=_rows(draw(_connected({one.id: one.uses for _, _, some in inside for one in some}))),
        neighbours=scope.neighbours,
    )


def _connected(uses: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Without those that use nothing here and are not used."""
    used = {name for some in uses.values() for name in some}
    return {name: some for name, some in uses.items() if name in used or set(some) & set(uses)}


def _rows(drawing: Drawing, most: int = 12) -> Drawing:
    """The same with every level of more than `most` nodes set in several rows."""
    made, y = [], 0
    for level in range(drawing.levels):
        inside = sorted((node for node in drawing.nodes if node.y == level), key=lambda node: node.x)
        rows = -(-len(inside) // most) or 1
        made += [replace(node, y=y + place % rows) for place, node in enumerate(inside)]
        y += rows
    return Drawing(tuple(made), drawing.edges, y)


def _needed(statements: Mapping[str, Statement]) -> tuple[Notion, ...]:
    """Every definition of the linear setting if a statement of it is held; those of other rooms where a quantity of theirs occurs."""
    used = _quantities(statements)
    wanted = [
        one for one in settled().values() if not one.introduces or used & set(one.introduces) or not one.unfolds or len(statements) > 3
    ]
    return tuple(wanted)


def _quantities(statements: Mapping[str, Statement]) -> set[str]:
    """The names of the quantities that statements and proofs speak of."""
    relations = [one for statement in statements.values() for one in (*statement.claim.given, *statement.claim.then)]
    relations += [step.stated for statement in statements.values() for proof in statement.proofs for step in proof.steps]
    return {atom.about.name for one in relations for side in (one.lhs, one.rhs) for atom in sp.sympify(side).atoms(Applied)}


def _further(statements: Mapping[str, Statement], notions: tuple[Notion, ...]) -> tuple[tuple[str, str], ...]:
    """Quantities that occur and that no definition shows, with the words of the catalogue."""
    from uccheck.quantities import symbols

    objects = [term for one in notions for term in (*one.terms.values(), *(side for r in one.shown for side in (r.lhs, r.rhs)))]
    told = {atom.about.name for term in objects if isinstance(term, sp.Basic) for atom in term.atoms(Applied)}
    names = [name for name in QUANTITIES if name in _quantities(statements) - told]
    at = {name: tuple(getattr(symbols, letter) for letter in QUANTITIES[name].args) for name in names}
    return tuple((tex(quantity(name)(*at[name])), inline(QUANTITIES[name].words)) for name in names)


def _coq(one: kernel.Proved, names: tuple[str, ...]) -> dict[str, Any]:
    """One theorem of the frozen page: its condition, the same at gamma = 0 and the largest eta, its ranges, our ids."""
    signs = {"<": "<", "<=": r"\le"}
    ranges = [f"{tex(low)} {signs[p]} {tex(name)} {signs[q]} {tex(high)}" for low, p, name, q, high in one.ranges]
    put = {"gamma": "0", **({"eta": "1/4"} if any(tex(name) == r"\eta" for _, _, name, _, _ in one.ranges) else {})}
    special = one.at(**put)
    return {
        "name": escape(one.name),
        "applied": [escape(name) for name in one.applied],
        "ids": [name for name in one.ids if name in names],
        "text": "\n".join(_folded(line) for line in one.text.splitlines()),
        "ranges": ranges,
        "condition": relation_tex(one.condition) if one.read and one.condition is not None else "",
        "special": relation_tex(special) if one.read and special is not None else "",
        "bounds": [relation_tex(bound) for bound in one.bounds],
        "at": ", ".join(rf"{chr(92)}{name} = {value}" for name, value in put.items()),
    }


def _folded(line: str, width: int = 94) -> str:
    """A line of Coq broken between words where it is wider than the page."""
    import textwrap

    indent = " " * (len(line) - len(line.lstrip()) + 4)
    return "\n".join(textwrap.wrap(line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)) or line


def article(names: tuple[str, ...], scope: Scope | None = None) -> str:
    """The TeX source of a paper about these statements."""
    made = contents(names, scope or Scope())
    text = _environment("tex").get_template("article.tex.j2").render(doc=made, macros=macros(), kinds=_kinds(names), where=_where(made))
    return stamped(text, "%")


def _where(made: Contents) -> Callable[[str], str]:
    """The item or the definition that says what is believed."""
    notions = {one.id for one in made.notions}

    def told(trust: str) -> str:
        notion = notion_of(trust)
        return rf"Definition~\ref{{uccheck:def:{notion}}}" if notion in notions else rf"\ref{{{given_label(trust)}}}"

    return told


def fragment(names: tuple[str, ...], macro_file: str, *, bare: bool = False) -> str:
    """The statements without a preamble, to be input into a document whose preamble inputs the macro file."""
    made = contents(names, Scope(bare=bare), listed=False)
    text = _environment("tex").get_template("fragment.tex.j2").render(doc=made, macro_file=macro_file, believed=_believed(made))
    return stamped(text, "%")


def _believed(made: Contents) -> Callable[[str], str]:
    """A definition by its number where the fragment holds it; everything else in words."""
    notions = {one.id for one in made.notions}
    return lambda trust: rf"Definition~\ref{{uccheck:def:{notion_of(trust)}}}" if notion_of(trust) in notions else inline(trust)


def macros() -> str:
    """The macro file of a fragment, which the article holds in its preamble: every name begins with uccheck."""
    return str(_environment("tex").get_template("macros.tex.j2").render())


def _kinds(names: tuple[str, ...]) -> dict[str, str]:
    from uccheck.rules.catalogue import load

    return {name: kind_of(load()[name]) for name in names}


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
