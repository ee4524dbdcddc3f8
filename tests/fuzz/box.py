"""`python -m tests.fuzz.box [N] [SEED]`: N random instances of the box that the kit promises to decide in time; prints the slowest.

The box: m in 1..10^9, D in 1..10^12, delta and epsilon in 1e-300..1 - 1e-30, gamma in 0..10^12.
"""

from __future__ import annotations

import random
import sys
import time
from fractions import Fraction

from uccheck.answers.answer import answer


def whole(draw: random.Random, digits: int) -> int:
    """1 to 10^digits: log-uniform, with small values often."""
    return draw.choice([1, 2, 3, 10**digits]) if draw.random() < 0.15 else int(10 ** draw.uniform(0, digits))


def share(draw: random.Random) -> Fraction:
    """A number of (0, 1): ordinary, tiny or within 1e-30 of one."""
    tiny = Fraction(draw.randint(1, 99), 10 ** draw.randint(2, draw.choice([4, 30, 299])))
    near = Fraction(draw.randint(1, 99), 10 ** draw.randint(2, draw.choice([4, 30])))
    return draw.choice([Fraction(draw.randint(1, 999), 1000), tiny, 1 - near])


def margin(draw: random.Random) -> Fraction:
    """0 to 10^12: zero, below and around 2s, anywhere."""
    return draw.choice([Fraction(0), Fraction(draw.randint(1, 9999), 1000), Fraction(8), Fraction(whole(draw, 12))])


def instance(draw: random.Random) -> tuple[int, int, Fraction, Fraction, Fraction]:
    """(m, D, delta, epsilon, gamma), D/m often near the thresholds."""
    m, D = whole(draw, 9), whole(draw, 12)
    if draw.random() < 0.5:
        D = min(max(1, int(m * 10 ** draw.uniform(0.5, 4))), 10**12)
    return m, D, share(draw), share(draw), margin(draw)


def decide(m: int, D: int, delta: Fraction, epsilon: Fraction, gamma: Fraction) -> tuple[float, str]:
    """(processor seconds, the verdicts of both halves); a bracket that is empty is an error."""
    start = time.process_time()
    found = answer(m, D, delta, gamma=gamma, goal=1 - epsilon)
    halves = found.generalizes(epsilon).verdict, found.vacuous(1 - epsilon).verdict
    for bracket in (found.e_gen, found.e_unif_alg):
        assert bracket.lower.value <= bracket.upper.value, (m, D, delta, epsilon, gamma)
    unconfirmed = [note for note in found.work.notes if "does not confirm" in note]
    return time.process_time() - start, " ".join(v.name for v in halves) + f" {found.work.left} " + "; ".join(unconfirmed)[:300]


def main(count: int, seed: int) -> None:
    """Decide `count` instances; print how they came out and the slowest."""
    draw, slowest = random.Random(seed), []
    tally: dict[str, int] = {}
    for _ in range(count):
        numbers = instance(draw)
        seconds, said = decide(*numbers)
        tally[" ".join(said.split()[:2])] = tally.get(" ".join(said.split()[:2]), 0) + 1
        slowest = sorted([*slowest, (seconds, said, *map(str, numbers))], reverse=True)[:8]
        if "confirm" in said:
            print("unconfirmed", said, *map(str, numbers))
    print(tally)
    for row in slowest:
        print(f"{row[0]:.2f} s", *(text[:60] for text in row[1:]))


if __name__ == "__main__":
    main(*(int(text) for text in (*sys.argv[1:], *("200", "1")[len(sys.argv) - 1 :])))
