"""The gap of h_S on its own sample, both ways."""

from uccheck.quantities.outcomes import outcome, training_loss
from uccheck.quantities.symbols import L, N, delta, e, gamma, m, v
from uccheck.rules.catalogue._models import points
from uccheck.rules.claim import Claim, ge, le, reals
from uccheck.rules.derivation import chain
from uccheck.rules.letters import PAIRS, X, Z, e_flip, e_own, exceed, misfit
from uccheck.rules.means import OnSet
from uccheck.rules.statement import Mutant, Statement, by_models, changed, under
from uccheck.rules.steps import Form


def statement() -> Statement:
    """The set of the samples of a small population loss without a small training margin."""
    chance = exceed(*X, gamma, e) + m * misfit(*X, gamma)
    rare, few, none = le(chance, delta), le(L, e), le(N, 0)
    claim = Claim((le(e_own(*Z), e),), (*PAIRS, *reals(e)), (rare,), points)
    inside = OnSet(
        (few, none),
        chance,
        {L: outcome("risk")(*X, gamma), v: outcome("training")(*X, gamma), N: outcome("short")(*X, gamma)},
        facts=(training_loss(X, gamma),),
        by=(Form(using={few: 1, v: 1}), Form(using={few: 1, N / m - v: 1, -N: 1 / m, L: 2}), Form(using={ge(N, 1): 1})),
    )
    return Statement(
        id="own-small",
        section=6,
        title="The set of the learned classifier alone",
        says="If a population loss above `e` and a small training margin have their shares of `delta`, then",
        claim=claim,
        proofs=(chain(e_own(*Z), ("<=", e, "on the set of the samples with a small population loss and no small margin", inside)),),
        support=(by_models(),),
        mutants=(
            Mutant("twice as often", under(claim, 0, le(chance, 2 * delta))),
            Mutant("one point for m", under(claim, 0, le(exceed(*X, gamma, e) + misfit(*X, gamma), delta))),
            Mutant("half the loss", changed(claim, rhs=e / 2)),
            Mutant("with the flip", changed(claim, lhs=e_flip(*Z))),
        ),
        source="this kit, theorem J",
    )
