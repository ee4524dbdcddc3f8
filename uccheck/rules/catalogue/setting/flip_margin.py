"""The flip x2 -> -x2 turns the margin M into 2 s - M."""

import sympy as sp

from uccheck.quantities.symbols import D, j, named, s
from uccheck.rules.claim import Claim, counts, eq, positives, reals
from uccheck.rules.derivation import chain
from uccheck.rules.prose import tied
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.residue import Residue

V, X = (sp.IndexedBase("w2", real=True), sp.IndexedBase("x2", real=True))
Y = named("y", "y")


def statement() -> Statement:
    """Only the noise part changes sign."""
    noise = sp.Sum(V[j] * X[j], (j, 1, D))
    flipped, value = (s + Y * sp.Sum(V[j] * -X[j], (j, 1, D)), 2 * s - (s + Y * noise))
    points = tuple({s: 4, Y: y, D: q, V: lambda j: j, X: lambda j: 2 * j - 3} for q in (1, 3) for y in (-1, 1))
    claim = Claim((eq(flipped, value),), (*counts(D), *positives(s), *reals(Y, V, X)), points=points)
    proof = chain(flipped, ("==", value, Residue()))
    return Statement(
        id="flip-margin",
        section=1,
        title="The flip reverses the noise part of every margin",
        says=("Keep the weights and replace the noise {x_2} of a point by its negative: the new margin is {twice} minus the old one."),
        terms={"twice": tied(2 * s, eq(2 * s - (s + Y * noise), value))},
        claim=claim,
        proofs=(proof,),
        mutants=(
            Mutant("the flip does nothing", changed(claim, rhs=s + Y * noise)),
            Mutant("the signal flips too", changed(claim, rhs=-s - Y * noise)),
            Mutant("sign in the flip", changed(claim, lhs=s + Y * sp.Sum(V[j] * X[j], (j, 1, D)))),
        ),
        source="N&K, linear example (proof)",
    )
