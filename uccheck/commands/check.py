"""`uccheck check`: certificates re-checked by the independent checker."""

from __future__ import annotations

from pathlib import Path

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("check")(check)


def check(
    files: list[Path] = typer.Argument(help="Certificates written by `uccheck certify -o`."),
    as_json: bool = typer.Option(False, "--json", help="Print JSON."),
) -> None:
    """Re-check certificates with the checker that shares no arithmetic with their maker; one sentence says what was checked."""
    from uccheck.certificates.check import check_file
    from uccheck.core.verdict import Kind, Verdict, conjunction, word

    reports = [(path, check_file(path)) for path in files]
    verdict = conjunction(report.verdict for _, report in reports)
    if as_json:
        import json

        rows = [
            {
                "file": str(path), "verdict": word(report.verdict, Kind.BALL), "sentence": report.sentence, "trusts": report.trusts,
                "given": report.given,
            }
            for path, report in reports
        ]  # fmt: skip
        print(json.dumps({"verdict": word(verdict, Kind.BALL), "files": rows}))
    else:
        for path, report in reports:
            print(f"{word(report.verdict, Kind.BALL)}  {_printable(path)}\n  {report.sentence}")
    raise typer.Exit(0 if verdict is Verdict.UPHELD else 1)


def _printable(path: Path) -> str:
    """The name of a file without characters that could steer a terminal."""
    return "".join(character if character.isprintable() else "?" for character in str(path))
