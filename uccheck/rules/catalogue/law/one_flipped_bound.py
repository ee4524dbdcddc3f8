"""P(N_1 > 0 | T) <= Q(c(T)) where c(T) >= 0, since the deviation has variance 1 - 1/m <= 1."""

import sympy as sp

from uccheck.quantities.symbols import Q, m, v, x, y
from uccheck.rules.claim import Claim, Domain, counts, ge, le
from uccheck.rules.derivation import chain
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.cases import Through
from uccheck.rules.steps.forms import Form


def statement() -> Statement:
    """Q decreases, and a smaller standard deviation moves the threshold outward."""
    exact, bound = (Q(x / v), Q(x))
    where = (Domain(x, 0), Domain(v, 0, 1, open_low=True))
    claim = Claim((le(exact, bound), le(1 - 1 / m, sp.Integer(1))), (*where, *counts(m)))
    proofs = (
        chain(exact, ("<=", bound, Through(y, Q(y), ge(x / v, x), Form(x * (1 - v) / v), increasing=False))),
        chain(1 - 1 / m, ("<=", sp.Integer(1), Form(1 / m))),
    )
    return Statement(
        id="one-flipped-bound",
        section=2,
        title="One flipped point, given `T`",
        says=(
            "Given {T} a flipped point is classified correctly with probability {then[0].lhs} at its threshold {x}, where {v} is the "
            "standard deviation of its deviate; the square of {v} is {then[1].lhs} for the complete flip. For a nonnegative threshold and "
            "{v} at most 1,"
        ),
        claim=claim,
        proofs=proofs,
        mutants=(
            Mutant("reversed", changed(claim, relation=">=")),
            Mutant("deviation above 1", changed(claim, lhs=Q(x * v))),
            Mutant("strict with m + 1", changed(claim, 1, lhs=1 + 1 / m)),
        ),
        source="this kit, theorem B",
    )
