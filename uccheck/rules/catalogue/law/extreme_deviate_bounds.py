"""1 - m Q(c sqrt(m/(m - 1))) <= F_m(c) <= Phi(c sqrt(m/(m - 1)))."""

from functools import cache

import sympy as sp

from uccheck.quantities.symbols import Phi, Q, c, m, quantity
from uccheck.rules.catalogue.law.extreme_deviate import formula
from uccheck.rules.claim import Claim, Domain, Relation
from uccheck.rules.derivation import Derivation, Step
from uccheck.rules.statement import Mutant, Statement, changed, derived
from uccheck.rules.steps import Named

F = quantity("F_m", r"F_m(c)", nonnegative=True)
UNION = "human: a union bound over the `m` deviations, each normal with variance `1 - 1/m`"


def statement() -> Statement:
    """Union bound; the instances enclose Nair's integral by quadrature."""
    lower = 1 - m * Q(c * sp.sqrt(m / (m - 1)))
    single = Q(-c * sp.sqrt(m / (m - 1)))
    where = (Domain(m, 2), Domain(c, 0, open_low=True))
    claim = Claim((Relation(F, ">=", lower), Relation(F, "<=", single)), where, points=_points)
    proofs = (
        Derivation((Step(F, ">=", lower, "union bound", Named(UNION)),)),
        Derivation((Step(F, "<=", single, "one deviation alone is below c", Named(UNION)),)),
    )
    return Statement(
        id="extreme-deviate-bounds",
        section=2,
        title="Cheap bounds of the extreme deviate",
        says="For `m >= 2` and `c > 0`,",
        claim=claim,
        checks=derived(*proofs),
        derivations=proofs,
        mutants=(
            Mutant("factor m dropped", changed(claim, 0, rhs=1 - Q(c * sp.sqrt(m / (m - 1))))),
            Mutant("variance doubled", changed(claim, 0, rhs=1 - m * Q(2 * c * sp.sqrt(m / (m - 1))))),
            Mutant("Q for Phi", changed(claim, 1, rhs=Q(c * sp.sqrt(m / (m - 1))))),
            Mutant("independent deviations", changed(claim, 1, rhs=Phi(c) ** m)),
        ),
        source="this kit, exact law",
        uses=("extreme-deviate", "rotation"),
    )


@cache
def _points() -> tuple[dict[object, object], ...]:
    """F_2(c) = 2 Phi(sqrt(2) c) - 1, and Nair's integral on (-15, 15) with a remainder for m = 3 and 5.

    By parts |exp(-t^2/2) Phi(c - it)| <= 2 phi(0)/|t|, so that the rest is at most
    2 sqrt(m/2pi) (2 phi(0))^m 15^(1-m)/(m - 1).
    """
    from fractions import Fraction

    from flint import arb, ctx

    from uccheck.quantities.enclose import enclose

    found = []
    for at in (Fraction(1, 2), Fraction(3, 2), Fraction(5, 2)):
        with ctx.workprec(96):
            found.append({m: 2, c: at, F: enclose(2 * Phi(sp.sqrt(2) * c) - 1, {c: at})})
            for size in (3, 5):
                k = sp.Integer(size)
                rest = enclose(2 * sp.sqrt(k / (2 * sp.pi)) * (2 / sp.sqrt(2 * sp.pi)) ** k * 15 ** (1 - k) / (k - 1), {})
                value = enclose(formula(k, sp.Integer(15)), {c: at})
                found.append({m: size, c: at, F: value + arb(0).union(rest) - arb(0).union(rest)})
    return tuple(found)
