"""The flip of labels preserves the law of the sample: a fair sign has the law of its negative."""

import sympy as sp

from uccheck.quantities.symbols import y
from uccheck.rules.claim import Claim, eq, reals
from uccheck.rules.derivation import chain
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps import Named, Residue

PRODUCT = "definition: labels are fair signs, independent of the noises and of each other, and `x_1 = y u` goes with the label"

g0, g1 = sp.symbols("g_minus g_plus", real=True)


def statement() -> Statement:
    """The mean of any function of one label, given everything else, is that of the function of its negative."""
    straight = ((1 - y) * g0 + (1 + y) * g1) / 2
    turned = straight.subs(y, -y)
    mean = sum(straight.subs(y, sign) for sign in (-1, 1)) / 2
    other = sum(turned.subs(y, sign) for sign in (-1, 1)) / 2
    points = tuple({g0: p, g1: q} for p in (0, 1) for q in (0, 1, 3))
    claim = Claim((eq(other, mean),), reals(g0, g1), points=points)
    proof = chain(
        other,
        ("==", mean, "the two values change places", Residue()),
        ("==", mean, "so every label, and the whole sample, keeps its law; the flip undoes itself", Named(PRODUCT)),
    )
    return Statement(
        id="exp-flip-law",
        section=7,
        title="The flip of labels preserves the law of the sample",
        says=(
            "The flip replaces every label and its signal by its negative and keeps the noise. A function of one label takes the values "
            "`g_minus` and `g_plus`; its mean after the flip and before:"
        ),
        claim=claim,
        proofs=(proof,),
        mutants=(
            Mutant("an unfair sign", changed(claim, rhs=(g0 + 2 * g1) / 3)),
            Mutant("one value", changed(claim, rhs=g1)),
            Mutant("not halved", changed(claim, rhs=g0 + g1)),
        ),
        source="this kit, exponential network",
    )
