"""`uccheck check`: certificates re-checked by the independent checker."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from uccheck.certificates.check import Report


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("check")(check)


def check(
    files: list[Path] = typer.Argument(help="Certificates written by `uccheck certify -o`."),
    kernel: bool = typer.Option(False, "--kernel", help="Have Coq decide each claim again, from its numbers alone."),
    as_json: bool = typer.Option(False, "--json", help="Print JSON."),
) -> None:
    """Re-check certificates with the checker that shares no arithmetic with their maker."""
    from uccheck.certificates.check import check_file
    from uccheck.core.verdict import Kind, Verdict, conjunction, word

    reports = [(path, with_kernel(path, check_file(path)) if kernel else check_file(path)) for path in files]
    verdict = conjunction(report.verdict for _, report in reports)
    if as_json:
        import json

        rows = [
            {"file": str(path), "verdict": word(report.verdict, Kind.BALL), "detail": report.lines, "trusts": report.trusts}
            for path, report in reports
        ]
        print(json.dumps({"verdict": word(verdict, Kind.BALL), "files": rows}))
    else:
        for path, report in reports:
            print(f"{word(report.verdict, Kind.BALL)}  {path}")
            print("\n".join(f"  {line}" for line in report.lines))
            print(f"  trusts: {'; '.join(report.trusts) or 'nothing'}")
    raise typer.Exit(0 if verdict is Verdict.UPHELD else 1)


def with_kernel(path: Path, report: Report) -> Report:
    """The report with Coq's verdict on the claim beside the checker's; the file's own .v is never read."""
    import json
    from dataclasses import replace

    from uccheck.certificates.coq import kernel_certificate
    from uccheck.core.verdict import Verdict

    claim = json.loads(path.read_text(encoding="utf-8"))["claim"]
    if (claim["s"], claim["b"]) != ("4", "32"):
        lines = (*report.lines, "undecided: Coq's theorem has s = 4, b = 32")
        return replace(report, verdict=report.verdict & Verdict.UNDECIDED, lines=lines)
    proof = kernel_certificate(*(claim[key] for key in ("m", "D", "delta", "epsilon")), gamma=claim["gamma"])
    line = f"Coq: {proof.evidence.word}: {proof.detail}"
    trusts = (*report.trusts, *proof.evidence.trusts)
    return replace(report, verdict=report.verdict & proof.verdict, lines=(*report.lines, line), trusts=trusts)
