"""The phase diagram: which (m, D) are certified, refuted or undecided at one delta, epsilon and gamma."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from uccheck.answers.certify import certify
from uccheck.core.exact import Exact


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One (m, D) of the diagram with certify's verdict and the two certified values, where there are any."""

    m: int
    D: int
    verdict: str
    theorem: str
    e_gen_upper: Fraction | None
    e_unif_alg_lower: Fraction | None
    failing: str


def sweep(
    sizes: Sequence[Exact], per_sample: Sequence[Exact], delta: Exact, epsilon: Exact, *, gamma: Exact = 0, theorem: str = "auto"
) -> Iterator[Cell]:
    """The cells (m, D = ceil(m times ratio)), one at a time, m by m; what was yielded is final.

    Raises: InvalidParameter as `certify` does.
    """
    from math import ceil

    from uccheck.core.exact import positive, positive_integer

    for m in (positive_integer(size, "m") for size in sizes):
        for ratio in (positive(value, "per-sample") for value in per_sample):
            found = certify(m, ceil(m * ratio), delta, epsilon, gamma=gamma, theorem=theorem)
            yield Cell(
                m=m,
                D=found.instance.setting.D,
                verdict=found.word,
                theorem=found.theorem,
                e_gen_upper=found.e_gen_upper,
                e_unif_alg_lower=found.e_unif_alg_lower,
                failing=found.failing[0] if found.failing else "",
            )
