"""Points a second of `uccheck sweep` against certify called point by point, in one run, on the same points.

Run as `python tests/benchmarks/sweep.py [--points N] [--workers W] [--sample K]`. Every point of the grid is swept; certify is called at
K of them, spread evenly, and both verdicts and every half are compared. Processor time is steadier on a busy machine than the clock.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections import Counter
from math import isqrt

from uccheck.answers.certify import certify
from uccheck.core.verdict import Kind, word
from uccheck.diagram.grid import grid
from uccheck.diagram.run import cells


def spent() -> float:
    """Processor time of this process and of the workers that have ended."""
    return sum(use.ru_utime + use.ru_stime for use in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))


def main() -> None:
    """Sweep, certify, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--sample", type=int, default=200)
    options = parser.parse_args()
    side = isqrt(options.points)
    made = grid(f"10..1e5:{side}", None, f"1..3000:{side}", "0.05", "0.01", gamma=0, s=4, b=32, theorem="auto")
    began, before = time.perf_counter(), spent()
    found = list(cells(made, workers=options.workers))
    seconds, processor = time.perf_counter() - began, spent() - before
    chosen = found[:: max(1, len(found) // options.sample)]
    began, before, weaker = time.perf_counter(), spent(), 0
    for cell in chosen:
        for name, half in certify(cell.m, cell.D, cell.delta, cell.epsilon).halves.items():
            said = word(half.verdict, Kind.BALL)
            if cell.halves[name] not in (said, "INCONCLUSIVE"):
                raise SystemExit(f"stronger than certify at m = {cell.m}, D = {cell.D}: {name} {cell.halves[name]}, not {said}")
            weaker += cell.halves[name] != said
    other, other_processor = time.perf_counter() - began, spent() - before
    each, whole = 1e3 * processor / len(found), 1e3 * other_processor / len(chosen)
    ratio = whole / each
    print(f"sweep: {len(found)} points in {seconds:.1f} s by {options.workers} workers, {each:.2f} ms of processor time a point")
    print(f"certify: {len(chosen)} of them in {other:.1f} s, {whole:.1f} ms a point: {ratio:.1f} times as much")
    print(f"verdicts: {dict(Counter(cell.verdict for cell in found))}; of {2 * len(chosen)} halves compared {weaker} weaker, none stronger")


if __name__ == "__main__":
    main()
