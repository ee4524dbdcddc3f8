"""`uccheck report`: the state of the argument as one self-contained page: ledger first, then every statement."""

from __future__ import annotations

from pathlib import Path

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("report")(report)


def report(
    ids: list[str] = typer.Argument(None, metavar="[ID]...", help="Statements to report, with all they use; all without."),
    output: Path = typer.Option(Path("report.html"), "-o", "--output", help="The page to write."),
) -> None:
    """Verify statements and mutants, and write ledger, statements, proofs, trusted base and graph as one HTML page.

    Exit status: 0 if every statement is upheld and every mutant refuted, 1 if not (the page is written all the same).
    """
    from importlib.metadata import version

    from uccheck.article.html import page
    from uccheck.article.ledger import record, record_lines
    from uccheck.commands.verify import _progress, _sound
    from uccheck.core.errors import InvalidFile
    from uccheck.core.files import write_text
    from uccheck.rules.catalogue import closure, load

    if not output.parent.is_dir():
        raise InvalidFile(f"cannot write {output}: the directory {output.parent} does not exist; make it or choose another -o")
    names = closure(ids) if ids else tuple(load())
    records = [record(name) for name in _progress(list(names))]
    libraries = ", ".join(f"{name} {version(name)}" for name in ("uccheck", "sympy", "python-flint", "numpy"))
    write_text(output, page(names, (libraries, *record_lines(records))))
    typer.echo(str(output))
    raise typer.Exit(0 if all(_sound(one) for one in records) else 1)
