"""P(T <= D(1 - a)) <= exp(-D a^2/4) for T chi-square with D degrees of freedom."""

import sympy as sp

from uccheck.quantities.applied import quantity
from uccheck.quantities.outcomes import outcome
from uccheck.quantities.symbols import D, T, a, x
from uccheck.rules.claim import Claim, counts, le, units
from uccheck.rules.derivation import chain
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.calculus import Monotone
from uccheck.rules.steps.cases import Through
from uccheck.rules.steps.cited import Known
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.means import Mean
from uccheck.rules.steps.residue import Residue


def statement() -> Statement:
    """Chernoff's method with tilt a/(2(1 - a)), then ln(1 - a) <= -a - a^2/2."""
    head, bound = (quantity("head")(D, D * (1 - a)), sp.exp(-D * a**2 / 4))
    tilt = a / (2 * (1 - a))
    weight, at = sp.exp(tilt * D * (1 - a)), le(T, D * (1 - a))
    markov = Mean({T: outcome("chi")(D)}, by=(Through(x, sp.exp(x), le(0, tilt * (D * (1 - a) - T)), Form(using={at: tilt})),))
    moment = Known("chi2-moment", {x: -tilt}, factor=weight)
    exponent = D * (a + sp.log(1 - a)) / 2
    inner = le(exponent, -D * a**2 / 4)
    claim = Claim((le(head, bound),), (*counts(D, samples=(1, 2, 10, 300)), *units(a)))
    taylor = Through(x, sp.exp(x), inner, Monotone(a, sp.Integer(0), D * a**2 / (2 * (1 - a))))
    proof = chain(
        head,
        ("<=", weight * quantity("chi_moment")(D, -tilt), "Chernoff's method", markov),
        ("==", weight * sp.exp(-D * sp.log(1 + 2 * tilt) / 2), moment),
        ("==", sp.exp(exponent), Residue()),
        ("<=", bound, taylor),
    )
    return Statement(
        id="chi2-lower-tail",
        section=3,
        title="The lower tail of chi-square",
        says="For every {D} and every {where[a]},",
        claim=claim,
        proofs=(proof,),
        mutants=(
            Mutant("exponent four times as large", changed(claim, rhs=sp.exp(-D * a**2))),
            Mutant("the other tail", changed(claim, lhs=1 - head)),
            Mutant("linear exponent", changed(claim, rhs=sp.exp(-D * a / 2))),
        ),
        source="this kit, tail tools",
    )
