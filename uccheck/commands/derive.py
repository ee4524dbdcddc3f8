"""`uccheck derive`: the argument as TeX, PDF or HTML, regenerated from the checked objects."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

import typer


class Target(StrEnum):
    """What is written."""

    tex = "tex"
    pdf = "pdf"
    html = "html"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("derive")(derive)


def derive(
    ids: list[str] = typer.Argument(None, metavar="[ID]...", help="Statements to derive, with all they use; all without."),
    to: Target = typer.Option(Target.tex, "--to", help="tex, pdf (needs pdflatex) or html."),
    output: Path = typer.Option(None, "-o", "--output", help="The file to write; by default derivation.tex, .pdf or .html."),
) -> None:
    """Write the statements, their proofs step by step, the evidence and the trusted base."""
    from uccheck.commands.progress import status
    from uccheck.core.errors import InvalidFile
    from uccheck.core.files import write_text
    from uccheck.rules.catalogue import closure, load

    names = closure(ids) if ids else tuple(load())
    path = output or Path(f"derivation.{to.value}")
    if not path.parent.is_dir():
        raise InvalidFile(f"cannot write {path}: the directory {path.parent} does not exist; make it or choose another -o")
    with status(f"deriving {len(names)} statements"):
        if to is Target.html:
            from uccheck.article.html import page

            write_text(path, page(names))
        else:
            _tex(names, path, pdf=to is Target.pdf)
    typer.echo(str(path))


def _tex(names: tuple[str, ...], path: Path, *, pdf: bool) -> None:
    """The TeX, and the PDF if asked for; without pdflatex the .tex is kept and one line says what to install."""
    from uccheck.article.document import article, compiled
    from uccheck.core.errors import MissingTool
    from uccheck.core.files import write_bytes, write_text

    source = article(names)
    if not pdf:
        return write_text(path, source)
    try:
        result = compiled(source)
    except MissingTool as missing:
        kept = path.with_suffix(".tex")
        write_text(kept, source)
        raise MissingTool(f"{missing}; the TeX is in {kept}") from None
    return write_bytes(path, result.pdf)
