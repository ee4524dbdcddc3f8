"""Where all labels agree f has their sign: the margin of a point is a sum of positive terms, or its negative."""

from uccheck.quantities.symbols import A, h
from uccheck.rules.claim import Claim, eq, positives, reals
from uccheck.rules.derivation import chain
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.residue import Residue


def statement() -> Statement:
    """h f = h h A for a point of the sample's label h, and -h f for one of the other label."""
    sign = eq(h**2, 1)
    own, other = h * (h * A), -h * (h * A)
    claim = Claim((eq(own, A), eq(other, -A)), (*reals(h), *positives(A)), (sign,), tuple({h: at, A: x} for at in (1, -1) for x in (1, 5)))
    fair = Residue(((h**2, 1),))
    return Statement(
        id="exp-one-sign",
        section=7,
        title="Samples of one class",
        says=(
            "Let all labels of the sample be h, and let A > 0 be the sum of the exponentials exp(|x + x_i|^2/2) at a point, so that f is "
            "h A there. The margin of the point is, where its label is h and where it is -h,"
        ),
        claim=claim,
        proofs=(chain(own, ("==", A, fair)), chain(other, ("==", -A, fair))),
        mutants=(
            Mutant("right everywhere", changed(claim, 1, rhs=A)),
            Mutant("wrong everywhere", changed(claim, rhs=-A)),
            Mutant("twice the margin", changed(claim, rhs=2 * A)),
        ),
        source="this kit, exponential network",
    )
