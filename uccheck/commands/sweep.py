"""`uccheck sweep`: the phase diagram of the linear setting as rows, columns, CSV, JSON and a picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from uccheck.diagram.columns import Column
    from uccheck.diagram.grid import Grid
    from uccheck.diagram.place import Cell
    from uccheck.diagram.rows import Summary

_FEW = 60  # points; up to so many are printed one by one
_RANGES = "a list, or a range: 100..1e6:20 (20 values, each the same factor on), 0.1..0.5+0.1"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("sweep")(sweep)


def sweep(
    m: str = typer.Option("10,100,1000,10000", "--m", help=f"Sample sizes: {_RANGES}."),
    D: str | None = typer.Option(None, "--D", help="Dimensions of the noise; or give --per-sample."),
    per_sample: str | None = typer.Option(None, "--per-sample", help="Values of D/m; D is rounded up.  [default: 4..1024:9]"),
    delta: str = typer.Option("0.05", "--delta", help="Confidence parameters, in (0, 1)."),
    epsilon: str = typer.Option("0.01", "--epsilon", help="e_gen <= epsilon and e_unif-alg >= 1 - epsilon."),
    gamma: str | None = typer.Option(None, "--gamma", help="Margins of the ramp loss; 0, the 0-1 loss, unless given."),
    s: str | None = typer.Option(None, "--s", help="Signals: 4 unless given; exponential: 1."),
    b: str | None = typer.Option(None, "--b", help="Noises, s < b: 32 unless given; exponential: about (4/3)(2 s + ln m)."),
    theorem: str | None = typer.Option(None, "--theorem", help="auto, A, B or C."),
    counterexample: str = typer.Option("linear", "--counterexample", help="linear, exponential or sco."),
    learner: str | None = typer.Option(None, "--learner", help="linear: minimum-norm; sco: erm, regularised, gradient-descent."),
    eta: str | None = typer.Option(None, "--eta", help="sco: strengths of the term eta |w - 1|^2."),
    lam: str | None = typer.Option(None, "--lam", help="sco, regularised: strengths of the term lam |w|^2."),
    tau: str | None = typer.Option(None, "--tau", help="sco, gradient descent: sums of the steps."),
    brackets: bool = typer.Option(False, "--brackets", help="Certify's sharp ends at every point, not only what decides it: slow."),
    rows: bool = typer.Option(False, "--rows", help=f"A row for every point also where there are more than {_FEW}."),
    workers: int = typer.Option(1, "--workers", min=1, max=256, help="Processes; the result does not depend on them."),
    store: Path | None = typer.Option(None, "--store", help="File that keeps decided points, to resume or extend."),
    output: list[Path] = typer.Option([], "--output", "-o", help="Write rows (.csv, .jsonl) or a picture (.pdf, .svg, .png); repeatable."),
    certificate: str | None = typer.Option(None, "--certificate", help="One point, m=..,D=..,delta=..: write its certificate to -o."),
    as_json: bool = typer.Option(False, "--json", help="Print JSON."),
) -> None:
    """Decide every point of a grid: where the counterexample is certified, refuted or undecided."""
    from uccheck.answers.universes.universe import refuse
    from uccheck.core.errors import Interrupted
    from uccheck.diagram.grid import grid

    if D is None and per_sample is None:
        per_sample = "4..1024:9"
    options = {"gamma": gamma, "theorem": theorem, "s": s, "b": b, "learner": learner, "eta": eta, "lam": lam, "tau": tau}
    if counterexample != "linear" or (learner or "one-step") != "one-step":
        axes = (m, D, per_sample, delta, epsilon)
        _elsewhere(counterexample, axes, options, {"--brackets": brackets, "--certificate": certificate}, workers, store, output, as_json)
        return
    refuse(counterexample, options)
    chosen = {"gamma": gamma or "0", "s": s or "4", "b": b or "32", "theorem": theorem or "auto"}
    made = grid(m, D, per_sample, delta, epsilon, **chosen)
    if certificate is not None:
        _write_certificate(made, certificate, output, brackets, as_json)
        return
    outputs = _Outputs(made, output)
    try:
        run = _Run(made, brackets, workers, store, outputs)
    except BaseException:
        outputs.drop()
        raise
    try:
        (run.as_json if as_json else run.as_rows if rows or len(made) <= _FEW else run.as_columns)()
    except KeyboardInterrupt:
        outputs.close(run.summary)
        raise Interrupted(f"interrupted after {run.summary.points} of {len(made)} points; {kept_in(store, output)}") from None
    except BaseException:
        outputs.drop()
        raise
    outputs.close(run.summary)
    for path in () if as_json else output:
        print(f"written: {path}")


def _elsewhere(
    counterexample: str, axes: tuple[str, str | None, str | None, str, str], options: dict[str, str | None], alone: dict[str, Any],
    workers: int, store: Path | None, output: list[Path], as_json: bool,
) -> None:  # fmt: skip
    """The grid of another counterexample."""
    from uccheck.commands.universes.sweep import run
    from uccheck.core.errors import InvalidParameter
    from uccheck.diagram.universes import field_of

    made = field_of(counterexample, *axes, options)
    if wrong := [name for name, value in alone.items() if value]:
        said = "certify gives sharp ends and certificates there" if counterexample != "linear" else "certify --learner gives them"
        raise InvalidParameter(f"{wrong[0]} is of the diagram of the linear setting's one-step learner: leave it out ({said})")
    run(made, workers, store, output, as_json)


def warn(text: str) -> None:
    """A line on stderr."""
    typer.echo(f"uccheck: {text}", err=True)


def kept_in(store: Path | None, output: Sequence[Path]) -> str:
    """What an interrupted sweep leaves: files that hold these points alone, and the store."""
    partial = f"; {', '.join(map(str, output))} hold{'s' if len(output) == 1 else ''} these alone" if output else ""
    return ("what was printed and written is all that is kept: give --store" if store is None else f"they are kept in {store}") + partial


class _Run:
    """The cells as they come, counted, written to the outputs, with progress on stderr."""

    def __init__(self, made: Grid, brackets: bool, workers: int, store: Path | None, outputs: _Outputs) -> None:
        from uccheck.diagram.rows import Summary
        from uccheck.diagram.run import cells

        self.made, self.outputs, self.summary = made, outputs, Summary()
        self._cells = cells(made, brackets=brackets, workers=workers, store=store, warn=warn)

    def __iter__(self) -> Iterator[Cell]:
        from uccheck.commands.terminal.progress import paced, status

        with status(f"{len(self.made)} points") as notice:
            say = paced(notice, len(self.made))
            for cell in self._cells:
                self.summary.add(cell)
                self.outputs.write(cell)
                say(self.summary.points)
                yield cell

    def as_rows(self) -> None:
        """A row a point."""
        from uccheck.diagram.rows import fixed_line, header, row, varying

        names = varying(self.made)
        print(fixed_line(self.made))
        print(header(names))
        for cell in self.outputs.through(self):
            print(row(cell, names), flush=True)
        self._end()

    def as_columns(self) -> None:
        """A row an m and panel: where each question turns."""
        from uccheck.diagram.rows import fixed_line, panel_line, turns_header, turns_row

        print(fixed_line(self.made))
        print("on this grid: the largest D that is refuted .. the least from which on all is certified")
        print(turns_header())
        several = len(list(self.made.panels())) > 1
        for column in self.outputs.columns(self):
            if several:
                print(f"  {panel_line(column.panel)}")
            print(turns_row(column), flush=True)
        self._end()

    def as_json(self) -> None:
        """One JSON object, printed as the cells come."""
        import json

        from uccheck.diagram.rows import as_dict

        print('{"cells": [', end="")
        first = True
        try:
            for cell in self.outputs.through(self):
                print("" if first else ",", json.dumps(as_dict(cell)), sep="\n", end="", flush=True)
                first = False
        finally:
            print(f'\n], "summary": {json.dumps(self.summary.as_dict())}}}')

    def _end(self) -> None:
        for line in self.summary.lines():
            print(line)


class _Outputs:
    """The files that a sweep writes: rows as they come, aside until the end; pictures from the columns."""

    def __init__(self, made: Grid, paths: list[Path]) -> None:
        from uccheck.diagram.picture import KINDS, linear_chart, require_picture
        from uccheck.diagram.rows import RowFile

        self.chart = linear_chart(made)
        self.pictures = [path for path in paths if path.suffix in KINDS]
        for path in paths:
            if path.suffix not in (".csv", ".jsonl"):
                require_picture(self.chart, path)
        self.files = [RowFile(path) for path in paths if path not in self.pictures]
        self.kept: list[Column] = []

    def write(self, cell: Cell) -> None:
        """A cell to every file of rows."""
        for file in self.files:
            file.write(cell)

    def columns(self, found: Iterator[Cell] | _Run) -> Iterator[Column]:
        """The columns of the cells, kept where a picture needs them."""
        from uccheck.diagram.columns import columns

        for column in columns(iter(found)):
            if self.pictures:
                self.kept.append(column)
            yield column

    def through(self, found: _Run) -> Iterator[Cell]:
        """The cells one by one, their columns kept on the way where a picture needs them."""
        from uccheck.diagram.columns import Gathering

        gathering = Gathering()
        for cell in found:
            if self.pictures:
                self.kept += gathering.add_cell(cell)
            yield cell
        self.kept += gathering.rest()

    def drop(self) -> None:
        """After an error: what stood under the names of the rows stays."""
        for file in self.files:
            file.drop()

    def close(self, summary: Summary) -> None:
        """Files of rows get their names, pictures are drawn, of what there is."""
        from uccheck.diagram.picture import draw

        for file in self.files:
            file.close()
        for path in self.pictures if summary.points else ():
            draw(self.chart, self.kept, path)


def _write_certificate(made: Grid, text: str, output: list[Path], brackets: bool, as_json: bool) -> None:
    """Decide one point again and write the trees that decide it."""
    import json

    from uccheck.core.errors import InvalidParameter
    from uccheck.core.files import write_text
    from uccheck.diagram.rows import as_dict, header, row, varying
    from uccheck.diagram.run import certificate_at

    if len(output) != 1:
        raise InvalidParameter(f"a certificate is written to one file, got {len(output)}: give -o FILE once")
    cell, document = certificate_at(**_point(made, text), theorem=made.theorem, brackets=brackets)
    if document is None:
        raise InvalidParameter("no end of a bracket was found at this point, so there is nothing to write")
    write_text(output[0], json.dumps(document, indent=1) + "\n")
    if as_json:
        print(json.dumps({**as_dict(cell), "certificate": document}))
        return
    print(header(varying(made)))
    print(row(cell, varying(made)))
    print(f"certificate: {output[0]}")


def _point(made: Grid, text: str) -> dict[str, Any]:
    """The numbers of one point; what is left out is taken from the grid where it has one value."""
    from uccheck.core.errors import InvalidParameter

    names = ("m", "D", "delta", "epsilon", "gamma", "s", "b")
    given: dict[str, Any] = {}
    for part in text.split(","):
        name, equals, value = part.strip().partition("=")
        if name not in names or not equals or name in given:
            raise InvalidParameter(f"a point is m=..,D=..,delta=.. with names of {', '.join(names)}, each once, got {part.strip()!r}")
        given[name] = value
    for name in names:
        if name not in given:
            found = getattr(made, name)
            if len(found) != 1:
                raise InvalidParameter(f"the point {text!r} lacks {name}, which the grid does not fix: add {name}=..")
            given[name] = found[0]
    return given
