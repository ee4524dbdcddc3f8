"""`uccheck report`: the front page: the theorem's verdict by four ways to know it, the ledger, the pictures, and every statement."""

from __future__ import annotations

from pathlib import Path

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("report")(report)


def report(
    ids: list[str] = typer.Argument(None, metavar="[ID]...", help="Statements to report, with all they use; all without."),
    output: Path = typer.Option(Path("report.html"), "-o", "--output", help="The page to write."),
    quick: bool = typer.Option(False, "--quick", help="Leave out the mutants and most raw trials; the page says so."),
    workers: int = typer.Option(2, "--workers", min=1, max=64, help="Processes that share the work."),
) -> None:
    """Verify statements and mutants, ask kernel, balls, simulation and records, and write one self-contained HTML page.

    Exit status: 0 if every statement is upheld and every mutant that was run is refuted, 1 if not (the page is written all the same).
    """
    from uccheck.commands.terminal.progress import status
    from uccheck.commands.verify import _sound
    from uccheck.core.files import write_text
    from uccheck.core.processes import process_pool
    from uccheck.rules.known import require

    require(ids or ())
    from uccheck.rules.catalogue import closure, load

    names = closure(ids) if ids else tuple(load())
    with status("the front page") as notice, process_pool(workers) as executor:
        from uccheck.report.collect import collect
        from uccheck.report.page import page

        found = collect(names, quick=quick, executor=executor, notice=notice)
        notice("writing")
        write_text(output, page(found))
    typer.echo(str(output))
    raise typer.Exit(0 if all(_sound(one) for one in found.records) else 1)
