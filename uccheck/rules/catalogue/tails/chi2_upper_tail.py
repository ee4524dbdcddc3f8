"""P(T >= D(1 + a)) <= exp(-(D/2)(a - ln(1 + a)))."""

import sympy as sp

from uccheck.quantities.applied import quantity
from uccheck.quantities.outcomes import outcome
from uccheck.quantities.symbols import D, T, a, x
from uccheck.rules.claim import Claim, counts, ge, le, positives
from uccheck.rules.derivation import chain
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.cases import Through
from uccheck.rules.steps.cited import Known
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.means import Mean
from uccheck.rules.steps.residue import Residue


def statement() -> Statement:
    """Chernoff's method with tilt a/(2(1 + a))."""
    tail, bound = (quantity("tail")(D, D * (1 + a)), sp.exp(-D * (a - sp.log(1 + a)) / 2))
    tilt = a / (2 * (1 + a))
    weight, at = sp.exp(-tilt * D * (1 + a)), ge(T, D * (1 + a))
    markov = Mean({T: outcome("chi")(D)}, by=(Through(x, sp.exp(x), le(0, tilt * (T - D * (1 + a))), Form(using={at: tilt})),))
    moment = Known("chi2-moment", {x: tilt}, factor=weight)
    claim = Claim((le(tail, bound),), (*counts(D, samples=(1, 2, 10, 300)), *positives(a)))
    proof = chain(
        tail,
        ("<=", weight * quantity("chi_moment")(D, tilt), "Chernoff's method", markov),
        ("==", weight * sp.exp(-D * sp.log(1 - 2 * tilt) / 2), moment),
        ("==", bound, Residue()),
    )
    return Statement(
        id="chi2-upper-tail",
        section=3,
        title="The upper tail of chi-square",
        says="For every {D} and every {where[a]},",
        claim=claim,
        proofs=(proof,),
        mutants=(
            Mutant("exponent twice as large", changed(claim, rhs=bound**2)),
            Mutant("lower-tail exponent", changed(claim, rhs=sp.exp(-D * a**2 / 4))),
            Mutant("the other tail", changed(claim, lhs=1 - tail)),
        ),
        source="this kit, tail tools",
    )
