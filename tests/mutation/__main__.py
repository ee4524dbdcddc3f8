"""python -m tests.mutation [ROOM ...]: plant every mathematical error, one at a time, and print who was caught.

    python -m tests.mutation                      every room
    python -m tests.mutation balls --only chi2    one module
    python -m tests.mutation --sample 40 --seed 1 a seeded sample of the modules without survivors (what the tests run)
    python -m tests.mutation --write              the full run, kept in docs/data/mutation.json and docs/mutation.md
    python -m tests.mutation --again --write      the survivors of the kept runs alone, after tests were added
    python -m tests.mutation --stale              modules whose text has changed since their kept run

A run that was broken off goes on where it stopped, as long as no text of the kit or of the room's tests has changed.
Exit status 1 if a mutant survived that tests/mutation/equivalent.toml does not explain.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time

from . import engine, journal, table
from .equivalent import Equivalents
from .operators import Mutant
from .rooms import ROOMS


def main() -> int:
    options = _options()
    if options.stale:
        print("\n".join(table.stale([m for name in options.rooms for m in ROOMS[name].modules])))
        return 0
    began = time.monotonic()
    engine.load_libraries(ROOMS[name] for name in options.rooms)
    equivalents = Equivalents.load()
    chosen = {name: [m for m in ROOMS[name].mutants() if re.search(options.only, m.module)] for name in options.rooms}
    texts = {m.module: table.digest(m.module) for wanted in chosen.values() for m in wanted}
    if problems := equivalents.problems(chosen):
        print("\n".join(problems))
        return 2
    if options.again:
        alive = table.kept_survivors()
        chosen = {name: [m for m in wanted if str(m) in alive] for name, wanted in chosen.items()}
    if options.sample is not None:
        chosen = _sampled(chosen, options, equivalents)
    before = {name: engine.fingerprint(ROOMS[name]) for name in chosen}
    results = [result for name, wanted in chosen.items() for result in _run(name, wanted, equivalents, options)]
    report = table.Report(tuple(results), time.monotonic() - began, texts)
    print(report.text())
    if changed := [name for name, mark in before.items() if engine.fingerprint(ROOMS[name]) != mark]:
        print(f"texts or tests of {', '.join(changed)} changed during the run: it says nothing, and nothing is kept")
        return 2
    if options.write:
        table.write(table.amended(report) if options.again else report.record())
    return 1 if report.survivors else 0


def _run(name: str, wanted: list[Mutant], equivalents: Equivalents, options: argparse.Namespace) -> list[table.Result]:
    results = [table.Result(name, m, "equivalent", reason) for m in wanted if (reason := equivalents.reason(m))]
    alive = [m for m in wanted if equivalents.reason(m) is None]
    if not alive:
        return results
    for count, (mutant, fate) in enumerate(journal.fates(ROOMS[name], alive, workers=options.workers), 1):
        results.append(table.Result(name, mutant, fate, ""))
        if fate == "survived":
            print(f"survived  {mutant}", flush=True)
        elif count % 100 == 0:
            print(f"{name}: {count} of {len(alive)}", file=sys.stderr, flush=True)
    return results


def _sampled(chosen: dict[str, list[Mutant]], options: argparse.Namespace, equivalents: Equivalents) -> dict[str, list[Mutant]]:
    """A simple random sample of the mutants that are to be killed, in their order, from the modules whose kept run left no survivor;
    of so many rooms alone, drawn first, since each room's tests must be profiled before the first of its mutants.
    """
    closed, draw = table.closed(), random.Random(options.seed)
    pool = {name: [m for m in wanted if m.module in closed and equivalents.reason(m) is None] for name, wanted in chosen.items()}
    names = [name for name in pool if pool[name]]
    kept = set(draw.sample(names, min(options.sample_rooms or len(names), len(names))))
    flat = [(name, m) for name in names if name in kept for m in pool[name]]
    drawn = sorted(draw.sample(range(len(flat)), min(options.sample, len(flat))))
    return {name: [flat[i][1] for i in drawn if flat[i][0] == name] for name in chosen}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("rooms", nargs="*", metavar="ROOM", help=", ".join(ROOMS))
    parser.add_argument("--only", default="", help="modules in whose name this pattern is found, as chi2 or check$")
    parser.add_argument("--sample", type=int, help="so many mutants, drawn at random")
    parser.add_argument("--sample-rooms", type=int, metavar="N", help="from so many rooms, drawn at random")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--write", action="store_true", help="keep the results of the modules that were run")
    parser.add_argument("--again", action="store_true", help="only the survivors of the kept runs")
    parser.add_argument("--stale", action="store_true", help="name the modules whose kept run is of another text")
    options = parser.parse_args()
    unknown = [name for name in options.rooms if name not in ROOMS]
    if unknown:
        parser.error(f"unknown room {unknown[0]!r}: choose from {', '.join(ROOMS)}")
    options.rooms = options.rooms or list(ROOMS)
    return options


if __name__ == "__main__":
    sys.exit(main())
