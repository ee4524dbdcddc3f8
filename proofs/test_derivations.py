"""The generated documents: fresh, stamped, and set by a real LaTeX without errors or overfull boxes.

`python proofs/test_derivations.py` writes them again.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from uccheck.article.document import Scope, article
from uccheck.article.html import page
from uccheck.article.latex import compiled
from uccheck.core.programs import find_tool
from uccheck.rules.catalogue import load

FOLDER = Path(__file__).parent / "derivations"
KINDS = ("tex", "html")


def made(kind: str) -> str:
    """The document of everything, as it is on every machine: whether Coq's library was inspected here is left out."""
    names, scope = tuple(load()), Scope(here=False)
    return article(names, scope) if kind == "tex" else page(names, scope=scope)


@pytest.mark.parametrize("kind", KINDS)
def test_generated_files_are_fresh(kind: str) -> None:
    assert (FOLDER / f"article.{kind}").read_text(encoding="utf-8") == made(kind), "run python proofs/test_derivations.py"


def test_the_stamp_is_the_hash_of_the_rest() -> None:
    first, rest = (FOLDER / "article.tex").read_text(encoding="utf-8").split("\n", 1)
    assert first == f"% content {hashlib.sha256(rest.encode()).hexdigest()}"


def test_every_statement_has_its_label() -> None:
    text = (FOLDER / "article.tex").read_text(encoding="utf-8")
    assert [name for name in load() if f"\\label{{uccheck:{name}}}" not in text] == []
    assert "Piecewise" not in text
    assert "begin{cases}" not in text


def test_latex_sets_it_without_complaint() -> None:
    if find_tool("pdflatex") is None and os.environ.get("UCCHECK_REQUIRE_TOOLS") != "1":
        pytest.skip("pdflatex is not installed: apt-get install texlive-latex-extra texlive-pictures texlive-fonts-recommended")
    result = compiled((FOLDER / "article.tex").read_text(encoding="utf-8"))
    assert result.pdf.startswith(b"%PDF")
    assert result.complaints == ()


if __name__ == "__main__":
    for one in KINDS:
        (FOLDER / f"article.{one}").write_text(made(one), encoding="utf-8")
