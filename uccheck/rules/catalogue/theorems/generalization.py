"""P(T >= x^2) <= delta gives e_gen(m, delta) <= Q(r D/(sqrt(m) x))."""

from functools import cache

import sympy as sp

from uccheck.quantities.symbols import E_GEN, ChiTail, D, Q, delta, m, r
from uccheck.rules.claim import Claim, Relation, counts, positives, units
from uccheck.rules.derivation import Derivation, Step
from uccheck.rules.statement import Mutant, Statement, changed, derived
from uccheck.rules.steps import Named

FACT = "human: `L_D - Lhat` is at most `L_D = pi(T)`, which increases with `T`; definition of `e_gen`"
X = sp.Symbol("x", positive=True)


def statement() -> Statement:
    """Outside an event of probability delta, T is below x^2."""
    bound = Q(r * D / (sp.sqrt(m) * X))
    rare = Relation(ChiTail(D, X**2), "<=", delta)
    claim = Claim((Relation(E_GEN, "<=", bound),), (*counts(m, D), *units(r, delta), *positives(X)), (rare,), _points)
    proof = Derivation(
        (
            Step(
                E_GEN,
                "<=",
                bound,
                "outside an event of probability `delta` the population error is at most `pi(x^2)`",
                Named(FACT, (rare.slack,)),
            ),
        )
    )
    return Statement(
        id="generalization",
        section=5,
        title="The classifier generalizes",
        says="The generalization error is at most the population error at an upper quantile of `T`.",
        claim=claim,
        checks=derived(proof),
        derivations=(proof,),
        mutants=(
            Mutant("factor m dropped", changed(claim, rhs=Q(r * D / X))),
            Mutant("signal doubled", changed(claim, rhs=Q(2 * r * D / (sp.sqrt(m) * X)))),
            Mutant("half the error", changed(claim, rhs=bound / 2)),
            Mutant("reversed", changed(claim, relation=">=")),
        ),
        source="this kit, theorem B",
        uses=("population-error", "population-monotone"),
    )


@cache
def _points() -> tuple[dict[object, object], ...]:
    from fractions import Fraction

    from uccheck.rules.catalogue._instances import e_gen, quantile

    cases = [
        (1, 300, Fraction(1, 4)),
        (10, 12800, Fraction(1, 10)),
        (100, 40000, Fraction(1, 100)),
        (1000, 400000, Fraction(1, 4)),
    ]
    roots = [Fraction(float(quantile(D_, float(p))) ** 0.5).limit_denominator(10**6) + Fraction(1, 1000) for _, D_, p in cases]
    return tuple({m: p, D: q, delta: d, r: Fraction(1, 8), X: x, E_GEN: e_gen(p, q, d)} for (p, q, d), x in zip(cases, roots, strict=True))
