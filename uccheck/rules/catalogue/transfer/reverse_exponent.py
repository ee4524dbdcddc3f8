"""Two sets of measure p at correlation rho meet with probability >= p^(2/(1 - rho)): the exponent, and Jensen's
convexity.
"""

import sympy as sp

from uccheck.quantities.symbols import named, rho, x
from uccheck.rules.claim import Claim, Domain, eq, ge, units
from uccheck.rules.derivation import chain
from uccheck.rules.prose import tied
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.residue import Residue

POWER = named("p", "p", positive=True)
MEAN = named("q", "q", positive=True)


def statement() -> Statement:
    """At equal measures exp(-x^2/2) the cited bound is their power; the exponent is at least 2 and t^kappa is
    convex.
    """
    measure = sp.exp(-(x**2) / 2)
    cited = sp.exp(-(x**2 + 2 * rho * x * x + x**2) / (2 * (1 - rho**2)))
    kappa = 2 / (1 - rho)
    second = sp.Derivative(POWER**kappa, (POWER, 2))
    form = kappa * (kappa - 1) * POWER ** (kappa - 2)
    where = (*units(rho), Domain(x, 0), Domain(POWER, 0, 1, open_low=True))
    claim = Claim((eq(cited, measure**kappa), ge(second, sp.Integer(0))), where)
    written = sp.exp(-(x**2) * kappa / 2)
    proofs = (
        chain(
            cited,
            ("==", written, Residue()),
            ("==", measure**kappa, Residue()),
        ),
        chain(
            second,
            ("==", form, Residue()),
            (">=", sp.Integer(0), Form(form)),
        ),
    )
    return Statement(
        id="reverse-exponent",
        section=4,
        title="The exponent of reverse hypercontractivity",
        says=(
            "The two-set Gaussian form, at two sets of the measure {measure} and correlation {rho}, is a power of the measure; the power "
            "is convex, as Jensen's inequality over the labels needs:"
        ),
        terms={"measure": tied(measure, eq(claim.then[0].rhs, measure**kappa))},
        claim=claim,
        proofs=proofs,
        mutants=(
            Mutant("exponent 1/(1 - rho)", changed(claim, rhs=measure ** (1 / (1 - rho)))),
            Mutant("exponent 2/(1 + rho)", changed(claim, rhs=measure ** (2 / (1 + rho)))),
            Mutant("concave", changed(claim, 1, relation="<=")),
        ),
        source="this kit, correlated swap lemma",
    )
