"""The document as one self-contained HTML page: the same parts, the TeX of every formula turned into MathML."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any

from uccheck.article.document import Contents, Scope, _environment, contents, stamped
from uccheck.article.part import given_label, notion_of


def page(names: tuple[str, ...], ledger: tuple[str, ...] = (), scope: Scope | None = None) -> str:
    """The page about these statements; no script, no font, no request to anywhere.

    `ledger` is a closing account of a run, shown first, as it was printed.
    """
    from markupsafe import Markup

    doc = contents(names, scope or Scope())
    numbers = numbered(doc)
    place = {node.id: (round(1000 * node.x), 60 * node.y + 30) for node in doc.drawing.nodes}
    text = _environment("html").get_template("article.html.j2").render(
        doc=doc,
        numbers=numbers,
        ledger=ledger,
        place=place,
        math=lambda text: Markup(mathml(text)),
        symbol=lambda text: Markup(mathml(text, display=False)),
        prose=lambda text: Markup(prose(text, numbers)),
        where=lambda trust: anchor(trust, doc),
    )  # fmt: skip
    return "<!doctype html>\n" + stamped(text, "<!--", " -->")


def numbered(doc: Contents) -> dict[str, str]:
    """The number of each label, as TeX would count: definitions in section 1, then the chapters, then what has to be believed."""
    found = {f"uccheck:def:{one.id}": f"1.{position}" for position, one in enumerate(doc.notions, 1)}
    for chapter, (_, _, inside) in enumerate(doc.chapters, 2):
        found |= {f"uccheck:{one.id}": f"{chapter}.{position}" for position, one in enumerate(inside, 1)}
    return found | {label: str(position) for position, (label, _) in enumerate(doc.trusts, 1)}


def anchor(trust: str, doc: Contents) -> str:
    """Where the page says what is believed: a definition, or an item of the last list."""
    notion = notion_of(trust)
    return f"uccheck:def:{notion}" if notion in {one.id for one in doc.notions} else given_label(trust)


def mathml(text: str, *, display: bool = True) -> str:
    """TeX without alignment marks as MathML."""
    from latex2mathml.converter import convert

    text = re.sub(r"\\\\|\\notag|\\allowbreak|(?<!\\)&|\\quad", " ", text)
    text = re.sub(r"\\(bigl|bigr|big)(?![a-z])", "", text)
    return _spaced(str(convert(text.strip(), display="block" if display else "inline")))


#: Brackets about what is one line high; the name of a function, and a bracket behind it; a sign behind a bracket or a relation.
_FLAT = re.compile(
    r'<mo stretchy="true" fence="true" form="prefix">([^<]*)</mo>'
    r'((?:(?!<mo stretchy="true"|<mfrac|<msqrt|<munder|<mover|&#x0222B;|&#x02211;|&#x0220F;).)*)'
    r'<mo stretchy="true" fence="true" form="postfix">([^<]*)</mo>'
)
_NAMED = re.compile(r"<mi>(ln|exp|log|max|min)</mi>(?=(?:<mrow>)*(<mo [^>]*form=\"prefix\")?)")
_SIGN = re.compile(r'(<mo [^>]*form="prefix">[^<]*</mo>|<mo>(?:&#x0003[C-E];|&#x0226[45];|&#x0002C;)</mo>)<mo>(&#x02212;)</mo>')


def _spaced(text: str) -> str:
    """The MathML with the spaces that TeX leaves: none inside brackets of one line or behind a sign, thin ones about a function's name."""

    def flat(found: re.Match[str]) -> str:
        return f'<mo stretchy="false" form="prefix">{found[1]}</mo>{found[2]}<mo stretchy="false" form="postfix">{found[3]}</mo>'

    def named(found: re.Match[str]) -> str:
        return f'<mo form="prefix" lspace="0.167em" rspace="{"0.167em" if found[2] is None else 0}">{found[1]}</mo>'

    while (inner := _FLAT.sub(flat, text)) != text:
        text = inner
    return _NAMED.sub(named, _SIGN.sub(r'\1<mo form="prefix">\2</mo>', text))


def prose(text: str, numbers: Mapping[str, str]) -> str:
    """A TeX sentence of the document as HTML."""
    parts = text.split("$")
    pieces: list[Any] = [mathml(part, display=False) if odd % 2 else _words(part, numbers) for odd, part in enumerate(parts)]
    return "".join(pieces)


def _words(part: str, numbers: Mapping[str, str]) -> str:
    plain = part.replace("\\textasciitilde{}", "\0").replace("\\textasciicircum{}", "^").replace("~", "\u00a0").replace("\0", "~")
    plain = plain.replace("``", "\u201c").replace("''", "\u201d")
    plain = html.escape(re.sub(r"\\([&%#_{}])", r"\1", plain), quote=False)
    plain = re.sub(r"\\texttt\{([^{}]*)\}", r"<code>\1</code>", plain)
    return re.sub(r"\\ref\{([a-z0-9:-]+)\}", lambda m: f'<a href="#{m[1]}">{numbers.get(m[1], m[1])}</a>', plain, flags=re.I)
