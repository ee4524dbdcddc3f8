"""The article as one self-contained HTML page: the TeX of every checked formula turned into MathML."""

from __future__ import annotations

import html
import re
from typing import Any

from uccheck.article.document import _environment, context, stamped


def page(names: tuple[str, ...], ledger: tuple[str, ...] = ()) -> str:
    """The page about these statements and everything they use; no script, no font, no request to anywhere.

    `ledger` is a closing account of a run, shown first, as it was printed.
    """
    from markupsafe import Markup

    values = context(names)
    numbers = {
        one.id: f"{section}.{position}"
        for section, (_, inside) in enumerate(values["sections"], 1)
        for position, one in enumerate(inside, 1)
    }
    place = {node.id: (round(1000 * node.x), 90 * node.y + 30) for node in values["drawing"].nodes}
    text = _environment("html").get_template("article.html.j2").render(
        **values,
        numbers=numbers,
        ledger=ledger,
        place=place,
        math=lambda text: Markup(mathml(text)),
        symbol=lambda text: Markup(mathml(text, display=False)),
        prose=lambda text: Markup(prose(text, numbers)),
    )  # fmt: skip
    return "<!doctype html>\n" + stamped(text, "<!--", " -->")


def mathml(text: str, *, display: bool = True) -> str:
    """TeX without alignment marks as MathML."""
    from latex2mathml.converter import convert

    text = re.sub(r"\\\\|\\notag|\\allowbreak|(?<!\\)&|\\quad", " ", text)
    text = re.sub(r"\\(bigl|bigr|big)(?![a-z])", "", text)
    return str(convert(text.strip(), display="block" if display else "inline"))


def prose(text: str, numbers: dict[str, str]) -> str:
    """A TeX sentence of `uccheck.article.prose.inline` as HTML."""
    parts = text.split("$")
    pieces: list[Any] = [mathml(part, display=False) if odd % 2 else _words(part, numbers) for odd, part in enumerate(parts)]
    return "".join(pieces)


def _words(part: str, numbers: dict[str, str]) -> str:
    plain = html.escape(re.sub(r"\\([&%#_{}])", r"\1", part), quote=False)
    plain = plain.replace("\\textasciitilde{}", "~").replace("\\textasciicircum{}", "^")
    return re.sub(r"\\ref\{st:([a-z0-9-]+)\}", lambda m: f'<a href="#{m[1]}">{numbers[m[1]]}</a>', plain)
