"""The generated article: fresh, stamped, and set by a real LaTeX without errors or overfull boxes."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from uccheck.article.document import article, compiled
from uccheck.article.html import page
from uccheck.core.programs import find_tool
from uccheck.rules.catalogue import load

FOLDER = Path(__file__).parent / "derivations"
FRESH = "regenerate with `uccheck derive --to {0} -o proofs/derivations/article.{0}`"


@pytest.mark.parametrize("kind", ["tex", "html"])
def test_generated_files_are_fresh(kind: str) -> None:
    text = article(tuple(load())) if kind == "tex" else page(tuple(load()))
    assert (FOLDER / f"article.{kind}").read_text(encoding="utf-8") == text, FRESH.format(kind)


def test_the_stamp_is_the_hash_of_the_rest() -> None:
    first, rest = (FOLDER / "article.tex").read_text(encoding="utf-8").split("\n", 1)
    assert first == f"% content {hashlib.sha256(rest.encode()).hexdigest()}"


def test_every_statement_has_its_label() -> None:
    text = (FOLDER / "article.tex").read_text(encoding="utf-8")
    assert [name for name in load() if f"\\label{{st:{name}}}" not in text] == []
    assert "Piecewise" not in text
    assert "begin{cases}" not in text


def test_latex_sets_it_without_complaint() -> None:
    if find_tool("pdflatex") is None and os.environ.get("UCCHECK_REQUIRE_TOOLS") != "1":
        pytest.skip("pdflatex is not installed: apt-get install texlive-latex-extra texlive-pictures texlive-fonts-recommended")
    result = compiled((FOLDER / "article.tex").read_text(encoding="utf-8"))
    assert result.pdf.startswith(b"%PDF")
    assert result.complaints == ()
