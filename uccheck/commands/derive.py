"""`uccheck derive`: the argument as TeX, PDF or HTML, regenerated from the checked objects; a fragment for somebody else's paper."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from uccheck.article.document import Scope


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
    to: Target = typer.Option(None, "--to", help="tex, pdf (needs pdflatex) or html; by default as -o ends, else tex."),
    output: Path = typer.Option(None, "-o", "--output", help="The file to write; by default derivation.tex, .pdf or .html."),
    fragment: bool = typer.Option(False, "--fragment", help=r"TeX to \input into a paper of yours, and a file of macros beside it."),
    only: bool = typer.Option(False, "--only", help="The named statements alone, without what they use and without definitions."),
    mutants: bool = typer.Option(False, "--mutants", help="Put every false neighbour to the checks, too, and say how many were refuted."),
) -> None:
    """Write the definitions, the statements, their proofs with reasons, the evidence of this run and the trusted base.

    Exit status: 0 if every statement is upheld, 1 if not (the file is written all the same; such a statement has no proof in it).
    """
    from uccheck.commands.terminal.progress import status
    from uccheck.core.errors import InvalidParameter
    from uccheck.core.files import require_writable, write_text
    from uccheck.rules.known import require

    to = _target(to, output)
    if fragment and to is not Target.tex:
        raise InvalidParameter(f"--fragment writes TeX, not {to.value}: name a file that ends with .tex, and leave out --to")
    if only and not ids:
        raise InvalidParameter("--only needs the ids of statements: `uccheck verify` lists them")
    if fragment and mutants:
        raise InvalidParameter("--fragment says nothing of false neighbours: leave out --mutants")
    require(ids or ())
    path = output or Path(f"derivation.{to.value}")
    require_writable(path, "-o")
    from uccheck.article.document import Scope
    from uccheck.rules.catalogue import closure, get, load

    names = tuple(get(name).id for name in dict.fromkeys(ids)) if only else closure(ids) if ids else tuple(load())
    with status(f"deriving {len(names)} statements"):
        scope = Scope(bare=only, neighbours=_neighbours(names) if mutants else None)
        if fragment:
            _fragment(names, path, only=only)
        elif to is Target.html:
            from uccheck.article.html import page

            write_text(path, page(names, scope=scope))
        else:
            _tex(names, path, scope, pdf=to is Target.pdf)
    typer.echo(str(path))
    raise typer.Exit(_status(names))


def _target(to: Target | None, output: Path | None) -> Target:
    """What is asked for, or what the name of the file says. Raises: InvalidParameter where the two differ: a TeX file is no .pdf."""
    from uccheck.core.errors import InvalidParameter

    ending = output.suffix.lower().removeprefix(".") if output is not None else ""
    named = Target(ending) if ending in Target.__members__ else None
    if to is not None and named is not None and to is not named:
        raise InvalidParameter(f"--to {to.value} does not write {output}: say --to {named.value}, or name a file .{to.value}")
    return to or named or Target.tex


def _status(names: tuple[str, ...]) -> int:
    from uccheck.core.verdict import Verdict
    from uccheck.rules.catalogue import finding

    return 0 if all(finding(name).verdict is Verdict.UPHELD for name in names) else 1


def _neighbours(names: tuple[str, ...]) -> tuple[int, int]:
    """How many false neighbours were refuted, of how many."""
    from uccheck.article.ledger import record

    records = [record(name) for name in names]
    return sum(one.refuted for one in records), sum(one.mutants for one in records)


def _fragment(names: tuple[str, ...], path: Path, *, only: bool) -> None:
    """The fragment, and its macros beside it under the same name with -macros."""
    from uccheck.article.document import fragment, macros
    from uccheck.core.files import require_writable, write_text

    beside = path.with_name(f"{path.stem}-macros.tex")
    require_writable(beside, "-o")  # both or neither
    write_text(path, fragment(names, beside.name, bare=only))
    write_text(beside, macros())
    typer.echo(str(beside))


def _tex(names: tuple[str, ...], path: Path, scope: Scope, *, pdf: bool) -> None:
    """The TeX, and the PDF if asked for; without pdflatex the .tex is kept and one line says what to install."""
    from uccheck.article.document import article
    from uccheck.article.latex import compiled
    from uccheck.core.errors import MissingTool
    from uccheck.core.files import write_bytes, write_text

    source = article(names, scope)
    if not pdf:
        return write_text(path, source)
    try:
        result = compiled(source)
    except MissingTool as missing:
        kept = path.with_suffix(".tex")
        write_text(kept, source)
        raise MissingTool(f"{missing}; the TeX is in {kept}") from None
    return write_bytes(path, result.pdf)
