"""python -m uccheck.rules.neighbours [--seconds N] [--page FILE] [ID ...]: try the neighbours of statements and keep what became of them.

Without ids, every statement whose row is missing or speaks of another text. A statement that takes longer than N seconds of processor
time gets no row. With --page, the table between the marks of that page is written anew.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
from pathlib import Path

MARKS = ("<!-- neighbours: python -m uccheck.rules.neighbours --page docs/proofs.md -->", "<!-- end of neighbours -->")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ids", nargs="*")
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--page", type=Path)
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.here:
        return _here(chosen.ids[0], chosen.seconds)
    from uccheck.rules.catalogue import get, load
    from uccheck.rules.neighbours.kept import current

    names = [get(name).id for name in chosen.ids] or [name for name, one in load().items() if current(name, one.claim) is None]
    failed = [] if chosen.page and not chosen.ids else [name for name in names if not _tried(name, chosen.seconds)]
    if chosen.page:
        _write_page(chosen.page)
    return 1 if failed else 0


def _tried(name: str, seconds: int) -> bool:
    command = [sys.executable, "-m", "uccheck.rules.neighbours", name, "--here", "--seconds", str(seconds)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    why = (done.stderr.strip().splitlines() or ["too long"])[-1]
    print(done.stdout.strip() if done.returncode == 0 else f"{name}: no row ({why})", flush=True)
    return done.returncode == 0


def _here(name: str, seconds: int) -> int:
    from uccheck.rules.catalogue import get, known_to
    from uccheck.rules.neighbours.decide import tried
    from uccheck.rules.neighbours.kept import row, write

    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    statement = get(name)
    found = row(statement.claim, tried(statement, known_to(statement)))
    write({name: found})
    print(f"{name}: {found.generated} neighbours, {found.fates}")
    return 0


def _write_page(page: Path) -> None:
    from uccheck.rules.neighbours.kept import kept, table

    text = page.read_text(encoding="utf-8")
    before, after = text.split(MARKS[0])[0], text.split(MARKS[1])[1]
    page.write_text(f"{before}{MARKS[0]}\n{table(kept())}\n{MARKS[1]}{after}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
