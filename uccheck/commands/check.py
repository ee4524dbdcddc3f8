"""`uccheck check`: certificates re-checked by the independent checker."""

from __future__ import annotations

from pathlib import Path

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("check")(check)


def check(
    files: list[Path] = typer.Argument(help="Certificates written by `uccheck certify -o`."),
    kernel: bool = typer.Option(False, "--kernel", help="Say what Coq proves of each instance, from its numbers alone."),
    as_json: bool = typer.Option(False, "--json", help="Print JSON."),
) -> None:
    """Re-check certificates with the checker that shares no arithmetic with their maker; one sentence says what was checked."""
    from uccheck.certificates.check import check_file
    from uccheck.commands.kernels.check import lines, record, rows_of
    from uccheck.core.verdict import Kind, Verdict, conjunction, word

    reports = [(path, check_file(path)) for path in files]
    proofs = rows_of(report for _, report in reports) if kernel else [[] for _ in reports]
    verdict = conjunction([*(report.verdict for _, report in reports), *(proof.verdict for found in proofs for _, proof in found)])
    if as_json:
        import json

        rows = [
            {
                "file": str(path), "verdict": word(report.verdict, Kind.BALL), "sentence": report.sentence, "trusts": report.trusts,
                "given": report.given, **({"kernel": [{"instance": name, **record(proof)} for name, proof in found]} if kernel else {}),
            }
            for (path, report), found in zip(reports, proofs, strict=True)
        ]  # fmt: skip
        print(json.dumps({"verdict": word(verdict, Kind.BALL), "files": rows}))
    else:
        for (path, report), found in zip(reports, proofs, strict=True):
            print(f"{word(report.verdict, Kind.BALL)}  {_printable(path)}\n  {report.sentence}")
            for name, proof in found:
                print("\n".join(f"  {line}" for line in (name, *lines(proof))))
    raise typer.Exit(0 if verdict is Verdict.UPHELD else 1)


def _printable(path: Path) -> str:
    """The name of a file without characters that could steer a terminal."""
    return "".join(character if character.isprintable() else "?" for character in str(path))
