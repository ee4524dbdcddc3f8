"""ln(1/q) >= 2 (1 - q)^2: the square-root form of a PAC-Bayes bound at the flipped sample, by Pinsker's inequality."""

import sympy as sp

from uccheck.rules.catalogue.definitions.kl_of_one import ERROR
from uccheck.rules.claim import Claim, Domain, ge
from uccheck.rules.derivation import chain
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.calculus import Monotone


def statement() -> Statement:
    """The difference is zero at q = 1 and has the derivative -(1 - 2q)^2/q."""
    left, right = (sp.log(1 / ERROR), 2 * (1 - ERROR) ** 2)
    claim = Claim((ge(left, right),), (Domain(ERROR, 0, 1, open_low=True),))
    slope = -((1 - 2 * ERROR) ** 2) / ERROR
    proof = chain(left, (">=", right, Monotone(ERROR, sp.Integer(1), slope, upward=False)))
    return Statement(
        id="pinsker",
        section=6,
        title="Pinsker's inequality where it is needed",
        says="For every {where[q_error]},",
        claim=claim,
        proofs=(proof,),
        mutants=(
            Mutant("3 for 2", changed(claim, rhs=3 * (1 - ERROR) ** 2)),
            Mutant("no square", changed(claim, rhs=2 * (1 - ERROR))),
            Mutant("reversed", changed(claim, relation="<=")),
        ),
        source="this kit, theorem E",
    )
