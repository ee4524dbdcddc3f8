"""`uccheck audit`: claims in papers, reviews and posts, each with a verdict and its evidence."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path

import typer

from uccheck.errors import InvalidFile, InvalidParameter


class Format(StrEnum):
    """How findings are written."""

    text = "text"
    json = "json"
    html = "html"
    sarif = "sarif"


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("audit")(audit)


def audit(
    files: list[Path] = typer.Argument(
        None, help="Claim files: *.toml, *.md with ```uccheck blocks, or directories.", show_default=False
    ),
    format: Format = typer.Option(Format.text, "--format", help="How to write the findings."),
    as_json: bool = typer.Option(False, "--json", help="Same as --format json."),
    explain: bool = typer.Option(False, "--explain", help="Add the derivation or the intervals behind each verdict."),
    schema: bool = typer.Option(False, "--schema", help="Print the JSON schema of a claim file and stop."),
    limit: float = typer.Option(20.0, "--limit", help="Seconds that one claim may take; then it is INCONCLUSIVE."),
    output: Path = typer.Option(None, "-o", "--output", help="Write to this file instead of standard output."),
) -> None:
    """Decide every claim: PROVED, CERTIFIED, CONFIRMED, MEASURED, REFUTED, INCONCLUSIVE, OUT-OF-SCOPE or INVALID.

    Exit status: 0 if all are upheld, 1 if something is refuted, undecided, out of scope or malformed, 2 for misuse.
    """
    if schema:
        return _print_schema()
    if not files:
        raise InvalidParameter("audit needs a claim file: uccheck audit claims.toml (or --schema to see the format)")
    from uccheck import audit as engine
    from uccheck import claims, render

    if output is not None and not output.parent.is_dir():
        raise InvalidFile(f"cannot write {output}: its directory does not exist")
    items = claims.read(list(files))
    found = _decided(engine.findings(items, limit=limit), len(items))
    chosen = Format.json if as_json else format
    text = render.render(found, chosen.value, explain=explain)
    _write(text, output)
    raise typer.Exit(0 if engine.all_upheld(found) else 1)


def _decided(findings, total: int):  # type: ignore[no-untyped-def]
    """The findings as a list, with progress on stderr when that is a terminal."""
    from rich.console import Console
    from rich.progress import Progress

    if not sys.stderr.isatty() or total < 2:
        return list(findings)
    with Progress(console=Console(stderr=True), transient=True) as progress:
        return list(progress.track(findings, total=total, description="deciding claims"))


def _print_schema() -> None:
    import json

    from uccheck import claims

    print(json.dumps(claims.schema(), indent=2))


def _write(text: str, output: Path | None) -> None:
    if output is None:
        sys.stdout.write(text)
        sys.stdout.flush()
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as problem:
        raise InvalidFile(f"cannot write {output}: {problem.strerror}") from None
