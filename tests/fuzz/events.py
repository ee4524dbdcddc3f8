"""`python -m tests.fuzz.events [N] [SEED]`: N random events of the box that the kit promises to enclose in time; prints the slowest.

The box: m and D in 1..10^12, epsilon in 1e-300..1 - 1e-30, gamma 0..10^12 and beside 0, s, 2s and b, rho in (0, 1], s and b in 1..10^12.
"""

from __future__ import annotations

import random
import sys
import time
from fractions import Fraction
from typing import Any

from tests.fuzz.box import share, whole
from uccheck.linear.events import probability
from uccheck.linear.setting import EVENTS, LinearSetting


def margin(draw: random.Random) -> Fraction:
    """0 to 10^12, often beside a number at which a formula changes its form."""
    beside = Fraction(draw.randint(-99, 99), 10 ** draw.choice([1, 3, 6, 12, 30]))
    special = draw.choice([Fraction(0), Fraction(4), Fraction(8), Fraction(32), Fraction(36)])
    anywhere = Fraction(whole(draw, 12), draw.choice([1, 1, 10**6, 10**300]))
    return draw.choice([special, abs(special + beside), anywhere, Fraction(draw.randint(1, 9999), 1000)])


def instance(draw: random.Random) -> tuple[str, int, int, dict[str, Any]]:
    """(event, m, D, its other numbers), D/m often where the event is neither rare nor sure."""
    event, m, D = draw.choice(EVENTS), whole(draw, 12), whole(draw, 12)
    if draw.random() < 0.5:
        D = min(max(1, int(m * 10 ** draw.uniform(-2, 4))), 10**12)
    more: dict[str, Any] = {}
    if "population" in event:
        more["epsilon"] = share(draw)
    if event in ("training-margin", "population-error", "all-flipped-and-population-error"):
        more["gamma"] = margin(draw)
    if event == "one-flipped":
        more["rho"] = draw.choice([Fraction(1), share(draw)])
    more |= {"s": Fraction(4), "b": Fraction(32)} if draw.random() < 0.8 else {"s": whole(draw, 12), "b": whole(draw, 12)}
    return event, m, D, more


def enclose(event: str, m: int, D: int, more: dict[str, Any]) -> tuple[float, Fraction]:
    """(processor seconds, the width of the enclosure)."""
    start, rest = time.process_time(), {name: value for name, value in more.items() if name not in ("s", "b")}
    found = probability(event, LinearSetting(m, D, s=more["s"], b=more["b"]), **rest)  # type: ignore[arg-type]
    assert 0 <= found.lower <= found.upper <= 1, (event, m, D, more)
    return time.process_time() - start, found.upper - found.lower


def main(count: int, seed: int) -> None:
    """Enclose `count` events; print how many came out wide, and the slowest."""
    draw, slowest, wide, total = random.Random(seed), [], [], 0.0
    for _ in range(count):
        numbers = instance(draw)
        seconds, width = enclose(*numbers)
        total += seconds
        if width > Fraction(1, 10**9):
            wide.append((float(width), *numbers))
        slowest = sorted([*slowest, (seconds, float(width), *map(str, numbers))], reverse=True)[:8]
    print(f"{count} events in {total:.0f} s, {len(wide)} of them wider than 1e-9")
    for row in (*slowest, *wide[:20]):
        print(*(str(part)[:300] for part in row))


if __name__ == "__main__":
    main(*(int(text) for text in (*sys.argv[1:], *("200", "1")[len(sys.argv) - 1 :])))
