"""The command line `uccheck`: commands live in `uccheck.commands`, one a file; misuse is one line and status 2."""

from __future__ import annotations

import sys
from typing import NoReturn

import typer

from uccheck.commands import (
    audit,
    certify,
    check,
    claim,
    definitions,
    derive,
    experiment,
    kernel,
    probability,
    report,
    simulate,
    statements,
    sweep,
    table,
    threshold,
    verify,
)
from uccheck.core.errors import UccheckError

#: Command modules in the order that `--help` lists them; each defines `register(app)` and imports nothing heavy at the top.
COMMANDS = (
    certify,
    definitions,
    threshold,
    verify,
    derive,
    report,
    probability,
    sweep,
    table,
    simulate,
    check,
    kernel,
    experiment,
    audit,
    claim,
    statements,
)

OK, NOT_UPHELD, MISUSE, INTERRUPTED = 0, 1, 2, 130


def build_app() -> typer.Typer:
    """The application with every command of `COMMANDS` registered."""
    app = typer.Typer(
        name="uccheck",
        help="Decide statements about the counterexample of Nagarajan & Kolter (NeurIPS 2019).",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_root)
    for command in COMMANDS:
        command.register(app)
    return app


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and exit: 0 all upheld, 1 refuted or undecided, 2 misuse, 3 a malformed claim, 130 interrupted."""
    asked = sys.argv[1:] if arguments is None else arguments
    try:
        status = build_app()(args=asked or ["--help"], standalone_mode=False)
    except UccheckError as misuse:
        sys.exit(_say(str(misuse), MISUSE))
    except typer.BadParameter.__bases__[0] as misuse:  # type: ignore[misc]  # UsageError, which typer does not export
        sys.exit(_say(f"{misuse.format_message().rstrip('.')}; see uccheck --help", MISUSE))
    except (typer.Abort, KeyboardInterrupt):
        status = INTERRUPTED
    except SystemExit as stop:  # some versions of typer exit by themselves on Ctrl-C
        status = stop.code
    if status == INTERRUPTED:
        _say("interrupted; what was done is kept", INTERRUPTED)
    sys.exit(status if isinstance(status, int) else OK)


def _say(line: str, status: int) -> int:
    shown = "".join(c if c.isprintable() else " " for c in line)  # a file name may hold terminal escapes
    print(f"uccheck: {' '.join(shown.split())}", file=sys.stderr)
    return status


def _root(
    context: typer.Context,
    version: bool = typer.Option(False, "--version", help="Print the version and exit.", is_eager=True),
) -> None:
    if version:
        from uccheck import __version__

        print(f"uccheck {__version__}")
        raise typer.Exit()
