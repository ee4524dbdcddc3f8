"""Every delta <= 1/2, elementary: sqrt(D) >= sqrt(128 m ln(4/eps)) + sqrt(2 ln(24/delta))."""

from fractions import Fraction
from functools import partial

import sympy as sp

from uccheck.quantities.symbols import D, delta, e1, e2, epsilon, gamma, k, m
from uccheck.rules.calculus import Monotone
from uccheck.rules.catalogue.theorems._constants import Constants, least
from uccheck.rules.catalogue.theorems.generalization_root import AT
from uccheck.rules.claim import Claim, Domain, counts, ge, le, units
from uccheck.rules.derivation import chain
from uccheck.rules.letters import CLASSIC, HALF, ONE, RATIO, ZERO, e_gen, e_unif_alg
from uccheck.rules.statement import Mutant, Origin, Statement, changed, under
from uccheck.rules.steps import Known

BOUND = sp.Rational(1, 25)
BY = Constants(epsilon / 4, delta / 24, epsilon / 8, 7 * epsilon / 8, HALF)
CASES = (
    (1, Fraction(999, 1000), Fraction(1, 2)),
    (3, Fraction(1, 100), Fraction(1, 3)),
    (1000, Fraction(1, 20), Fraction(1, 2)),
    (1000, Fraction(1, 10**6), Fraction(1, 4)),
)


def statement() -> Statement:
    """k = 3, rho = 1/2, e_2 = eps/8, e_1 = 7 eps/8, and P(L_D > e_2) <= delta/24."""
    where = (*counts(m, D), *units(epsilon), Domain(delta, 0, HALF, open_low=True))
    then = (le(e_gen(*CLASSIC), epsilon), ge(e_unif_alg(*CLASSIC), 1 - epsilon))
    claim = Claim(then, where, (BY.hypothesis(),), partial(least, BY, CASES))
    room = (2 - 3 * delta) / 2 - 3 * BY.missed - 2 * BY.beyond
    using = {room: {BOUND - BY.missed: sp.Integer(3), delta / 24 - BY.beyond: sp.Integer(2), HALF - delta: sp.Rational(19, 12)}}
    simplex = Known("theorem-simplex", {**AT, gamma: ZERO, k: sp.Integer(3), e1: BY.share, e2: BY.level}, using=using)
    proofs = (
        *BY.loss_lines(),
        BY.missed_line(
            BOUND,
            lambda slack: Monotone(epsilon, ONE, sp.factor(sp.diff(slack, epsilon)), upward=False),
        ),
        chain(e_unif_alg(*CLASSIC), (">=", 1 - epsilon, simplex)),
    )

    def neighbour(constant: int = 128, dropped: str = "") -> Claim:
        return under(claim, 0, BY.hypothesis(constant, dropped=dropped), points=partial(least, BY, CASES, constant, dropped))

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
            Mutant("32 for 128", neighbour(32)),
            Mutant("factor m dropped", neighbour(dropped="m")),
            Mutant("a thousandth of the error", changed(claim, 0, rhs=epsilon / 10**4)),
        ),
        source="this kit, theorem C (elementary range); ours",
    )
