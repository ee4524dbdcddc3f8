"""Q(x) <= exp(-x^2/2)/2 for x >= 0."""

import sympy as sp

from uccheck.quantities.symbols import Q, x
from uccheck.rules.claim import Claim, Domain, le
from uccheck.rules.derivation import chain
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.calculus import Arch


def statement() -> Statement:
    """The difference is zero at 0 and at infinity; its derivative is exp(-x^2/2) (1/sqrt(2 pi) - x/2)."""
    gauss = sp.exp(-(x**2) / 2)
    claim = Claim((le(Q(x), gauss / 2),), (Domain(x, 0),))
    core = 1 / sp.sqrt(2 * sp.pi) - x / 2
    proof = chain(Q(x), ("<=", gauss / 2, Arch(x, sp.Integer(0), gauss, core)))
    return Statement(
        id="normal-tail-half",
        section=3,
        title="The normal tail",
        says="For every {where[x]},",
        claim=claim,
        proofs=(proof,),
        mutants=(
            Mutant("a third for a half", changed(claim, rhs=gauss / 3)),
            Mutant("exponent doubled", changed(claim, rhs=sp.exp(-(x**2)) / 2)),
            Mutant("<= for <", changed(claim, relation="<")),
            Mutant("all real x", Claim(claim.then, (Domain(x, samples=(-2, -1, 1)),))),
        ),
        source="this kit, tail tools",
    )
