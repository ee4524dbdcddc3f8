r"""A fragment in somebody else's paper: \input, own environments and macros, hyperref and cleveref, a real pdflatex."""

from __future__ import annotations

import re

from tests.tools import NEEDS_LATEX
from uccheck.article.document import Scope, article, fragment, macros
from uccheck.article.html import page
from uccheck.article.latex import compiled, complaints

OUTSIDE = r"""\documentclass[twocolumn]{article}
\usepackage{amsmath,amsthm}
\usepackage[colorlinks]{hyperref}
\usepackage[capitalise]{cleveref}
\newtheorem{theorem}{Theorem}[section]
\newtheorem{lem}[theorem]{Lemma}
\newtheorem{proposition}[theorem]{Proposition}
\newcommand{\E}{\mathbb{E}} \newcommand{\eps}{\varepsilon} \newcommand{\given}{\mid}
\newcommand{\uccheckLemma}{lem}
\input{part-macros.tex}
\begin{document}
\section{Theirs}
\begin{theorem}\label{thm:ours} $\E X \le \eps$. \end{theorem}
We use \cref{uccheck:theorem-b}, \cref{uccheck:swap-lemma}, \cref{uccheck:def:e-unif-alg} and \cref{thm:ours}.
\input{part.tex}
\end{document}
"""


@NEEDS_LATEX
def test_a_fragment_compiles_in_a_paper_with_its_own_environments() -> None:
    part = fragment(("swap-lemma", "markov", "theorem-b"), "part-macros.tex")
    made = compiled(OUTSIDE, {"part.tex": part, "part-macros.tex": macros()})
    assert made.pdf.startswith(b"%PDF")
    assert [line for line in made.complaints if not line.startswith("Overfull")] == []  # columns of 8 cm are narrow for a display


@NEEDS_LATEX
def test_a_fragment_compiles_in_a_paper_without_any_environment() -> None:
    bare = r"\documentclass{article}\input{m.tex}\begin{document}\input{part.tex}\end{document}"
    assert compiled(bare, {"part.tex": fragment(("log-bound",), "m.tex", bare=True), "m.tex": macros()}).complaints == ()


def test_a_fragment_has_no_preamble_and_only_its_own_labels_and_commands() -> None:
    text = fragment(("swap-lemma", "markov", "theorem-b"), "m.tex")
    assert "documentclass" not in text and "usepackage" not in text and "newcommand" not in text and "begin{document}" not in text
    assert set(re.findall(r"\\label\{([^:}]*):", text)) == {"uccheck"}
    assert set(re.findall(r"\\begin\{(\w+\*?)\}", text)) <= {
        "uccheckdefinition", "uccheckproposition", "ucchecklemma", "ucchecktheorem", "uccheckproof", "uccheckargument",
        "gather*", "align*",
    }  # fmt: skip
    defined = re.findall(r"\\(?:new|provide)command\{\\(\w+)", macros())
    assert defined and all(name.startswith("uccheck") for name in defined)
    assert not re.search(r"\\renewcommand|\\def\\(?!uccheck)", macros())


def test_what_is_argued_ends_no_proof() -> None:
    text = fragment(("interpolator-flip",), "m.tex", bare=True)
    assert r"\begin{uccheckargument}" in text and r"\end{uccheckargument}" in text and "uccheckproof" not in text
    assert r"\epsilon^{\mathrm{mn}}_{\mathrm{unif\text{-}alg}} < v$" in text and r"\\epsilon" not in text
    assert r"\begin{uccheckproof}" in fragment(("log-bound",), "m.tex", bare=True)


def test_only_holds_the_named_statement_and_cites_others_in_words() -> None:
    text = fragment(("theorem-b",), "m.tex", bare=True)
    assert re.findall(r"\\label\{([^}]*)\}", text) == ["uccheck:theorem-b"]
    assert "the lemma ``The swap lemma''" in text and not re.search(r"\\ref\{", text)


def test_labels_do_not_depend_on_what_else_is_held() -> None:
    alone, among = fragment(("markov",), "m.tex", bare=True), fragment(("markov", "theorem-b"), "m.tex", bare=True)
    assert r"\label{uccheck:markov}" in alone and r"\label{uccheck:markov}" in among


def test_epsilon_has_one_glyph() -> None:
    names, scope = ("diagonal", "theorem-b", "one-sided"), Scope(here=False)
    text, html = article(names, scope), page(names, scope=scope)
    assert r"\epsilon" in text and r"\varepsilon" not in text
    assert "ε" not in html and ("ϵ" in html or "&#x003F5;" in html)


def test_false_neighbours_are_spoken_of_only_if_they_were_run() -> None:
    silent, told = article(("log-bound",)), article(("log-bound",), Scope(neighbours=(3, 3)))
    assert "neighbour" not in silent and "3 false neighbours" in told and "3 of them came back refuted" in told


def test_an_overfull_line_and_a_missing_label_are_complaints() -> None:
    log = "Overfull \\hbox (12.3pt too wide) in paragraph\nOverfull \\hbox (1.0pt too wide) in x\nLaTeX Warning: Reference `a' undefined"
    assert len(complaints(log)) == 2


def test_the_macro_file_is_named_in_the_fragment() -> None:
    assert "theorem-macros.tex" in fragment(("log-bound",), "theorem-macros.tex", bare=True)
