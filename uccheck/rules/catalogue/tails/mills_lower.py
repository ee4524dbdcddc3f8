"""x/(1 + x^2) phi(x) < Q(x) for every x >= 0."""

import sympy as sp

from uccheck.quantities.symbols import Q, phi, x
from uccheck.rules.claim import Claim, Domain, lt
from uccheck.rules.derivation import chain
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.calculus import Vanishing


def statement() -> Statement:
    """The difference vanishes at infinity and has the derivative -2 phi(x)/(1 + x^2)^2."""
    bound = x / (1 + x**2) * phi(x)
    claim = Claim((lt(bound, Q(x)),), (Domain(x, 0),))
    proof = chain(bound, ("<", Q(x), Vanishing(x, -2 * phi(x) / (1 + x**2) ** 2)))
    return Statement(
        id="mills-lower",
        section=3,
        title="Mills' lower bound",
        says="For every {where[x]},",
        claim=claim,
        proofs=(proof,),
        mutants=(
            Mutant("phi(x)/x itself", changed(claim, lhs=phi(x) / (x + sp.Rational(1, 10**9)))),
            Mutant("a half for 1", changed(claim, lhs=x / (sp.Rational(1, 2) + x**2) * phi(x))),
            Mutant("reversed", changed(claim, relation=">")),
        ),
        source="this kit, tail tools; Gordon 1941",
    )
