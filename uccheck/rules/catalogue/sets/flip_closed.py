"""A set W_S that holds h_S and the classifier of the flip has a supremum of at least 1 - e1 - e2, for every delta."""

from uccheck.quantities.symbols import delta, e1, e2, gamma, rho
from uccheck.rules.catalogue._models import points
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, le, lt, nonnegatives, shares
from uccheck.rules.derivation import chain
from uccheck.rules.letters import ONE, PAIRS, X, Z, e_flip, exceed, gap_below, unflipped
from uccheck.rules.sentences.flips import in_closed
from uccheck.rules.statement import Mutant, Statement, changed, under
from uccheck.rules.steps.cited import Known
from uccheck.rules.steps.hypotheses import Given


def statement() -> Statement:
    """Each sample by itself: no pair has to lie in a set, so that delta stands alone."""
    value, room = 1 - e1 - e2, 1 - delta
    few, missed, large = gap_below(*X, gamma, ONE, value), unflipped(*X, ONE), exceed(*X, gamma, e2)
    small = lt(missed / e1 + large, room)
    claim = Claim((le(value, e_flip(*Z)),), (*PAIRS, *shares(e1), *nonnegatives(e2)), (small,), points)
    proofs = (
        chain(few, ("<=", missed / e1 + large, "Markov's inequality", Known("markov", {rho: ONE})), ("<", room, Given())),
        chain(value, ("<=", e_flip(*Z), "unfold the definition", in_closed(Z, value))),
    )
    return Statement(
        id="flip-closed",
        section=6,
        title="Sets that are closed under the flip",
        says="For every set of classifiers that holds `h_S` and that of the flip, and every {delta},",
        claim=claim,
        proofs=proofs,
        support=(by_models(),),
        mutants=(
            Mutant("Markov without 1/e1", under(claim, 0, lt(missed + large, room))),
            Mutant("e1 lost", changed(claim, lhs=1 - e2)),
            Mutant("any delta", under(claim, 0, lt(missed / e1 + large, 1))),
        ),
        source="this kit, theorem J",
    )
