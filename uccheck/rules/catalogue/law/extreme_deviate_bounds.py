"""1 - m Q(c sqrt(m/(m - 1))) <= F_m(c) <= Phi(c sqrt(m/(m - 1)))."""

from functools import cache

import sympy as sp

from uccheck.quantities.applied import quantity
from uccheck.quantities.outcomes import at_most_all, outcome
from uccheck.quantities.symbols import N, Phi, Q, c, m
from uccheck.rules.catalogue.law.extreme_deviate import formula
from uccheck.rules.claim import Claim, Domain, ge, le
from uccheck.rules.derivation import chain
from uccheck.rules.sentences.normals import deviation_exceeds
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.means import Mean


def statement() -> Statement:
    """Union bound; the instances enclose Nair's integral by quadrature."""
    scaled, made, one = c * sp.sqrt(m / (m - 1)), quantity("deviates")(m, c), quantity("one_deviates")(m, c)
    lower, single = 1 - m * Q(scaled), 1 - Q(scaled)
    claim = Claim((ge(made, lower), le(made, single)), (Domain(m, 2), Domain(c, 0, open_low=True)), points=_points)
    counted = Mean(
        {N: outcome("above")(m, c)}, (at_most_all(m, c),), by=(Form(using={N - 1: 1}), Form(using={-N: 1 / m}), Form(using={m - N: 1 / m}))
    )
    proofs = (
        chain(one, ("==", Q(scaled), "a deviation from the mean is normal, with the variance found there", deviation_exceeds(m, c))),
        chain(
            made,
            (">=", 1 - m * one, "all are below but for a number whose mean is `m` times the chance of one", counted),
            (">=", lower, Form(using={Q(scaled) - one: m})),
        ),
        chain(made, ("<=", 1 - one, "one of them alone is below", counted), ("<=", single, Form(using={one - Q(scaled): 1}))),
    )
    return Statement(
        id="extreme-deviate-bounds",
        section=2,
        title="Cheap bounds of the extreme deviate",
        says="For `m >= 2` and `c > 0`,",
        claim=claim,
        proofs=proofs,
        mutants=(
            Mutant("factor m dropped", changed(claim, 0, rhs=1 - Q(c * sp.sqrt(m / (m - 1))))),
            Mutant("variance doubled", changed(claim, 0, rhs=1 - m * Q(2 * c * sp.sqrt(m / (m - 1))))),
            Mutant("Q for Phi", changed(claim, 1, rhs=Q(c * sp.sqrt(m / (m - 1))))),
            Mutant("independent deviations", changed(claim, 1, rhs=Phi(c) ** m)),
        ),
        source="this kit, exact law",
    )


@cache
def _points() -> tuple[dict[object, object], ...]:
    """F_2(c) = 2 Phi(sqrt(2) c) - 1, and Nair's integral on (-15, 15) with a remainder for m = 3 and 5.

    By parts |exp(-t^2/2) Phi(c - it)| <= 2 phi(0)/|t|, so that the rest is at most
    2 sqrt(m/2pi) (2 phi(0))^m 15^(1-m)/(m - 1).
    """
    from fractions import Fraction

    from flint import arb, ctx

    from uccheck.quantities.enclosed.evaluator import enclose

    found = []
    for at in (Fraction(1, 2), Fraction(3, 2), Fraction(5, 2)):
        with ctx.workprec(96):
            found.append({m: 2, c: at, quantity("deviates")(m, c): enclose(2 * Phi(sp.sqrt(2) * c) - 1, {c: at})})
            for size in (3, 5):
                k = sp.Integer(size)
                rest = enclose(2 * sp.sqrt(k / (2 * sp.pi)) * (2 / sp.sqrt(2 * sp.pi)) ** k * 15 ** (1 - k) / (k - 1), {})
                value = enclose(formula(k, sp.Integer(15)), {c: at})
                found.append({m: size, c: at, quantity("deviates")(m, c): value + arb(0).union(rest) - arb(0).union(rest)})
    return tuple(found)
