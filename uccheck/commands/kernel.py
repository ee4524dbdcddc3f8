"""`uccheck kernel build` and `kernel status`: the Coq library compiled, and what its gates say of it."""

from __future__ import annotations

import typer


def register(app: typer.Typer) -> None:
    """Add the group `kernel`."""
    group = typer.Typer(name="kernel", help="The Coq library behind --kernel: compile it, inspect it.", no_args_is_help=True)
    group.command("build")(build)
    group.command("status")(status)
    app.add_typer(group)


def build() -> None:
    """Compile what is missing or old, then inspect the library; minutes, and once only."""
    from uccheck.certificates.kernel.library import build_library, library_folder
    from uccheck.commands.terminal.progress import status as working

    folder = library_folder()
    with working(f"compiling {folder}"):
        build_library(folder)
    status()


def status(as_json: bool = typer.Option(False, "--json", help="Print JSON.")) -> None:
    """Inspect the library, once per hash: its sources, coqchk's context, the axioms behind every headline.

    Exit status 1 if a gate refuses it.
    """
    from uccheck.certificates.kernel.library import headlines, inspected, library_folder
    from uccheck.commands.terminal.progress import status as working

    folder = library_folder()
    with working(f"inspecting {folder}"):
        found = inspected(folder)
    if as_json is True:
        import json
        from dataclasses import asdict

        print(json.dumps({**asdict(found), "headlines": list(headlines(folder))}))
    else:
        print(f"{'REFUSED' if found.faults else 'ACCEPTED'}  {found.folder}: {found.coq}, library {found.sha256}")
        print(f"  frozen page: {', '.join(headlines(folder))}")
        print("\n".join([*(f"  refused: {fault}" for fault in found.faults), *(f"  axiom: {name}" for name in found.axioms)]))
    raise typer.Exit(1 if found.faults else 0)
