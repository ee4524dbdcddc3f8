"""The split of theorem B for the partner by random signs."""

from uccheck.quantities.outcomes import flipped_loss_signs, outcome
from uccheck.quantities.symbols import F, H, L, e1, e2, gamma
from uccheck.rules.catalogue._spaces import points
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, le, lt, nonnegatives, shares
from uccheck.rules.derivation import chain
from uccheck.rules.letters import SETTING, X, exceed, gap_below_signs, unflipped_signs
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.means import Mean


def statement() -> Statement:
    """Where the gap is small, more than e1 of the flipped points are classified correctly, or the population loss exceeds e2."""
    few, split = gap_below_signs(*X, gamma, 1 - e1 - e2), unflipped_signs(*X) / e1 + exceed(*X, gamma, e2)
    claim = Claim((le(few, split),), (*SETTING, *shares(e1), *nonnegatives(e2)), points=points)
    cases = Mean(
        {F: outcome("kept_signs")(*X), H: outcome("partner_signs")(*X, gamma), L: outcome("risk")(*X, gamma)},
        facts=(flipped_loss_signs(X, gamma),),
        by=(Form(using={H - 1 + F: 1 / e1, lt(H - L, 1 - e1 - e2): 1 / e1, le(L, e2): 1 / e1}),),
    )
    return Statement(
        id="markov-signs",
        section=5,
        title="Markov's inequality over the points with random signs",
        says="The same for the partner by random signs, whose points are classified correctly with probability {missed}.",
        terms={"missed": unflipped_signs(*X)},
        claim=claim,
        proofs=(chain(few, ("<=", split, "a small gap needs a fraction above `e_1`, or a population loss above `e_2`", cases)),),
        support=(by_models(),),
        mutants=(
            Mutant("without 1/e1", changed(claim, rhs=unflipped_signs(*X) + exceed(*X, gamma, e2))),
            Mutant("e1 lost", changed(claim, lhs=gap_below_signs(*X, gamma, 1 - e2))),
            Mutant("population loss lost", changed(claim, rhs=unflipped_signs(*X) / e1)),
        ),
        source="this kit, theorem C",
    )
