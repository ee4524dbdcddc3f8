"""P(G < 1 - e1 - e2) <= P(N_1 > 0)/e1 + P(L_D > e2), for the flip of any strength."""

from uccheck.quantities.outcomes import flipped_loss, outcome
from uccheck.quantities.symbols import F, H, L, e1, e2, gamma, rho
from uccheck.rules.catalogue._spaces import points
from uccheck.rules.checks import by_models
from uccheck.rules.claim import Claim, le, lt, nonnegatives, shares
from uccheck.rules.derivation import chain
from uccheck.rules.letters import SETTING, X, exceed, gap_below, unflipped
from uccheck.rules.statement import Mutant, Statement, changed
from uccheck.rules.steps.forms import Form
from uccheck.rules.steps.means import Mean


def statement() -> Statement:
    """Where the gap is small, more than e1 of the flipped points are classified correctly, or the population loss exceeds e2."""
    few, split = gap_below(*X, gamma, rho, 1 - e1 - e2), unflipped(*X, rho) / e1 + exceed(*X, gamma, e2)
    claim = Claim((le(few, split),), (*SETTING, *shares(rho, e1), *nonnegatives(e2)), points=points)
    cases = Mean(
        {F: outcome("kept")(*X, rho), H: outcome("partner")(*X, gamma, rho), L: outcome("risk")(*X, gamma)},
        facts=(flipped_loss(X, gamma, rho),),
        by=(Form(using={H - 1 + F: 1 / e1, lt(H - L, 1 - e1 - e2): 1 / e1, le(L, e2): 1 / e1}),),
    )
    return Statement(
        id="markov",
        section=5,
        title="Markov's inequality over the flipped points",
        says="The fraction of the flipped points that are classified correctly has the mean {missed}.",
        terms={"missed": unflipped(*X, rho)},
        claim=claim,
        proofs=(chain(few, ("<=", split, "a small gap needs a fraction above `e_1`, or a population loss above `e_2`", cases)),),
        support=(by_models(),),
        mutants=(
            Mutant("without 1/e1", changed(claim, rhs=unflipped(*X, rho) + exceed(*X, gamma, e2))),
            Mutant("e1 lost", changed(claim, lhs=gap_below(*X, gamma, rho, 1 - e2))),
            Mutant("population loss lost", changed(claim, rhs=unflipped(*X, rho) / e1)),
            Mutant("another strength", changed(claim, lhs=gap_below(*X, gamma, rho / 2, 1 - e1 - e2))),
        ),
        source="this kit, theorem B",
    )
