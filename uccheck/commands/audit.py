"""`uccheck audit`: claims in papers, reviews and posts, each with a verdict and its evidence."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from uccheck.core.errors import InvalidFile, InvalidParameter

if TYPE_CHECKING:
    from uccheck.audit.engine import Finding


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
    files: list[Path] = typer.Argument(None, help="Claim files: *.toml, *.md with ```uccheck blocks, or directories.", show_default=False),
    format: Format = typer.Option(Format.text, "--format", help="How to write the findings."),
    as_json: bool = typer.Option(False, "--json", help="Same as --format json."),
    explain: bool = typer.Option(False, "--explain", help="Add the derivation or the intervals behind each verdict."),
    published: bool = typer.Option(False, "--published", help="Audit the published statements that ship with the kit."),
    schema: bool = typer.Option(False, "--schema", help="Print the JSON schema of a claim file and stop."),
    limit: float = typer.Option(20.0, "--limit", help="Seconds that one claim may take; then it is INCONCLUSIVE."),
    output: Path = typer.Option(None, "-o", "--output", help="Write to this file instead of standard output."),
) -> None:
    """Decide every claim: PROVED, CERTIFIED, CONFIRMED, MEASURED, REFUTED, INCONCLUSIVE, OUT-OF-SCOPE or INVALID.

    Exit status: 0 if all are upheld, 1 if something is refuted, undecided, out of scope or malformed, 2 for misuse.
    """
    if schema:
        return _print_schema()
    paths = [*(files or []), *([_registry()] if published else [])]
    if not paths:
        raise InvalidParameter("audit needs a claim file: uccheck audit claims.toml (or --schema to see the format)")
    if output is not None and not output.parent.is_dir():
        raise InvalidFile(f"cannot write {output}: its directory does not exist")
    from uccheck.audit import engine
    from uccheck.audit import files as claims
    from uccheck.audit import report as render

    items = claims.read(paths)
    found, interrupted = _decided(engine.findings(items, limit=limit), len(items))
    _write(render.render(found, "json" if as_json else format.value, explain=explain), output)
    if interrupted:
        print(f"uccheck: interrupted; {len(found)} of {len(items)} claims were decided and are kept", file=sys.stderr)
        raise typer.Exit(130)
    raise typer.Exit(0 if engine.all_upheld(found) else 1)


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
        try:
            sys.stdout.write(text)
            sys.stdout.flush()
        except BrokenPipeError:  # the reader, such as `head`, has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return
    part = output.with_name(output.name + ".part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(output)
    except OSError as problem:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        sys.stdout.write(text)  # a full disk must not cost the user what was decided
        raise InvalidFile(f"cannot write {output}: {problem.strerror}; the findings were printed instead") from None
