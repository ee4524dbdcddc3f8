"""`uccheck table`: certified brackets of several instances as a table for a paper."""

from __future__ import annotations

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("table")(table)


def table(
    instances: list[str] = typer.Argument(help="Instances m,D,delta,epsilon such as 1000,400000,0.05,0.01."),
    gamma: str = typer.Option("0", "--gamma", help="Margin of the ramp loss; 0 is the 0-1 loss."),
    digits: int = typer.Option(4, "--digits", min=1, max=20, help="Significant digits; ends are rounded outward."),
    latex: bool = typer.Option(False, "--latex", help="Print a LaTeX tabular (booktabs) instead of Markdown."),
    as_json: bool = typer.Option(False, "--json", help="Print JSON."),
) -> None:
    """Print lower <= e_gen <= upper and lower <= e_unif-alg <= upper of each instance, and the verdict on both halves."""
    from uccheck.answers.table import table as rows_of
    from uccheck.core.errors import InvalidParameter

    asked = [tuple(text.split(",")) for text in instances]
    for text, numbers in zip(instances, asked, strict=True):
        if len(numbers) != 4:
            raise InvalidParameter(f"an instance is m,D,delta,epsilon, got {text!r}: write it as in 1000,400000,0.05,0.01")
    found = rows_of([(m, D, delta, epsilon) for m, D, delta, epsilon in asked], gamma=gamma, digits=digits)
    if as_json:
        import json

        from uccheck.commands.certify import as_dict

        print(json.dumps({"rows": [as_dict(row) for row in found.rows]}))
        return
    print(found.latex() if latex else found.markdown(), end="" if latex else "\n")
    for sentence in found.given:
        if not sentence.startswith("definition:"):
            print(f"{'% ' if latex else ''}given: {sentence}")
