"""The minimum-norm interpolator: margin 1 on S, (r D - V)/(r D + V) on its flip, error Q(r D/sqrt(m V)), V chi-square at D - m + 1."""

import sympy as sp

from uccheck.quantities.symbols import D, Q, b, m, named, s
from uccheck.rules.claim import Claim, counts, eq, positives
from uccheck.rules.derivation import chain
from uccheck.rules.sentences.normals import interpolated
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.residue import Residue

V = named("V", "V", positive=True)


def statement() -> Statement:
    """G = (s/m) e e' + (b/D) N N' is the Gram matrix; with q = e' (N N')^-1 e D/b = m D/(b V), e' G^-1 e = q/(1 + q s/m)."""
    inverse = m * D / (b * V)
    whole = inverse / (1 + inverse * s / m)
    signal, deviation = s * whole / m, sp.sqrt(b / D * (whole - s * whole**2 / m))  # |w_2|^2 = e' G^-1 e - (s/m) (e' G^-1 e)^2
    flipped, error = signal - (1 - signal), Q(s / b * D / sp.sqrt(m * V))
    then = (
        eq(inverse * (1 - s * whole / m), whole),
        eq(flipped, (s / b * D - V) / (s / b * D + V)),
        eq(signal / deviation, s / b * D / sp.sqrt(m * V)),
        eq(Q(signal / deviation), error),
    )
    points = tuple({m: n, D: 30, s: 4, b: 32, V: v} for n in (1, 3, 20) for v in (2, 7, 40))
    claim = Claim(then, (*counts(m, D), *positives(s, b, V)), points=points)
    return Statement(
        id="interpolator-law",
        section=9,
        title="The law of the minimum-norm interpolator",
        says=(
            "Let the rows of a matrix be the noises times their labels, in units of their deviation, and {V} be `m` divided by the sum of "
            "all entries of the inverse of its Gram matrix. The weights combine the signed points by the row sums of the inverse of their "
            "own Gram matrix, to which the signal adds the same number everywhere; all of these add up to what solves the first line. "
            "Every training margin is 1, its signal and its noise; every flipped one is the second line; and the third is by how many "
            "deviations a fresh margin exceeds 0:"
        ),
        terms={"V": V},
        claim=claim,
        proofs=(
            chain(then[0].lhs, ("==", whole, Residue())),
            chain(flipped, ("==", then[1].rhs, Residue())),
            chain(then[2].lhs, ("==", then[2].rhs, Residue())),
            chain(
                then[3].lhs,
                ("==", error, Residue()),
                ("==", error, "and the law of {V} is known", interpolated((m, D, s, b), V)),
            ),
        ),
        mutants=(
            Mutant("the inverse not corrected", changed(claim, 0, lhs=inverse)),
            Mutant("the sign of V", changed(claim, 1, rhs=(s / b * D + V) / (s / b * D - V))),
            Mutant("the training margin", changed(claim, 1, rhs=sp.S.One)),
            Mutant("root of m dropped", changed(claim, 2, rhs=s / b * D / sp.sqrt(V))),
            Mutant("one step's D for V", changed(claim, 3, rhs=Q(s / b * sp.sqrt(D / m)))),
        ),
        source="this kit, other learners",
    )
