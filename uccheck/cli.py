"""The command line `uccheck`: commands live in `uccheck.commands`, one a file; misuse is one line and status 2."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import typer

from uccheck.commands import (
    audit,
    certify,
    check,
    claim,
    definitions,
    derive,
    experiment,
    figure,
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
from uccheck.commands.terminal.lines import stdout_for_people, whole_words
from uccheck.core.errors import Interrupted, InvalidFile, UccheckError
from uccheck.core.files import require_writable, written
from uccheck.core.nearest import nearest
from uccheck.core.stopping import asked as sigterm
from uccheck.core.stopping import terminable

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
    figure,
    simulate,
    check,
    kernel,
    experiment,
    audit,
    claim,
    statements,
)

#: Options that name a file to be written.
_FILES = {"--output", "--figure", "--store", "--cache"}

OK, NOT_UPHELD, MISUSE, INTERRUPTED, TERMINATED = 0, 1, 2, 130, 143


def build_app() -> typer.Typer:
    """The application with every command of `COMMANDS` registered."""
    app = typer.Typer(
        name="uccheck",
        help="Decide statements about the counterexample of Nagarajan & Kolter (NeurIPS 2019).",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,  # plain help breaks between words at every width; drawn tables cut long options off
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    app.callback()(_root)
    for command in COMMANDS:
        command.register(app)
    return app


def command_line() -> Any:
    """The application as click runs it; what is to be written is refused at once where it cannot be."""
    root = typer.main.get_command(build_app())
    for command in _below(root):
        command.short_help = command.short_help or (command.help or "").partition("\n\n")[0]  # else cut off in a list of commands
        for parameter in command.params:
            if _FILES & set(parameter.opts):
                parameter.callback = _writable
            elif "--out" in parameter.opts:
                parameter.callback = _folder
    return root


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and exit: 0 all upheld, 1 refuted or undecided, 2 misuse, 3 a malformed claim, 130 Ctrl-C, 143 SIGTERM."""
    with terminable():
        _main(arguments)


def _main(arguments: list[str] | None) -> NoReturn:
    asked = sys.argv[1:] if arguments is None else arguments
    root = command_line()
    name = " ".join(("uccheck", *_named(root, asked)))
    try:
        with stdout_for_people(), whole_words():
            status = root.main(asked or ["--help"], prog_name="uccheck", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
    except Interrupted as stopped:
        _end(name, str(stopped), INTERRUPTED)
    except UccheckError as misuse:
        _end(name, _with_what_was_written(str(misuse), asked), MISUSE)
    except typer.BadParameter.__bases__[0] as misuse:  # type: ignore[misc]  # UsageError, which typer does not export
        command = misuse.ctx.command if getattr(misuse, "ctx", None) is not None else root
        _end(name, _with_what_was_written(_misread(misuse, command, name), asked), MISUSE)
    except (typer.Abort, KeyboardInterrupt):
        _end(name, f"interrupted; {_kept()}", INTERRUPTED)
    except SystemError as fault:  # so flint reports a Ctrl-C that falls into an integrand
        if not isinstance(fault.__cause__, KeyboardInterrupt):
            raise
        status = INTERRUPTED
    except OSError as problem:
        _end(name, _unwritten(problem), MISUSE)
    except SystemExit as stop:  # how click ends on a closed pipe, and some versions of typer on Ctrl-C
        if isinstance(stop.__context__, BrokenPipeError):
            _end(name, _unwritten(stop.__context__), MISUSE)
        status = stop.code
    if status == INTERRUPTED:  # typer's answer to Ctrl-C
        _end(name, f"interrupted; {_kept()}", INTERRUPTED)
    sys.exit(status if isinstance(status, int) else OK)


def _below(command: Any) -> Iterator[Any]:
    """The commands of a group and of the groups below it."""
    for each in getattr(command, "commands", {}).values():
        yield each
        yield from _below(each)


def _named(command: Any, asked: list[str]) -> Iterator[str]:
    """The names of the command that is asked for, as far as they are known."""
    for word in asked:
        if word.startswith("-") or word not in getattr(command, "commands", {}):
            return
        command = command.commands[word]
        yield word


def _writable(context: Any, parameter: Any, value: Any) -> Any:
    """What was given for a file to write, unless no file can take its name: refused before any work is done."""
    for path in map(Path, value if isinstance(value, list | tuple) else [] if value is None else [value]):
        require_writable(path, min(parameter.opts, key=len))
    return value


def _folder(context: Any, parameter: Any, value: Any) -> Any:
    """What was given for a directory of records, unless something else stands there."""
    if value is not None and Path(value).exists() and not Path(value).is_dir():
        raise InvalidFile(f"cannot keep records in {value}: it is no directory; choose another {parameter.opts[0]}")
    return value


def _misread(misuse: Any, command: Any, name: str) -> str:
    """What is wrong with the words of the command line, with the option or command that was likely meant."""
    option, unknown = getattr(misuse, "option_name", None), re.match(r"No such command '([^']*)'", misuse.format_message())
    rest = f"see {name} --help"
    if unknown:
        return f"there is no command {unknown[1]!r}: {nearest(unknown[1], list(command.commands), rest)}"
    if option is not None and "No such option" in misuse.format_message():
        known = [word for parameter in command.params for word in (*parameter.opts, *parameter.secondary_opts) if word.startswith("--")]
        return f"there is no option {option}: {nearest(option, [*known, '--help'], rest)}"
    return f"{misuse.format_message().rstrip('.')}; {rest}"


def _with_what_was_written(line: str, asked: list[str]) -> str:
    wanted = any(word.startswith("-o") or word.partition("=")[0] == "--output" for word in asked)
    return f"{line}; nothing was written" if wanted and not written() else line


def _unwritten(problem: OSError) -> str:
    """Files are guarded where they are written; an error without a file's name is one of stdout, full or closed by its reader."""
    if problem.filename is not None:
        return f"{problem.filename}: {problem.strerror}"
    return f"standard output could not be written: {problem.strerror}; what was printed is not whole"


def _kept() -> str:
    paths = [str(path) for path in written()]
    if not paths:
        return "nothing was written"
    more = f" and {len(paths) - 3} more" if len(paths) > 3 else ""
    return f"kept: {', '.join(paths[:3])}{more}"


def _end(name: str, line: str, status: int) -> NoReturn:
    """One line on stderr, and the end; stdout is not tried again."""
    shown = "".join(c if c.isprintable() else " " for c in line)  # a file name may hold terminal escapes
    print(f"{name}: {' '.join(shown.split())}", file=sys.stderr)
    try:
        sys.stdout.flush()
    except (OSError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # else the interpreter complains of it once more
    sys.exit(TERMINATED if status == INTERRUPTED and sigterm() else status)


def _version(asked: bool) -> None:
    if asked:
        from uccheck import __version__

        print(f"uccheck {__version__}")
        raise typer.Exit()


def _root(
    version: bool = typer.Option(False, "--version", help="Print the version and exit.", is_eager=True, callback=_version),
) -> None:
    pass
