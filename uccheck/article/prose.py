"""Sentences as TeX or as plain text: references to objects are rendered from the objects, words are escaped.

Glossary
    sentence   a sentence of a record, with the claim and the terms that its references mean, as TeX.
    inline     a sentence of no record (a given sentence, the detail of a check): backticks spell mathematics in ASCII.
    plain      a sentence without marks, for a terminal.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import sympy as sp

from uccheck.article.tex import domain_tex, relation_tex, tex
from uccheck.rules.claim import Claim, Domain, Relation
from uccheck.rules.prose import Tied, pieces, spelled

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

#: What the given sentences and the details of checks write in ASCII; each pattern is a whole word.
WORDS: tuple[tuple[str, str], ...] = (
    (r"e_unif-alg of the interpolator", r"\\epsilon^{\\mathrm{mn}}_{\\mathrm{unif\\text{-}alg}}"),
    (r"e_(unif|one)-(alg|sided)", r"\\epsilon_{\\mathrm{\1\\text{-}\2}}"),
    (r"\be_([a-z]{3,})\b", r"\\epsilon_{\\mathrm{\1}}"),
    (r"\bLhat_S\b", r"\\hat L_S"),
    (r"\bLhat\b", r"\\hat L"),
    (r"\bL_D\b", r"L_{\\mathcal{D}}"),
    (r"(?<![A-Za-z\\])(zeta|delta|epsilon|gamma|kappa|sigma|rho|mu|eta|tau|nu)(?![A-Za-z])", r"\\\1"),
    (r"\bP\(", r"\\mathbb{P}("),
    (r"\bloss\(t\)", r"\\pi_\\gamma(t)"),
    (r"sqrt\(([^()]*)\)", r"\\sqrt{\1}"),
    (r"\^\((\d+)/(\d+)\)", r"^{\1/\2}"),
    (r"\^\(([^()]*)\)", r"^{\1}"),
    (r"\^-(\d+)", r"^{-\1}"),
    (r" \* ", r"\\cdot "),
    (r" \.\.\. ", r"\\cdots "),
    (r"\bexp\(", r"\\exp("),
    (r"\bx([12])_i\b", r"x_{\1,i}"),
    (r"\bsum_I\b", r"\\sum_I"),
    (r"_(\d\d+)\b", r"_{\1}"),
    (r"\bsup ?(?=[(|])", r"\\sup "),
    (r"\bKL\(", r"\\mathrm{KL}("),
    (r"\bh_S-(?! )", r"h_{S^-}"),
    (r"\bR\^(\w)\b", r"\\mathbb{R}^\1"),
    (r"\\?\bgamma_sure\b", r"\\Gamma"),
    (r"(?<=[wz])\.(?=[wz])", r"\\cdot "),
    (r" for all (\w) of the ball", r"\\text{ for all }\1\\text{ of the ball}"),
    (r"<=", r"\\le "),
    (r">=", r"\\ge "),
)

#: A loss of a classifier is applied to it and not multiplied by it; R^D is the space and no power.
UNSPELLED = re.compile(r"\b(L_D|Lhat_S|L)\(|^R\^\w$")


def sentence(text: str, claim: Claim | None = None, terms: Mapping[str, Any] | None = None) -> str:
    """The sentence as TeX.  Raises: ValueError for a reference to nothing."""
    return "".join(escape(one) if isinstance(one, str) else f"${shown(one)}$" for one in pieces(text, claim, terms))


def shown(one: Any) -> str:
    """An object of the record as TeX."""
    if isinstance(one, Tied):
        return shown(one.shown)
    if isinstance(one, Relation):
        return relation_tex(one)
    if isinstance(one, Domain):
        return domain_tex(one)
    return tex(sp.sympify(one))


def escape(text: str) -> str:
    """Plain text for TeX."""
    return "".join(ESCAPES.get(letter, letter) for letter in text)


def inline(text: str) -> str:
    """A sentence of no record as TeX: backticked parts become formulas, the rest is escaped."""
    parts = text.split("`")
    return "".join(f"${_formula(part)}$" if odd % 2 else escape(part) for odd, part in enumerate(parts))


def _formula(text: str) -> str:
    found = None if UNSPELLED.search(text) else spelled(text, None)
    if found is not None:
        return shown(found)
    for pattern, replacement in WORDS:
        text = re.sub(pattern, replacement, text)
    return text


def plain(text: str) -> str:
    """The sentence without its backticks."""
    return text.replace("`", "")
