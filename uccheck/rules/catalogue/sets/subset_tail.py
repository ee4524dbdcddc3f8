"""P(some subset sum of the noise is swollen beyond D(1 + x)) <= exp(m ln 2 - (D/2)(x - ln(1 + x)))."""

import sympy as sp

from uccheck.quantities.outcomes import Fact, outcome
from uccheck.quantities.symbols import D, N, a, m, w, x
from uccheck.rules.claim import Claim, counts, ge, gt, le, positives
from uccheck.rules.derivation import chain
from uccheck.rules.letters import one_swollen, swollen, tail
from uccheck.rules.sentences.normals import subset_exceeds
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.cases import By
from uccheck.rules.steps.cited import Known
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.means import Mean
from uccheck.rules.steps.residue import Residue

SOME = "definition: where the greatest of some numbers exceeds `q` at least one of them does"


def statement() -> Statement:
    """A union bound over the 2^m subsets: each sum, over the root of its size, is a standard normal vector."""
    at = D + D * x
    made, one, bound = swollen(m, D, at), one_swollen(m, D, at), sp.exp(m * sp.log(2) - D * (x - sp.log(1 + x)) / 2)
    claim = Claim((le(made, bound),), (*counts(m, D, samples=(1, 2, 10)), *positives(x)), points=_points)
    beyond = gt(outcome("swell")(m, D), at)
    counted = Mean(
        {w: outcome("swell")(m, D), N: outcome("subsets")(m, D, at)},
        facts=(Fact(outcome("subsets")(m, D, at), ">=", 1, SOME, needs=(beyond,)),),
        by=(Form(using={ge(N, 1): 1}),),
    )
    every = chain(made, ("<=", (2**m - 1) * one, counted), ("<=", 2**m * one, Form()))  # the empty subset is never swollen
    proofs = (
        chain(one, ("==", tail(D, at), "the sum of a subset, over the root of its size, is standard", subset_exceeds(m, D, at))),
        chain(
            made,
            ("<=", 2**m * one, "the mean number of swollen subsets", By(every)),
            ("<=", 2**m * tail(D, at), Form(using={tail(D, at) - one: 2**m})),
            ("<=", 2**m * sp.exp(-D * (x - sp.log(1 + x)) / 2), "the tail of chi-square", Known("chi2-upper-tail", {a: x}, factor=2**m)),
            ("==", bound, "collect the exponents", Residue()),
        ),
    )
    return Statement(
        id="subset-tail",
        section=6,
        title="No subset of the noise adds up to much",
        says="For every `x > 0`, by a union bound over the subsets,",
        claim=claim,
        proofs=proofs,
        mutants=(
            Mutant("no union", changed(claim, rhs=sp.exp(-D * (x - sp.log(1 + x)) / 2))),
            Mutant("exponent twice as large", changed(claim, rhs=sp.exp(m * sp.log(2) - D * (x - sp.log(1 + x))))),
            Mutant("the lower tail's exponent", changed(claim, rhs=sp.exp(m * sp.log(2) - D * x**2))),
        ),
        source="this kit, theorem J",
    )


def _points() -> tuple[dict[object, object], ...]:
    """m = 1: the chance is that of chi-square; for m points at least that any one of them is swollen."""
    from fractions import Fraction

    from flint import arb

    from uccheck.quantities.enclosed import instances

    def chance(count: Fraction, df: Fraction, at: Fraction) -> object:
        one = instances.tail(instances.exact(df), instances.exact(at))
        least = 1 - (1 - one) ** int(count)
        return one if count == 1 else least.union((one * 2 ** int(count)).min(arb(1)))

    places = ((1, Fraction(1, 10)), (2, Fraction(1)), (10, Fraction(1)), (3, Fraction(1, 2)), (20, Fraction(3, 2)), (60, Fraction(5, 2)))
    return tuple({m: count, D: df, x: at, swollen: chance} for count, at in places for df in (1, 2, 10, 40))
