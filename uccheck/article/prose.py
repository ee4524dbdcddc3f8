"""Prose with mathematics between backticks, typeset as TeX; the same sentences read well as plain text.

Glossary
    tex_of   `sqrt(2 ln(1/theta))` to \\sqrt{2 \\ln(1/\\theta)}.
    inline   a sentence to TeX: backticked parts become $...$, the rest is escaped.
"""

from __future__ import annotations

import re

GREEK = "delta|epsilon|eta|rho|sigma|zeta|theta|gamma|lambda|kappa|tau|alpha"
ESCAPES = {
    "&": r"\&",
    "%": r"\%",
    "#": r"\#",
    "_": r"\_",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": "$<$",
    ">": "$>$",
    "|": "$|$",
}

#: Applied in order; each pattern is a whole word of the ASCII notation.
WORDS: tuple[tuple[str, str], ...] = (
    (r"e_unif-alg", r"\\epsilon_{\\mathrm{unif\\text{-}alg}}"),
    (r"e_gen", r"\\epsilon_{\\mathrm{gen}}"),
    (r"\bh_S'", r"h_{S'}"),
    (r"\bLhat_S\b", r"\\hat L_S"),
    (r"\bLhat\b", r"\\hat L"),
    (r"\bL_D\b", r"L_{\\mathcal{D}}"),
    (r"\bmean (zeta|g)\b", r"\\bar{\1}"),
    (r"\b([xw])([12])_i\b", r"\1_{\2,i}"),
    (r"\bsup_h\b", r"\\sup_h "),
    (r"\bmax_i\b", r"\\max_i "),
    (r"(?<!\\)\b(ln|exp)\b", r"\\\1"),
    (r"\b(Var|Cov|kl)\b", r"\\mathrm{\1}"),
    (r"\bP\(", r"\\mathbb{P}("),
    (r"\bE N\b", r"\\mathbb{E}N"),
    (r"\bPhi\b", r"\\Phi"),
    (r"\bphi\b", r"\\varphi"),
    (r"\bpi\b", r"\\pi"),
    (rf"(?<![A-Za-z\\])({GREEK})(?![A-Za-z])", r"\\\1"),
    (r"\boo\b", r"\\infty"),
    (r"\|\|", r"\\,\\Vert\\,"),
    (r"<=", r"\\le "),
    (r">=", r"\\ge "),
    (r"~", r"\\sim "),
    (r"\.\.\.", r"\\dots "),
    (r"\b([rz])\.([a-z])", r"\1\\cdot \2"),
    (r"_([a-z]{2,})\b", r"_{\1}"),
    (r"\^\(([^()]*)\)", r"^{(\1)}"),
)


def tex_of(text: str) -> str:
    """ASCII mathematics as TeX."""
    text = _roots(text)
    for pattern, replacement in WORDS:
        text = re.sub(pattern, replacement, text)
    return text.replace(r"^{(-D)}", "^{-D}")


def _roots(text: str) -> str:
    """sqrt(...) with balanced parentheses to \\sqrt{...}."""
    start = text.find("sqrt(")
    if start < 0:
        return text
    depth, end = 0, start + 4
    while True:
        depth += (text[end] == "(") - (text[end] == ")")
        end += 1
        if depth == 0:
            break
    return text[:start] + r"\sqrt{" + _roots(text[start + 5 : end - 1]) + "}" + _roots(text[end:])


def escape(text: str) -> str:
    """Plain text for TeX."""
    return "".join(ESCAPES.get(letter, letter) for letter in text)


def inline(text: str) -> str:
    """A sentence as TeX."""
    parts = text.split("`")
    return "".join(f"${tex_of(part)}$" if odd % 2 else escape(part) for odd, part in enumerate(parts))


def plain(text: str) -> str:
    """The sentence without its backticks."""
    return text.replace("`", "")
