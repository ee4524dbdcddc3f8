"""The flip of labels preserves the law of the sample: a fair sign has the law of its negative."""

import sympy as sp

from uccheck.quantities.symbols import p
from uccheck.rules.claim import Claim, Domain, eq, reals
from uccheck.rules.derivation import chain
from uccheck.rules.letters import HALF
from uccheck.rules.sentences.independence import same_sign
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.residue import Residue

g0, g1 = sp.symbols("g_0 g_1", real=True)


def statement() -> Statement:
    """The mean of any function of one label, given everything else, is that of the function of its negative, since p = 1/2."""
    fair = eq(p, HALF)
    mean, other = (1 - p) * g0 + p * g1, (1 - p) * g1 + p * g0
    points = tuple({g0: x, g1: z, p: HALF} for x in (0, 1) for z in (0, 1, 3))
    uneven = tuple({g0: 1, g1: 3, p: sp.Rational(n, 4)} for n in (1, 3))
    claim = Claim((eq(other, mean),), (*reals(g0, g1), Domain(p, 0, 1)), (fair,), (*points, *uneven))
    proof = chain(
        other,
        ("==", mean, "both values have the chance 1/2", Residue(((p, HALF),))),
        ("==", mean, "so every label, and the whole sample, keeps its law; the flip undoes itself", same_sign(p, g0, g1)),
    )
    return Statement(
        id="exp-flip-law",
        section=7,
        title="The flip of labels preserves the law of the sample",
        says=(
            "The flip replaces every label and its signal by its negative and keeps the noise. A function of one label takes the values "
            "`g_0` and `g_1`, the latter with chance `p`; its mean after the flip and before:"
        ),
        claim=claim,
        proofs=(proof,),
        mutants=(
            Mutant("an unfair sign", Claim(claim.then, claim.where, (), (*points, *uneven))),
            Mutant("one value", changed(claim, rhs=g1)),
            Mutant("not halved", changed(claim, rhs=g0 + g1)),
        ),
        source="this kit, exponential network",
    )
