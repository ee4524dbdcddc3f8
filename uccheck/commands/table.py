"""`uccheck table`: certified brackets, and least dimensions, as tables for a paper."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperGroup

from uccheck.answers.tables.layout import Layout

if TYPE_CHECKING:
    from collections.abc import Iterable

_WORTH_PROCESSES = 8  # cells; fewer are found while processes start


class _WithInstances(TyperGroup):
    """`uccheck table 1000,400000,0.05,0.01`: what is no subcommand belongs to `brackets`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the name of the default subcommand before instances and options."""
        named = not args or args[0] in self.commands or args[0] in ("-h", "--help")
        return super().parse_args(ctx, args if named else ["brackets", *args])


def register(app: typer.Typer) -> None:
    """Add the group `table`."""
    group = typer.Typer(
        name="table",
        cls=_WithInstances,
        help="Tables for papers: brackets of instances (`uccheck table M,D,DELTA,EPSILON ...`), or the least D over a grid.",
        no_args_is_help=True,
    )
    group.command("brackets")(brackets)
    group.command("threshold")(threshold)
    app.add_typer(group)


def brackets(
    instances: list[str] = typer.Argument(help="Instances m,D,delta,epsilon such as 1000,400000,0.05,0.01."),
    gamma: str = typer.Option("0", "--gamma", help="Margin of the ramp loss; 0 is the 0-1 loss."),
    digits: int = typer.Option(4, "--digits", min=1, max=20, help="Significant digits; ends are rounded outward."),
    layout: Layout = typer.Option(Layout.markdown, "--format", help="How the table is written; latex is a booktabs tabular."),
    latex: bool = typer.Option(False, "--latex", help="The same as --format latex."),
    as_json: bool = typer.Option(False, "--json", help="Print JSON."),
) -> None:
    """Print lower <= e_gen <= upper and lower <= e_unif-alg <= upper of each instance, and the verdict on both halves."""
    from uccheck.answers.tables.certified import table as rows_of
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
    chosen = Layout.latex if latex else layout
    print(found.written(chosen), end="" if chosen in (Layout.latex, Layout.csv) else "\n")
    _footnotes(chosen, (), found.given)


def threshold(
    m: str = typer.Option(..., "--m", help="Sample sizes, separated by commas."),
    delta: str = typer.Option("0.05", "--delta", help="Confidence parameters, separated by commas."),
    epsilon: str = typer.Option("0.01", "--epsilon", help="Both e_gen <= epsilon and e_unif-alg >= 1 - epsilon; separated by commas."),
    theorem: str = typer.Option("auto", "--theorem", help="auto, A (delta < 1/2), B (delta < 1/2) or C (every delta)."),
    gamma: str = typer.Option("0", "--gamma", help="Margin of the ramp loss; 0 is the 0-1 loss."),
    s: str = typer.Option("4", "--s", help="Signal."),
    b: str = typer.Option("32", "--b", help="Noise; s < b."),
    layout: Layout = typer.Option(Layout.text, "--format", help="How the table is written; latex is a booktabs tabular."),
    workers: int = typer.Option(2, "--workers", min=1, max=1024, help="Processes that share the cells."),
    as_json: bool = typer.Option(False, "--json", help="Print JSON."),
) -> None:
    """Print the least D at which both halves are certified, for every m, delta and epsilon."""
    from uccheck.answers.tables.thresholds import threshold_table
    from uccheck.commands.terminal.progress import status
    from uccheck.core.processes import process_pool

    more = {"theorem": theorem, "gamma": gamma, "s": s, "b": b}
    sizes, deltas, epsilons = _listed(m), _listed(delta), _listed(epsilon)
    few = len(sizes) * len(deltas) * len(epsilons) < _WORTH_PROCESSES
    with status("searching") as notice, process_pool(1 if few else workers) as executor:
        found = threshold_table(sizes, deltas, epsilons, executor=executor, notice=notice, **more)
    if as_json:
        import json

        print(json.dumps({"cells": [cell.record() for cell in found.cells], "trusts": found.trusts, "given": found.given}))
    else:
        print(found.written(layout), end="" if layout in (Layout.latex, Layout.csv) else "\n")
        _footnotes(layout, [*found.notes(layout), f"trusts: {', '.join(found.trusts)}"], found.given)
    raise typer.Exit(1 if any(cell.found is None for cell in found.cells) else 0)


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",")]


def _footnotes(layout: Layout, notes: Iterable[str], given: Iterable[str]) -> None:
    """Below the table; as comments in LaTeX, and on stderr beside CSV, which has none."""
    from uccheck.core.verdict import vouched

    lines = [*notes, *(f"given: {sentence}" for sentence in vouched(given))]
    for line in lines:
        print(f"{'% ' if layout is Layout.latex else ''}{line}", file=sys.stderr if layout is Layout.csv else sys.stdout)
