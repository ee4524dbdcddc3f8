"""The mean number of near pairs of different labels is m (m - 1)/2 caps."""

import sympy as sp

from uccheck.quantities.outcomes import outcome
from uccheck.quantities.symbols import D, m, u
from uccheck.rules.catalogue.exponential._facts import cap, mixed, near_mean
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, counts, eq, shares
from uccheck.rules.derivation import chain
from uccheck.rules.sentences.independence import any_point, mixed_pair
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.means import Mean
from uccheck.rules.steps.residue import Residue

PAIR = sp.Symbol("I_12", real=True)


def statement() -> Statement:
    """Each ordered pair counts with chance cap/2."""
    made, one, value = near_mean(m, D, u), mixed(D, u), m * (m - 1) * cap(D, u) / 2
    claim = Claim((eq(made, value),), (*counts(m, D), *shares(u)), points=_circles)
    return Statement(
        id="exp-near-pairs",
        section=7,
        title="Near points are few",
        says=(
            "The mean number of ordered pairs of training points of different labels whose noises have a product of at least `b` times `u`:"
        ),
        claim=claim,
        proofs=(
            chain(
                one,
                ("==", cap(D, u) / 2, "labels and noises are independent, and two labels differ with the chance 1/2", mixed_pair(D, u)),
                ("==", cap(D, u) / 2, "", any_point(cap(D, u) / 2)),
            ),
            chain(
                made,
                ("==", m * (m - 1) * one, "each of the ordered pairs has the same law", Mean({PAIR: outcome("pair")(D, u)})),
                ("==", value, Residue(((one, cap(D, u) / 2),))),
            ),
        ),
        support=(by_models(),),
        mutants=(
            Mutant("labels forgotten", changed(claim, rhs=2 * value)),
            Mutant("unordered pairs", changed(claim, rhs=value / 2)),
            Mutant("every pair of m", changed(claim, rhs=m**2 * cap(D, u) / 2)),
        ),
        source="this kit, exponential network",
    )


def _circles() -> tuple[dict[object, object], ...]:
    """The sphere of R^1 is two points: every sample of m labels and noises counted."""
    from fractions import Fraction
    from itertools import product

    found: list[dict[object, object]] = []
    for size in (1, 2, 3):
        points = list(product((-1, 1), repeat=2))
        total = sum(
            y != z and v * w == 1 for sample in product(points, repeat=size) for i, (y, v) in enumerate(sample)
            for j, (z, w) in enumerate(sample) if i != j
        )  # fmt: skip
        mean = Fraction(total, 4**size)
        found.append({m: size, D: 1, u: Fraction(1, 2), near_mean: lambda *at, value=mean: value, cap: lambda *at: Fraction(1, 2)})
    return tuple(found)
