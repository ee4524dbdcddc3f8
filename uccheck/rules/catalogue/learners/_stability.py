"""What the statements about stability share: the law of the leave-one-out error, and points by cells of T."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from itertools import product
from typing import Any

from uccheck.quantities.symbols import D, b, e, m, s
from uccheck.rules.claim import Domain, counts, positives
from uccheck.rules.letters import ZERO, left_out, unflipped

#: The chance that h_S without a point errs on it: on a fresh one for m - 1 points with |u|^2 = 1/m.
ERROR = 1 - unflipped(m - 1, D, s * (m - 1) / m, b, ZERO)
SEVERAL = (Domain(m, 2), *counts(D), *positives(s, b))

Point = dict[object, object]
CELLS = 200


@cache
def law(m: Fraction, D: Fraction, s: Fraction, b: Fraction) -> Any:
    """E Q((s/b) D sqrt(m - 1)/(m sqrt(T))) between sums over cells of T, in which the tail increases with T."""
    from flint import arb, ctx

    from uccheck.quantities.enclosed import instances

    with ctx.workprec(128):
        score = instances.exact(s / b * D / m) * instances.exact(m - 1).sqrt()
        cuts = [instances.quantile(D, 1 - k / CELLS) for k in range(1, CELLS)]
        tails = [arb(1), *(instances.tail(instances.exact(D), instances.exact(cut)) for cut in cuts), arb(0)]
        values = [arb(0), *(instances.normal_tail(score / instances.exact(cut).sqrt()) for cut in cuts), arb("0.5")]
        low = sum(((tails[k] - tails[k + 1]) * values[k] for k in range(CELLS)), arb(0))
        high = sum(((tails[k] - tails[k + 1]) * values[k + 1] for k in range(CELLS)), arb(0))
        return low.union(high)


def points() -> tuple[Point, ...]:
    """The leave-one-out error by its own law, at levels below it and above."""
    levels = [Fraction(1, 1000), Fraction(1, 50), Fraction(1, 10), Fraction(1, 5), Fraction(2, 5)]
    levels += [Fraction(k, 200) for k in range(20, 100, 4)]
    sizes = ((2, 30, 4, 32), (3, 8, 20, 32), (5, 100, 4, 32))
    return tuple({m: n, D: df, s: p, b: q, e: level, left_out: law} for (n, df, p, q), level in product(sizes, levels))
