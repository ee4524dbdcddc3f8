"""ln(1 + y) <= y for y >= 0."""

import sympy as sp

from uccheck.quantities.symbols import y
from uccheck.rules.claim import Claim, Domain, le
from uccheck.rules.derivation import chain
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.calculus import Monotone


def statement() -> Statement:
    """The difference is zero at 0 and has the derivative y/(1 + y)."""
    claim = Claim((le(sp.log(1 + y), y),), (Domain(y, 0),))
    proof = chain(sp.log(1 + y), ("<=", y, Monotone(y, sp.Integer(0), y / (1 + y))))
    return Statement(
        id="log-bound",
        section=3,
        title="The logarithm below its tangent",
        says="For every {where[y]},",
        claim=claim,
        proofs=(proof,),
        mutants=(
            Mutant("half the slope", changed(claim, rhs=y / 2)),
            Mutant("reversed", changed(claim, relation=">=")),
            Mutant("second order", changed(claim, rhs=y - y**2 / 2)),
        ),
        source="this kit, tail tools",
    )
