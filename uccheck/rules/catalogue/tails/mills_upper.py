"""Q(x) < phi(x)/x for x > 0."""

import sympy as sp

from uccheck.quantities.symbols import Q, phi, x
from uccheck.rules.claim import Claim, Domain, lt
from uccheck.rules.derivation import chain
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.calculus import Vanishing


def statement() -> Statement:
    """The difference vanishes at infinity and has the derivative -phi(x)/x^2."""
    claim = Claim((lt(Q(x), phi(x) / x),), (Domain(x, 0, open_low=True),))
    proof = chain(Q(x), ("<", phi(x) / x, Vanishing(x, -phi(x) / x**2)))
    return Statement(
        id="mills-upper",
        section=3,
        title="Mills' upper bound",
        says="For every {where[x]},",
        claim=claim,
        proofs=(proof,),
        mutants=(
            Mutant("one power more", changed(claim, rhs=phi(x) / x**2)),
            Mutant("x + 1", changed(claim, rhs=phi(x) / (x + 1))),
            Mutant("nudged by a tenth", changed(claim, rhs=sp.Rational(9, 10) * phi(x) / x)),
        ),
        source="this kit, tail tools; Mills 1926",
    )
