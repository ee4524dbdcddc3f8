"""Programs that tests need: skipped where one is missing, failed where UCCHECK_REQUIRE_TOOLS=1 says that none may be."""

from __future__ import annotations

import os

import pytest

from uccheck.core.programs import find_tool


def needs(tool: str, packages: str) -> pytest.MarkDecorator:
    """A mark for tests that run the program; `packages` are what Debian calls it."""
    missing = find_tool(tool) is None and os.environ.get("UCCHECK_REQUIRE_TOOLS") != "1"
    return pytest.mark.skipif(missing, reason=f"{tool} is not installed: apt-get install {packages}")


NEEDS_LATEX = needs("pdflatex", "texlive-latex-extra texlive-pictures texlive-fonts-recommended")
NEEDS_CHROMIUM = needs("chromium", "chromium")
