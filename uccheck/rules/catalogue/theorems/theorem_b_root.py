"""For all m, eps, delta <= 1/4: sqrt(D) >= sqrt(128 m ln(2/eps)) + sqrt(2 ln(1/delta)) suffices for both conclusions."""

from fractions import Fraction

import sympy as sp

from uccheck.quantities.symbols import delta, e1, e2, epsilon, gamma
from uccheck.rules.catalogue.theorems._constants import Constants
from uccheck.rules.catalogue.theorems.generalization_root import AT
from uccheck.rules.claim import Domain, units
from uccheck.rules.letters import ONE, RATIO, ZERO
from uccheck.rules.statement import Mutant, Origin, Statement, changed
from uccheck.rules.steps.calculus import Monotone
from uccheck.rules.steps.cited import Known

QUARTER, HUNDREDTH = sp.Rational(1, 4), sp.Rational(1, 100)
CASES = (
    (1, Fraction(999, 1000), Fraction(1, 4)),
    (1, Fraction(1, 10**9), Fraction(1, 10**90)),
    (3, Fraction(1, 2), Fraction(1, 10)),
    (1000, Fraction(1, 20), Fraction(1, 4)),
    (1000, Fraction(999, 1000), Fraction(1, 1000)),
)
BY = Constants(epsilon / 2, delta, epsilon / 4, 3 * epsilon / 4, ONE, CASES)


def statement() -> Statement:
    """e_2 = eps/4 and e_1 = 3 eps/4 in theorem B; p_1 is a power of eps so high that it does not matter."""
    claim = BY.claim(*units(epsilon), Domain(delta, 0, QUARTER, open_low=True))
    room = 1 - 2 * delta - BY.beyond - BY.missed
    using = {room: {HUNDREDTH - BY.missed: ONE, delta - BY.beyond: ONE, QUARTER - delta: sp.Integer(3)}}
    split = Known("theorem-b", {**AT, gamma: ZERO, e1: BY.share, e2: BY.level}, using=using)
    proofs = BY.proofs(HUNDREDTH, lambda slack: Monotone(epsilon, ONE, sp.factor(sp.diff(slack, epsilon)), upward=False), split)
    return Statement(
        id="theorem-b-root",
        section=5,
        title="The theorem for all `m`, `epsilon` and `delta <= 1/4`",
        says="Both halves hold under one condition on the root of {D}.",
        origins=(
            Origin(128, "the 8 of the sharp sufficient dimension, squared, times the 2 of the exponent of the normal tail", 2 * RATIO**2),
            Origin(
                2,
                "the concentration of the root of chi-square; inside the logarithm, the loss at half of {epsilon} under the bound of the "
                "normal tail",
            ),
            Origin(sp.Rational(1, 4), "the largest {delta} at which the swap lemma leaves room for the missed points"),
        ),
        claim=claim,
        proofs=proofs,
        mutants=(
            Mutant("32 for 128", BY.neighbour(claim, 32)),
            Mutant("factor m dropped", BY.neighbour(claim, dropped="m")),
            Mutant("delta dropped", BY.neighbour(claim, dropped="delta")),
            Mutant("a hundredth of the error", changed(claim, 0, rhs=epsilon / 100)),
        ),
        source="this kit, theorem B; ours",
    )
