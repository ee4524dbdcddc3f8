"""`uccheck verify`: every statement of the argument at full strength, and every mutant that must come back REFUTED."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from uccheck.article.ledger import Record


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("verify")(verify)


def verify(
    ids: list[str] = typer.Argument(None, metavar="[ID]...", help="Statements to verify; all without."),
    as_json: bool = typer.Option(False, "--json", help="Print JSON."),
) -> None:
    """Verify statements and their mutants.

    Exit status: 0 if every statement is upheld and every mutant refuted, 1 if not, 2 for an unknown id.
    """
    from uccheck.rules.known import require

    require(ids or ())
    from uccheck.article.ledger import as_json as rendered
    from uccheck.article.ledger import record, record_lines
    from uccheck.rules.catalogue import get, load

    names = [get(name).id for name in ids] if ids else list(load())
    records = []
    for name in _progress(names):
        records.append(record(name))
    print(rendered(records) if as_json else "\n".join(record_lines(records)))
    raise typer.Exit(0 if all(_sound(one) for one in records) else 1)


def _sound(one: Record) -> bool:
    return one.upheld and one.refuted == one.mutants


def _progress(names: list[str]) -> Iterator[str]:
    """The names, with a bar on stderr when that is a terminal."""
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    if not sys.stderr.isatty():
        yield from names
        return
    yield from track(names, description="verifying", console=console, transient=True)
