"""`uccheck sweep`: the phase diagram of the linear setting as a table, a picture or JSON."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from uccheck.answers.sweep import Cell


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("sweep")(sweep)


def sweep(
    m: str = typer.Option("10,100,1000,10000", "--m", help="Sample sizes, separated by commas."),
    per_sample: str = typer.Option("4,8,16,32,64,128,256,512,1024", "--per-sample", help="Values of D/m, separated by commas."),
    delta: str = typer.Option("0.05", "--delta", help="Confidence parameter, in (0, 1)."),
    epsilon: str = typer.Option("0.01", "--epsilon", help="e_gen <= epsilon and e_unif-alg >= 1 - epsilon."),
    gamma: str = typer.Option("0", "--gamma", help="Margin of the ramp loss; 0 is the 0-1 loss."),
    theorem: str = typer.Option("auto", "--theorem", help="auto, A, B or C."),
    output: Path | None = typer.Option(None, "--output", "-o", help="Also draw the diagram to this .png, .svg or .pdf."),
    as_json: bool = typer.Option(False, "--json", help="Print JSON."),
) -> None:
    """Certify every (m, D) of a grid: where the counterexample is certified, refuted or undecided."""
    from uccheck.answers.sweep import sweep as cells_of

    cells: list[Cell] = []
    interrupted = False
    try:
        for cell in cells_of(m.split(","), per_sample.split(","), delta, epsilon, gamma=gamma, theorem=theorem):
            cells.append(cell)
            if not as_json:
                print(_row(cell), flush=True)
    except KeyboardInterrupt:
        interrupted = True
    if as_json:
        import json

        print(json.dumps({"cells": [_as_dict(cell) for cell in cells]}))
    else:
        for sentence in sorted({sentence for cell in cells for sentence in cell.given if not sentence.startswith("definition:")}):
            print(f"given: {sentence}")
    if output is not None and cells:
        _draw(cells, delta, epsilon, output)
    if interrupted:
        raise KeyboardInterrupt


def _row(cell: Cell) -> str:
    from uccheck.core.exact import decimal_above, decimal_below

    gen, unif = decimal_above(cell.e_gen[1], 6), decimal_below(cell.e_unif_alg[0], 6)
    where = f"{cell.verdict:12s} m = {cell.m:<8d} D = {cell.D:<12d}"
    return f"{where} e_gen <= {gen:10s} e_unif-alg >= {unif:10s} {cell.theorem or ''}".rstrip()


def _as_dict(cell: Cell) -> dict[str, Any]:
    from dataclasses import asdict

    from uccheck.core.exact import as_written

    ends = {key: dict(zip(("lower", "upper"), map(as_written, getattr(cell, key)), strict=True)) for key in ("e_gen", "e_unif_alg")}
    return {**asdict(cell), **ends}


_COLOURS = {"CERTIFIED": "#2a7f62", "INCONCLUSIVE": "#c9a227", "REFUTED": "#a63d40"}


def _draw(cells: list[Cell], delta: str, epsilon: str, path: Path) -> None:
    """One marker a cell, coloured by verdict, on logarithmic axes.  Raises: InvalidFile when it cannot be written."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    from uccheck.core.errors import InvalidFile

    figure, axes = plt.subplots(figsize=(6, 4.2), layout="constrained")
    for verdict, colour in _COLOURS.items():
        chosen = [cell for cell in cells if cell.verdict == verdict]
        axes.scatter([c.m for c in chosen], [c.D / c.m for c in chosen], c=colour, s=90, marker="s", label=verdict.lower())
    axes.set(xscale="log", yscale="log", xlabel="m", ylabel="D / m", title=f"delta = {delta}, epsilon = {epsilon}")
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1), frameon=False)
    try:
        figure.savefig(path, dpi=150)
    except (OSError, ValueError) as problem:
        raise InvalidFile(f"cannot draw {path}: {problem}; choose a writable .png, .svg or .pdf") from None
    finally:
        plt.close(figure)
