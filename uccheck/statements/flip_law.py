"""The flip preserves the law of the sample and is an involution."""

import sympy as sp

from uccheck.claim import Claim, Relation, counts, positives, reals
from uccheck.rules import Named, Residue
from uccheck.statement import Mutant, Statement, changed, derived
from uccheck.symbolic import Derivation, Step
from uccheck.symbols import D, phi, sigma, x


def statement() -> Statement:
    """The normal density is even in each coordinate, the Jacobian has modulus 1, and -(-x) = x."""
    density = phi(x / sigma) / sigma
    flipped = density.subs(x, -x)
    jacobian = sp.Abs((-1) ** D)
    claim = Claim(
        (
            Relation(flipped * jacobian, "==", density),
            Relation(x.subs(x, -x).subs(x, -x), "==", x),
        ),
        (*counts(D), *positives(sigma), *reals(x)),
    )
    proofs = (
        Derivation(
            (
                Step(flipped * jacobian, "==", density, "the density is even and |(-1)^D| = 1", Residue()),
                Step(
                    density,
                    "==",
                    density,
                    "hence every coordinate, and the product over samples, keeps its law",
                    CHANGE,
                ),
            )
        ),
        Derivation((Step(x.subs(x, -x).subs(x, -x), "==", x, "flipping twice", Residue()),)),
    )
    shifted = phi((x - 1) / sigma) / sigma
    return Statement(
        id="flip-law",
        section=1,
        title="The flip preserves the law of the sample",
        says="The noise is centred normal, independently of labels and signal. One coordinate has the "
        "density below, with Jacobian factor "
        "|(-1)^D|, and the flip undoes itself.",
        claim=claim,
        checks=derived(*proofs),
        derivations=proofs,
        mutants=(
            Mutant("a shifted noise", changed(claim, lhs=shifted.subs(x, -x), rhs=shifted)),
            Mutant("a dilated noise", changed(claim, lhs=density.subs(x, -2 * x))),
            Mutant("the flip has order one", changed(claim, 1, lhs=-x)),
        ),
        source="N&K, linear example (proof); theory, setting",
    )


CHANGE = Named("human: change of variables for densities")
