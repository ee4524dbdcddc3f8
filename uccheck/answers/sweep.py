"""The phase diagram: which (m, D) are certified, refuted or undecided at one delta, epsilon and gamma."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from uccheck.answers.certify import certify
from uccheck.core.exact import Exact, positive, positive_integer


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One (m, D) of the diagram with certify's verdicts and the two brackets."""

    m: int
    D: int
    verdict: str
    theorem: str | None
    e_gen: tuple[Fraction, Fraction]
    e_unif_alg: tuple[Fraction, Fraction]
    given: tuple[str, ...]


def sweep(
    sizes: Sequence[Exact], per_sample: Sequence[Exact], delta: Exact, epsilon: Exact, *, gamma: Exact = 0, theorem: str = "auto"
) -> Iterator[Cell]:
    """The cells (m, D = ceil(m times ratio)), one at a time, m by m; what was yielded is final.

    Raises: InvalidParameter as `certify` does.
    """
    grid = [positive_integer(size, "m") for size in sizes], [positive(value, "per-sample") for value in per_sample]
    for m in grid[0]:
        for ratio in grid[1]:
            found = certify(m, ceil(m * ratio), delta, epsilon, gamma=gamma, theorem=theorem)
            yield Cell(
                m=m,
                D=ceil(m * ratio),
                verdict=found.word,
                theorem=found.theorem_used,
                e_gen=(found.e_gen.lower.value, found.e_gen.upper.value),
                e_unif_alg=(found.e_unif_alg.lower.value, found.e_unif_alg.upper.value),
                given=found.given,
            )
