"""A matplotlib figure as SVG inside a page: colours that follow the page's scheme, identifiers of its own, no size in points."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from uccheck.core.drawing import BLUE, GREEN, ORANGE, PURPLE, rendered

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: Colours of the pictures that become variables of the page.
_SCHEME = {"#ffffff": "var(--paper)", "#000000": "currentColor", "#dddddd": "var(--line)", "#777777": "var(--quiet)"}
_SCHEME |= {colour.lower(): f"var(--{name})" for name, colour in (("blue", BLUE), ("orange", ORANGE), ("green", GREEN), ("purple", PURPLE))}


def inline(figure: Figure, name: str, title: str, words: str) -> str:
    """The figure as an `svg` element that is announced by its title and described in words."""
    text = rendered(figure, "svg").decode()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = re.sub(r'\bid="', f'id="{name}-', text)
    text = re.sub(r'href="#', f'href="#{name}-', text).replace("url(#", f"url(#{name}-")
    for colour, variable in _SCHEME.items():
        text = text.replace(colour, variable)
    box = re.search(r'viewBox="[^"]*"', text)
    assert box is not None  # matplotlib writes one
    head = f'<svg class="plot" role="img" aria-labelledby="{name}-title {name}-words" {box[0]} xmlns:xlink="http://www.w3.org/1999/xlink">'
    said = f'<title id="{name}-title">{html.escape(title)}</title><desc id="{name}-words">{html.escape(words)}</desc>'
    return head + said + text[text.index(">") + 1 :].strip()
