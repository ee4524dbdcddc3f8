"""The step on m - 1 of the m points is that of m - 1 points with signal s (m - 1)/m, and errs a little more often."""

import sympy as sp

from uccheck.quantities.symbols import D, T, b, m, s
from uccheck.rules.claim import Claim, Domain, counts, eq, lt, positives
from uccheck.rules.derivation import chain
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.residue import Residue


def statement() -> Statement:
    """sqrt(s) u = sqrt(s') u' with |u'|^2 = 1/(m - 1): s' = s (m - 1)/m; sqrt(m - 1)/m < 1/sqrt(m)."""
    signal = s * (m - 1) / m
    start, end = (s - s / m) / b * D / sp.sqrt((m - 1) * T), s / b * D * sp.sqrt(m - 1) / (m * sp.sqrt(T))
    then = (eq(signal, s - s / m), eq(start, end), lt((m - 1) / m**2, 1 / m))
    points = tuple({m: n, D: 30, s: 4, b: 32, T: t} for n in (2, 3, 50) for t in (7, 30))
    claim = Claim(then, (Domain(m, 2), *counts(D), *positives(s, b, T)), points=points)
    return Statement(
        id="leave-one-out",
        section=9,
        title="The law of the leave-one-out error",
        says=(
            "A point of `S` is a fresh one for the step on the others. These share the vector u of all `m` points; the setting of one "
            "point fewer has the same at a signal of {then[0].lhs}. Given {T}, below is by how many deviations a fresh margin exceeds 0, "
            "which is less than after all `m` points:"
        ),
        claim=claim,
        proofs=(
            chain(signal, ("==", s - s / m, Residue())),
            chain(start, ("==", end, Residue())),
            chain((m - 1) / m**2, ("<", 1 / m, "the squares of the factors", Form(1 / m**2))),
        ),
        mutants=(
            Mutant("the signal of m points", changed(claim, 0, rhs=s)),
            Mutant("m for m - 1", changed(claim, 1, rhs=s / b * D / sp.sqrt(m * T))),
            Mutant("the other way", changed(claim, 2, relation=">")),
        ),
        source="this kit, stability",
    )
