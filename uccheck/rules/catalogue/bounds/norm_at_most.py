"""The margin bound's complexity term is at most 2 sqrt((s + b t/D)(s/m + b))/gamma where P(T >= t) <= delta."""

import sympy as sp

from uccheck.quantities.symbols import D, delta, gamma, m, t
from uccheck.rules.catalogue.bounds._terms import NORMS, NORMS_AT_T, norm_points, where
from uccheck.rules.claim import Claim, le
from uccheck.rules.derivation import chain
from uccheck.rules.letters import Z, norm_value, tail
from uccheck.rules.statement import Mutant, Statement, by_models, changed, under
from uccheck.rules.steps import Named


def statement() -> Statement:
    """The term is a function of T, and increases with it."""
    made, often = norm_value(*Z), le(tail(D, t), delta)
    claim = Claim((le(made, NORMS_AT_T),), where(gamma), (often,), norm_points)
    unfold = Named(NORMS, (often,), laws=("signal-weight", "weight-norm", "norm-bound"))
    return Statement(
        id="norm-at-most",
        section=6,
        title="The norm bound from above",
        says="If {T} is at least {t} with at most the chance {delta}, then",
        claim=claim,
        proofs=(chain(made, ("<=", NORMS_AT_T, "unfold the definition", unfold)),),
        support=(by_models(),),
        mutants=(
            Mutant("factor 2 dropped", changed(claim, rhs=NORMS_AT_T / 2)),
            Mutant("over the root of m", changed(claim, rhs=NORMS_AT_T / sp.sqrt(m))),
            Mutant("the other tail", under(claim, 0, le(1 - tail(D, t), delta))),
            Mutant("reversed", changed(claim, relation=">=")),
        ),
        source="this kit, theorem F",
    )
