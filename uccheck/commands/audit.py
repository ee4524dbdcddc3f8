"""`uccheck audit`: claims in papers, reviews and posts, each with a verdict and its evidence."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from uccheck.core.errors import Interrupted, InvalidFile, InvalidParameter
from uccheck.core.files import write_text

if TYPE_CHECKING:
    from uccheck.audit.cache import Cache
    from uccheck.audit.engine import Finding


class Format(StrEnum):
    """How findings are written."""

    text = "text"
    json = "json"
    md = "md"
    html = "html"
    sarif = "sarif"
    junit = "junit"


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("audit")(audit)


def audit(
    files: list[Path] = typer.Argument(
        None, help="Claim files: *.toml, *.md with ```uccheck blocks, directories, or - for stdin.", show_default=False
    ),
    format: Format = typer.Option(Format.text, "--format", metavar="FORMAT", help="text, json, md, html, sarif or junit."),
    as_json: bool = typer.Option(False, "--json", help="Same as --format json."),
    explain: bool = typer.Option(False, "--explain", help="Add the derivation or the intervals behind each verdict."),
    published: bool = typer.Option(False, "--published", help="Audit the published statements that ship with the kit."),
    schema: bool = typer.Option(False, "--schema", help="Print the JSON schema of a claim file and stop."),
    limit: float = typer.Option(30.0, "--limit", help="Seconds that one claim may take; then it is INCONCLUSIVE."),
    total: float = typer.Option(1800.0, "--total", help="Seconds that all claims together may take; the rest is INCONCLUSIVE."),
    cache: Path = typer.Option(None, "--cache", help="Keep decisions in this file, and reuse those of unchanged claims."),
    output: Path = typer.Option(None, "-o", "--output", help="Write to this file instead of standard output."),
) -> None:
    """Decide every claim: PROVED, CERTIFIED, CONFIRMED, MEASURED, REFUTED, INCONCLUSIVE, OUT-OF-SCOPE or INVALID.

    The verdict is of the formal sentence that is printed beside it; the author's sentence is quoted, and not checked.
    Exit status: 0 if every verdict is as expected (`expect`; upheld, where a claim expects nothing), 1 if not, 2 for misuse, 3 if a claim
    cannot be read.
    """
    if schema:
        return _print_schema()
    paths = [*(files or []), *([_registry()] if published else [])]
    if not paths:
        raise InvalidParameter("audit needs a claim file: uccheck audit claims.toml (or --schema to see the format)")
    _spares(paths, output)
    from uccheck.audit import engine
    from uccheck.audit import files as claims
    from uccheck.audit.reports import report as render

    items = claims.read(paths)
    with _cache(cache) as kept:
        found, interrupted = _decided(engine.findings(items, limit=limit, total=total, cache=kept), len(items))
    found.sort(key=lambda f: f.order)
    _write(render.render(found, "json" if as_json else format.value, explain=explain), output)
    if interrupted:
        where = "reported; nothing is kept without --cache" if cache is None else f"reported, and kept in {cache}"
        raise Interrupted(f"interrupted; {len(found)} of {len(items)} claims were decided and are {where}")
    raise typer.Exit(engine.exit_status(found))


def _spares(paths: list[Path], output: Path | None) -> None:
    """A report never replaces a file of claims that is read."""
    from uccheck.audit.files import SUFFIXES

    if output is None or not output.is_file():
        return
    whole = output.resolve()
    inside = [p for p in paths if p.is_dir() and whole.is_relative_to(p.resolve()) and whole.suffix in SUFFIXES]
    if inside or whole in [p.resolve() for p in paths]:
        raise InvalidFile(f"cannot write {output}: it is among the claim files that are read; choose another -o")


def _cache(path: Path | None) -> AbstractContextManager[Cache | None]:
    from uccheck.audit.cache import Cache

    return nullcontext() if path is None else Cache(path)


def _registry() -> Path:
    from importlib.resources import files

    return Path(str(files("uccheck").joinpath("data", "claims")))


def _decided(findings: Iterator[Finding], total: int) -> tuple[list[Finding], bool]:
    """The findings, and whether the user stopped early (what was decided is kept); progress on stderr if a terminal."""
    from rich.console import Console
    from rich.progress import Progress

    found: list[Finding] = []
    try:
        with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty() or total < 2) as progress:
            task = progress.add_task("deciding claims", total=total)
            for finding in findings:
                found.append(finding)
                progress.advance(task)
    except KeyboardInterrupt:
        return found, True
    return found, False


def _print_schema() -> None:
    import json

    from uccheck.audit import files as claims

    print(json.dumps(claims.schema(), indent=2))


def _write(text: str, output: Path | None) -> None:
    if output is None:
        sys.stdout.write(text)
        return
    try:
        write_text(output, text)
    except InvalidFile as problem:
        sys.stdout.write(text)  # a full disk must not cost the user what was decided
        raise InvalidFile(f"{problem}; the findings were printed instead") from None
