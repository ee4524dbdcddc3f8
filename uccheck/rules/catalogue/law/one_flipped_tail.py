"""P(N_1 > 0) <= exp(-D a^2/4) + exp(-D ((1 - a) rho - r)^2/(2 m (1 - a)))/2, for the flip of any strength rho."""

from functools import cache

import sympy as sp

from uccheck.quantities.symbols import ChiHead, D, Q, a, m, r, rho, x
from uccheck.rules.catalogue.theorems.theorem_b import P1
from uccheck.rules.claim import Claim, Domain, Relation, counts, units
from uccheck.rules.derivation import Derivation, Step
from uccheck.rules.statement import Mutant, Statement, changed, derived
from uccheck.rules.steps import Known, Named

SPLIT = "human: condition on `T`, which is below `(1 - a)D` or above; the threshold increases with `T`"


def statement() -> Statement:
    """Condition on T <= (1 - a) D, then the two tail bounds."""
    head = ChiHead(D, D * (1 - a))
    at = sp.sqrt(D) * ((1 - a) * rho - r) / sp.sqrt(m * (1 - a))
    first, second = sp.exp(-D * a**2 / 4), sp.exp(-(at**2) / 2) / 2
    where = (Domain(r, 0, (1 - a) * rho, True, True), *counts(m, D), *units(a), Domain(rho, 0, 1, open_low=True))
    claim = Claim((Relation(P1, "<=", first + second),), where, points=points)
    proof = Derivation(
        (
            Step(
                P1,
                "<=",
                head + Q(at),
                "`T` is at most `(1 - a)D`, or the threshold is at least its value there",
                Named(SPLIT),
            ),
            Step(head + Q(at), "<=", first + Q(at), "the lower tail of chi-square", Known("chi2-lower-tail")),
            Step(first + Q(at), "<=", first + second, "the normal tail", Known("normal-tail-half", {x: at})),
        )
    )
    return Statement(
        id="one-flipped-tail",
        section=5,
        title="One flipped point is misclassified",
        says=("Let `N_1` be the margin of one point after the flip of strength `rho` (`rho = 1` for the complete flip)."),
        claim=claim,
        checks=derived(proof),
        derivations=(proof,),
        mutants=(
            Mutant("factor m dropped", changed(claim, rhs=first + sp.exp(-m * at**2 / 2) / 2)),
            Mutant(
                "sign of r",
                changed(claim, rhs=first * 0 + sp.exp(-D * ((1 - a) * rho + r) ** 2 / (2 * m * (1 - a))) / 2),
            ),
            Mutant("reversed", changed(claim, relation=">=")),
        ),
        source="this kit, theorem B",
        uses=("one-flipped-bound", "chi2-lower-tail", "normal-tail-half"),
    )


@cache
def points() -> tuple[dict[object, object], ...]:
    """P(N_1 > 0) enclosed for small and large m, and for rho below 1."""
    from fractions import Fraction

    from uccheck.rules.catalogue._instances import one_flipped

    cases = (
        (1, 40, 1),
        (2, 20, 1),
        (20, 300, 1),
        (500, 2000, 1),
        (20, 900, Fraction(1, 2)),
        (300, 9000, Fraction(1, 2)),
    )
    return tuple(
        {m: p, D: q, rho: k, r: Fraction(1, 8), a: at, P1: one_flipped(p, q, Fraction(k))}
        for p, q, k in cases
        for at in (Fraction(1, 5), Fraction(1, 2), Fraction(2, 3))
    )
