"""|w_2|^2 = sigma^2 m T, with mean b m."""

from uccheck.claim import Claim, Relation, counts, positives
from uccheck.rules import Residue
from uccheck.statement import Mutant, Statement, changed, derived
from uccheck.symbolic import Derivation, Step
from uccheck.symbols import D, T, b, m


def statement() -> Statement:
    """w_2 = sigma sqrt(m) r and |r|^2 = T, whose mean is D."""
    norm = (b / D) * m * T
    mean = norm.subs(T, D)
    from sympy import sqrt

    squared = (sqrt(b / D) * sqrt(m) * sqrt(T)) ** 2
    claim = Claim((Relation(squared, "==", norm), Relation(mean, "==", b * m)), (*counts(m, D), *positives(b, T)))
    proofs = (
        Derivation((Step(squared, "==", norm, "w_2 = sigma sqrt(m) r", Residue()),)),
        Derivation((Step(mean, "==", b * m, "the mean of T is D", Residue()),)),
    )
    return Statement(
        id="weight-norm",
        section=2,
        title="The norm of the learned noise weights",
        says="Since w_2 = sigma sqrt(m) r with |r|^2 = T, its squared norm, and the value of that at the mean T = D, are",
        claim=claim,
        checks=derived(*proofs),
        derivations=proofs,
        mutants=(
            Mutant("factor m dropped", changed(claim, rhs=(b / D) * T)),
            Mutant("m squared", changed(claim, rhs=(b / D) * m**2 * T)),
            Mutant("mean without m", changed(claim, 1, rhs=b)),
        ),
        source="theory, exact law",
        uses=("rotation",),
    )
