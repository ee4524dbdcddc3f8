"""P(T >= x^2) <= delta gives e_gen(m, delta) <= Q(r D/(sqrt(m) x))."""

from fractions import Fraction
from functools import cache

import sympy as sp

from uccheck.quantities.symbols import D, Q, b, delta, e, gamma, m, s, t
from uccheck.rules.catalogue.setting.population_error import ROOT
from uccheck.rules.claim import Claim, counts, le, positives, units
from uccheck.rules.derivation import chain
from uccheck.rules.letters import ZERO, X, e_gen, exceed, loss, tail
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.cited import Known
from uccheck.rules.steps.hypotheses import Given


def statement() -> Statement:
    """Outside an event of probability delta, T is below x^2."""
    bound, made = Q(s * D / (b * sp.sqrt(m) * ROOT)), e_gen(*X, ZERO, delta)
    rare = le(tail(D, ROOT**2), delta)
    claim = Claim((le(made, bound),), (*counts(m, D), *positives(s, b, ROOT), *units(delta)), (rare,), _points)
    beyond = Known("exceed-tail", {gamma: ZERO, t: ROOT**2, e: bound})
    proofs = (
        chain(loss(*X, ZERO, ROOT**2), ("==", bound, Known("population-error", which=1))),
        chain(exceed(*X, ZERO, bound), ("<=", tail(D, ROOT**2), beyond), ("<=", delta, Given())),
        chain(made, ("<=", bound, Known("small-loss", {gamma: ZERO, e: bound}))),
    )
    return Statement(
        id="generalization",
        section=5,
        title="The classifier generalizes",
        says="The generalization error is at most the population error at an upper quantile of `T`.",
        claim=claim,
        proofs=proofs,
        mutants=(
            Mutant("factor m dropped", changed(claim, rhs=Q(s * D / (b * ROOT)))),
            Mutant("signal doubled", changed(claim, rhs=Q(2 * s * D / (b * sp.sqrt(m) * ROOT)))),
            Mutant("half the error", changed(claim, rhs=bound / 2)),
            Mutant("reversed", changed(claim, relation=">=")),
        ),
        source="this kit, theorem B",
    )


@cache
def _points() -> tuple[dict[object, object], ...]:
    from uccheck.quantities.enclosed.instances import quantile

    cases = ((1, 300, Fraction(1, 4)), (10, 12800, Fraction(1, 10)), (100, 40000, Fraction(1, 100)), (1000, 400000, Fraction(1, 4)))
    roots = [Fraction(float(quantile(Fraction(q), float(d))) ** 0.5).limit_denominator(10**6) + Fraction(1, 1000) for _, q, d in cases]
    return tuple({m: p, D: q, s: 4, b: 32, delta: d, ROOT: x} for (p, q, d), x in zip(cases, roots, strict=True))
