"""`uccheck definitions`: what a bound may range over, one row a definition, each decided with its certificate."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Any

import typer

from uccheck.commands.terminal.options import CounterexampleOption, EtaOption, LamOption, NoiseOption, SignalOption


class BoardFormat(StrEnum):
    """How the rows are printed."""

    text = "text"
    json = "json"
    tex = "tex"
    markdown = "markdown"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("definitions")(definitions)


def definitions(
    m: str = typer.Option(..., "--m", help="Sample size, at most 10^9."),
    D: str = typer.Option(..., "--D", help="Dimension of the noise, at most 10^12."),
    delta: str = typer.Option(..., "--delta", help="Confidence parameter, in (0, 1)."),
    epsilon: str = typer.Option(..., "--epsilon", help="Vacuous: at least 1 - epsilon; small: at most epsilon."),
    gamma: str | None = typer.Option(None, "--gamma", help="Margin of the ramp loss, 0 unless given; margin losses and norms take s then."),
    kappa: str | None = typer.Option(None, "--kappa", help="Radius of the ball about w_2, relative to |w_2|, at most 2.  [default: 0.05]"),
    tau: str | None = typer.Option(None, "--tau", help="Deviation of the Gibbs classifier N(w_S, tau^2 I); sco: the sum of the steps."),
    s: SignalOption = None,
    b: NoiseOption = None,
    counterexample: CounterexampleOption = "linear",
    eta: EtaOption = None,
    lam: LamOption = None,
    only: str = typer.Option("", "--only", help="Rows to decide, such as one-sided,ball-radius."),
    digits: int = typer.Option(6, "--digits", min=1, max=20, help="Significant digits; ends are rounded outward."),
    format: BoardFormat = typer.Option(BoardFormat.text, "--format", help="text, json, tex or markdown."),
    as_json: bool = typer.Option(False, "--json", help="The same as --format json."),
    output: Path | None = typer.Option(None, "--output", "-o", help="Write there instead of printing."),
    figure: Path | None = typer.Option(None, "--figure", help="Draw the trade-off of the Gibbs classifiers there (.svg, .pdf, .png)."),
) -> None:
    """Decide each definition of what a bound may range over: two-sided, one-sided, data-dependent sets, fixed classes, norms, PAC-Bayes."""
    import json

    from uccheck.answers.definitions.rows import definitions as decide
    from uccheck.answers.definitions.table import markdown, record, tex, text
    from uccheck.core.drawing import METADATA, rendered
    from uccheck.core.errors import InvalidParameter
    from uccheck.core.files import write_bytes, write_text

    kind = "" if figure is None else figure.suffix[1:]
    if figure is not None and kind not in METADATA:
        raise InvalidParameter(f"--figure takes a .svg, .pdf or .png file, got {figure.name!r}")
    wanted = tuple(name.strip() for name in only.split(",") if name.strip())
    options: dict[str, Any] = {"gamma": gamma, "kappa": kappa, "tau": tau, "s": s, "b": b, "eta": eta, "lam": lam}
    if figure is not None and counterexample != "linear":
        raise InvalidParameter(f"--figure draws the Gibbs classifiers of the linear setting, not of {counterexample[:40]}: leave it out")
    if figure is not None and wanted and "gibbs-every" not in wanted:
        raise InvalidParameter("--figure draws the row gibbs-every: add it to --only, or leave --only out")
    board = decide(m, D, delta, epsilon, counterexample=counterexample, only=wanted, **options)
    if figure is not None:
        from uccheck.answers.definitions.figure import draw

        write_bytes(figure, rendered(draw(board), kind))
    match BoardFormat.json if as_json else format:
        case BoardFormat.json:
            made = json.dumps(record(board)) + "\n"
        case BoardFormat.tex:
            made = tex(board, digits)
        case BoardFormat.markdown:
            made = markdown(board, digits)
        case _:
            made = text(board, digits)
    if output is None:
        print(made, end="")
    else:
        write_text(output, made)
    raise typer.Exit(0 if all(row.found for row in board.rows) else 1)
