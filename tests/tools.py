"""Programs and packages that tests need: skipped where one is missing, failed where CI or UCCHECK_REQUIRE_TOOLS says that none may be."""

from __future__ import annotations

import importlib
import os
from types import ModuleType

import pytest

from uccheck.core.programs import find_tool


def nothing_may_be_missing() -> bool:
    """Whether this is continuous integration, where a test that is skipped is a test that nobody runs."""
    return os.environ.get("UCCHECK_REQUIRE_TOOLS") == "1" or os.environ.get("CI", "").lower() in ("1", "true")


def needs(tool: str, packages: str) -> pytest.MarkDecorator:
    """A mark for tests that run the program; `packages` are what Debian calls it."""
    missing = find_tool(tool) is None and not nothing_may_be_missing()
    return pytest.mark.skipif(missing, reason=f"{tool} is not installed: apt-get install {packages}")


def needed(package: str, minversion: str | None = None, reason: str | None = None, **more: object) -> ModuleType:
    """The package, imported; the test, or the file of tests that asks at its top, is skipped or fails without it.

    In continuous integration it stands in the place of `pytest.importorskip`, whose arguments it takes.
    """
    assert minversion is None and not more, "no test asks for more than the name"
    try:
        return importlib.import_module(package)
    except ImportError as missing:
        why = reason or f"{package} cannot be imported ({missing}): pip install -e '.[test]'"
        if nothing_may_be_missing():
            pytest.fail(why, pytrace=False)
        pytest.skip(why, allow_module_level=True)


NEEDS_LATEX = needs("pdflatex", "texlive-latex-extra texlive-pictures texlive-fonts-recommended")
NEEDS_CHROMIUM = needs("chromium", "chromium")
