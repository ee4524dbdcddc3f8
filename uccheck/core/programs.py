"""Programs that some requests need and that pip does not bring; found here, or asked for in one line."""

from __future__ import annotations

import shutil

from uccheck.core.errors import MissingTool

DEBIAN_PACKAGES = {
    "coqc": (
        "coq libcoq-mathcomp-ssreflect libcoq-mathcomp-algebra libcoq-mathcomp-algebra-tactics "
        "libcoq-mathcomp-analysis libcoq-coquelicot libcoq-interval libcoq-hierarchy-builder make"
    ),
    "coqchk": "coq",
    "make": "make",
    "pdflatex": "texlive-latex-recommended texlive-latex-extra texlive-fonts-recommended",
}


def find_tool(name: str) -> str | None:
    """The path of a program on PATH; None if it is not installed."""
    return shutil.which(name)


def need(name: str, packages: str | None = None) -> str:
    """The path of a program on PATH.

    Raises
        MissingTool: it is not installed; the line names the Debian packages that bring it.
    """
    path = find_tool(name)
    if path is None:
        raise MissingTool(f"{name} is not installed; on Debian: apt-get install {packages or DEBIAN_PACKAGES.get(name, name)}")
    return path
