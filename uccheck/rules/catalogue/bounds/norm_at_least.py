"""The margin bound's complexity term reaches 2 sqrt((s + b t/D)(s/m + b))/gamma where P(T >= t) > delta."""

import sympy as sp

from uccheck.quantities.symbols import D, delta, gamma, m, t
from uccheck.rules.catalogue.bounds._terms import NORMS, NORMS_AT_T, norm_points, where
from uccheck.rules.claim import Claim, le, lt
from uccheck.rules.derivation import chain
from uccheck.rules.letters import Z, norm_value, tail
from uccheck.rules.statement import Mutant, Statement, by_models, changed, under
from uccheck.rules.steps import Named


def statement() -> Statement:
    """The term is a function of T, and increases with it."""
    made, often = norm_value(*Z), lt(delta, tail(D, t))
    claim = Claim((le(NORMS_AT_T, made),), where(gamma), (often,), norm_points)
    unfold = Named(NORMS, (often,), laws=("signal-weight", "weight-norm", "norm-bound"))
    return Statement(
        id="norm-at-least",
        section=6,
        title="The norm bound from below",
        says="If {T} is at least {t} with more than the chance {delta}, then",
        claim=claim,
        proofs=(chain(NORMS_AT_T, ("<=", made, "unfold the definition", unfold)),),
        support=(by_models(),),
        mutants=(
            Mutant("twice the term", changed(claim, lhs=2 * NORMS_AT_T)),
            Mutant("times the root of m", changed(claim, lhs=NORMS_AT_T * sp.sqrt(m))),
            Mutant("the other tail", under(claim, 0, lt(delta, 1 - tail(D, t)))),
            Mutant("reversed", changed(claim, relation=">=")),
        ),
        source="this kit, theorem F",
    )
