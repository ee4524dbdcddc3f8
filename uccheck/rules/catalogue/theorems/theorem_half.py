"""Every delta <= 1/2, elementary: sqrt(D) >= sqrt(128 m ln(4/eps)) + sqrt(2 ln(24/delta))."""

from fractions import Fraction

import sympy as sp

from uccheck.quantities.symbols import delta, e1, e2, epsilon, gamma, k
from uccheck.rules.catalogue.theorems._constants import Constants
from uccheck.rules.catalogue.theorems.generalization_root import AT
from uccheck.rules.claim import Domain, units
from uccheck.rules.letters import HALF, ONE, RATIO, ZERO
from uccheck.rules.statement import Mutant, Origin, Statement, changed
from uccheck.rules.steps.calculus import Monotone
from uccheck.rules.steps.cited import Known

BOUND = sp.Rational(1, 25)
CASES = (
    (1, Fraction(999, 1000), Fraction(1, 2)),
    (3, Fraction(1, 100), Fraction(1, 3)),
    (1000, Fraction(1, 20), Fraction(1, 2)),
    (1000, Fraction(1, 10**6), Fraction(1, 4)),
)
BY = Constants(epsilon / 4, delta / 24, epsilon / 8, 7 * epsilon / 8, HALF, CASES)


def statement() -> Statement:
    """k = 3, rho = 1/2, e_2 = eps/8, e_1 = 7 eps/8, and P(L_D > e_2) <= delta/24."""
    claim = BY.claim(*units(epsilon), Domain(delta, 0, HALF, open_low=True))
    room = (2 - 3 * delta) / 2 - 3 * BY.missed - 2 * BY.beyond
    using = {room: {BOUND - BY.missed: sp.Integer(3), delta / 24 - BY.beyond: sp.Integer(2), HALF - delta: sp.Rational(19, 12)}}
    simplex = Known("theorem-simplex", {**AT, gamma: ZERO, k: sp.Integer(3), e1: BY.share, e2: BY.level}, using=using)
    proofs = BY.proofs(BOUND, lambda slack: Monotone(epsilon, ONE, sp.factor(sp.diff(slack, epsilon)), upward=False), simplex)
    return Statement(
        id="theorem-half",
        section=5,
        title="The theorem for every `delta <= 1/2`, elementary",
        says="Nothing is cited; the proof takes three samples with pairwise correlation {correlation}.",
        terms={"correlation": -HALF},
        origins=(
            Origin(128, "as in the theorem for the complete flip", 2 * RATIO**2),
            Origin(
                24,
                "the allowance for a population loss that is too large: two classifiers of three samples, and room for the missed points",
            ),
            Origin(4, "the loss is asked for at an eighth of {epsilon}"),
        ),
        claim=claim,
        proofs=proofs,
        mutants=(
            Mutant("32 for 128", BY.neighbour(claim, 32)),
            Mutant("factor m dropped", BY.neighbour(claim, dropped="m")),
            Mutant("a thousandth of the error", changed(claim, 0, rhs=epsilon / 10**4)),
        ),
        source="this kit, theorem C (elementary range); ours",
    )
