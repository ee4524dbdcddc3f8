"""`uccheck figure`: the pictures of the theorem as files for a paper or a lecture, with their numbers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from uccheck.answers.skew import Pictured

KINDS = ("pdf", "svg", "png", "csv", "json")

_OUTPUT = typer.Option([], "-o", "--output", help=f"A file to write, {', '.join('.' + kind for kind in KINDS)}; may be given again.")
_TRIALS = typer.Option(None, "--trials", help="Raw trials of each dimension, in R^(K + D).")
_JSON = typer.Option(False, "--json", help="Print the numbers as JSON.")


def register(app: typer.Typer) -> None:
    """Add the group `figure`."""
    group = typer.Typer(name="figure", help="Pictures of the theorem, with their numbers.", no_args_is_help=True)
    group.command("theorem")(theorem)
    group.command("skew")(skew)
    app.add_typer(group)


def theorem(
    m: str = typer.Option("20", "--m", help="Sample size."),
    per_sample: str | None = typer.Option(None, "--per-sample", help="Values of D/m, separated by commas; by default 1 to 1024."),
    delta: str = typer.Option("0.05", "--delta", help="Confidence parameter of both brackets."),
    trials: str | None = _TRIALS,
    seed: int = typer.Option(0, "--seed", min=0, help="Seed of the raw trials."),
    level: str = typer.Option("0.99", "--level", help="At which the limits of all raw counts hold together."),
    s: str = typer.Option("4", "--s", help="Signal."),
    b: str = typer.Option("32", "--b", help="Noise; s < b."),
    output: list[Path] = _OUTPUT,
    as_json: bool = _JSON,
) -> None:
    """S against its flip as D grows: who is misclassified, and the certified brackets of e_gen and e_unif-alg."""
    from uccheck.answers.skew import growth
    from uccheck.commands.terminal.progress import status

    require_kinds(output)
    ratios = None if per_sample is None else [part.strip() for part in per_sample.split(",")]
    with status("the theorem") as notice:
        found = growth(m, ratios, delta=delta, trials=trials or 400, seed=seed, level=level, s=s, b=b, notice=notice)
    _written(found, output, as_json=as_json)


def skew(
    m: str = typer.Option("20", "--m", help="Sample size."),
    D: str = typer.Option("160,1000,8000", "--D", help="Dimensions, separated by commas: one curve each."),
    trials: str | None = _TRIALS,
    seed: int = typer.Option(0, "--seed", min=0, help="Seed of the raw trials."),
    level: str = typer.Option("0.99", "--level", help="At which the limits of all raw counts hold together."),
    s: str = typer.Option("4", "--s", help="Signal."),
    b: str = typer.Option("32", "--b", help="Noise."),
    output: list[Path] = _OUTPUT,
    as_json: bool = _JSON,
) -> None:
    """Where the skew lives: the chance of a mistake at correlation -rho from a training point, from rho = 0 to rho = 1."""
    from uccheck.answers.skew import skew as numbers
    from uccheck.commands.terminal.progress import status

    require_kinds(output)
    with status("the skew") as notice:
        dimensions = [part.strip() for part in D.split(",")]
        found = numbers(m, dimensions, trials=trials or 1000, seed=seed, level=level, s=s, b=b, notice=notice)
    _written(found, output, as_json=as_json)


def require_kinds(paths: list[Path]) -> None:
    """Refuse before anything is computed what could not be written."""
    from uccheck.core.errors import InvalidFile

    for path in paths:
        if path.suffix.lstrip(".") not in KINDS:
            raise InvalidFile(f"cannot write {path}: choose one of {', '.join('.' + kind for kind in KINDS)}")


def _written(found: Pictured, paths: list[Path], *, as_json: bool) -> None:
    """The files, and on stdout their names, or the numbers where no file was asked for."""
    from uccheck.answers.tables.layout import as_csv
    from uccheck.core.files import write_bytes

    for path in paths:
        write_bytes(path, content(found, path.suffix.lstrip(".")))
    if as_json:
        print(_json(found))
    elif paths:
        print("\n".join(map(str, paths)))
    else:
        records = found.records()
        print(as_csv(list(records[0]), [list(record.values()) for record in records]), end="")


def content(found: Pictured, kind: str) -> bytes:
    from uccheck.answers.tables.layout import as_csv

    if kind == "json":
        return (_json(found) + "\n").encode()
    if kind == "csv":
        records = found.records()
        return as_csv(list(records[0]), [list(record.values()) for record in records]).encode()
    from uccheck.core.drawing import rendered
    from uccheck.report.pictures import draw

    return rendered(draw(found), kind)


def _json(found: Pictured) -> str:
    import json

    body = {"figure": found.name, "asked": found.asked, "points": found.records(), "trusts": found.trusts, "given": found.given}
    return json.dumps(body, indent=1)
